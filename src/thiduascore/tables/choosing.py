"""Which rows have their full scorecards written: those of some units, or where a FEEL expression holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import polars as pl
from attrs import frozen

from thiduascore.columns.results import FOUND
from thiduascore.diagnostics import Diagnostic, DiagnosticError, number_from_exact, place_at
from thiduascore.feel import Compiled, FeelError, Value, compiled, names
from thiduascore.feel.types import BooleanType, ContextType, NumberType, TextType, Type
from thiduascore.text import normal

MOST_CARDS: Final = 10_000
"""How many full scorecards a run writes at most; each is as long as thousands of rows."""

_TEXT, _NUMBER, _YES_NO = TextType(), NumberType(), BooleanType()
_UNIT: Final = ("id", "name", "kind", "cluster")
SCOPE: Final[Mapping[str, Type]] = {
    "unit": ContextType({name: _TEXT for name in _UNIT}),
    "total": _NUMBER,
    "unrounded": _NUMBER,
    "least": _NUMBER,
    "most": _NUMBER,
    "level": _TEXT,
    "ranked": _YES_NO,
    **dict.fromkeys(FOUND, _NUMBER),
}
"""What an expression that chooses rows can speak of."""


_MARKS: Final = re.compile(r'[<>="()]|\b(and|or|not|in)\b')
"""What no list of ids has, and every expression that is yes or no."""
NAME: Final = "--explain-where"


@frozen(slots=False)
class Choice:
    """A choice of rows; `written` is the text that it was made from."""

    written: str = ""
    ids: frozenset[str] = frozenset()
    expression: Compiled | None = None

    def positions(self, units: pl.DataFrame) -> list[int]:
        """The rows of a result that are chosen."""
        if self.expression is None:
            ids = pl.Series(sorted(self.ids), dtype=pl.String)
            return units["unit.id"].is_in(ids.implode()).arg_true().to_list() if self.ids else []
        read = units.select(self._columns)
        known = read.unique(maintain_order=True)
        holds = [self.expression(_values(row)) is True for row in known.iter_rows(named=True)]
        known = known.with_columns(pl.Series("#holds", holds, dtype=pl.Boolean))
        joined = read.join(known, on=read.columns, how="left", nulls_equal=True, maintain_order="left")
        return joined["#holds"].arg_true().to_list()

    @cached_property
    def _columns(self) -> list[str]:
        assert self.expression is not None
        found = names(self.expression.tree) & SCOPE.keys()
        columns = [name for name in SCOPE if name in found and name != "unit"]
        return columns + ([f"unit.{name}" for name in _UNIT] if "unit" in found or not columns else [])


NONE: Final = Choice()


def choice(written: str) -> Choice:
    """The choice that a text means: an expression that is yes or no of a result, or ids with commas between.

    Raises DiagnosticError when it can only be an expression, and has mistakes.
    """
    try:
        return Choice(written, expression=compiled(f"({written}) = true", SCOPE))
    except FeelError:
        if not _MARKS.search(written):
            return Choice(written, ids=frozenset(normal(each).strip() for each in written.split(",")))
    try:
        compiled(written, SCOPE)
    except FeelError as error:
        places = [place_at(NAME, written, *problem.span) for problem in error.problems]
        pairs = zip(error.problems, places, strict=True)
        raise DiagnosticError(
            *(Diagnostic(each.slug, each.arguments, place) for each, place in pairs)
        ) from None
    raise DiagnosticError(Diagnostic("choice-not-yes-no", {"text": written}))


def _values(row: Mapping[str, Any]) -> dict[str, Value]:
    """The row as expressions see it; a name without a value is missing."""
    found: dict[str, Any] = {}
    unit: dict[str, Value] = {}
    for name, value in row.items():
        if name.startswith("unit."):
            unit[name.removeprefix("unit.")] = value
        elif value is not None:
            found[name] = _value(name, value)
    return {**found, "unit": unit} if unit else found


def _value(name: str, value: Any) -> Value:
    if isinstance(value, str):
        number = None if SCOPE[name] == _TEXT else number_from_exact(value)
        return value if number is None else number
    return Fraction(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value
