"""`thiduascore rank RULESET SUBMISSIONS…`: the decision on a whole cohort, with its reasons."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Literal

import click

from thiduascore.cli.progress import Progress
from thiduascore.cli.score import page, wrong_in
from thiduascore.cli.spoken import OneOf, Spoken, day, lang_option, option

if TYPE_CHECKING:
    from thiduascore.cohort import Cohort, Results
    from thiduascore.engine import Engine
    from thiduascore.model.ruleset import Ruleset

FORMATS = ("table", "json", "csv", "markdown")
WRONG = 1


@click.command(cls=Spoken, name="rank", help="help-rank")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@option("--history", type=click.Path(), help="help-rank-history")
@option("--cohort", type=click.Path(), help="help-rank-cohort")
@option("--format", "form", type=OneOf(FORMATS), default="table", help="help-rank-format")
@option("--out", type=click.Path(), help="help-out")
@option("--with-scorecards", is_flag=True, help="help-rank-scorecards")
@option("--decimal", type=OneOf([".", ","]), default=".", help="help-score-decimal")
@option("--as-of", metavar="DATE", callback=day, help="help-score-as-of")
@lang_option
def command(
    ruleset: str,
    submissions: tuple[str, ...],
    history: str | None,
    cohort: str | None,
    form: str,
    out: str | None,
    with_scorecards: bool,
    decimal: Literal[".", ","],
    as_of: datetime.date | None,
) -> int:
    from thiduascore.cli.trouble import complain, delivered
    from thiduascore.cohort.files import read_history
    from thiduascore.cohort.history import NOTHING_EARLIER
    from thiduascore.engine import Engine

    engine = Engine()
    loaded = engine.load(ruleset)
    earlier = NOTHING_EARLIER if history is None else read_history(history)
    frozen = None if cohort is None else _cohort(cohort, loaded)
    with Progress() as progress:
        intake = engine.read(loaded, submissions, decimal=decimal, watch=progress.watch)
        results = engine.results(
            loaded, intake, cohort=frozen, history=earlier, light=True, as_of=as_of, watch=progress.watch
        )
    code = delivered([_written(engine, results, form, out, with_scorecards)], out)
    wrong = list(wrong_in(results))
    complain([*wrong, *results.notes])
    return code or (WRONG if wrong else 0)


def _cohort(file: str, ruleset: Ruleset) -> Cohort:
    """A frozen cohort that belongs to the ruleset's campaign."""
    from thiduascore.cohort.files import read_cohort
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place

    found = read_cohort(file)
    if found.campaign != ruleset.campaign.id:
        arguments = {"cohort": found.campaign, "campaign": ruleset.campaign.id}
        raise DiagnosticError(Diagnostic("cohort-of-another-campaign", arguments, Place(file)))
    return found


def _written(engine: Engine, results: Results, form: str, out: str | None, scorecards: bool) -> str:
    if form == "json":
        from thiduascore.cohort.document import standings_json

        return standings_json(results, engine.versions, scorecards=scorecards)
    from thiduascore.builtin.standings import FORMS

    return FORMS[form](results, page(out))
