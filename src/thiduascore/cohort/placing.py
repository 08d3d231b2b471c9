"""Ranks in every class, how sure they are, and who counts in the size of a class."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import field

from thiduascore.cohort.cohort import Member
from thiduascore.cohort.entrant import Entrant, Rank, class_of
from thiduascore.cohort.order import Group, Order, classes, ranks
from thiduascore.cohort.plan import CohortPlan
from thiduascore.program.outcome import Outcome
from thiduascore.program.scorecard import Scorecard
from thiduascore.records import frozen


@frozen(kw_only=True)
class Place:
    """A unit's place in one class."""

    within: str
    """overall, cluster, kind or cluster-and-kind."""
    name: str
    """The class's name; empty for everybody."""
    rank: Rank
    """From 1; a fraction where ranks in the middle are shared."""
    count: int
    """How many units are ranked in the class."""
    shared: int = 1
    """How many units have this rank."""
    better: Entrant | None = None
    """The first of those who stand right before it."""
    split: bool = False
    """Whether the published total equals another's of the class, and the ranks differ by what it hides."""
    may_fall: int = 0
    """How many units whose total is not known may come before it."""


@frozen(slots=False, eq=False)
class Members:
    """The ranked units of a class, best first: those that nothing parts together, with their rank."""

    groups: Sequence[Group]
    ranks: Sequence[Rank]

    @cached_property
    def positions(self) -> list[int]:
        """Where each group stands in the order of everybody."""
        return [group[0].position for group in self.groups]

    @cached_property
    def count(self) -> int:
        """How many units there are."""
        return sum(len(group) for group in self.groups)

    @cached_property
    def hidden(self) -> frozenset[Fraction]:
        """The published totals behind which units have different ones."""
        return _hidden(self.groups)


@frozen(slots=False, eq=False)
class Ranking:
    """The order of a period's cohort, with its rules."""

    plan: CohortPlan
    order: Order
    entrants: Sequence[Entrant]

    @cached_property
    def classes(self) -> Mapping[str, Mapping[str, Members]]:
        """The ranked units of each class, by its kind and name."""
        return {
            within: {
                name: Members(groups, ranks(groups, self.plan.method))
                for name, groups in classes(self.order, within).items()
            }
            for within in self.plan.within
        }

    def places(self, one: Entrant) -> tuple[Place, ...]:
        """A unit's place in each ranking; none for a unit that is not ranked."""
        if one.position < 0:
            return ()
        return tuple(self._place(one, within) for within in self.plan.within)

    def _place(self, one: Entrant, within: str) -> Place:
        name = one.member_of(within)
        members = self.classes[within][name]
        at = bisect_left(members.positions, one.position)
        total, highest = one.card.total, self._highest.get((within, name), [])
        assert one.key is not None
        reach = bisect_left if self.plan.ties else bisect_right
        return Place(
            within=within,
            name=name,
            rank=members.ranks[at],
            count=members.count,
            shared=len(members.groups[at]),
            better=members.groups[at - 1][0] if at else None,
            split=total is not None and total in members.hidden,
            may_fall=len(highest) - reach(highest, one.key),
        )

    @cached_property
    def _highest(self) -> Mapping[tuple[str, str], list[Fraction]]:
        """The most that undecided units can have, sorted, by class."""
        return {
            key: sorted(_ends(one.card, self.plan)[1] for one in units)
            for key, units in self.undecided.items()
        }

    @cached_property
    def undecided(self) -> Mapping[tuple[str, str], list[Entrant]]:
        """The units without a rank that may yet have one, by class."""
        found: dict[tuple[str, str], list[Entrant]] = {}
        for one in self.entrants:
            if one.state == "undecided":
                for within in self.plan.within:
                    found.setdefault((within, one.member_of(within)), []).append(one)
        return found

    def between(self, one: Entrant, within: str) -> tuple[int, int]:
        """The best and the worst rank that a unit without one may have in its class."""
        least, most = _ends(one.card, self.plan)
        lows, highs = self._ends_in[within, one.member_of(within)]
        surely = len(lows) - bisect_right(lows, most)
        ties = bool(self.plan.ties)
        maybe = len(highs) - (bisect_left(highs, least) if ties else bisect_right(highs, least))
        itself = 1 if ties or most > least else 0
        return surely + 1, maybe - itself + 1

    @cached_property
    def _ends_in(self) -> Mapping[tuple[str, str], tuple[list[Fraction], list[Fraction]]]:
        """The least and the greatest totals of everybody who may be ranked, each sorted, by class."""
        return ends_in(self.entrants, self.plan, self.plan.within)


