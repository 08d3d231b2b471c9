"""Sums and differences of moments and durations; what the standard forbids is null with its cause."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction

from thiduascore.feel.temporal.moments import (
    DAY,
    Date,
    DateTime,
    FarDate,
    Time,
    at_seconds,
    date_at,
    date_of,
    days_in,
)
from thiduascore.feel.temporal.order import place_in_time
from thiduascore.feel.temporal.zones import instant, moment_at
from thiduascore.feel.values import Days, Months, Value, missing

Moment = datetime.date | FarDate | Time | DateTime
MOMENTS = (datetime.date, FarDate, Time, DateTime)

_UNIVERSAL_MIDNIGHT = Time(0, 0, Fraction(0), 0)


def moved(moment: Moment, duration: Value, direction: int) -> Value:
    """The moment so far away; direction is 1 or -1.

    Of a date only whole days count, and an hour before a date lies on the day before.
    A day that the month lacks becomes its last one. Times of day go round the clock.
    """
    if isinstance(duration, Months):
        return _by_months(moment, direction * duration.count)
    if not isinstance(duration, Days):
        return missing("wrong-type")
    count = direction * duration.count
    if isinstance(moment, Time):
        return at_seconds((moment.seconds + count * DAY) % DAY, moment)
    if isinstance(moment, DateTime):
        return moment_at(instant(moment) + count * DAY, moment.time) or missing("date-out-of-range")
    return date_at(moment.toordinal() + math.floor(count)) or missing("date-out-of-range")


def _by_months(moment: Moment, months: int) -> Value:
    if isinstance(moment, Time):
        return missing("wrong-type")
    if isinstance(moment, DateTime):
        date = _months_on(moment.date, months)
        return missing("date-out-of-range") if date is None else DateTime(date, moment.time)
    return _months_on(moment, months) or missing("date-out-of-range")


def _months_on(date: Date, months: int) -> Date | None:
    year, month = divmod(12 * date.year + date.month - 1 + months, 12)
    return date_of(year, month + 1, min(date.day, days_in(year, month + 1)))


def difference(left: Moment, right: Moment) -> Value:
    """How long it is from `right` to `left`.

    A date beside a date with time counts as its midnight in universal time.
    """
    if isinstance(left, Time) or isinstance(right, Time):
        if not (isinstance(left, Time) and isinstance(right, Time)):
            return missing("wrong-type")
        return _apart(left, right)
    if isinstance(left, DateTime) or isinstance(right, DateTime):
        return _apart(_with_time(left), _with_time(right))
    return Days(Fraction(left.toordinal() - right.toordinal()))


def _with_time(moment: Date | DateTime) -> DateTime:
    return moment if isinstance(moment, DateTime) else DateTime(moment, _UNIVERSAL_MIDNIGHT)


def _apart(left: Time | DateTime, right: Time | DateTime) -> Value:
    (clock, later), (other, earlier) = place_in_time(left), place_in_time(right)
    return Days((later - earlier) / DAY) if clock == other else missing("zones-differ")


def months_between(start: Date, end: Date) -> Months:
    """The whole months from one date to another, cut off towards zero."""
    months = 12 * (end.year - start.year) + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Months(months)
