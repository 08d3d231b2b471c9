"""The engine: rulesets in, programs kept, scorecards out."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve

import thiduascore.builtin
from thiduascore import __version__
from thiduascore.cohort import Cohort, CohortPlan, History, Results, Standings, cohort_plan, frozen_cohort
from thiduascore.cohort.history import NOTHING_EARLIER
from thiduascore.cohort.proceedings import NO_PROCEEDINGS, Proceedings
from thiduascore.diagnostics import Diagnostic, DiagnosticError, ordered
from thiduascore.engine.cohorts import Deciding, decided, scored
from thiduascore.engine.days import day_of, day_of_campaign
from thiduascore.engine.kept import keep
from thiduascore.engine.peers import NOBODY, Compared, compared
from thiduascore.engine.prepared import prepared
from thiduascore.engine.scoring import CohortScoring
from thiduascore.engine.sources import (
    RulesetError,
    RulesetSource,
    SubmissionSource,
    reports,
    ruleset_text,
    watched,
)
from thiduascore.feel.functions import STANDARD, registry
from thiduascore.model.intake import intake
from thiduascore.model.read import read_ruleset_text
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Intake, Report, Submission
from thiduascore.plugins import (
    Registry,
    build_registry,
    checks_of,
    figures_of_fields,
    library_of,
    missing_plugins,
    unmet_requirements,
    with_outliers,
)
from thiduascore.program.lower import lower
from thiduascore.program.peers import Peers
from thiduascore.program.peers_document import peers_in
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Scorecard, Versions

if TYPE_CHECKING:
    from thiduascore.columns.cohort.frozen import CohortTable
    from thiduascore.columns.table import TableScored
    from thiduascore.engine.verification import Verification

Watch = Callable[[int, int | None], None]
"""Is told how many are done and of how many; None while nobody knows."""


class Engine:
    """Loads rulesets, reads submissions and scores them; safe to share between threads.

    `plugins` are modules or objects with hooks, beside the core's own; None loads those that are installed.
    Raises DiagnosticError when a plugin cannot be used, naming its distribution.
    """

    def __init__(self, plugins: Sequence[object] | None = None) -> None:
        self._registry = build_registry(
            (thiduascore.builtin, *(plugins or ())), load_entry_points=plugins is None
        )
        own = (function for overloads in STANDARD.values() for function in overloads)
        self._functions = registry((*own, *self._registry.functions.values()))
        self._methods = {name: method.options for name, method in self._registry.methods.items()}
        self._library = library_of(self._registry)
        self._versions = Versions(
            engine=__version__,
            plugins={
                one.name: one.version for one in self._registry.distributions if one.name != "thiduascore"
            },
        )
        self._programs: dict[tuple[str, datetime.date], Program] = {}
        self._alike: dict[tuple[str, tuple[Fraction | None, ...]], Program] = {}
        self._lock = Lock()

    @property
    def registry(self) -> Registry:
        """Everything that the core and the plugins registered."""
        return self._registry

    @property
    def versions(self) -> Versions:
        """The engine's version and those of the plugins, as scorecards record them."""
        return self._versions

    def check(self, source: RulesetSource) -> tuple[Diagnostic, ...]:
        """Everything that is wrong or doubtful in a ruleset, by place; empty when nothing is.

        `source` is a file, a folder that holds `ruleset.toml`, the ruleset's text, or a document.
        """
        try:
            _, diagnostics = self._examine(source)
        except RulesetError as error:
            return error.diagnostics
        return diagnostics

    def load(self, source: RulesetSource) -> Ruleset:
        """The ruleset, ready to score with; `source` as for `check`.

        Raises RulesetError with every diagnostic, warnings included, when one of them is an error.
        """
        ruleset, diagnostics = self._examine(source)
        if ruleset is None:
            raise RulesetError(*diagnostics)
        return ruleset

    def _examine(self, source: RulesetSource) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
        text, name = ruleset_text(source)
        try:
            ruleset, diagnostics = self._read(text, name)
        except DiagnosticError as error:
            raise RulesetError(*error.diagnostics) from None
        if ruleset is None:
            return None, diagnostics
        problems = [*unmet_requirements(ruleset.document, self._registry)]
        try:
            self.program(ruleset, day_of_campaign(ruleset))
        except DiagnosticError as error:
            problems += error.diagnostics
        failed = any(problem.severity == "error" for problem in problems)
        return None if failed else ruleset, ordered((*diagnostics, *problems))

    def _read(self, text: str, name: str) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
        return read_ruleset_text(
            text,
            name,
            methods=self._methods,
            functions=self._functions,
            library=self._library,
            unmet=lambda document: missing_plugins(document, self._registry),
        )

    def read(
        self,
        ruleset: Ruleset,
        sources: SubmissionSource | Iterable[SubmissionSource],
        *,
        decimal: Literal[".", ","] = ".",
        watch: Watch | None = None,
    ) -> Intake:
        """Submissions from files, folders, patterns such as `reports/*.toml`, or values as JSON gives them.

        `decimal` is the decimal mark of numbers that stand as text, as in CSV; numbers of a value are `int`,
        `Decimal` or such text, for a binary float is refused.
        `watch` is called after each report, for a progress bar.
        What cannot be used is in `Intake.refused` with its reasons; nothing is raised for a unit's file.
        """
        if isinstance(sources, str | os.PathLike | Mapping):
            sources = [sources]
        found = reports(sources, self._registry, decimal=decimal)
        return intake(ruleset, watched(found, watch) if watch else found)

    def program(self, ruleset: Ruleset, date: datetime.date) -> Program:
        """The compiled program with dated parameters as of `date`; kept, so that asking again costs nothing.

        Raises DiagnosticError when a parameter that is needed has no value then.
        """
        with self._lock:
            program = self._programs.get((ruleset.hash, date))
        if program is None:
            program = self._made(ruleset, date)
        return program

    def _made(self, ruleset: Ruleset, date: datetime.date) -> Program:
        """Another day with the same figures differs in nothing but the day, and is not lowered again."""
        figures = tuple(ruleset.parameter_at(name, date) for name in ruleset.parameters)
        figures += figures_of_fields(self._registry, ruleset.facts, date)
        with self._lock:
            alike = self._alike.get((ruleset.hash, figures))
        program = evolve(alike, plan=evolve(alike.plan, date=date)) if alike else self._compile(ruleset, date)
        with self._lock:
            keep(self._alike, (ruleset.hash, figures), program)
            return keep(self._programs, (ruleset.hash, date), program)

    def _compile(self, ruleset: Ruleset, date: datetime.date) -> Program:
        plan = lower(ruleset, methods=self._registry.methods, functions=self._functions, date=date)
        checks = checks_of(self._registry, ruleset, plan)
        return Program(plan, versions=self._versions, checks=checks)

    def score(
        self,
        ruleset: Ruleset,
        submission: Submission,
        *,
        as_of: datetime.date | None = None,
        peers: Peers | None = None,
    ) -> Scorecard:
        """The scorecard of one submission; without `peers` what is relative to the cohort is unknown.

        Dated parameters have their values of `as_of`, else of the last day of the submission's period, else
        of the campaign's last day, or its first while it is open-ended.
        Raises DiagnosticError when a parameter that is needed has no value then.
        """
        return self.program(ruleset, as_of or day_of(ruleset, submission)).score(submission, peers)

    def score_table(
        self,
        ruleset: Ruleset,
        frame: Any,
        *,
        as_of: datetime.date | None = None,
        decimal: Literal[".", ","] = ".",
        details: bool = True,
        cohort: Cohort | CohortTable | None = None,
    ) -> TableScored:
        """A row of results for each row of a table: the whole, and with `details` each part and condition.

        `frame` is a frame of Polars or anything with the Arrow PyCapsule interface; its columns are named as
        those of CSV files, and `decimal` is the decimal mark of numbers that stand as text.
        Results are those of `score`, value by value; rows that it would refuse are in `refused`.
        Where points are relative the table's own rows are the cohort, unless one was frozen.
        Raises DiagnosticError without Polars, and for a column that cannot be taken, such as one of floats.
        """
        from thiduascore.engine.scoring_tables import scored_table, table_scorer

        scorer = table_scorer(self, ruleset, as_of=as_of, decimal=decimal, details=details)
        return scored_table(scorer, frame, cohort)

    def freeze_table(self, ruleset: Ruleset, frame: Any, *, decimal: Literal[".", ","] = ".") -> CohortTable:
        """The cohort of a table's rows, with the hash that `freeze` gives it; rows that are refused stay out.

        Raises DiagnosticError as `score_table` does.
        """
        from thiduascore.engine.scoring_tables import frozen_rows, table_scorer

        return frozen_rows(ruleset, table_scorer(self, ruleset, decimal=decimal), frame)

    def score_many(
        self,
        ruleset: Ruleset,
        submissions: Iterable[Submission],
        *,
        cohort: Cohort | None = None,
        as_of: datetime.date | None = None,
    ) -> Iterator[Scorecard]:
        """The scorecard of each submission, in their order, one at a time; raises as `score` does.

        Where criteria are relative all are looked at first: they are the cohort, unless one was frozen.
        """
        found = NOBODY
        if self.is_relative(ruleset):
            submissions = tuple(submissions)
            found = self.compared(ruleset, submissions, cohort=cohort, as_of=as_of)
        return (self.score(ruleset, one, as_of=as_of, peers=found.of(one)) for one in submissions)

    def is_relative(self, ruleset: Ruleset) -> bool:
        """Whether points of a unit depend on what other units reported."""
        return bool(self.program(ruleset, day_of_campaign(ruleset)).plan.figures)

    def compared(
        self,
        ruleset: Ruleset,
        submissions: Sequence[Submission],
        *,
        cohort: Cohort | None = None,
        as_of: datetime.date | None = None,
    ) -> Compared:
        """The figures of the cohort for each submission; without a frozen cohort they are the cohort.

        A single one is no cohort, unless it was frozen.
        """
        if not self.is_relative(ruleset) or (cohort is None and len(submissions) == 1):
            return NOBODY
        day = partial(day_of, ruleset)
        return compared(ruleset, submissions, lambda one: self.program(ruleset, as_of or day(one)), cohort)

    def results(
        self,
        ruleset: Ruleset,
        intake: Intake,
        *,
        cohort: Cohort | None = None,
        history: History = NOTHING_EARLIER,
        proceedings: Proceedings = NO_PROCEEDINGS,
        light: bool = False,
        as_of: datetime.date | None = None,
        watch: Watch | None = None,
    ) -> Results:
        """Everything that came in, scored and ranked; what cannot be scored joins what could not be read.

        With a frozen `cohort` only its units are ranked; `history` tells of earlier years.
        `proceedings` came after the reports; what of them cannot count is in `Results.problems`.
        With `light` scorecards hold the short answer only, and compute the rest when somebody asks.
        """
        made = prepared(ruleset, intake, cohort, proceedings)
        ruleset, intake = made.ruleset, made.intake
        scoring = CohortScoring(self, made, self.cohort_plans(ruleset), light, as_of, watch)
        found = scored(intake.submissions, scoring.told)
        cards = found.cards if light else with_outliers(self._registry, ruleset, list(found.cards))
        deciding = Deciding(
            plans=scoring.plans,
            history=history,
            rulings=made.rulings,
            together=scoring.together if self.is_relative(ruleset) else None,
        )
        return Results(
            ruleset=made.written,
            standings=decided(ruleset, cards, deciding, made.cohort),
            refused=(*intake.refused, *found.refused),
            notes=intake.notes,
            proceedings=proceedings,
            problems=made.told(),
            reported=made.reported,
            history=history,
        )

    def rank(
        self,
        ruleset: Ruleset,
        submissions: Intake | Iterable[Submission],
        *,
        cohort: Cohort | None = None,
        history: History = NOTHING_EARLIER,
        proceedings: Proceedings = NO_PROCEEDINGS,
        as_of: datetime.date | None = None,
    ) -> Standings:
        """The decision on all units together: ranks, levels, awards, targets, each with its reasons.

        With a frozen `cohort` only its units are ranked, and others are named with what including them would
        change; `history` tells of earlier years, `proceedings` of what came after the reports.
        Scorecards in it compute their working when somebody asks for it.
        Raises DiagnosticError when a submission cannot be scored; reports that an `Intake` refused stay out.
        """
        given = submissions.submissions if isinstance(submissions, Intake) else tuple(submissions)
        taken = Intake(submissions=given, refused=())
        results = self.results(
            ruleset,
            taken,
            cohort=cohort,
            history=history,
            proceedings=proceedings,
            light=True,
            as_of=as_of,
        )
        for refused in results.refused:
            raise DiagnosticError(*refused.diagnostics)
        return results.standings

    def freeze(self, ruleset: Ruleset, submissions: Intake | Iterable[Submission]) -> Cohort:
        """The cohort of these reports: ids, clusters and hashes, to be ranked later and compared with."""
        given = submissions.submissions if isinstance(submissions, Intake) else submissions
        return frozen_cohort(ruleset, given)

    def cohort_plans(self, ruleset: Ruleset) -> Callable[[datetime.date], CohortPlan]:
        """The rules of a cohort by date, each made once; they raise DiagnosticError as `rank` does."""
        plans: dict[datetime.date, CohortPlan] = {}

        def plan(date: datetime.date) -> CohortPlan:
            if date not in plans:
                plans[date] = cohort_plan(ruleset, functions=self._functions, date=date)
            return plans[date]

        return plan

    def verify(self, scorecard: Mapping[str, Any], ruleset: Ruleset) -> Verification:
        """Replays a stored scorecard and says whether it still holds.

        `scorecard` is a document as `scorecard_document` makes it.
        Raises DiagnosticError when the document is no scorecard.
        """
        from thiduascore.engine.verification import verify

        return verify(self, scorecard, ruleset)

    def replay(
        self,
        ruleset: Ruleset,
        tree: Mapping[str, Any],
        as_of: datetime.date,
        *,
        cohort: Mapping[str, Any] | None = None,
    ) -> Scorecard:
        """A submission's tree, scored anew; raises DiagnosticError when it cannot be read.

        `cohort` are the figures of the cohort as a scorecard's document holds them.
        """
        taken = intake(ruleset, [Report(tree=tree)])
        for refused in taken.refused:
            raise DiagnosticError(*refused.diagnostics)
        peers = None if cohort is None else peers_in(self.program(ruleset, as_of).plan, cohort)
        return self.score(ruleset, taken.submissions[0], as_of=as_of, peers=peers)
