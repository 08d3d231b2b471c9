"""Functions on texts; lengths and positions count characters, and letter case follows Unicode."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import BOOLEAN, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.operations import MOST_CHARACTERS
from thiduascore.feel.types import ListType, NumberType
from thiduascore.feel.values import Value, missing

_TEXT: Final = (Parameter("string", TEXT),)
_TWO: Final = (Parameter("string", TEXT), Parameter("match", TEXT))


def _length(text: str) -> Value:
    return Fraction(len(text))


def _contains(text: str, part: str) -> Value:
    return part in text


def _cased(change: Callable[[str], str]) -> Callable[[str], Value]:
    return lambda text: unicodedata.normalize("NFC", change(text))


def _substring(text: str, start: Fraction, length: Fraction | None = None) -> Value:
    """The characters from a place on, 1 being the first and -1 the last; fractions are cut off."""
    first = math.trunc(start)
    if first == 0:
        return missing("no-such-position")
    begin = first - 1 if first > 0 else max(len(text) + first, 0)
    if length is None:
        return text[begin:]
    count = math.trunc(length)
    return text[begin : begin + count] if count >= 0 else missing("length-negative")


def _before(text: str, match: str) -> Value:
    return text[: max(text.find(match), 0)]


def _after(text: str, match: str) -> Value:
    place = text.find(match)
    return text[place + len(match) :] if place >= 0 else ""


def _joined(texts: tuple[Value, ...], delimiter: Value = "") -> Value:
    """The texts one after the other; those that are missing are passed over."""
    parts = [text for text in texts if isinstance(text, str)]
    between = delimiter if isinstance(delimiter, str) else ""
    length = sum(map(len, parts)) + len(between) * max(len(parts) - 1, 0)
    return between.join(parts) if length <= MOST_CHARACTERS else missing("text-too-long")


TEXTS: Final = (
    Function(
        name="string length",
        parameters=_TEXT,
        result=always(NumberType(None, 0, Fraction(0), None)),
        apply=_length,
    ),
    Function(name="contains", parameters=_TWO, result=always(BOOLEAN), apply=_contains),
    Function(name="starts with", parameters=_TWO, result=always(BOOLEAN), apply=str.startswith),
    Function(name="ends with", parameters=_TWO, result=always(BOOLEAN), apply=str.endswith),
    Function(name="upper case", parameters=_TEXT, result=always(TEXT), apply=_cased(str.upper)),
    Function(name="lower case", parameters=_TEXT, result=always(TEXT), apply=_cased(str.lower)),
    Function(
        name="substring",
        parameters=(
            Parameter("string", TEXT),
            Parameter("start position", NumberType()),
            Parameter("length", NumberType(), optional=True),
        ),
        result=always(TEXT),
        apply=_substring,
    ),
    Function(name="substring before", parameters=_TWO, result=always(TEXT), apply=_before),
    Function(name="substring after", parameters=_TWO, result=always(TEXT), apply=_after),
)


def _join(*, gaps: bool) -> Function:
    """`string join`; with gaps it passes over missing texts, as the standard has it."""
    delimiter = Parameter("delimiter", TEXT, optional=True, nullable=True)
    return Function(
        name="string join",
        parameters=(Parameter("list", ListType(TEXT)), delimiter),
        result=always(TEXT),
        apply=_joined,
        keeps_gaps=gaps,
    )


JOIN: Final = (_join(gaps=False),)
JOIN_WITH_GAPS: Final = (_join(gaps=True),)
