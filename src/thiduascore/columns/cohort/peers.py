"""The figures of a table's cohort, made of what the first pass saw of each row (`watching`).

(a) Plain aggregates, which Polars or Spark can compute: `ClassValues` says which, and `SortedValues` does it
    for rows in memory.
(b) `shared_figures` makes the figures of classes from them, with the arithmetic of `cohort.figures`.

A unit's place among others is counted row by row (`places`); pairs, and classes with numbers that do not fit
columns, are left to `cohort.peers`, class by class (`class_by_class`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Protocol

import polars as pl
from attrs import frozen

from thiduascore.cohort.figures import Figure, Pair, Sums, asked_by, figure_of
from thiduascore.cohort.peers import PAIRED, PLACES, ClassSeen
from thiduascore.columns.cohort.watching import COUNTS, numbers_in
from thiduascore.columns.intake.facts import figure_column
from thiduascore.program.plan import FigureSlot, Observation, Plan
from thiduascore.program.watching import Observed

CLASS, AT = "class", "at"
NUM, DEN, WIDE = "num", "den", "wide"
_HALF: Final = 1 << 31
_FRACTION: Final = 1 << 84


def is_own(slot: FigureSlot) -> bool:
    """Whether each unit of a class has a figure of its own, or all have the same."""
    return slot.statistic in PLACES or slot.statistic in PAIRED


def slots_of(plan: Plan, within: str, observation: int) -> dict[int, FigureSlot]:
    """The figures of one observation within one kind of class, by their positions among the plan's."""
    return {
        position: slot
        for position, slot in enumerate(plan.figures)
        if (slot.within, slot.of) == (within, observation)
    }


def looked_at(plan: Plan) -> list[tuple[str, int]]:
    """The kinds of classes and the observations that figures are about, each pair once."""
    return list(dict.fromkeys((slot.within, slot.of) for slot in plan.figures))


