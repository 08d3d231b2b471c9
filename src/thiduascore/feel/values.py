"""What an expression evaluates to: numbers, yes or no, texts, moments, durations, lists, contexts and `Null`.

A `Null` carries the causes for which there is no value, so that a missing score can say why.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Decimal
from decimal import Context as Precision
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from attrs import field

from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.types import AnyType, Type
from thiduascore.records import frozen


@frozen(order=True)
class Days:
    """A duration in days; `count` may be a fraction, as in half a day."""

    count: Fraction


@frozen(order=True)
class Months:
    """A duration in whole calendar months."""

    count: int


@frozen(order=True)
class Cause:
    """One reason for which a value is missing: a phrase of the catalogue and the words that fill it in."""

    slug: str
    arguments: tuple[tuple[str, str], ...] = ()


@frozen
class Null:
    """No value; the causes are sorted and each stands there once."""

    causes: tuple[Cause, ...] = ()


@frozen
class Range:
    """An interval as a value; an end that is None is unbounded.

    `operator` says when it was written as one of the tests `(< x)`, `(<= x)`, `(> x)`, `(>= x)`, `(= x)` and
    `(!= x)`. Both ends of the last two are x; the very last holds everything else.
    """

    low: Value | None
    high: Value | None
    low_closed: bool
    high_closed: bool
    operator: Literal["<", "<=", ">", ">=", "=", "!="] | None = None


class Context(Mapping[str, "Value"]):
    """Named values in the order in which they were given; equal to another one with the same entries.

    Nothing changes it once it is made.
    """

    __slots__ = ("_entries", "_hash")

    def __init__(self, entries: Mapping[str, Value] | Iterable[tuple[str, Value]] = ()) -> None:
        self._entries: dict[str, Value] = dict(entries)
        self._hash: int | None = None

    def __getitem__(self, name: str) -> Value:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._entries.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"Context({self._entries!r})"


_ANY: Final = AnyType()


@frozen(eq=False)
class FunctionValue:
    """A function as a value: the names of its parameters, and what it makes of as many values.

    `apply` is total and counts what it costs in the evaluation that it belongs to.
    `accepts` and `result` are the types that it was declared with; with `spread` its last parameter takes a
    list of everything that is left.
    """

    parameters: tuple[str, ...]
    apply: Callable[..., Value] = field(repr=False)
    accepts: tuple[Type, ...] = ()
    result: Type = _ANY
    spread: bool = False


Value: TypeAlias = (
    "Fraction | bool | str | datetime.date | FarDate | Time | DateTime | Days | Months | Range"
    " | FunctionValue | Null | tuple[Value, ...] | Mapping[str, Value]"
)


def missing(slug: str, **arguments: str) -> Null:
    """A null with one cause."""
    return Null((Cause(slug, tuple(sorted(arguments.items()))),))


def merged(values: Iterable[Value]) -> Null:
    """The null that carries the causes of every null among the values."""
    causes = {cause for value in values if isinstance(value, Null) for cause in value.causes}
    return Null(tuple(sorted(causes)))


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[0-9T])(?:(?P<years>[0-9]{1,12})Y)?(?:(?P<months>[0-9]{1,12})M)?(?:(?P<days>[0-9]{1,12})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,15})H)?(?:(?P<minutes>[0-9]{1,15})M)?"
    r"(?:(?P<seconds>[0-9]{1,18}(?:\.[0-9]{0,34})?)S)?)?"
)
_SECONDS = 86400

DIGITS: Final = 34
"""How many digits the standard gives to a number in a text, and to what can only be approximated."""


def date_from_text(text: str) -> datetime.date | None:
    """The date that `YYYY-MM-DD` names, None when it names none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def duration_from_text(text: str) -> Days | Months | None:
    """The duration that an ISO 8601 text such as `P3D`, `PT12H` or `P1Y2M` names.

    Years and months do not mix with days and times, because a month has no fixed count of days.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign = -1 if match["sign"] else 1
    of_months, of_days = match["years"] or match["months"], "T" in text or match["days"]
    if of_months:
        return None if of_days else Months(sign * (12 * int(match["years"] or 0) + int(match["months"] or 0)))
    minutes = 60 * int(match["hours"] or 0) + int(match["minutes"] or 0)
    seconds = 60 * minutes + Fraction((match["seconds"] or "0").rstrip("."))
    return Days(sign * (int(match["days"] or 0) + seconds / _SECONDS))


def duration_text(duration: Days | Months) -> str:
    """The ISO 8601 text of a duration; the inverse of `duration_from_text` where that has one."""
    sign = "-" if duration.count < 0 else ""
    if isinstance(duration, Months):
        years, months = divmod(abs(duration.count), 12)
        return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    days, rest = divmod(abs(duration.count), 1)
    hours, rest = divmod(rest * 24, 1)
    minutes, rest = divmod(rest * 60, 1)
    seconds = rest * 60
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds:
        time += f"{decimal_text(seconds)}S"
    if not days and not time:
        return "PT0S"
    return f"{sign}P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")


def decimal_text(number: Fraction) -> str:
    """A number in decimal digits, without an exponent; more than 34 of them are rounded, half to even."""
    if number.denominator == 1 and abs(number.numerator) < 10**DIGITS:
        return str(number.numerator)
    precision = Precision(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
    found = format(precision.divide(Decimal(number.numerator), Decimal(number.denominator)), "f")
    return found.rstrip("0").rstrip(".") if "." in found else found
