"""Generated plans from a pool of criteria of every method, and submissions that stand on their boundaries."""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

from attrs import evolve, frozen
from hypothesis import strategies as st
from strategies.settling import LINEAR, ROUGH, group, levels_of, policies, weights

from thiduascore.diagnostics import Text
from thiduascore.engine import Engine
from thiduascore.feel import Cause, check, parse
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import ContextType, TextType
from thiduascore.model.submission import FactValue, Period, Submission, Unit
from thiduascore.program.plan import (
    ConditionPlan,
    CriterionPlan,
    Effect,
    Floor,
    GroupPlan,
    Plan,
    Rounding,
)
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Versions

HERE = Path(__file__).resolve().parent
DAY = datetime.date(2021, 12, 31)
LISTS = ("counts", "marks", "picks", "days", "ticks", "notes")
NAMES = ("a", "b", "c", "p", "m", "n", "yes", "no", "kind", "on", "by", *LISTS)


@cache
def pool() -> tuple[Plan, ...]:
    """One plan for each criterion of the pool; all have the same facts and derived values."""
    engine = Engine([])
    head = (HERE / "pool.toml").read_text(encoding="utf-8")
    keys = (HERE / "criteria.toml").read_text(encoding="utf-8").split("[[each]]\n")[1:]
    texts = (f'{head}\n[[items.criteria]]\nid = "c"\ntitle = "c"\npoints = 10\n{each}' for each in keys)
    return tuple(engine.program(engine.load(text), DAY).plan for text in texts)


@cache
def typed(source: str) -> Tree:
    """A yes-no expression on the pool's facts."""
    plan = pool()[0]
    scope = {slot.name: slot.type for slot in plan.facts}
    scope |= {value.name: value.tree.type for value in plan.values if value.tree.type is not None}
    scope["unit"] = ContextType({"kind": TextType()})
    tree, problems = check(parse(source), scope, functions=plan.functions)
    assert not problems, problems
    return tree


conditions = st.sampled_from(
    [
        'unit.kind = "agency"',
        'unit.kind = "enterprise"',
        "yes",
        "no",
        "b > 0",
        "a / b >= 1 / 3",
        "not(yes) or a > 2",
        "a > 2 and rate < 90",
        "n = 2.5",
        "count(counts) > 1",
        "true",
        "false",
    ]
).map(typed)
roundings = st.sampled_from(
    [
        None,
        Rounding(2, "half-up"),
        Rounding(1, "half-even"),
        Rounding(0, "half-up"),
        Rounding(1, "floor"),
        Rounding(1, "ceiling"),
        Rounding(2, "down"),
        Rounding(1, "up"),
    ]
)
kinds = st.sampled_from(
    ["not-ranked", "disqualify", "zero", "cap-total", "cap-level", "lower-level", "deduct"]
)
_COUNTS = [0, 1, 2, 3, 4, 6, 7, 9, 10, 19, 20, 100]
_DAYS = [
    datetime.date(2021, 10, 8),
    datetime.date(2021, 10, 15),
    datetime.date(2021, 10, 18),
    datetime.date(2022, 1, 3),
]
VALUES: dict[str, st.SearchStrategy[FactValue]] = {
    **dict.fromkeys(("a", "b", "c"), st.sampled_from(_COUNTS) | st.integers(0, 10**6)),
    "p": st.sampled_from([0, 999, 1000, 2000, 6665, 6666, 8500, 9000, 9001, 10000]) | st.integers(0, 12000),
    "m": st.sampled_from([0, 1, 100, 999, 1000, 10**12]) | st.integers(0, 5000),
    "n": st.sampled_from([0, 1, 500, 1000, 1001, 2500, 3500, 2345, 2355]) | st.integers(0, 20000),
    "yes": st.booleans(),
    "no": st.booleans(),
    "kind": st.sampled_from(["low", "mid", "high"]),
    "on": st.sampled_from(_DAYS) | st.dates(datetime.date(2021, 9, 1), datetime.date(2022, 2, 1)),
    "by": st.sampled_from(_DAYS),
    "counts": st.lists(st.integers(0, 4), max_size=4).map(tuple),
    "marks": st.lists(st.sampled_from([0, 50, 75, 80, 85, 100]), max_size=5).map(tuple),
    "picks": st.lists(st.sampled_from(["low", "mid", "high"]), max_size=3).map(tuple),
    "days": st.lists(st.sampled_from(_DAYS), max_size=3).map(tuple),
    "ticks": st.lists(st.booleans(), max_size=3).map(tuple),
    "notes": st.lists(st.sampled_from(["a", "b", "a,b", "1:a", "a,1:b"]), max_size=3).map(tuple),
}


