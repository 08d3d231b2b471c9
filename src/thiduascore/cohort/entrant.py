"""A unit while its cohort is being decided: its scorecard, its earlier years, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, Literal

from attrs import define

from thiduascore.cohort.asking import Asking
from thiduascore.cohort.history import History
from thiduascore.cohort.rulings import UNRULED, Ruled
from thiduascore.feel import Null, Value, interpret
from thiduascore.model.standing_scope import Asked, rank_name
from thiduascore.program.environment import environment_of, exact_fact
from thiduascore.program.scorecard import Scorecard

PERCENT = 100
BETWEEN: Final = " / "
"""What stands between the cluster and the kind in the name of a class of both."""
State = Literal["ranked", "undecided", "not-ranked", "disqualified", "no-score"]
Rank = int | Fraction
Key = tuple[str, str]
"""A class: within what, and its name."""


@define(eq=False)
class Entrant:
    """What is known of a unit so far; `level`, `ranks` and `given` come step by step."""

    card: Scorecard
    history: History
    state: State
    key: Fraction | None
    """What it is ranked by; None unless it is ranked."""
    level: str | None = None
    position: int = -1
    """Its place in the order of everybody, from 0; units that nothing parts share it."""
    ranks: tuple[tuple[str, Rank], ...] = ()
    """Its rank by kind of class, in the order of the rankings."""
    given: tuple[str, ...] = ()
    """The awards that it was given."""
    compared: dict[tuple[object, int], Value] | None = None
    """What the tie-breaks found that were needed, by their position."""
    ruled: Ruled = UNRULED
    """What councils voted on it, and what was revoked."""

    @property
    def id(self) -> str:
        """The unit's id."""
        return self.card.submission.unit.id

    @property
    def name(self) -> str:
        """The unit's name, or its id."""
        unit = self.card.submission.unit
        return unit.name or unit.id

    @property
    def year(self) -> int | None:
        """The year that is judged; None when the submission does not say."""
        period = self.card.submission.period
        return None if period is None else period.year

    def member_of(self, within: str) -> str:
        """The name of the unit's class."""
        unit = self.card.submission.unit
        return class_of(within, unit.cluster, unit.kind)


def class_of(within: str, cluster: str, kind: str) -> str:
    """The name of the class of a unit with that cluster and kind; empty for everybody's."""
    if within == "overall":
        return ""
    if within == "cluster":
        return cluster
    return kind if within == "kind" else f"{cluster}{BETWEEN}{kind}"


def state_of(card: Scorecard) -> State:
    """Whether the unit can be ranked: by what holds whatever the unknown values turn out to be."""
    if card.trace.score.ranked:
        return "ranked"
    least, most = card.settlement.least, card.settlement.most
    if least.total is None:
        return "no-score"
    if most.ranked:
        return "undecided"
    kinds = {fired.kind for fired in most.fired}
    return "disqualified" if "disqualify" in kinds else "not-ranked"


def asked(asking: Asking, entrant: Entrant) -> Value:
    """What an expression yields for a unit; null when something that it needs is not known."""
    card = entrant.card
    plan, submission = card.plan, card.submission
    known: dict[str, Any] = {}
    if asking.around:
        known |= environment_of(plan, submission, frozenset()).names
    for slot in asking.facts:
        value = submission.values.get(slot.name)
        known[slot.name] = (
            Null(submission.missing.get(slot.name, ()))
            if value is None
            else exact_fact(plan, slot.scale, slot.type, value)
        )
    for each in asking.values:
        known[each.name] = interpret(each.tree, known, functions=plan.functions)
    for name, question in asking.asked.items():
        known[name] = answer(question, entrant)
    for name, context, member in asking.members:
        known[name] = _CONTEXTS[context](entrant, member)
    return asking.of(known)


def answer(question: Asked, entrant: Entrant) -> Value:
    """What a question about the unit yields."""
    return _ANSWERS[question.function](entrant, question.of)


def points_of(entrant: Entrant, part: str) -> Value:
    """Points of an item or criterion, 0 where it does not apply; null when they are not known."""
    found = _part(entrant, part)
    return Null() if found is None else found[0]


def share_of(entrant: Entrant, part: str) -> Value:
    """Percent of what an item or criterion could have earned; null when not known or it does not apply."""
    found = _part(entrant, part)
    return Null() if found is None or not found[1] else found[0] / found[1] * PERCENT


def _part(entrant: Entrant, part: str) -> tuple[Fraction, Fraction] | None:
    """Points and the most that could be earned; None when the points are not known."""
    card = entrant.card
    known = card.trace.details.parts.get(part)
    if known is not None:
        return known
    for criterion in card.plan.criteria:
        if criterion.id == part:
            earned = card.trace.working.earned[criterion.index]
            if earned.state == "not-applicable":
                return Fraction(0), Fraction(0)
            return None if earned.points is None else (earned.points, criterion.maximum)
    least, most = (
        next((item for item in outcome.items if item.id == part), None)
        for outcome in (card.settlement.least, card.settlement.most)
    )
    if least is None or most is None:
        return Fraction(0), Fraction(0)
    if least.points != most.points:
        return None
    return least.points or Fraction(0), Fraction(0) if least.points is None else least.capacity


def met(entrant: Entrant, condition: str) -> Value:
    """Whether a condition holds, or counts as holding; null when that is not known."""
    known = entrant.card.trace.details.met.get(condition)
    if known is not None:
        return known
    for line in entrant.card.conditions:
        if line.plan.id == condition:
            if line.verdict.judgement == "unknown":
                policy = line.plan.unknown
                return Null(line.verdict.causes) if policy == "unknown" else policy == "hold"
            return line.verdict.judgement != "fails"
    return Null()


def _earlier_years(entrant: Entrant, title: str) -> Value:
    if entrant.year is None:
        return Null()
    return Fraction(len(entrant.history.years_of(entrant.id, title, entrant.year)))


def _in_a_row(entrant: Entrant, title: str) -> Value:
    if entrant.year is None:
        return Null()
    return Fraction(entrant.history.in_a_row(entrant.id, title, entrant.year))


def _result(entrant: Entrant, member: str) -> Value:
    card = entrant.card
    found: Value | None
    if member == "level":
        return Null() if entrant.state == "undecided" and entrant.level is None else entrant.level or ""
    if member == "total":
        found = card.total
    elif member == "coverage":
        found = card.coverage * PERCENT
    elif member == "self_total":
        found = card.self_total
    elif member in ("base", "bonus", "deduction"):
        found = getattr(card.outcome, member) if card.known and card.total is not None else None
    else:
        wanted = (rank for within, rank in entrant.ranks if member in ("rank", rank_name(within)))
        rank = next(wanted, None)
        found = None if rank is None else Fraction(rank)
    return Null() if found is None else found


def _previous(entrant: Entrant, member: str) -> Value:
    year = None if entrant.year is None else entrant.history.in_year(entrant.id, entrant.year - 1)
    if member == "titles":
        return tuple(sorted(year.titles)) if year else ()
    if member == "level":
        return year.level if year else ""
    return Null() if year is None or year.rank is None else Fraction(year.rank)


_CONTEXTS: Final[Mapping[str, Callable[[Entrant, str], Value]]] = {
    "unit": lambda entrant, member: str(getattr(entrant.card.submission.unit, member)),
    "result": _result,
    "previous": _previous,
}
_ANSWERS: Final[Mapping[str, Callable[[Entrant, str], Value]]] = {
    "points": points_of,
    "share": share_of,
    "met": met,
    "earlier_years": _earlier_years,
    "years_in_a_row": _in_a_row,
    "given": lambda entrant, award: award in entrant.given,
}
