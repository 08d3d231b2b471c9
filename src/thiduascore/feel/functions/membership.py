"""Functions that look for values in lists, by equality.

Rulesets and the standard see gaps differently. In a ruleset a missing value may equal anything, so the answer
is missing too unless it is certain; in the standard a null is a value like others, equal to null alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import ANY, BOOLEAN, Misfit, common
from thiduascore.feel.functions.function import Function, Parameter, element_of
from thiduascore.feel.functions.lists import concatenated_type
from thiduascore.feel.functions.sameness import TooLarge, keys_of
from thiduascore.feel.operations import disjunction, equal
from thiduascore.feel.types import ListType, NumberType, Type
from thiduascore.feel.values import Value, missing

_LIST: Final = Parameter("list", ListType(ANY))


def _contains_known(values: Value, element: Value) -> Value:
    return disjunction(equal(value, element) for value in values) if isinstance(values, tuple) else values


def _contains_type(list_: Type, element: Type) -> Type | Misfit:
    both = common(element_of(list_), element)
    return both if isinstance(both, Misfit) else BOOLEAN


def _places_type(list_: Type, match: Type) -> Type | Misfit:
    both = common(element_of(list_), match)
    count = list_.count if isinstance(list_, ListType) else None
    return both if isinstance(both, Misfit) else ListType(NumberType(None, 0, Fraction(1), None), count)


def _same_list(list_: Type) -> Type:
    return list_ if isinstance(list_, ListType) else ListType(ANY)


def _keyed(apply: Callable[..., Value]) -> Callable[..., Value]:
    """The function, with values too large to compare as null."""

    def safely(*arguments: Value) -> Value:
        try:
            return apply(*arguments)
        except TooLarge:
            return missing("value-too-large")

    return safely


@_keyed
def _contains(values: tuple[Value, ...], element: Value) -> Value:
    key, *keys = keys_of((element, *values))
    return key in keys


@_keyed
def _places(values: tuple[Value, ...], match: Value) -> Value:
    key, *keys = keys_of((match, *values))
    return tuple([Fraction(place) for place, one in enumerate(keys, 1) if one == key])


@_keyed
def _distinct(values: tuple[Value, ...]) -> Value:
    seen: set[Hashable] = set()
    found: list[Value] = []
    for value, key in zip(values, keys_of(values), strict=True):
        if key not in seen:
            seen.add(key)
            found.append(value)
    return tuple(found)


def _united(*lists: tuple[Value, ...]) -> Value:
    return _distinct(tuple([element for one in lists for element in one]))


def _functions(*, gaps: bool) -> tuple[Function, ...]:
    """The functions as the standard (with gaps as values) or as rulesets have them."""
    element, match = Parameter("element", ANY), Parameter("match", ANY)
    contains = Function(
        name="list contains",
        parameters=(_LIST, element),
        result=_contains_type,
        apply=_contains if gaps else _contains_known,
        keeps_gaps=gaps,
        sees_nulls=not gaps,
    )
    return (
        contains,
        Function(
            name="index of",
            parameters=(_LIST, match),
            result=_places_type,
            apply=_places,
            keeps_gaps=gaps,
        ),
        Function(
            name="distinct values",
            parameters=(_LIST,),
            result=_same_list,
            apply=_distinct,
            keeps_gaps=gaps,
        ),
        Function(
            name="union",
            parameters=(_LIST,),
            result=concatenated_type,
            apply=_united,
            rest=True,
            keeps_gaps=gaps,
        ),
    )


MEMBERSHIP: Final = _functions(gaps=False)
MEMBERSHIP_WITH_GAPS: Final = _functions(gaps=True)
