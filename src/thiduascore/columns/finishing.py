"""From what was computed to the result: null where there is no score, names for codes, exact texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from thiduascore.columns.results import NONE, read

ROW: Final = "row"
_FEW: Final = 6
"""So many names are told apart one after the other, which is quicker than having each code looked up."""
_SAME: Final[Mapping[str, str]] = {"least": "total", "most": "total"}
"""Columns that say the same where nothing is unknown."""
_OTHERWISE: Final[Mapping[str, str]] = {"coverage": "1", "why_none": "", "state": "scored"}
"""What stands in columns for which nothing was computed; null in any other."""


def named(code: pl.Expr, names: Mapping[int, str], kind: pl.DataType) -> pl.Expr:
    """What the codes of a column, the places of names in an enumeration, mean; null for any other."""
    if len(names) > _FEW:
        return pl.when(code.is_in(list(names))).then(code.cast(pl.UInt8)).cat.to(kind)
    (first, name), *rest = names.items()
    chain = pl.when(code == first).then(pl.lit(name, dtype=kind))
    for each, name in rest:
        chain = chain.when(code == each).then(pl.lit(name, dtype=kind))  # type: ignore[attr-defined]
    return chain


def finished(
    names: Collection[str], levels: Sequence[str], schema: Mapping[str, pl.DataType]
) -> list[pl.Expr]:
    """The computed columns of these names as the result has them; a numerator still beside its denominator.

    What only says where another column is empty does not remain.
    """
    none = pl.col("none") if "none" in names else None
    found = []
    for name in names:
        column, plain = pl.col(name), name.removesuffix(" /")
        if name in ("none", "rejected", "uncovered", "missed") or name.endswith(" gone"):
            continue
        if plain in ("total", "unrounded") or plain.startswith("item."):
            gone = [pl.col(f"{plain} gone")] if f"{plain} gone" in names else []
            column = _unless([*gone, *([] if none is None else [none])], column)
        elif name == "ranked" and none is not None:
            column = column & ~none
        elif name == "level":
            ranked = pl.col("ranked") if none is None else pl.col("ranked") & ~none
            column = pl.when(ranked).then(named(column, dict(enumerate(levels)), schema[name]))
        elif name == "scored":
            found += list(_coverage())
            continue
        found.append(column.alias(name))
    return found if none is None else [*found, _why_none(none, names)]


def _unless(gone: Sequence[pl.Expr], column: pl.Expr) -> pl.Expr:
    """The column, null where one of the conditions, which are never null, holds."""
    return pl.when(*(~each for each in gone)).then(column) if gone else column


def _why_none(none: pl.Expr, names: Collection[str]) -> pl.Expr:
    """Why there is no score, empty where there is one."""
    reason = pl.lit("nothing-applies", dtype=NONE)
    for name, slug in (("uncovered", "coverage"), ("rejected", "rejected")):
        if name in names:
            reason = pl.when(name).then(pl.lit(slug, dtype=NONE)).otherwise(reason)
    return pl.when(none).then(reason).otherwise(pl.lit("", dtype=NONE)).alias("why_none")


def _coverage() -> Iterable[pl.Expr]:
    whole = pl.col("scored") + pl.col("missed")
    yield pl.when(whole > 0).then(pl.col("scored")).otherwise(1).alias("coverage")
    yield pl.when(whole > 0).then(whole).otherwise(1).alias("coverage /")


def told(raw: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The result's columns, and the number of each row, from what `finished` left."""
    raw = with_texts(raw, schema)
    columns = []
    for name, kind in schema.items():
        source = _SAME.get(name, name)
        constant = pl.lit(_OTHERWISE.get(name.partition(".")[0]), dtype=kind)
        columns.append((pl.col(source) if source in raw.columns else constant).alias(name))
    return raw.select(*columns, ROW)


def with_texts(raw: pl.DataFrame, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table with numerators and denominators as exact texts."""
    return raw.with_columns(
        read(raw, name, kind) for name, kind in kinds.items() if f"{name} /" in raw.columns
    )
