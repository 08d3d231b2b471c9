"""The forms in which columns carry values of expressions; a row without a value is null."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

import polars as pl
from attrs import field, frozen

from thiduascore.columns.exact.numbers import Number
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported, Whole
from thiduascore.feel.functions import Functions


@frozen
class Test:
    """What a yes or no asks: that `subject sign against`, where the subject is a column."""

    subject: tuple[object, ...]
    sign: str
    against: Fraction | str
    choices: tuple[str, ...] | None = None
    """The only texts that the subject can be."""


@frozen
class Truth:
    """A yes or no: what it is known to be, or a column.

    `test` is what it asks, and `parts` are what it asks together, where that can be told.
    """

    expr: pl.Expr = field(eq=False)
    known: bool | None = None
    nullable: bool = False
    test: Test | None = None
    parts: tuple[Truth, ...] = ()

    @property
    def certain(self) -> pl.Expr:
        """Whether it is certainly yes."""
        return self.expr.fill_null(False) if self.nullable else self.expr


@frozen
class Text:
    """A text; `value` is the one that is known."""

    expr: pl.Expr = field(eq=False)
    nullable: bool = False
    value: str | None = None
    choices: tuple[str, ...] | None = None


@frozen
class Day:
    """A calendar day, as the number of days since 1970-01-01; `moment` is the column of dates itself."""

    number: Whole
    moment: pl.Expr = field(eq=False)


@frozen
class Duration:
    """A duration in days."""

    days: Number


@frozen
class Listed:
    """A list of reported numbers: a column of lists of whole numbers between bounds, each times `factor`."""

    expr: pl.Expr = field(eq=False)
    factor: Fraction
    low: int
    high: int
    most: int
    """How many elements a list has at the most."""
    nullable: bool


@frozen
class Several:
    """A list whose elements are written out."""

    elements: tuple[Code, ...]


Code = Number | Truth | Text | Day | Duration | Listed | Several

EPOCH = datetime.date(1970, 1, 1).toordinal()


@frozen
class Scope:
    """The code of every name in sight, the functions that may be called, and where columns are bound."""

    names: Mapping[str, Code]
    functions: Functions
    sheet: Sheet

    def having(self, name: str, code: Code) -> Scope:
        """The same names and one more."""
        return Scope({**self.names, name: code}, self.functions, self.sheet)


def truth(known: bool) -> Truth:
    """A known yes or no."""
    return Truth(pl.lit(known), known)


def tested(found: pl.Expr | bool, *, nullable: bool) -> Truth:
    """The truth of a comparison."""
    return truth(found) if isinstance(found, bool) else Truth(found, None, nullable)


def both(left: Truth, right: Truth, *, joint: bool) -> Truth:
    """`and` (joint) or `or`: a known side that does not decide leaves the other."""
    if left.known is joint or right.known is (not joint):
        return right
    if right.known is joint or left.known is (not joint):
        return left
    expr = left.expr & right.expr if joint else left.expr | right.expr
    parts = (*(left.parts or (left,)), *(right.parts or (right,))) if joint else ()
    return Truth(expr, None, left.nullable or right.nullable, None, parts)


def opposite(of: Truth) -> Truth:
    """`not`."""
    return truth(not of.known) if of.known is not None else Truth(~of.expr, None, of.nullable)


def number_of(code: Code) -> Number:
    """The code as a number."""
    if not isinstance(code, Number):
        raise Unsupported("not-a-number")
    return code
