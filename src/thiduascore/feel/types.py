"""The types of expressions: what a fact declares and what the checker infers.

A number carries its unit (None when it is a pure number, which fits every unit) and, where they are known,
how many decimal places it has at the most and its least and greatest value.
A count of things that are not named has the unit `Things`, which fits a pure number and every unit of things.
Back ends use these to choose machine integers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from attrs import field

from thiduascore.records import frozen


@frozen
class Things:
    """The unit of a count that names none; `apart` are the units that are not of things, such as `%`."""

    apart: frozenset[str] = frozenset()


Unit = str | Things


@frozen
class NumberType:
    """A number; `scale` is the greatest count of decimal places, None when it is an arbitrary rational."""

    unit: Unit | None = None
    scale: int | None = None
    least: Fraction | None = None
    most: Fraction | None = None


@frozen
class BooleanType:
    """Yes or no."""


@frozen
class TextType:
    """A text; `choices` names the only values that it can take."""

    choices: tuple[str, ...] | None = None


@frozen
class DateType:
    """A calendar date."""


@frozen
class DurationType:
    """A length of time: `days` (days and times) or `months` (years and months)."""

    kind: str = "days"


@frozen
class TimeType:
    """A time of day."""


@frozen
class DateTimeType:
    """A date with a time of day."""


@frozen
class RangeType:
    """A range whose ends have one type."""

    of: Type


@frozen
class FunctionType:
    """A function: the types of its parameters and of its result."""

    parameters: tuple[Type, ...]
    result: Type


@frozen
class NamedType:
    """A type that is declared elsewhere, by its name; `resolved` looks it up."""

    name: str


@frozen
class AllowedType:
    """The values of a type that are allowed; `allows` says whether one is."""

    of: Type
    allows: Callable[[Any], bool] = field(hash=False)


@frozen
class ListType:
    """A list whose elements have one type; `count` is how many there are at the most, where that is known."""

    of: Type
    count: int | None = field(default=None, eq=False)


@frozen
class ContextType:
    """Named members, such as `unit` and `period`."""

    members: Mapping[str, Type] = field(hash=False)


@frozen
class NullType:
    """Only `null`."""


@frozen
class AnyType:
    """Not known before evaluation."""


Scalar = NumberType | BooleanType | TextType | DateType | TimeType | DateTimeType | DurationType
Type = (
    Scalar | ListType | RangeType | ContextType | FunctionType | NamedType | AllowedType | NullType | AnyType
)
