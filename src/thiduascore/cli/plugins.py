"""`thiduascore plugins`: each distribution and what it adds; `plugins explain` tells of one field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.spoken import SpokenGroup, lang_option

if TYPE_CHECKING:
    from thiduascore.plugins import Registry


class _Listing(SpokenGroup):
    """A group that does something on its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return click.Group.parse_args(self, ctx, args)


@click.command(
    cls=_Listing,
    name="plugins",
    modules=("explain",),
    inside="plugins",
    invoke_without_command=True,
    help="help-plugins",
)
@lang_option
@click.pass_context
def command(context: click.Context) -> int:
    if context.invoked_subcommand is not None:
        return 0
    from thiduascore.diagnostics import printable
    from thiduascore.engine import Engine

    for line in _lines(Engine().registry):
        click.echo(printable(line))
    return 0


def _lines(registry: Registry) -> Iterator[str]:
    for distribution in registry.distributions:
        yield str(distribution)
        kinds = dict.fromkeys(
            kind for (kind, _), origin in registry.origins.items() if origin == distribution
        )
        for kind in sorted(kinds):
            yield f"  {say(f'plugins-{kind}')}"
            for (other, name), origin in sorted(registry.origins.items()):
                if other == kind and origin == distribution:
                    said = _said(registry, kind, name)
                    yield f"    {name}: {said}" if said else f"    {name}"


def _said(registry: Registry, kind: str, name: str) -> str:
    """What a thing is, in words; a field is counted through."""
    thing = getattr(registry, kind)[name]
    if kind != "fields":
        doc = getattr(thing, "doc", None)
        return doc.said(language()) if doc else ""
    counts = {each: len(things) for each, things in thing.lent.items()}
    return say("plugins-field-holds", title=thing.title, **counts)
