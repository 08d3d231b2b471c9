"""Values as texts, in the forms of the standard, which expressions read back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from thiduascore.feel.operations import MOST_CHARACTERS
from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.temporal.writing import date_text, date_time_text, time_text
from thiduascore.feel.values import (
    Days,
    FunctionValue,
    Months,
    Null,
    Range,
    Value,
    decimal_text,
    duration_text,
    missing,
)

_MOST_NESTING: Final = 100
_NAME: Final = re.compile(r"[^\W\d]\w*")


class _TooLong(Exception):
    """The text became longer than any text may be."""


def text_of(value: Value) -> Value:
    """The value as a text; a text is itself, while texts inside lists and contexts stand in quotes."""
    if isinstance(value, Null):
        return value
    if isinstance(value, str):
        return value
    writer = _Writer()
    try:
        writer.write(value, 0)
    except _TooLong:
        return missing("text-too-long")
    return "".join(writer.parts)


class _Writer:
    """Collects the parts of a text, and stops where it becomes too long."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        self.length += len(text)
        if self.length > MOST_CHARACTERS:
            raise _TooLong
        self.parts.append(text)

    def write(self, value: Value, depth: int) -> None:
        if depth > _MOST_NESTING:
            raise _TooLong
        if isinstance(value, tuple):
            self.members("[", "]", [("", one) for one in value], depth)
        elif isinstance(value, Mapping):
            self.members("{", "}", [(f"{_key(name)}: ", value[name]) for name in value], depth)
        elif isinstance(value, Range):
            self.range(value, depth)
        elif isinstance(value, str):
            self.add(_quoted(value))
        else:
            text = _scalar(value)
            nested = depth > 0 and isinstance(value, _MOMENTS)
            self.add(f'@"{text}"' if nested else text)

    def members(self, opening: str, closing: str, members: list[tuple[str, Value]], depth: int) -> None:
        self.add(opening)
        for place, (before, value) in enumerate(members):
            self.add((", " if place else "") + before)
            self.write(value, depth + 1)
        self.add(closing)

    def range(self, value: Range, depth: int) -> None:
        if value.operator is not None:
            self.add(f"({value.operator} ")
            self.end(value.low if value.low is not None else value.high, depth)
            self.add(")")
            return
        self.add("[" if value.low_closed else "(")
        self.end(value.low, depth)
        self.add("..")
        self.end(value.high, depth)
        self.add("]" if value.high_closed else ")")

    def end(self, value: Value | None, depth: int) -> None:
        if value is not None:
            self.write(value, depth + 1)


_MOMENTS: Final = (datetime.date, FarDate, Time, DateTime, Days, Months)


def _scalar(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return decimal_text(value)
        case datetime.date() | FarDate():
            return date_text(value)
        case Time():
            return time_text(value)
        case DateTime():
            return date_time_text(value)
        case Days() | Months():
            return duration_text(value)
        case FunctionValue():
            return f"function({', '.join(value.parameters)})"
        case _:
            return "null"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else _quoted(name)
