"""Standings: the decision on a whole cohort, in the fixed order of operations.

Ranking → levels by quantile and quota → awards → targets, for each period by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import groupby

from attrs import field

from thiduascore.cohort.allot import Limit
from thiduascore.cohort.awarding import Decision, awarded
from thiduascore.cohort.classify import Fall, classified
from thiduascore.cohort.cohort import Apart, Cohort, Member, cohort_of
from thiduascore.cohort.entrant import Entrant, Rank, State, state_of
from thiduascore.cohort.history import NOTHING_EARLIER, History
from thiduascore.cohort.order import ordered
from thiduascore.cohort.placing import Place, Ranking, keyed, placed, sizes_of
from thiduascore.cohort.plan import CohortPlan
from thiduascore.cohort.reaching import TargetResult, reached
from thiduascore.cohort.reasons import Reason
from thiduascore.cohort.rulings import NO_RULINGS, Ruled, Rulings
from thiduascore.model.submission import Period
from thiduascore.program.scorecard import Scorecard
from thiduascore.records import frozen


@frozen(eq=False, kw_only=True)
class Standing:
    """What was decided about one unit, with the reasons."""

    card: Scorecard
    state: State
    level: str | None = None
    """The level's id after quotas; None when there is none or it is not known."""
    falls: tuple[Fall, ...] = ()
    """Levels that its result meets, but that the cohort did not leave it."""
    awards: tuple[Decision, ...] = ()
    """What became of each award, in the ruleset's order."""
    ranking: Ranking = field(repr=False)
    entrant: Entrant = field(repr=False)

    @property
    def places(self) -> tuple[Place, ...]:
        """Its place in each ranking that the ruleset makes; empty when it is not ranked."""
        return self.ranking.places(self.entrant)

    @property
    def rank(self) -> Rank | None:
        """The rank in the first ranking that the ruleset makes; None for a unit that is not ranked."""
        return self.entrant.ranks[0][1] if self.entrant.ranks else None

    @property
    def split(self) -> bool:
        """Whether its published total equals another's of its class although their ranks differ."""
        places = self.places
        return bool(places) and places[0].split

    @property
    def given(self) -> tuple[Decision, ...]:
        """The awards that the unit is proposed for."""
        return tuple(one for one in self.awards if one.state == "given")

    @property
    def why(self) -> tuple[Reason, ...]:
        """Why it stands where it stands, and why not one place better."""
        from thiduascore.cohort.why import placing

        return placing(self)

    @property
    def why_level(self) -> tuple[Reason, ...]:
        """Why it has its level and not the next better one."""
        from thiduascore.cohort.why import classification

        return classification(self)


@frozen(kw_only=True)
class PeriodResult:
    """What was decided about the cohort of one period as a whole."""

    period: Period | None
    targets: tuple[TargetResult, ...]
    level_quotas: tuple[tuple[str, Limit], ...] = field(default=(), eq=False)
    award_quotas: tuple[tuple[str, Limit], ...] = field(default=(), eq=False)


@frozen(kw_only=True, slots=False)
class Standings:
    """Each period in turn, none first; in it class by class the ranked, best first, then the others."""

    all: tuple[Standing, ...]
    periods: tuple[PeriodResult, ...] = ()
    frozen: Cohort | None = None
    """The cohort that was frozen before; None where none was."""
    apart: tuple[Apart, ...] = ()
    """Units that are not in the frozen cohort as they are now, and what including them would change."""
    history: str = ""
    """The hash of what was known of earlier years; empty when nothing was."""

    @cached_property
    def cohort(self) -> Cohort | None:
        """Who is in it: what was frozen, else everybody; None without anybody."""
        if self.frozen is not None or not self.all:
            return self.frozen
        plan = self.all[0].card.plan
        submissions = (one.card.submission for one in self.all)
        return cohort_of(submissions, campaign=plan.campaign, version=plan.version, ruleset=plan.ruleset_hash)

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """Those that have a rank."""
        return tuple(standing for standing in self.all if standing.rank is not None)

    @property
    def unranked(self) -> tuple[Standing, ...]:
        """Those that have none."""
        return tuple(standing for standing in self.all if standing.rank is None)


Plans = Callable[[datetime.date], CohortPlan]
"""The rules of a cohort at a date."""


def standings(
    cards: Iterable[Scorecard],
    plans: Plans,
    *,
    history: History = NOTHING_EARLIER,
    rulings: Rulings = NO_RULINGS,
    cohort: Cohort | None = None,
) -> Standings:
    """The decision on the units of these scorecards; the order in which they come changes nothing.

    Units of the frozen `cohort` without a scorecard count in the sizes of their classes all the same.
    """
    ordered_cards = sorted(cards, key=lambda card: (_days(card), card.unit.id, card.unit.name))
    every: list[Standing] = []
    periods: list[PeriodResult] = []
    for _, group in groupby(ordered_cards, key=_days):
        together = list(group)
        absent = () if cohort is None else cohort.without([card.submission for card in together])
        found, result = _decided(together, plans(together[0].plan.date), history, rulings, absent)
        every += found
        periods.append(result)
    return Standings(all=tuple(every), periods=tuple(periods), history=history.hash)


def _days(card: Scorecard) -> tuple[datetime.date, datetime.date]:
    period = card.submission.period
    return (period.start, period.end) if period else (datetime.date.min, datetime.date.min)


def _entrant(card: Scorecard, history: History, ruled: Ruled) -> Entrant:
    """A unit; one whose result was revoked is out like a disqualified one."""
    if ruled.out is not None:
        return Entrant(card, history, "disqualified", None, ruled=ruled)
    return Entrant(card, history, state_of(card), None, level=card.level, ruled=ruled)


def _decided(
    cards: Sequence[Scorecard],
    plan: CohortPlan,
    history: History,
    rulings: Rulings,
    absent: Sequence[Member],
) -> tuple[list[Standing], PeriodResult]:
    entrants = [_entrant(card, history, rulings.of(card.unit.id, card.submission.period)) for card in cards]
    keyed(entrants, plan)
    order = ordered(entrants, plan.ties)
    ranking = Ranking(plan, order, entrants)
    placed(ranking)
    sizes = sizes_of(entrants, plan, absent)
    levels = classified(plan, order, sizes)
    awards = awarded(plan, entrants, order, sizes)
    targets = tuple(reached(target, entrants) for target in plan.targets)
    found = [
        Standing(
            card=one.card,
            state=one.state,
            level=one.level,
            falls=tuple(levels.falls.get(id(one), ())),
            awards=tuple(awards.decisions[id(one)]),
            ranking=ranking,
            entrant=one,
        )
        for one in entrants
    ]
    first = plan.within[0]
    found.sort(key=lambda one: (one.entrant.member_of(first), one.entrant.position < 0, one.entrant.position))
    result = PeriodResult(
        period=cards[0].submission.period,
        targets=targets,
        level_quotas=tuple(levels.limits),
        award_quotas=tuple(awards.limits),
    )
    return found, result
