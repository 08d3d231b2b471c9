"""The days on which the figures of a campaign change, because a parameter that they use does."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from attrs import evolve

from thiduascore.diagnostics import Diagnostic, phrase_text
from thiduascore.feel import names
from thiduascore.model.draft import Draft
from thiduascore.model.quantities import Parameter
from thiduascore.model.shapes import TestsShape

MOST_DAYS: Final = 200
"""So many days are looked at and no more: a file with thousands of dated values is checked all the same."""

_DAY: Final = datetime.timedelta(days=1)


def days_of_change(draft: Draft) -> tuple[datetime.date, ...]:
    """The days within the campaign, after its first, from which on some amount or test has another figure."""
    if draft.campaign is None:
        return ()
    start, end = draft.campaign.period.start or datetime.date.min, draft.campaign.period.end
    parameters = (draft.parameters[name] for name in sorted(_used(draft)))
    days = {day for parameter in parameters for day in _changes(parameter)}
    return tuple(sorted(day for day in days if start < day and (end is None or day <= end))[:MOST_DAYS])


def _used(draft: Draft) -> set[str]:
    """The parameters that keys name as amounts, or that stand in tests."""
    amounts = {each.name for each in draft.reading.references if each.kind == "parameter"}
    reads = draft.reading.expressions.values()
    tested = {
        name for read in reads if isinstance(read.shape, TestsShape) for name in names(read.expression.tree)
    }
    return (amounts | tested) & draft.parameters.keys()


def _changes(parameter: Parameter) -> Iterator[datetime.date]:
    for value in parameter.values:
        yield value.start
        if value.end is not None and value.end < datetime.date.max:
            yield value.end + _DAY


def said_from(found: Diagnostic, day: datetime.date) -> Diagnostic:
    """The diagnostic with the day from which on it holds, as the innermost of what is around its place."""
    return evolve(found, inside=(*found.inside, phrase_text("figures-from", date=day.isoformat())))
