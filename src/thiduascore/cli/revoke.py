"""`thiduascore revoke RULESET SUBMISSIONS… --unit UNIT`: takes back a result or an award, with a reason."""

from __future__ import annotations

import datetime
from typing import Any

import click

from thiduascore.cli.confirming import FORM, entered, entry_options
from thiduascore.cli.proceedings import inputs_options
from thiduascore.cli.spoken import Spoken, lang_option, option


@click.command(cls=Spoken, name="revoke", help="help-revoke")
@click.argument("ruleset", type=click.Path())
@click.argument("submissions", nargs=-1, required=True, type=click.Path())
@option("--unit", required=True, help="help-revoke-unit")
@option("--year", type=int, help="help-appeal-year")
@option("--award", help="help-revoke-award")
@entry_options
@inputs_options
@FORM
@lang_option
def command(
    ruleset: str,
    submissions: tuple[str, ...],
    unit: str,
    year: int | None,
    award: str | None,
    by: str,
    reason: str,
    date: datetime.date,
    confirm: bool,
    form: str,
    **inputs: Any,
) -> int:
    return entered(
        ruleset,
        submissions,
        "revoke",
        {"unit": unit, "year": year, "award": award},
        by=by,
        reason=reason,
        date=date,
        confirm=confirm,
        form=form,
        inputs=inputs,
    )