class ClassValues(Protocol):
    """The values of one observation that count, class by class, wherever they are.

    A class is a whole number in the column `class`. Values are the first number of the observation as `num`
    and `den`, as `watching` has them; rows whose `counts` is not true, or without a value, are not there.
    In each class they are in order, from the least to the greatest, in positions from 0; which of two equal
    ones comes first makes no difference.
    """

    def counts(self) -> pl.DataFrame:
        """`class` and `count`: how many values each class has; a class without any may be absent."""

    def at(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """`class`, `position`, `num`, `den`: the values at positions; `wanted` has `class` and `position`."""

    def sums(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Sums of the values of each class by denominator.

        `wanted` has `class`, `start` and `stop`, each class once: the positions from `start` up to `stop`,
        which does not belong to them any more.
        Out: `class`, `den`, `count`; `total`, the sum of `num`; and with `high`, which is `num` divided by
        2 to the 31 and rounded down, and `low`, what is left of it, from 0 to 2 to the 31 less one: `highs`,
        the sum of high × high, `cross`, that of high × low, and `lows`, that of low × low.
        Each product fits 64 bits; the four sums are whole numbers of up to 126 bits. See `sums_of`.
        """


@frozen
class _Class:
    """What was found of one class; see `cohort.figures.Ordered`."""

    count: int
    values: Mapping[int, Pair]
    totals: Mapping[tuple[int, int], Sequence[Sums]]

    def at(self, position: int) -> Pair:
        """The value at a position."""
        return self.values[position]

    def sums(self, start: int, stop: int) -> Iterable[Sums]:
        """The sums between two positions."""
        return self.totals[start, stop]


def shared_figures(
    slots: Mapping[int, FigureSlot], classes: Iterable[int], values: ClassValues
) -> dict[int, dict[int, Figure]]:
    """The figures that all units of a class have in common: by the class and the slot's position."""
    counts = dict.fromkeys(classes, 0) | dict(values.counts().select(CLASS, "count").rows())
    positions: set[tuple[int, int]] = set()
    ends: dict[Any, dict[int, tuple[int, int]]] = {}
    for slot in slots.values():
        # Statistics of the same values share their sums.
        kept = (slot.outliers, slot.lowest, slot.highest, slot.share)
        for one, count in counts.items():
            asked, between = asked_by(slot, count)
            positions |= {(one, position) for position in asked}
            if between is not None:
                ends.setdefault(kept, {})[one] = between
    found = _values_at(values, sorted(positions))
    totals = _sums_between(values, list(ends.values()))
    return {
        one: {
            position: figure_of(slot, _Class(count, found.get(one, {}), totals.get(one, {})))
            for position, slot in slots.items()
        }
        for one, count in counts.items()
    }


def _values_at(values: ClassValues, positions: Sequence[tuple[int, int]]) -> dict[int, dict[int, Pair]]:
    found: dict[int, dict[int, Pair]] = {}
    if positions:
        wanted = pl.DataFrame(positions, schema={CLASS: pl.Int64, "position": pl.Int64}, orient="row")
        for one, position, num, den in values.at(wanted).select(CLASS, "position", NUM, DEN).iter_rows():
            found.setdefault(one, {})[position] = num, den
    return found


def _sums_between(
    values: ClassValues, ends: Sequence[Mapping[int, tuple[int, int]]]
) -> dict[int, dict[tuple[int, int], list[Sums]]]:
    found: dict[int, dict[tuple[int, int], list[Sums]]] = {}
    for each in ends:
        rows = [(one, *between) for one, between in each.items()]
        schema = dict.fromkeys((CLASS, "start", "stop"), pl.Int64)
        sums = values.sums(pl.DataFrame(rows, schema=schema, orient="row"))
        for one, between in each.items():
            found.setdefault(one, {})[between] = []
        for one, den, count, total, highs, cross, lows in sums.select(CLASS, *SUMS).iter_rows():
            squares = highs * _HALF**2 + 2 * cross * _HALF + lows
            found[one][each[one]].append(Sums(den, count, total, squares))
    return found


def order_keys(num: pl.Expr, den: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Two columns by which quotients sort, 64 and 128 bits: the whole part, and the rest in parts of 2⁻⁸⁴.

    Exact, because two quotients whose denominators are below 2⁴² are more than 2⁻⁸⁴ apart.
    """
    whole = num // den
    rest = (num - whole * den).cast(pl.Int128) * pl.lit(_FRACTION, dtype=pl.Int128)
    return whole, rest // den.cast(pl.Int128)


@frozen(slots=False)
class SortedValues:
    """The values in memory: `frame` has `class`, `num` and `den`, and only rows that count."""

    frame: pl.DataFrame

    def counts(self) -> pl.DataFrame:
        """How many values each class has."""
        return self.frame.group_by(CLASS).agg(pl.len().alias("count"))

    @cached_property
    def _sorted(self) -> pl.DataFrame:
        """The values in order, with their positions in their classes."""
        keys, frame = [NUM], self.frame
        if not (frame[DEN] == 1).all():
            keys = ["whole", "rest"]
            made = zip(order_keys(pl.col(NUM), pl.col(DEN)), keys, strict=True)
            frame = frame.with_columns(key.alias(name) for key, name in made)
        position = pl.int_range(pl.len(), dtype=pl.Int64).over(CLASS)
        return frame.sort(CLASS, *keys).select(CLASS, NUM, DEN, position.alias("position"))

    def at(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The values at positions."""
        return wanted.join(self._sorted, on=[CLASS, "position"], how="inner")

    def sums(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The sums by denominator."""
        counts = wanted.join(self.counts().cast({"count": pl.Int64}), on=CLASS, how="inner")
        frame = self.frame
        if counts.select(((pl.col("start") > 0) | (pl.col("stop") < pl.col("count"))).any()).item():
            kept = (pl.col("position") >= pl.col("start")) & (pl.col("position") < pl.col("stop"))
            frame = self._sorted.join(wanted, on=CLASS, how="inner").filter(kept)
        else:
            frame = frame.join(wanted.select(CLASS), on=CLASS, how="semi")
        return frame.group_by(CLASS, DEN).agg(*sums_of(pl.col(NUM)))


SUMS: Final = (DEN, "count", "total", "highs", "cross", "lows")


def sums_of(num: pl.Expr) -> list[pl.Expr]:
    """The sums of numerators that `ClassValues.sums` gives."""
    high = num // _HALF
    low = num - high * _HALF
    parts = {"total": num, "highs": high * high, "cross": high * low, "lows": low * low}
    return [
        pl.len().alias("count"),
        *(part.cast(pl.Int128).sum().alias(name) for name, part in parts.items()),
    ]


def places(frame: pl.DataFrame, slots: Mapping[int, FigureSlot], numbers: int) -> pl.DataFrame:
    """For each row its place among the values of its class that count, one column for each slot.

    `frame` has `class`, `counts`, and for each of so many numbers `num.J` and `den.J`; the greater is the
    better, the first number decides before the second. A row without a value has no place.
    """
    rows = frame.with_row_index(AT)
    there = _in_order(rows.filter(pl.col("num.0").is_not_null()), numbers)
    found = there.select(AT, pl.col(COUNTS).cast(pl.Int64)).hstack(_standings(there))
    own, alike = pl.col(COUNTS), pl.col("alike")
    made = {
        "others": pl.col("all") - own,
        "above": pl.col("above"),
        "equal": alike - own,
        "distinct-above": pl.col("different above"),
        "distinct": pl.col("different") + (alike == 0).cast(pl.Int64),
    }
    found = found.select(AT, *(made[slot.statistic].alias(figure_column(at)) for at, slot in slots.items()))
    return rows.select(AT).join(found, on=AT, how="left", maintain_order="left").drop(AT)


def _in_order(rows: pl.DataFrame, numbers: int) -> pl.DataFrame:
    """The rows of each class from the least to the greatest, with a number for each different value."""
    keys: list[str] = []
    for number in range(numbers):
        num, den = f"num.{number}", f"den.{number}"
        if (rows[den] == 1).all():
            keys.append(num)
            continue
        whole, rest = order_keys(pl.col(num), pl.col(den))
        rows = rows.with_columns(whole.alias(f"whole.{number}"), rest.alias(f"rest.{number}"))
        keys += [f"whole.{number}", f"rest.{number}"]
    rows = rows.select(AT, CLASS, COUNTS, *keys).sort(CLASS, *keys)
    return rows.select(AT, CLASS, COUNTS, pl.struct(CLASS, *keys).rle_id().alias("value"))


def _standings(there: pl.DataFrame) -> pl.DataFrame:
    """For each row in order: how many of its class count, how many of them above it and like it.

    And how many different values they have, and how many above it.
    """
    values = there.group_by("value", maintain_order=True).agg(
        pl.col(CLASS).first(), pl.col(COUNTS).sum().cast(pl.Int64).alias("alike")
    )
    alike, counting = pl.col("alike"), (pl.col("alike") > 0).cast(pl.Int64)
    values = values.select(
        alike,
        alike.sum().over(CLASS).alias("all"),
        (alike.sum() - alike.cum_sum()).over(CLASS).alias("above"),
        counting.sum().over(CLASS).alias("different"),
        (counting.sum() - counting.cum_sum()).over(CLASS).alias("different above"),
    )
    return values.select(pl.all().gather(there["value"]))


def class_by_class(
    frame: pl.DataFrame, observation: Observation, slots: Mapping[int, FigureSlot]
) -> tuple[dict[int, Figure], pl.DataFrame]:
    """The figures of one class by the program's own way, which knows pairs and numbers of any width.

    `frame` has the rows of the class as `places` takes them, and in `wide` the texts of what does not fit.
    Out: the figures that its units have in common, also those that they cannot have, with the cause; and a
    column for each figure that units have for themselves.
    """
    columns = [f"{part}.{number}" for number in range(len(observation.trees)) for part in (NUM, DEN)]
    seen: list[Observed] = []
    for text, *numbers in frame.select(WIDE, *columns).iter_rows():
        known = None if numbers[0] is None else tuple(numbers)
        seen.append(known if text is None else numbers_in(text))
    units = ClassSeen(observed=seen, counts=frame[COUNTS].to_list(), observation=observation)
    shared: dict[int, Figure] = {}
    own: dict[str, pl.Series] = {}
    for position, slot in slots.items():
        found = units.figure(slot)
        if isinstance(found, Figure):
            shared[position] = found
        if is_own(slot):
            counted = [None] * frame.height if isinstance(found, Figure) else found
            own[figure_column(position)] = pl.Series(counted, dtype=pl.Int64)
    return shared, pl.DataFrame(own)
