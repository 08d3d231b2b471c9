"""Functions that look for patterns in texts: `matches`, `replace` and `split`, as XPath's functions do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from thiduascore.feel.fitting import BOOLEAN, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.patterns import MOST_STEPS
from thiduascore.feel.types import ListType
from thiduascore.feel.values import Value


def _later(name: str) -> Callable[..., Value]:
    """A function of `searching`, which is loaded with its machine when a pattern is first looked for."""

    def apply(*arguments: Value) -> Value:
        from thiduascore.feel.functions import searching

        found: Value = getattr(searching, name)(*arguments)
        return found

    return apply


def cost(text: Value, pattern: Value, *others: Value) -> int:
    """About how many steps of an evaluation a search is worth."""
    if not isinstance(text, str) or not isinstance(pattern, str):
        return 0
    return min(len(text) * len(pattern), MOST_STEPS) // 2


_FLAGS: Final = Parameter("flags", TEXT, optional=True, nullable=True)
_INPUT: Final = (Parameter("input", TEXT), Parameter("pattern", TEXT))

PATTERNS: Final = (
    Function(
        name="matches",
        parameters=(*_INPUT, _FLAGS),
        result=always(BOOLEAN),
        apply=_later("matches"),
        cost=cost,
    ),
    Function(
        name="replace",
        parameters=(*_INPUT, Parameter("replacement", TEXT), _FLAGS),
        result=always(TEXT),
        apply=_later("replaced"),
        cost=cost,
    ),
    Function(
        name="split",
        parameters=(Parameter("string", TEXT), Parameter("delimiter", TEXT)),
        result=always(ListType(TEXT)),
        apply=_later("split"),
        cost=cost,
    ),
)
