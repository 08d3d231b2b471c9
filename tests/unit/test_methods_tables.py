"""Bands, decision tables and choices: which rule fires, and what happens when none or several do."""

from __future__ import annotations

from fractions import Fraction

import pytest
from strategies.methods import scorer, slugs

RATE = {"rate": '"percent"\nleast = 0\nmost = 100'}
STEPS = """method = "bands"
of = "rate"
bands = [{ when = ">= 95", points = 8 }, { when = "[85..95)", points = 6 }, { when = "< 85", points = 0 }]
"""


@pytest.mark.parametrize(
    ("rate", "points", "rule"),
    [(100, 8, 0), (95, 8, 0), ("94.9999", 6, 1), (85, 6, 1), ("84.9999", 0, 2), (0, 0, 2)],
)
def test_bands_change_exactly_at_their_ends(rate: int | str, points: int, rule: int) -> None:
    earned = scorer(STEPS, RATE)(rate=Fraction(rate))
    assert (earned.points, earned.rules) == (points, (rule,))


def test_bands_keep_the_authors_words_and_place() -> None:
    from strategies.methods import DAY, ENGINE, ruleset_text

    table = ENGINE.program(ENGINE.load(ruleset_text(STEPS, RATE)), DAY).plan.criteria[0].table
    assert [rule.text.vi for rule in table.rules] == [">= 95", "[85..95)", "< 85"]
    assert table.rules[1].at == ("items", 0, "criteria", 0, "bands", 1)
    assert table.proven


def test_bands_truncate_their_input_before_they_compare() -> None:
    assert scorer(f"{STEPS}truncate = 0", RATE)(rate=Fraction("94.9999")).points == 6
    cut = """method = "bands"
of = "rate"
truncate = 0
bands = [{ when = ">= 95", points = 8 }, { when = "[0..94]", points = 6 }]
"""
    assert scorer(cut, RATE)(rate=Fraction("94.9999")).points == 6


def test_linear_bands_run_from_one_end_to_the_other() -> None:
    linear = """method = "bands"
of = "rate"
bands = [
  { when = ">= 90", points = 8 }, { when = "[50..90)", from = 2, to = 8 }, { when = "< 50", points = 0 },
]
"""
    score = scorer(linear, RATE)
    assert [score(rate=rate).points for rate in (49, 50, 60, 70, 90)] == [0, 2, Fraction(7, 2), 5, 8]


def test_a_linear_band_says_that_its_points_run() -> None:
    from strategies.methods import DAY, ENGINE, ruleset_text

    linear = """method = "bands"
of = "rate"
bands = [{ when = "[80..100]", from = 4, to = 7.5 }, { when = "< 80", points = 0 }]
"""
    rules = ENGINE.program(ENGINE.load(ruleset_text(linear, RATE)), DAY).plan.criteria[0].table.rules
    assert rules[0].said.vi.endswith("từ 80% đến 100%, điểm thay đổi đều từ 4 đến 7,5")
    assert rules[0].said.en.endswith("is from 80% to 100%, points run evenly from 4 to 7.5")
    assert rules[1].said.en.endswith("is below 80%")


def test_bands_between_facts_are_compared_when_scoring() -> None:
    facts = {"x": '"number"', "bar": '"number"'}
    moving = """method = "bands"
of = "x"
bands = [{ when = ">= bar", points = 8 }, { when = "< 10", points = 0 }]
"""
    score = scorer(moving, facts)
    assert score(x=12, bar=11).points == 8
    assert [cause.slug for cause in score(x=9, bar=5).causes] == ["several-rules-match"]
    assert [cause.slug for cause in score(x=15, bar=20).causes] == ["no-rule-matches"]


def test_bands_of_a_missing_value_lie_between_their_least_and_most() -> None:
    unknown = scorer(STEPS, RATE)()
    assert (unknown.state, unknown.least, unknown.most) == ("unknown", 0, 8)


