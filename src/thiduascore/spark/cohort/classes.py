"""The classes in which units are compared: what Spark counts of each, and their numbers on the driver.

Everything here is about the rows that `observing` made: one for each of the table, with what was seen of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field, frozen

from thiduascore.columns.cohort.frozen import MEMBER
from thiduascore.columns.cohort.peers import CLASS, looked_at
from thiduascore.columns.cohort.watching import COUNTS, number_columns, wide_column
from thiduascore.program.plan import Plan
from thiduascore.spark.executing import STANDING
from thiduascore.spark.naming import hidden

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row

VALID: Final = hidden("valid")
"""Whether a row is the report of a unit that is scored."""
TAKEN: Final = hidden("taken")
"""How many rows of a batch are reports, on one row of each batch; 0 on others."""
SPREAD: Final = hidden("spread")
"""A number that is the same for the same row, and spreads rows evenly."""
PERIOD: Final = (hidden("period.start"), hidden("period.end"))

Key = tuple[datetime.date | None, datetime.date | None, str]
"""A class of a kind: the ends of the period, and its name."""


def class_columns(within: str) -> tuple[str, ...]:
    """The columns that say to which class of a kind a unit belongs."""
    return (*PERIOD, hidden(f"class.{within}"))


def kinds_of(plan: Plan) -> list[str]:
    """The kinds of classes that figures are about."""
    return list(dict.fromkeys(slot.within for slot in plan.figures))


def finest(plan: Plan) -> list[str]:
    """The columns that tell all kinds of classes apart."""
    return list(dict.fromkeys(column for within in kinds_of(plan) for column in class_columns(within)))


def whole(observation: int, number: int) -> str:
    """The column of the whole part of a number, which decides first when numbers are sorted."""
    return hidden(f"whole.{observation}.{number}")


def rest(observation: int, number: int) -> str:
    """The column of what decides between numbers with the same whole part."""
    return hidden(f"rest.{observation}.{number}")


def sort_columns(plan: Plan, observation: int) -> list[str]:
    """The columns by which an observation sorts from the least to the greatest."""
    numbers = range(len(plan.observations[observation].trees))
    return [column for at in numbers for column in (whole(observation, at), rest(observation, at))]


def there(observation: int) -> Column:
    """Whether a row has a value of the observation in columns."""
    from pyspark.sql import functions as F

    return F.col(hidden(number_columns(observation, 0)[0])).isNotNull()


def counting(observation: int) -> Column:
    """Whether a row's value counts in the figures of its classes."""
    from pyspark.sql import functions as F

    return F.col(VALID) & F.col(hidden(COUNTS)) & there(observation)


def value(observation: int) -> tuple[Column, Column]:
    """The first number of an observation, as numerator and denominator."""
    from pyspark.sql import functions as F

    above, below = (F.col(hidden(name)) for name in number_columns(observation, 0))
    return above, below


@define
class ObservedClass:
    """One observation in one class."""

    count: int = 0
    """How many units have a value that counts."""
    wide: int = 0
    """How many have a value that columns do not hold."""
    least: tuple[int, ...] | None = None
    """The sort keys of the least value that counts, with its numerator and denominator behind them."""
    greatest: tuple[int, ...] | None = None

    def add(self, count: int, wide: int, least: Any, greatest: Any) -> None:
        """Adds what was found of another part of the class."""
        self.count, self.wide = self.count + count, self.wide + wide
        if least is not None:
            low, high = tuple(map(int, least)), tuple(map(int, greatest))
            self.least = low if self.least is None else min(low, self.least)
            self.greatest = high if self.greatest is None else max(high, self.greatest)


@frozen
class Classes:
    """Every class of a table, by kind of class and what its columns say."""

    keys: Mapping[str, Mapping[Key, int]]
    """The number of each class, one for all kinds."""
    sizes: Mapping[int, int]
    """How many units belong to it."""
    seen: Mapping[tuple[int, int], ObservedClass]
    """By the class and the observation."""
    taken: int
    """How many rows are reports."""
    kept: Mapping[int, int] = field(factory=dict)
    """How many units of a class are in the frozen cohort as they are; without one, all of them."""

    def of(self, within: str) -> list[int]:
        """The classes of a kind."""
        return list(self.keys[within].values())


