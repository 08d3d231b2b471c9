"""A ruleset's text to its records: everything is read, and every problem of the file is found at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from thiduascore.diagnostics import Diagnostic, Text, nearest, ordered, phrase_text
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.model.checks import OF_WHAT_STANDS, checked
from thiduascore.model.content import Criterion, Item
from thiduascore.model.declare import Reading, changed, options_of, read_options, report_unknown_keys
from thiduascore.model.draft import Draft, declared_in
from thiduascore.model.including import asks, including
from thiduascore.model.library import NOTHING_LENT, Library
from thiduascore.model.ruleset import Ruleset, hash_of, taken_over
from thiduascore.model.scope import typed
from thiduascore.text import parse_toml_leniently
from thiduascore.text.document import Document


def read_ruleset_text(
    text: str,
    name: str,
    *,
    methods: Mapping[str, type],
    functions: Functions = STANDARD,
    library: Library = NOTHING_LENT,
    unmet: Callable[[Document], Iterable[Diagnostic]] = lambda document: (),
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The ruleset that a TOML text holds, and every problem, syntax included; `name` is the file's.

    `library` has what it can take over, and `unmet` says which plugins are missing for that: then nobody is
    told of the names that are missing with them.
    Raises DiagnosticError when a plugin's own file cannot be read.
    """
    found = parse_toml_leniently(text, name)
    if found.document is None:
        return None, found.diagnostics
    missing = tuple(unmet(found.document)) if asks(found.document.value) else ()
    if found.damaged or missing:
        apart = _apart(found.document, found.damaged, methods, library)
        return None, ordered((*found.diagnostics, *missing, *apart))
    ruleset, diagnostics = read_ruleset(found.document, methods=methods, functions=functions, library=library)
    return (None if found.diagnostics else ruleset), ordered((*found.diagnostics, *diagnostics))


def _apart(
    document: Document,
    damaged: Collection[tuple[int, int]],
    methods: Mapping[str, type],
    library: Library,
) -> Iterator[Diagnostic]:
    """What is wrong with the rest of a text with syntax errors, whatever stood in the lines left out.

    Nothing that may be wrong only because a table or a key was left out: what is missing, what is not
    declared, what does not add up.
    """
    draft = _draft(document, methods, library, whole=False)[0]
    for problem in (*draft.reading.problems, *(found for check in OF_WHAT_STANDS for found in check(draft))):
        line = problem.place.line if problem.place else 0
        if not problem.slug.startswith(_OF_ABSENCE) and not any(a <= line <= b for a, b in damaged):
            yield problem


_OF_ABSENCE: Final = ("missing-", "empty-item", "too-few")


def _draft(
    document: Document, methods: Mapping[str, type], library: Library, *, whole: bool = True
) -> tuple[Draft, Mapping[str, Any]]:
    """Everything that could be read, and the values of the outermost keys."""
    included = including(document, library, common=Criterion, methods=methods, whole=whole)
    reading = Reading(included.document, methods, lacking=included.lacking)
    for each in included.objections:
        reading.problems.append(reading.diagnostic(each.slug, each.at, arguments=each.arguments))
        reading.broken.append(each.at)
    node = reading.root()
    report_unknown_keys(node, options_of(Ruleset))
    values = read_options(Ruleset, node)
    kept = {name: value for name, value in values.items() if name != "format"}
    declared = declared_in(reading.document.value)
    return Draft(reading=reading, declared=declared, lenders=included.lenders, **kept), values


def read_ruleset(
    document: Document,
    *,
    methods: Mapping[str, type],
    functions: Functions = STANDARD,
    library: Library = NOTHING_LENT,
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The ruleset and its diagnostics, by place; None when one of them is an error.

    `methods` gives the options record of each registered method, `functions` what expressions can call.
    """
    draft, values = _draft(document, methods, library)
    types, typing = typed(draft, functions)
    draft = changed(draft, types=types, typing=typing)
    problems = (*draft.reading.problems, *checked(draft))
    diagnostics = ordered(_lendable(each, library) for each in problems)
    if any(each.severity == "error" for each in diagnostics):
        return None, diagnostics
    items = tuple(_inheriting(item) for item in draft.items)
    made = {**values, "items": items}
    whole = draft.reading.document
    return Ruleset(**made, document=whole, hash=hash_of(whole.text, taken_over(whole))), diagnostics


def _lendable(problem: Diagnostic, library: Library) -> Diagnostic:
    """A name that is unknown, but that a plugin has: what to write so that the ruleset has it too.

    One that is nearly a plugin's, and nearly nothing of the ruleset's, gets the plugin's as advice.
    """
    name = str(problem.arguments.get("name", ""))
    kinds = _LENDABLE.get(problem.slug, ())
    kind = next((kind for kind in kinds if library.find(kind, name)), None)
    lent = None if kind is None else library.find(kind, name)
    if kind is None or lent is None:
        near = nearest(name, library.namesakes(kinds, name)) if "nearest" not in problem.arguments else None
        return problem if near is None else evolve(problem, arguments={**problem.arguments, "nearest": near})
    how = phrase_text(f"take-over-{kind}", name=name)
    about: dict[str, str | int | Fraction | Text] = {"name": name, "lender": library.lender(lent)}
    about |= {"kind": phrase_text(f"kind-{kind}"), "how": how}
    return evolve(problem, slug="not-taken-over", arguments=about)


_LENDABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "unknown-name": ("facts", "parameters"),
    "unknown-quantity": ("facts",),
    "unknown-parameter": ("parameters",),
}
"""What is said of an unknown name, and the kinds of thing that it may be."""


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
