"""Each unit's place among the others of its class, by windows over the rows that `observing` made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thiduascore.cohort.peers import PLACES
from thiduascore.columns.cohort.peers import looked_at, slots_of
from thiduascore.columns.cohort.watching import COUNTS
from thiduascore.columns.intake.facts import figure_column
from thiduascore.program.plan import FigureSlot, Plan
from thiduascore.spark.cohort.classes import VALID, class_columns, kinds_of, sort_columns, there
from thiduascore.spark.naming import hidden

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_COUNTED, _FIRST = hidden("counted"), hidden("first")


def with_places(rows: DataFrame, plan: Plan) -> DataFrame:
    """The rows with a column for each place that figures ask for; null where a unit cannot be compared."""
    for within in kinds_of(plan):
        looks = {
            observation: {at: slot for at, slot in slots.items() if slot.statistic in PLACES}
            for kind, observation in looked_at(plan)
            if kind == within and (slots := slots_of(plan, kind, observation))
        }
        asked = {observation: slots for observation, slots in looks.items() if slots}
        if asked:
            # Once for all windows over classes of a kind, which are finer and so need not move rows again.
            rows = rows.repartition(*class_columns(within))
        for observation, slots in asked.items():
            rows = _placed(rows, plan, within, observation, slots)
    return rows


def _placed(
    rows: DataFrame, plan: Plan, within: str, observation: int, asked: dict[int, FigureSlot]
) -> DataFrame:
    """The places in one kind of class; rows without a value stand apart, so that they count for nobody."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    keys, before = sort_columns(plan, observation), rows.columns
    classes = [*class_columns(within), VALID, there(observation)]
    alike = Window.partitionBy(*classes, *keys)
    counted, first = F.col(_COUNTED), F.col(_FIRST)
    rows = rows.withColumn(_COUNTED, F.coalesce(F.col(hidden(COUNTS)), F.lit(False)).cast("long"))
    leads = F.row_number().over(alike.orderBy(counted.desc())) == 1
    rows = rows.withColumn(_FIRST, F.when(leads, counted).otherwise(0))
    everybody = Window.partitionBy(*classes)
    up_to = everybody.orderBy(*keys).rangeBetween(Window.unboundedPreceding, Window.currentRow)
    same = F.sum(counted).over(alike)
    found: dict[str, Column] = {
        "others": F.sum(counted).over(everybody) - counted,
        "above": F.sum(counted).over(everybody) - F.sum(counted).over(up_to),
        "equal": same - counted,
        "distinct-above": F.sum(first).over(everybody) - F.sum(first).over(up_to),
        "distinct": F.sum(first).over(everybody) + F.when(same == 0, 1).otherwise(0),
    }
    places = (
        F.when(there(observation), found[slot.statistic]).alias(hidden(figure_column(at)))
        for at, slot in asked.items()
    )
    return rows.select(*before, *places)
