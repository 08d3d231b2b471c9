"""What commands on a cohort share: the options for what came after the reports, and deciding with it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import click
from attrs import evolve

from thiduascore.cli.frozen import frozen_for
from thiduascore.cli.progress import Progress
from thiduascore.cli.spoken import OneOf, day, option
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.cohort import Cohort, History, Results
    from thiduascore.cohort.proceedings import Journal, Proceedings
    from thiduascore.diagnostics import Diagnostic
    from thiduascore.engine import Engine, Intake
    from thiduascore.model.ruleset import Ruleset

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    option("--history", type=click.Path(), help="help-rank-history"),
    option("--cohort", type=click.Path(), help="help-rank-cohort"),
    option("--assessments", multiple=True, type=click.Path(), help="help-rank-assessments"),
    option("--votes", multiple=True, type=click.Path(), help="help-rank-votes"),
    option("--journal", type=click.Path(), help="help-rank-journal"),
    option("--decimal", type=OneOf([".", ","]), default=".", help="help-score-decimal"),
    option("--as-of", metavar="DATE", callback=day, help="help-score-as-of"),
)


def inputs_options(function: Any) -> Any:
    """The options that say what a decision is made of besides the ruleset and the reports."""
    for each in reversed(_OPTIONS):
        function = each(function)
    return function


@frozen(kw_only=True)
class Given:
    """Everything that a decision is made of, read from files."""

    engine: Engine
    ruleset: Ruleset
    intake: Intake
    cohort: Cohort | None
    history: History
    proceedings: Proceedings
    as_of: datetime.date | None

    def results(self, *, journal: Journal | None = None, progress: Progress | None = None) -> Results:
        """The decision; with another journal when one is given."""
        proceedings = self.proceedings if journal is None else evolve(self.proceedings, journal=journal)
        return self.engine.results(
            self.ruleset,
            self.intake,
            cohort=self.cohort,
            history=self.history,
            proceedings=proceedings,
            light=True,
            as_of=self.as_of,
            watch=None if progress is None else progress.watch,
        )


def given(
    ruleset: str,
    submissions: tuple[str, ...],
    progress: Progress,
    *,
    history: str | None,
    cohort: str | None,
    assessments: tuple[str, ...],
    votes: tuple[str, ...],
    journal: str | None,
    decimal: Literal[".", ","],
    as_of: datetime.date | None,
    new_journal: bool = False,
) -> Given:
    """What the options of `inputs_options` name; raises DiagnosticError for a file that cannot be read.

    A journal that is to be written may be new; one that is only read must be there.
    """
    from thiduascore.cohort.files import read_history
    from thiduascore.cohort.history import NOTHING_EARLIER
    from thiduascore.cohort.journal import read_journal
    from thiduascore.cohort.proceedings import NO_JOURNAL, Proceedings
    from thiduascore.cohort.sheets import read_assessments, read_votes
    from thiduascore.engine import Engine

    engine = Engine()
    loaded = engine.load(ruleset)
    return Given(
        engine=engine,
        ruleset=loaded,
        cohort=None if cohort is None else frozen_for(cohort, loaded),
        history=NOTHING_EARLIER if history is None else read_history(history),
        proceedings=Proceedings(
            assessments=read_assessments(assessments, decimal=decimal),
            votes=read_votes(votes),
            journal=NO_JOURNAL if journal is None else read_journal(journal, may_be_new=new_journal),
        ),
        intake=engine.read(loaded, submissions, decimal=decimal, watch=progress.watch),
        as_of=as_of,
    )


def wrong_with(results: Results) -> list[Diagnostic]:
    """What is wrong in the units' files and in what came after them."""
    from thiduascore.cli.score import wrong_in

    return [*wrong_in(results), *(one for one in results.problems if one.severity == "error")]


def remarks_on(results: Results) -> list[Diagnostic]:
    """What is doubtful there, and said as well."""
    return [*results.notes, *(one for one in results.problems if one.severity != "error")]
