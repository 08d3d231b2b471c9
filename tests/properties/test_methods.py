"""Laws of the methods: caps hold, better values never earn less, bands part their domain."""

from __future__ import annotations

import datetime
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from strategies.methods import scorer, slugs

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
POSITIVE = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
COUNTS = st.integers(min_value=0, max_value=10**12)
DAYS = st.dates(datetime.date(2021, 1, 1), datetime.date(2023, 12, 31))
TWO = {"x": '"number"', "target": '"number"'}
ONE = {"x": '"number"'}
LIST = {"marks": '"list of number"'}

RATIO = scorer('method = "ratio"\nof = "x"\ntarget = "target"', TWO)
COST = scorer('method = "ratio"\nof = "x"\ntarget = "target"\ndirection = "down"', TWO)
GOALPOSTS = scorer('method = "goalposts"\nof = "x"\nlow = -3\nhigh = 40', ONE)
LOG_GOALPOSTS = scorer('method = "goalposts"\nof = "x"\nlow = 1\nhigh = 40\nlog = true', ONE)
LOG_NORMAL = scorer('method = "log-normal"\nof = "x"\nhalf = 20\ntop = 90', ONE)
S_CURVE = scorer('method = "s-curve"\nof = "x"\nhalf = 20\ntop = 90', ONE)
OCCURRENCES = scorer('method = "per-occurrence"\nof = "x"\neach = 0.3\nstep = 7\nfirst = 0.1\nabove = 5', ONE)
PERIODS = scorer('method = "per-period"\nof = "marks"\neach = 0.7\nat_most_each = 2\nat_most = 100', LIST)
LATE = scorer('method = "deadline"\nof = "sent"\nby = 2022-03-01\neach = 0.1', {"sent": '"date"'})
WORK = scorer(
    'method = "deadline"\nof = "sent"\nby = 2022-03-01\neach = 0.1\nunit = "working-days"', {"sent": '"date"'}
)
RISING = (GOALPOSTS, LOG_GOALPOSTS, LOG_NORMAL, S_CURVE, OCCURRENCES)


def points_of(earned: object) -> Fraction:
    """Points that are known."""
    points = earned.points  # type: ignore[attr-defined]
    assert isinstance(points, Fraction)
    return points


@given(NUMBERS, NUMBERS)
def test_more_never_earns_less_and_caps_hold(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    for score in RISING:
        less, more = points_of(score(x=low)), points_of(score(x=high))
        assert 0 <= less <= more <= 8


@given(NUMBERS, NUMBERS, POSITIVE)
def test_a_ratio_rises_with_the_value_and_falls_with_a_cost(
    one: Fraction, other: Fraction, target: Fraction
) -> None:
    low, high = sorted((one, other))
    assert 0 <= points_of(RATIO(x=low, target=target)) <= points_of(RATIO(x=high, target=target)) <= 8
    if low > 0:
        assert 0 <= points_of(COST(x=high, target=target)) <= points_of(COST(x=low, target=target)) <= 8


@given(POSITIVE, POSITIVE)
def test_a_ratio_is_the_maximum_times_the_clipped_share(x: Fraction, target: Fraction) -> None:
    assert RATIO(x=x, target=target).points == 8 * min(x / target, Fraction(1))
    assert COST(x=x, target=target).points == 8 * min(target / x, Fraction(1))


@given(NUMBERS)
def test_goalposts_up_and_down_share_the_maximum(x: Fraction) -> None:
    down = scorer('method = "goalposts"\nof = "x"\nlow = -3\nhigh = 40\ndirection = "down"', ONE)
    assert points_of(GOALPOSTS(x=x)) + points_of(down(x=x)) == 8


@given(DAYS, DAYS)
def test_later_never_earns_more(one: datetime.date, other: datetime.date) -> None:
    early, late = sorted((one, other))
    for score in (LATE, WORK):
        assert 0 <= points_of(score(sent=late)) <= points_of(score(sent=early)) <= 8
    assert points_of(LATE(sent=late)) <= points_of(WORK(sent=late))


@given(st.lists(COUNTS, max_size=8))
def test_periods_add_up_with_their_caps_in_any_order(counts: list[int | None]) -> None:
    expected = sum((min(Fraction(7, 10) * (count or 0), Fraction(2)) for count in counts), Fraction(0))
    assert PERIODS(marks=counts).points == expected
    assert PERIODS(marks=list(reversed(counts))).points == expected


@given(st.lists(st.integers(0, 10), min_size=1, max_size=9), st.integers(1, 10))
def test_the_best_are_the_last_of_the_sorted(marks: list[int | None], keep: int) -> None:
    score = scorer(f'method = "best"\nof = "marks"\nkeep = {keep}\nat_most = 1000', LIST)
    assert score(marks=marks).points == sum(sorted(mark or 0 for mark in marks)[-keep:])


@given(st.lists(st.integers(0, 10), min_size=3, max_size=9), st.data())
def test_a_panel_lies_between_its_extremes_and_ignores_order_and_absence(
    marks: list[int], data: st.DataObject
) -> None:
    shuffled: list[int | None] = list(data.draw(st.permutations([*marks, None])))
    for combine in ('"mean"', '"median"', '"trimmed-mean"\ntrim = 1'):
        score = scorer(
            f'method = "panel"\nof = "marks"\nscale = 10\nraters = 3\ncombine = {combine}', LIST, points=10
        )
        found = points_of(score(marks=list(marks)))
        assert min(marks) <= found <= max(marks)
        assert score(marks=shuffled).points == found


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True), st.booleans(), NUMBERS)
def test_bands_that_pass_the_checks_part_their_domain(cuts: list[int], closed: bool, x: Fraction) -> None:
    """Any division at those cuts passes, gives every value exactly one band, and rises when its points do."""
    ends = sorted(cuts)
    left, right = ("[", ")") if closed else ("(", "]")
    tests = [f"< {ends[0]}" if closed else f"<= {ends[0]}"]
    tests += [f"{left}{low}..{high}{right}" for low, high in pairwise(ends)]
    tests += [f">= {ends[-1]}" if closed else f"> {ends[-1]}"]
    count = len(tests)
    bands = ", ".join(f'{{ when = "{test}", points = {index} }}' for index, test in enumerate(tests))
    keys = f'method = "bands"\nof = "x"\nbands = [{bands}]'
    assert slugs(keys, ONE, points=count - 1) <= {"cap-on-empty-ledger"}
    band = sum(end <= x if closed else end < x for end in ends)
    assert scorer(keys, ONE, points=count - 1)(x=x).points == band


@given(NUMBERS)
def test_linear_bands_are_continuous_where_their_points_are(x: Fraction) -> None:
    keys = """method = "bands"
of = "x"
bands = [
  { when = "< 0", points = 0 }, { when = "[0..50)", from = 0, to = 6 },
  { when = "[50..100]", from = 6, to = 8 }, { when = "> 100", points = 8 },
]
"""
    score = scorer(keys, ONE)
    step = Fraction(1, 10**6)
    assert 0 <= points_of(score(x=x + step)) - points_of(score(x=x)) <= step
