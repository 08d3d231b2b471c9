"""What a method's options can say about themselves, so that checks need not know methods by name.

An options record takes part by having the method; it inherits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol, runtime_checkable

from attrs import frozen

from thiduascore.diagnostics import Path, Text
from thiduascore.model.expression import Expression

Amount = Fraction | str
"""Points, or the name of a parameter."""


@frozen
class BandRow:
    """One band: its tests and the points that it can give (one number, or two ends of a line)."""

    tests: Expression
    points: tuple[tuple[Path, Amount], ...]


@frozen
class Banding:
    """Bands over one value; `places` is to how many decimals the value is cut before it is tested."""

    subject: Expression
    rows: tuple[BandRow, ...]
    places: int | None = None


@frozen
class TableColumn:
    """One input of a decision table."""

    of: Expression
    label: Text | None = None


@frozen
class TableRow:
    """One rule of a decision table: a test for each input, and the points."""

    tests: tuple[Expression, ...]
    points: Expression
    at: Path


@frozen
class Tabulation:
    """A decision table; `at` is where its rules stand; a `complete` one gives points where none holds."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    hit: str
    complete: bool
    at: Path


@runtime_checkable
class StatesTable(Protocol):
    """Options whose rules are the rows of a decision table."""

    def stated_table(self) -> Tabulation:
        """The table, in the order of the file."""


@runtime_checkable
class StatesBands(Protocol):
    """Options whose bands must part the domain of their subject."""

    def stated_bands(self) -> Banding:
        """The bands, in the order of the file."""


@runtime_checkable
class StatesChoices(Protocol):
    """Options that give points to each choice of a fact."""

    def stated_choices(self) -> tuple[Expression, Path, Mapping[str, Amount]]:
        """The subject, where the table stands, and the points by choice."""


@runtime_checkable
class StatesPoints(Protocol):
    """Options in which numbers of points are written out."""

    def stated_points(self) -> tuple[tuple[Path, Amount], ...]:
        """Each with its place."""
