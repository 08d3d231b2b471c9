"""The figures of everybody in a table: made of what the first pass saw, and bound to rows for the second.

Units are compared within a class of one period: `class_name` and the period's ends say which it is.
Figures that all units of a class have in common are few, and stand in `CohortFigures`. Those that each unit
has for itself are columns beside the rows, named by `facts.figure_column`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import polars as pl
from attrs import evolve, field, frozen

from thiduascore.cohort.figures import EMPTY, Figure
from thiduascore.cohort.pairs import MOST_PAIRED
from thiduascore.cohort.peers import NOT_COMPARED, PAIRED, incomplete, too_large
from thiduascore.columns.apart import as_columns
from thiduascore.columns.cohort.peers import (
    AT,
    CLASS,
    DEN,
    NUM,
    WIDE,
    SortedValues,
    class_by_class,
    is_own,
    looked_at,
    places,
    shared_figures,
    slots_of,
)
from thiduascore.columns.cohort.watching import COUNTS, number_columns, wide_column
from thiduascore.columns.exact.whole import Unsupported
from thiduascore.columns.finishing import ROW
from thiduascore.columns.intake.facts import Spans, class_column, figure_column, spans_of
from thiduascore.feel import Value
from thiduascore.model.submission import Period, Unit
from thiduascore.program.peers import Peers, class_of, peers_of
from thiduascore.program.plan import FigureSlot, Observation, Plan

Day = datetime.date | None
ClassKey = tuple[str, Day, Day, str]
"""A kind of class, the first and last day of the period, and the name of the class in it."""

PERIOD: Final = ("period.start", "period.end")
WHERE: Final[Mapping[str, pl.DataType]] = {
    **dict.fromkeys(PERIOD, pl.Date()),
    **dict.fromkeys(("unit.cluster", "unit.kind"), pl.String()),
}
"""The columns that say in which classes a row is."""
PlanOf = Callable[[Day], Plan]
"""The plan for reports whose period ends on a day."""
Barred = Mapping[str, Sequence[int]]
"""By the columns of figures that units have for themselves, the classes in which none has one."""
Keep = Callable[[pl.DataFrame], pl.LazyFrame]
"""Puts columns of many rows somewhere, and gives what reads them again."""


def class_name(within: str) -> pl.Expr:
    """The name of the class of a row, as `program.peers.class_of` has it."""
    cluster, kind = pl.col("unit.cluster"), pl.col("unit.kind")
    names = {"overall": pl.lit(""), "cluster": cluster, "kind": kind}
    return names.get(within, cluster + " / " + kind).alias("name")


@frozen(slots=False, eq=False)
class CohortFigures:
    """The figures that the classes of a cohort have in common."""

    cohort: str
    """The hash over the cohort."""
    shared: Mapping[ClassKey, Mapping[int, Figure]]
    """By class, and by the position of the slot in the plan of its period; every class is there."""
    _made: dict[Any, tuple[pl.DataFrame, Spans, Barred]] = field(factory=dict, init=False)
    _peers: dict[Any, Peers] = field(factory=dict, init=False)

    @cached_property
    def classes(self) -> tuple[ClassKey, ...]:
        """Every class, in an order that stays."""
        return tuple(self.shared)

    def peers(self, plan: Plan, row: Mapping[str, Any]) -> Peers:
        """The figures of a unit: `row` has the columns of its classes, and of figures that it has for itself.

        Figures whose columns are not there are taken for ones that nobody asks about.
        """
        own = [(at, row.get(figure_column(at))) for at, slot in enumerate(plan.figures) if is_own(slot)]
        places = tuple(row.get(class_column(slot.within)) for slot in plan.figures)
        key = (id(plan), places)
        if key not in self._peers:
            self._peers[key] = self._in_common(plan, places)
        found = self._peers[key]
        counted = [(at, count) for at, count in own if count is not None and not self._barred(at, places[at])]
        if not counted:
            return found
        parts, others = list(found.parts), dict(found.others)
        for at, count in counted:
            parts[2 * at : 2 * at + 2] = count, 1
            del others[at]
        return Peers(found.cohort, tuple(parts), others, found.rough)

    def _barred(self, at: int, place: int | None) -> bool:
        """Whether no unit of a class has a figure for itself: too many are there, or not all that should."""
        return place is not None and at in self.shared[self.classes[place]]

    def _in_common(self, plan: Plan, places: Sequence[int | None]) -> Peers:
        """The figures that the units of some classes, one for each slot, have in common."""
        values: list[Value] = []
        rough = set()
        for position, (slot, place) in enumerate(zip(plan.figures, places, strict=True)):
            figure = None if place is None else self.shared[self.classes[place]].get(position)
            if figure is None:
                values.append(NOT_COMPARED if is_own(slot) else EMPTY)
                continue
            values.append(figure.value)
            rough |= {position} if figure.rough else set()
        return peers_of(self.cohort, values, frozenset(rough))

    def classes_of(self, plan: Plan, unit: Unit, period: Period | None) -> dict[str, int]:
        """The classes of a unit, by their columns."""
        start, end = (None, None) if period is None else (period.start, period.end)
        found = {}
        for within in dict.fromkeys(slot.within for slot in plan.figures):
            found[class_column(within)] = self._places[within, start, end, class_of(unit, within)]
        return found

    @cached_property
    def _places(self) -> dict[ClassKey, int]:
        return {key: place for place, key in enumerate(self.classes)}

    def bound(self, plan: Plan, facts: pl.DataFrame, own: pl.DataFrame) -> tuple[pl.DataFrame, Spans]:
        """The facts of rows whose periods end on one day, with classes and those figures that fit columns.

        `own` has the figures that each row has for itself. Also what the new columns say of their numbers.
        """
        names = [figure_column(at) for at, slot in enumerate(plan.figures) if is_own(slot)]
        names = [name for name in names if name in own.columns]
        facts, spans = facts.hstack(own.select(names)), Spans()
        if facts.is_empty():
            return facts, _spans_of_own(facts.select(names))
        for within in dict.fromkeys(slot.within for slot in plan.figures):
            table, found, barred = self._table(plan, within, facts["period.end"][0])
            keyed = facts.select("period.start", class_name(within))
            joined = keyed.join(table, on=keyed.columns, how="left", nulls_equal=True, maintain_order="left")
            facts = facts.hstack(joined.drop(keyed.columns)).with_columns(
                pl.when(~pl.col(class_column(within)).is_in(places)).then(pl.col(name)).alias(name)
                for name, places in barred.items()
                if name in names
            )
            spans |= found
        return facts, spans | _spans_of_own(facts.select(names))

    def _table(self, plan: Plan, within: str, end: Day) -> tuple[pl.DataFrame, Spans, Barred]:
        """The classes of a kind by `period.start` and `name`, with their places and their figures.

        And the places of classes in which nobody has a figure that units otherwise have for themselves.
        """
        if (within, end) not in self._made:
            places_of = [place for place, key in enumerate(self.classes) if (key[0], key[2]) == (within, end)]
            keys = [self.classes[place] for place in places_of]
            columns = [
                pl.Series("period.start", [key[1] for key in keys], dtype=pl.Date),
                pl.Series("name", [key[3] for key in keys], dtype=pl.String),
                pl.Series(class_column(within), places_of, dtype=pl.Int64),
            ]
            spans: Spans = {}
            barred: dict[str, list[int]] = {}
            for position, slot in enumerate(plan.figures):
                if slot.within != within:
                    continue
                if is_own(slot):
                    out = [place for place in places_of if self._barred(position, place)]
                    barred |= {figure_column(position): out} if out else {}
                    continue
                values = [self.shared[key][position].value for key in keys]
                numbers = [value if isinstance(value, Fraction) else None for value in values]
                try:
                    made, found = as_columns(figure_column(position), numbers)
                except Unsupported:
                    # Too wide for columns: what rests on it is asked of the program.
                    continue
                columns += [column.alias(name) for name, column in made.items()]
                spans |= found
            self._made[within, end] = pl.DataFrame(columns), spans, barred
        return self._made[within, end]


def _spans_of_own(columns: pl.DataFrame) -> Spans:
    return {name: evolve(span, most=1) for name, span in spans_of(columns).items()}


def sizes(units: pl.LazyFrame) -> Counter[ClassKey]:
    """How many units each class of every kind has; `units` has the columns `WHERE`."""
    found: Counter[ClassKey] = Counter()
    for within in ("overall", "cluster", "kind", "cluster-and-kind"):
        named = units.select(*PERIOD, class_name(within)).group_by(pl.all()).len().collect()
        found.update({(within, start, end, name): count for start, end, name, count in named.iter_rows()})
    return found


def without_incomplete(
    shared: Mapping[ClassKey, Mapping[int, Figure]], lacking: Mapping[ClassKey, int], plan_of: PlanOf
) -> dict[ClassKey, Mapping[int, Figure]]:
    """The figures; in classes of which so many units are not there as they were frozen the cause instead."""
    found = dict(shared)
    for key in found:
        if lacking.get(key, 0) > 0:
            slots = enumerate(plan_of(key[2]).figures)
            found[key] = {at: incomplete(lacking[key]) for at, slot in slots if slot.within == key[0]}
    return found


def table_figures(
    rows: pl.LazyFrame, plan_of: PlanOf, cohort: str, lacking: Mapping[ClassKey, int], keep: Keep
) -> tuple[CohortFigures, dict[Day, list[pl.LazyFrame]]]:
    """The figures of all rows that count in them, period by period.

    `rows` has what `watching` sees of each row and the columns `WHERE`; one observation is read at a time.
    `lacking` says of how many units of a class there is no row as it was frozen.
    By the last day of a period, the figures that its rows have for themselves: each frame has `at`, the row's
    place among all rows, in order.
    """
    shared: dict[ClassKey, dict[int, Figure]] = {}
    own: dict[Day, list[pl.LazyFrame]] = {}
    numbered = rows.with_row_index(AT)
    for end in rows.select("period.end").unique().collect()["period.end"].sort(nulls_last=False):
        plan = plan_of(end)
        of_end = numbered.filter(pl.col("period.end").eq_missing(pl.lit(end, dtype=pl.Date)))
        for within in dict.fromkeys(slot.within for slot in plan.figures):
            keys, codes = _classes(of_end, within, end)
            shared |= {key: {} for key in keys}
            for observation in [each for kind, each in looked_at(plan) if kind == within]:
                frame = _numbers_of(plan, observation, of_end, codes)
                slots, looked = slots_of(plan, within, observation), plan.observations[observation]
                found, columns = _of_observation(slots, looked, frame, len(keys))
                for place, figures in found.items():
                    shared[keys[place]] |= figures
                own.setdefault(end, []).extend(map(keep, columns))
    return CohortFigures(cohort, without_incomplete(shared, lacking, plan_of)), own


def own_between(own: Mapping[Day, list[pl.LazyFrame]], start: int, numbers: pl.Series) -> pl.DataFrame:
    """The figures that rows have for themselves, from a place on; their `numbers` stand in `row`."""
    found = [pl.DataFrame(schema={AT: pl.get_index_type()})]
    stop = start + len(numbers)
    for frames in filter(None, own.values()):
        some = [frame.filter(pl.col(AT).is_between(start, stop - 1)).collect() for frame in frames]
        found.append(pl.concat([some[0], *(each.drop(AT) for each in some[1:])], how="horizontal"))
    every = pl.concat(found, how="diagonal")
    return every.select(numbers.gather(every[AT] - start).alias(ROW), pl.exclude(AT))


def _classes(rows: pl.LazyFrame, within: str, end: Day) -> tuple[list[ClassKey], pl.Series]:
    """The classes of a kind, and the place among them of each row's class."""
    named = rows.select("period.start", class_name(within)).collect()
    known = named.unique(maintain_order=True).sort(named.columns)
    keys = [(within, start, end, name) for start, name in known.iter_rows()]
    known = known.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias(CLASS))
    joined = named.join(known, on=named.columns, how="left", nulls_equal=True, maintain_order="left")
    return keys, joined[CLASS]


