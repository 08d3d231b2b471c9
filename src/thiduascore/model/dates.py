"""Dates whose day, or day and month, may not be known."""

from __future__ import annotations

import calendar
import datetime
import re

from thiduascore.records import frozen

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@frozen
class PartialDate:
    """A date of day, month or year precision, as official documents carry them."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> datetime.date:
        """The earliest day that it can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """The latest day that it can mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """`2021`, `2021-09` or `2021-09-16`."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


def partial_date(value: object) -> PartialDate | None:
    """The partial date that a value of a file means: a date, a year, `"2021"`, `"2021-09"` or `"2021-09-16"`.

    None for anything else, and for days that the calendar does not have.
    """
    if isinstance(value, datetime.datetime | bool):
        return None
    if isinstance(value, datetime.date):
        return PartialDate(value.year, value.month, value.day)
    written = _WRITTEN.fullmatch(
        f"{value:04}" if isinstance(value, int) else value if isinstance(value, str) else ""
    )
    if written is None:
        return None
    date = PartialDate(*(int(part) if part else None for part in written.groups()))  # type: ignore[arg-type]
    try:
        date.first  # noqa: B018  -- raises for a day that the calendar does not have
        date.last  # noqa: B018
    except ValueError:
        return None
    return date


def whole_date(value: object) -> datetime.date | None:
    """The day that a value of a file means: a date, or the text `"2021-09-16"` in formats without dates."""
    date = partial_date(value)
    return date.first if date is not None and date.day is not None else None
