"""What people read: texts in two languages, and numbers written exactly or for the eye."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from thiduascore.records import frozen

Lang = Literal["vi", "en"]
"""A language that users can read; Vietnamese comes first."""

_MOST_PLACES = 1000
_EXACT = re.compile(r"(-?)(\d+)(?:\.(\d+)|/(\d+))?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_DAYS = re.compile(r"(?:\d{4}(?:-\d\d){0,2}|…)(?:(?: – |, )(?:\d{4}(?:-\d\d){0,2}|…))*", re.ASCII)

GAP: Final = "\u00a0"
"""Parts the thousands of a number for people: a no-break space, which is a decimal mark nowhere."""
UNGROUPED: Final = 4
"""A number of so many digits before its decimals, such as a year, is easily read without gaps."""


@frozen
class Text:
    """A text in Vietnamese and, where there is one, in English."""

    vi: str
    en: str = ""

    def said(self, lang: str) -> str:
        """The text in `lang`, or in the other language when it has none in that one."""
        return (self.en or self.vi) if lang == "en" else (self.vi or self.en)


def exact(value: Fraction | int) -> str:
    """The one way in which files write an exact number: `92.5`, `-0.25`, `280/3` when it does not terminate.

    `number_from_exact` reads it back.
    """
    value = Fraction(value)
    places = _decimal_places(value.denominator)
    if places is None:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    return _with_point(value, places, ".")


def number_from_exact(text: str) -> Fraction | None:
    """The number that `exact` wrote, or None when the text is not in its form."""
    match = _EXACT.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals, below = match.groups()
    number = Fraction(_integer(whole + (decimals or "")), 10 ** len(decimals or ""))
    if below is not None:
        denominator = _integer(below)
        if denominator == 0:
            return None
        number /= denominator
    return -number if sign else number


def shown(value: Fraction | int, lang: str, places: int | None = None) -> str:
    """A number for people: `92,5` in Vietnamese, `92.5` in English, `150 000 000` in both.

    Neither a point nor a comma parts thousands, since either is the other language's decimal mark.
    A number that needs more than `places` decimals is rounded half-up and preceded by `≈`, so that a rounded
    number never passes for an exact one; so is one that never ends, to 6 places unless told.
    """
    value = Fraction(value)
    point = "." if lang == "en" else ","
    needed = _decimal_places(value.denominator)
    if needed is not None and (places is None or needed <= places):
        return _grouped(_with_point(value, needed, point))
    kept = 6 if places is None else places
    size = (abs(value) * 10**kept * 2 + 1) // 2
    return "≈" + _grouped(_with_point(Fraction(size if value >= 0 else -size, 10**kept), kept, point))


def shown_day(written: str, lang: str) -> str:
    """A day `2021-09-16` or month `2021-09` for people: `16/09/2021` in Vietnamese, as it is in English.

    So are several, parted by ` – ` or `, `; a text that is anything else stays as it is.
    """
    if lang == "en" or not _DAYS.fullmatch(written):
        return written
    return _DAY.sub(lambda day: "/".join(part for part in reversed(day.groups()) if part), written)


def _decimal_places(denominator: int) -> int | None:
    """How many decimals one over `denominator` needs; None when they never end or are too many to print."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0 and fives <= _MOST_PLACES:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return places if rest == 1 and places <= _MOST_PLACES else None


def _with_point(value: Fraction, places: int, point: str) -> str:
    size = _digits(int(abs(value) * 10**places)).rjust(places + 1, "0")
    whole, decimals = (size[:-places], point + size[-places:]) if places else (size, "")
    return ("-" if value < 0 else "") + whole + decimals


def _grouped(number: str) -> str:
    """The number with a gap between its thousands."""
    whole = re.match(r"-?(\d*)", number, re.ASCII)
    if whole is None or len(whole[1]) <= UNGROUPED:
        return number
    start, end = whole.span(1)
    first = start + len(whole[1]) % 3
    groups = [number[start:first], *(number[at : at + 3] for at in range(first, end, 3))]
    return number[:start] + GAP.join(group for group in groups if group) + number[end:]


def _digits(integer: int) -> str:
    """The decimal digits; by way of `Decimal`, because `str` refuses an integer of more than 4,300 digits."""
    return format(Decimal(integer), "f")


def _integer(digits: str) -> int:
    return int(Decimal(digits))
