"""Parts of a cohort's decision by themselves: quantiles, places, ranks, draws, earlier years, targets."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import Any

import pytest

from thiduascore import Engine
from thiduascore.cohort.allot import places
from thiduascore.cohort.classify import quantile_of
from thiduascore.cohort.history import History, Year, merged
from thiduascore.cohort.order import drawn, whole
from thiduascore.cohort.plan import QuantilePlan, QuotaPlan
from thiduascore.cohort.standings import Standings

VALUES = tuple(map(Fraction, (2, 3, 5, 8, 13)))


@pytest.mark.parametrize(
    ("definition", "percent", "expected"),
    [
        # Worked by hand from the definitions of Hyndman and Fan; `inclusive` is also Excel's PERCENTILE.INC.
        ("nearest-rank", 50, 5),
        ("nearest-rank", 40, 3),
        ("nearest-rank", 41, 5),
        ("nearest-rank", 0, 2),
        ("averaged", 40, 4),
        ("averaged", 41, 5),
        ("averaged", 100, 13),
        ("inclusive", 0, 2),
        ("inclusive", 75, 8),
        ("inclusive", 90, 11),
        ("exclusive", 25, Fraction(5, 2)),
        ("exclusive", 75, Fraction(21, 2)),
        ("exclusive", 99, 13),
    ],
)
def test_quantiles_by_their_definitions(definition: str, percent: int, expected: Fraction) -> None:
    plan = QuantilePlan(share=Fraction(percent, 100), definition=definition, within="overall")
    assert quantile_of(VALUES, plan) == expected


@pytest.mark.parametrize("definition", ["nearest-rank", "averaged", "inclusive", "exclusive"])
def test_the_quantile_of_one_value_is_that_value(definition: str) -> None:
    for percent in (0, 37, 100):
        plan = QuantilePlan(share=Fraction(percent, 100), definition=definition, within="overall")
        assert quantile_of((Fraction(7),), plan) == 7


@pytest.mark.parametrize(
    ("keys", "base", "expected"),
    [
        ({"number": Fraction(3)}, 0, 3),
        ({"shares": (Fraction(1, 5),)}, 14, 2),
        ({"shares": (Fraction(1, 5),), "mode": "ceiling"}, 14, 3),
        ({"shares": (Fraction(1, 5),), "mode": "half-up"}, 13, 3),
        # floor(floor(27·20 %)·15 %): nested floors as published rules have them.
        ({"shares": (Fraction(1, 5), Fraction(3, 20))}, 27, 0),
        ({"shares": (Fraction(1, 5), Fraction(3, 20))}, 35, 1),
        ({"shares": (Fraction(1, 5),), "least": Fraction(1)}, 3, 1),
        ({"shares": (Fraction(1, 5),), "least": Fraction(1)}, 0, 0),
        ({"shares": (Fraction(1, 2),), "most": Fraction(4)}, 20, 4),
        ({"shares": (Fraction(1, 3),)}, 3, 1),
    ],
)
def test_places_of_a_quota(keys: dict[str, Any], base: int, expected: int) -> None:
    assert places(QuotaPlan(within="overall", **keys), base) == expected


def test_a_draw_can_be_repeated_with_common_tools() -> None:
    expected = hashlib.sha256("Biên bản 12, số 4071\nso-a".encode()).hexdigest()
    assert drawn("Biên bản 12, số 4071", "so-a") == expected


def test_numbers_over_one_denominator_keep_their_order() -> None:
    numbers = [Fraction(1, 3), Fraction(1, 2), Fraction(-5, 7), Fraction(0), Fraction(10**40, 3**90)]
    for some in (numbers[:4], numbers):
        scaled = whole(some)
        order = sorted(range(len(some)), key=lambda index: some[index])
        assert order == sorted(range(len(some)), key=lambda index: scaled[index])


def test_years_of_one_unit_come_together() -> None:
    one = Year(unit="a", year=2020, titles=frozenset({"x"}))
    two = Year(unit="a", year=2020, titles=frozenset({"y"}), rank=3)
    later = Year(unit="a", year=2022, titles=frozenset({"x"}))
    history = History(merged([later, two, one]))
    assert history.years[0] == Year(unit="a", year=2020, titles=frozenset({"x", "y"}), rank=3)
    assert history.years_of("a", "x", 2023) == (2022, 2020)
    assert history.years_of("a", "x", 2023, last=2) == (2022,)
    assert (history.in_a_row("a", "x", 2023), history.in_a_row("a", "x", 2022)) == (1, 0)
    assert history.years_of("b", "x", 2023) == ()


def test_a_level_counts_like_a_title() -> None:
    years = [Year(unit="a", year=year, level="good") for year in (2018, 2019)]
    history = History((*years, Year(unit="a", year=2017)))
    assert (history.in_a_row("a", "good", 2020), history.years_of("a", "best", 2020)) == (2, ())
    assert history.years_of("a", "", 2020) == ()


RULES = """
format = 1
[campaign]
id = "parts"
title = "Phần"
issuer = "Sở Ví dụ"
document = {{ number = "1", date = 2024-01-01 }}
period = {{ year = 2024 }}
version = "1"
[scoring]
total = 100
[facts.task]
label = "Nhiệm vụ"
type = "percent"
least = 0
most = 100
[facts.province]
label = "Tỉnh"
type = "text"
[[items]]
id = "1"
title = "Nhiệm vụ"
weight = 100
weight_source = "project"
source = "1"
criteria = [{{ id = "1.1", title = "Nhiệm vụ", points = 100, method = "ratio", of = "task", target = "100" }}]
{}
"""


def decided(rules: str, **tasks: Any) -> Standings:
    """The decision on units named by the keywords: a task's percent, or it and the province."""
    engine = Engine(plugins=[])
    ruleset = engine.load(RULES.format(rules))
    units = []
    for name, value in tasks.items():
        task, province = value if isinstance(value, tuple) else (value, None)
        facts = {"task": task, "province": province}
        given = {key: fact for key, fact in facts.items() if fact is not None}
        units.append({"unit": {"id": name, "cluster": name[0]}, "period": 2024, "facts": given})
    intake = engine.read(ruleset, units)
    assert not intake.refused
    return engine.rank(ruleset, intake)


