"""`thiduascore rank RULESET SUBMISSIONS…`: the decision on a whole cohort, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from thiduascore.cli.proceedings import given, inputs_options, remarks_on, wrong_with
from thiduascore.cli.progress import Progress
from thiduascore.cli.score import page
from thiduascore.cli.spoken import OneOf, Spoken, lang_option, option

if TYPE_CHECKING:
    from thiduascore.cohort import Page, Results
    from thiduascore.engine import Engine

FORMATS = ("table", "json", "csv", "markdown")
WRONG = 1
MOST_BYTES = 1024 * 1024 * 1024
"""The largest earlier decision that is compared: it holds every report of a country."""


@click.command(cls=Spoken, name="rank", help="help-rank")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@inputs_options
@option("--against", type=click.Path(), help="help-rank-against")
@option("--format", "form", type=OneOf(FORMATS), default="table", help="help-rank-format")
@option("--out", type=click.Path(), help="help-out")
@option("--with-scorecards", is_flag=True, help="help-rank-scorecards")
@option("--brief", is_flag=True, help="help-rank-brief")
@lang_option
def command(
    ruleset: str,
    submissions: tuple[str, ...],
    against: str | None,
    form: str,
    out: str | None,
    with_scorecards: bool,
    brief: bool,
    **inputs: Any,
) -> int:
    from attrs import evolve

    from thiduascore.cli.trouble import complain, delivered

    with Progress() as progress:
        found = given(ruleset, submissions, progress, **inputs)
        results = found.results(progress=progress)
    if against is not None:
        results = _compared(found.engine, results, against, inputs)
    reader = evolve(page(out), brief=brief)
    code = delivered([_written(found.engine, results, form, reader, with_scorecards)], out)
    wrong = wrong_with(results)
    complain([*wrong, *remarks_on(results)])
    return code or (WRONG if wrong else 0)


def _compared(engine: Engine, results: Results, file: str, inputs: dict[str, Any]) -> Results:
    """The results with who moved since an earlier decision."""
    from attrs import evolve

    from thiduascore.cohort.record import read_record_of
    from thiduascore.engine.moves import moves
    from thiduascore.text import parse_json, read_file

    earlier = read_record_of(parse_json(read_file(file, limit=MOST_BYTES), file).value, file)
    return evolve(results, moves=moves(engine, earlier, results, as_of=inputs["as_of"]))


def _written(engine: Engine, results: Results, form: str, page: Page, scorecards: bool) -> str:
    if form == "json":
        from thiduascore.cohort.document import standings_json

        return standings_json(results, engine.versions, scorecards=scorecards)
    from thiduascore.builtin.standings import FORMS

    return FORMS[form](results, page)
