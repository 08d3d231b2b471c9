"""Click's commands with every word of their help taken from the catalogue, in the reader's language.

A command's help is the phrase `help-COMMAND`, an option's `help-COMMAND-OPTION` or, where commands share it,
`help-OPTION`; nothing is looked up before help is asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from thiduascore.cli.language import choose, say


class SpokenOption(click.Option):
    """An option whose `help` is a phrase's key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return (record[0], say(self.help)) if record and self.help else record


class Spoken(click.Command):
    """A command whose `help` is a phrase's key."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return say(f"{self.help}").split(";")[0]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("help-usage") + ": ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(f"{self.help}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for option in self.get_params(ctx) if (record := option.get_help_record(ctx))]
        if records:
            with formatter.section(say("help-options")):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("help-help")
        return option


class SpokenGroup(Spoken, click.Group):
    """A group that knows its commands by module name and imports one when it is called or listed."""

    def __init__(self, *, modules: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.modules = tuple(modules)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.modules:
            return None
        command: click.Command = import_module(f"thiduascore.cli.{cmd_name}").command
        return command

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
            raise UnknownCommand(args[0], self.modules, ctx)
        return args[0], command, args[1:]


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


class Day(click.ParamType[datetime.date]):
    """A day as 2021-12-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        try:
            return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
        except ValueError:
            raise BadValue(str(value), wanted=say("value-date"), param=param, ctx=ctx) from None


def option(*names: str, help: str, **settings: Any) -> Callable[[Any], Any]:
    """An option whose help is the phrase `help`."""
    return click.option(*names, cls=SpokenOption, help=help, **settings)


def lang_option(function: Any) -> Any:
    """`--lang vi|en`, the terminal's language unless it is given."""
    return option(
        "--lang",
        type=OneOf(["vi", "en"]),
        callback=choose,
        expose_value=False,
        is_eager=True,
        help="help-lang",
    )(function)
