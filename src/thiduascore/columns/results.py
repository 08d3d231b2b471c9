"""The table that comes out: its columns, and how exact numbers stand in them.

A number whose count of decimals the ruleset fixes is a Decimal; any other is exact text, such as `8.5` or
`25/3`, because no column type holds every rational.
Which one it is depends on the ruleset alone, never on the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, Final

import polars as pl

from thiduascore.columns.exact.numbers import Number
from thiduascore.columns.exact.whole import Unsupported, scaled, widened
from thiduascore.columns.rules.criteria import STATES
from thiduascore.diagnostics import exact
from thiduascore.feel.bounds import scale_of
from thiduascore.feel.values import Cause
from thiduascore.model.submission import Finding
from thiduascore.program.earned import Earned, State, Verdict
from thiduascore.program.interpret import groups
from thiduascore.program.plan import CriterionPlan, GroupPlan, Plan
from thiduascore.program.scorecard import Scorecard

STATE: Final = pl.Enum(STATES)
VERDICTS: Final = ("holds", "fails", "unknown", "not-applicable")
VERDICT: Final = pl.Enum(VERDICTS)
WHY_NONE: Final = ("", "nothing-applies", "coverage", "rejected")
NONE: Final = pl.Enum(WHY_NONE)
UNKNOWN: Final = ("missing-zero", "unknown", "rejected", "missing-ignored")
"""The states and verdicts of what is not known."""
FOUND: Final = ("findings", "errors", "warnings", "notes")
"""How many findings there are, and how many of each severity."""
_DIGITS: Final = 38
_WIDE: Final = Context(prec=_DIGITS)
"""Python's own context would round what has more than 28 digits."""
_MOST_PLACES: Final = 18


def schema_of(plan: Plan, *, details: bool = True) -> dict[str, pl.DataType]:
    """The columns of the result and their types; without details, those of the whole only.

    `why.ID` says for what causes a criterion is not known, and `why-condition.ID` a condition.
    """
    text = pl.String()
    total = _type(_places_of_total(plan))
    found: dict[str, pl.DataType] = {
        "unit.id": text,
        "total": total,
        "unrounded": _type(_places_unrounded(plan)),
    }
    found |= {"least": total, "most": total, "provisional": _type(_places_provisional(plan))}
    levels = pl.Enum([level.id for level in plan.levels])
    found |= {"level": levels, "ranked": pl.Boolean(), "why_none": NONE, "coverage": text}
    found |= dict.fromkeys(FOUND, pl.Int64())
    if not details:
        return found
    for group in groups(plan.root):
        if group.id:
            found[f"item.{group.id}"] = _type(places_of_group(plan, group))
    for criterion in plan.criteria:
        found[f"criterion.{criterion.id}"] = _type(places_of(criterion))
        found[f"state.{criterion.id}"] = STATE
        found[why_column("criterion", criterion.id)] = text
    for condition in plan.conditions:
        found[f"condition.{condition.id}"] = VERDICT
        found[why_column("condition", condition.id)] = text
    return found


def why_column(kind: str, name: str) -> str:
    """The column that says why a criterion or condition is not known."""
    return f"why.{name}" if kind == "criterion" else f"why-{kind}.{name}"


def why_of(causes: Iterable[Cause]) -> str | None:
    """Causes as codes: `division-by-zero, not-reported:tasks_assigned`; None where there are none.

    Of what a cause tells only the fact stands there, because texts and values differ from row to row, and so
    would an order that went by them.
    """
    codes = {
        ":".join((one.slug, *(value for key, value in one.arguments if key == "fact"))) for one in causes
    }
    return ", ".join(sorted(codes)) or None


def _type(places: int | None) -> pl.DataType:
    return pl.String() if places is None else pl.Decimal(_DIGITS, places)


def _fixed(places: int | None) -> int | None:
    """The places that a Decimal has, none of them where they are too many."""
    return places if places is None or places <= _MOST_PLACES else None


