"""`thiduascore feel …`: the expression language on its own, without rulesets and without scoring."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import SpokenGroup, lang_option

INSIDE = ("eval", "dmn")


@click.command(cls=SpokenGroup, name="feel", modules=INSIDE, inside="feel", help="help-feel")
@lang_option
def command() -> None:
    pass
