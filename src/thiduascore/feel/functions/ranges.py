"""How points and ranges lie to each other: Allen's relations, as the standard defines them for its ranges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from thiduascore.feel.fitting import ANY, BOOLEAN, Misfit, common
from thiduascore.feel.functions.function import Function, Parameter
from thiduascore.feel.operations import compared, conjunction, disjunction, equal, inverse
from thiduascore.feel.types import RangeType, Type
from thiduascore.feel.values import Range, Value, missing
from thiduascore.records import frozen

Truth: TypeAlias = Value
"""True, false, or a null when two ends cannot be compared."""


@frozen
class _End:
    """An end of a range, or a point, which is an end that belongs to it; `value` None is without bound."""

    value: Value | None
    closed: bool
    beyond: int


def _less(one: _End, other: _End) -> Truth:
    if one.value is None or other.value is None:
        left = one.beyond if one.value is None else 0
        right = other.beyond if other.value is None else 0
        return left < right
    return compared("<", one.value, other.value)


def _level(one: _End, other: _End) -> Truth:
    if one.value is None or other.value is None:
        return one.value is None and other.value is None and one.beyond == other.beyond
    return equal(one.value, other.value)


def _both(*truths: Truth) -> Truth:
    return conjunction(truths)


def _either(*truths: Truth) -> Truth:
    return disjunction(truths)


def _start(value: Value) -> _End:
    if isinstance(value, Range):
        return _End(value.low, value.low_closed, -1)
    return _End(value, True, -1)


def _end(value: Value) -> _End:
    if isinstance(value, Range):
        return _End(value.high, value.high_closed, 1)
    return _End(value, True, 1)


def _before(one: Value, other: Value) -> Truth:
    last, first = _end(one), _start(other)
    apart = not (last.closed and first.closed)
    return _either(_less(last, first), _both(apart, _level(last, first)))


def _after(one: Value, other: Value) -> Truth:
    return _before(other, one)


def _meets(one: Value, other: Value) -> Truth:
    last, first = _end(one), _start(other)
    return _both(last.closed and first.closed, _level(last, first))


def _met_by(one: Value, other: Value) -> Truth:
    return _meets(other, one)


def _overlaps(one: Value, other: Value) -> Truth:
    return _both(inverse(_before(one, other)), inverse(_before(other, one)))


def _starts_earlier(one: _End, other: _End) -> Truth:
    return _either(_less(one, other), _both(one.closed and not other.closed, _level(one, other)))


def _ends_no_later(one: _End, other: _End) -> Truth:
    return _either(_less(one, other), _both(not one.closed or other.closed, _level(one, other)))


def _overlaps_before(one: Value, other: Value) -> Truth:
    return _both(
        _starts_earlier(_start(one), _start(other)),
        inverse(_before(one, other)),
        _ends_no_later(_end(one), _end(other)),
    )


def _overlaps_after(one: Value, other: Value) -> Truth:
    return _overlaps_before(other, one)


def _starts_no_earlier(one: _End, other: _End) -> Truth:
    return _either(_less(other, one), _both(not one.closed or other.closed, _level(one, other)))


def _alike(one: _End, other: _End) -> Truth:
    return _both(one.closed == other.closed, _level(one, other))


def _finishes(one: Value, other: Value) -> Truth:
    return _both(_alike(_end(one), _end(other)), _starts_no_earlier(_start(one), _start(other)))


def _finished_by(one: Value, other: Value) -> Truth:
    return _finishes(other, one)


def _during(one: Value, other: Value) -> Truth:
    return _both(_starts_no_earlier(_start(one), _start(other)), _ends_no_later(_end(one), _end(other)))


def _includes(one: Value, other: Value) -> Truth:
    return _during(other, one)


def _starts(one: Value, other: Value) -> Truth:
    return _both(_alike(_start(one), _start(other)), _ends_no_later(_end(one), _end(other)))


def _started_by(one: Value, other: Value) -> Truth:
    return _starts(other, one)


def _coincides(one: Value, other: Value) -> Truth:
    return _both(_alike(_start(one), _start(other)), _alike(_end(one), _end(other)))


def _holding(relation: Callable[[Value, Value], Truth]) -> Callable[[Value, Value], Value]:
    """The relation; the range of everything but one value lies nowhere."""

    def related(one: Value, other: Value) -> Value:
        if any(isinstance(value, Range) and value.operator == "!=" for value in (one, other)):
            return missing("range-with-a-hole")
        return relation(one, other)

    return related


def _relation_type(one: Type, other: Type) -> Type | Misfit:
    """Yes or no, where the points and the ends of the ranges have one type."""
    ends = [side.of if isinstance(side, RangeType) else side for side in (one, other)]
    both = common(*ends)
    return both if isinstance(both, Misfit) else BOOLEAN


_RANGE: Final = RangeType(ANY)
_POINTS: Final = (Parameter("point1", ANY), Parameter("point2", ANY))
_POINT_RANGE: Final = (Parameter("point", ANY), Parameter("range", _RANGE))
_RANGE_POINT: Final = (Parameter("range", _RANGE), Parameter("point", ANY))
_RANGES: Final = (Parameter("range1", _RANGE), Parameter("range2", _RANGE))

_RELATIONS: Final = (
    ("before", _before, (_RANGES, _RANGE_POINT, _POINT_RANGE, _POINTS)),
    ("after", _after, (_RANGES, _RANGE_POINT, _POINT_RANGE, _POINTS)),
    ("meets", _meets, (_RANGES,)),
    ("met by", _met_by, (_RANGES,)),
    ("overlaps", _overlaps, (_RANGES,)),
    ("overlaps before", _overlaps_before, (_RANGES,)),
    ("overlaps after", _overlaps_after, (_RANGES,)),
    ("finishes", _finishes, (_RANGES, _POINT_RANGE)),
    ("finished by", _finished_by, (_RANGES, _RANGE_POINT)),
    ("includes", _includes, (_RANGES, _RANGE_POINT)),
    ("during", _during, (_RANGES, _POINT_RANGE)),
    ("starts", _starts, (_RANGES, _POINT_RANGE)),
    ("started by", _started_by, (_RANGES, _RANGE_POINT)),
    ("coincides", _coincides, (_RANGES, _POINTS)),
)

RANGES: Final = tuple(
    Function(name=name, parameters=parameters, result=_relation_type, apply=_holding(relation))
    for name, relation, forms in _RELATIONS
    for parameters in forms
)
