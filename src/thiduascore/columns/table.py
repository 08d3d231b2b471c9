"""A table scored: its units with their results, and the rows that are no report of a unit."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, Literal, TypeVar

import polars as pl
from attrs import define, field, frozen

from thiduascore.columns.apart import PeersOf, nobody
from thiduascore.columns.beside import Beside
from thiduascore.columns.cohort.comparing import WHERE, CohortFigures
from thiduascore.columns.cohort.frozen import COHORT, NOW, SUBMISSION, cohort_rows
from thiduascore.columns.cohort.watching import COUNTS, Watcher
from thiduascore.columns.findings import Looking
from thiduascore.columns.finishing import ROW, in_pieces, repeated
from thiduascore.columns.intake.facts import Spans, frame_of, spans_of
from thiduascore.columns.intake.noticed import counts_in
from thiduascore.columns.intake.reading import Paths, Reading
from thiduascore.columns.intake.reported import hashes
from thiduascore.columns.kernel import Kernel
from thiduascore.columns.results import FOUND
from thiduascore.columns.rows import Rows
from thiduascore.columns.singly import Reported
from thiduascore.diagnostics import DiagnosticError
from thiduascore.model.intake_binding import Expected
from thiduascore.model.submission import Period, Refused, Submission, Unit
from thiduascore.program.peers import Peers
from thiduascore.program.plan import Plan
from thiduascore.program.program import INTERPRETED_FIRST, Program
from thiduascore.program.scorecard import Scorecard

Programs = Callable[[datetime.date | None], Program]
"""The program for reports whose period ends on a day, or that have none; it may raise DiagnosticError."""

WHOSE: Final[Mapping[str, tuple[str, pl.DataType]]] = {
    "unit.name": ("unit.name", pl.String()),
    "unit.kind": ("unit.kind", pl.String()),
    "unit.cluster": ("unit.cluster", pl.String()),
    "period.from": ("period.start", pl.Date()),
    "period.to": ("period.end", pl.Date()),
}
"""What is told of each unit beside its id: the column of the facts that has it, and its type."""
_KERNELS: Final = 32
Made = TypeVar("Made")


@frozen(kw_only=True)
class TableScored:
    """What became of a table's rows: each is in exactly one of the two.

    `units` has the rows' numbers, from 0, in its column `row`, and is in their order.
    """

    units: pl.DataFrame
    whose: pl.DataFrame
    """For each row of `units` the unit's name, kind and cluster, and the period.

    And with a frozen cohort where the unit stands to it, in the column `cohort`.
    """
    refused: tuple[Refused, ...]
    """The others with their reasons; `row` is the number, from 0."""


@define
class TableScorer:
    """Scores tables by one ruleset; `programs` are those of the ruleset.

    It keeps what it compiled, so that tables that look alike, such as batches of one, cost that once.
    """

    expected: Expected
    programs: Programs
    decimal: Literal[".", ","] = "."
    details: bool = True
    """Whether results have columns for items, criteria and conditions."""
    beside: Callable[[Plan], Beside | None] = lambda plan: None
    """What else is wanted of each row that a plan scores; it may raise DiagnosticError."""
    _kernels: dict[Any, Kernel] = field(factory=dict, init=False)
    _watchers: dict[Any, Watcher] = field(factory=dict, init=False)
    _looking: dict[Any, Looking] = field(factory=dict, init=False)

    def score(self, frame: pl.DataFrame, paths: Paths, among: Among | None = None) -> TableScored:
        """The rows of a table whose columns report what `paths` say; `among` is who they are compared with.

        Rows of one unit for one period that say the same count once; when they differ, all are refused.
        Raises DiagnosticError for a column that cannot be taken at all, such as one of binary floats.
        """
        return self.scored(self.read(frame, paths), among)

    def read(self, frame: pl.DataFrame, paths: Paths) -> Reports:
        """The rows as reports; raises as `score` does."""
        rows = Rows(frame, paths, self.decimal, self.expected)
        read = Reading(frame, paths, self.expected, self.decimal).columns()
        facts = read.facts.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))
        odd = read.apart
        # Different hashes tell units apart for far less than their names; what is alike is looked at closely.
        if facts["unit.id"].hash().n_unique() < facts.height:
            key = pl.struct("unit.id", "period.start", "period.end")
            odd = odd | facts.select(key.is_duplicated()).to_series()
        refused: list[Refused] = []
        singles: dict[int, Submission] = {}
        if odd.any():
            singles, refused = rows.taken(facts.filter(odd)[ROW].to_list())
            facts = facts.filter(~odd)
        unread = tuple(refused)
        parts = tuple(self._parts(facts, singles, refused))
        return Reports(
            rows=rows, facts=facts, singles=singles, parts=parts, refused=tuple(refused), unread=unread
        )

    def watched(self, reports: Reports, *, members: bool = False) -> pl.DataFrame:
        """What the figures of a cohort need of each row that can be scored, in the order of `row`.

        The columns are those of `watching` and `comparing.WHERE`, and `row`; with `members` also what a
        frozen cohort holds of each, in columns such as `member.unit.id`.
        """
        found = [self._watched(part, reports.rows) for part in reports.parts]
        empty = pl.DataFrame(schema={COUNTS: pl.Boolean(), **WHERE, ROW: pl.Int64})
        seen = pl.concat([empty, *found], how="diagonal").sort(ROW)
        if not members:
            return seen
        held = self.members(reports).select(ROW, pl.exclude(ROW).name.prefix(NOW))
        return seen.join(held, on=ROW, maintain_order="left")

    def _watched(self, part: Part, rows: Rows) -> pl.DataFrame:
        facts = part.facts.drop(ROW)
        spans = spans_of(facts)
        key = (id(part.program), tuple(sorted(spans.items())))
        watcher = self._watchers.get(key)
        if watcher is None or watcher.plan is not part.program.plan:
            watcher = _kept(self._watchers, key, Watcher(part.program.plan, spans))
        watch = part.program.compiled.watch
        seen = watcher.watch(facts, lambda position: watch(part.submission(position, rows)))
        return seen.hstack(part.facts.select(ROW, *WHERE))

    def members(self, reports: Reports) -> pl.DataFrame:
        """What a frozen cohort holds of each report, and `row`, in the order of `row`.

        Also of reports for which there is no program.
        """
        facts = reports.facts
        at = reports.rows.at(facts[ROW])
        digests = hashes(at, facts, self.expected, self.decimal).alias(SUBMISSION)
        whose = [pl.col(column).alias(name) for name, (column, _) in WHOSE.items()]
        found = facts.select("unit.id", *whose, digests, ROW)
        alone = cohort_rows(reports.singles.values())
        alone = alone.with_columns(pl.Series(ROW, list(reports.singles), dtype=pl.Int64))
        return pl.concat([found, alone]).sort(ROW)

    def scored(self, reports: Reports, among: Among | None = None) -> TableScored:
        """The reports scored; without `among` what is relative to others is not known."""
        units = [self._scored(part, reports.rows, among) for part in reports.parts]
        if not units:
            units.append(self._nothing())
        found = units[0] if len(units) == 1 else pl.concat(units)
        if not found[ROW].is_sorted():
            found = found.sort(ROW)
        whose = pl.DataFrame([found.drop_in_place(name) for name in WHOSE])
        if among is not None and among.standings is not None:
            joined = found.select(ROW).join(among.standings, on=ROW, how="left", maintain_order="left")
            whose = whose.hstack([joined[COHORT]])
        return TableScored(units=found, whose=whose, refused=_ordered(reports.refused))

    def _nothing(self) -> pl.DataFrame:
        program = self.programs(None)
        kernel = self._kernel(program, spans_of(frame_of(program.plan, [])), None, nobody)
        whose = {name: type_ for name, (_, type_) in WHOSE.items()}
        found = dict.fromkeys(FOUND, pl.Int64)
        return pl.DataFrame(schema={**kernel.schema, ROW: pl.Int64, **whose, **found})

    def _parts(
        self, facts: pl.DataFrame, singles: Mapping[int, Submission], refused: list[Refused]
    ) -> Iterator[Part]:
        """The rows by the program that scores them, which depends on the end of their period."""
        ends: dict[datetime.date | None, list[pl.DataFrame]] = defaultdict(list)
        alone: dict[datetime.date | None, dict[int, Submission]] = defaultdict(dict)
        if facts["period.end"].n_unique() <= 1 and facts.height:
            ends[facts["period.end"][0]].append(facts)
        else:
            for (end,), some in facts.partition_by("period.end", as_dict=True, maintain_order=True).items():
                ends[end].append(some)
        for row, submission in singles.items():
            alone[submission.period.end if submission.period else None][row] = submission
        for end in dict.fromkeys((*ends, *alone)):
            some = ends[end][0] if end in ends else facts.clear()
            try:
                program = self.programs(end)
                self.beside(program.plan)
                yield Part(program, _with_singles(program, some, alone.get(end, {})), alone.get(end, {}))
            except DiagnosticError as error:
                every = [
                    *some.select(ROW, "unit.id").rows(),
                    *((r, s.unit.id) for r, s in alone.get(end, {}).items()),
                ]
                refused += [Refused("", row, unit, error.diagnostics) for row, unit in every]

    def _scored(self, part: Part, rows: Rows, among: Among | None) -> pl.DataFrame:
        program, facts = part.program, part.facts
        numbers = facts[ROW]
        spans = spans_of(facts.drop(ROW))
        compared = among is not None and bool(program.plan.figures)
        if among is not None and compared:
            facts, figures = among.bound(program.plan, facts)
            spans |= figures
        peers = partial(among.figures.peers, program.plan) if among is not None and compared else nobody
        facts = facts.drop(ROW)

        def single(position: int) -> Scorecard:
            named = facts.row(position, named=True) if compared else {}
            return program.score(part.submission(position, rows), peers(named))

        def cards(positions: Sequence[int]) -> Iterator[Scorecard]:
            # Generating code takes as long as interpreting a few.
            score = program.score if len(positions) < INTERPRETED_FIRST else program.tabled
            for row, submission in part.submissions(facts, positions, rows):
                yield score(submission, peers(row))

        found = self._kernel(program, spans, among, peers).score(facts, cards)
        counts = self._looked(part, spans).counts(
            facts, rows.raw(numbers), single, numbers.is_in(list(part.singles))
        )
        whose = [facts[column].cast(type_).alias(name) for name, (column, type_) in WHOSE.items()]
        like = found["unit.id"]
        more = [numbers, *whose, *_counted(counts, like)]
        return found.hstack([in_pieces(column, like) for column in more])

    def _looked(self, part: Part, spans: Spans) -> Looking:
        program, key = part.program, (id(part.program), tuple(sorted(spans.items())))
        found = self._looking.get(key)
        if found is None or found.plan is not program.plan:
            found = _kept(self._looking, key, Looking(program.plan, spans, program.checks))
        return found

    def _kernel(self, program: Program, spans: Spans, among: Among | None, peers: PeersOf) -> Kernel:
        figures = None if among is None else among.figures
        key = (id(program), id(figures), tuple(sorted(spans.items())))
        kernel = self._kernels.get(key)
        if kernel is None or kernel.plan is not program.plan:
            beside = self.beside(program.plan)
            kernel = Kernel(program.plan, spans, details=self.details, beside=beside, peers=peers)
            _kept(self._kernels, key, kernel)
        return kernel


def _counted(counts: pl.Series, like: pl.Series) -> list[pl.Series]:
    """How many findings there are, and how many of each severity."""
    if not counts.max():
        return [repeated(0, pl.Int64(), like).alias(name) for name in FOUND]
    return counts.alias("count").to_frame().select(**counts_in(pl.col("count"))).get_columns()


def _kept(known: dict[Any, Made], key: Any, made: Made) -> Made:
    """Keeps what was made, and not too much."""
    while len(known) >= _KERNELS:
        del known[next(iter(known))]
    known[key] = made
    return made


@frozen
class Among:
    """Who the rows of a table, or of a batch of one, are compared with."""

    figures: CohortFigures
    own: pl.DataFrame
    """The figures that each row has for itself, with the row's number in `row`."""
    standings: pl.DataFrame | None = None
    """Where each row stands to a frozen cohort, in `cohort`, with the row's number; None without one."""

    def bound(self, plan: Plan, facts: pl.DataFrame) -> tuple[pl.DataFrame, Spans]:
        """Facts, numbered by `row`, with their figures, as `CohortFigures.bound` has it."""
        own = facts.select(ROW).join(self.own, on=ROW, how="left", maintain_order="left")
        return self.figures.bound(plan, facts, own)

    def peers(self, plan: Plan, unit: Unit, period: Period | None, row: int) -> Peers | None:
        """The figures for the unit of a row; None where nothing of it is relative."""
        if not plan.figures:
            return None
        own = self.own.filter(pl.col(ROW) == row).rows(named=True)
        found = self.figures.classes_of(plan, unit, period) | (own[0] if own else {})
        return self.figures.peers(plan, found)


