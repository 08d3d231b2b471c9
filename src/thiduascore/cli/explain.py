"""`thiduascore explain SLUG`: what a diagnostic means, why it matters, wrong and right."""

from __future__ import annotations

import textwrap

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.spoken import Spoken, lang_option


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from thiduascore.diagnostics import slugs

    return [slug for slug in slugs() if slug.startswith(incomplete)]


@click.command(cls=Spoken, name="explain", help="help-explain")
@click.argument("slug", shell_complete=_complete)
@lang_option
def command(slug: str) -> int:
    from thiduascore.cli.trouble import MISUSED, complain
    from thiduascore.diagnostics import Diagnostic, nearest, slugs

    name = slug.strip().strip("[]`").lower()
    if name not in slugs():
        near = nearest(name, slugs())
        complain([Diagnostic("no-such-slug", {"slug": slug} | ({"nearest": near} if near else {}))])
        return MISUSED
    click.echo(explanation(name))
    return 0


def explanation(slug: str) -> str:
    """The catalogue's entry as paragraphs."""
    from thiduascore.diagnostics import entry, outlined

    lang, known = language(), entry(slug)
    severity = say(f"severity-{known.severity}")
    parts = [f"{severity}[{slug}]: {outlined(known.message.said(lang))}"]
    parts += [
        f"{say('explain-means')}: {known.means.said(lang)}",
        f"{say('explain-why')}: {known.why.said(lang)}",
    ]
    for key, example in (("explain-wrong", known.wrong), ("explain-right", known.right)):
        parts.append(f"{say(key)}:\n\n{textwrap.indent(example, '    ')}")
    return "\n\n".join(parts)
