"""`thiduascore cohort freeze RULESET SUBMISSIONS… --out FILE`: writes down who is compared."""

from __future__ import annotations

from typing import Literal

import click

from thiduascore.cli.progress import Progress
from thiduascore.cli.spoken import OneOf, Spoken, lang_option, option

WRONG = 1


@click.command(cls=Spoken, name="freeze", help="help-cohort-freeze")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@option("--out", type=click.Path(), help="help-out")
@option("--decimal", type=OneOf([".", ","]), default=".", help="help-score-decimal")
@lang_option
def command(ruleset: str, submissions: tuple[str, ...], out: str | None, decimal: Literal[".", ","]) -> int:
    from thiduascore.cli.table import concerns, freeze_table

    if concerns(submissions, out):
        return freeze_table(ruleset, submissions, out, decimal)
    from thiduascore.cli.trouble import complain, delivered
    from thiduascore.cohort.cohort import cohort_json
    from thiduascore.diagnostics import Diagnostic
    from thiduascore.engine import Engine

    engine = Engine()
    loaded = engine.load(ruleset)
    with Progress() as progress:
        intake = engine.read(loaded, submissions, decimal=decimal, watch=progress.watch)
    wrong = [diagnostic for refused in intake.refused for diagnostic in refused.diagnostics]
    if not intake.submissions:
        complain([*wrong, *intake.notes, Diagnostic("cohort-of-nobody", {})])
        return WRONG
    code = delivered([cohort_json(engine.freeze(loaded, intake))], out)
    complain([*wrong, *intake.notes])
    return code or (WRONG if wrong else 0)
