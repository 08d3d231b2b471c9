"""`thiduascore new plugin NAME`: the folder of a working plugin."""

from __future__ import annotations

from pathlib import Path

import click

from thiduascore.cli.language import say
from thiduascore.cli.spoken import Spoken, lang_option, option


@click.command(cls=Spoken, name="plugin", help="help-new-plugin")
@click.argument("name", metavar="NAME")
@option("--hooks", is_flag=True, help="help-new-plugin-hooks")
@option("--out", type=click.Path(), help="help-new-plugin-out")
@lang_option
def command(name: str, hooks: bool, out: str | None) -> int:
    from thiduascore.authoring.new_plugin import new_plugin, write_plugin

    files = new_plugin(name, "hooks" if hooks else "field")
    folder = Path(out) if out is not None else Path(f"thiduascore-{name}")
    write_plugin(folder, files)
    for path in files:
        click.echo(str(folder / path))
    click.echo()
    click.echo(say("new-plugin-next", folder=str(folder)))
    return 0
