"""One ruleset and its units, scored every way; the interpreter says what is right."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import polars as pl
from attrs import field, frozen

from thiduascore import DiagnosticError, Engine, Ruleset, Scorecard, scorecard_json
from thiduascore.builtin.readers.csv_table import column_path
from thiduascore.columns.results import row_of, schema_of
from thiduascore.engine.days import day_of
from thiduascore.model.intake import intake
from thiduascore.model.submission import Report, Submission, tree_of
from thiduascore.program.earned import Working
from thiduascore.program.program import Program
from thiduascore.program.score import score_of
from thiduascore.tables.scoring import Scorer

from .counting import Counts, comparisons, edges, rows_as_columns, timed
from .rulesets import ruleset_text
from .units import table_of

Spark = Callable[[Ruleset, pl.DataFrame], pl.DataFrame]
"""Scores a table on Spark."""
Check = Callable[[], Iterator[tuple[str, str]]]
"""Yields the id of a unit and what differs."""
_ATTEMPTS = 100
_LARGE = 10
"""Criteria beyond which a ruleset gets a third of the units, for each costs as much as several others."""
_RANKED_EACH = 5
"""Ranks are compared for one ruleset of so many: alone they take as long as all the rest."""


@frozen(kw_only=True)
class Difference:
    """A unit that two ways score differently, with what it takes to see that again."""

    ruleset: int
    way: str
    unit: str
    told: str
    text: str = field(repr=False)
    """The ruleset's own text."""
    reported: str = field(repr=False)
    """The unit's report as JSON, where it is the fault of one unit."""


@frozen(kw_only=True)
class Checked:
    """What became of one ruleset: how much was compared, how long it took, and where ways differ."""

    ruleset: int
    counts: Counts
    differences: tuple[Difference, ...] = ()


def loaded(engine: Engine, seed: int, number: int) -> Ruleset:
    """The ruleset of a number: the first one drawn for it in which nothing is wrong."""
    for attempt in range(_ATTEMPTS):
        try:
            return engine.load(ruleset_text(seed, number, attempt))
        except DiagnosticError as error:
            last = error
    raise last


def checked(engine: Engine, seed: int, number: int, units: int, spark: Spark | None = None) -> Checked:
    """The ruleset of a number with so many units, scored every way."""
    return compared(engine, loaded(engine, seed, number), number, Random(f"{seed} {number}"), units, spark)


