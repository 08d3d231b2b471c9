"""The figures that all units of a class have in common: aggregated by Spark, computed on the driver.

What comes to the driver is small: a row for each class, and one for each denominator in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field, frozen

from thiduascore.cohort.figures import Figure, asked_by
from thiduascore.columns.cohort.peers import CLASS, DEN, NUM, SUMS, is_own, shared_figures, slots_of
from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.program.plan import Plan
from thiduascore.spark.cohort.classes import (
    Classes,
    alike,
    asked_about,
    class_columns,
    counting,
    finest,
    sort_columns,
    value,
)

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

MOST_SUMS: Final = 4_000_000
"""How many sums come to the driver at most: one for each class and different denominator."""
_LOOK, _POSITION, _START, _STOP = "look", "position", "start", "stop"
_HALF_BITS: Final = 31
_TERM: Final = "decimal(20,0)"

Look = tuple[str, int]
"""A kind of class, and an observation."""
Sum = tuple[int, ...]
"""A denominator, and the count and the sums that `ClassValues.sums` gives for it."""


@define
class Wanted:
    """What the figures of some classes ask of their values, beyond what is counted already."""

    positions: set[tuple[int, int]] = field(factory=set)
    """A class and a position within it."""
    whole: set[int] = field(factory=set)
    """Classes of which all values are added up."""
    between: set[tuple[int, int, int]] = field(factory=set)
    """A class and two positions, between which values are added up."""


@frozen
class _Prefetched:
    """What was asked of Spark for one look; see `columns.peers.ClassValues`."""

    count: Mapping[int, int]
    values: Mapping[tuple[int, int], tuple[int, int]]
    totals: Mapping[tuple[int, int, int], list[Sum]]

    def counts(self) -> pl.DataFrame:
        """How many values each class has."""
        return pl.DataFrame({CLASS: list(self.count), "count": list(self.count.values())})

    def at(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The values at positions."""
        rows = [(*key, *self.values[key]) for key in wanted.select(CLASS, _POSITION).rows()]
        return pl.DataFrame(rows, schema=dict.fromkeys((CLASS, _POSITION, NUM, DEN), pl.Int64), orient="row")

    def sums(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The sums by denominator."""
        rows = [
            (key[0], *one)
            for key in wanted.select(CLASS, _START, _STOP).rows()
            for one in self.totals.get(key, [])
        ]
        return pl.DataFrame(rows, schema={CLASS: pl.Int64, **dict.fromkeys(SUMS, pl.Int128)}, orient="row")


def shared_by_spark(
    rows: DataFrame, plan: Plan, classes: Classes, looks: Mapping[Look, list[int]]
) -> dict[int, dict[int, Figure]]:
    """The figures of these classes, each look with its own: by the class and the slot's position.

    Raises DiagnosticError when too many sums would come to the driver.
    """
    wanted = {look: _wanted(plan, classes, look, some) for look, some in looks.items()}
    whole = _whole_sums(rows, plan, classes, {look: one.whole for look, one in wanted.items() if one.whole})
    sorted_looks = [look for look, one in wanted.items() if one.positions or one.between]
    placed = _placed(rows, plan, sorted_looks) if sorted_looks else None
    values = _values(placed, classes, wanted) if placed is not None else {}
    between = _between(placed, classes, wanted) if placed is not None else {}
    figures: dict[int, dict[int, Figure]] = {}
    for look, some in looks.items():
        found = _Prefetched(
            {one: classes.seen[one, look[1]].count for one in some},
            {**_ends(classes, look, some), **values.get(look, {})},
            {**whole.get(look, {}), **between.get(look, {})},
        )
        slots = {at: slot for at, slot in slots_of(plan, *look).items() if not is_own(slot)}
        for one, each in shared_figures(slots, some, found).items():
            figures.setdefault(one, {}).update(each)
    return figures


def _wanted(plan: Plan, classes: Classes, look: Look, some: list[int]) -> Wanted:
    found = Wanted()
    for slot in slots_of(plan, *look).values():
        for one in some if not is_own(slot) else ():
            count = classes.seen[one, look[1]].count
            positions, ends = asked_by(slot, count)
            found.positions |= {(one, at) for at in positions if at not in (0, count - 1)}
            if ends == (0, count):
                found.whole.add(one)
            elif ends is not None:
                found.between.add((one, *ends))
    return found


def _ends(classes: Classes, look: Look, some: list[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """The least and the greatest values, which were found with the counts."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for one in some:
        seen = classes.seen[one, look[1]]
        for at, end in ((0, seen.least), (seen.count - 1, seen.greatest)):
            if end is not None:
                found[one, at] = end[-2], end[-1]
    return found


def _terms(above: Column) -> dict[str, Column]:
    """What is added up of a numerator; see `ClassValues.sums`."""
    from pyspark.sql import functions as F

    high, low = F.shiftright(above, _HALF_BITS), above.bitwiseAND((1 << _HALF_BITS) - 1)
    return {"total": above, "highs": high * high, "cross": high * low, "lows": low * low}


def _added(grouped: Any, above: Column) -> DataFrame:
    from pyspark.sql import functions as F

    terms = (F.sum(term.cast(_TERM)).alias(name) for name, term in _terms(above).items())
    frame: DataFrame = grouped.agg(F.count("*").alias("count"), *terms)
    return frame


def collected(frame: DataFrame, *, most: int = MOST_SUMS) -> Iterator[dict[str, Any]]:
    """The rows of a frame that is small; raises DiagnosticError for one that is not."""
    table = frame.limit(most + 1).toArrow()
    if table.num_rows > most:
        raise DiagnosticError(Diagnostic("spark-too-many-sums", {"most": most}))
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _whole_sums(
    rows: DataFrame, plan: Plan, classes: Classes, wanted: Mapping[Look, set[int]]
) -> dict[Look, dict[tuple[int, int, int], list[Sum]]]:
    """The sums of all values of classes, made of those of the finest classes."""
    from pyspark.sql import functions as F

    observations = sorted({observation for _, observation in wanted})
    if not observations:
        return {}
    named, columns = [], finest(plan)
    for each in observations:
        above, below = value(each)
        some = rows.where(counting(each))
        named.append(some.select(*columns, F.lit(each).alias(_LOOK), above.alias(NUM), below.alias(DEN)))
    long = reduce(lambda one, other: one.unionAll(other), named)
    totals: dict[Look, dict[int, dict[int, Sum]]] = {}
    for row in collected(_added(long.groupBy(*columns, _LOOK, DEN), F.col(NUM))):
        for look, some_classes in wanted.items():
            within, observation = look
            start, end, name = (row[column] for column in class_columns(within))
            one = classes.keys[within][start, end, name]
            if observation == row[_LOOK] and one in some_classes:
                groups = totals.setdefault(look, {}).setdefault(one, {})
                _add(groups, row)
    found: dict[Look, dict[tuple[int, int, int], list[Sum]]] = {}
    for look, added in totals.items():
        counts = {one: classes.seen[one, look[1]].count for one in added}
        found[look] = {(one, 0, counts[one]): list(groups.values()) for one, groups in added.items()}
    return found


def _add(groups: dict[int, Sum], row: Mapping[str, Any]) -> None:
    more = [int(row[name]) for name in SUMS]
    old = groups.get(more[0], (0,) * len(more))
    groups[more[0]] = (more[0], *map(sum, zip(old[1:], more[1:], strict=True)))


def _placed(rows: DataFrame, plan: Plan, looks: list[Look]) -> dict[Look, DataFrame]:
    """The values that count, with their positions among those of their class."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    found = {}
    for within, observation in looks:
        above, below = value(observation)
        columns = class_columns(within)
        ordered = Window.partitionBy(*columns).orderBy(*sort_columns(plan, observation)[:2])
        position = (F.row_number().over(ordered) - 1).cast("long").alias(_POSITION)
        some = rows.where(counting(observation))
        found[within, observation] = some.select(*columns, above.alias(NUM), below.alias(DEN), position)
    return found


def _values(
    placed: Mapping[Look, DataFrame], classes: Classes, wanted: Mapping[Look, Wanted]
) -> dict[Look, dict[tuple[int, int], tuple[int, int]]]:
    """The values at positions."""
    found: dict[Look, dict[tuple[int, int], tuple[int, int]]] = {}
    asked = {look: sorted(wanted[look].positions) for look in placed}
    joined = _joined(placed, classes, asked, (_POSITION,))
    if joined is not None:
        for row in collected(joined.where(joined[_POSITION] == joined["#position"])):
            look = found.setdefault((row["#within"], row[_LOOK]), {})
            look[row["#class"], row[_POSITION]] = row[NUM], row[DEN]
    return found


def _between(
    placed: Mapping[Look, DataFrame], classes: Classes, wanted: Mapping[Look, Wanted]
) -> dict[Look, dict[tuple[int, int, int], list[Sum]]]:
    """The sums of values between positions."""
    from pyspark.sql import functions as F

    found: dict[Look, dict[tuple[int, int, int], list[Sum]]] = {}
    asked = {look: sorted(wanted[look].between) for look in placed}
    joined = _joined(placed, classes, asked, (_START, _STOP))
    if joined is not None:
        at = joined[_POSITION]
        inside = joined.where((at >= joined["#start"]) & (at < joined["#stop"]))
        grouped = inside.groupBy("#within", _LOOK, "#class", "#start", "#stop", DEN)
        for row in collected(_added(grouped, F.col(NUM))):
            look = found.setdefault((row["#within"], row[_LOOK]), {})
            sums = tuple(int(row[name]) for name in SUMS)
            look.setdefault((row["#class"], row["#start"], row["#stop"]), []).append(sums)
    return found


def _joined(
    placed: Mapping[Look, DataFrame],
    classes: Classes,
    asked: Mapping[Look, Sequence[Sequence[int]]],
    names: Sequence[str],
) -> DataFrame | None:
    """The values of all looks with what is asked of their classes; None where nothing is."""
    from pyspark.sql import functions as F

    parts = []
    for (within, observation), frame in placed.items():
        if asked[within, observation]:
            about = asked_about(frame, classes, within, asked[within, observation], names)
            joined = frame.join(about, alike(frame, about, within))
            look = (F.lit(within).alias("#within"), F.lit(observation).alias(_LOOK))
            parts.append(joined.select(*look, *(f"#{name}" for name in (CLASS, *names)), _POSITION, NUM, DEN))
    return reduce(lambda one, other: one.unionAll(other), parts) if parts else None
