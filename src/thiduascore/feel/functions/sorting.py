"""Functions that are given a function: sorting by an order of one's own, replacing what matches."""

from __future__ import annotations

from typing import Final

from thiduascore.feel.fitting import ANY, BOOLEAN
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.functions.lists import replaced_where
from thiduascore.feel.types import FunctionType, ListType
from thiduascore.feel.values import FunctionValue, Null, Value, missing


class _Undecided(Exception):
    """The order of two values could not be told."""

    def __init__(self, null: Null) -> None:
        self.null = null


def _sorted(values: tuple[Value, ...], precedes: FunctionValue) -> Value:
    """The values in the order that `precedes(a, b)` tells; equal ones stay as they were."""
    if len(precedes.parameters) != 2:
        return missing("function-of-two", count=str(len(precedes.parameters)))

    class _Ranked:
        __slots__ = ("value",)

        def __init__(self, value: Value) -> None:
            self.value = value

        def __lt__(self, other: _Ranked) -> bool:
            before = precedes.apply(self.value, other.value)
            if isinstance(before, bool):
                return before
            known = isinstance(before, Null) and before.causes
            raise _Undecided(before if known and isinstance(before, Null) else missing("not-yes-no"))

    try:
        return tuple(ranked.value for ranked in sorted(map(_Ranked, values)))
    except _Undecided as undecided:
        return undecided.null


_TEST: Final = FunctionType((ANY, ANY), BOOLEAN)
_LIST: Final = Parameter("list", ListType(ANY))

WITH_FUNCTIONS: Final = (
    Function(
        name="sort",
        parameters=(_LIST, Parameter("precedes", _TEST)),
        result=always(ListType(ANY)),
        apply=_sorted,
        keeps_gaps=True,
    ),
    Function(
        name="list replace",
        parameters=(_LIST, Parameter("match", _TEST), Parameter("newItem", ANY)),
        result=always(ListType(ANY)),
        apply=replaced_where,
        keeps_gaps=True,
    ),
)
