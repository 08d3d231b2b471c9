"""Columns beside the result: what somebody else wants to know of each row, such as what units are ranked by.

The kernel computes them together with the result; what they are is said by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

import polars as pl

from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.rules.compiling import Working
from thiduascore.columns.rules.settling import Outcome
from thiduascore.program.scorecard import Scorecard

OPEN: Final = "#open"
"""Where columns beside the result must be asked of the row's scorecard."""


class Beside(Protocol):
    """Columns beside the result; safe to use for every table."""

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns and their types."""

    def columns(self, working: Working, outcome: Outcome, sheet: Sheet) -> Iterator[pl.Expr]:
        """What must be computed, in the least view; `sheet` stands on that view's own columns."""

    def read(self, raw: pl.DataFrame, found: pl.DataFrame) -> Mapping[str, pl.Series]:
        """The columns, and `OPEN`, made of what was computed, for rows in which nothing is unknown.

        `found` has the total, the unrounded total, and whether the unit is ranked.
        """

    def settled(self, unknown: pl.Expr) -> Mapping[str, pl.Expr]:
        """The columns, and `OPEN`, again, with other values where something is unknown.

        `total least`, `unrounded most`, `ranked least` and the like say there what the views found.
        """

    def wanted(self) -> pl.Expr:
        """Of which rows the columns matter, so that no others are asked for one by one."""

    def row(self, card: Scorecard) -> Mapping[str, Any]:
        """The columns of one scorecard."""
