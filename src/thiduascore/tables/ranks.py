"""Ranks of a whole table: windows over its classes, after every part is scored.

What each unit is ranked by is kept as one number, so that the table itself need not be in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import polars as pl

from thiduascore.cohort.order import drawn
from thiduascore.tables.ordering import CLASSES, PERIOD, Ordering
from thiduascore.tables.ties import LEAST, MAYBE, MOST, SURELY, Draw, Key

_METHODS: Final = {"competition": "min", "ordinal": "min", "dense": "dense", "mid": "average"}
_WHOLE: Final = "overall"
_HEXES: Final = 16
"""Of a lot, which is a text of 64 hexadecimal digits, so many at a time make a number of 64 bits."""


def ranks(ordering: Ordering, parts: Sequence[Path]) -> pl.DataFrame:
    """The ranks of every unit of the parts, in their order; null for a unit that is not ranked."""
    ranking, codes = ordering.ranking, dict[tuple[object, ...], int]()
    keys = pl.concat([_keys(ordering, part, codes) for part in parts])
    key = _key(keys, ordering)
    place, best_last = (_parted(key, keys, ordering, parts), False) if ordering.keys else (key, True)
    keys = keys.select(*ranking.within, place.alias("#place"))
    found = []
    for within, (name, type_) in zip(ranking.within, ordering.columns.items(), strict=True):
        rank = pl.col("#place").rank(_METHODS[ranking.method], descending=best_last).over(within)  # type: ignore[arg-type]
        if ranking.method == "mid":
            # Ranks in the middle are halves: doubled they are whole numbers, and no binary fraction is left.
            rank = (rank * 2).cast(pl.Int64).cast(pl.Decimal(38, 1)) / 2
        found.append(rank.cast(type_).alias(name))
    return keys.select(found)


def _keys(ordering: Ordering, part: Path, codes: dict[tuple[object, ...], int]) -> pl.DataFrame:
    """What the units of a part are ranked by, and the number of the class in which each is ranked."""
    kinds = tuple(dict.fromkeys((_WHOLE, *ordering.ranking.within, *ordering.certain)))
    about = sorted({name for within in kinds for name in CLASSES[within]})
    own = [ordering.by, "ranked", *ordering.hidden]
    frame = pl.read_ipc(part, columns=[*own, *PERIOD, *about])
    columns = [frame[name] for name in own]
    for within in kinds:
        classes = frame.select(*PERIOD, *CLASSES[within])
        known = classes.unique(maintain_order=True)
        numbers = [codes.setdefault((within, *row), len(codes)) for row in known.rows()]
        known = known.with_columns(pl.Series(within, numbers, dtype=pl.UInt32))
        joined = classes.join(known, on=classes.columns, how="left", nulls_equal=True, maintain_order="left")
        columns.append(joined[within])
    return pl.DataFrame(columns)


def _key(keys: pl.DataFrame, ordering: Ordering) -> pl.Series:
    """What each unit is ranked by first, as a number; null for those that are not ranked."""
    ranked = pl.col("ranked")
    if LEAST not in ordering.hidden:
        return _only(numbered(keys[ordering.by]), keys["ranked"])
    ends = numbered(pl.concat([keys[LEAST], keys[MOST].alias(LEAST)])).rank("dense")
    keys = keys.with_columns(ends.head(keys.height).alias(LEAST), ends.tail(keys.height).alias(MOST))
    open_ = ~ranked & pl.col(MAYBE) & pl.col(LEAST).is_not_null()
    settled = open_ & pl.col(SURELY)
    if ordering.certain:
        settled &= _alone(ranked | open_, ordering.certain)
    return keys.select(pl.when(ranked | settled).then(LEAST).alias("key")).to_series()


def _alone(taking_part: pl.Expr, kinds: Iterable[str]) -> pl.Expr:
    """Where the range of a total overlaps nobody's in any class, of those that take part."""
    # By the least that they can have, whoever overlaps a unit is either one before it or the next one.
    least, most = (pl.when(taking_part).then(pl.col(name)) for name in (LEAST, MOST))
    found = pl.lit(True)
    for kind in kinds:
        # Those that take no part have neither end, and stand in a class of their own.
        classes = [pl.col(kind), taking_part]
        before = most.cum_max().shift(1).over(classes, order_by=LEAST)
        after = least.shift(-1).over(classes, order_by=LEAST)
        found &= (before < least).fill_null(True) & (after > most).fill_null(True)
    return found