def places_of(criterion: CriterionPlan) -> int | None:
    """The decimal places of a criterion's points; None where the ruleset does not fix them."""
    return None if criterion.rounding is None else _fixed(max(0, criterion.rounding.places))


def places_of_group(plan: Plan, group: GroupPlan) -> int | None:
    """The decimal places of an item's points; None where the ruleset does not fix them."""
    if group.rounding is not None:
        return _fixed(max(0, group.rounding.places))
    if group.aggregate != "sum" or _may_go(plan, group):
        return None
    found = [scale_of(group.weight)] if group.applies is not None else []
    found += [] if group.at_most is None else [scale_of(group.at_most)]
    for child in group.children:
        if isinstance(child, GroupPlan):
            found.append(places_of_group(plan, child))
        elif plan.criteria[child].ledger == "base":
            found.append(places_of(plan.criteria[child]))
            found.append(scale_of(plan.criteria[child].least))
            found.append(scale_of(plan.criteria[child].most))
    return _most(found)


def _most(places: list[int | None]) -> int | None:
    known = [one for one in places if one is not None]
    return _fixed(max(known, default=0)) if len(known) == len(places) else None


def _may_go(plan: Plan, group: GroupPlan) -> bool:
    """Whether a part of an item may be left out, so that others count for more."""
    for child in group.children:
        if isinstance(child, GroupPlan):
            if child.applies is not None or _may_go(plan, child):
                return True
        else:
            one = plan.criteria[child]
            if one.ledger == "base" and (one.applies is not None or one.claimable or one.missing == "ignore"):
                return True
    return False


def _places_of_total(plan: Plan) -> int | None:
    if plan.total_rounding is not None:
        return _fixed(max(0, plan.total_rounding.places))
    return _places_unrounded(plan)


def _places_provisional(plan: Plan) -> int | None:
    """The provisional total leaves out what is unknown, so that others count for more."""
    always = all(one.missing in ("zero", "reject", "ignore") for one in plan.criteria)
    fixed = plan.total_rounding is not None or always
    return _places_of_total(plan) if fixed else None


def _places_unrounded(plan: Plan) -> int | None:
    amounts = [plan.ceiling, plan.floor, plan.bonus_cap, plan.deduction_cap]
    amounts += [condition.effect.amount for condition in plan.conditions]
    amounts += [group.floor.effect.amount for group in groups(plan.root) if group.floor is not None]
    amounts += [one.floor.effect.amount for one in plan.criteria if one.floor is not None]
    found = [scale_of(amount) for amount in amounts if amount is not None]
    for criterion in plan.criteria:
        if criterion.ledger != "base":
            found += [places_of(criterion), scale_of(criterion.least), scale_of(criterion.most)]
    return _most([*found, places_of_group(plan, plan.root)])


def written(value: Number, kind: pl.DataType, name: str) -> Iterator[pl.Expr]:
    """The columns from which `read` makes the number's column: itself, or numerator and denominator."""
    if isinstance(kind, pl.Decimal):
        size = value.factor * 10**kind.scale
        if value.den is not None or size.denominator > 1:
            raise Unsupported("places")
        # The same bits as another type: a division by a power of ten would cost far more.
        yield scaled(value.above, size.numerator).expr.cast(pl.Int128).reinterpret(dtype=kind).alias(name)
        return
    above, below = scaled(value.above, value.factor.numerator), scaled(value.below, value.factor.denominator)
    yield widened(above, 64).alias(name)
    yield widened(below, 64).alias(f"{name} /")


