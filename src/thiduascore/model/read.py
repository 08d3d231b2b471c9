"""A ruleset's text to its records: everything is read, and every problem of the file is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, ordered
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.model.checks import OF_WHAT_STANDS, checked
from thiduascore.model.content import Criterion, Item
from thiduascore.model.declare import Reading, changed, options_of, read_options, report_unknown_keys
from thiduascore.model.draft import Draft, declared_in
from thiduascore.model.ruleset import Ruleset, hash_of
from thiduascore.model.scope import typed
from thiduascore.text import parse_toml_leniently
from thiduascore.text.document import Document


def read_ruleset_text(
    text: str, name: str, *, methods: Mapping[str, type], functions: Functions = STANDARD
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The ruleset that a TOML text holds, and every problem, syntax included; `name` is the file's."""
    found = parse_toml_leniently(text, name)
    if found.document is None:
        return None, found.diagnostics
    if found.damaged:
        apart = _apart(found.document, found.damaged, methods)
        return None, ordered((*found.diagnostics, *apart))
    ruleset, diagnostics = read_ruleset(found.document, methods=methods, functions=functions)
    return (None if found.diagnostics else ruleset), ordered((*found.diagnostics, *diagnostics))


def _apart(
    document: Document, damaged: Iterable[tuple[int, int]], methods: Mapping[str, type]
) -> Iterator[Diagnostic]:
    """What is wrong with the rest of a text with syntax errors, whatever stood in the lines left out.

    Nothing that may be wrong only because a table or a key was left out: what is missing, what is not
    declared, what does not add up.
    """
    draft = _draft(Reading(document, methods))[0]
    for problem in (*draft.reading.problems, *(found for check in OF_WHAT_STANDS for found in check(draft))):
        line = problem.place.line if problem.place else 0
        if not problem.slug.startswith(_OF_ABSENCE) and not any(a <= line <= b for a, b in damaged):
            yield problem


_OF_ABSENCE: Final = ("missing-", "empty-item", "too-few")


def _draft(reading: Reading) -> tuple[Draft, Mapping[str, Any]]:
    """Everything that could be read, and the values of the outermost keys."""
    node = reading.root()
    report_unknown_keys(node, options_of(Ruleset))
    values = read_options(Ruleset, node)
    kept = {name: value for name, value in values.items() if name != "format"}
    return Draft(reading=reading, declared=declared_in(reading.document.value), **kept), values


def read_ruleset(
    document: Document, *, methods: Mapping[str, type], functions: Functions = STANDARD
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The ruleset and its diagnostics, by place; None when one of them is an error.

    `methods` gives the options record of each registered method, `functions` what expressions can call.
    """
    draft, values = _draft(Reading(document, methods))
    types, typing = typed(draft, functions)
    draft = changed(draft, types=types, typing=typing)
    diagnostics = ordered((*draft.reading.problems, *checked(draft)))
    if any(each.severity == "error" for each in diagnostics):
        return None, diagnostics
    items = tuple(_inheriting(item) for item in draft.items)
    made = {**values, "items": items}
    return Ruleset(**made, document=document, hash=hash_of(document.text)), diagnostics


def _inheriting(item: Item) -> Item:
    """The item, from which its parts take what they leave out: sources, and policies for what is missing."""

    def inherited(part: Item | Criterion) -> dict[str, str | None]:
        return {
            "source": part.source or item.source,
            "missing": part.missing or item.missing,
            "not_applicable": part.not_applicable or item.not_applicable,
        }

    items = tuple(
        _inheriting(
            changed(inner, weight_source=inner.weight_source or item.weight_source, **inherited(inner))
        )
        for inner in item.items
    )
    criteria = tuple(
        changed(each, points_source=each.points_source or item.weight_source, **inherited(each))
        for each in item.criteria
    )
    return changed(item, items=items, criteria=criteria)
