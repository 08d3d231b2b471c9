"""`thiduascore plugins`: each distribution and what it adds."""

from __future__ import annotations

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.spoken import Spoken, lang_option


@click.command(cls=Spoken, name="plugins", help="help-plugins")
@lang_option
def command() -> int:
    from thiduascore.diagnostics import printable
    from thiduascore.engine import Engine

    registry = Engine().registry
    for distribution in registry.distributions:
        click.echo(printable(str(distribution)))
        kinds = dict.fromkeys(
            kind for (kind, _), origin in registry.origins.items() if origin == distribution
        )
        for kind in sorted(kinds):
            click.echo(f"  {say(f'plugins-{kind}')}")
            for (other, name), origin in sorted(registry.origins.items()):
                if other == kind and origin == distribution:
                    thing = getattr(registry, kind)[name]
                    doc = getattr(thing, "doc", None)
                    said = doc.said(language()) if doc else ""
                    click.echo(printable(f"    {name}: {said}" if said else f"    {name}"))
    return 0
