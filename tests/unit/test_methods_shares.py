"""Pass/fail, ratio, goalposts, curves and formula, at their boundaries."""

from __future__ import annotations

from fractions import Fraction

import pytest
from strategies.methods import diagnostics, scorer, slugs

COUNTS = {"done": '"count"', "planned": '"count"'}
RATIO = 'method = "ratio"\nof = "done"\ntarget = "planned"\n'


def test_pass_fail_earns_all_or_nothing() -> None:
    score = scorer('method = "pass-fail"\nholds = "sent"', {"sent": '"yes-no"'})
    assert score(sent=True).points == 8
    assert score(sent=False).points == 0


def test_pass_fail_is_unknown_between_nothing_and_what_it_earns() -> None:
    score = scorer('method = "pass-fail"\nholds = "sent"\nearns = 5', {"sent": '"yes-no"'})
    unknown = score()
    assert (unknown.state, unknown.least, unknown.most) == ("unknown", 0, 5)


@pytest.mark.parametrize(("done", "points"), [(0, 0), (3, 6), (4, 8), (5, 8)])
def test_ratio_is_the_share_of_the_target_up_to_the_cap(done: int, points: int) -> None:
    assert scorer(RATIO, COUNTS)(done=done, planned=4).points == points


def test_ratio_is_exact_where_decimals_never_end() -> None:
    assert scorer(RATIO, COUNTS)(done=1, planned=3).points == Fraction(8, 3)


@pytest.mark.parametrize(("declared", "points"), [("full", 8), ("zero", 0)])
def test_ratio_gives_what_is_declared_for_a_target_of_zero(declared: str, points: int) -> None:
    score = scorer(f'{RATIO}target_zero = "{declared}"', COUNTS)
    assert score(done=3, planned=0).points == points


def test_ratio_of_a_target_of_zero_is_unknown_unless_declared() -> None:
    earned = scorer(RATIO, COUNTS)(done=3, planned=0)
    assert earned.state == "unknown"
    assert [cause.slug for cause in earned.causes] == ["division-by-zero"]


def test_ratio_of_a_negative_target_is_unknown_not_a_share() -> None:
    facts = {"done": '"number"', "planned": '"number"'}
    assert scorer(RATIO, facts)(done=-2, planned=-4).state == "unknown"


def test_ratio_above_one_needs_a_cap_on_the_criterion_that_allows_it() -> None:
    assert scorer(f"{RATIO}cap = 1.25\nat_most = 10", COUNTS)(done=6, planned=4).points == 10
    assert scorer(f'{RATIO}cap = "none"\nat_most = 100', COUNTS)(done=12, planned=4).points == 24
    assert scorer(f"{RATIO}cap = 1.25", COUNTS)(done=6, planned=4).points == 8


COST = 'method = "ratio"\nof = "cost"\ntarget = 50\ndirection = "down"\n'


@pytest.mark.parametrize(("cost", "points"), [(100, 4), (50, 8), (25, 8), (0, 8)])
def test_ratio_of_a_cost_turns_the_share_around(cost: int, points: int) -> None:
    assert scorer(COST, {"cost": '"count"'})(cost=cost).points == points


def test_ratio_of_a_cost_of_zero_is_declared() -> None:
    assert scorer(f'{COST}value_zero = "zero"', {"cost": '"count"'})(cost=0).points == 0


GOALPOSTS = 'method = "goalposts"\nof = "x"\nlow = 20\nhigh = 60\n'
NUMBER = {"x": '"number"'}


@pytest.mark.parametrize(("x", "up"), [(-5, 0), (20, 0), (30, 2), (40, 4), (60, 8), (99, 8)])
def test_goalposts_run_from_one_mark_to_the_other(x: int, up: int) -> None:
    assert scorer(GOALPOSTS, NUMBER)(x=x).points == up
    assert scorer(f'{GOALPOSTS}direction = "down"', NUMBER)(x=x).points == 8 - up


def test_goalposts_of_logarithms_are_half_way_at_the_geometric_mean() -> None:
    score = scorer('method = "goalposts"\nof = "x"\nlow = 1\nhigh = 100\nlog = true', NUMBER)
    middle = score(x=10).points
    assert middle is not None
    assert abs(middle - 4) < Fraction(1, 10**30)
    assert (score(x=0).points, score(x=-3).points, score(x=100).points) == (0, 0, 8)