@st.composite
def submissions(draw: st.DrawFn, criteria: int, *, gaps: bool) -> Submission:
    """A report; with gaps some facts are missing, some of them were there last period, and claims stand."""
    absent = draw(st.sets(st.sampled_from(NAMES), max_size=4)) if gaps and draw(st.booleans()) else set()
    claims = draw(st.sets(st.integers(0, criteria), max_size=3)) if gaps else set()
    return Submission(
        campaign="pool",
        unit=Unit("u", "Đơn vị", draw(st.sampled_from(["agency", "enterprise", ""])), "cụm 1"),
        period=draw(st.sampled_from([Period(datetime.date(2021, 1, 1), DAY), None])) if gaps else None,
        values={name: draw(VALUES[name]) for name in NAMES if name not in absent},
        missing={name: (Cause("not-reported", (("fact", name),)),) for name in absent},
        previous={name: draw(VALUES[name]) for name in sorted(absent) if draw(st.booleans())},
        not_applicable={f"c{index}": "lý do" for index in claims},
    )


@st.composite
def criteria(draw: st.DrawFn, index: int, ledger: str) -> CriterionPlan:
    """A criterion of the pool with other points, caps, rounding and policies."""
    plan = draw(st.sampled_from(pool())).criteria[0]
    maximum = draw(weights)
    table = plan.table
    if draw(st.integers(0, 5)) == 0:
        table = evolve(table, otherwise=None)
    return evolve(
        plan,
        id=f"c{index}",
        index=index,
        maximum=maximum,
        weight=draw(weights),
        stake=maximum if ledger == "base" else Fraction(0),
        least=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 3), Fraction(-5)])),
        most=draw(st.sampled_from([maximum, Fraction(10), Fraction(7, 3)])),
        table=table,
        applies=draw(st.none() | st.none() | conditions),
        exempt=draw(st.none() | st.none() | conditions) if ledger == "deduction" else None,
        missing=draw(st.sampled_from(["unknown", "zero", "zero", "ignore", "reject", "previous"])),
        not_applicable=draw(policies),
        target=draw(st.sampled_from([None, maximum / 2])),
        claimable=draw(st.booleans()),
        rounding=draw(roundings),
        floor=draw(st.none() | st.none() | floors(maximum)),
        ledger=ledger,
    )


@st.composite
def effects(draw: st.DrawFn, total: Fraction, ids: tuple[str, ...] = ("",)) -> Effect:
    kind = draw(kinds)
    of = {"zero": draw(st.sampled_from(ids)), "cap-level": draw(st.sampled_from(["good", "rest"]))}.get(
        kind, ""
    )
    amount = (
        Fraction(draw(st.integers(1, 2)))
        if kind == "lower-level"
        else total * draw(st.sampled_from([Fraction(1, 3), Fraction(1, 2)]))
    )
    return Effect(kind=kind, of=of, amount=amount)


def floors(total: Fraction) -> st.SearchStrategy[Floor]:
    """A least share of some maximum."""
    return st.builds(Floor, st.sampled_from([Fraction(1, 2), Fraction(1, 3)]), effects(total))


