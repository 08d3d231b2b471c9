"""Columns that are computed once and used often, in layers of which each needs only earlier ones."""

from __future__ import annotations

import polars as pl

from thiduascore.columns.exact.numbers import Number, of_whole
from thiduascore.columns.exact.whole import Whole


class Sheet:
    """Collects the columns of one table; another one on top of it needs a prefix of its own."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self.layers: list[list[pl.Expr]] = []
        self._level: dict[str, int] = {}
        self._count = 0

    def named(self, expr: pl.Expr) -> pl.Expr:
        """The expression as a column of its own."""
        level = max((self._level.get(name, 0) for name in expr.meta.root_names()), default=0)
        name = f"#{self._prefix}{self._count}"
        self._count += 1
        self._level[name] = level + 1
        while len(self.layers) <= level:
            self.layers.append([])
        self.layers[level].append(expr.alias(name))
        return pl.col(name)

    def whole(self, value: Whole) -> Whole:
        """The same numbers, computed once."""
        if value.constant is not None or value.expr.meta.is_column():
            return value
        return Whole(self.named(value.expr), value.low, value.high, value.bits, value.nullable)

    def number(self, value: Number) -> Number:
        """The same number, computed once."""
        num = None if value.num is None else self.whole(value.num)
        den = None if value.den is None else self.whole(value.den)
        if num is not None and num.constant is not None and den is None:
            return of_whole(num, value.factor)
        return Number(value.factor, num, den)

    def over(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The table with every column that was collected."""
        for layer in self.layers:
            frame = frame.with_columns(layer)
        return frame
