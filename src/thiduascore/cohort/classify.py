"""Levels in a cohort: a unit may be beyond the quota, or below the quantile, of the level of its own result.

Levels go best first; whoever falls out of one goes to the next that its result meets, and counts there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from attrs import define, field

from thiduascore.cohort.allot import Decided, Limit, allot
from thiduascore.cohort.entrant import Entrant
from thiduascore.cohort.order import Group, Order
from thiduascore.cohort.placing import Sizes
from thiduascore.cohort.plan import CohortPlan, LevelLimits, QuantilePlan, QuotaPlan
from thiduascore.program.plan import LevelPlan
from thiduascore.program.settle import levels_within_reach
from thiduascore.records import frozen


@frozen
class Fall:
    """A level that a unit met and did not get, and why: a quota's place, or the quantile that it is below."""

    level: str
    decided: Decided | None = None
    quantile: Fraction | None = None
    """The total that the class asked for."""


@define
class Classified:
    """The falls of units, by identity, and each quota's places."""

    falls: dict[int, list[Fall]] = field(factory=dict)
    limits: list[tuple[str, Limit]] = field(factory=list)


def classified(plan: CohortPlan, order: Order, sizes: Sizes) -> Classified:
    """Gives each unit its level; units without a place in the order keep what their own result says."""
    done = Classified()
    carried: dict[str, Mapping[str, int]] = {}
    for level in plan.levels:
        if level.quantile is not None:
            _by_quantile(level, level.quantile, order, done)
        if level.quotas:
            carried = _by_quota(plan, level, order, sizes, carried, done)
    return done


def _by_quantile(level: LevelLimits, quantile: QuantilePlan, order: Order, done: Classified) -> None:
    totals: dict[str, list[Fraction]] = {}
    for group in order.groups:
        for one in group:
            assert one.key is not None
            totals.setdefault(one.member_of(quantile.within), []).append(one.key)
    asked = {name: quantile_of(sorted(found), quantile) for name, found in totals.items()}
    for group in order.groups:
        for one in group:
            least = asked[one.member_of(quantile.within)]
            if one.level == level.id and one.key is not None and one.key < least:
                _fall(one, Fall(level.id, quantile=least), done)


def _by_quota(
    plan: CohortPlan,
    level: LevelLimits,
    order: Order,
    sizes: Sizes,
    carried: Mapping[str, Mapping[str, int]],
    done: Classified,
) -> dict[str, Mapping[str, int]]:
    """Applies the quotas of a level; the places that it leaves to the next one, by kind of class."""
    groups = having(order, level.id)
    limits = [
        limit_of(quota, sizes, groups, _at_least(order, plan, quota.of_id), carried.get(quota.within, {}))
        for quota in level.quotas
    ]
    done.limits += [(level.id, limit) for limit in limits]
    found = allot(groups, limits)
    for group in groups:
        for one in group:
            if found[id(one)].outcome not in ("given", "spilled"):
                _fall(one, Fall(level.id, found[id(one)]), done)
    return left_over(limits)


def having(order: Order, level: str) -> list[Group]:
    """The units at a level, in order."""
    found = [[one for one in group if one.level == level] for group in order.groups]
    return [group for group in found if group]


def left_over(limits: Iterable[Limit]) -> dict[str, Mapping[str, int]]:
    """Places that quotas leave to what comes next."""
    return {
        limit.plan.within: {
            name: room.left for name, room in limit.rooms.items() if room.left > 0 and not room.closed
        }
        for limit in limits
        if limit.plan.unused == "next"
    }


def limit_of(
    quota: QuotaPlan,
    sizes: Sizes,
    qualified: Sequence[Group],
    counts: Callable[[str, str], int],
    carried: Mapping[str, int],
) -> Limit:
    """A quota with the places of every class that counts any unit."""
    limit = Limit(quota, _base_of(quota, sizes, qualified, counts), carried)
    for name in sizes.names(quota.within):
        limit.room(name)
    return limit


def _base_of(
    quota: QuotaPlan, sizes: Sizes, qualified: Sequence[Group], counts: Callable[[str, str], int]
) -> Callable[[str], int]:
    """How many units a quota's share is taken of, by the name of the class."""
    if quota.of == "population":
        return lambda name: sizes.of(quota.within, name)
    if quota.of == "qualified":
        found = Counter(one.member_of(quota.within) for group in qualified for one in group)
        return lambda name: found[name]
    return lambda name: counts(quota.within, name)


def _at_least(order: Order, plan: CohortPlan, level: str) -> Callable[[str, str], int]:
    """How many units of a class are at a level or a better one now."""
    ids = [one.id for one in plan.levels]
    better = ids[: ids.index(level) + 1] if level in ids else []
    return counted(one for group in order.groups for one in group if one.level in better)


def counted(entrants: Iterable[Entrant]) -> Callable[[str, str], int]:
    """How many of these units each class has, by its kind and name."""
    having = tuple(entrants)
    counts: dict[str, Counter[str]] = {}

    def count(within: str, name: str) -> int:
        if within not in counts:
            counts[within] = Counter(one.member_of(within) for one in having)
        return counts[within][name]

    return count


def _fall(one: Entrant, fall: Fall, done: Classified) -> None:
    done.falls.setdefault(id(one), []).append(fall)
    one.level = next_level(one, fall.level)


def next_level(one: Entrant, level: str) -> str | None:
    """The next lower level that the unit's result meets; None when there is none."""
    levels = one.card.plan.levels
    position = next(index for index, each in enumerate(levels) if each.id == level)
    reach: frozenset[str] | None = None
    for each in levels[position + 1 :]:
        if _plain(each) and one.key is not None and (each.start is None or one.key > each.start):
            return each.id
        if reach is None:
            card = one.card
            reach = levels_within_reach(card.plan, card.trace.working, card.outcome)
        if each.id in reach:
            return each.id
    return None


def _plain(level: LevelPlan) -> bool:
    """Whether a level asks for nothing but a total."""
    return not (level.needs or level.floors or level.combined)


def quantile_of(values: Sequence[Fraction], quantile: QuantilePlan) -> Fraction:
    """A quantile of sorted values, exactly.

    nearest-rank: the value whose rank is ceil(n·p); averaged: the same, or the mean of two where n·p is
    whole; exclusive: interpolated at (n + 1)·p; inclusive: interpolated at (n - 1)·p + 1.
    Source: Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, definitions 1, 2, 6 and 7.
    """
    count, share = len(values), quantile.share
    if quantile.definition in ("nearest-rank", "averaged"):
        rank = count * share
        upper = values[min(max(ceil(rank), 1), count) - 1]
        if quantile.definition == "nearest-rank" or rank != floor(rank) or not 0 < rank < count:
            return upper
        return (values[int(rank) - 1] + values[int(rank)]) / 2
    at = (count + 1) * share if quantile.definition == "exclusive" else (count - 1) * share + 1
    at = min(max(at, Fraction(1)), Fraction(count))
    low = floor(at)
    below, above = values[low - 1], values[min(low, count - 1)]
    return below + (at - low) * (above - below)
