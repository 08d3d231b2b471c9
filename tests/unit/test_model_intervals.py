"""Interval sets against their meaning: membership, number by number."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from thiduascore.feel import parse_tests
from thiduascore.feel.desugar import condition_of
from thiduascore.feel.interpret import interpret
from thiduascore.feel.tree import Name
from thiduascore.model.accepting import accepted
from thiduascore.model.intervals import (
    HIGHEST,
    LOWEST,
    Grid,
    Interval,
    after,
    before,
    complement,
    intersection,
    union,
)

NUMBERS = st.integers(-6, 6).map(lambda number: Fraction(number, 2))
CUTS = st.one_of(st.just(LOWEST), st.just(HIGHEST), NUMBERS.map(before), NUMBERS.map(after))
SETS = st.lists(st.tuples(CUTS, CUTS), max_size=4)
PROBES = [Fraction(number, 4) for number in range(-16, 17)]


def holds(intervals: list[Interval] | tuple[Interval, ...], number: Fraction) -> bool:
    return any(low <= before(number) and after(number) <= high for low, high in intervals)


@given(SETS)
def test_union_keeps_the_numbers_and_parts_them(intervals: list[Interval]) -> None:
    found = union(intervals)
    assert all(holds(found, number) == holds(intervals, number) for number in PROBES)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(SETS)
def test_the_complement_has_all_other_numbers(intervals: list[Interval]) -> None:
    found = complement(intervals)
    assert all(holds(found, number) != holds(intervals, number) for number in PROBES)
    assert complement(found) == union(intervals)


@given(SETS, SETS)
def test_the_intersection_has_the_numbers_of_both(left: list[Interval], right: list[Interval]) -> None:
    found = intersection(left, right)
    assert all(holds(found, each) == (holds(left, each) and holds(right, each)) for each in PROBES)


@given(SETS, st.integers(0, 1))
def test_a_grid_keeps_the_intervals_that_hold_one_of_its_numbers(
    intervals: list[Interval], places: int
) -> None:
    """Ends lie within four of zero, so the numbers from -10 to 10 show every interval that is not empty."""
    unit = 10**places
    on_grid = [Fraction(step, unit) for step in range(-10 * unit, 10 * unit + 1)]
    for interval in intervals:
        kept = Grid(places).kept((interval,))
        assert bool(kept) == any(holds((interval,), number) for number in on_grid)
        assert all(holds(kept, number) == holds((interval,), number) for number in on_grid)


ENDS = st.integers(-6, 6).map(lambda number: f"{number / 2:g}")
PARTS = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), ENDS),
    st.builds("{}{}..{}{}".format, st.sampled_from("[("), ENDS, ENDS, st.sampled_from("])")),
    ENDS,
    st.builds("? > {} and ? <= {}".format, ENDS, ENDS),
)
TESTS = st.one_of(
    st.just("-"),
    st.lists(PARTS, min_size=1, max_size=3).map(", ".join),
    st.lists(PARTS, min_size=1, max_size=2).map(lambda parts: f"not({', '.join(parts)})"),
)


@given(TESTS)
def test_what_tests_accept_is_what_the_interpreter_says(source: str) -> None:
    tests = parse_tests(source)
    found = accepted(tests, lambda name: None)
    assert found is not None, source
    condition = condition_of(tests, Name("x"))
    for number in PROBES:
        assert holds(found, number) == (interpret(condition, {"x": number}) is True), (source, number)


def test_tests_that_depend_on_facts_are_not_analysed() -> None:
    assert accepted(parse_tests(">= target"), lambda name: None) is None
    assert accepted(parse_tests(">= target"), lambda name: Fraction(5)) == ((before(Fraction(5)), HIGHEST),)
