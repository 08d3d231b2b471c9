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
    plan = Scorer(engine, engine.load(ruleset), as_of=as_of).plan
    for line in _lines(plan_parts(plan)):
        click.echo(line)
    return 0


def _lines(parts: Sequence[PlanPart]) -> Iterator[str]:
    """A line for each part, its name in a column of its own, and the sums at the end."""
    names = [_name(part) for part in parts]
    width = max(map(len, names), default=0)
    for name, part in zip(names, parts, strict=True):
        how = say(f"plan-{part.bits}") if part.bits else say("plan-rows", why=_why(part.reason))
        yield f"{name.ljust(width)}  {how}"
    counts = {bits: sum(part.bits == bits for part in parts) for bits in (64, 128, 0)}
    yield ""
    yield say("plan-sum", narrow=counts[64], wide=counts[128], rows=counts[0])


def _name(part: PlanPart) -> str:
    return f"{say(f'part-{part.kind}')} {part.id}".strip()


def _why(reason: str) -> str:
    """The reason in words, or its bare name where the catalogue has none."""
    from thiduascore.diagnostics import phrases

    key = f"columns-{reason}"
    return say(key) if key in phrases() else f"`{reason}`"
