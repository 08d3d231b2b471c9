"""Calls of functions with values: which of the functions of one name fits, and what it gives; total."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import ANY
from thiduascore.feel.functions.function import Function, parameters_of, takes
from thiduascore.feel.operations import bounded
from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.types import (
    BooleanType,
    ContextType,
    DateTimeType,
    DateType,
    DurationType,
    FunctionType,
    ListType,
    NumberType,
    RangeType,
    TextType,
    TimeType,
    Type,
)
from thiduascore.feel.values import Days, FunctionValue, Months, Null, Range, Value, merged, missing


def applied(
    overloads: tuple[Function, ...], arguments: tuple[Value, ...], *, standard: bool = False
) -> Value:
    """What the first function that accepts these values makes of them.

    With `standard`, a list of one element stands for its element where no list is asked for, any other value
    for a list of itself where one is, and no null is without a cause.
    """
    for coerced in (False, True)[: 1 + standard]:
        for function in overloads:
            given = _given(function, arguments, coerced)
            if _accepts(function, given):
                return _result(function, given, standard)
    if standard:
        return missing("arguments-misfit", function=overloads[0].name)
    nulls = _nulls(arguments)
    return merged(nulls) if nulls else missing("wrong-type")


def cost_of(overloads: tuple[Function, ...], arguments: Iterable[Value]) -> int:
    """How many steps of an evaluation a call takes beside those for the sizes of its arguments."""
    given = tuple(arguments)
    return max([one.cost(*given) for one in overloads if one.cost and takes(one, len(given))], default=0)


def applied_by_name(
    overloads: tuple[Function, ...], arguments: Mapping[str, Value], *, standard: bool = False
) -> Value:
    """What the first function with parameters of these names makes of the values."""
    for function in overloads:
        values = _in_order(function, arguments)
        if values is not None:
            found = applied((function,), values, standard=standard)
            if not _is_misfit(found):
                return found
    return missing("arguments-misfit", function=overloads[0].name)


def _is_misfit(value: Value) -> bool:
    return isinstance(value, Null) and any(cause.slug == "arguments-misfit" for cause in value.causes)


def _in_order(function: Function, arguments: Mapping[str, Value]) -> tuple[Value, ...] | None:
    """The values in the order of the parameters, None when the names are not those of the parameters."""
    if arguments.keys() - {parameter.name for parameter in function.parameters}:
        return None
    values: list[Value] = []
    for parameter in function.parameters:
        if parameter.name not in arguments and not parameter.optional:
            return None
        values.append(arguments.get(parameter.name, Null()))
    while values and function.parameters[len(values) - 1].name not in arguments:
        values.pop()
    return tuple(values)


def _given(function: Function, arguments: tuple[Value, ...], coerced: bool) -> tuple[Value, ...]:
    if function.spread and not (len(arguments) == 1 and isinstance(arguments[0], tuple | Null)):
        return (arguments,) if arguments else ()
    if not coerced:
        return arguments
    pairs = zip(arguments, parameters_of(function), strict=False)
    given = tuple([_coerced(value, parameter.accepts) for value, parameter in pairs])
    return given if len(given) == len(arguments) else arguments


def _coerced(value: Value, type_: Type) -> Value:
    if isinstance(type_, ListType):
        return value if isinstance(value, tuple | Null) else (value,)
    alone = isinstance(value, tuple) and len(value) == 1 and type_ != ANY
    return value[0] if alone and isinstance(value, tuple) else value


def _result(function: Function, values: tuple[Value, ...], standard: bool) -> Value:
    nulls = [] if function.sees_nulls else _nulls_in_the_way(function, values)
    if nulls:
        found = merged(nulls)
        return found if found.causes or not standard else missing("null-argument", function=function.name)
    result = bounded(function.apply(*values))
    if standard and isinstance(result, Null) and not result.causes:
        return missing("null-argument", function=function.name)
    return result


def _nulls_in_the_way(function: Function, values: tuple[Value, ...]) -> list[Null]:
    found: list[Null] = []
    for value, parameter in zip(values, parameters_of(function), strict=False):
        if isinstance(value, Null):
            welcome = parameter.nullable or (function.keeps_gaps and parameter.accepts == ANY)
            found.extend(() if welcome else (value,))
        elif isinstance(value, tuple) and not function.keeps_gaps:
            found.extend(element for element in value if isinstance(element, Null))
    return found


def _nulls(values: tuple[Value, ...]) -> list[Null]:
    inner = [element for value in values if isinstance(value, tuple) for element in value]
    return [value for value in (*values, *inner) if isinstance(value, Null)]


def _accepts(function: Function, values: tuple[Value, ...]) -> bool:
    pairs = zip(values, parameters_of(function), strict=False)
    return takes(function, len(values)) and all(is_of(value, parameter.accepts) for value, parameter in pairs)


_KINDS: Final[Mapping[type, tuple[type, ...]]] = {
    NumberType: (Fraction,),
    BooleanType: (bool,),
    TextType: (str,),
    DateType: (datetime.date, FarDate),
    TimeType: (Time,),
    DateTimeType: (DateTime,),
    ContextType: (Mapping,),
    FunctionType: (FunctionValue,),
    RangeType: (Range,),
}


def is_of(value: Value, type_: Type) -> bool:
    """Whether the value is one of the type's; a null is of every type."""
    if isinstance(value, Null):
        return True
    if isinstance(type_, ListType):
        return isinstance(value, tuple) and (type_.of == ANY or all(is_of(one, type_.of) for one in value))
    if isinstance(type_, DurationType):
        return isinstance(value, Days if type_.kind == "days" else Months)
    return isinstance(value, _KINDS.get(type(type_), ())) or type_ == ANY
