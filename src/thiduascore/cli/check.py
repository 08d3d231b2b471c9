"""`thiduascore check RULESET…`: everything that is wrong or doubtful in rulesets, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.spoken import OneOf, Spoken, lang_option, option

if TYPE_CHECKING:
    from thiduascore.diagnostics import Diagnostic

WRONG = 1


@click.command(cls=Spoken, name="check", help="help-check")
@click.argument("rulesets", nargs=-1, required=True, metavar="RULESET...", type=click.Path())
@option("--format", "form", type=OneOf(["text", "json", "sarif"]), default="text", help="help-check-format")
@option("--out", type=click.Path(), help="help-out")
@lang_option
def command(rulesets: tuple[str, ...], form: str, out: str | None) -> int:
    from thiduascore.cli.trouble import delivered
    from thiduascore.engine import Engine

    engine = Engine()
    found = [diagnostic for ruleset in rulesets for diagnostic in engine.check(ruleset)]
    code = delivered([_written(found, form, out)], out)
    return code or (WRONG if any(diagnostic.severity == "error" for diagnostic in found) else 0)


def _written(found: list[Diagnostic], form: str, out: str | None) -> str:
    import sys

    from thiduascore import __version__
    from thiduascore.diagnostics import as_json, as_text, sarif

    if form == "json":
        return as_json(found)
    if form == "sarif":
        return sarif(found, language(), version=__version__)
    color = out is None and sys.stdout.isatty()
    text = as_text(found, language(), color=color)
    return f"{text}\n\n{_summary(found)}\n" if text else f"{_summary(found)}\n"


def _summary(found: list[Diagnostic]) -> str:
    """How many of each severity, in words."""
    counts = {kind: sum(each.severity == kind for each in found) for kind in ("error", "warning", "note")}
    if not found:
        return say("check-clean")
    return say("check-count", **counts)