def test_goalposts_that_facts_turn_around_leave_the_points_unknown() -> None:
    facts = {"x": '"number"', "floor": '"number"'}
    score = scorer('method = "goalposts"\nof = "x"\nlow = "floor"\nhigh = 60', facts)
    assert score(x=50, floor=40).points == 4
    assert score(x=50, floor=60).state == "unknown"


@pytest.mark.parametrize("method", ["log-normal", "s-curve"])
@pytest.mark.parametrize(("half", "top"), [(40, 80), (80, 40)])
def test_curves_pass_through_their_two_points(method: str, half: int, top: int) -> None:
    score = scorer(f'method = "{method}"\nof = "x"\nhalf = {half}\ntop = {top}', NUMBER, points=10)
    assert score(x=half).points == 5
    nine = score(x=top).points
    assert nine is not None
    assert abs(nine - 9) < Fraction(1, 10**32)


def test_log_normal_ends_where_there_is_no_logarithm() -> None:
    assert scorer('method = "log-normal"\nof = "x"\nhalf = 40\ntop = 80', NUMBER)(x=0).points == 0
    assert scorer('method = "log-normal"\nof = "x"\nhalf = 80\ntop = 40', NUMBER)(x=0).points == 8


def test_curve_whose_marks_meet_is_unknown_with_a_cause() -> None:
    facts = {"x": '"number"', "best": '"number"'}
    score = scorer('method = "s-curve"\nof = "x"\nhalf = 40\ntop = "best"', facts)
    assert [cause.slug for cause in score(x=50, best=40).causes] == ["no-curve"]


def test_formula_yields_points_within_the_caps() -> None:
    score = scorer('method = "formula"\nis = "x * 2 - 1"', NUMBER)
    assert [score(x=x).points for x in (0, 1, 4, 9)] == [0, 1, 7, 8]


def test_formula_outside_its_domain_is_unknown_with_the_cause() -> None:
    score = scorer('method = "formula"\nis = "1 / x"', NUMBER)
    assert [cause.slug for cause in score(x=0).causes] == ["division-by-zero"]


@pytest.mark.parametrize(
    ("slug", "wrong", "right"),
    [
        (
            "target-not-positive",
            'method = "ratio"\nof = "x"\ntarget = -1',
            'method = "ratio"\nof = "x"\ntarget = 1',
        ),
        (
            "cap-without-room",
            'method = "ratio"\nof = "x"\ntarget = 5\ncap = "none"',
            'method = "ratio"\nof = "x"\ntarget = 5\ncap = "none"\nat_most = 9',
        ),
        ("goalposts-reversed", GOALPOSTS.replace("20", "60"), GOALPOSTS),
        ("logarithm-of-nothing", GOALPOSTS.replace("20", "0") + "log = true", GOALPOSTS + "log = true"),
        (
            "logarithm-of-nothing",
            'method = "log-normal"\nof = "x"\nhalf = -4\ntop = 9',
            'method = "log-normal"\nof = "x"\nhalf = 4\ntop = 9',
        ),
        (
            "curve-marks-equal",
            'method = "s-curve"\nof = "x"\nhalf = 4\ntop = 4',
            'method = "s-curve"\nof = "x"\nhalf = 4\ntop = 9',
        ),
    ],
)
def test_figures_that_cannot_be_meant_are_diagnostics(slug: str, wrong: str, right: str) -> None:
    assert slug in slugs(wrong, NUMBER)
    assert slug not in slugs(right, NUMBER)


def test_a_target_that_is_a_parameter_of_zero_gives_what_is_declared() -> None:
    parameter = """[parameters.goal]
label = "Chỉ tiêu"
values = [{ from = 2021-01-01, value = 0, source = "Điều 2" }]"""
    keys = 'method = "ratio"\nof = "x"\ntarget = "goal"\ntarget_zero = "full"'
    assert scorer(keys, NUMBER, more=parameter)(x=3).points == 8
    assert scorer(keys.replace("full", "unknown"), NUMBER, more=parameter)(x=3).state == "unknown"


def test_figures_in_different_units_do_not_go_together() -> None:
    facts = {"communes": '"count"\nunit = "xã"', "rate": '"percent"'}
    keys = 'method = "goalposts"\nof = "communes"\nlow = "rate"\nhigh = 9'
    (found,) = (each for each in diagnostics(keys, facts) if each.slug == "unit-mismatch")
    assert found.place is not None
    assert found.inside[-1].vi == "1.1 Tiêu chí"
