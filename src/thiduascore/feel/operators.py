"""The types that operators and members take and give, or why they do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from attrs import evolve

from thiduascore.diagnostics import nearest
from thiduascore.feel import bounds
from thiduascore.feel.fitting import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    NUMBER,
    TEXT,
    TIME,
    Misfit,
    common,
    common_unit,
    described,
    is_unknown,
)
from thiduascore.feel.problem import Argument
from thiduascore.feel.tree import Constant, Tree
from thiduascore.feel.types import (
    AnyType,
    ContextType,
    DateTimeType,
    DateType,
    DurationType,
    ListType,
    NumberType,
    RangeType,
    TextType,
    TimeType,
    Type,
)


def _whole(least: int | None, most: int | None) -> NumberType:
    ends = [None if end is None else Fraction(end) for end in (least, most)]
    return NumberType(None, 0, *ends)


DATE_MEMBERS: Final[Mapping[str, NumberType]] = {
    "year": _whole(1, 9999),
    "month": _whole(1, 12),
    "day": _whole(1, 31),
    "weekday": _whole(1, 7),
}
"""What a date has; weekdays count from Monday = 1."""

TIME_MEMBERS: Final[Mapping[str, Type]] = {
    "hour": _whole(0, 23),
    "minute": _whole(0, 59),
    "second": NumberType(None, None, Fraction(0), Fraction(60)),
    "time offset": DAYS,
    "timezone": TEXT,
}
"""What a time has."""

DAYS_MEMBERS: Final[Mapping[str, NumberType]] = {
    "days": _whole(None, None),
    "hours": _whole(-23, 23),
    "minutes": _whole(-59, 59),
    "seconds": NumberType(None, None, Fraction(-60), Fraction(60)),
}
"""What a duration of days has: its whole days, cut off towards zero, and what is left of them."""

MONTHS_MEMBERS: Final[Mapping[str, NumberType]] = {"years": _whole(None, None), "months": _whole(-11, 11)}
"""What a duration of months has: its whole years, and the months beyond them."""


def member(of: Type, name: str) -> Type | Misfit:
    """The type of `of.name`."""
    if is_unknown(of):
        return ANY
    if isinstance(of, ListType):
        found = member(of.of, name)
        return found if isinstance(found, Misfit) else ListType(found, of.count)
    members = _members(of)
    if name in members:
        return members[name]
    near = nearest(name, members)
    return Misfit(
        "unknown-member", {"member": name, "found": described(of), **({"nearest": near} if near else {})}
    )


def _members(of: Type) -> Mapping[str, Type]:
    match of:
        case ContextType(members=members):
            return members
        case DateType():
            return DATE_MEMBERS
        case TimeType():
            return TIME_MEMBERS
        case DateTimeType():
            return {**DATE_MEMBERS, **TIME_MEMBERS}
        case DurationType(kind=kind):
            return DAYS_MEMBERS if kind == "days" else MONTHS_MEMBERS
        case RangeType(of=end):
            return {"start": end, "end": end, "start included": BOOLEAN, "end included": BOOLEAN}
        case _:
            return {}


def negation(of: Type) -> Type | Misfit:
    """The type of `-of`."""
    if isinstance(of, NumberType):
        return bounds.negated(of)
    if isinstance(of, DurationType) or is_unknown(of):
        return of
    return Misfit("operand-misfit", {"operator": "-", "found": described(of)})


def arithmetic(operator: str, left: Type, right: Type) -> Type | Misfit:
    """The type of `left operator right`."""
    if is_unknown(left) or is_unknown(right):
        return ANY
    if isinstance(left, NumberType) and isinstance(right, NumberType):
        return _of_numbers(operator, left, right)
    if isinstance(left, TextType) and isinstance(right, TextType) and operator == "+":
        return TEXT
    found = _of_times(operator, left, right)
    if found is not None:
        return found
    arguments: dict[str, Argument] = {"left": described(left), "right": described(right)}
    return Misfit("operands-misfit", {"operator": operator, **arguments})


def _of_numbers(operator: str, left: NumberType, right: NumberType) -> Type | Misfit:
    if operator == "**":
        return bounds.raised(left, right)
    if operator == "*":
        unit = left.unit if right.unit is None else right.unit if left.unit is None else None
        return evolve(bounds.multiplied(left, right), unit=unit)
    if operator == "/":
        if right.least == right.most == 0:
            return Misfit("always-divides-by-zero", position=1)
        unit = left.unit if right.unit is None else None
        return evolve(bounds.divided(left, right), unit=unit)
    common_one = common_unit(left, right)
    if isinstance(common_one, Misfit):
        return common_one
    return evolve(bounds.added(left, right if operator == "+" else bounds.negated(right)), unit=common_one)


def _of_times(operator: str, left: Type, right: Type) -> Type | None:
    """Arithmetic on dates and durations; None where there is none."""
    pair = (left, right)
    match operator, pair:
        case "-", ((DateType() | DateTimeType()), (DateType() | DateTimeType())) | (TimeType(), TimeType()):
            return DAYS
        case (("+" | "-"), (DateType(), DurationType())) | ("+", (DurationType(), DateType())):
            return DATE
        case (("+" | "-"), (DateTimeType(), DurationType())) | ("+", (DurationType(), DateTimeType())):
            return DATE_TIME
        case (("+" | "-"), (TimeType(), DurationType(kind="days"))):
            return TIME
        case "+", (DurationType(kind="days"), TimeType()):
            return TIME
        case (("+" | "-"), (DurationType(kind=kind), DurationType(kind=other))) if kind == other:
            return left
        case "/", (DurationType(kind=kind), DurationType(kind=other)) if kind == other:
            return NUMBER
        case (("*" | "/"), (DurationType(), NumberType())):
            return left
        case "*", (NumberType(), DurationType()):
            return right
        case _:
            return None


def comparison(operator: str, left: Tree, right: Tree) -> Misfit | None:
    """Why two typed sides cannot be compared, or None when they can.

    A literal text that is none of the other side's choices is to blame itself.
    """
    one, other = left.type or ANY, right.type or ANY
    for position, (literal, choice) in enumerate(((left, other), (right, one))):
        if isinstance(literal, Constant) and isinstance(literal.value, str) and isinstance(choice, TextType):
            misfit = _not_a_choice(literal.value, choice, position)
            if misfit is not None:
                return misfit
    both = common(one, other)
    if isinstance(both, Misfit):
        return _compared_yes_no(operator, one, other) or both
    if operator in ("=", "!="):
        return None
    unordered = next((side for side in (one, other) if not _has_order(side)), None)
    return None if unordered is None else Misfit("no-order", {"found": described(unordered)})


def _compared_yes_no(operator: str, one: Type, other: Type) -> Misfit | None:
    """A yes-no value that is held equal to a text or number, as in `registered = "yes"`."""
    second = other if one == BOOLEAN else one
    is_literal = BOOLEAN in (one, other) and isinstance(second, TextType | NumberType)
    if operator not in ("=", "!=") or not is_literal:
        return None
    return Misfit("yes-no-compared", {"other": described(second)})


def _has_order(type_: Type) -> bool:
    """Whether values of the type stand in an order; choices do not, though they are texts."""
    if isinstance(type_, TextType):
        return type_.choices is None
    return isinstance(type_, NumberType | DateType | TimeType | DateTimeType | DurationType | AnyType)


def _not_a_choice(text: str, type_: TextType, position: int) -> Misfit | None:
    if type_.choices is None or text in type_.choices:
        return None
    near = nearest(text, type_.choices)
    arguments: dict[str, Argument] = {"text": text, "choices": ", ".join(type_.choices)}
    return Misfit("choice-does-not-exist", arguments | ({"nearest": near} if near else {}), position)
