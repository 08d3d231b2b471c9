"""`thiduascore journal`: looks at the journal, and locks a stage in it."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import SpokenGroup, lang_option


@click.command(
    cls=SpokenGroup, modules=("check", "lock"), inside="journal", name="journal", help="help-journal"
)
@lang_option
def command() -> None:
    pass
