"""Functions that make dates, times and durations; arithmetic on them is done by the operators.

Rulesets have the dates of years 1 to 9999, the standard those of every year.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import DATE, DAYS, MONTHS, NUMBER, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.temporal.arithmetic import months_between
from thiduascore.feel.temporal.moments import DAY, Date, DateTime, FarDate, Time, date_of
from thiduascore.feel.temporal.reading import (
    MOST_OFFSET,
    any_date_from_text,
    date_time_from_text,
    time_from_text,
)
from thiduascore.feel.temporal.zones import is_zone
from thiduascore.feel.types import DateTimeType, TimeType, Type
from thiduascore.feel.values import Days, Null, Value, duration_from_text, missing

TIME: Final = TimeType()
DATE_TIME: Final = DateTimeType()
_MIDNIGHT: Final = Time(0, 0, Fraction(0))


def _date(text: str) -> Value:
    return any_date_from_text(text) or missing("invalid-date")


def _whole(*parts: Fraction) -> bool:
    return all(part.denominator == 1 for part in parts)


def _date_of(year: Fraction, month: Fraction, day: Fraction) -> Value:
    found = date_of(int(year), int(month), int(day)) if _whole(year, month, day) else None
    return found or missing("invalid-date")


def _time(text: str) -> Value:
    return time_from_text(text) or missing("invalid-time")


def _offset_of(duration: Value) -> int | Null | None:
    """The offset in seconds; None for a null, a null for a duration that no clock is away."""
    if not isinstance(duration, Days):
        return None
    seconds = duration.count * DAY
    if not _whole(seconds) or abs(seconds) > MOST_OFFSET:
        return missing("invalid-time")
    return int(seconds)


def _time_of(hour: Fraction, minute: Fraction, second: Fraction, offset: Value = False) -> Value:
    seconds = _offset_of(offset)
    if isinstance(seconds, Null):
        return seconds
    if not _whole(hour, minute) or not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return missing("invalid-time")
    return Time(int(hour), int(minute), second, seconds)


def _date_time(text: str) -> Value:
    return date_time_from_text(text) or missing("invalid-date")


def _date_time_of(*parts: Fraction) -> Value:
    """Of year, month, day, hour, minute and second."""
    return _both(_date_of(*parts[:3]), _time_of(*parts[3:6]))


def _date_time_with(place: Value, parts: tuple[Fraction, ...]) -> Value:
    date = _date_of(*parts[:3])
    if isinstance(place, str):
        time = _time_of(*parts[3:])
        if not is_zone(place):
            return missing("no-such-zone", name=place[:40])
        if isinstance(time, Time):
            time = Time(time.hour, time.minute, time.second, None, place)
        return _both(date, time)
    hour, minute, second = parts[3:]
    return _both(date, _time_of(hour, minute, second, place))


def _date_time_at(*parts: Value) -> Value:
    """Of six numbers and an offset or a zone."""
    return _date_time_with(parts[6], tuple([part for part in parts[:6] if isinstance(part, Fraction)]))


def _both(date: Value, time: Value) -> Value:
    if isinstance(date, Null) or isinstance(time, Null):
        return date if isinstance(date, Null) else time
    return DateTime(date, time)  # type: ignore[arg-type]


def _duration(text: str) -> Value:
    return duration_from_text(text) or missing("invalid-duration")


def _days(text: str) -> Value:
    duration = duration_from_text(text)
    return duration if isinstance(duration, Days) else missing("invalid-duration")


def _day(moment: Date | DateTime) -> Date:
    return moment.date if isinstance(moment, DateTime) else moment


def _months(start: Date | DateTime, end: Date | DateTime) -> Value:
    return months_between(_day(start), _day(end))


def _near(apply: Callable[..., Value]) -> Callable[..., Value]:
    """The function, with a date before year 1 or after 9999 as null."""

    def nearby(*arguments: Value) -> Value:
        found = apply(*arguments)
        date = found.date if isinstance(found, DateTime) else found
        return missing("date-out-of-range") if isinstance(date, FarDate) else found

    return nearby


def _function(name: str, result: Type, apply: Callable[..., Value], *parameters: Parameter) -> Function:
    return Function(name=name, parameters=parameters, result=always(result), apply=apply)


_PARTS: Final = tuple(Parameter(name, NUMBER) for name in ("year", "month", "day"))
_CLOCK: Final = tuple(Parameter(name, NUMBER) for name in ("hour", "minute", "second"))
_OFFSET: Final = Parameter("offset", DAYS, nullable=True)


def _from(type_: Type) -> Parameter:
    return Parameter("from", type_)


Limit = Callable[[Callable[..., Value]], Callable[..., Value]]
_DAY_KINDS: Final = (DATE, DATE_TIME)


def _dates(limited: Limit) -> tuple[Function, ...]:
    return (
        _function("date", DATE, limited(_date), _from(TEXT)),
        _function("date", DATE, lambda date: date, _from(DATE)),
        _function("date", DATE, lambda moment: moment.date, _from(DATE_TIME)),
        _function("date", DATE, limited(_date_of), *_PARTS),
    )


_TIMES: Final = (
    _function("time", TIME, _time, _from(TEXT)),
    _function("time", TIME, lambda time: time, _from(TIME)),
    _function("time", TIME, lambda moment: moment.time, _from(DATE_TIME)),
    _function("time", TIME, lambda date: Time(0, 0, Fraction(0), 0), _from(DATE)),
    _function("time", TIME, _time_of, *_CLOCK),
    _function("time", TIME, _time_of, *_CLOCK, _OFFSET),
)


def _date_times(limited: Limit) -> tuple[Function, ...]:
    parts, zone = (*_PARTS, *_CLOCK), Parameter("timezone", TEXT)
    time = Parameter("time", TIME)
    return (
        _function("date and time", DATE_TIME, limited(_date_time), _from(TEXT)),
        _function("date and time", DATE_TIME, lambda date: DateTime(date, _MIDNIGHT), _from(DATE)),
        _function("date and time", DATE_TIME, lambda moment: moment, _from(DATE_TIME)),
        *(
            _function("date and time", DATE_TIME, _at_time, Parameter("date", day), time)
            for day in _DAY_KINDS
        ),
        _function("date and time", DATE_TIME, limited(_date_time_of), *parts),
        _function("date and time", DATE_TIME, limited(_date_time_at), *parts, _OFFSET),
        _function("date and time", DATE_TIME, limited(_date_time_at), *parts, zone),
    )


def _at_time(day: Date | DateTime, time: Time) -> Value:
    return DateTime(_day(day), time)


_MONTHS_BETWEEN: Final = tuple(
    _function("years and months duration", MONTHS, _months, Parameter("from", start), Parameter("to", end))
    for start in _DAY_KINDS
    for end in _DAY_KINDS
)


def _makers(limited: Limit) -> tuple[Function, ...]:
    return (*_dates(limited), *_TIMES, *_date_times(limited), *_MONTHS_BETWEEN)


# Only a literal can be a duration of months: of another text nobody knows beforehand which kind it is.
DATES: Final = (*_makers(_near), _function("duration", DAYS, _days, _from(TEXT)))
ALL_DATES: Final = (*_makers(lambda apply: apply), _function("duration", DAYS, _duration, _from(TEXT)))
"""The same with the dates of every year, and with every kind of duration."""
