"""Dates: what begins ends later, what is cited is older, and dated values cover the time without doubt."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic, Path
from thiduascore.model.draft import Draft

_DAY = datetime.timedelta(days=1)


def _crossed(
    draft: Draft, at: Path, start: datetime.date | None, end: datetime.date | None
) -> Iterator[Diagnostic]:
    if start is not None and end is not None and end < start:
        related = (draft.related("begins-here", (*at, "from")),)
        yield draft.diagnostic(
            "ends-before-it-begins",
            (*at, "to"),
            related=related,
            start=start.isoformat(),
            end=end.isoformat(),
        )


def periods_that_cross(draft: Draft) -> Iterator[Diagnostic]:
    """The campaign and each dated value end on or after the day on which they begin."""
    if draft.campaign is not None:
        period = draft.campaign.period
        yield from _crossed(draft, period.at, period.start, period.end)
    for parameter in draft.parameters.values():
        for value in parameter.values:
            yield from _crossed(draft, value.at, value.start, value.end)


def values_out_of_order(draft: Draft) -> Iterator[Diagnostic]:
    """A parameter's values stand in the order of their dates and no two are in force on one day."""
    for name, parameter in draft.parameters.items():
        for before, value in zip(parameter.values, parameter.values[1:], strict=False):
            if value.start <= before.start:
                slug, until = "values-unordered", before.start
            elif before.end is not None and value.start <= before.end:
                slug, until = "values-overlap", before.end
            else:
                continue
            dates = {"start": value.start.isoformat(), "before": until.isoformat()}
            related = (draft.related("value-before-is-here", before.at),)
            yield draft.diagnostic(slug, (*value.at, "from"), related=related, name=name, arguments=dates)


def values_with_gaps(draft: Draft) -> Iterator[Diagnostic]:
    """A parameter has a value on every day of the campaign from its first value on.

    Targets that are set for some years only leave gaps that no score of a shorter campaign can fall into.
    """
    period = draft.campaign.period if draft.campaign else None
    first = (period.start if period else None) or datetime.date.min
    last = (period.end if period else None) or datetime.date.max
    for name, parameter in draft.parameters.items():
        for before, value in zip(parameter.values, parameter.values[1:], strict=False):
            if before.end is not None and value.start > before.end + _DAY:
                start, end = before.end + _DAY, value.start - _DAY
                if end < first or start > last:
                    continue
                dates = {"start": start.isoformat(), "end": end.isoformat()}
                related = (draft.related("value-before-is-here", before.at),)
                path = (*value.at, "from")
                yield draft.diagnostic("values-gap", path, related=related, name=name, arguments=dates)


def values_that_miss_the_period(draft: Draft) -> Iterator[Diagnostic]:
    """A parameter has a value on the campaign's first and last day."""
    period = draft.campaign.period if draft.campaign else None
    if period is None:
        return
    for name, parameter in draft.parameters.items():
        if any(value.end is not None and value.end < value.start for value in parameter.values):
            continue
        for key, day in (("from", period.start), ("to", period.end)):
            ordered = period.start is None or period.end is None or period.start <= period.end
            if day is not None and ordered and parameter.values and parameter.on(day) is None:
                key = "year" if period.year is not None else key
                related = (draft.related("the-period-is-here", (*period.at, key)),)
                path: Path = ("parameters", name, "values")
                yield draft.diagnostic(
                    "values-miss-period", path, related=related, name=name, day=day.isoformat()
                )


def milestones_outside(draft: Draft) -> Iterator[Diagnostic]:
    """A milestone can fall on a day of the campaign."""
    if draft.campaign is None:
        return
    period = draft.campaign.period
    for milestone in draft.campaign.milestones:
        early = period.start is not None and milestone.date.last < period.start
        late = period.end is not None and milestone.date.first > period.end
        if early or late:
            related = (draft.related("the-period-is-here", period.at),)
            path = (*milestone.at, "date")
            yield draft.diagnostic(
                "milestone-outside-period", path, related=related, date=str(milestone.date)
            )


def bases_younger_than_the_campaign(draft: Draft) -> Iterator[Diagnostic]:
    """A document cannot rest on, or belong to, one that was issued after it."""
    if draft.campaign is None or draft.campaign.document.date is None:
        return
    deciding = draft.campaign.document
    last = draft.campaign.document.date.last
    parent = (draft.campaign.parent,) if draft.campaign.parent is not None else ()
    for basis in (*parent, *draft.campaign.bases):
        if basis.date is not None and basis.date.first > last:
            related = (draft.related("the-document-is-here", (*deciding.at, "date")),)
            dates = {"date": str(basis.date), "document": str(deciding.date)}
            yield draft.diagnostic(
                "basis-after-document", (*basis.at, "date"), related=related, arguments=dates
            )


CHECKS: Final = (
    periods_that_cross,
    values_out_of_order,
    values_with_gaps,
    values_that_miss_the_period,
    milestones_outside,
    bases_younger_than_the_campaign,
)
