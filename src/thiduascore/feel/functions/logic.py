"""Functions on yes and no, and on whether a value is there at all."""

from __future__ import annotations

from typing import Final

from thiduascore.feel.fitting import ANY, BOOLEAN
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.functions.sameness import TooLarge, keys_of
from thiduascore.feel.operations import conjunction, disjunction, inverse
from thiduascore.feel.types import ListType
from thiduascore.feel.values import Null, Value, missing

_NULL: Final = Null()
_LIST = (Parameter("list", ListType(BOOLEAN)),)


def _all(values: Value) -> Value:
    return conjunction(values) if isinstance(values, tuple) else inverse(inverse(values))


def _any(values: Value) -> Value:
    return disjunction(values) if isinstance(values, tuple) else inverse(inverse(values))


def _is_defined(value: Value) -> Value:
    return not isinstance(value, Null)


def _is(one: Value = _NULL, other: Value = _NULL) -> Value:
    """Whether both are the same value, each part included, such as the offset and the fractions of a time."""
    if isinstance(one, Null) or isinstance(other, Null):
        return isinstance(one, Null) and isinstance(other, Null)
    try:
        left, right = keys_of((one, other))
    except TooLarge:
        return missing("value-too-large")
    return left == right and one == other


LOGIC: Final = (
    Function(
        name="not",
        parameters=(Parameter("negand", BOOLEAN),),
        result=always(BOOLEAN),
        apply=inverse,
        sees_nulls=True,
    ),
    Function(name="all", parameters=_LIST, result=always(BOOLEAN), apply=_all, spread=True, sees_nulls=True),
    Function(name="any", parameters=_LIST, result=always(BOOLEAN), apply=_any, spread=True, sees_nulls=True),
    Function(
        name="is defined",
        parameters=(Parameter("value", ANY),),
        result=always(BOOLEAN),
        apply=_is_defined,
        sees_nulls=True,
    ),
)

IDENTITY: Final = (
    Function(
        name="is",
        parameters=(Parameter("value1", ANY, optional=True), Parameter("value2", ANY, optional=True)),
        result=always(BOOLEAN),
        apply=_is,
        sees_nulls=True,
    ),
)
"""Functions of the standard that rulesets have no use for, because they know of missing values."""
