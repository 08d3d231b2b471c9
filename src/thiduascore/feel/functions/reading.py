"""The function that reads a range from its text."""

from __future__ import annotations

from typing import Final

from thiduascore.feel.fitting import ANY, TEXT
from thiduascore.feel.functions.applying import applied
from thiduascore.feel.functions.dates import ALL_DATES
from thiduascore.feel.functions.function import Function, Parameter, always, registry
from thiduascore.feel.operations import compared, negated
from thiduascore.feel.problem import FeelError
from thiduascore.feel.tree import Call, Constant, Interval, Negation, Tree
from thiduascore.feel.types import RangeType
from thiduascore.feel.values import Null, Range, Value, missing

_MAKERS: Final = registry(ALL_DATES)
_MOST_CHARACTERS: Final = 1_000


def _range(text: str) -> Value:
    """The range that a text such as `[1..10)` names; its ends are literals of one kind, in their order."""
    # The parser stands above the functions that it knows by name, so it is only asked for when it is needed.
    from thiduascore.feel.parser import parse

    if len(text) > _MOST_CHARACTERS:
        return missing("not-a-range")
    try:
        tree = parse(text, names=tuple(_MAKERS), dmn=True)
    except FeelError:
        return missing("not-a-range")
    if not isinstance(tree, Interval) or tree.low is None or tree.high is None:
        return missing("not-a-range")
    low, high = _literal(tree.low), _literal(tree.high)
    if compared("<=", low, high) is not True:
        return missing("not-a-range")
    return Range(low, high, tree.low_closed, tree.high_closed)


def _literal(tree: Tree) -> Value:
    """What a literal, or a date, time or duration of a literal text, stands for; else a null."""
    if isinstance(tree, Negation):
        return negated(_literal(tree.of))
    if isinstance(tree, Constant):
        return Null() if tree.value is None else tree.value
    if isinstance(tree, Call) and tree.function in _MAKERS:
        given = tuple([_literal(one) if isinstance(one, Constant) else Null() for one in tree.arguments])
        return applied(_MAKERS[tree.function], given)
    return Null()


READING: Final = (
    Function(
        name="range", parameters=(Parameter("from", TEXT),), result=always(RangeType(ANY)), apply=_range
    ),
)
