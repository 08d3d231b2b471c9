"""Laws of cohorts: order never matters, equals stay equal, quotas are kept and filled, reasons are given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.cohorts import DRAW, Campaign, campaigns

from thiduascore import Engine
from thiduascore.cohort import Place, Standing, Standings
from thiduascore.cohort.changes import differences
from thiduascore.cohort.document import standings_json
from thiduascore.model.ruleset import Ruleset

ENGINE = Engine(plugins=[])


def ranked(campaign: Campaign, units: Iterable[Any] | None = None) -> tuple[Ruleset, Standings]:
    """The decision on a campaign's units, or on others."""
    ruleset = ENGINE.load(campaign.rules)
    intake = ENGINE.read(ruleset, list(campaign.units if units is None else units))
    assert not intake.refused
    return ruleset, ENGINE.rank(ruleset, intake)


def of_unit(standings: Standings) -> dict[str, Standing]:
    return {one.card.unit.id: one for one in standings.all}


@given(campaigns(), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_units_never_matters_nor_what_is_computed_first(campaign: Campaign, random: Any) -> None:
    ruleset = ENGINE.load(campaign.rules)
    shuffled = list(campaign.units)
    random.shuffle(shuffled)
    texts = {
        standings_json(ENGINE.results(ruleset, ENGINE.read(ruleset, units), light=light), ENGINE.versions)
        for units, light in ((list(campaign.units), True), (shuffled, True), (shuffled, False))
    }
    assert len(texts) == 1


@given(campaigns())
@settings(max_examples=120)
def test_every_decision_keeps_the_laws(campaign: Campaign) -> None:
    _, standings = ranked(campaign)
    equal_units_share_a_rank_unless_a_draw_parts_them(campaign, standings)
    ranks_are_what_counting_the_better_ones_gives(campaign, standings)
    a_greater_total_is_never_behind(standings)
    a_quota_is_never_exceeded(campaign, standings)
    nothing_is_left_while_somebody_waits(campaign, standings)
    nobody_is_passed_without_a_reason(campaign, standings)
    a_level_is_lost_to_a_quota_only(campaign, standings)
    every_placing_is_explained_in_both_languages(standings)
    a_target_counts_the_units_that_meet_it(campaign, standings)


def equal_units_share_a_rank_unless_a_draw_parts_them(campaign: Campaign, standings: Standings) -> None:
    found = of_unit(standings)
    for one in campaign.units:
        for other in campaign.units:
            mine, theirs = found[one["unit"]["id"]], found[other["unit"]["id"]]
            same = one["facts"] == other["facts"] and mine.state == theirs.state
            if same and DRAW not in campaign.drawn["ties"]:
                for place, another in zip(mine.places, theirs.places, strict=True):
                    assert place.name != another.name or place.rank == another.rank


def ranks_are_what_counting_the_better_ones_gives(campaign: Campaign, standings: Standings) -> None:
    for kind in [place.within for place in standings.ranked[0].places] if standings.ranked else []:
        classes: dict[str, list[tuple[int, Place]]] = {}
        for one in standings.ranked:
            place = next(each for each in one.places if each.within == kind)
            classes.setdefault(place.name, []).append((one.entrant.position, place))
        for members in classes.values():
            positions = [position for position, _ in members]
            for position, place in members:
                better = sum(each < position for each in positions)
                same = positions.count(position)
                expected = {
                    "dense": 1 + len({each for each in positions if each < position}),
                    "mid": Fraction(2 * better + same + 1, 2),
                }.get(campaign.drawn["method"], 1 + better)
                assert (place.rank, place.shared, place.count) == (expected, same, len(members))


def a_greater_total_is_never_behind(standings: Standings) -> None:
    keyed = [(one.entrant.key, one.entrant.position) for one in standings.ranked]
    for key, position in keyed:
        assert key is not None
        for other, behind in keyed:
            assert other is not None
            assert not (key > other and position >= behind)


def a_quota_is_never_exceeded(campaign: Campaign, standings: Standings) -> None:
    for period in standings.periods:
        for award, limit in period.award_quotas:
            if any(quota["ties"] == '"all"' for quota in campaign.drawn[award]):
                continue
            holders = [one for one in standings.all if award in one.entrant.given]
            assert len(holders) <= sum(room.places + room.carried for room in limit.rooms.values())
            if not spills(campaign, award):
                counts = Counter(one.entrant.member_of(limit.plan.within) for one in holders)
                for name, room in limit.rooms.items():
                    assert counts[name] <= room.places + room.carried


def nothing_is_left_while_somebody_waits(campaign: Campaign, standings: Standings) -> None:
    for one in standings.all:
        for decision in one.awards:
            if decision.state in ("waiting", "council"):
                assert decision.decided is not None and decision.decided.room is not None
                room = decision.decided.room
                assert room.closed or room.left <= 0


def spills(campaign: Campaign, award: str) -> bool:
    return any(quota["unused"] == '"others"' for quota in campaign.drawn[award])


def nobody_is_passed_without_a_reason(campaign: Campaign, standings: Standings) -> None:
    for lower in standings.ranked:
        for upper in standings.ranked:
            if upper.entrant.position >= lower.entrant.position:
                continue
            for had, has in zip(upper.awards, lower.awards, strict=True):
                if has.state == "given" and had.state != "given":
                    assert had.why, (had.plan.id, had.state)
                if has.state == "given" and had.state in ("waiting", "council"):
                    assert had.decided is not None and had.decided.room is not None
                    assert has.decided is not None
                    within = had.decided.room.within
                    apart = upper.entrant.member_of(within) != lower.entrant.member_of(within)
                    assert apart or spills(campaign, had.plan.id)


def a_level_is_lost_to_a_quota_only(campaign: Campaign, standings: Standings) -> None:
    order = ["top", "good", "done", None]
    for one in standings.all:
        own = one.card.level
        if one.falls:
            assert order.index(one.level) > order.index(one.falls[0].level)
            assert one.falls[0].level == own or own is None
        elif campaign.drawn["undecided"] == "not-ranked":
            assert one.level == own
    for period in standings.periods:
        for _, limit in period.level_quotas:
            if limit.plan.ties != "all":
                holders = sum(one.level == "top" for one in standings.ranked)
                assert holders <= sum(room.places + room.carried for room in limit.rooms.values())


def every_placing_is_explained_in_both_languages(standings: Standings) -> None:
    for one in standings.all:
        assert one.why
        assert all(each.why for each in one.awards)
        reasons = [*one.why, *one.why_level, *(reason for each in one.awards for reason in each.why)]
        for reason in reasons:
            for text in (reason.text.vi, reason.text.en):
                assert text and not re.search(r"\{[a-z_]+\}", text), reason.slug


def a_target_counts_the_units_that_meet_it(campaign: Campaign, standings: Standings) -> None:
    counted = [one for one in campaign.units if one["unit"]["kind"] != "small"]
    met = sum(one["facts"].get("task", -1) >= 50 for one in counted)
    unknown = sum("task" not in one["facts"] for one in counted)
    for period in standings.periods:
        (count,) = period.targets[0].counts
        assert (count.least, count.most, count.of_most) == (met, met + unknown, len(counted))
        if not counted:
            assert count.state == "unknown"
        elif not unknown:
            assert (count.state == "reached") == (2 * met >= len(counted))


@given(campaigns(population="ranked"))
@settings(max_examples=30)
def test_removing_a_unit_that_does_not_count_changes_nobody(campaign: Campaign) -> None:
    _, before = ranked(campaign)
    out = {one.card.unit.id for one in before.all if one.state in ("not-ranked", "disqualified")}
    _, after = ranked(campaign, [one for one in campaign.units if one["unit"]["id"] not in out])
    assert {change.unit for change in differences(before, after)} == out


@given(campaigns(undecided="where-certain", level=[]))
@settings(max_examples=30)
def test_a_unit_that_is_certain_stays_where_it_is_whatever_comes_out(campaign: Campaign) -> None:
    _, before = ranked(campaign)
    open_ = {one.card.unit.id: one.rank for one in before.ranked if one.card.total is None}
    for task in (0, 100):
        for name, rank in open_.items():
            filled = [
                {**one, "facts": {"task": task, **one["facts"]}} if one["unit"]["id"] == name else one
                for one in campaign.units
            ]
            _, after = ranked(campaign, filled)
            assert of_unit(after)[name].rank == rank