class _Builder:
    """Draws groups and their criteria, in the plan's order."""

    def __init__(self, draw: st.DrawFn, aggregates: tuple[str, ...]) -> None:
        self.draw, self.aggregates = draw, aggregates
        self.criteria: list[CriterionPlan] = []
        self.groups: list[str] = []

    def leaf(self, ledger: str) -> int:
        plan = self.draw(criteria(len(self.criteria), ledger))
        if ledger != "base":
            named = self.draw(st.booleans())
            needed = st.sampled_from(["", "", *self.groups, *(one.id for one in self.criteria)])
            plan = evolve(
                plan, group="g" if named else "", needs_full=self.draw(needed) if ledger == "bonus" else ""
            )
        self.criteria.append(plan)
        return plan.index

    def item(self, depth: int) -> GroupPlan:
        draw = self.draw
        children: list[GroupPlan | int] = [
            self.leaf("base") for _ in range(draw(st.integers(0 if depth else 1, 3)))
        ]
        aggregate = draw(st.sampled_from(self.aggregates))
        if depth and (not children or draw(st.integers(0, 2)) == 0) and aggregate != "flat":
            children += [self.item(depth - 1) for _ in range(draw(st.integers(1, 2)))]
        children += [
            self.leaf(draw(st.sampled_from(["bonus", "deduction"]))) for _ in range(draw(st.integers(0, 1)))
        ]
        name = f"i{len(self.groups)}"
        self.groups.append(name)
        sizes = [
            child.weight if isinstance(child, GroupPlan) else self.criteria[child].maximum
            for child in children
            if isinstance(child, GroupPlan) or self.criteria[child].ledger == "base"
        ]
        weight = sum(sizes, Fraction(0)) if aggregate == "sum" else draw(weights)
        return group(
            name,
            weight,
            tuple(children),
            aggregate=aggregate,
            by=draw(st.sampled_from(["share", "points"])),
            keep=draw(st.integers(1, 3)),
            drop_lowest=draw(st.integers(0, 2)),
            exponent=Fraction(draw(st.sampled_from([-1, 2, 3]))),
            at_zero=draw(st.sampled_from([None, Fraction(1, 100)])),
            applies=draw(st.none() | st.none() | conditions),
            not_applicable=draw(policies.filter(lambda policy: policy != "target")),
            at_most=draw(st.none() | weights),
            floor=draw(st.none() | st.none() | floors(weight)),
            rounding=draw(st.none() | roundings),
        )


@st.composite
def plans(draw: st.DrawFn, *, linear: bool) -> Plan:
    """Up to three items, nested once, with ledgers, gates, floors, caps and levels."""
    builder = _Builder(draw, LINEAR if linear else ROUGH)
    items = tuple(builder.item(1) for _ in range(draw(st.integers(1, 3))))
    total = sum((item.weight for item in items), Fraction(0))
    names = tuple(item.id for item in items)
    ids = ("", *names, *(one.id for one in builder.criteria[:1]))
    found = tuple(
        ConditionPlan(
            id=f"k{number}",
            title=Text("k"),
            source="",
            at=(),
            holds=draw(conditions),
            applies=draw(st.none() | conditions),
            text=Text(""),
            effect=draw(effects(total, ids)),
            facts=(),
            unknown=draw(st.sampled_from(["fail", "hold", "unknown"])),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    best, *others = levels_of(total)
    best = evolve(
        best,
        strict=draw(st.booleans()),
        needs=tuple(one.id for one in found[:1]),
        floors=((draw(st.sampled_from(ids[1:])), Fraction(1, 2)),),
        combined=((names[:2], total / 3),),
    )
    return evolve(
        pool()[0],
        total=total,
        criteria=tuple(builder.criteria),
        root=group(
            "",
            total,
            items,
            aggregate=draw(st.sampled_from(LINEAR[:3])),
            not_applicable=draw(policies.filter(lambda policy: policy != "target")),
        ),
        conditions=found,
        levels=(best, *others),
        input_rounding=draw(st.sampled_from([None, None, Rounding(1, "half-up")])),
        total_rounding=draw(roundings),
        floor=draw(st.sampled_from([None, Fraction(0)])),
        ceiling=draw(st.sampled_from([None, total, total / 2])),
        bonus_cap=draw(st.none() | weights),
        deduction_cap=draw(st.none() | weights),
        rank_on=draw(st.sampled_from(["unrounded", "rounded"])),
        minimum_coverage=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 2)])),
    )


@frozen(repr=False)
class Case:
    """A program and a few submissions; a whole plan is too long to print."""

    program: Program
    submissions: tuple[Submission, ...]

    def __repr__(self) -> str:
        plan = self.program.plan
        tables = ", ".join(f"{one.id} {one.table.hit} {len(one.table.rules)}" for one in plan.criteria)
        return f"<{tables}; {len(self.submissions)} submissions>"


@st.composite
def cases(draw: st.DrawFn, *, linear: bool, gaps: bool) -> Case:
    """A program and a few submissions."""
    plan = draw(plans(linear=linear))
    reports = draw(st.lists(submissions(len(plan.criteria), gaps=gaps), min_size=1, max_size=4))
    return Case(Program(plan, versions=Versions(engine="0")), tuple(reports))
