"""Laws of moments and of the built-in functions: the calendar, texts read back, sorting, ranges, patterns."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.feel import DMN, STANDARD, Days, Months, Null, Value
from thiduascore.feel.functions import applied
from thiduascore.feel.functions.written import text_of
from thiduascore.feel.operations import calculated, compared
from thiduascore.feel.patterns.matching import Search, pattern_of
from thiduascore.feel.temporal.arithmetic import difference, months_between, moved
from thiduascore.feel.temporal.members import member_of
from thiduascore.feel.temporal.moments import Date, DateTime, Time, date_at, date_of, week_of
from thiduascore.feel.temporal.reading import moment_from_text
from thiduascore.feel.temporal.zones import instant, moment_at
from thiduascore.feel.values import Context, FunctionValue, Range, decimal_text

NUMBERS = st.one_of(
    st.integers(-50, 50).map(Fraction),
    st.fractions(),
    st.sampled_from([Fraction(10) ** 2000, Fraction(1, 7), -(Fraction(10) ** -2000)]),
)
YEARS = st.one_of(st.integers(-999_999_999, 999_999_999), st.integers(1900, 2100), st.integers(-5, 10))
DATES = st.builds(date_of, YEARS, st.integers(1, 12), st.integers(1, 28))
SECONDS = st.decimals(0, 59, places=9, allow_nan=False).map(Fraction)
PLACES = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(st.integers(-18 * 60, 18 * 60).map(lambda minutes: minutes * 60), st.none()),
    st.tuples(st.none(), st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Paris", "Etc/UTC"])),
)
TIMES = st.builds(
    lambda hour, minute, second, place: Time(hour, minute, second, *place),
    st.integers(0, 23),
    st.integers(0, 59),
    SECONDS,
    PLACES,
)
MOMENTS: st.SearchStrategy[Any] = st.one_of(DATES, TIMES, st.builds(DateTime, DATES, TIMES))
DURATIONS = st.one_of(
    st.integers(-(10**10), 10**10).map(lambda seconds: Days(Fraction(seconds, 86_400))),
    st.integers(-(10**10), 10**10).map(Months),
)
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.just(Null()),
    NUMBERS,
    st.booleans(),
    st.text(max_size=8),
    st.sampled_from(["", "a", "(a+)+$", "[a-z", "smix", "2021-09-16", "10:15:30", "P1Y", "$1", "1,5", ","]),
    MOMENTS,
    DURATIONS,
)
ENDS = st.one_of(st.none(), SCALARS)
RANGES = st.builds(Range, ENDS, ENDS, st.booleans(), st.booleans())
PICKS = st.sampled_from(
    [
        FunctionValue(("a", "b"), lambda one, other: compared("<", one, other)),
        FunctionValue(("a", "b"), lambda one, other: Null()),
        FunctionValue(("a",), lambda one: True),
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(SCALARS, RANGES, PICKS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.sampled_from(["key", "value", "a"]), inner, max_size=3).map(Context),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("functions", [DMN, STANDARD], ids=["standard", "rulesets"])
@given(data=st.data())
def test_every_function_has_a_value_or_a_cause_for_whatever_it_is_given(functions: Any, data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(functions)))
    arguments = tuple(data.draw(st.lists(VALUES, max_size=4)))
    found = applied(functions[name], arguments, standard=functions is DMN)
    if isinstance(found, Null) and functions is DMN:
        assert found.causes
    assert found == applied(functions[name], arguments, standard=functions is DMN) or name == "now"


# Moments


ORDINARY = st.dates()


@given(ORDINARY, st.integers(-800_000, 800_000))
def test_days_are_counted_as_the_calendar_counts_them(date: datetime.date, count: int) -> None:
    found = date_at(date.toordinal() + count)
    assert found is not None
    try:
        assert found == date + datetime.timedelta(days=count)
    except OverflowError:
        assert not isinstance(found, datetime.date)
    assert found.toordinal() == date.toordinal() + count


@given(DATES)
def test_every_calendar_of_400_years_is_the_same(date: Date) -> None:
    later = date_of(date.year + 400 if date.year < 0 else date.year - 400, date.month, date.day)
    assert later is not None
    assert later.isoweekday() == date.isoweekday()
    assert week_of(later) == week_of(date)
    assert abs(later.toordinal() - date.toordinal()) == 146_097
    assert (later < date) == (date.year >= 0)


@given(ORDINARY, st.integers(-30_000, 30_000))
def test_months_go_to_the_same_day_or_to_the_last_one(date: datetime.date, count: int) -> None:
    found = moved(date, Months(count), 1)
    assert not isinstance(found, Null)
    assert isinstance(found, Date)
    assert 12 * found.year + found.month == 12 * date.year + date.month + count
    following = date_at(found.toordinal() + 1)
    assert found.day == date.day or (found.day < date.day and following is not None and following.day == 1)


@given(DATES, DATES)
def test_months_between_two_dates_lead_back_no_further_than_the_second(start: Date, end: Date) -> None:
    months = months_between(start, end)
    reached = moved(start, months, 1)
    beyond = moved(start, Months(months.count + (1 if end > start else -1)), 1)
    assert isinstance(reached, Date)
    assert reached <= end if end > start else reached >= end
    if isinstance(beyond, Date) and start.day <= 28:
        assert end == start or (beyond > end if end > start else beyond < end)


@given(MOMENTS, DURATIONS)
def test_what_is_added_can_be_taken_away_again(moment: Any, duration: Any) -> None:
    if not isinstance(duration, Days):
        return
    if not isinstance(moment, Time | DateTime):
        duration = Days(Fraction(int(duration.count)))
    there = calculated("+", moment, duration, far=True)
    if isinstance(there, Null):
        return
    back = calculated("-", there, duration, far=True)
    # A clock that is put back has an hour twice, and only one of the two can be written.
    assert back == moment or (isinstance(moment, DateTime) and moment.time.zone is not None)
    if isinstance(moment, DateTime) and moment.time.zone is None:
        assert difference(there, moment) == duration


@given(st.builds(DateTime, DATES, TIMES))
def test_an_instant_is_one_moment_on_each_clock(moment: DateTime) -> None:
    found = moment_at(instant(moment), moment.time)
    assert found is None or instant(found) == instant(moment)
    if found is not None and moment.time.zone is None:
        assert found == moment


@given(st.one_of(MOMENTS, DURATIONS))
def test_texts_of_moments_and_durations_read_back(value: Any) -> None:
    text = text_of(value)
    assert isinstance(text, str)
    assert moment_from_text(text) == value


@given(st.datetimes(min_value=datetime.datetime(1, 1, 2), max_value=datetime.datetime(9999, 12, 30)))
def test_moments_are_written_and_counted_as_python_does(python: datetime.datetime) -> None:
    python = python.replace(microsecond=0)
    moment = moment_from_text(python.isoformat())
    assert isinstance(moment, DateTime)
    assert instant(moment) - 86_400 == (python - datetime.datetime.min).total_seconds().__trunc__()
    for name, expected in (
        ("year", python.year),
        ("second", python.second),
        ("weekday", python.isoweekday()),
    ):
        assert member_of(moment, name) == expected


@given(st.integers(-(10**12), 10**12))
def test_the_parts_of_a_duration_make_it_up(seconds: int) -> None:
    duration = Days(Fraction(seconds, 86_400))
    sizes = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
    parts = {name: member_of(duration, name) for name in sizes}
    assert sum(parts[name] * size for name, size in sizes.items()) == seconds  # type: ignore[operator,misc]


@given(NUMBERS)
def test_numbers_are_written_with_34_digits_and_read_back(number: Fraction) -> None:
    text = decimal_text(number)
    digits = re.sub(r"[-.]", "", text).lstrip("0").rstrip("0")
    assert len(digits) <= 34
    assert abs(Fraction(text) - number) * 10**33 <= abs(number)
    if abs(Fraction(text)) < 10**300:
        null = Null()
        assert applied(DMN["number"], (text, null, null)) == Fraction(text) or len(text) > 3_000


# Lists


@given(st.lists(st.tuples(st.integers(0, 3), st.integers()), max_size=12))
def test_sorting_is_stable(pairs: list[tuple[int, int]]) -> None:
    values = tuple(Context({"key": Fraction(key), "value": Fraction(value)}) for key, value in pairs)
    by_key = FunctionValue(("a", "b"), lambda one, other: compared("<", one["key"], other["key"]))
    expected = tuple(sorted(values, key=lambda context: context["key"]))  # type: ignore[arg-type,return-value]
    assert applied(DMN["sort"], (values, by_key), standard=True) == expected


@given(st.lists(st.one_of(st.integers(0, 3).map(Fraction), st.booleans(), st.just(Null())), max_size=8))
def test_distinct_values_are_each_there_once(values: list[Value]) -> None:
    listed = tuple(values)
    found = applied(DMN["distinct values"], (listed,), standard=True)
    assert isinstance(found, tuple)
    for value in listed:
        assert applied(DMN["list contains"], (found, value), standard=True) is True
        places = applied(DMN["index of"], (found, value), standard=True)
        assert isinstance(places, tuple) and len(places) == 1
    assert applied(DMN["union"], (listed, found), standard=True) == found


# Ranges

_POINTS = [Fraction(number, 4) for number in range(-4, 28)]


def _holds(range_: Range, point: Fraction) -> bool:
    assert isinstance(range_.low, Fraction) and isinstance(range_.high, Fraction)
    above = point >= range_.low if range_.low_closed else point > range_.low
    return above and (point <= range_.high if range_.high_closed else point < range_.high)


def _between(low: int, width: int, low_closed: bool, high_closed: bool) -> Range:
    return Range(Fraction(low), Fraction(low + width), low_closed, high_closed)


SMALL = st.builds(_between, st.integers(0, 3), st.integers(1, 2), st.booleans(), st.booleans())
RELATIONS: dict[str, Callable[[set[Fraction], set[Fraction]], bool]] = {
    "before": lambda one, other: max(one) < min(other),
    "after": lambda one, other: min(one) > max(other),
    "overlaps": lambda one, other: bool(one & other),
    "includes": lambda one, other: one >= other,
    "during": lambda one, other: one <= other,
    "coincides": lambda one, other: one == other,
    "starts": lambda one, other: one <= other and min(one) == min(other),
    "started by": lambda one, other: other <= one and min(one) == min(other),
    "finishes": lambda one, other: one <= other and max(one) == max(other),
    "finished by": lambda one, other: other <= one and max(one) == max(other),
    "overlaps before": lambda one, other: (
        min(one) < min(other) and bool(one & other) and max(one) <= max(other)
    ),
    "overlaps after": lambda one, other: (
        min(other) < min(one) and bool(one & other) and max(other) <= max(one)
    ),
    "meets": lambda one, other: max(one) == min(other),
    "met by": lambda one, other: min(one) == max(other),
}


@given(SMALL, SMALL, st.sampled_from(sorted(RELATIONS)))
def test_relations_of_ranges_are_those_of_the_points_in_them(one: Range, other: Range, name: str) -> None:
    points = [{point for point in _POINTS if _holds(range_, point)} for range_ in (one, other)]
    assert applied(DMN[name], (one, other), standard=True) is RELATIONS[name](*points)


# Patterns

_ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\d", "[a-c]", "^", "$"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}", "{2}", "*?", "+?", "??"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
    ),
    max_leaves=8,
)


@given(_PATTERNS, st.text("abc1", max_size=8))
def test_patterns_match_what_python_matches_too(pattern: str, text: str) -> None:
    python = re.search(pattern.replace("$", r"\Z"), text)
    found = Search(pattern_of(pattern, ""), text).first(0)
    assert (found is None) == (python is None)
    if found is not None and python is not None:
        assert found[0] == python.start()


@given(_PATTERNS, st.text("abc1", max_size=8), st.text("[]{}()^$\\|-*+?.,pa", max_size=8))
def test_parts_and_matches_make_up_the_text(pattern: str, text: str, other: str) -> None:
    for one in (pattern, other):
        parts = applied(DMN["split"], (text, one), standard=True)
        replaced = applied(DMN["replace"], (text, one, "<$0>"), standard=True)
        assert isinstance(parts, Null) == isinstance(replaced, Null)
        if isinstance(parts, tuple) and isinstance(replaced, str):
            assert re.sub(r"<(.*?)>", r"\1", replaced) == text
            assert tuple(re.split(r"<.*?>", replaced)) == parts


def test_the_order_of_moments_is_that_of_their_instants() -> None:
    moments = [
        moment_from_text(text)
        for text in ("2021-01-01T10:00:00+07:00", "2021-01-01T03:00:01Z", "2021-01-01T04:00:02@Europe/Paris")
    ]
    for (first, one), (second, other) in product(enumerate(moments), repeat=2):
        assert one is not None and other is not None
        assert compared("<", one, other) is (first < second)
