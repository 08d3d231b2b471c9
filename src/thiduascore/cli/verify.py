"""`thiduascore verify SCORECARD.json`: replays stored scorecards and says whether they still hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thiduascore.cli.spoken import Spoken, lang_option, option

if TYPE_CHECKING:
    from thiduascore.engine import Engine
    from thiduascore.model.ruleset import Ruleset

WRONG = 1
MOST_BYTES = 256 * 1024 * 1024
"""The largest report that is verified: it may hold the scorecards of a whole country."""
PLACES = ("ruleset.toml", "*/ruleset.toml", "rulesets/**/ruleset.toml")
"""Where a ruleset is looked for, from the current folder, when none is named."""


@click.command(cls=Spoken, name="verify", help="help-verify")
@click.argument("scorecard", type=click.Path())
@option("--ruleset", type=click.Path(), help="help-verify-ruleset")
@lang_option
def command(scorecard: str, ruleset: str | None) -> int:
    from thiduascore.cli.comparison import said
    from thiduascore.engine import Engine, scorecards_in

    engine = Engine()
    found: dict[str, Ruleset] = {}
    code = 0
    for document in scorecards_in(_document(scorecard), scorecard):
        campaign = str(document["campaign"].get("id"))
        if campaign not in found:
            found[campaign] = _ruleset(engine, ruleset, campaign)
        verification = engine.verify(document, found[campaign])
        for line in said(verification, document, found[campaign]):
            click.echo(line)
        code = code or (0 if verification.holds else WRONG)
    return code


def _document(file: str) -> Any:
    """The JSON document in a file; of JSON Lines, every scorecard as if one report held them."""
    from thiduascore.diagnostics import DiagnosticError
    from thiduascore.text import parse_json, read_file

    text = read_file(file, limit=MOST_BYTES)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.startswith("{") for line in lines):
        try:
            values = [parse_json(line, file).value for line in lines]
        except DiagnosticError:
            return parse_json(text, file).value
        return {"scorecards": [value for value in values if "refused" not in value]}
    return parse_json(text, file).value


def _ruleset(engine: Engine, given: str | None, campaign: str) -> Ruleset:
    from thiduascore.diagnostics import Diagnostic, DiagnosticError

    if given is not None:
        return engine.load(given)
    for path in _candidates():
        try:
            loaded = engine.load(path)
        except DiagnosticError:
            continue
        if loaded.campaign.id == campaign:
            return loaded
    raise DiagnosticError(Diagnostic("scorecard-without-ruleset", {"campaign": campaign}))


def _candidates() -> Iterator[Path]:
    """The rulesets near the current folder: a path that a scorecard could name is never followed."""
    here = Path()
    yield from dict.fromkeys(path for pattern in PLACES for path in sorted(here.glob(pattern)))
