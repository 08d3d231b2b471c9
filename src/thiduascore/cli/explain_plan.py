"""`thiduascore explain-plan RULESET`: how a ruleset runs over tables, part by part, and why."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import say
from thiduascore.cli.spoken import Spoken, day, lang_option, option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thiduascore.tables.plans import PlanPart


@click.command(cls=Spoken, name="explain-plan", help="help-explain-plan")
@click.argument("ruleset", type=click.Path())
@option("--as-of", metavar="DATE", callback=day, help="help-score-as-of")
@lang_option
def command(ruleset: str, as_of: datetime.date | None) -> int:
    from thiduascore.cli.table import without_polars

    if wrong := without_polars():
        return wrong
    from thiduascore.engine import Engine
    from thiduascore.tables.plans import plan_parts
    from thiduascore.tables.scoring import Scorer

    engine = Engine()
    for line in _lines(plan_parts(Scorer(engine, engine.load(ruleset), as_of=as_of))):
        click.echo(line)
    return 0


def _lines(parts: Sequence[PlanPart]) -> Iterator[str]:
    """A line for each part, its name in a column of its own, kinds apart from each other; then the sums."""
    names = [_name(part) for part in parts]
    width = max(map(len, names), default=0)
    kind = parts[0].kind if parts else ""
    for name, part in zip(names, parts, strict=True):
        if part.kind != kind and (part.kind, kind) not in _TOGETHER:
            yield ""
        kind = part.kind
        yield f"{name.ljust(width)}  {_how(part)}"
    run = [part.how for part in parts if part.kind not in ("rank", "unknown")]
    yield ""
    yield say(
        "plan-sum",
        columns=run.count("columns"),
        wide=sum(part.bits == 128 for part in parts),
        asked=run.count("asked"),
        rows=run.count("rows"),
    )
    if any(part.twice for part in parts):
        yield say("plan-twice")


_TOGETHER = (("unknown", "rank"), ("tie", "unknown"), ("total", "condition"), ("total", "criterion"))
"""Kinds of parts between which there is no empty line."""


def _name(part: PlanPart) -> str:
    return f"{say(f'part-{part.kind}')} {part.id}".strip()


def _how(part: PlanPart) -> str:
    how = f"columns-{part.bits}" if part.how == "columns" and part.bits else part.how
    said = say(f"plan-{how}", why=_why(part.reason)) if part.reason else say(f"plan-{how}")
    return say("plan-relative", how=said) if part.twice else said


def _why(reason: str) -> str:
    """The reason in words, or its bare name where the catalogue has none."""
    from thiduascore.diagnostics import phrases

    key = f"columns-{reason}"
    return say(key) if key in phrases() else f"`{reason}`"
