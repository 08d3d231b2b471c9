"""Functions on lists: extremes, totals, means, counting and membership."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import accumulate
from typing import Any, Final

from attrs import evolve

from thiduascore.feel import bounds
from thiduascore.feel.fitting import ANY, BOOLEAN, NUMBER, Misfit, common, described
from thiduascore.feel.functions.function import Function, Parameter, as_number, element_of, without_unit
from thiduascore.feel.operations import bounded, calculated, disjunction, equal
from thiduascore.feel.types import (
    AnyType,
    DateType,
    DurationType,
    ListType,
    NullType,
    NumberType,
    TextType,
    Type,
)
from thiduascore.feel.values import Null, Value, missing

_NUMBERS: Final = (Parameter("list", ListType(NUMBER)),)


def _folded(sign: str, numbers: tuple[Fraction, ...]) -> Value:
    """The sum or product; it stops where the result becomes too large, and is null for an empty list."""
    total: Value = numbers[0] if numbers else missing("empty-list")
    for number in numbers[1:]:
        total = calculated(sign, total, number)
        if isinstance(total, Null):
            return total
    return total


def _mean(numbers: tuple[Fraction, ...]) -> Value:
    total = _folded("+", numbers)
    return total / len(numbers) if isinstance(total, Fraction) else total


def _median(numbers: tuple[Fraction, ...]) -> Value:
    """The middle one, or the mean of the middle two."""
    if not numbers:
        return missing("empty-list")
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(numbers) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _extreme(pick: Callable[..., Any], values: tuple[Value, ...]) -> Value:
    if not values:
        return missing("empty-list")
    if len({type(value) for value in values}) > 1:
        return missing("wrong-type")
    found: Value = pick(values)
    return found if not isinstance(found, bool | tuple | dict) else missing("wrong-type")


def _sum_type(list_: Type) -> Type:
    count = list_.count if isinstance(list_, ListType) else None
    return bounds.totalled(as_number(element_of(list_)), count)


def _product_type(list_: Type) -> Type:
    number, count = as_number(element_of(list_)), list_.count if isinstance(list_, ListType) else None
    if count is None or count > 64:
        never_negative = number.least is not None and number.least >= 0
        return NumberType(None, None, Fraction(0) if never_negative else None, None)
    products = list(accumulate([without_unit(number)] * max(count, 1), bounds.multiplied))
    # There may be fewer elements than `count`, so every shorter product counts as well.
    found = products[0]
    for product in products[1:]:
        found = bounds.hull(found, product)
    return found


def _mean_type(list_: Type) -> Type:
    return evolve(as_number(element_of(list_)), scale=None)


def _median_type(list_: Type) -> Type:
    number = as_number(element_of(list_))
    return evolve(number, scale=None if number.scale is None else number.scale + 1)


def _extreme_type(list_: Type) -> Type | Misfit:
    element = element_of(list_)
    ordered = NumberType | DateType | DurationType | AnyType | NullType
    if isinstance(element, ordered) or (isinstance(element, TextType) and element.choices is None):
        return element
    return Misfit("no-order", {"found": described(element)})


def _count_type(list_: Type) -> Type:
    count = list_.count if isinstance(list_, ListType) else None
    return NumberType(None, 0, Fraction(0), None if count is None else Fraction(count))


def _count(values: Value) -> Value:
    return Fraction(len(values)) if isinstance(values, tuple) else values


def _contains(values: Value, element: Value) -> Value:
    return disjunction(equal(value, element) for value in values) if isinstance(values, tuple) else values


def _contains_type(list_: Type, element: Type) -> Type | Misfit:
    both = common(element_of(list_), element)
    return both if isinstance(both, Misfit) else BOOLEAN


def _product(numbers: tuple[Fraction, ...]) -> Value:
    return bounded(_folded("*", numbers))


LISTS: Final = (
    Function(name="sum", parameters=_NUMBERS, result=_sum_type, apply=partial(_folded, "+"), spread=True),
    Function(name="product", parameters=_NUMBERS, result=_product_type, apply=_product, spread=True),
    Function(name="mean", parameters=_NUMBERS, result=_mean_type, apply=_mean, spread=True),
    Function(name="median", parameters=_NUMBERS, result=_median_type, apply=_median, spread=True),
    *(
        Function(
            name=name,
            parameters=(Parameter("list", ListType(ANY)),),
            result=_extreme_type,
            apply=partial(_extreme, pick),
            spread=True,
        )
        for name, pick in (("min", min), ("max", max))
    ),
    Function(
        name="count",
        parameters=(Parameter("list", ListType(ANY)),),
        result=_count_type,
        apply=_count,
        sees_nulls=True,
    ),
    Function(
        name="list contains",
        parameters=(Parameter("list", ListType(ANY)), Parameter("element", ANY)),
        result=_contains_type,
        apply=_contains,
        sees_nulls=True,
    ),
)
