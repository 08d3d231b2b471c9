"""`thiduascore cohort`: what is done with the cohort before anything is compared."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import SpokenGroup, lang_option


@click.command(cls=SpokenGroup, modules=("freeze",), inside="cohort", name="cohort", help="help-cohort")
@lang_option
def command() -> None:
    pass
