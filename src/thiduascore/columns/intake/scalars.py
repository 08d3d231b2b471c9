"""Single values of a column, as the intake reads them: exactly, and once for each that stands there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final, Literal

import polars as pl

from thiduascore.columns.intake.facts import MOST_ELEMENTS, column_type
from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.feel.types import BooleanType, DateType, ListType, NumberType, TextType, Type
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.intake_facts import bind_value
from thiduascore.model.submission import Report

LIMIT: Final = 1 << 62
ORDINARY: Final = r"^[!\"$-~](?:[ -~]*[!-~])?$"
"""Texts of which nothing needs to be looked at closely."""
_ODD: Final = r"^\s|\s$|^#|[\x00-\x1f\x7f-\x9f\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}]"


def mapped(column: pl.Series, function: Callable[[Any], Any], kind: Any) -> pl.Series:
    """What a function makes of each value, asked once for each that stands there; null stays null."""
    distinct = column.drop_nulls().unique(maintain_order=True)
    made = pl.DataFrame(
        {"raw": distinct, "made": pl.Series([function(raw) for raw in distinct], dtype=kind, strict=True)}
    )
    return column.alias("raw").to_frame().join(made, on="raw", how="left", maintain_order="left")["made"]


def plain_texts(column: pl.Series, longest: int) -> tuple[pl.Series, pl.Series] | None:
    """Texts that read as they stand, and where one does not; None for columns of other kinds."""
    if column.dtype.is_integer():
        return column.cast(pl.String), pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
    if isinstance(column.dtype, pl.Enum | pl.Categorical):
        column = column.cast(pl.String)
    if column.dtype != pl.String:
        return None
    odd = (~column.str.contains(ORDINARY) | (column.str.len_bytes() > longest)).fill_null(False)
    rest = odd.arg_true()
    if rest.is_empty():
        return column, odd
    some = column.gather(rest)
    strange = (
        some.str.contains(_ODD)
        | (some.str.normalize("NFC") != some)
        | (some.str.len_chars() > longest)
        | (some == "")
    )
    return column, odd.scatter(rest, strange)


def facts_in(
    column: pl.Series, name: str, expected: Expected, decimal: Literal[".", ","]
) -> tuple[pl.Series, pl.Series | None]:
    """The accepted values of a fact's column, null where there is none; and where one is too wide.

    Raises DiagnosticError for a column of binary floats.
    """
    type_ = expected.types[name]
    element = column.dtype.inner if isinstance(column.dtype, pl.List) else column.dtype
    if element.is_float() and column.null_count() < column.len():
        raise DiagnosticError(Diagnostic("float-column", {"column": name}))
    read = _read_plainly(column, type_)
    if read is not None:
        values, left = read
        if left is None:
            return values, None
    else:
        values, left = None, column.is_not_null()
    if not left.any():
        return (
            pl.repeat(None, column.len(), dtype=column_type(type_), eager=True) if values is None else values
        ), None
    others, wide = _read_singly(column, left, name, expected, decimal)
    if values is None:
        return others, wide
    return pl.select(pl.when(left).then(others).otherwise(values)).to_series(), wide


def values_of(raw: Any, name: str, expected: Expected, decimal: Literal[".", ","]) -> Any:
    """What the intake accepts of one value; None for nothing."""
    binding = Binding(Report(decimal=decimal), expected)
    return bind_value(binding, raw, ("facts", name), name, "").value


def _read_singly(
    column: pl.Series, left: pl.Series, name: str, expected: Expected, decimal: Literal[".", ","]
) -> tuple[pl.Series, pl.Series | None]:
    """The values of some rows, read by the intake once for each that stands there."""
    kind = column_type(expected.types[name])
    some = pl.select(pl.when(left).then(column)).to_series()
    if isinstance(column.dtype, pl.List | pl.Array | pl.Struct | pl.Object):
        made = [None if raw is None else values_of(_plain(raw), name, expected, decimal) for raw in some]
    else:
        distinct = some.drop_nulls().unique(maintain_order=True)
        known = {raw: values_of(raw, name, expected, decimal) for raw in distinct if not _is_blank(raw)}
        made = [known.get(raw) for raw in some]
    wide = [not _fits(value) for value in made]
    fitting = [
        None if bad else list(v) if isinstance(v, tuple) else v for v, bad in zip(made, wide, strict=True)
    ]
    return pl.Series(fitting, dtype=kind), pl.Series(wide) if any(wide) else None


def _plain(raw: Any) -> Any:
    return raw.to_list() if isinstance(raw, pl.Series) else raw


def _is_blank(raw: Any) -> bool:
    return isinstance(raw, str) and not raw.strip()


def _fits(value: Any) -> bool:
    if isinstance(value, tuple):
        return len(value) <= MOST_ELEMENTS and all(map(_fits, value))
    return isinstance(value, bool) or not isinstance(value, int) or abs(value) < LIMIT


def _read_plainly(column: pl.Series, type_: Type) -> tuple[pl.Series, pl.Series | None] | None:
    """What can be read column by column, and which rows are left; None where that is all of them."""
    kind = column.dtype
    match type_:
        case BooleanType() if kind == pl.Boolean:
            return column, None
        case DateType() if kind == pl.Date:
            return column, (~column.is_between(datetime.date.min, datetime.date.max)).fill_null(False)
        case TextType(choices=choices) if kind == pl.String or isinstance(kind, pl.Enum | pl.Categorical):
            column = column.cast(pl.String)
            if choices is not None:
                return column, (~column.is_in(list(choices))).fill_null(False)
            return plain_texts(column, 1 << 30)
        case NumberType(scale=scale) if kind.is_integer():
            return _integers(column, type_, scale or 0)
        case NumberType(scale=scale) if isinstance(kind, pl.Decimal) and (scale or not kind.scale):
            return _decimals(column, type_, scale or 0, kind.scale)
        case NumberType(scale=scale) if kind == pl.String:
            whole = column.cast(pl.Int64, strict=False)
            values, left = _integers(whole, type_, scale or 0)
            unread = whole.is_null() & column.is_not_null()
            return values, unread if left is None else left | unread
        case ListType(of=NumberType(scale=scale) as of) if (
            isinstance(kind, pl.List) and kind.inner.is_integer()
        ):
            return _lists(column, of, scale or 0)
        case _:
            return None


def _integers(column: pl.Series, type_: NumberType, scale: int) -> tuple[pl.Series, pl.Series | None]:
    """Whole numbers at the fact's scale within its domain; what does not fit a column is left."""
    most = LIMIT // 10**scale
    if _within(column, type_, most):
        whole = column if column.dtype == pl.Int64 else column.cast(pl.Int64)
        return (whole * 10**scale if scale else whole), None
    left = ~column.is_between(-most, most)
    values = column.cast(pl.Int64, strict=False) * 10**scale if scale else column.cast(pl.Int64, strict=False)
    inside = _domain(pl.col("v"), type_, scale)
    frame = pl.DataFrame({"v": values, "left": left.fill_null(False)})
    kept = frame.select(pl.when(inside & ~pl.col("left")).then(pl.col("v")).alias("v"))["v"]
    return (values if inside is TRUE and not left.any() else kept), frame["left"]


