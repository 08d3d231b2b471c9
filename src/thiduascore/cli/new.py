"""`thiduascore new …`: what authors begin with."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import SpokenGroup, lang_option


@click.command(cls=SpokenGroup, name="new", modules=("plugin",), inside="new", help="help-new")
@lang_option
def command() -> None:
    pass
