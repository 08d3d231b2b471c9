"""Declared and not used, or used and not certain."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, Path, Text, shown, with_unit
from thiduascore.feel import names
from thiduascore.model.draft import Draft
from thiduascore.model.quantities import Parameter, ParameterValue

DAY: Final = datetime.timedelta(days=1)
_NAMED: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


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

    Facts are not reported where plugins are required, whose checks may use them; nor is what was taken over
    from a plugin.
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
            if name not in used and paths[0] not in draft.reading.document.borrowed:
                yield draft.diagnostic(f"unused-{kind}", paths[0], key=True, name=name)


def unconfirmed_parameters(draft: Draft) -> Iterator[Diagnostic]:
    """A score rests on a figure that nobody has found in a text; a plugin's needs the author's consent."""
    used = uses(draft)
    for name, parameter in draft.parameters.items():
        for value in parameter.values:
            if value.status == "unconfirmed" and name in used:
                related = (draft.related("used-here", used[name]),)
                path = (*value.at, "status")
                if not parameter.include:
                    yield draft.diagnostic("unconfirmed-parameter", path, related=related, name=name)
                elif _in_force(draft, parameter, value):
                    slug = "unconfirmed-refused" if parameter.refuses(value) else "unconfirmed-accepted"
                    said = _said(parameter, name, value)
                    yield draft.diagnostic(slug, path, related=related, arguments=said)


def _in_force(draft: Draft, parameter: Parameter, value: ParameterValue) -> bool:
    """Whether the value has a day of the campaign for itself."""
    period = draft.campaign.period if draft.campaign is not None else None
    later = [other.start for other in parameter.values if other.start > value.start]
    ends = [day for day in (value.end, min(later) - DAY if later else None) if day is not None]
    if period is None:
        return True
    first, last = period.start or datetime.date.min, period.end or datetime.date.max
    return value.start <= last and min(ends, default=datetime.date.max) >= first


def _said(parameter: Parameter, name: str, value: ParameterValue) -> dict[str, Any]:
    unit = parameter.unit or ""
    figure = Text(*(with_unit(shown(value.value, lang), unit, lang) for lang in ("vi", "en")))
    about = {"label": parameter.label, "figure": figure, "include": parameter.include, "name": name}
    return {**about, "start": value.start.isoformat(), "source": value.source}


def lenders_that_are_not_required(draft: Draft) -> Iterator[Diagnostic]:
    """Something is taken over from a plugin that `[plugins].require` does not name."""
    required = {_plain(text) for text in draft.plugins.require}
    for distribution, path in draft.lenders.items():
        if distribution and distribution not in required:
            yield draft.diagnostic("lender-not-required", path, distribution=distribution)


def _plain(requirement: str) -> str:
    """The distribution that a requirement names, as indexes compare names."""
    name = _NAMED.match(requirement)
    return "" if name is None else re.sub(r"[-_.]+", "-", name[1]).lower()


CHECKS: Final = (unused_names, unconfirmed_parameters, lenders_that_are_not_required)
