"""A frozen cohort on Spark: where each row stands to it, by a join."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Final

import polars as pl

from thiduascore.columns.cohort.frozen import COMPARED, MEMBER, NOW, UNITS, CohortTable
from thiduascore.columns.cohort.watching import COUNTS
from thiduascore.spark.cohort.classes import PERIOD, VALID
from thiduascore.spark.executing import STANDING
from thiduascore.spark.naming import hidden, inner

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def _now(name: str) -> str:
    return hidden(f"{NOW}{name}")


def _then(name: str) -> str:
    return f"={inner(name)}"


MEMBERS: Final[Mapping[str, pl.DataType]] = {_now(name): UNITS[name] for name in ("unit.id", *COMPARED)}
"""What a frozen cohort holds of a unit, besides its period, as columns of what was seen."""


def with_standings(seen: DataFrame, cohort: CohortTable) -> DataFrame:
    """What was seen of each row, with where it stands to the cohort; only its members count."""
    from pyspark.sql import functions as F

    units = seen.sparkSession.createDataFrame(cohort.units.rename(_then).to_arrow())
    keys = {"unit.id": _now("unit.id"), "period.from": PERIOD[0], "period.to": PERIOD[1]}
    alike = [seen[now].eqNullSafe(units[_then(name)]) for name, now in keys.items()]
    joined = seen.join(units, reduce(lambda one, other: one & other, alike, seen[VALID]), "left")
    same = {name: F.col(_now(name)) == F.col(_then(name)) for name in COMPARED}
    standing = (
        F.when(F.col(_then("unit.id")).isNull(), "late")
        .when(reduce(lambda one, other: one & other, same.values()), MEMBER)
        .when(same["unit.kind"] & same["unit.cluster"], "changed")
        .otherwise("moved")
    )
    found = joined.withColumn(STANDING, F.when(F.col(VALID), standing))
    counts = F.col(hidden(COUNTS)) & (F.col(STANDING) == MEMBER)
    kept = [name for name in seen.columns if name not in MEMBERS]
    return found.withColumn(hidden(COUNTS), counts).select(*kept, STANDING)