@frozen
class Part:
    """The rows that one program scores."""

    program: Program
    facts: pl.DataFrame
    """The facts with the row's number in `row`."""
    singles: Mapping[int, Submission]
    """The rows that were read one by one, by their number."""

    def submission(self, position: int, rows: Rows) -> Submission:
        """The report of the row at a position of the facts."""
        row = self.facts[ROW][position]
        return self.singles[row] if row in self.singles else rows.submission(row)

    def submissions(
        self, facts: pl.DataFrame, positions: Sequence[int], rows: Rows
    ) -> Iterator[tuple[Mapping[str, Any], Submission]]:
        """Some rows of the facts, and each as a report as far as scoring needs it."""
        reported = Reported(self.program.plan, facts.columns)
        numbers = self.facts[ROW].gather(list(positions))
        for number, row in zip(numbers, facts[positions].iter_rows(named=True), strict=True):
            single = self.singles.get(number)
            yield row, single or reported.submission(row, partial(rows.previous, number))


@frozen(kw_only=True)
class Reports:
    """A table read: the rows that can be scored, by program, and the others."""

    rows: Rows
    facts: pl.DataFrame
    """The facts of the reports that were read in columns, with the row's number in `row`."""
    singles: Mapping[int, Submission]
    """The reports that were read one by one, by their row."""
    parts: tuple[Part, ...]
    refused: tuple[Refused, ...]
    unread: tuple[Refused, ...]
    """Those of them that are no reports; for the others there is no program."""

    @property
    def taken(self) -> int:
        """How many rows are reports."""
        return self.facts.height + len(self.singles)


def _with_singles(program: Program, facts: pl.DataFrame, singles: Mapping[int, Submission]) -> pl.DataFrame:
    """The facts and those of rows that were read one by one."""
    if not singles:
        return facts
    read = frame_of(program.plan, list(singles.values()))
    read = read.with_columns(pl.Series(ROW, list(singles), dtype=pl.Int64))
    flags = [
        name for name in (*read.columns, *facts.columns) if name.startswith(("claim.", "before.", "apart"))
    ]
    return pl.concat([facts, read], how="diagonal_relaxed").with_columns(
        pl.col(name).fill_null(False) for name in dict.fromkeys(flags)
    )


def _ordered(refused: Sequence[Refused]) -> tuple[Refused, ...]:
    return tuple(sorted(refused, key=lambda one: one.row or 0))
