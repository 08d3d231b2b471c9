"""`thiduascore journal lock RULESET SUBMISSIONS… --stage STAGE`: from now on nobody changes that stage."""

from __future__ import annotations

import datetime
from typing import Any

import click

from thiduascore.cli.confirming import WRONG, add, entry_options
from thiduascore.cli.proceedings import given, inputs_options
from thiduascore.cli.progress import Progress
from thiduascore.cli.spoken import Spoken, lang_option, option


@click.command(cls=Spoken, name="lock", help="help-journal-lock")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@option("--stage", required=True, help="help-journal-stage")
@entry_options
@inputs_options
@lang_option
def command(
    ruleset: str,
    submissions: tuple[str, ...],
    stage: str,
    by: str,
    reason: str,
    date: datetime.date,
    confirm: bool,
    **inputs: Any,
) -> int:
    from thiduascore.cli.language import say
    from thiduascore.cli.trouble import complain
    from thiduascore.cohort.journal import next_entry
    from thiduascore.cohort.locks import rows_of_stage
    from thiduascore.diagnostics import Diagnostic, nearest

    with Progress() as progress:
        found = given(ruleset, submissions, progress, **inputs, new_journal=True)
        results = found.results(progress=progress)
    stages = [one.id for one in found.ruleset.stages if not one.self_scores]
    if stage not in stages:
        near = nearest(stage, stages)
        complain([Diagnostic("unknown-stage", {"name": stage} | ({"nearest": near} if near else {}))])
        return WRONG
    rows = [row.document() for row in rows_of_stage(results.standings, stage)]
    entry = next_entry(
        found.proceedings.journal,
        found.ruleset.campaign.id,
        "lock",
        date=date,
        by=by,
        reason=reason,
        stage=stage,
        rows=rows,
    )
    complain(results.problems)
    click.echo(say("lock-holds", stage=stage, count=len(rows)))
    return add(entry, inputs["journal"], confirm=confirm)