def _numbers_of(plan: Plan, observation: int, rows: pl.LazyFrame, codes: pl.Series) -> pl.DataFrame:
    """What was seen of one observation: `at`, `class`, `counts`, `num.J`, `den.J` and `wide`."""
    trees = plan.observations[observation].trees
    pairs = [number_columns(observation, number) for number in range(len(trees))]
    parts = [
        pl.col(name).alias(f"{part}.{number}")
        for number, pair in enumerate(pairs)
        for name, part in zip(pair, (NUM, DEN), strict=True)
    ]
    wide = pl.col(wide_column(observation)).alias(WIDE)
    # An observation at a time: for millions of rows it is what takes the memory.
    return rows.select(AT, COUNTS, *parts, wide).collect().with_columns(codes.alias(CLASS))


def _of_observation(
    slots: Mapping[int, FigureSlot], observation: Observation, frame: pl.DataFrame, classes: int
) -> tuple[dict[int, dict[int, Figure]], list[pl.DataFrame]]:
    """The figures of each class, and those that rows have for themselves, by `at`."""
    paired = {at: slot for at, slot in slots.items() if slot.statistic in PAIRED}
    plain = {at: slot for at, slot in slots.items() if at not in paired}
    found: dict[int, dict[int, Figure]] = {place: {} for place in range(classes)}
    columns = []
    for wanted, apart in ((plain, pl.col(WIDE).is_not_null()), (paired, pl.lit(True))):
        if not wanted:
            continue
        slow = frame.filter(apart)[CLASS].unique()
        is_slow = pl.col(CLASS).is_in(slow.implode())
        rest = frame.filter(~is_slow) if len(slow) else frame
        fast = {place for place in found if place not in set(slow)}
        made = [_fast(wanted, len(observation.trees), rest, fast, found)] if fast else []
        for one in frame.filter(is_slow).partition_by(CLASS):
            made.append(_slow(wanted, observation, one, found[one[CLASS][0]]))
        if any(is_own(slot) for slot in wanted.values()):
            columns.append(pl.concat(made).sort(AT) if len(made) > 1 else made[0])
    return found, columns