def ends_in(
    entrants: Iterable[Entrant], plan: CohortPlan, kinds: Iterable[str]
) -> Mapping[tuple[str, str], tuple[list[Fraction], list[Fraction]]]:
    """The least and the greatest totals of those that are or may be ranked, each sorted, by class."""
    kinds = tuple(kinds)
    found: dict[tuple[str, str], tuple[list[Fraction], list[Fraction]]] = {}
    for one in entrants:
        if one.state in ("ranked", "undecided"):
            least, most = _ends(one.card, plan)
            for within in kinds:
                lows, highs = found.setdefault((within, one.member_of(within)), ([], []))
                lows.append(least)
                highs.append(most)
    for lows, highs in found.values():
        lows.sort()
        highs.sort()
    return found


def _key(outcome: Outcome, plan: CohortPlan) -> Fraction | None:
    return outcome.total if plan.rounded else outcome.unrounded


def _ends(card: Scorecard, plan: CohortPlan) -> tuple[Fraction, Fraction]:
    """The least and the most that a unit can be ranked by."""
    score = card.trace.score
    known = score.total if plan.rounded else score.unrounded
    if known is not None:
        return known, known
    least, most = _key(card.settlement.least, plan), _key(card.settlement.most, plan)
    assert least is not None and most is not None, "a unit that may be ranked has bounds"
    return least, most


def keyed(entrants: Iterable[Entrant], plan: CohortPlan) -> None:
    """Gives each unit that can be ranked what it is ranked by; what is not known is treated as declared."""
    everybody = list(entrants)
    undecided = [one for one in everybody if one.state == "undecided"]
    for one in everybody:
        if one.state == "ranked":
            one.key = _ends(one.card, plan)[0]
    if plan.undecided == "least":
        settled = [one for one in undecided if one.card.settlement.least.ranked]
    elif plan.undecided == "where-certain":
        settled = _certain(everybody, undecided, plan)
    else:
        settled = []
    for one in settled:
        least, most = one.card.settlement.least, one.card.settlement.most
        one.state, one.key = "ranked", _key(least, plan)
        one.level = least.level if plan.undecided == "least" or least.level == most.level else None


def _certain(everybody: list[Entrant], undecided: list[Entrant], plan: CohortPlan) -> list[Entrant]:
    """Those whose range overlaps nobody's in any class that matters."""
    quotas = [*(one.quotas for one in plan.levels), *(one.quotas for one in plan.awards)]
    kinds = {*plan.within, *(quota.within for each in quotas for quota in each)}
    ends = ends_in(everybody, plan, kinds)

    def alone(one: Entrant) -> bool:
        if not one.card.settlement.least.ranked:
            return False
        least, most = _ends(one.card, plan)
        return all(
            bisect_right(lows, most) - bisect_left(highs, least) == 1
            for lows, highs in (ends[within, one.member_of(within)] for within in kinds)
        )

    return [one for one in undecided if alone(one)]


def placed(ranking: Ranking) -> None:
    """Gives each ranked unit its ranks; what else there is to say of its places is said when asked for."""
    for within in ranking.plan.within:
        for members in ranking.classes[within].values():
            for rank, group in zip(members.ranks, members.groups, strict=True):
                for one in group:
                    one.ranks += ((within, rank),)


@frozen(slots=False, eq=False)
class Sizes:
    """How many units each class counts; one whose total is not known yet counts wherever ranked units do."""

    counting: Sequence[Entrant]
    absent: Sequence[Member] = ()
    """Units of the frozen cohort without a report: their leaving must not change what is left for others."""
    _counts: dict[str, Counter[str]] = field(factory=dict, init=False)

    def of(self, within: str, name: str) -> int:
        """How many units a class counts."""
        return self._in(within)[name]

    def names(self, within: str) -> tuple[str, ...]:
        """The classes of a kind that count any, sorted."""
        return tuple(sorted(self._in(within)))

    def _in(self, within: str) -> Counter[str]:
        if within not in self._counts:
            found = Counter(one.member_of(within) for one in self.counting)
            found.update(class_of(within, one.cluster, one.kind) for one in self.absent)
            self._counts[within] = found
        return self._counts[within]


def _hidden(groups: Iterable[Group]) -> frozenset[Fraction]:
    """The published totals behind which units of a class have different ones; rounding keeps their order."""
    found = set()
    before: Fraction | None = None
    key: Fraction | None = None
    for group in groups:
        total = group[0].card.total
        if total is not None and total == before and group[0].key != key:
            found.add(total)
        before, key = total, group[0].key
    return frozenset(found)


def sizes_of(entrants: Iterable[Entrant], plan: CohortPlan, absent: Sequence[Member]) -> Sizes:
    """The sizes of the classes, by the population that the ruleset declares."""
    out = {"ranked": ("not-ranked", "disqualified", "no-score"), "without-disqualified": ("disqualified",)}
    counting = [one for one in entrants if one.state not in out.get(plan.population, ())]
    return Sizes(counting, absent)
