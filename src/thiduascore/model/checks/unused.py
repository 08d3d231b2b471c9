"""Declared and not used, or used and not certain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic, Path
from thiduascore.feel import names
from thiduascore.model.draft import Draft


def uses(draft: Draft) -> dict[str, Path]:
    """The first place that uses each fact, derived value and parameter."""
    found: dict[str, Path] = {}
    for path, read in draft.reading.expressions.items():
        for name in sorted(names(read.expression.tree)):
            found.setdefault(name, path)
    for reference in draft.reading.references:
        if reference.kind in ("parameter", "quantity"):
            found.setdefault(reference.name, reference.at)
    return found


def unused_names(draft: Draft) -> Iterator[Diagnostic]:
    """A fact, derived value or parameter that no expression or key names.

    Facts are not reported where plugins are required, whose checks may use them.
    """
    misspelt = any(each.name not in draft.declared.of(each.kind) for each in draft.reading.references)
    if draft.reading.broken or misspelt:
        return
    used = uses(draft)
    kinds = {"value": draft.declared.values, "parameter": draft.declared.parameters}
    if not draft.plugins.require:
        kinds["fact"] = draft.declared.facts
    for kind, declared in kinds.items():
        for name, paths in declared.items():
            if name not in used:
                yield draft.diagnostic(f"unused-{kind}", paths[0], key=True, name=name)


def unconfirmed_parameters(draft: Draft) -> Iterator[Diagnostic]:
    """A score rests on a figure that nobody has found in a text."""
    used = uses(draft)
    for name, parameter in draft.parameters.items():
        for value in parameter.values:
            if value.status == "unconfirmed" and name in used:
                related = (draft.related("used-here", used[name]),)
                path = (*value.at, "status")
                yield draft.diagnostic("unconfirmed-parameter", path, related=related, name=name)


CHECKS: Final = (unused_names, unconfirmed_parameters)