def _fast(
    slots: Mapping[int, FigureSlot],
    numbers: int,
    rows: pl.DataFrame,
    classes: Iterable[int],
    found: dict[int, dict[int, Figure]],
) -> pl.DataFrame:
    """Figures by aggregates and windows."""
    common = {at: slot for at, slot in slots.items() if not is_own(slot)}
    if common:
        counting = rows.filter(pl.col(COUNTS) & pl.col(f"{NUM}.0").is_not_null())
        names = {f"{NUM}.0": NUM, f"{DEN}.0": DEN}
        values = SortedValues(counting.select(CLASS, *names).rename(names))
        for place, figures in shared_figures(common, classes, values).items():
            found[place] |= figures
    own = {at: slot for at, slot in slots.items() if is_own(slot)}
    return rows.select(AT).hstack(places(rows.drop(AT), own, numbers)) if own else rows.select(AT)


def _slow(
    slots: Mapping[int, FigureSlot], observation: Observation, rows: pl.DataFrame, found: dict[int, Figure]
) -> pl.DataFrame:
    """The figures of one class by the program's way; of too many units nobody asks about pairs."""
    there = pl.col(f"{NUM}.0").is_not_null() | pl.col(WIDE).is_not_null()
    if rows.select((there & pl.col(COUNTS)).sum()).item() > MOST_PAIRED and _are_paired(slots):
        found |= dict.fromkeys(slots, too_large())
        nothing = [pl.lit(None, dtype=pl.Int64).alias(figure_column(at)) for at in slots]
        return rows.select(AT, *nothing)
    figures, own = class_by_class(rows, observation, slots)
    found |= figures
    return rows.select(AT).hstack(own)


def _are_paired(slots: Mapping[int, FigureSlot]) -> bool:
    return all(slot.statistic in PAIRED for slot in slots.values())
