"""Click's commands with every word of their help taken from the catalogue, in the reader's language.

A command's help is the phrase `help-COMMAND`, an option's `help-COMMAND-OPTION` or, where commands share it,
`help-OPTION`; nothing is looked up before help is asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from thiduascore.cli.language import say

if TYPE_CHECKING:
    from thiduascore.plugins.things import Command as PluginCommand

PROGRAM = "thiduascore"
"""The command's name, and the group of entry points in which plugins register."""


class SpokenOption(click.Option):
    """An option that is given a phrase's key for its help, and looks the phrase up when it is read."""

    _key: str | None = None

    @property
    def help(self) -> str | None:
        """The phrase."""
        return say(self._key) if self._key else None

    @help.setter
    def help(self, key: str | None) -> None:
        self._key = key


def _show_help(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(ctx.get_help())
        ctx.exit()


class Spoken(click.Command):
    """A command whose `help` is a phrase's key."""

    _spoken_help: SpokenOption | None = None

    def get_short_help_str(self, limit: int = 45) -> str:
        return say(f"{self.help}").split(";")[0].removesuffix(".")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("help-usage") + ": ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(f"{self.help}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (each for each in self.get_params(ctx) if isinstance(each, click.Option))
        records = [record for option in options if (record := option.get_help_record(ctx))]
        if records:
            with formatter.section(say("help-options")):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._spoken_help is None:
            self._spoken_help = SpokenOption(
                ["--help"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help="help-help",
            )
        return self._spoken_help


class SpokenGroup(Spoken, click.Group):
    """A group that knows its commands by module name and imports one when it is called or listed.

    The modules of a group inside another one begin with its name: `feel_eval` is `eval` of `feel`.
    Plugins add commands to the outermost group only.
    """

    def __init__(self, *, modules: Sequence[str], inside: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.modules = tuple(modules)
        self.inside = inside

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.modules, *(name for name in self._registered() if name not in self.modules)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A shell that asks for completions is not told how to call the group.
        return super().parse_args(ctx, args if args or ctx.resilient_parsing else ["--help"])

    def _registered(self) -> Mapping[str, PluginCommand]:
        return {} if self.inside else _plugin_commands()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.modules:
            module = f"{self.inside}_{cmd_name}" if self.inside else cmd_name
            own: click.Command = import_module(f"thiduascore.cli.{module.replace('-', '_')}").command
            return own
        registered = self._registered().get(cmd_name)
        built: click.Command | None = registered.build() if registered is not None else None
        return built

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [
            (name, command.get_short_help_str())
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        ]
        with formatter.section(say("help-commands")):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None:
            raise UnknownCommand(args[0], self.list_commands(ctx), ctx)
        return args[0], command, args[1:]


def _plugin_commands() -> Mapping[str, PluginCommand]:
    """The commands of installed plugins; without any plugin nothing is imported."""
    from importlib.metadata import entry_points

    if not entry_points(group=PROGRAM):
        return {}
    from thiduascore.engine import Engine

    return Engine().registry.commands


class UnknownCommand(click.UsageError):
    """A command that does not exist; `names` are those that do."""

    def __init__(self, name: str, names: Sequence[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.name = name
        self.names = tuple(names)


class BadValue(click.BadParameter):
    """A value that a parameter does not take; `wanted` says in the reader's language what it takes."""

    def __init__(
        self, value: str, *, wanted: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> None:
        super().__init__(value, ctx=ctx, param=param)
        self.value = value
        self.wanted = wanted


def one_of(values: Sequence[str]) -> str:
    """The values as a choice in words: `vi` or `en`."""
    quoted = [f"`{value}`" for value in values]
    return f" {say('or')} ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else "".join(quoted)


class OneOf(click.Choice[str]):
    """A choice whose refusal is said in the reader's language."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value not in self.choices:
            raise BadValue(
                str(value), wanted=one_of([str(choice) for choice in self.choices]), param=param, ctx=ctx
            )
        return value


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime.date | None:
    """The day that an option such as `--as-of 2021-12-31` means."""
    try:
        return None if value is None else datetime.date.fromisoformat(value)
    except ValueError:
        raise BadValue(str(value), wanted=say("value-date"), param=parameter, ctx=context) from None


def option(*names: str, help: str, **settings: Any) -> Callable[[Any], Any]:
    """An option whose help is the phrase `help`."""
    return click.option(*names, cls=SpokenOption, help=help, **settings)


def lang_option(function: Any) -> Any:
    """`--lang vi|en`, the terminal's language unless it is given."""
    return option(
        "--lang",
        type=OneOf(["vi", "en"]),
        expose_value=False,
        is_eager=True,
        help="help-lang",
    )(function)
