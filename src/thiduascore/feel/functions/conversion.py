"""Functions that make numbers of texts, and texts of everything."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import ANY, NUMBER, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.functions.written import text_of
from thiduascore.feel.values import Null, Value, missing

_NUMBER: Final = re.compile(
    r"[-+]?(?:[0-9]{1,3000}(?:\.[0-9]{0,3000})?|\.[0-9]{1,3000})(?:[eE][-+]?[0-9]{1,4})?"
)
_MOST_EXPONENT: Final = 3000


def number_from_text(text: str) -> Value:
    """The number that digits name, with a point before the decimals and perhaps an exponent."""
    if not _NUMBER.fullmatch(text):
        return missing("not-digits")
    digits, _, exponent = text.lower().partition("e")
    if abs(int(exponent or 0)) > _MOST_EXPONENT:
        return missing("number-too-large")
    return Fraction(digits.removesuffix(".")) * Fraction(10) ** int(exponent or 0)


def _number(text: str, grouping: Value, decimal: Value) -> Value:
    """The number in a text that groups its digits and marks its decimals as told; null is the default."""
    group = "" if isinstance(grouping, Null) else grouping
    point = "." if isinstance(decimal, Null) else decimal
    if group not in ("", " ", ",", ".") or point not in (".", ",") or group == point:
        return missing("separators")
    whole, mark, decimals = text.partition(str(point))
    grouped = whole.replace(str(group), "") if group else whole
    return number_from_text(f"{grouped}.{decimals}" if mark else grouped)


def _string(*, gaps: bool) -> Function:
    """`string`; with gaps, a null inside a list is written like any value, as the standard has it."""
    parameters = (Parameter("from", ANY),)
    return Function(name="string", parameters=parameters, result=always(TEXT), apply=text_of, keeps_gaps=gaps)


_SEPARATORS: Final = tuple(
    Parameter(f"{kind} separator", TEXT, nullable=True) for kind in ("grouping", "decimal")
)

CONVERSION: Final = (
    Function(
        name="number",
        parameters=(Parameter("from", TEXT), *_SEPARATORS),
        result=always(NUMBER),
        apply=_number,
    ),
)
STRING: Final = (_string(gaps=False),)
STRING_WITH_GAPS: Final = (_string(gaps=True),)