VOLUME = {"dossiers": '"count"', "rate": '"percent"'}
TABLE = """method = "table"
inputs = [{{ of = "dossiers", label = "Số hồ sơ" }}, {{ of = "rate" }}]
hit = "{hit}"
rules = [
  {{ when = ["< 1000", ">= 98"], points = 5 }},
  {{ when = ["-", ">= 96"], points = 3 }},
  {{ when = [">= 1000", "-"], points = 2 }},
]
"""


@pytest.mark.parametrize(
    ("hit", "both", "one"), [("F", 5, 2), ("C+", 8, 2), ("C<", 3, 2), ("C>", 5, 2), ("C#", 2, 1)]
)
def test_tables_follow_their_hit_policy(hit: str, both: int, one: int) -> None:
    score = scorer(TABLE.format(hit=hit) + "otherwise = 0", VOLUME)
    assert score(dossiers=500, rate=99).points == both
    assert score(dossiers=2000, rate=50).points == one


MOVING = {**VOLUME, "bar": '"percent"'}
"""With a fact for an end, only scoring can tell which rows hold."""


def moving(hit: str) -> str:
    """The table with ends that are facts."""
    return TABLE.format(hit=hit).replace("96", "bar").replace('"-"], points = 2', '"< bar"], points = 2')


def test_unique_and_any_refuse_rules_that_disagree() -> None:
    for hit, cause in (("U", "several-rules-match"), ("A", "rules-disagree")):
        earned = scorer(moving(hit), MOVING)(dossiers=500, rate=99, bar=96)
        assert [each.slug for each in earned.causes] == [cause]


def test_tables_without_a_rule_that_holds_earn_otherwise_or_are_unknown() -> None:
    missed = scorer(moving("F"), MOVING)(dossiers=10, rate=10, bar=96)
    assert [each.slug for each in missed.causes] == ["no-rule-matches"]
    assert scorer(TABLE.format(hit="F") + "otherwise = 1", VOLUME)(dossiers=10, rate=10).points == 1


def test_tables_compute_points_from_the_row() -> None:
    keys = 'method = "table"\ninputs = [{ of = "rate" }]\nrules = [{ when = ["-"], points = "rate / 20" }]'
    assert scorer(keys, RATE)(rate=50).points == Fraction(5, 2)


CHOICE = {"role": '"choice"\nchoices = { lead = "Chủ trì", part = "Phối hợp" }'}


def test_choices_have_their_points() -> None:
    score = scorer('method = "choice"\nof = "role"\nchoices = { lead = 8, part = 3 }', CHOICE)
    assert (score(role="lead").points, score(role="part").points) == (8, 3)
    assert score().state == "unknown"


def test_a_choice_without_points_is_a_diagnostic() -> None:
    assert "choice-without-points" in slugs('method = "choice"\nof = "role"\nchoices = { lead = 8 }', CHOICE)


@pytest.mark.parametrize(
    ("slug", "keys"),
    [
        ("band-points-twice", STEPS.replace("points = 8", "points = 8, from = 1, to = 2")),
        ("band-without-points", STEPS.replace("points = 6", "from = 6")),
        ("band-not-an-interval", STEPS.replace("points = 8", "from = 6, to = 8")),
        ("band-gap", STEPS.replace("[85..95)", "(85..95)")),
        ("band-overlap", STEPS.replace("[85..95)", "[85..95]")),
        ("points-above-maximum", STEPS.replace("points = 8", "points = 9")),
    ],
)
def test_bands_that_cannot_be_meant_are_diagnostics(slug: str, keys: str) -> None:
    assert slug in slugs(keys, RATE)
    assert slug not in slugs(STEPS, RATE)


def test_a_rule_of_another_length_than_the_inputs_is_a_diagnostic() -> None:
    keys = TABLE.format(hit="F")
    assert "table-rule-length" in slugs(keys.replace('["-", ">= 96"]', '[">= 96"]'), VOLUME)
    assert "table-rule-length" not in slugs(keys, VOLUME)
