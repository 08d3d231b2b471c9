"""Functions on texts; lengths count characters, and letter case follows Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import BOOLEAN, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.types import NumberType
from thiduascore.feel.values import Value

_TEXT: Final = (Parameter("string", TEXT),)
_TWO: Final = (Parameter("string", TEXT), Parameter("match", TEXT))


def _length(text: str) -> Value:
    return Fraction(len(text))


def _contains(text: str, part: str) -> Value:
    return part in text


def _cased(change: Callable[[str], str]) -> Callable[[str], Value]:
    return lambda text: unicodedata.normalize("NFC", change(text))


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
)
