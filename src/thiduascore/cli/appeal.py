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
def command(
    ruleset: str,
    submissions: tuple[str, ...],
    unit: str | None,
    year: int | None,
    fact: str | None,
    parameter: str | None,
    start: datetime.date | None,
    value: str | None,
    evidence: str | None,
    undo: int | None,
    by: str,
    reason: str,
    date: datetime.date,
    confirm: bool,
    form: str,
    **inputs: Any,
) -> int:
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import Diagnostic

    said = {"fact": fact and unit, "parameter": parameter, "undo": undo}
    kinds = [kind for kind, given in said.items() if given]
    if len(kinds) != 1 or (kinds != ["undo"] and not (value and evidence)):
        complain([Diagnostic("appeal-unclear", {})])
        return MISUSED
    what: dict[str, dict[str, Any]] = {
        "fact": {
            "unit": unit,
            "year": year,
            "fact": fact,
            "value": _value(value),
            "evidence": {"number": evidence},
        },
        "parameter": {
            "parameter": parameter,
            "value": value,
            "source": evidence,
            "from": None if start is None else start.isoformat(),
        },
        "undo": {"entry": undo},
    }
    return entered(
        ruleset,
        submissions,
        kinds[0],
        what[kinds[0]],
        by=by,
        reason=reason,
        date=date,
        confirm=confirm,
        form=form,
        inputs=inputs,
    )


def _value(value: str | None) -> Any:
    """The value of a fact; a list is written with semicolons, as in tables of submissions."""
    if value is not None and ";" in value:
        return [part for part in re.split(r"\s*;\s*", value.strip()) if part]
    return value
