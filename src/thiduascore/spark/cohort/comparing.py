"""Who each unit is compared with: the figures of its classes, before anybody is scored.

The rows are looked at (`observing`), the classes counted (`classes`), and what all units of a class have in
common comes to the driver (`sharing`), which is done when this is called. What each unit has for itself is a
column beside its row (`placing`, `together`), computed when the result is.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from thiduascore.cohort.figures import Figure
from thiduascore.columns.cohort.comparing import ClassKey, CohortFigures, without_incomplete
from thiduascore.columns.cohort.frozen import CohortTable
from thiduascore.columns.cohort.peers import looked_at
from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.program.plan import Plan
from thiduascore.spark.cohort.classes import Classes, classes_of
from thiduascore.spark.cohort.frozen import with_standings
from thiduascore.spark.cohort.observing import observed
from thiduascore.spark.cohort.placing import with_places
from thiduascore.spark.cohort.sharing import shared_by_spark
from thiduascore.spark.cohort.together import Together, shared_together, together_of, with_together
from thiduascore.spark.executing import OWN, STANDING, Shipment, scorer_of
from thiduascore.spark.naming import inner
from thiduascore.tables.scoring import Scorer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def compared(
    rows: DataFrame, scorer: Scorer, shipment: Shipment, cohort: CohortTable | None
) -> tuple[DataFrame, CohortFigures | None]:
    """The rows with the figures that each has for itself, and those of the classes.

    With a frozen cohort, that of its members, and where each row stands to it; without one, None for a
    single report. Reads the rows. Raises DiagnosticError for what cannot be compared on Spark.
    """
    plan = scorer.plan
    seen = observed(rows, shipment, plan)
    if cohort is not None:
        seen = with_standings(seen, cohort)
    # The rows are read once for all figures; what is kept meanwhile is narrow.
    narrow = seen.select(*(name for name in seen.columns if name.startswith("#"))).persist()
    try:
        classes = classes_of(narrow, plan)
        if classes.taken <= 1 and cohort is None:
            return rows, None
        require_same_figures(scorer, classes)
        together = together_of(plan, classes)
        shared = _shared(narrow, scorer, classes, together)
    finally:
        narrow.unpersist()

    def plan_of(end: datetime.date | None) -> Plan:
        return scorer_of(shipment).plan_of(end)

    seen = with_places(seen, plan)
    for each in together.values():
        seen = with_together(seen, classes, each, plan, plan_of)
    if cohort is not None:
        shared = without_incomplete(shared, _lacking(cohort, classes), scorer.plan_of)
    own = [name for name in seen.columns if name.startswith(inner(OWN)) or name == STANDING]
    return seen.select(*rows.columns, *own), CohortFigures("" if cohort is None else cohort.hash, shared)


def _lacking(cohort: CohortTable, classes: Classes) -> Mapping[ClassKey, int]:
    """How many units of each class are not there as they were frozen."""
    kept = {
        (within, *key): classes.kept[number]
        for within, keys in classes.keys.items()
        for key, number in keys.items()
    }
    return cohort.sizes - Counter(kept)


def _shared(
    rows: DataFrame, scorer: Scorer, classes: Classes, together: dict[str, Together]
) -> dict[ClassKey, Mapping[int, Figure]]:
    """What all units of a class have in common, for every class."""
    plan = scorer.plan
    looks = {}
    for within, observation in looked_at(plan):
        wide = together[within].wide.get(observation, ()) if within in together else ()
        looks[within, observation] = [one for one in classes.of(within) if one not in wide]
    found = shared_by_spark(rows, plan, classes, looks)
    for one, figures in shared_together(rows, classes, together, plan, scorer.plan_of).items():
        found.setdefault(one, {}).update(figures)
    return {
        (within, *key): found.get(one, {})
        for within, keys in classes.keys.items()
        for key, one in keys.items()
    }


def require_same_figures(scorer: Scorer, classes: Classes) -> None:
    """Raises DiagnosticError when two periods of the table have different figures, not only other values."""
    expected = _shape(scorer.plan)
    ends = {key[1] for keys in classes.keys.values() for key in keys}
    for end in sorted(ends, key=str):
        if _shape(scorer.plan_of(end)) != expected:
            raise DiagnosticError(
                Diagnostic("spark-periods-differ", {"day": end.isoformat() if end else "–"})
            )


def _shape(plan: Plan) -> tuple[Any, ...]:
    """What decides which columns there are, and what Spark does with them."""
    slots = [
        (slot.statistic, slot.of, slot.within, slot.outliers, slot.lowest, slot.highest, slot.share)
        for slot in plan.figures
    ]
    return slots, [len(observation.trees) for observation in plan.observations]
