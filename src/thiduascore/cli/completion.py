"""`thiduascore completion SHELL`: the script that completes commands, options and slugs."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import PROGRAM, OneOf, Spoken, lang_option

SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Spoken, name="completion", help="help-completion")
@click.argument("shell", type=OneOf(SHELLS))
@lang_option
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    from click.shell_completion import get_completion_class

    from thiduascore.cli.entrance import COMPLETION

    kind = get_completion_class(shell)
    assert kind is not None, shell
    click.echo(kind(context.find_root().command, {}, PROGRAM, COMPLETION).source())
    return 0
