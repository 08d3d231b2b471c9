"""Parts that have no form in columns: the program is asked once for each combination of what they read.

A column of dates or choices holds few different values, however many rows it has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import polars as pl
from attrs import evolve, frozen

from thiduascore.columns.combinations import once, submission_of
from thiduascore.columns.exact.numbers import Number, of_whole
from thiduascore.columns.exact.whole import Unsupported, Whole
from thiduascore.columns.intake.facts import MEMBERS, Span, Spans, class_column, figure_column
from thiduascore.columns.results import VERDICTS, state_of
from thiduascore.columns.rules.criteria import STATES, Earning
from thiduascore.feel.tree import Name, Path, Tree
from thiduascore.feel.walk import children, names
from thiduascore.program.earned import Earned, Verdict
from thiduascore.program.environment import environment_of
from thiduascore.program.generate.names import table_trees
from thiduascore.program.interpret import earned_by, groups, judge
from thiduascore.program.peers import Peers
from thiduascore.program.plan import CriterionPlan, Plan

_MOST_UNIT: Final = 1 << 40
_WIDEST: Final = 1 << 100
INTERPRETED: Final = 500
"""Combinations of one criterion for which no code is generated."""


PeersOf = Callable[[Mapping[str, Any]], Peers | None]
"""The figures of the cohort for a row of facts; None where nobody knows who else there is."""


def nobody(row: Mapping[str, Any]) -> None:
    """For whoever is compared with nobody."""


@frozen
class Asked:
    """A part to be asked apart: `criterion`, `condition` or `item`, and its id."""

    kind: str
    id: str

    @property
    def column(self) -> str:
        """Where its states or verdicts stand."""
        return f"apart.{self.kind}.{self.id}"


def trees_of(plan: Plan, asked: Asked) -> list[Tree]:
    """The trees of a part."""
    found: list[Tree | None] = []
    if asked.kind == "criterion":
        criterion = _criterion(plan, asked.id)
        found = [*table_trees(criterion), criterion.applies, criterion.exempt]
    elif asked.kind == "condition":
        condition = next(one for one in plan.conditions if one.id == asked.id)
        found = [condition.holds, condition.applies]
    else:
        found = [group.applies for group in groups(plan.root) if group.id == asked.id]
    return [tree for tree in found if tree is not None]


def _criterion(plan: Plan, name: str) -> CriterionPlan:
    return next(one for one in plan.criteria if one.id == name)


def read_by(plan: Plan, trees: Iterable[Tree]) -> tuple[frozenset[str], list[str]]:
    """The names that trees need, directly or not, and the columns that hold them."""
    every = list(trees)
    found = frozenset().union(*(names(tree) for tree in every)) if every else frozenset()
    for value in reversed(plan.values):
        if value.name in found:
            every.append(value.tree)
            found |= names(value.tree)
    columns = [f"fact.{slot.name}" for slot in plan.facts if slot.name in found]
    columns += [f"unit.{member}" for member in MEMBERS if "unit" in found and _reads_member(every, member)]
    return found, columns + (["period.start", "period.end"] if "period" in found else [])


def figures_read(criterion: CriterionPlan) -> tuple[int, ...]:
    """The positions of the figures that a criterion rests on, or that stand for facts that are missing."""
    return (*criterion.figures, *(position for _, position in criterion.stand_ins))


def reads(plan: Plan, asked: Asked) -> tuple[frozenset[str], list[str]]:
    """The names that a part needs, directly or not, and the columns that hold them."""
    needed, columns = read_by(plan, trees_of(plan, asked))
    if asked.kind == "criterion":
        for position in figures_read(_criterion(plan, asked.id)):
            slot = plan.figures[position]
            needed |= {slot.name}
            # All units of a class have the same figures, unless each has its own.
            columns += [class_column(slot.within), figure_column(position)]
    return needed, list(dict.fromkeys(columns))


def _reads_member(trees: Iterable[Tree], member: str) -> bool:
    """Whether a member of the unit is read; the unit itself reads all of them."""
    waiting = list(trees)
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, Path) and isinstance(tree.of, Name) and tree.of.name == "unit":
            if tree.member == member:
                return True
            continue
        if isinstance(tree, Name) and tree.name == "unit":
            return True
        waiting.extend(children(tree))
    return False


def with_apart(
    plan: Plan, facts: pl.DataFrame, asked: Sequence[Asked], peers: PeersOf = nobody
) -> tuple[pl.DataFrame, Spans]:
    """The facts with columns for what was asked apart, and what these columns say of their numbers."""
    spans: Spans = {}
    for one in asked:
        needed, columns = reads(plan, one)
        keys = [name for name in columns if name in facts.columns]
        claim = f"claim.{one.id}"
        if one.kind == "criterion" and claim in facts.columns:
            keys.append(claim)
        made, found = _once(plan, facts, keys, one, needed, peers)
        facts, spans = facts.hstack(made), spans | found
    return facts, spans


def _once(
    plan: Plan, facts: pl.DataFrame, keys: Sequence[str], asked: Asked, needed: frozenset[str], peers: PeersOf
) -> tuple[pl.DataFrame, Spans]:
    """The columns of one part."""
    spans: Spans = {}

    def answer(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        answers: Sequence[Earned | Verdict]
        if asked.kind == "criterion" and len(rows) > INTERPRETED:
            answers = _generated(plan, asked, needed, rows, peers)
        else:
            answers = [answered(plan, asked, needed, row, peers) for row in rows]
        made, found = _columns(asked, answers)
        spans.update(found)
        return made

    return once(facts, keys, answer), spans


def _generated(
    plan: Plan, asked: Asked, needed: frozenset[str], rows: Sequence[Mapping[str, Any]], peers: PeersOf
) -> list[Earned]:
    """What a criterion earns in many combinations, by code that is generated for it alone."""
    from thiduascore.program.compiled import Compiled
    from thiduascore.program.generate.points import read_points

    alone = evolve(_criterion(plan, asked.id), index=0, ledger="base", floor=None, group="", needs_full="")
    root = evolve(plan.root, children=(0,), aggregate="sum", applies=None, floor=None, at_most=None)
    compiled = Compiled(evolve(plan, criteria=(alone,), root=root, conditions=(), levels=()))
    found = []
    for row in rows:
        trace = compiled.trace(submission_of(plan, row, asked.id, needed), peers(row))
        entry = trace.entries[0]
        if isinstance(entry, tuple):
            state, reason, points = read_points(entry)
            found.append(Earned(state=state, reason=reason, points=points))
        else:
            found.append(trace.working.earned[0])
    return found


def answered(
    plan: Plan, asked: Asked, needed: frozenset[str], row: Mapping[str, Any], peers: PeersOf = nobody
) -> Earned | Verdict:
    """What the program says of one combination."""
    claim = asked.id if asked.kind == "criterion" else ""
    submission = submission_of(plan, row, claim, needed)
    if asked.kind == "criterion":
        criterion = _criterion(plan, asked.id)
        only = None if criterion.stand_ins else needed
        environment = environment_of(plan, submission, only, peers=peers(row))
        return earned_by(criterion, plan, submission, environment)
    environment = environment_of(plan, submission, needed)
    if asked.kind == "condition":
        condition = next(one for one in plan.conditions if one.id == asked.id)
        return judge(condition.holds, condition.applies, environment)
    group = next(one for one in groups(plan.root) if one.id == asked.id)
    assert group.applies is not None
    return judge(group.applies, None, environment)


def _columns(asked: Asked, answers: Sequence[Earned | Verdict]) -> tuple[pl.DataFrame, Spans]:
    """The answers as columns; Unsupported where their numbers are too wide."""
    if asked.kind != "criterion":
        codes = [VERDICTS.index(one.judgement) for one in answers if isinstance(one, Verdict)]
        frame = pl.DataFrame({asked.column: pl.Series(codes, dtype=pl.UInt8)})
        return frame, {asked.column: Span(most=_mask(codes))}
    earned = [one for one in answers if isinstance(one, Earned)]
    states = [STATES.index(state_of(one)) for one in earned]
    columns = {asked.column: pl.Series(states, dtype=pl.UInt8)}
    spans = {asked.column: Span(most=_mask(states))}
    numbers = {
        "points": [one.points for one in earned],
        "low": [one.least if one.state == "unknown" else None for one in earned],
        "high": [one.most if one.state == "unknown" else None for one in earned],
    }
    for name, found in numbers.items():
        made, span = as_columns(f"{asked.column}.{name}", found)
        columns |= made
        spans |= span
    return pl.DataFrame(columns), spans


def _mask(codes: Iterable[int]) -> int:
    found = 0
    for one in codes:
        found |= 1 << one
    return found


def as_columns(name: str, values: Sequence[Fraction | None]) -> tuple[dict[str, pl.Series], Spans]:
    """Numbers by one unit where that is small, else as numerators and denominators."""
    known = [one for one in values if one is not None]
    unit = 1
    for one in known:
        unit = math.lcm(unit, one.denominator)
        if unit > _MOST_UNIT:
            unit = 0
            break
    nums = [None if one is None else int(one * unit) if unit else one.numerator for one in values]
    dens = [] if unit else [None if one is None else one.denominator for one in values]
    if any(one is not None and abs(one) >= _WIDEST for one in (*nums, *dens)):
        raise Unsupported("overflow")
    columns, spans = {}, {}
    for label, parts in ((name, nums), (f"{name} /", dens)):
        if parts or label == name:
            present = [part for part in parts if part is not None]
            low, high = min(present, default=0), max(present, default=0)
            wide = max(abs(low), abs(high)) >= 1 << 62
            columns[label] = pl.Series(parts, dtype=pl.Int128 if wide else pl.Int64)
            spans[label] = Span(low, high, len(present) < len(parts), 128 if wide else 64, unit)
    return columns, spans


def earning_of(asked: Asked, spans: Spans) -> Earning:
    """What was asked of a criterion, as columns."""
    mask = spans[asked.column].most
    may = frozenset(state for state in range(len(STATES)) if mask >> state & 1)
    points, low, high = (of_columns(f"{asked.column}.{name}", spans) for name in ("points", "low", "high"))
    return Earning(points, pl.col(asked.column), low, high, None, may)


def of_columns(name: str, spans: Spans) -> Number:
    """The number that `as_columns` made columns of."""
    span, below = spans[name], spans.get(f"{name} /")
    num = Whole(pl.col(name), span.low, span.high, span.bits, span.nullable)
    if below is None:
        return of_whole(num, Fraction(1, span.most))
    den = Whole(pl.col(f"{name} /"), max(1, below.low), max(1, below.high), below.bits, below.nullable)
    return Number(Fraction(1), num, den)