def compared(
    engine: Engine, ruleset: Ruleset, number: int, random: Random, units: int, spark: Spark | None
) -> Checked:
    """A ruleset with units drawn for it, scored every way."""
    counts = Counts(rulesets=1)
    scorer = Scorer(engine, ruleset)
    with timed(counts, "µs drawing units"):
        many = len(scorer.plan.criteria) > _LARGE
        table = table_of(scorer.plan, units // 3 if many else units, random)
    with timed(counts, "µs reading"):
        taken = intake(ruleset, [Report(tree=tree) for tree in _trees(table)])
    with timed(counts, "µs figures of the cohort"):
        peers = engine.compared(ruleset, taken.submissions)
    counts["pairs"], counts["rows refused"] = len(taken.submissions), len(taken.refused)
    with timed(counts, "µs interpreter"), comparisons(counts):
        cards = [
            engine.program(ruleset, day_of(ruleset, one)).reference(one, peers.of(one))
            for one in taken.submissions
        ]
        rows = [_row(card) for card in cards]
    counts.update(edges(scorer.plan, cards))
    expected = _in_order(pl.DataFrame(rows, schema=dict(scorer.schema)))

    def generated() -> Iterator[tuple[str, str]]:
        yield from _generated(cards, lambda one: engine.program(ruleset, day_of(ruleset, one)), counts)

    def in_columns() -> Iterator[tuple[str, str]]:
        with rows_as_columns(counts):
            found = engine.score_table(ruleset, table)
        yield from _differing(expected, pl.concat([found.units.drop("row"), found.whose], how="horizontal"))

    def on_spark() -> Iterator[tuple[str, str]]:
        assert spark is not None
        found, told = spark(ruleset, table), expected
        if number % _RANKED_EACH == 0:
            told = expected.hstack(_ranks(engine, ruleset, scorer, taken.submissions))
            counts["pairs with ranks on Spark"] += len(cards)
        yield from _differing(told, found)
        counts["pairs on Spark"] += len(cards)

    ways: dict[str, Check] = {"generated Python": generated, "columns": in_columns}
    if engine.is_relative(ruleset):
        counts["pairs with relative points"] = len(cards)
    if spark is not None:
        ways["Spark"] = on_spark
    found = []
    reported = {one.unit.id: one.reported for one in taken.submissions}
    for way, check in ways.items():
        with timed(counts, f"µs {way}"):
            for unit, told in _told(check):
                about = {"way": way, "unit": unit, "told": told, "reported": reported.get(unit, "")}
                found.append(Difference(ruleset=number, text=ruleset.document.text, **about))
    return Checked(ruleset=number, counts=counts, differences=tuple(found))


def _told(check: Check) -> list[tuple[str, str]]:
    """What differs; a way that breaks down differs from those that do not."""
    try:
        return list(check())
    except Exception:
        return [("", traceback.format_exc())]


def _trees(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows as reports."""
    paths = [column_path(name) for name in table.columns]
    for row in table.iter_rows():
        yield tree_of(paths, row)


def _row(card: Scorecard) -> dict[str, Any]:
    """The interpreter's scorecard as a row of a result."""
    unit, period = card.unit, card.submission.period
    about = {"unit.name": unit.name, "unit.kind": unit.kind, "unit.cluster": unit.cluster}
    days = {"period.from": period and period.start, "period.to": period and period.end}
    return {**row_of(card, schema_of(card.plan)), **about, **days}


def _ranks(
    engine: Engine, ruleset: Ruleset, scorer: Scorer, submissions: Sequence[Submission]
) -> pl.DataFrame:
    """The ranks that `rank` gives, in the order of the units' ids and periods."""
    columns = scorer.ordering.columns
    rows = [
        {
            "unit.id": one.card.unit.id,
            "period.from": one.card.submission.period and one.card.submission.period.start,
            **dict(zip(columns, (place.rank for place in one.places), strict=bool(one.places))),
        }
        for one in engine.rank(ruleset, submissions).all
    ]
    schema = {"unit.id": pl.String(), "period.from": pl.Date(), **columns}
    return _in_order(pl.DataFrame(rows, schema=schema)).select(*columns)


def _generated(
    cards: Sequence[Scorecard], program_of: Callable[[Submission], Program], counts: Counts
) -> Iterator[tuple[str, str]]:
    """Generated code against the interpreter: the working, the short answer, and of one the document."""
    for place, card in enumerate(cards):
        program = program_of(card.submission)
        trace = program.compiled.trace(card.submission, card.peers)
        if trace.working != card.trace.working:
            yield card.unit.id, _apart(card.trace.working, trace.working)
        elif trace.computed is not None:
            # Else the same working is added up by the interpreter, as it was before.
            counts["totals by generated code"] += 1
            expected, quick = score_of(card.settlement), program.quick(card.submission, card.peers)
            if not trace.computed == expected == quick:
                yield card.unit.id, f"{expected} is {trace.computed}, and quickly {quick}"
        if place == 0 and scorecard_json(program.generated(card.submission, card.peers)) != scorecard_json(
            card
        ):
            yield card.unit.id, "the scorecards as JSON"


def _apart(expected: Working, found: Working) -> str:
    """Where two workings differ."""
    pairs = [*zip(expected.earned, found.earned, strict=True)]
    told = [
        f"criterion {place}: {one} is {other}" for place, (one, other) in enumerate(pairs) if one != other
    ]
    if expected.verdicts != found.verdicts or expected.items != found.items:
        told.append(f"{expected.verdicts} {expected.items} is {found.verdicts} {found.items}")
    return "\n".join(told)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("unit.id", "period.from")


def _differing(expected: pl.DataFrame, found: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """The units whose rows are not as expected, and in what."""
    found = _in_order(found)
    if found["unit.id"].to_list() != expected["unit.id"].to_list():
        other = set(found["unit.id"]) ^ set(expected["unit.id"])
        yield (
            min(other, default=""),
            f"{expected.height} rows are {found.height}, in one of both: {sorted(other)[:5]}",
        )
        return
    wrong: dict[str, list[str]] = {}
    for name, kind in expected.schema.items():
        if name not in found.columns:
            yield "", f"there is no column {name}"
            continue
        # Choices are texts where they are not in memory.
        one = found[name].cast(kind) if isinstance(found.schema[name], pl.Enum) else found[name]
        if not one.equals(expected[name], check_dtypes=True, null_equal=True):
            for unit, right, other in zip(expected["unit.id"], expected[name], one, strict=True):
                if right != other or one.dtype != kind:
                    wrong.setdefault(unit, []).append(f"{name}: {right} is {other}")
    yield from ((unit, "; ".join(told)) for unit, told in wrong.items())
