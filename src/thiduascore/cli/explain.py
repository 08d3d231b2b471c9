"""`thiduascore explain SLUG`: what a diagnostic means, why it matters, wrong and right; what a check does."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.spoken import Spoken, lang_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thiduascore.plugins import Registry
    from thiduascore.plugins.things import Check


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from thiduascore.diagnostics import slugs

    return [slug for slug in slugs() if slug.startswith(incomplete)]


@click.command(cls=Spoken, name="explain", help="help-explain")
@click.argument("slug", shell_complete=_complete)
@lang_option
def command(slug: str) -> int:
    from thiduascore.cli.trouble import MISUSED, complain
    from thiduascore.diagnostics import Diagnostic, nearest, slugs
    from thiduascore.engine import Engine

    name = slug.strip().strip("[]`").lower()
    if name in slugs():
        click.echo(explanation(name))
        return 0
    registry = Engine().registry
    known = known_checks(registry, name)
    if name in known:
        click.echo(check_explanation(known[name], origin_of(registry, name)))
        return 0
    near = nearest(name, [*slugs(), *known])
    complain([Diagnostic("no-such-slug", {"slug": slug} | ({"nearest": near} if near else {}))])
    return MISUSED


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


def known_checks(registry: Registry, name: str) -> Mapping[str, Check]:
    """The registered checks, and those of the field whose id the name begins with, by name.

    Raises DiagnosticError when that field's file cannot be read.
    """
    from thiduascore.plugins import checks_of_field

    field = registry.fields.get(name.partition("-")[0])
    own = () if field is None else checks_of_field(field)
    return {**registry.checks, **{check.name: check for check in own}}


def origin_of(registry: Registry, name: str) -> str:
    """The distribution that a check comes from, with its version."""
    kind, key = ("checks", name) if name in registry.checks else ("fields", name.partition("-")[0])
    return str(registry.origin(kind, key))


def check_explanation(check: Check, origin: str) -> str:
    """What a check looks at, what it allows, what it says and on what grounds, as paragraphs."""
    lang = language()
    severity = f"{say(f'severity-{check.severity}')}[{check.name}]" if check.written else f"[{check.name}]"
    told = {
        "explain-check-looks": looked_at(check),
        "field-when": check.when,
        "explain-check-tolerance": check.tolerance if check.value else "",
        "explain-check-says": check.says.said(lang) if check.says is not None else "",
        "field-head-source": check.source,
        "explain-check-from": origin,
    }
    lines = (f"{say(key)}: {text}" for key, text in told.items() if text)
    paragraphs = (line[0].upper() + line[1:] for line in lines)
    return "\n\n".join([f"{severity}: {check.doc.said(lang)}", *paragraphs])


def looked_at(check: Check) -> str:
    """The check's formula as it is written; of one in Python, that it is a program."""
    if check.outlier:
        return f"{check.outlier} ({say('field-outlier', fence=check.fence, units=check.units)})"
    if check.value:
        return f"{check.value} {check.relation} {check.against}"
    return check.holds or say("explain-check-coded")
