"""Time zones: which names there are, and how far a zone is ahead of universal time at a moment.

The database is always that of the `tzdata` package and never the machine's, so that results do not depend on
the machine. It is opened when a zone is first named.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from thiduascore.feel.temporal.moments import DAY, DateTime, Time, at_seconds, date_at

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_EARLY: Final = 4
_LATE: Final = 2400


@cache
def zone_names() -> frozenset[str]:
    """Every name in the database."""
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


def is_zone(name: str) -> bool:
    """Whether the database knows the zone."""
    return name in zone_names()


@cache
def _zone(name: str) -> ZoneInfo:
    from importlib.resources import files
    from zoneinfo import ZoneInfo

    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def offset_of(moment: DateTime) -> int | None:
    """Seconds ahead of universal time at a moment; None when it is bound to no place.

    A clock time that a change of the clocks skips or repeats is read with the offset before the change.
    Beyond Python's calendar the rules of the first or of the latest years hold.
    """
    time = moment.time
    if time.zone is None:
        return time.offset
    return _whole_seconds(_zone(time.zone).utcoffset(_known(moment)))


def offset_of_time(time: Time) -> int | None:
    """Seconds ahead of universal time of a time without a date.

    Of a zone whose offset changes nobody can know it, so only zones with one offset ever have one.
    """
    if time.zone is None:
        return time.offset
    return _fixed_offset(time.zone)


@cache
def _fixed_offset(name: str) -> int | None:
    found = {
        _whole_seconds(_zone(name).utcoffset(datetime.datetime(year, month, 1)))
        for year in (1800, *range(1900, 2100))
        for month in range(1, 13)
    }
    return found.pop() if len(found) == 1 else None


def instant(moment: DateTime) -> Fraction:
    """Seconds since the first day of the calendar, in universal time; on its own clock when it is local."""
    return moment.date.toordinal() * DAY + moment.time.seconds - (offset_of(moment) or 0)


def moment_at(seconds: Fraction, like: Time) -> DateTime | None:
    """The moment that many seconds make, as `instant` counts them, on the clock of another one.

    None beyond the calendar.
    """
    if like.zone is None:
        return _split(seconds + (like.offset or 0), like)
    universal = _split(seconds, Time(0, 0, Fraction(0)))
    if universal is None:
        return None
    at = _known(universal).replace(tzinfo=datetime.UTC).astimezone(_zone(like.zone))
    return _split(seconds + _whole_seconds(at.utcoffset()), like)


def _split(seconds: Fraction, like: Time) -> DateTime | None:
    day, rest = divmod(seconds, DAY)
    date = date_at(int(day))
    return None if date is None else DateTime(date, at_seconds(rest, like))


def _known(moment: DateTime) -> datetime.datetime:
    """The moment to the second, in a year for which the database has the same rules and Python a calendar."""
    date, time = moment.date, moment.time
    year = date.year
    if not datetime.MINYEAR < year < datetime.MAXYEAR:
        year = _EARLY if year <= datetime.MINYEAR else _LATE + year % 400
    return datetime.datetime(year, date.month, date.day, time.hour, time.minute, int(time.second))


def _whole_seconds(offset: datetime.timedelta | None) -> int:
    return 0 if offset is None else round(offset / datetime.timedelta(seconds=1))