@define
class _Found:
    keys: dict[str, dict[Key, int]] = field(factory=dict)
    sizes: dict[int, int] = field(factory=dict)
    seen: dict[tuple[int, int], ObservedClass] = field(factory=dict)
    taken: int = 0
    kept: dict[int, int] = field(factory=dict)

    def number(self, within: str, key: Key) -> int:
        number = self.keys.setdefault(within, {}).setdefault(key, len(self.sizes))
        self.sizes.setdefault(number, 0)
        self.kept.setdefault(number, 0)
        return number


def classes_of(rows: DataFrame, plan: Plan) -> Classes:
    """Counts every class, by one aggregation over the finest ones."""
    from pyspark.sql import functions as F

    observations = sorted({observation for _, observation in looked_at(plan)})
    columns = [column for each in observations for column in _aggregates(plan, each)]
    found = _Found({within: {} for within in kinds_of(plan)})
    units, taken = F.count_if(F.col(VALID)).alias("units"), F.sum(TAKEN).alias("taken")
    member = F.col(STANDING) == MEMBER if STANDING in rows.columns else F.lit(True)
    kept = F.count_if(F.col(VALID) & member).alias("kept")
    for row in rows.groupBy(*finest(plan)).agg(units, taken, kept, *columns).collect():
        found.taken += row["taken"]
        # Rows that are no reports are of no class.
        for within in found.keys if row["units"] else ():
            start, end, name = (row[column] for column in class_columns(within))
            number = found.number(within, (start, end, name))
            found.sizes[number] += row["units"]
            found.kept[number] += row["kept"]
            for observation in observations:
                one = found.seen.setdefault((number, observation), ObservedClass())
                one.add(*_counted(row, observation))
    return Classes(found.keys, found.sizes, found.seen, found.taken, found.kept)


def _aggregates(plan: Plan, observation: int) -> Iterator[Column]:
    from pyspark.sql import functions as F

    counts = counting(observation)
    keys = [F.col(name) for name in sort_columns(plan, observation)[:2]]
    ends = F.when(counts, F.struct(*keys, *value(observation)))
    yield F.count_if(counts).alias(f"count {observation}")
    yield F.count(hidden(wide_column(observation))).alias(f"wide {observation}")
    yield F.min(ends).alias(f"least {observation}")
    yield F.max(ends).alias(f"greatest {observation}")


def _counted(row: Row, observation: int) -> tuple[int, int, Any, Any]:
    one, two, three, four = (row[f"{name} {observation}"] for name in ("count", "wide", "least", "greatest"))
    return one, two, three, four


def asked_about(
    frame: DataFrame, classes: Classes, within: str, rows: Sequence[Sequence[int]], names: Sequence[str]
) -> DataFrame:
    """What is wanted of classes as a small table that every executor has: their numbers, and more."""
    from pyspark.sql import functions as F

    keys = {number: key for key, number in classes.keys[within].items()}
    columns = [f"={name}" for name in class_columns(within)]
    schema = dict(zip(columns, (pl.Date, pl.Date, pl.String), strict=True))
    schema |= dict.fromkeys((f"#{name}" for name in (CLASS, *names)), pl.Int64)
    found = pl.DataFrame([(*keys[row[0]], *row) for row in rows], schema=schema, orient="row")
    return F.broadcast(frame.sparkSession.createDataFrame(found.to_arrow()))


def alike(frame: DataFrame, asked: DataFrame, within: str) -> Column:
    """Where a row belongs to a class that is asked about; a missing period is one too."""
    conditions = [frame[name].eqNullSafe(asked[f"={name}"]) for name in class_columns(within)]
    return reduce(lambda one, other: one & other, conditions)