def _within(column: pl.Series, type_: NumberType, most: int) -> bool:
    """Whether every number of a column is an ordinary one."""
    low, high = column.min(), column.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return column.null_count() == column.len()
    below = max(-most, -most if type_.least is None else -int(-type_.least // 1))
    above = min(most, most if type_.most is None else int(type_.most // 1))
    return below <= low and high <= above


TRUE = pl.lit(True)


def _domain(value: pl.Expr, type_: NumberType, scale: int) -> pl.Expr:
    """Whether a number lies in the fact's domain."""
    found = TRUE
    if type_.least is not None:
        found = value >= -(-type_.least * 10**scale // 1)
    if type_.most is not None:
        most = value <= type_.most * 10**scale // 1
        found = most if found is TRUE else found & most
    return found


def _decimals(column: pl.Series, type_: NumberType, scale: int, own: int) -> tuple[pl.Series, pl.Series]:
    """Decimals at the fact's scale; one with more places than the fact has is no value."""
    frame = pl.DataFrame({"v": column.to_physical()})
    value = pl.col("v")
    if own > scale:
        by = 10 ** (own - scale)
        value = pl.when(value % by == 0).then(value // by)
    limit = LIMIT // 10 ** max(0, scale - own)
    frame = frame.select(value.alias("v")).with_columns(
        (~pl.col("v").is_between(-limit, limit)).fill_null(False).alias("left")
    )
    whole = pl.when(~pl.col("left")).then(pl.col("v")).cast(pl.Int64) * 10 ** max(0, scale - own)
    frame = frame.with_columns(whole.alias("v"))
    kept = frame.select(pl.when(_domain(pl.col("v"), type_, scale)).then(pl.col("v")).alias("v"))["v"]
    return kept, frame["left"]


def _lists(column: pl.Series, of: NumberType, scale: int) -> tuple[pl.Series, pl.Series]:
    """Lists of whole numbers at the fact's scale; a list with anything else in it is left."""
    most = LIMIT // 10**scale
    frame = pl.DataFrame({"v": column})
    fits = pl.element().is_between(-most, most).fill_null(False)
    frame = frame.with_columns(
        (
            pl.col("v").is_not_null()
            & ~(pl.col("v").list.eval(fits).list.all() & (pl.col("v").list.len() <= MOST_ELEMENTS))
        )
        .fill_null(False)
        .alias("left")
    )
    scaled = pl.col("v").list.eval(pl.element().cast(pl.Int64, strict=False) * 10**scale)
    frame = frame.with_columns(scaled.alias("v"))
    inside = pl.col("v").list.eval(_domain(pl.element(), of, scale) & pl.element().is_not_null()).list.all()
    return frame.select(pl.when(inside).then(pl.col("v")).alias("v"))["v"], frame["left"]
