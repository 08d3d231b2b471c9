"""Ranks by windows of Spark over what executors say that units are ranked by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thiduascore.model.ruleset import Ruleset
from thiduascore.spark.naming import inner
from thiduascore.tables.ranks import CLASSES, ORDER, PERIOD, can_rank, rank_columns

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


def with_ranks(frame: DataFrame, ruleset: Ruleset) -> DataFrame:
    """The results with the columns of ranks, and without what they go by."""
    from pyspark.sql import functions as F

    if not can_rank(ruleset):
        return frame
    names = iter(rank_columns(ruleset))
    for within in ruleset.ranking.within:
        rank = _rank(within, ruleset.ranking.method)
        frame = frame.withColumn(inner(next(names)), F.when(F.col("ranked"), rank))
    return frame.drop(inner(ORDER))


def _rank(within: str, method: str) -> Column:
    """The rank of a unit among those of its class and period that are ranked."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    # Units without a rank stand in a partition of their own, so that they count for nobody.
    classes = [F.col(inner(name)) for name in (*PERIOD, *CLASSES[within], "ranked")]
    best_first = Window.partitionBy(*classes).orderBy(F.col(inner(ORDER)).desc())
    if method == "dense":
        return F.dense_rank().over(best_first).cast("long")
    rank = F.rank().over(best_first)
    if method == "competition":
        return rank.cast("long")
    alike = F.count("*").over(Window.partitionBy(*classes, F.col(inner(ORDER))))
    doubled = 2 * rank + alike - 1
    return (doubled.cast("decimal(20,0)") / F.lit(2).cast("decimal(2,0)")).cast("decimal(38,1)")
