"""Values and declared types: what is an instance of what, and the standard's implicit conversions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from thiduascore.feel.functions.applying import is_of
from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.types import (
    AllowedType,
    AnyType,
    ContextType,
    DateTimeType,
    FunctionType,
    ListType,
    NamedType,
    NullType,
    RangeType,
    Type,
)
from thiduascore.feel.values import FunctionValue, Null, Range, Value, missing

Types = Mapping[str, Type]
"""Declared types by their names."""

_MOST_ALIASES: Final = 100


def resolved_type(type_: Type, types: Types) -> Type | None:
    """The type that a name stands for, or the type itself; None when nothing has that name."""
    for _ in range(_MOST_ALIASES):
        if not isinstance(type_, NamedType):
            return type_
        found = types.get(type_.name)
        if found is None:
            return None
        type_ = found
    return None


def is_instance(value: Value, type_: Type, *, types: Types) -> bool | Null:
    """`value instance of type`: null itself is an instance of `Null` alone.

    Which values a type allows does not matter here.
    Null, with its cause, when there is no such type.
    """
    known = resolved_type(type_, types)
    if known is None:
        return missing("unknown-type", name=type_.name if isinstance(type_, NamedType) else "")
    if isinstance(value, Null):
        return isinstance(known, NullType)
    return _belongs(value, known, types, allowed=False)


def conform(value: Value, type_: Type, *, types: Types) -> Value:
    """The value as one of the type: itself, the one element of a list, a list of the value, or midnight.

    What cannot be made to conform is null with its cause; null conforms to every type.
    """
    known = resolved_type(type_, types)
    if known is None or isinstance(value, Null) or isinstance(known, AnyType):
        return value
    if _belongs(value, known, types):
        return value
    inner = known.of if isinstance(known, AllowedType) else known
    inner = resolved_type(inner, types) or inner
    found: Value | None = None
    if isinstance(value, tuple) and len(value) == 1 and not isinstance(inner, ListType):
        found = value[0]
    elif isinstance(inner, ListType) and not isinstance(value, tuple):
        found = (value,)
    elif isinstance(inner, DateTimeType) and isinstance(value, datetime.date | FarDate):
        found = DateTime(value, Time(0, 0, Fraction(0), 0))
    if found is not None and not isinstance(found, Null) and _belongs(found, known, types):
        return found
    return missing("not-conforming")


def _belongs(value: Value, type_: Type, types: Types, *, allowed: bool = True) -> bool:
    """Whether a value is one of the type's; parts of it that are null count as belonging."""
    known = resolved_type(type_, types)
    if known is None or isinstance(value, Null) or isinstance(known, AnyType):
        return True
    match known:
        case ListType(of=of):
            return isinstance(value, tuple) and all(
                _belongs(element, of, types, allowed=allowed) for element in value
            )
        case RangeType(of=of):
            ends = (value.low, value.high) if isinstance(value, Range) else ()
            return bool(ends) and all(
                end is None or _belongs(end, of, types, allowed=allowed) for end in ends
            )
        case ContextType(members=members):
            return isinstance(value, Mapping) and all(
                name in value and _belongs(value[name], member, types, allowed=allowed)
                for name, member in members.items()
            )
        case FunctionType():
            return isinstance(value, FunctionValue) and _serves_as(value, known)
        case AllowedType(of=of, allows=allows):
            return _belongs(value, of, types, allowed=allowed) and not (allowed and not allows(value))
        case _:
            return is_of(value, known)


def _serves_as(function: FunctionValue, type_: FunctionType) -> bool:
    """Whether the function takes what the type gives it; what it did not declare can be anything."""
    if function.spread:
        return True
    if len(function.parameters) != len(type_.parameters):
        return False
    accepts = function.accepts or tuple([AnyType()] * len(function.parameters))
    pairs = [*zip(type_.parameters, accepts, strict=True), (function.result, type_.result)]
    return all(_is_subtype(given, wanted) for given, wanted in pairs)


def _is_subtype(type_: Type, wanted: Type) -> bool:
    """Whether everything of one type is also of the other, as far as that was declared."""
    if isinstance(type_, AnyType) or isinstance(wanted, AnyType) or type_ == wanted:
        return True
    if isinstance(type_, ListType) and isinstance(wanted, ListType):
        return _is_subtype(type_.of, wanted.of)
    if isinstance(type_, ContextType) and isinstance(wanted, ContextType):
        return all(
            name in type_.members and _is_subtype(type_.members[name], member)
            for name, member in wanted.members.items()
        )
    return isinstance(type_, NamedType) or isinstance(wanted, NamedType)
