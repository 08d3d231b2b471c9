"""Figures of lists: extremes, totals, means, and how far values lie apart."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import accumulate
from typing import Final

from attrs import evolve

from thiduascore.feel import bounds
from thiduascore.feel.approximate import root_of
from thiduascore.feel.fitting import ANY, NUMBER, Misfit, described
from thiduascore.feel.functions.function import Function, Parameter, as_number, element_of, without_unit
from thiduascore.feel.operations import bounded, calculated, compared
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


def _extreme(sign: str, values: tuple[Value, ...]) -> Value:
    """The first that no other one comes before, by `<` for the least and by `>` for the greatest."""
    found: Value = missing("empty-list")
    for place, value in enumerate(values):
        # Compared with itself, the first one shows whether its kind has an order at all.
        first = compared(sign, value, found if place else value)
        if isinstance(first, Null):
            return first
        if first or not place:
            found = value
    return found


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


def _most_frequent(numbers: tuple[Fraction, ...]) -> Value:
    """The values that occur most often, least first."""
    counts = Counter(numbers)
    most = max(counts.values(), default=0)
    return tuple(sorted(number for number, count in counts.items() if count == most))


def _deviation(numbers: tuple[Fraction, ...]) -> Value:
    """The standard deviation of a sample, √(Σ(x − mean)² / (n − 1)); null for fewer than two numbers."""
    mean = _mean(numbers)
    if len(numbers) < 2 or not isinstance(mean, Fraction):
        return missing("fewer-than-two") if numbers else missing("empty-list")
    total = bounded(_folded("+", tuple([(number - mean) ** 2 for number in numbers])))
    return root_of(total / (len(numbers) - 1)) if isinstance(total, Fraction) else total


def _deviation_type(list_: Type) -> Type:
    return NumberType(as_number(element_of(list_)).unit, None, Fraction(0), None)


def _frequent_type(list_: Type) -> Type:
    return ListType(element_of(list_), list_.count if isinstance(list_, ListType) else None)


def _product(numbers: tuple[Fraction, ...]) -> Value:
    return bounded(_folded("*", numbers))


STATISTICS: Final = (
    Function(name="sum", parameters=_NUMBERS, result=_sum_type, apply=partial(_folded, "+"), spread=True),
    Function(name="product", parameters=_NUMBERS, result=_product_type, apply=_product, spread=True),
    Function(name="mean", parameters=_NUMBERS, result=_mean_type, apply=_mean, spread=True),
    Function(name="median", parameters=_NUMBERS, result=_median_type, apply=_median, spread=True),
    Function(name="mode", parameters=_NUMBERS, result=_frequent_type, apply=_most_frequent, spread=True),
    Function(
        name="stddev",
        parameters=_NUMBERS,
        result=_deviation_type,
        apply=_deviation,
        spread=True,
        approximate=True,
    ),
    *(
        Function(
            name=name,
            parameters=(Parameter("list", ListType(ANY)),),
            result=_extreme_type,
            apply=partial(_extreme, sign),
            spread=True,
        )
        for name, sign in (("min", "<"), ("max", ">"))
    ),
)
