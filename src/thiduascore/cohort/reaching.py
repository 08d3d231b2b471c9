"""Targets of the whole campaign: reached, not reached, or not known yet, with what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from attrs import define, field

from thiduascore.cohort.asking import Asking
from thiduascore.cohort.entrant import Entrant, asked
from thiduascore.cohort.plan import TargetPlan
from thiduascore.feel import Value
from thiduascore.feel.types import NumberType
from thiduascore.records import frozen

Reached = Literal["reached", "not-reached", "unknown"]


@frozen(kw_only=True)
class Count:
    """What was counted in a group; the empty name is everybody.

    `least` and `most` bound what was reached, `of_least` and `of_most` what it is compared with.
    Where all is known the two are equal.
    """

    group: str
    state: Reached
    least: Fraction
    most: Fraction
    of_least: Fraction
    of_most: Fraction
    unknown: tuple[str, ...] = ()
    """Units of which something that counts is not known."""
    missed: tuple[str, ...] = ()
    """Units that count and do not meet it; empty where a number is added up."""


@frozen(kw_only=True)
class TargetResult:
    """A target and what became of it."""

    plan: TargetPlan
    state: Reached
    counts: tuple[Count, ...]
    homeless: tuple[str, ...] = ()
    """Units whose group is not known."""


@define
class _Tally:
    least: Fraction | int = 0
    most: Fraction | int = 0
    of_least: Fraction | int = 0
    of_most: Fraction | int = 0
    of_best: Fraction | int = 0
    """What the share is taken of when everybody who may meet it does, and nobody else counts who need not."""
    is_open: bool = False
    """Whether a part of a sum is not known."""
    unknown: list[str] = field(factory=list)
    missed: list[str] = field(factory=list)


def reached(target: TargetPlan, entrants: Sequence[Entrant]) -> TargetResult:
    """Counts a target over everybody who was scored."""
    tallies: dict[str, _Tally] = {name: _Tally() for name in (target.groups or ())}
    if target.per is None:
        tallies[""] = _Tally()
    homeless: list[str] = []
    for one in entrants:
        group = "" if target.per is None else asked(target.per, one)
        if isinstance(group, str):
            _count(target, one, tallies.setdefault(group, _Tally()))
        else:
            homeless.append(one.id)
    counts = tuple(_counted(target, name, tallies[name]) for name in sorted(tallies))
    states = {one.state for one in counts}
    state: Reached = "reached"
    if "not-reached" in states or not counts:
        state = "not-reached"
    elif "unknown" in states:
        state = "unknown"
    if homeless and state != "reached":
        state = "unknown"
    return TargetResult(plan=target, state=state, counts=counts, homeless=tuple(homeless))


def _count(target: TargetPlan, one: Entrant, tally: _Tally) -> None:
    counts = _yes_no(target.among, one)
    if counts is False:
        return
    if target.sum is not None:
        _add(target, one, tally, counts is True)
        return
    assert target.holds is not None
    holds = _yes_no(target.holds, one)
    if counts is None or holds is None:
        tally.unknown.append(one.id)
    elif holds is False:
        tally.missed.append(one.id)
    tally.of_least += counts is True
    tally.of_most += 1
    tally.of_best += counts is True or holds is True or (counts is None and holds is None)
    tally.least += counts is True and holds is True
    tally.most += holds is not False


def _yes_no(asking: Asking | None, one: Entrant) -> bool | None:
    found: Value = True if asking is None else asked(asking, one)
    return found if isinstance(found, bool) else None


def _add(target: TargetPlan, one: Entrant, tally: _Tally, counts: bool) -> None:
    assert target.sum is not None
    part = asked(target.sum, one)
    of = Fraction(0) if target.out_of is None else asked(target.out_of, one)
    if not counts or not isinstance(part, Fraction) or not isinstance(of, Fraction):
        tally.unknown.append(one.id)
        tally.is_open = True
        return
    tally.least += part
    tally.most += part
    tally.of_least += of
    tally.of_most += of


def _counted(target: TargetPlan, name: str, tally: _Tally) -> Count:
    return Count(
        group=name,
        state=_state(target, tally),
        least=Fraction(tally.least),
        most=Fraction(tally.most),
        of_least=Fraction(tally.of_least),
        of_most=Fraction(tally.of_most),
        unknown=tuple(tally.unknown),
        missed=tuple(tally.missed),
    )


def _state(target: TargetPlan, tally: _Tally) -> Reached:
    """Reached when the least that can be is enough, not reached when the most is not."""
    if target.number is not None:
        if tally.least >= target.number and not (tally.is_open and _may_sink(target)):
            return "reached"
        return "unknown" if tally.is_open or tally.most >= target.number else "not-reached"
    assert target.share is not None
    if tally.is_open or not tally.of_most:
        return "unknown"
    if tally.least >= target.share * tally.of_most:
        return "reached"
    return "unknown" if tally.unknown and tally.most >= target.share * tally.of_best else "not-reached"


def _may_sink(target: TargetPlan) -> bool:
    """Whether a part that is not known can be negative."""
    type_ = None if target.sum is None else target.sum.tree.type
    return not (isinstance(type_, NumberType) and type_.least is not None and type_.least >= 0)
