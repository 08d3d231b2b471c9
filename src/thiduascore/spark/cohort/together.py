"""What must be looked at a whole class at a time, and therefore of small classes only.

Pairs compare each unit with each other one, up to a limit beyond which nobody is compared; and numbers that
columns do not hold are compared as the program does.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from thiduascore.cohort.figures import Figure
from thiduascore.cohort.pairs import MOST_PAIRED
from thiduascore.cohort.peers import PAIRED, too_large
from thiduascore.columns.cohort.peers import (
    CLASS,
    DEN,
    NUM,
    WIDE,
    class_by_class,
    is_own,
    looked_at,
    slots_of,
)
from thiduascore.columns.cohort.watching import COUNTS, number_columns, wide_column
from thiduascore.columns.intake.facts import figure_column
from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.program.plan import FigureSlot, Plan
from thiduascore.spark.cohort.classes import PERIOD, SPREAD, VALID, Classes, alike, asked_about, class_columns
from thiduascore.spark.naming import hidden

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

MOST_TOGETHER: Final = 50_000
"""How many units a class may have at most of which something is looked at together."""
MOST_COLLECTED: Final = 1_000_000
"""How many units with their wide numbers come to the driver at most."""
_PIECE: Final = 5_000
"""How many rows of other classes go through one process together, about."""
_PIECES, _PART, _CLASS = "#pieces", "#part", f"#{CLASS}"

PlanOf = Callable[[datetime.date | None], Plan]
"""The plan for reports whose period ends on a day."""


@frozen
class Together:
    """Which classes of one kind are looked at as a whole, by the observation."""

    within: str
    wide: Mapping[int, frozenset[int]]
    """Those in which a number is too wide for columns."""
    paired: Mapping[int, frozenset[int]]
    """Those whose units are compared in pairs."""

    @property
    def classes(self) -> frozenset[int]:
        """All of them."""
        return frozenset[int]().union(*self.wide.values(), *self.paired.values())

    def slots(self, plan: Plan, observation: int, one: int) -> dict[int, FigureSlot]:
        """The figures for which a class is looked at as a whole."""
        found = slots_of(plan, self.within, observation)
        wide, paired = (one in each.get(observation, ()) for each in (self.wide, self.paired))
        return {at: slot for at, slot in found.items() if (paired if slot.statistic in PAIRED else wide)}


def together_of(plan: Plan, classes: Classes) -> dict[str, Together]:
    """What is looked at class by class, by the kind of class; kinds without any are absent.

    Raises DiagnosticError for a class that is too large for it.
    """
    wide: dict[str, dict[int, frozenset[int]]] = {}
    paired: dict[str, dict[int, frozenset[int]]] = {}
    for within, observation in looked_at(plan):
        seen = {one: classes.seen[one, observation] for one in classes.of(within)}
        some = frozenset(one for one, each in seen.items() if each.wide)
        pairs: frozenset[int] = frozenset()
        if any(slot.statistic in PAIRED for slot in slots_of(plan, within, observation).values()):
            pairs = frozenset(one for one, each in seen.items() if each.count <= MOST_PAIRED)
        largest = max((classes.sizes[one] for one in some | pairs), default=0)
        if largest > MOST_TOGETHER:
            raise DiagnosticError(Diagnostic("spark-large-class", {"count": largest, "most": MOST_TOGETHER}))
        if some or pairs:
            wide.setdefault(within, {})[observation] = some
            paired.setdefault(within, {})[observation] = pairs
    return {within: Together(within, wide[within], paired[within]) for within in wide}


def shared_together(
    rows: DataFrame, classes: Classes, together: Mapping[str, Together], plan: Plan, plan_of: PlanOf
) -> dict[int, dict[int, Figure]]:
    """The figures that units of such classes have in common, or cannot have; by class and position.

    Raises DiagnosticError when too many units would come to the driver.
    """
    found: dict[int, dict[int, Figure]] = {}
    for within, observation in looked_at(plan):
        slots = slots_of(plan, within, observation)
        here = together.get(within, Together(within, {}, {}))
        for one in classes.of(within):
            if one not in here.paired.get(observation, ()):
                pairs = (at for at, slot in slots.items() if slot.statistic in PAIRED)
                found.setdefault(one, {}).update(dict.fromkeys(pairs, too_large()))
        wide = sorted(here.wide.get(observation, ()))
        for one, frame in _collected(rows, classes, within, wide) if wide else ():
            exact = plan_of(frame[PERIOD[1]][0])
            some = {at: slot for at, slot in slots.items() if not is_own(slot)}
            figures, _ = class_by_class(
                _seen(frame, exact, observation), exact.observations[observation], some
            )
            found.setdefault(one, {}).update(figures)
    return found


def _collected(
    rows: DataFrame, classes: Classes, within: str, wanted: list[int]
) -> Iterator[tuple[int, pl.DataFrame]]:
    """What was seen of the units of some classes, class by class, on the driver."""
    from pyspark.sql import functions as F

    count = sum(classes.sizes[one] for one in wanted)
    if count > MOST_COLLECTED:
        raise DiagnosticError(Diagnostic("spark-large-class", {"count": count, "most": MOST_COLLECTED}))
    asked = asked_about(rows, classes, within, [(one,) for one in wanted], ())
    joined = rows.where(F.col(VALID)).join(asked, alike(rows, asked, within))
    found = pl.from_arrow(joined.drop(*(f"={name}" for name in class_columns(within))).toArrow())
    assert isinstance(found, pl.DataFrame), "a table has columns"
    for frame in found.partition_by(_CLASS):
        yield frame[_CLASS][0], frame


def _seen(frame: pl.DataFrame, plan: Plan, observation: int) -> pl.DataFrame:
    """What was seen of one observation, as `columns.peers.class_by_class` takes it."""
    names = {hidden(COUNTS): COUNTS, hidden(wide_column(observation)): WIDE}
    for at in range(len(plan.observations[observation].trees)):
        above, below = number_columns(observation, at)
        names |= {hidden(above): f"{NUM}.{at}", hidden(below): f"{DEN}.{at}"}
    return frame.select(pl.col(name).alias(alias) for name, alias in names.items())


def with_together(
    rows: DataFrame, classes: Classes, together: Together, plan: Plan, plan_of: PlanOf
) -> DataFrame:
    """The rows with the figures that units of such classes have for themselves.

    A class that is looked at is in one process; all others pass in pieces.
    """
    from pyspark.sql import functions as F

    slots = (slot for each in together.wide for slot in slots_of(plan, together.within, each).items())
    for at, slot in slots:
        name = hidden(figure_column(at))
        if is_own(slot) and name not in rows.columns:
            rows = rows.withColumn(name, F.lit(None).cast("long"))
    before = rows.columns
    pieces = [
        (one, 1 if one in together.classes else classes.sizes[one] // _PIECE + 1)
        for one in classes.of(together.within)
    ]
    asked = asked_about(rows, classes, together.within, pieces, ("pieces",))
    joined = rows.join(asked, F.col(VALID) & alike(rows, asked, together.within), "left")
    # Rows that are no reports are of no class.
    part = F.pmod(F.col(SPREAD), F.coalesce(F.col(_PIECES), F.lit(1_000)))
    joined = joined.select(*before, _CLASS, part.alias(_PART))

    def each(table):  # type: ignore[no-untyped-def]  # Spark looks at the hints of a function that has any
        return _each(together, plan_of, table)

    return joined.groupBy(_CLASS, _PART).applyInArrow(each, joined.schema).select(*before)


def _each(together: Together, plan_of: PlanOf, table: pa.Table) -> pa.Table:
    """One class with its own figures, or a piece of others as it is."""
    import pyarrow as pa

    one = table.column(_CLASS)[0].as_py()
    if one not in together.classes:
        return table
    needed = [name for name in table.column_names if name.startswith("#")]
    frame = pl.from_arrow(table.select(needed))
    assert isinstance(frame, pl.DataFrame), "a table has columns"
    plan = plan_of(frame[PERIOD[1]][0])
    for observation in together.wide:
        slots = {at: slot for at, slot in together.slots(plan, observation, one).items() if is_own(slot)}
        if slots:
            _, own = class_by_class(_seen(frame, plan, observation), plan.observations[observation], slots)
            for name in own.columns:
                at = table.column_names.index(hidden(name))
                values = pa.array(own[name].to_list(), pa.int64())
                table = table.set_column(at, table.schema.field(at), values)
    return table
