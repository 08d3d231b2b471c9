"""How types relate: which fit where, what two have in common, and how people call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from attrs import evolve, field

from thiduascore.diagnostics import Text, phrase_text
from thiduascore.feel import bounds
from thiduascore.feel.problem import Argument
from thiduascore.feel.temporal.moments import DateTime, Time
from thiduascore.feel.tree import Scalar
from thiduascore.feel.types import (
    AnyType,
    BooleanType,
    ContextType,
    DateTimeType,
    DateType,
    DurationType,
    ListType,
    NullType,
    NumberType,
    RangeType,
    TextType,
    Things,
    TimeType,
    Type,
    Unit,
)
from thiduascore.feel.values import Days, Months, Null
from thiduascore.records import frozen

NUMBER: Final = NumberType()
BOOLEAN: Final = BooleanType()
TEXT: Final = TextType()
DATE: Final = DateType()
TIME: Final = TimeType()
DATE_TIME: Final = DateTimeType()
DAYS: Final = DurationType("days")
MONTHS: Final = DurationType("months")
NULL: Final = NullType()
ANY: Final = AnyType()


@frozen
class Misfit:
    """Why types do not go together; `position` is the operand or argument to blame, None for the whole."""

    slug: str
    arguments: Mapping[str, Argument] = field(factory=dict, hash=False)
    position: int | None = None


def type_of(value: Scalar) -> Type:
    """The type of a literal; a number's bounds are the number itself."""
    if value is None or isinstance(value, Null):
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, Fraction):
        return NumberType(None, bounds.scale_of(value), value, value)
    if isinstance(value, str):
        return TEXT
    if isinstance(value, Days | Months):
        return DAYS if isinstance(value, Days) else MONTHS
    if isinstance(value, Time | DateTime):
        return TIME if isinstance(value, Time) else DATE_TIME
    return DATE


def is_unknown(type_: Type) -> bool:
    """Whether nothing can be said against a value of this type: its expression failed, or it is null."""
    return isinstance(type_, AnyType | NullType)


def fits(type_: Type, expected: Type) -> bool:
    """Whether values of one type can stand where another is expected; bounds and scales are not compared."""
    return (
        is_unknown(type_)
        or isinstance(expected, AnyType)
        or isinstance(common(type_, expected), type(expected))
    )


def common(left: Type, right: Type) -> Type | Misfit:
    """The type that has the values of both, or why there is none."""
    if isinstance(left, AnyType) or isinstance(right, AnyType):
        return ANY
    if isinstance(left, NullType) or isinstance(right, NullType):
        return right if isinstance(left, NullType) else left
    if isinstance(left, NumberType) and isinstance(right, NumberType):
        unit = common_unit(left, right)
        return unit if isinstance(unit, Misfit) else evolve(bounds.hull(left, right), unit=unit)
    if isinstance(left, TextType) and isinstance(right, TextType):
        return _text(left, right)
    if isinstance(left, ListType) and isinstance(right, ListType):
        of = common(left.of, right.of)
        return of if isinstance(of, Misfit) else ListType(of, bounds.most_of(left.count, right.count))
    if isinstance(left, RangeType) and isinstance(right, RangeType):
        of = common(left.of, right.of)
        return of if isinstance(of, Misfit) else RangeType(of)
    if type(left) is type(right) and (left == right or isinstance(left, ContextType)):
        return left
    return Misfit("types-differ", {"left": described(left), "right": described(right)})


def common_unit(left: NumberType, right: NumberType) -> Unit | Misfit | None:
    """The unit of both: a pure number takes the other's, a count of things that of the things."""
    one, other = left.unit, right.unit
    if one is None or other is None or one == other:
        return one or other
    if isinstance(one, Things) and isinstance(other, str) and other not in one.apart:
        return other
    if isinstance(other, Things) and isinstance(one, str) and one not in other.apart:
        return one
    return Misfit("unit-mismatch", {"left": in_unit(one), "right": in_unit(other)})


def in_unit(unit: Unit) -> Text:
    """A number in the unit, as a noun phrase."""
    if isinstance(unit, Things):
        return phrase_text("number-of-things")
    return phrase_text("number-in-unit", unit=unit)


def common_of(types: Iterable[Type]) -> Type | Misfit:
    """The common type of all; null when there are none.

    A misfit's position is that of the first that does not fit the ones before it.
    """
    found: Type = NULL
    for position, type_ in enumerate(types):
        both = common(found, type_)
        if isinstance(both, Misfit):
            return evolve(both, position=position)
        found = both
    return found


def _text(left: TextType, right: TextType) -> TextType:
    if left.choices is None or right.choices is None:
        return TEXT
    return TextType(left.choices + tuple(choice for choice in right.choices if choice not in left.choices))


def described(type_: Type) -> Text:
    """The type as people call it."""
    match type_:
        case NumberType(unit=str(unit)):
            return phrase_text("type-number-in-unit", unit=unit)
        case NumberType(unit=Things()):
            return phrase_text("type-count")
        case ListType(of=of) if not is_unknown(of):
            return phrase_text("type-list-of", of=described(of))
        case RangeType(of=of) if not is_unknown(of):
            return phrase_text("type-range-of", of=described(of))
        case TextType(choices=tuple()):
            return phrase_text("type-choice")
        case DurationType(kind=kind):
            return phrase_text(f"type-duration-{kind}")
        case _:
            return phrase_text("type-" + type(type_).__name__.removesuffix("Type").lower())
