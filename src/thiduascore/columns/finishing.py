"""From what was computed to the result: null where there is no score, names for codes, exact texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
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
        chain = chain.when(code == each).then(pl.lit(name, dtype=kind))  # type: ignore[assignment]
    return chain


def finished(names: Collection[str], levels: Sequence[str]) -> list[pl.Expr]:
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
            column = pl.when(ranked).then(named(column, dict(enumerate(levels)), pl.Enum(levels)))
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


def _coverage() -> Iterator[pl.Expr]:
    whole = pl.col("scored") + pl.col("missed")
    yield pl.when(whole > 0).then(pl.col("scored")).otherwise(1).alias("coverage")
    yield pl.when(whole > 0).then(whole).otherwise(1).alias("coverage /")


def told(raw: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The result's columns, and the number of each row, from what `finished` left."""
    like, found = raw[ROW], {name: raw[name] for name in raw.columns}
    constants: dict[tuple[str | None, pl.DataType], pl.Series] = {}
    for name, kind in schema.items():
        if f"{name} /" in raw.columns:
            found[name] = read(raw, name, kind)
        elif _SAME.get(name, name) not in raw.columns:
            value = _OTHERWISE.get(name.partition(".")[0])
            if (value, kind) not in constants:
                constants[value, kind] = repeated(value, kind, like)
            found[name] = constants[value, kind]
    columns = (in_pieces(found[_SAME.get(name, name)], like).alias(name) for name in schema)
    return pl.DataFrame([*columns, like])


def repeated(value: str | int | None, kind: pl.DataType, like: pl.Series) -> pl.Series:
    """A column that says the same in every row, in chunks as long as another's, which share their memory."""
    once = pl.repeat(value, max(like.chunk_lengths(), default=0), dtype=kind, eager=True)
    return pl.concat([once.head(length) for length in like.chunk_lengths() or (0,)])


def in_pieces(column: pl.Series, like: pl.Series) -> pl.Series:
    """The column in chunks as long as another's: a table of different chunks is copied whole when used."""
    if column.chunk_lengths() == like.chunk_lengths():
        return column
    starts = [0, *accumulate(like.chunk_lengths() or (0,))]
    return pl.concat([column.slice(start, end - start) for start, end in pairwise(starts)])
