"""Columns of a table that read as they stand, all looked at together so that every processor has its share.

Only what holds of a whole column is asked: with one odd value in it, a column is left to `scalars`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import reduce
from typing import Final

import polars as pl
from attrs import frozen

from thiduascore.columns.intake.scalars import LIMIT, ORDINARY
from thiduascore.feel.types import BooleanType, DateType, NumberType, TextType, Type

_TEXT: Final = TextType()
_FEW: Final = 8
"""So many choices are compared one after the other, which is quicker than having each text looked up."""


@frozen
class Wanted:
    """A column and what it shall hold: values of a type, texts of no more than so many bytes."""

    column: pl.Series
    type: Type = _TEXT
    longest: int = 1 << 30


@frozen
class _Look:
    """Whether a column is plain, as one answer for all of it, and what is then read."""

    plain: pl.Expr
    value: pl.Expr


def plain_columns(wanted: Mapping[str, Wanted]) -> dict[str, pl.Series]:
    """The columns whose every value reads as it stands, with what is read; numbers at their fact's scale."""
    looks = {name: look for name, one in wanted.items() if (look := _look(pl.col(name), one)) is not None}
    columns = pl.DataFrame({name: wanted[name].column for name in looks})
    told = columns.select(look.plain.alias(name) for name, look in looks.items())
    plain = [name for name in looks if told[name][0]]
    return columns.select(looks[name].value.alias(name) for name in plain).to_dict()


def _look(column: pl.Expr, wanted: Wanted) -> _Look | None:
    """How a column is looked at; None where nothing of its kind reads as it stands."""
    kind = wanted.column.dtype
    match wanted.type:
        case BooleanType() if kind == pl.Boolean:
            return _Look(pl.lit(True), column)
        case DateType() if kind == pl.Date:
            return _Look(column.is_between(datetime.date.min, datetime.date.max).all(), column)
        case TextType(choices=None) if kind == pl.String:
            short = column.str.len_bytes().max().fill_null(0) <= wanted.longest
            return _Look(short & column.str.contains(ORDINARY).all(), column)
        case TextType(choices=choices) if kind == pl.String and choices:
            few = (
                [column == choice for choice in choices] if len(choices) <= _FEW else [column.is_in(choices)]
            )
            return _Look(reduce(lambda one, other: one | other, few).all(), column)
        case NumberType() as number if kind in (pl.Int64, pl.Int32, pl.Int16, pl.Int8):
            return _whole(column, number, 0)
        case NumberType(scale=scale) as number if isinstance(kind, pl.Decimal) and (scale or not kind.scale):
            return _whole(column.to_physical(), number, kind.scale)
        case _:
            return None


def _whole(column: pl.Expr, type_: NumberType, own: int) -> _Look:
    """Whole numbers that count so many decimal places, at the scale of their fact and within its domain."""
    scale = type_.scale or 0
    low = -LIMIT if type_.least is None else max(-LIMIT, -int(-type_.least * 10**scale // 1))
    high = LIMIT if type_.most is None else min(LIMIT, int(type_.most * 10**scale // 1))
    if own > scale:
        by = 10 ** (own - scale)
        plain = column.is_between(low * by, high * by).all() & (column % by == 0).all()
        return _Look(plain, (column // by).cast(pl.Int64))
    by = 10 ** (scale - own)
    plain = column.is_between(-(-low // by), high // by).all()
    return _Look(plain, column.cast(pl.Int64) * by if by > 1 else column.cast(pl.Int64))
