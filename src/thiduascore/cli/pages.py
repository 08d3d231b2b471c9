"""Writes the reference: `python -m thiduascore.cli.pages docs/reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from thiduascore.authoring.pages import LANGUAGES, pages, titled
from thiduascore.cli.entrance import COMMANDS, thiduascore
from thiduascore.cli.spoken import PROGRAM, SpokenGroup
from thiduascore.diagnostics import Lang
from thiduascore.engine import Engine


def reference() -> dict[str, str]:
    """Every page of the reference, by its path: those of the engine's registry, and that of the commands."""
    found = pages(Engine(plugins=[]).registry)
    for lang in LANGUAGES:
        found[f"{lang}/commands.md"] = titled("commands", "\n\n".join(_commands(lang)), lang)
    return dict(sorted(found.items()))


def _commands(lang: Lang) -> Iterator[str]:
    with click.Context(thiduascore, info_name=PROGRAM, obj=lang, terminal_width=100) as outer:
        yield f"```text\n{outer.get_help()}\n```"
        yield from _inside(thiduascore, COMMANDS, outer, "##")


def _inside(group: SpokenGroup, names: Iterable[str], outer: click.Context, heading: str) -> Iterator[str]:
    """The help of each command of a group, and of the commands inside it."""
    for name in names:
        command = group.get_command(outer, name)
        assert command is not None, name
        with click.Context(command, outer, name, obj=outer.obj, terminal_width=100) as context:
            title = context.command_path.removeprefix(f"{PROGRAM} ")
            yield f"{heading} {title}\n\n```text\n{context.get_help()}\n```"
            if isinstance(command, SpokenGroup):
                yield from _inside(command, command.modules, context, f"{heading}#")


def write(folder: Path) -> None:
    """Writes every page below the folder; what is not a page of the reference is left alone."""
    for path, text in reference().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
