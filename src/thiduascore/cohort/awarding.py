"""Awards: who qualifies, who is given one, and for everybody else why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Literal

from attrs import define, field

from thiduascore.cohort.allot import Decided, Limit, allot
from thiduascore.cohort.classify import counted, left_over, limit_of
from thiduascore.cohort.entrant import Entrant, asked, met
from thiduascore.cohort.order import Group, Order
from thiduascore.cohort.placing import Sizes
from thiduascore.cohort.plan import AwardPlan, CohortPlan
from thiduascore.cohort.reasons import Reason, because
from thiduascore.diagnostics import Text
from thiduascore.feel import Null
from thiduascore.program.words import title_of
from thiduascore.records import frozen

Given = Literal["given", "waiting", "council", "undecided", "refused"]
"""given; waiting: qualified, without a place; council: tied at the last place; undecided: something that it
depends on is not known; refused: does not qualify."""


@frozen(eq=False)
class Decision:
    """What became of a unit and an award."""

    plan: AwardPlan
    entrant: Entrant
    state: Given
    decided: Decided | None = None
    better: Text | None = None
    """The title of the award of the same group that it has already."""
    kinds: Mapping[str, Text] = field(factory=dict, repr=False)
    """What the kinds of units are called."""

    @property
    def lacking(self) -> tuple[Reason, ...]:
        """Everything for which the unit does not qualify, or is not known to."""
        return tuple(reason() for _, reason in _lacking(self.plan, self.entrant))

    @property
    def why(self) -> tuple[Reason, ...]:
        """Why the unit is given the award or is not."""
        from thiduascore.cohort.why import awarding

        return awarding(self)


@define
class Awarded:
    """The decisions about each unit, by identity, in the order of the awards, and each quota's places."""

    decisions: dict[int, list[Decision]] = field(factory=dict)
    limits: list[tuple[str, Limit]] = field(factory=list)


def awarded(plan: CohortPlan, entrants: Sequence[Entrant], order: Order, sizes: Sizes) -> Awarded:
    """Decides every award, in the file's order; entrants get what they are given."""
    done = Awarded({id(one): [] for one in entrants})
    carried: dict[str, Mapping[str, int]] = {}
    groups = {award.id: award.group for award in plan.awards}
    titles = {award.id: award.title for award in plan.awards}
    levels = [level.id for level in plan.levels]
    for award in plan.awards:
        found = {id(one): _qualified(award, one, groups) for one in entrants}
        places, carried = _placed(award, found, entrants, order, sizes, carried, levels, done)
        for one in entrants:
            decision = _decision(award, one, found[id(one)], places, titles, plan.kinds)
            if decision.state == "given":
                one.given += (award.id,)
            done.decisions[id(one)].append(decision)
    return done


def _placed(
    award: AwardPlan,
    found: Mapping[int, str],
    entrants: Sequence[Entrant],
    order: Order,
    sizes: Sizes,
    carried: Mapping[str, Mapping[str, int]],
    levels: Sequence[str],
    done: Awarded,
) -> tuple[Mapping[int, Decided] | None, dict[str, Mapping[str, int]]]:
    """Gives the places of an award to those that qualify; None where it has no quota."""
    if not award.quotas:
        return None, {}
    kept = [[one for one in group if found[id(one)] == ""] for group in order.groups]
    groups: list[Group] = [group for group in kept if group]
    limits = []
    for quota in award.quotas:
        better = levels[: levels.index(quota.of_id) + 1] if quota.of == "level" else ()
        holders = [one for one in entrants if quota.of_id in one.given or one.level in better]
        limits.append(limit_of(quota, sizes, groups, counted(holders), carried.get(quota.within, {})))
    done.limits += [(award.id, limit) for limit in limits]
    return allot(groups, limits), left_over(limits)


def _qualified(award: AwardPlan, one: Entrant, groups: Mapping[str, str]) -> str:
    """Empty for a unit that qualifies; refused, undecided, or the award of the group that it has already."""
    if award.group:
        better = next((given for given in one.given if groups[given] == award.group), "")
        if better:
            return better
    state = ""
    for known, _ in _lacking(award, one):
        if known:
            return "refused"
        state = "undecided"
    return state


def _decision(
    award: AwardPlan,
    one: Entrant,
    found: str,
    places: Mapping[int, Decided] | None,
    titles: Mapping[str, Text],
    kinds: Mapping[str, Text],
) -> Decision:
    if found == "refused":
        return Decision(award, one, "refused")
    if found == "undecided":
        return Decision(award, one, "undecided")
    if found:
        return Decision(award, one, "refused", better=titles[found])
    decided = places.get(id(one)) if places is not None else Decided("given")
    if decided is None:
        return Decision(award, one, "undecided")
    states: Mapping[str, Given] = {"given": "given", "spilled": "given", "council": "council"}
    return Decision(award, one, states.get(decided.outcome, "waiting"), decided, kinds=kinds)


def _lacking(award: AwardPlan, one: Entrant) -> Iterator[tuple[bool, Callable[[], Reason]]]:
    """What keeps a unit from qualifying: whether it is certain, and the reason, which is made when it is
    asked for; the cheapest first.
    """
    for revoked in (one.ruled.out, one.ruled.without(award.id)):
        if revoked is not None:
            yield True, partial(getattr, revoked, "why")
    if award.ranked and one.state != "ranked":
        yield one.state != "undecided", partial(because, "award-not-ranked")
    if award.levels and one.level not in award.levels:
        known = one.level is not None or one.state != "undecided"
        if one.level is None:
            yield known, partial(because, "award-no-level")
        else:
            yield known, partial(_of, "award-level", one.level, one)
    yield from _earlier(award, one)
    for name in award.needs:
        holds = met(one, name)
        if holds is not True:
            slug = "award-condition-unknown" if isinstance(holds, Null) else "award-condition"
            yield holds is False, partial(because, slug, title=title_of(name, one.card.plan))
    if award.when is not None:
        holds = asked(award.when, one)
        if holds is not True:
            slug = "award-when-unknown" if isinstance(holds, Null) else "award-when"
            yield not isinstance(holds, Null), partial(because, slug, condition=award.when.said)
    for case in award.ineligible:
        applies = asked(case.when, one)
        if applies is not False:
            slug = "award-ineligible-unknown" if isinstance(applies, Null) else "award-ineligible"
            yield applies is True, partial(because, slug, why=case.because)
    if award.vote is not None:
        votes = one.ruled.tally(award.vote, award.id)
        if votes.result != "carried":
            yield votes.result != "no-votes", partial(getattr, votes, "reason")


def _of(slug: str, level: str, one: Entrant) -> Reason:
    return because(slug, level=title_of(level, one.card.plan))


def _earlier(award: AwardPlan, one: Entrant) -> Iterator[tuple[bool, Callable[[], Reason]]]:
    for earlier in award.earlier:
        title = earlier.label
        if one.year is None:
            yield False, partial(because, "award-earlier-no-year", title=title)
            continue
        if earlier.in_a_row:
            count = one.history.in_a_row(one.id, earlier.title, one.year)
        else:
            count = len(one.history.years_of(one.id, earlier.title, one.year, earlier.last_years))
        if count < earlier.years:
            slug = "award-earlier-in-a-row" if earlier.in_a_row else "award-earlier"
            yield True, partial(because, slug, title=title, years=earlier.years, count=count)