def _parted(key: pl.Series, keys: pl.DataFrame, ordering: Ordering, parts: Sequence[Path]) -> pl.Series:
    """The units' places in the order of everybody, from 1: equal ones parted by one key after another."""
    ranked = key.is_not_null()
    place = _within(keys[_WHOLE].cast(pl.Int64), _places(key, less=False))
    for each in ordering.keys:
        if isinstance(each, Key):
            values = numbered(keys[each.name]) if each.exact else keys[each.name]
            place = _within(place, _places(_only(values, ranked), less=each.less))
        else:
            place = _by_lot(place, ranked, each, parts)
    return _only(place, ranked)


def _only(values: pl.Series, where: pl.Series) -> pl.Series:
    return pl.select(pl.when(where).then(values)).to_series()


def _places(values: pl.Series, *, less: bool) -> pl.Series:
    """The place of each value among the others, from 1, best first; what is not there stands last."""
    found = values.rank("dense", descending=not less).cast(pl.Int64)
    last = found.max()
    assert last is None or isinstance(last, int)
    return found.fill_null((last or 0) + 1)


def _within(place: pl.Series, inner: pl.Series) -> pl.Series:
    """Places that are parted further; no place is greater than the count of rows, so nothing overflows."""
    most = inner.max()
    assert most is None or isinstance(most, int)
    return (place * ((most or 0) + 1) + inner).rank("dense").cast(pl.Int64)


def _by_lot(place: pl.Series, ranked: pl.Series, draw: Draw, parts: Sequence[Path]) -> pl.Series:
    """Places parted by lot; lots are drawn for equal units only, and looked at as far as they must be."""
    for turn in range(64 // _HEXES):
        tied = _only(place, ranked).is_duplicated() & ranked
        if not tied.any():
            break
        lots = pl.concat(list(_lots(tied, draw, parts, turn)))
        place = _within(place, _places(lots, less=True))
    return place


def _lots(tied: pl.Series, draw: Draw, parts: Sequence[Path], turn: int) -> Iterator[pl.Series]:
    """A part of the lot of each tied unit, file by file; null for the others."""
    digits, start = slice(turn * _HEXES, (turn + 1) * _HEXES), 0
    for part in parts:
        ids = pl.read_ipc(part, columns=["unit.id"])["unit.id"]
        here = tied.slice(start, ids.len())
        start += ids.len()
        lots = [int(drawn(draw.seed, unit)[digits], 16) for unit in ids.filter(here)]
        found = pl.repeat(None, ids.len(), dtype=pl.UInt64, eager=True)
        yield found.scatter(here.arg_true(), pl.Series(lots, dtype=pl.UInt64)) if lots else found


def numbered(key: pl.Series) -> pl.Series:
    """The keys as numbers in the same order; exact texts such as `25/3` by their places among each other."""
    if key.dtype != pl.String:
        return key
    texts = _ascending(key.drop_nulls().unique())
    places = pl.DataFrame({"text": texts, "place": pl.int_range(texts.len(), dtype=pl.Int64, eager=True)})
    return key.to_frame("text").join(places, on="text", how="left", maintain_order="left")["place"]


def _ascending(texts: pl.Series) -> pl.Series:
    """Different exact numbers, the least first."""
    parts = texts.to_frame("text").select(
        pl.col("text").str.extract(r"^([^/]*)").str.replace(".", "", literal=True).alias("above"),
        pl.col("text").str.extract(r"/(\d+)$").alias("below"),
        pl.col("text").str.extract(r"\.(\d+)$").str.len_bytes().fill_null(0).alias("places"),
    )
    digits = pl.col("above", "below").str.len_bytes().max()
    sizes = parts.select(digits, pl.col("places").max()).row(0)
    if all((size or 0) <= most for size, most in zip(sizes, (18, 9, 9), strict=True)):
        # Two quotients whose divisors have at most nine digits differ by more than 2 to the -64.
        above = pl.col("above").cast(pl.Int128) * pl.lit(1 << 64, dtype=pl.Int128)
        tens = pl.lit(10, dtype=pl.Int128).pow(pl.col("places"))
        below = pl.coalesce(pl.col("below").cast(pl.Int128), tens)
        return texts.gather(parts.select((above // below).arg_sort()).to_series())
    values = sorted((Fraction(text), text) for text in texts)
    return pl.Series([text for _, text in values], dtype=pl.String)
