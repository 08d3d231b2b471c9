"""Functions that take lists apart and put them together; gaps in a list stay where they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import ANY, NUMBER, Misfit, common, common_of
from thiduascore.feel.functions.function import Function, Parameter, element_of
from thiduascore.feel.types import ListType, NumberType, Type
from thiduascore.feel.values import FunctionValue, Null, Value, merged, missing

_LIST: Final = Parameter("list", ListType(ANY))
_POSITION: Final = Parameter("position", NUMBER)


def _count_type(list_: Type) -> Type:
    count = _count_of(list_)
    return NumberType(None, 0, Fraction(0), None if count is None else Fraction(count))


def _count_of(list_: Type) -> int | None:
    return list_.count if isinstance(list_, ListType) else None


def _count(values: tuple[Value, ...]) -> Value:
    return Fraction(len(values))


def _index(values: tuple[Value, ...], position: Fraction, most: int) -> int | None:
    """The place that a position names, 1 being the first and -1 the last; None when there is none."""
    place = math.trunc(position)
    if place < 0:
        place += len(values) + 1
        return place - 1 if place > 0 else None
    return place - 1 if 0 < place <= most else None


def _sublist(values: tuple[Value, ...], start: Fraction, length: Fraction | None = None) -> Value:
    begin = _index(values, start, len(values))
    if begin is None:
        return missing("no-such-position")
    if length is None:
        return values[begin:]
    count = math.trunc(length)
    return values[begin : begin + count] if 0 <= count <= len(values) - begin else missing("no-such-position")


def _append(values: tuple[Value, ...], *items: Value) -> Value:
    return (*values, *items)


def _append_type(list_: Type, *items: Type) -> Type | Misfit:
    both = common_of((element_of(list_), *items))
    count = _count_of(list_)
    if isinstance(both, Misfit):
        return both
    return ListType(both, None if count is None else count + len(items))


def _concatenated(*lists: tuple[Value, ...]) -> Value:
    return tuple([element for one in lists for element in one])


def concatenated_type(*lists: Type) -> Type | Misfit:
    """The type of a list that holds the elements of all."""
    both = common_of(element_of(one) for one in lists)
    counts = [_count_of(one) for one in lists]
    known = [count for count in counts if count is not None]
    return both if isinstance(both, Misfit) else ListType(both, sum(known) if known == counts else None)


def _inserted(values: tuple[Value, ...], position: Fraction, item: Value) -> Value:
    place = _index(values, position, len(values) + 1)
    return missing("no-such-position") if place is None else (*values[:place], item, *values[place:])


def _inserted_type(list_: Type, position: Type, item: Type) -> Type | Misfit:
    return _append_type(list_, item)


def _removed(values: tuple[Value, ...], position: Fraction) -> Value:
    place = _index(values, position, len(values))
    return missing("no-such-position") if place is None else values[:place] + values[place + 1 :]


def _same_list(list_: Type, *others: Type) -> Type:
    return ListType(element_of(list_), _count_of(list_))


def _replaced(values: tuple[Value, ...], position: Fraction, item: Value) -> Value:
    place = _index(values, position, len(values))
    return missing("no-such-position") if place is None else (*values[:place], item, *values[place + 1 :])


def _replaced_type(list_: Type, position: Type, item: Type) -> Type | Misfit:
    both = common(element_of(list_), item)
    return both if isinstance(both, Misfit) else ListType(both, _count_of(list_))


def replaced_where(values: tuple[Value, ...], match: FunctionValue, item: Value) -> Value:
    """The list with the new item wherever `match(element, new item)` is true."""
    if len(match.parameters) != 2:
        return missing("function-of-two", count=str(len(match.parameters)))
    found: list[Value] = []
    for value in values:
        matched = match.apply(value, item)
        if not isinstance(matched, bool):
            return matched if isinstance(matched, Null) and matched.causes else missing("not-yes-no")
        found.append(item if matched else value)
    return tuple(found)


def _reversed(values: tuple[Value, ...]) -> Value:
    return values[::-1]


def _flattened(values: tuple[Value, ...]) -> Value:
    """Every element that is no list, of the list and of the lists in it, in order."""
    found: list[Value] = []
    waiting = [iter(values)]
    while waiting:
        value = next(waiting[-1], _END)
        if value is _END:
            waiting.pop()
        elif isinstance(value, tuple):
            waiting.append(iter(value))
        else:
            found.append(value)  # type: ignore[arg-type]
    return tuple(found)


_END: Final = object()


def _flattened_known(values: tuple[Value, ...]) -> Value:
    found = _flattened(values)
    gaps = [value for value in found if isinstance(value, Null)] if isinstance(found, tuple) else []
    return merged(gaps) if gaps else found


def _flattened_type(list_: Type) -> Type | Misfit:
    element, count = element_of(list_), _count_of(list_)
    while isinstance(element, ListType):
        count = None if count is None or element.count is None else count * element.count
        element = element.of
    return ListType(element, count)


def _list_function(
    name: str,
    parameters: tuple[Parameter, ...],
    result: Callable[..., Type | Misfit],
    apply: Callable[..., Value],
    *,
    rest: bool = False,
) -> Function:
    return Function(name=name, parameters=parameters, result=result, apply=apply, rest=rest, keeps_gaps=True)


_LENGTH: Final = Parameter("length", NUMBER, optional=True)
_NEW: Final = Parameter("newItem", ANY)

LISTS: Final = (
    _list_function("count", (_LIST,), _count_type, _count),
    _list_function("sublist", (_LIST, Parameter("start position", NUMBER), _LENGTH), _same_list, _sublist),
    _list_function("append", (_LIST, Parameter("item", ANY)), _append_type, _append, rest=True),
    _list_function("concatenate", (_LIST,), concatenated_type, _concatenated, rest=True),
    _list_function("insert before", (_LIST, _POSITION, _NEW), _inserted_type, _inserted),
    _list_function("remove", (_LIST, _POSITION), _same_list, _removed),
    _list_function("list replace", (_LIST, _POSITION, _NEW), _replaced_type, _replaced),
    _list_function("reverse", (_LIST,), _same_list, _reversed),
)
FLATTEN_WITH_GAPS: Final = (_list_function("flatten", (_LIST,), _flattened_type, _flattened),)
FLATTEN: Final = (_list_function("flatten", (_LIST,), _flattened_type, _flattened_known),)
"""In a ruleset a gap among lists may be a whole list, of which nobody knows how many elements it has."""
