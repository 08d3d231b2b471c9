"""Functions that make dates and durations; arithmetic on them is done by the operators."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import DATE, DAYS, NUMBER, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.values import Days, Value, date_from_text, duration_from_text, missing


def _date(text: str) -> Value:
    return date_from_text(text) or missing("invalid-date")


def _date_of(year: Fraction, month: Fraction, day: Fraction) -> Value:
    if any(part.denominator > 1 for part in (year, month, day)):
        return missing("invalid-date")
    try:
        return datetime.date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return missing("invalid-date")


def _days(text: str) -> Value:
    duration = duration_from_text(text)
    return duration if isinstance(duration, Days) else missing("invalid-duration")


_PARTS: Final = tuple(Parameter(name, NUMBER) for name in ("year", "month", "day"))

DATES: Final = (
    Function(name="date", parameters=(Parameter("from", TEXT),), result=always(DATE), apply=_date),
    Function(
        name="date", parameters=(Parameter("from", DATE),), result=always(DATE), apply=lambda date: date
    ),
    Function(name="date", parameters=_PARTS, result=always(DATE), apply=_date_of),
    # Only a literal can be a duration of months: of another text nobody knows beforehand which kind it is.
    Function(name="duration", parameters=(Parameter("from", TEXT),), result=always(DAYS), apply=_days),
)
