"""`thiduascore score RULESET SUBMISSIONS…`: who earned what, why, and what could not be scored."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

from thiduascore.cli.language import language
from thiduascore.cli.progress import Progress
from thiduascore.cli.spoken import BadValue, OneOf, Spoken, day, lang_option, one_of, option

if TYPE_CHECKING:
    from thiduascore.cohort import Page, Results
    from thiduascore.diagnostics import Diagnostic
    from thiduascore.engine import Engine
    from thiduascore.program.scorecard import Scorecard

FORMATS = ("table", "json", "jsonl", "csv", "markdown")
WRONG, MISUSED = 1, 2


def _complete_format(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


@click.command(cls=Spoken, name="score", help="help-score")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@option(
    "--format", "form", default="table", metavar="|".join(FORMATS), shell_complete=_complete_format,
    help="help-score-format",
)  # fmt: skip
@option("--out", type=click.Path(), help="help-out")
@option("--explain", "explained", metavar="UNIT", help="help-score-explain")
@option("--decimal", type=OneOf([".", ","]), default=".", help="help-score-decimal")
@option("--as-of", metavar="DATE", callback=day, help="help-score-as-of")
@option("--explain-where", metavar="EXPRESSION|IDS", help="help-score-explain-where")
@option("--cohort", type=click.Path(), help="help-score-cohort")
@option("--resume", is_flag=True, help="help-score-resume")
@lang_option
@click.pass_context
def command(
    context: click.Context,
    ruleset: str,
    submissions: tuple[str, ...],
    form: str,
    out: str | None,
    explained: str | None,
    decimal: Literal[".", ","],
    as_of: datetime.date | None,
    explain_where: str | None,
    cohort: str | None,
    resume: bool,
) -> int:
    from thiduascore.cli.table import Wanted, concerns, misfit, score_table
    from thiduascore.cli.trouble import complain
    from thiduascore.engine import Engine

    if concerns(submissions, out):
        bare = context.get_parameter_source("form") is not ParameterSource.DEFAULT
        wanted = Wanted(
            ruleset=ruleset, table=submissions[0], out=out, as_of=as_of, decimal=decimal,
            explain_where=explain_where, cohort=cohort, resume=resume,
        )  # fmt: skip
        code = misfit({"--format": bare, "--explain": explained is not None}, tables=True)
        return code or score_table(wanted, submissions)
    for_tables = {"--explain-where": explain_where, "--resume": resume or None, "--cohort": cohort}
    if code := misfit({name: each is not None for name, each in for_tables.items()}, tables=False):
        return code
    engine = Engine()
    _check_format(engine, form, context)
    loaded = engine.load(ruleset)
    with Progress() as progress:
        intake = engine.read(loaded, submissions, decimal=decimal, watch=progress.watch)
        results = engine.results(loaded, intake, as_of=as_of, watch=progress.watch)
    code = _explain(results, explained, form, out) if explained else _report(engine, results, form, out)
    wrong = list(wrong_in(results))
    complain([*wrong, *results.notes])
    return code or (WRONG if wrong else 0)


def wrong_in(results: Results) -> Iterator[Diagnostic]:
    """What is wrong in the units' files: why they were not scored, and the findings that are errors."""
    for refused in results.refused:
        yield from refused.diagnostics
    for standing in results.standings.all:
        yield from (each.diagnostic for each in standing.card.findings if each.severity == "error")


def _check_format(engine: Engine, form: str, context: click.Context) -> None:
    known = engine.registry.reports
    if form not in known:
        parameter = next(each for each in context.command.params if each.name == "form")
        raise BadValue(form, wanted=one_of(list(known)), param=parameter, ctx=context)


def _report(engine: Engine, results: Results, form: str, out: str | None) -> int:
    from thiduascore.cli.trouble import delivered

    return delivered([engine.registry.reports[form].write(results, page(out))], out)


def _explain(results: Results, unit: str, form: str, out: str | None) -> int:
    """The sentences about every scorecard of the unit, or the bare scorecards as JSON."""
    from thiduascore.cli.trouble import complain, delivered
    from thiduascore.program.document import scorecard_json
    from thiduascore.program.sentences import explain

    cards = _cards_of(results, unit)
    if not cards:
        complain([_no_such_unit(results, unit)])
        return MISUSED
    texts = [scorecard_json(card) if form == "json" else explain(card, language()) for card in cards]
    return delivered(["\n".join(texts)], out)


def _cards_of(results: Results, unit: str) -> list[Scorecard]:
    from thiduascore.text import normal

    wanted = normal(unit)
    cards = [standing.card for standing in results.standings.all]
    by_id = [card for card in cards if card.unit.id == wanted]
    return by_id or [card for card in cards if card.unit.name.casefold() == wanted.casefold()]


def _no_such_unit(results: Results, unit: str) -> Diagnostic:
    from thiduascore.diagnostics import Diagnostic, nearest

    near = nearest(unit, [standing.card.unit.id for standing in results.standings.all])
    return Diagnostic("no-such-unit", {"unit": unit} | ({"nearest": near} if near else {}))


def page(out: str | None) -> Page:
    """For whom a report is written: a terminal, a pipe or a file."""
    import shutil

    from thiduascore.cohort import Page

    file = out not in (None, "-")
    terminal = not file and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else None
    return Page(lang=language(), width=width, color=terminal, file=file)
