"""How a ruleset runs over tables: which parts as columns of how many bits, which row by row, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from thiduascore.columns.exact.numbers import Number
from thiduascore.columns.exact.whole import Unsupported
from thiduascore.columns.findings import PYTHON, Looking
from thiduascore.columns.intake.facts import Span, figure_column
from thiduascore.columns.kernel import Kernel
from thiduascore.columns.language.codes import Code
from thiduascore.columns.rules.compiling import Part
from thiduascore.feel.types import ListType, NumberType
from thiduascore.program.plan import FactSlot, Plan
from thiduascore.tables.ordering import besides
from thiduascore.tables.scoring import Scorer

ASSUMED: Final = 2**31 - 1
"""The greatest number that a column is taken to hold where its fact declares no domain, times the scale."""
ELEMENTS: Final = 20
"""How many elements a list is taken to have."""
FIGURES: Final = 10**6
"""Figures of the cohort are taken to be multiples of one by this."""


@frozen(kw_only=True)
class PlanPart:
    """One part of a ruleset: what it is, how it runs, and why it cannot run as columns."""

    kind: str
    """fact, value, item, criterion, condition, total for the adding up, rank, unknown, tie, or check."""
    id: str = ""
    how: str = "columns"
    """`columns`; `asked` for once for each combination of what it reads, `rows` for row by row; `none` of a
    fact or value that whoever reads it computes; `lots` or `nobody` of a tie-break; of ranks the total that
    they go by, and the policy for totals that are not known."""
    bits: int = 0
    """64 or 128, of the numbers of its columns; 0 where it has none."""
    reason: str = ""
    """Why it runs row by row: the last part of a phrase of the catalogue."""
    twice: bool = False
    """Whether it needs a first pass over the whole table."""


def plan_parts(scorer: Scorer) -> tuple[PlanPart, ...]:
    """Every part of a ruleset in its order, as it runs over a table in which all may be missing.

    A table whose own numbers are smaller runs in fewer bits, never in more than its numbers prove.
    """
    spans = dict(_assumed(scorer.plan))
    kernel = Kernel(scorer.plan, spans)
    checks = dict.fromkeys(Looking(scorer.plan, spans, scorer.checks).parts())
    return (
        *_named(kernel),
        *(_part(part, scorer.plan) for part in kernel.parts if part.kind not in _NAMED),
        *_ranks(scorer, kernel),
        *(
            PlanPart(kind="check", id=part.id, how=_how(part, _looks(part)), reason=part.reason)
            for part in checks
        ),
    )


_NAMED: Final = ("fact", "value")


def _named(kernel: Kernel) -> Iterator[PlanPart]:
    """Facts and derived values."""
    reasons = {(part.kind, part.id): part.reason for part in kernel.parts}
    names = [*(("fact", slot.name) for slot in kernel.plan.facts)]
    names += [("value", value.name) for value in kernel.plan.values]
    for kind, name in names:
        reason, code = reasons.get((kind, name), ""), kernel.working.scope.names.get(name)
        yield PlanPart(
            kind=kind, id=name, how="none" if reason else "columns", bits=_bits(code), reason=reason
        )


def _bits(code: Code | None) -> int:
    if not isinstance(code, Number):
        return 0
    return max((part.bits for part in (code.num, code.den) if part is not None), default=0)


def _part(part: Part, plan: Plan) -> PlanPart:
    """An item's condition, a criterion, a condition, or the adding up."""
    relative = {one.id for one in plan.criteria if one.figures or one.stand_ins}
    return PlanPart(
        kind=part.kind,
        id=part.id,
        how=_how(part, "rows" if part.kind == "total" else "asked"),
        bits=0 if part.reason else part.bits,
        reason=part.reason,
        twice=part.kind == "criterion" and part.id in relative,
    )


def _looks(part: Part) -> str:
    """How a check runs that has no form in columns."""
    return "rows" if part.reason == PYTHON else "asked"


def _how(part: Part, otherwise: str) -> str:
    return otherwise if part.reason else "columns"


def _ranks(scorer: Scorer, kernel: Kernel) -> Iterator[PlanPart]:
    """What units are ranked by, and how that is looked at."""
    ranking = scorer.ordering.ranking
    for name in scorer.ordering.columns:
        yield PlanPart(kind="rank", id=name, how=ranking.on)
    yield PlanPart(kind="unknown", how=ranking.undecided)
    ties = besides(scorer.engine, scorer.ruleset)(scorer.plan)
    if ties is None:
        return
    try:
        sheet, outcome = kernel.least
    except Unsupported as unsupported:
        found = [("rows", unsupported.reason)] * len(ties.plan.ties)
    else:
        found = list(ties.hows(kernel.working, outcome, sheet))
    for number, (how, reason) in enumerate(found, start=1):
        yield PlanPart(kind="tie", id=str(number), how=how, reason=reason)


def _assumed(plan: Plan) -> Iterator[tuple[str, Span]]:
    """What is taken of a table of which nothing is known yet."""
    days = (datetime.date.min.toordinal(), datetime.date.max.toordinal())
    for end in ("start", "end"):
        yield f"period.{end}", Span(*days, nullable=True)
    for slot in plan.facts:
        yield f"fact.{slot.name}", _span(slot)
    for position in range(len(plan.figures)):
        yield figure_column(position), Span(-ASSUMED, ASSUMED, nullable=True, most=FIGURES)


def _span(slot: FactSlot) -> Span:
    type_ = slot.type
    of = type_.of if isinstance(type_, ListType) else type_
    low, high = -ASSUMED, ASSUMED
    if isinstance(of, NumberType):
        size = 10**slot.scale
        low = low if of.least is None else int(of.least * size)
        high = high if of.most is None else int(of.most * size)
    return Span(low, high, nullable=True, most=ELEMENTS)
