"""`thiduascore journal check FILE`: whether every entry is as it was written, and follows the one before."""

from __future__ import annotations

from typing import Any

import click

from thiduascore.cli.spoken import Spoken, lang_option, option

WRONG = 1


@click.command(cls=Spoken, name="check", help="help-journal-check")
@click.argument("journal", type=click.Path())
@option("--against", type=click.Path(), help="help-journal-against")
@lang_option
def command(journal: str, against: str | None) -> int:
    from thiduascore.cli.language import say
    from thiduascore.cli.trouble import complain
    from thiduascore.cohort.journal import read_journal
    from thiduascore.diagnostics import Diagnostic, printable

    found = read_journal(journal)
    if against is not None:
        head = _head(against)
        if head and head not in [entry.hash for entry in found.entries]:
            complain([Diagnostic("journal-not-continued", {"file": journal, "standings": against})])
            return WRONG
    for entry in found.entries:
        kind = say(f"journal-kind-{entry.kind}")
        said = f"{entry.number}  {entry.date.isoformat()}  {kind}  {entry.by}: {entry.reason}"
        click.echo(printable(said))
    click.echo(say("journal-holds", count=len(found.entries), hash=found.head or "–"))
    return 0


def _head(file: str) -> str:
    """The head of the journal that standings were decided with; empty without one."""
    from thiduascore.cohort.record import read_record_of
    from thiduascore.text import parse_json, read_file

    limit = 1024 * 1024 * 1024
    document: Any = parse_json(read_file(file, limit=limit), file).value
    return read_record_of(document, file).proceedings.journal.head