def levels(standings: Standings) -> dict[str, str | None]:
    return {one.card.unit.id: one.level for one in standings.all}


TOP = '[[levels]]\nid = "top"\ntitle = "Tốt nhất"\n{}\n[[levels]]\nid = "rest"\ntitle = "Còn lại"\nfrom = 0\n'


def test_a_level_of_the_best_share_alone() -> None:
    rules = TOP.format('quotas = [{ share = 40, ties = "none" }]')
    assert levels(decided(rules, a=10, b=30, c=20, d=5, e=7)) == {
        "b": "top", "c": "top", "a": "rest", "e": "rest", "d": "rest"
    }  # fmt: skip


def test_a_level_from_a_quantile_of_the_cluster() -> None:
    rules = TOP.format('quantile = { at = 50, definition = "nearest-rank", within = "cluster" }')
    found = levels(decided(rules, a1=10, a2=30, b1=90, b2=95, b3=97))
    assert found == {"a1": "top", "a2": "top", "b1": "rest", "b2": "top", "b3": "top"}


def test_equal_units_at_the_last_place_of_a_level_wait_for_the_council() -> None:
    standings = decided(TOP.format("quotas = [{ number = 2 }]"), a=9, b=8, c=8, d=7)
    assert levels(standings) == {"a": "top", "b": "rest", "c": "rest", "d": "rest"}
    slugs = {one.card.unit.id: [reason.slug for reason in one.why_level] for one in standings.all}
    assert slugs["b"][0] == slugs["c"][0] == "place-council"
    assert slugs["d"][0] == "place-closed"


TARGET = '[[targets]]\nid = "t"\ntitle = "Chỉ tiêu"\nsource = "2"\n{}\n'


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ('holds = "task >= 50"\nshare = 50', "reached"),
        ('holds = "task >= 50"\nshare = 51', "not-reached"),
        ('holds = "task >= 50"\nnumber = 2', "reached"),
        ('holds = "task >= 50"\nnumber = 1\nper = "unit.cluster"', "reached"),
        ('holds = "task >= 90"\nnumber = 1\nper = "unit.cluster"', "not-reached"),
        ('holds = "task >= 90"\nnumber = 1\nper = "province"', "not-reached"),
        ('holds = "task >= 50"\nnumber = 1\nper = "province"\ngroups = ["x", "z"]', "not-reached"),
        ('sum = "task"\nnumber = 170', "reached"),
        ('sum = "task"\nnumber = 171', "not-reached"),
        ('holds = "task < 0"\nshare = 10\namong = "task > 1000"', "unknown"),
    ],
)
def test_targets(target: str, state: str) -> None:
    standings = decided(TARGET.format(target), a1=(90, "x"), a2=(0, "y"), b1=(80, "x"), b2=(0, "y"))
    assert standings.periods[0].targets[0].state == state


def test_a_unit_without_its_fact_leaves_a_target_open() -> None:
    rules = TARGET.format('holds = "task >= 50"\nnumber = 2')
    assert decided(rules, a=90, b=None).periods[0].targets[0].state == "unknown"
    assert decided(rules, a=90, b=None, c=80).periods[0].targets[0].state == "reached"
    assert decided(rules, a=90, b=10).periods[0].targets[0].state == "not-reached"


def test_an_unknown_total_bounds_the_rank_and_warns_those_before_it() -> None:
    standings = decided("", a=90, b=None, c=10)
    by_id = {one.card.unit.id: one for one in standings.all}
    assert [by_id[name].rank for name in "abc"] == [1, None, 2]
    last = by_id["b"].why[-1]
    assert (last.slug, last.arguments["best"], last.arguments["worst"]) == ("undecided-rank", 1, 3)
    assert [by_id[name].places[0].may_fall for name in "ac"] == [1, 1]
