"""Values from JSON and as JSON: numbers with every digit, moments and durations as ISO texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attrs import Factory, define

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path
from thiduascore.feel.functions.written import text_of
from thiduascore.feel.temporal.reading import any_date_from_text, date_time_from_text, time_from_text
from thiduascore.feel.types import (
    AllowedType,
    AnyType,
    ContextType,
    DateTimeType,
    DateType,
    DurationType,
    ListType,
    NamedType,
    NumberType,
    TimeType,
    Type,
)
from thiduascore.feel.values import (
    Context,
    Null,
    Value,
    decimal_text,
    duration_from_text,
)
from thiduascore.text import Document, Unusable, number_from_text

Resolve = Callable[[str], Type]
"""The type of a name."""

_READERS: Final[Mapping[type, Callable[[str], Value | None]]] = {
    NumberType: number_from_text,
    DateType: any_date_from_text,
    TimeType: time_from_text,
    DateTimeType: date_time_from_text,
    DurationType: duration_from_text,
}


def values_from(document: Document, types: Mapping[str, Type], resolve: Resolve) -> Mapping[str, Value]:
    """The named values of a JSON document; `types` has the types of the names for which one is declared.

    A text for which a number, a moment or a duration is declared is read as one where it can be.
    Raises DiagnosticError when the document is no object, or has numbers that cannot be used.
    """
    if not isinstance(document.value, Mapping):
        raise DiagnosticError(Diagnostic("dmn-input-not-object", {}, document.place(())))
    reading = _Reading(document, resolve)
    found = {
        name: reading.value(value, types.get(name) or AnyType(), (name,))
        for name, value in document.value.items()
    }
    if reading.found:
        raise DiagnosticError(*reading.found)
    return found


@define
class _Reading:
    document: Document
    resolve: Resolve
    found: list[Diagnostic] = Factory(list)

    def value(self, given: Any, declared: Type, path: Path) -> Value:
        while isinstance(declared, NamedType | AllowedType):
            declared = self.resolve(declared.name) if isinstance(declared, NamedType) else declared.of
        if isinstance(declared, ListType) and not isinstance(given, list):
            # One value may stand for a list of one.
            return self.value(given, declared.of, path)
        match given:
            case None:
                return Null()
            case bool():
                return given
            case int() | Decimal():
                return Fraction(given)
            case Unusable():
                self.found.append(given.diagnostic(self.document.place(path)))
                return Null()
            case str():
                return self.text(given, declared)
            case list():
                of = declared.of if isinstance(declared, ListType) else AnyType()
                return tuple([self.value(one, of, (*path, index)) for index, one in enumerate(given)])
            case _:
                members = declared.members if isinstance(declared, ContextType) else {}
                return Context(
                    (name, self.value(one, members.get(name) or AnyType(), (*path, name)))
                    for name, one in given.items()
                )

    def text(self, given: str, declared: Type) -> Value:
        reader = _READERS.get(type(declared))
        found = None if reader is None else reader(given)
        return given if found is None else found


def json_text(value: Value, *, indent: int = 2) -> str:
    """A value as JSON text.

    A number stands there with every digit that it has, up to 34.
    A range or a function, for which JSON has no form, is a text.
    """
    return "".join(_written(value, "\n", " " * indent))


def _written(value: Value, line: str, step: str) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from _enclosed("[", (((), one) for one in value), "]", line, step)
    elif isinstance(value, Mapping):
        entries = (((json.dumps(name, ensure_ascii=False), ": "), one) for name, one in value.items())
        yield from _enclosed("{", entries, "}", line, step)
    else:
        yield _scalar(value)


def _enclosed(
    opening: str, parts: Iterator[tuple[tuple[str, ...], Value]], closing: str, line: str, step: str
) -> Iterator[str]:
    before = line + step
    yield opening
    separator = before
    for head, value in parts:
        yield separator
        yield from head
        yield from _written(value, before, step)
        separator = f",{before}"
    yield line + closing if separator != before else closing


def _scalar(value: Value) -> str:
    if isinstance(value, Null):
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return decimal_text(value)
    return json.dumps(text_of(value), ensure_ascii=False)
