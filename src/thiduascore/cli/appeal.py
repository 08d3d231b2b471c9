"""`thiduascore appeal RULESET SUBMISSIONS…`: corrects an input or an interpretation, never a score."""

from __future__ import annotations

import datetime
import re
from typing import Any

import click

from thiduascore.cli.confirming import FORM, MISUSED, entered, entry_options
from thiduascore.cli.proceedings import inputs_options
from thiduascore.cli.spoken import Spoken, day, lang_option, option


@click.command(cls=Spoken, name="appeal", help="help-appeal")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@option("--unit", help="help-appeal-unit")
@option("--year", type=int, help="help-appeal-year")
@option("--fact", help="help-appeal-fact")
@option("--parameter", help="help-appeal-parameter")
@option("--from", "start", metavar="DATE", callback=day, help="help-appeal-from")
@option("--value", help="help-appeal-value")
@option("--evidence", help="help-appeal-evidence")
@option("--undo", type=int, help="help-appeal-undo")
@entry_options
@inputs_options
@FORM
@lang_option
def command(ruleset: str, submissions: tuple[str, ...], form: str, **options: Any) -> int:
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import Diagnostic

    entry = _meant(**{name: options.pop(name) for name in _ASKED})
    if entry is None:
        complain([Diagnostic("appeal-unclear", {})])
        return MISUSED
    decision = {name: options.pop(name) for name in ("by", "reason", "date", "confirm")}
    return entered(ruleset, submissions, *entry, **decision, form=form, inputs=options)


_ASKED = ("unit", "year", "fact", "parameter", "start", "value", "evidence", "undo")


def _meant(
    *,
    unit: str | None,
    year: int | None,
    fact: str | None,
    parameter: str | None,
    start: datetime.date | None,
    value: str | None,
    evidence: str | None,
    undo: int | None,
) -> tuple[str, dict[str, Any]] | None:
    """The kind of entry that the options describe, and what it changes; None when that is not one thing."""
    given = [kind for kind, said in (("fact", fact), ("parameter", parameter), ("undo", undo)) if said]
    if given == ["undo"] and not (value or evidence):
        return "undo", {"entry": undo}
    if given == ["fact"] and unit and value and evidence:
        proof = {"number": evidence}
        return "fact", {"unit": unit, "year": year, "fact": fact, "value": _value(value), "evidence": proof}
    if given == ["parameter"] and value and evidence:
        first = None if start is None else start.isoformat()
        return "parameter", {"parameter": parameter, "value": value, "source": evidence, "from": first}
    return None


def _value(value: str) -> str | list[str]:
    """The value of a fact; a list is written with semicolons, as in tables of submissions."""
    if ";" not in value:
        return value
    return [part for part in re.split(r"\s*;\s*", value.strip()) if part]
