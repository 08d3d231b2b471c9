"""`thiduascore feel …`: the expression language on its own, without rulesets and without scoring."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import SpokenGroup, lang_option

INSIDE = ("eval", "format", "dmn")


@click.command(
    cls=SpokenGroup, name="feel", modules=INSIDE, inside="feel", invoke_without_command=True, help="help-feel"
)
@lang_option
@click.pass_context
def command(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
