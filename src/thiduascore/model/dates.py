"""Dates as official documents give them: to the day, the month or only the year."""

from __future__ import annotations

import calendar
import datetime
import re

from attrs import frozen

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


@frozen
class PartialDate:
    """A date known to the year, to the month, or to the day."""

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
        """`2021-09-16`, `2021-09` or `2021`."""
        parts = (f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)


def partial_date(text: str) -> PartialDate | None:
    """Reads `2021`, `2021-09` or `2021-09-16`; None for any other text and for a day that no calendar has."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month, day) if month != 0 and day != 0 else None
