"""Generated plans whose criteria are already earned: what the laws of settling are tested on."""

from __future__ import annotations

import datetime
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st

from thiduascore.diagnostics import Text
from thiduascore.feel.tree import Constant
from thiduascore.program.earned import Earned, Verdict, Working
from thiduascore.program.plan import (
    ConditionPlan,
    CriterionPlan,
    Effect,
    Floor,
    GroupPlan,
    LevelPlan,
    Plan,
    Rounding,
    Table,
)

LINEAR = ("sum", "mean", "ratio-of-sums", "flat")
EXACT = (*LINEAR, "minimum", "maximum", "median", "best", "drop", "harmonic")
ROUGH = (*EXACT, "geometric", "power")

weights = st.integers(1, 12).map(lambda n: Fraction(n, 2))
shares = st.sampled_from([Fraction(n, 12) for n in range(13)])
policies = st.sampled_from(["reweight", "reweight-whole", "full", "target", "leave-out"])


def criterion(
    name: str, *, index: int = 0, maximum: Fraction = Fraction(10), **changes: object
) -> CriterionPlan:
    """A criterion whose table is of no interest."""
    plan = CriterionPlan(
        id=name,
        title=Text(name),
        source="",
        points_source="",
        at=(),
        index=index,
        maximum=maximum,
        weight=maximum,
        stake=maximum,
        least=Fraction(0),
        most=maximum,
        table=Table((), ()),
        facts=(),
    )
    return evolve(plan, **changes)


def group(name: str, weight: Fraction, children: tuple[GroupPlan | int, ...], **changes: object) -> GroupPlan:
    """An item."""
    plan = GroupPlan(
        id=name, title=Text(name), source="", weight_source="", at=(), weight=weight, children=children
    )
    return evolve(plan, **changes)


def plan_of(root: GroupPlan, criteria: tuple[CriterionPlan, ...], **changes: object) -> Plan:
    """A plan without facts."""
    plan = Plan(
        campaign="c",
        title=Text("c"),
        version="1",
        ruleset_hash="",
        date=datetime.date(2021, 1, 1),
        total=root.weight,
        facts=(),
        values=(),
        criteria=criteria,
        root=root,
        conditions=(),
        levels=(),
    )
    return evolve(plan, **changes)


def scored(points: Fraction) -> Earned:
    """A known result."""
    return Earned(state="scored", raw=points, points=points, least=points, most=points)


AWAY = Earned(state="not-applicable", reason="applies")


@st.composite
def earned_of(draw: st.DrawFn, maximum: Fraction) -> Earned:
    kind = draw(st.sampled_from(["scored", "scored", "scored", "unknown", "away"]))
    if kind == "away":
        return AWAY
    low = maximum * draw(shares)
    if kind == "scored":
        return scored(low)
    return Earned(state="unknown", least=low, most=low + (maximum - low) * draw(shares))


@st.composite
def settled(
    draw: st.DrawFn, *, aggregates: tuple[str, ...] = EXACT, effects: bool = True
) -> tuple[Plan, Working]:
    """A plan of up to three items of up to three criteria with ledgers, gates and caps, and what was
    earned.
    """
    criteria: list[CriterionPlan] = []
    earned: list[Earned] = []

    def leaf(ledger: str) -> int:
        maximum = draw(weights)
        index = len(criteria)
        plan = criterion(
            f"c{index}",
            index=index,
            maximum=maximum,
            weight=draw(weights),
            not_applicable=draw(policies),
            target=maximum / 2,
            ledger=ledger,
            group=draw(st.sampled_from(["", "", "g"])) if ledger != "base" else "",
        )
        criteria.append(plan)
        earned.append(draw(earned_of(maximum)))
        return index

    items: list[GroupPlan] = []
    for number in range(draw(st.integers(1, 3))):
        children = tuple(leaf("base") for _ in range(draw(st.integers(1, 3))))
        children += tuple(
            leaf(draw(st.sampled_from(["bonus", "deduction"]))) for _ in range(draw(st.integers(0, 1)))
        )
        own = sum(
            (criteria[child].maximum for child in children if criteria[child].ledger == "base"), Fraction(0)
        )
        aggregate = draw(st.sampled_from(aggregates))
        items.append(
            group(
                f"i{number}",
                own if aggregate == "sum" else draw(weights),
                children,
                aggregate=aggregate,
                by=draw(st.sampled_from(["share", "points"])),
                keep=draw(st.integers(1, 3)),
                drop_lowest=draw(st.integers(0, 2)),
                exponent=Fraction(draw(st.sampled_from([-1, 2, 3]))),
                not_applicable=draw(st.sampled_from(["reweight", "reweight-whole", "leave-out"])),
                at_most=draw(st.none() | weights) if effects else None,
            )
        )
    root = group("", sum((item.weight for item in items), Fraction(0)), tuple(items))
    changes: dict[str, object] = {}
    verdicts: tuple[Verdict, ...] = ()
    if effects:
        changes, verdicts = draw(_effects(root.weight, items, criteria))
    return plan_of(root, tuple(criteria), **changes), Working(tuple(earned), verdicts)


@st.composite
def _effects(
    draw: st.DrawFn, total: Fraction, items: list[GroupPlan], criteria: list[CriterionPlan]
) -> tuple[dict[str, object], tuple[Verdict, ...]]:
    kinds = st.sampled_from(["not-ranked", "zero", "cap-total", "cap-level", "lower-level", "deduct"])
    conditions = []
    for number in range(draw(st.integers(0, 2))):
        kind = draw(kinds)
        of = {"zero": draw(st.sampled_from(["", items[0].id, criteria[0].id])), "cap-level": "good"}.get(
            kind, ""
        )
        effect = Effect(kind=kind, of=of, amount=Fraction(1) if kind == "lower-level" else draw(weights))
        conditions.append(
            ConditionPlan(
                id=f"k{number}",
                title=Text("k"),
                source="",
                at=(),
                holds=Constant(True),
                text=Text(""),
                effect=effect,
                facts=(),
                unknown=draw(st.sampled_from(["fail", "hold", "unknown"])),
            )
        )
    judgements = st.sampled_from(["holds", "fails", "unknown", "not-applicable"])
    floor = draw(st.none() | st.just(Floor(Fraction(1, 2), Effect("cap-total", amount=total / 2))))
    criteria[0] = evolve(criteria[0], floor=floor)
    changes = {
        "conditions": tuple(conditions),
        "levels": levels_of(total),
        "bonus_cap": draw(st.none() | weights),
        "deduction_cap": draw(st.none() | weights),
        "floor": draw(st.none() | st.just(Fraction(0))),
        "ceiling": draw(st.none() | st.just(total)),
        "total_rounding": draw(st.none() | st.just(Rounding(1, "half-up"))),
    }
    return changes, tuple(Verdict(draw(judgements)) for _ in conditions)


def levels_of(total: Fraction) -> tuple[LevelPlan, ...]:
    """Three levels at 80, 50 and 0 percent."""
    return tuple(
        LevelPlan(id=name, title=Text(name), source="", start=total * share)
        for name, share in (("best", Fraction(4, 5)), ("good", Fraction(1, 2)), ("rest", Fraction(0)))
    )
