"""What `appeal` and `revoke` share: the effect of a new entry on everybody, and adding it once confirmed."""

from __future__ import annotations

import datetime
import json
import os
from typing import TYPE_CHECKING, Any

import click

from thiduascore.cli.proceedings import given, remarks_on, wrong_with
from thiduascore.cli.progress import Progress
from thiduascore.cli.score import page
from thiduascore.cli.spoken import OneOf, day, option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thiduascore.cohort import Results

FORMATS = ("table", "json", "csv", "markdown")
WRONG, MISUSED = 1, 2

_OPTIONS = (
    option("--by", required=True, help="help-by"),
    option("--reason", required=True, help="help-reason"),
    option("--date", required=True, metavar="DATE", callback=day, help="help-date"),
    option("--confirm", is_flag=True, help="help-confirm"),
)
FORM = option("--format", "form", type=OneOf(FORMATS), default="table", help="help-effect-format")


def entry_options(function: Any) -> Any:
    """Who decided, why and when, and whether it is meant."""
    for each in reversed(_OPTIONS):
        function = each(function)
    return function


def entered(
    ruleset: str,
    submissions: tuple[str, ...],
    kind: str,
    what: Mapping[str, Any],
    *,
    by: str,
    reason: str,
    date: datetime.date,
    confirm: bool,
    form: str,
    inputs: Mapping[str, Any],
) -> int:
    """Shows whom an entry moves, and adds it to the journal when it is confirmed and can take effect."""
    from attrs import evolve

    from thiduascore.cli.trouble import complain, delivered
    from thiduascore.cohort.journal import next_entry, with_entry
    from thiduascore.cohort.record import record_of
    from thiduascore.engine.moves import moves

    with Progress() as progress:
        found = given(ruleset, submissions, progress, **inputs, new_journal=True)
        before = found.results(progress=progress)
    old = found.proceedings.journal
    entry = next_entry(old, found.ruleset.campaign.id, kind, date=date, by=by, reason=reason, **what)
    after = found.results(journal=with_entry(old, entry))
    new_problems = [one for one in after.problems if one not in before.problems]
    if any(one.severity == "error" for one in new_problems):
        complain(new_problems)
        return WRONG
    moved = moves(found.engine, record_of(before), after, as_of=inputs["as_of"])
    code = delivered([_effect(evolve(after, moves=moved), entry, form)], None)
    complain([*wrong_with(after), *remarks_on(after)])
    return code or add(entry, inputs["journal"], confirm=confirm)


def _effect(results: Results, entry: Mapping[str, Any], form: str) -> str:
    if form == "json":
        from thiduascore.cohort.moved import move_document

        document = {"entry": dict(entry), "moves": [move_document(one) for one in results.moves or ()]}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    from thiduascore.builtin.standings.effect import EFFECTS

    return EFFECTS[form](results, page(None))


def add(entry: Mapping[str, Any], journal: str | None, *, confirm: bool) -> int:
    """Adds a confirmed entry at the end of the journal's file; says what is to be done otherwise."""
    from thiduascore.cli.language import say
    from thiduascore.cli.trouble import complain
    from thiduascore.cohort.journal import entry_line
    from thiduascore.diagnostics import Diagnostic

    if not confirm:
        click.echo(say("effect-not-confirmed"), err=True)
        return 0
    if journal is None:
        complain([Diagnostic("journal-not-named", {})])
        return MISUSED
    try:
        _append(journal, entry_line(entry))
    except OSError as error:
        complain([Diagnostic("output-not-written", {"file": journal, "problem": error.strerror or ""})])
        return MISUSED
    click.echo(say("effect-confirmed", number=entry["number"], file=journal), err=True)
    return 0


def _append(file: str, line: str) -> None:
    """One write at the end of the file, so that nothing that stands there is touched."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, line.encode("utf-8"))
        os.fsync(handle)
    finally:
        os.close(handle)
