"""Calls of functions in generated code: the common ones on whole numbers, every other one as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from thiduascore.feel.functions import applied
from thiduascore.feel.generate.numbers import (
    ZERO,
    added,
    at_places,
    bound,
    divided,
    extreme,
    magnitude,
    multiplied,
    negative,
)
from thiduascore.feel.generate.values import (
    FACT_BITS,
    ONE,
    Code,
    Duration,
    Listed,
    Plain,
    Quantity,
    Several,
    Truth,
    product,
    quantity,
    truth,
    value_source,
)
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.feel.operations import calculated
from thiduascore.feel.types import BooleanType, DateType, DurationType, ListType, NumberType, TextType, Type
from thiduascore.feel.values import Null

_MOST_PLACES: Final = 60
_LENGTH_BITS: Final = 64

_ROUNDINGS: Final = {
    "floor": "floor",
    "ceiling": "ceiling",
    "decimal": "half-even",
    "round up": "up",
    "round down": "down",
    "round half up": "half-up",
    "round half down": "half-down",
    "round half even": "half-even",
}


def called(function: str, codes: tuple[Code, ...], writer: Writer) -> Code | None:
    """The code of a call of a built-in function; None when it has no form of its own for such arguments."""
    numbers = _numbers(codes)
    if numbers is not None and function in _ROUNDINGS:
        return _rounded(_ROUNDINGS[function], numbers, writer)
    if len(codes) == 1:
        found = _of_one(function, codes[0], writer)
        if found is not None:
            return found
    if function == "modulo" and numbers is not None and len(numbers) == 2:
        left, right = (bound(one, writer) for one in numbers)
        parts = at_places(divided(left, right, writer), 0, "floor", writer)
        return added((left, negative(multiplied(right, parts))))
    listed = codes[0] if len(codes) == 1 and isinstance(codes[0], Several) else Several(codes)
    elements = _numbers(listed.elements)
    return _of_elements(function, elements, writer) if elements else None


def _numbers(codes: tuple[Code, ...]) -> list[Quantity] | None:
    numbers = [code for code in codes if isinstance(code, Quantity)]
    return numbers if len(numbers) == len(codes) else None


def _rounded(mode: str, numbers: list[Quantity], writer: Writer) -> Quantity | None:
    places = numbers[1] if len(numbers) == 2 else quantity(ZERO)
    if not 1 <= len(numbers) <= 2 or not places.constant or places.factor.denominator > 1:
        return None
    return (
        at_places(numbers[0], int(places.factor), mode, writer)
        if abs(places.factor) <= _MOST_PLACES
        else None
    )


def _of_one(function: str, code: Code, writer: Writer) -> Code | None:
    if isinstance(code, Truth) and function == "not":
        if code.known is not None:
            return truth(not code.known)
        return Truth(code.opposite or f"(not {code.text})", code.text)
    if function == "is defined":
        return truth(True)
    if isinstance(code, Quantity) and function == "abs":
        return magnitude(code)
    if isinstance(code, Listed):
        return _of_list(function, evolve(code, text=writer.bind(code.text)), writer)
    if isinstance(code, Several) and function == "count":
        return quantity(Fraction(len(code.elements)))
    return None


def _of_list(function: str, code: Listed, writer: Writer) -> Quantity | None:
    length = Quantity(ONE, f"len({code.text})", "", _LENGTH_BITS)
    if function == "count":
        return length
    if function not in ("sum", "mean", "min", "max"):
        return None
    writer.line(f"if not {code.text}: raise Unproven")
    if function in ("min", "max"):
        name = function if code.factor > 0 else {"min": "max", "max": "min"}[function]
        return code.each(f"{name}({code.text})")
    total = Quantity(code.factor, f"sum({code.text})", code.den, code.bits + _LENGTH_BITS)
    if function == "sum":
        return total
    count = writer.bind(length.num)
    return Quantity(total.factor, total.num, product(total.den, count), total.bits)


def _of_elements(function: str, elements: list[Quantity], writer: Writer) -> Quantity | None:
    if function == "sum":
        return added(elements)
    if function == "mean":
        return multiplied(added(elements), quantity(Fraction(1, len(elements))))
    if function in ("min", "max"):
        return extreme("<" if function == "min" else ">", elements, writer)
    return None


def by_interpreter(
    name: str, codes: tuple[Code, ...], type_: Type | None, writer: Writer, *, first: str
) -> Code:
    """The code of an operation that is done as the interpreter does it, on exact values.

    A null, or a number wider than a reported one can be, is left to the interpreter.
    """
    sources = [value_source(code, writer) for code in codes]
    arguments = ", ".join(sources)
    if name == "applied":
        arguments = f"({arguments}{',' if sources else ''})"
    found = writer.bind(f"{name}({first}, {arguments})", "v")
    writer.line(f"if {found}.__class__ is Null: raise Unproven")
    match type_:
        case NumberType():
            return _number(found, writer)
        case DurationType(kind="days"):
            return Duration(_number(f"{found}.count", writer))
        case BooleanType():
            return Truth(found)
        case TextType():
            return Plain(found, "str")
        case DateType():
            return Plain(found, "date")
        case ListType():
            return Plain(found, "list")
        case _:
            raise Unsupported("result")


def _number(source: str, writer: Writer) -> Quantity:
    num, den = writer.names.fresh("n"), writer.names.fresh("d")
    writer.line(f"{num}, {den} = {source}.as_integer_ratio()")
    writer.line(f"if {num}.bit_length() > {FACT_BITS} or {den}.bit_length() > {FACT_BITS}: raise Unproven")
    return Quantity(ONE, num, den, FACT_BITS)


NAMESPACE: Final[Mapping[str, Callable[..., Any] | type]] = {
    "applied": applied,
    "calculated": calculated,
    "Null": Null,
    "sum": sum,
    "len": len,
    "min": min,
    "max": max,
}
"""What the sources of this module call."""
