"""The functions behind the methods, against values computed otherwise."""

from __future__ import annotations

import datetime
from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest

from thiduascore.builtin.functions import FUNCTIONS, calendar, curves
from thiduascore.diagnostics import Text, phrases
from thiduascore.feel import Null, parse, said
from thiduascore.feel.functions import STANDARD, applied

PLACES = Fraction(1, 10**34)
BY_NAME = {function.name: function for function in FUNCTIONS}


def normal(z: Decimal) -> Fraction:
    """The share of the normal distribution below z, as the curve rounds it."""
    context = curves._context()
    return curves._share(curves._normal(z, context), context)


@pytest.mark.parametrize(
    ("z", "share"),
    [
        # Tables of the normal distribution to many places (Abramowitz and Stegun, table 26.1, and beyond).
        (0, "0.5"),
        (1, "0.8413447460685429485852325456320379"),
        (-1, "0.1586552539314570514147674543679621"),
        (2, "0.9772498680518207927997173628334666"),
        (14, "1"),
        (-14, "0"),
    ],
)
def test_the_normal_distribution_has_34_places(z: int, share: str) -> None:
    assert abs(normal(Decimal(z)) - Fraction(share)) <= PLACES


def test_the_ninth_decile_is_where_nine_tenths_lie() -> None:
    assert normal(curves.NINE_TENTHS) == Fraction(9, 10)


def test_curves_do_not_depend_on_the_threads_decimal_context() -> None:
    marks = Fraction(37), Fraction(40), Fraction(50)
    expected = curves.log_normal_share(*marks), curves.s_curve_share(*marks)
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_UP
        assert (curves.log_normal_share(*marks), curves.s_curve_share(*marks)) == expected


def test_the_s_curve_is_the_logistic_function() -> None:
    assert curves.s_curve_share(Fraction(60), Fraction(40), Fraction(50)) == pytest.approx(81 / 82, abs=1e-12)
    assert curves.s_curve_share(Fraction(10**9), Fraction(40), Fraction(50)) == 1
    assert curves.s_curve_share(Fraction(-(10**9)), Fraction(40), Fraction(50)) == 0


def plain_count(
    start: datetime.date, end: datetime.date, free: set[datetime.date], worked: set[datetime.date]
) -> int:
    """The working days after `start` up to `end`, one day at a time."""
    days = (start + datetime.timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(day in worked or (day.weekday() < 5 and day not in free) for day in days)


@pytest.mark.parametrize("length", [0, 1, 2, 5, 6, 7, 8, 13, 14, 365, 1000])
def test_working_days_are_counted_as_one_would_by_hand(length: int) -> None:
    free = {datetime.date(2021, 9, 2), datetime.date(2021, 9, 3), datetime.date(2021, 9, 4)}
    worked = {datetime.date(2021, 9, 11), datetime.date(2021, 9, 3)}
    for offset in range(7):
        start = datetime.date(2021, 8, 25) + datetime.timedelta(days=offset)
        end = start + datetime.timedelta(days=length)
        expected = plain_count(start, end, free, worked)
        assert calendar.working_days_between(start, end, free, worked) == expected
        assert calendar.working_days_between(end, start, free, worked) == -expected


def test_working_days_of_ten_thousand_years_take_no_time() -> None:
    first, last = datetime.date.min, datetime.date.max
    assert calendar.working_days_between(first, last) == 521_722 * 5 + 4


def test_the_next_working_day_of_the_last_weekend_does_not_exist() -> None:
    friday = datetime.date.max
    assert friday.weekday() == 4
    assert calendar.next_working_day(friday, [friday]) is None


def test_functions_do_not_hide_those_of_the_standard() -> None:
    assert not BY_NAME.keys() & STANDARD.keys()


@pytest.mark.parametrize("name", BY_NAME)
def test_every_function_has_its_sentence(name: str) -> None:
    assert f"function-{name.replace(' ', '-')}" in phrases()


def test_a_curve_is_said_in_words() -> None:
    tree = parse("log normal share(minutes, 60, 20)")
    labels = {"minutes": Text("số phút", "minutes")}
    english = "share on the log-normal curve of minutes, with 0.5 at 60 and 0.9 at 20"
    assert said(tree, "en", labels) == english
    assert said(tree, "vi", labels).startswith("tỷ lệ trên đường cong log-chuẩn của số phút, với 0,5 tại 60")


@pytest.mark.parametrize(
    ("name", "arguments", "cause"),
    [
        ("highest", ((Fraction(1),), Fraction(1, 2)), "not-a-count"),
        ("highest", ((Fraction(1),), Fraction(-1)), "not-a-count"),
        ("trimmed", ((Fraction(1),), Fraction(-1), Fraction(0)), "not-a-count"),
        ("at least", ((Fraction(1), Null()), Fraction(2)), "too-few-values"),
        ("weighted mean", ((Null(),), (Fraction(1),)), "empty-list"),
        ("weighted mean", ((Fraction(1),), ()), "weights-do-not-match"),
        ("log normal share", (Fraction(1), Fraction(0), Fraction(5)), "no-curve"),
        ("next working day", (datetime.date.max, (datetime.date.max,)), "invalid-date"),
    ],
)
def test_what_has_no_value_says_why(name: str, arguments: tuple[object, ...], cause: str) -> None:
    found = applied((BY_NAME[name],), arguments)  # type: ignore[arg-type]
    assert isinstance(found, Null)
    assert [each.slug for each in found.causes] == [cause]