def read(frame: pl.DataFrame, name: str, kind: pl.DataType) -> pl.Series:
    """The column of a number that `written` computed."""
    if isinstance(kind, pl.Decimal):
        return frame[name]
    pairs = frame.select(pl.col(name).alias("n"), pl.col(f"{name} /").alias("d"))
    distinct = pairs.unique(maintain_order=True)
    texts = [None if n is None or not d else exact(Fraction(n, d)) for n, d in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("text", texts, dtype=pl.String))
    return pairs.join(known, on=["n", "d"], how="left", nulls_equal=True, maintain_order="left")[
        "text"
    ].alias(name)


def row_of(card: Scorecard, schema: Mapping[str, pl.DataType]) -> dict[str, Any]:
    """The row of one scorecard."""
    found = values_of(card)
    if "findings" in schema:
        found |= dict(zip(FOUND, counted(card.findings), strict=True))
    return {name: held(found.get(name), kind) for name, kind in schema.items()}


def values_of(card: Scorecard) -> dict[str, Any]:
    """What the columns say of one scorecard, numbers as they are; without its findings."""
    score = card.trace.score
    least, most = card.outcome, card.settlement.most
    found: dict[str, Any] = {
        "unit.id": card.unit.id,
        "total": score.total,
        "unrounded": score.unrounded,
        "least": least.total,
        "most": most.total,
        "provisional": card.provisional,
        "level": score.level,
        "ranked": score.ranked,
        "why_none": card.why_none,
        "coverage": card.coverage,
    }
    found |= {f"item.{item.id}": item.points for item in card.items}
    working = card.trace.working
    for criterion, earned in zip(card.plan.criteria, working.earned, strict=True):
        found[f"criterion.{criterion.id}"] = earned.points
        found[f"state.{criterion.id}"] = state_of(earned)
        if found[f"state.{criterion.id}"] in UNKNOWN:
            found[why_column("criterion", criterion.id)] = why_of(earned.causes)
    for condition, verdict in zip(card.plan.conditions, working.verdicts, strict=True):
        found[f"condition.{condition.id}"] = _judgement(verdict)
        found[why_column("condition", condition.id)] = why_of(verdict.causes)
    return found


def counted(findings: Iterable[Finding]) -> tuple[int, int, int, int]:
    """How many findings there are, and how many errors, warnings and notes."""
    severities = [finding.severity for finding in findings]
    return len(severities), *(severities.count(one) for one in ("error", "warning", "note"))  # type: ignore[return-value]


def state_of(earned: Earned) -> str:
    """The state of a criterion as the table names it."""
    if earned.state == "scored":
        zeroed = any(step.kind == "missing-zero" for step in earned.steps)
        return "missing-zero" if zeroed else "scored"
    return state_said(earned.state, earned.reason)


def state_said(state: State, reason: str) -> str:
    """The state of a criterion for which no zero stands."""
    if state != "not-applicable":
        return state
    return {"claim": "claimed", "item": "item-not-applicable", "missing": "missing-ignored"}.get(
        reason, "not-applicable"
    )


def share_scored(plan: Plan, states: Sequence[str]) -> Fraction:
    """The coverage where every item is known to apply or not, see `settle.coverage`."""
    scored = missed = Fraction(0)
    for criterion, state in zip(plan.criteria, states, strict=True):
        if state in UNKNOWN:
            missed += criterion.stake
        elif state == "scored":
            scored += criterion.stake
    return scored / (scored + missed) if scored + missed else Fraction(1)


def _judgement(verdict: Verdict) -> str:
    return verdict.judgement


def held(value: Any, kind: pl.DataType) -> Any:
    """A value as a column of that type holds it."""
    if not isinstance(value, Fraction):
        return value
    if isinstance(kind, pl.Decimal):
        return _WIDE.scaleb(Decimal(whole_at(value, kind.scale)), -kind.scale)
    return exact(value)


def whole_at(value: Fraction, places: int) -> int:
    """A number as a whole one at so many decimal places, which it does not exceed."""
    above, below = value.as_integer_ratio()
    size: int = 10**places
    whole, left = divmod(above * size, below)
    assert not left, "the ruleset fixes the decimals"
    return whole
