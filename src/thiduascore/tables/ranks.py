"""Ranks of a whole table: windows over its classes, after every part is scored.

What each unit is ranked by is kept as one number, so that the table itself need not be in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

import polars as pl

from thiduascore.model.ranking import Ranking
from thiduascore.model.ruleset import Ruleset

RANK: Final = "rank"
ORDER: Final = "#order"
"""What units are ranked by, as a text that sorts as the numbers do."""
_PLACES, _WHOLE = 120, 80
_METHODS: Final = {"competition": "min", "dense": "dense", "mid": "average"}
CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "overall": (),
    "cluster": ("unit.cluster",),
    "kind": ("unit.kind",),
    "cluster-and-kind": ("unit.cluster", "unit.kind"),
}
"""The columns that say in which class a unit is ranked."""
PERIOD: Final = ("period.from", "period.to")


def can_rank(ruleset: Ruleset) -> bool:
    """Whether ranks follow from totals alone: no tie-breaks, and no rank for what is not known."""
    ranking = ruleset.ranking
    return not ranking.ties and ranking.undecided == "not-ranked"


def rank_columns(ruleset: Ruleset) -> dict[str, pl.DataType]:
    """The columns of ranks by name: `rank` in the ruleset's first class, `rank.CLASS` in each further one."""
    if not can_rank(ruleset):
        return {}
    kind = pl.Decimal(38, 1) if ruleset.ranking.method == "mid" else pl.Int64()
    return {column_of(ruleset.ranking, within): kind for within in ruleset.ranking.within}


def column_of(ranking: Ranking, within: str) -> str:
    """The name of the column of ranks in a kind of class."""
    return RANK if within == ranking.within[0] else f"{RANK}.{within}"


def ranked_by(ranking: Ranking) -> str:
    """The column of the result by which units are ranked."""
    return "total" if ranking.on == "rounded" else "unrounded"


def ranks(ruleset: Ruleset, parts: Iterable[Path]) -> pl.DataFrame:
    """The ranks of every unit of the parts, in their order; null for a unit that is not ranked."""
    ranking, codes = ruleset.ranking, dict[tuple[object, ...], int]()
    keys = pl.concat([_keys(ranking, part, codes) for part in parts])
    keys = keys.with_columns(_numbered(keys["key"]))
    key = pl.when("ranked").then("key")
    found = []
    for within, kind in zip(ranking.within, rank_columns(ruleset).items(), strict=True):
        name, type_ = kind
        rank = key.rank(_METHODS[ranking.method], descending=True).over(within)  # type: ignore[arg-type]
        if ranking.method == "mid":
            # Ranks in the middle are halves: doubled they are whole numbers, and no binary fraction is left.
            rank = (rank * 2).cast(pl.Int64).cast(pl.Decimal(38, 1)) / 2
        found.append(rank.cast(type_).alias(name))
    return keys.select(found)


def _keys(ranking: Ranking, part: Path, codes: dict[tuple[object, ...], int]) -> pl.DataFrame:
    """What the units of a part are ranked by, and the number of the class in which each is ranked."""
    read = {name for within in ranking.within for name in CLASSES[within]}
    frame = pl.read_parquet(part, columns=[ranked_by(ranking), "ranked", *PERIOD, *sorted(read)])
    columns = [frame[ranked_by(ranking)].alias("key"), frame["ranked"]]
    for within in ranking.within:
        classes = frame.select(*PERIOD, *CLASSES[within])
        known = classes.unique(maintain_order=True)
        numbers = [codes.setdefault((within, *row), len(codes)) for row in known.rows()]
        known = known.with_columns(pl.Series(within, numbers, dtype=pl.UInt32))
        joined = classes.join(known, on=classes.columns, how="left", nulls_equal=True, maintain_order="left")
        columns.append(joined[within])
    return pl.DataFrame(columns)


def _numbered(key: pl.Series) -> pl.Series:
    """The keys as numbers in the same order; exact texts such as `25/3` by their places among each other."""
    if key.dtype != pl.String:
        return key
    texts = key.drop_nulls().unique().to_list()
    values = sorted({Fraction(text) for text in texts})
    places = {value: place for place, value in enumerate(values)}
    numbers = [places[Fraction(text)] for text in texts]
    return (
        key.replace_strict(texts, numbers, default=None, return_dtype=pl.Int64)
        if texts
        else key.cast(pl.Int64)
    )


def order_keys(key: pl.Series) -> pl.Series:
    """What units are ranked by as texts that sort as the numbers do, for whoever cannot sort exact numbers.

    They hold 120 decimals, which part any two numbers whose denominators have fewer than 60 digits.
    Raises ValueError for one with more, or with more than 80 digits before the point.
    """
    values = key.drop_nulls().unique().to_list()
    texts = [_order_key(Fraction(value)) for value in values]
    if not values:
        return pl.Series(key.name, [None] * len(key), dtype=pl.String)
    return key.replace_strict(values, texts, default=None, return_dtype=pl.String)


def _order_key(value: Fraction) -> str:
    if value.denominator >= 10 ** (_PLACES // 2) or abs(value) >= 10**_WHOLE:
        raise ValueError("a total needs more digits than ranks on Spark hold")
    found = (value + 10**_WHOLE) * 10**_PLACES // 1
    return str(found).zfill(_WHOLE + _PLACES + 1)
