"""Tables on Apache Spark: the same kernel in every executor, the same values as on one machine.

In: a ruleset, and a DataFrame of Spark whose columns are named as those of a table.
Out: a DataFrame with one row a unit, ranked; and one with the rows that could not be read.
May import: `tables` and what lies below it; and PySpark, of the extra `spark`.

The way through: `shipping` (the driver's plugins, to executors) → `repeats` (units in several rows) → where
points are relative `cohort`, whose `comparing` says the way through its own modules → `executing` (a
partition's batches, in executors) → `ranking` (windows over the whole) → `scoring` (the public functions).
"""

from __future__ import annotations

from thiduascore.spark.scoring import rejects_spark, score_spark

__all__ = ["rejects_spark", "score_spark"]
