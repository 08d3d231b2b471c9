"""What a method's options can say about themselves, so that checks need not know methods by name.

An options record takes part by having the method; it inherits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol, TypeGuard

from thiduascore.diagnostics import Path, Text
from thiduascore.model.expression import Expression
from thiduascore.records import frozen

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


class StatesTable(Protocol):
    """Options whose rules are the rows of a decision table."""

    def stated_table(self) -> Tabulation:
        """The table, in the order of the file."""


class StatesBands(Protocol):
    """Options whose bands must part the domain of their subject."""

    def stated_bands(self) -> Banding:
        """The bands, in the order of the file."""


class StatesChoices(Protocol):
    """Options that give points to each choice of a fact."""

    def stated_choices(self) -> tuple[Expression, Path, Mapping[str, Amount]]:
        """The subject, where the table stands, and the points by choice."""


class StatesPoints(Protocol):
    """Options in which numbers of points are written out."""

    def stated_points(self) -> tuple[tuple[Path, Amount], ...]:
        """Each with its place."""


def states_table(options: object) -> TypeGuard[StatesTable]:
    """Whether a method's options state a decision table."""
    return hasattr(options, "stated_table")


def states_bands(options: object) -> TypeGuard[StatesBands]:
    """Whether they state bands."""
    return hasattr(options, "stated_bands")


def states_choices(options: object) -> TypeGuard[StatesChoices]:
    """Whether they give points to the choices of a fact."""
    return hasattr(options, "stated_choices")


def states_points(options: object) -> TypeGuard[StatesPoints]:
    """Whether they have numbers of points that are written out."""
    return hasattr(options, "stated_points")
