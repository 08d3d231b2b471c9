"""Deadlines in days, working days and periods."""

from __future__ import annotations

import datetime

import pytest
from strategies.methods import scorer, slugs

DATE = {"sent": '"date"'}
JUNE = 'method = "deadline"\nof = "sent"\nby = 2021-06-15\neach = 1\n'


def day(text: str) -> datetime.date:
    """15 June 2021 is a Tuesday."""
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("sent", "points"),
    [("2021-06-01", 8), ("2021-06-15", 8), ("2021-06-16", 7), ("2021-06-23", 0), ("2022-06-15", 0)],
)
def test_each_day_late_costs_points_until_none_are_left(sent: str, points: int) -> None:
    assert scorer(JUNE, DATE)(sent=day(sent)).points == points


def test_a_deduction_takes_the_delay_away() -> None:
    score = scorer(f'{JUNE}ledger = "deduction"', DATE)
    assert [score(sent=day(sent)).points for sent in ("2021-06-15", "2021-06-17", "2021-12-31")] == [0, 2, 8]


@pytest.mark.parametrize(("sent", "points"), [("2021-06-18", 5), ("2021-06-19", 0)])
def test_too_late_loses_everything(sent: str, points: int) -> None:
    assert scorer(f"{JUNE}late_zero_after = 3", DATE)(sent=day(sent)).points == points


WORKING = f'{JUNE}unit = "working-days"\n'


@pytest.mark.parametrize(
    ("sent", "points"),
    [("2021-06-15", 8), ("2021-06-18", 5), ("2021-06-19", 5), ("2021-06-20", 5), ("2021-06-21", 4)],
)
def test_a_weekend_is_no_delay_in_working_days(sent: str, points: int) -> None:
    assert scorer(WORKING, DATE)(sent=day(sent)).points == points


def test_holidays_are_free_and_declared_weekend_days_are_worked() -> None:
    free = scorer(f"{WORKING}holidays = [2021-06-17]", DATE)
    assert free(sent=day("2021-06-18")).points == 6
    worked = scorer(f"{WORKING}worked = [2021-06-19]", DATE)
    assert worked(sent=day("2021-06-21")).points == 3


def test_a_deadline_on_a_day_off_moves_where_that_is_declared() -> None:
    sunday = JUNE.replace("2021-06-15", "2021-06-20")
    assert scorer(sunday, DATE)(sent=day("2021-06-22")).points == 6
    assert scorer(f"{sunday}moves = true", DATE)(sent=day("2021-06-22")).points == 7
    assert scorer(f"{sunday}moves = true\nholidays = [2021-06-21]", DATE)(sent=day("2021-06-22")).points == 8


@pytest.mark.parametrize(("sent", "points"), [("2021-06-16", 7), ("2021-06-22", 7), ("2021-06-23", 6)])
def test_a_period_that_has_begun_counts(sent: str, points: int) -> None:
    assert scorer(f'{JUNE}unit = "periods"\nperiod_days = 7', DATE)(sent=day(sent)).points == points


def test_a_deadline_can_be_a_fact_and_a_missing_date_is_unknown() -> None:
    facts = {"sent": '"date"', "asked": '"date"'}
    score = scorer('method = "deadline"\nof = "sent"\nby = "asked"\neach = 2', facts)
    assert score(sent=day("2021-06-03"), asked=day("2021-06-01")).points == 4
    unknown = score(asked=day("2021-06-01"))
    assert (unknown.state, unknown.least, unknown.most) == ("unknown", 0, 8)


@pytest.mark.parametrize(
    ("slug", "wrong", "right"),
    [
        ("deadline-period", 'unit = "periods"', 'unit = "periods"\nperiod_days = 7'),
        ("deadline-period", "period_days = 7", ""),
        ("holidays-not-used", "holidays = [2021-09-02]", "moves = true\nholidays = [2021-09-02]"),
    ],
)
def test_options_that_do_not_go_together_are_diagnostics(slug: str, wrong: str, right: str) -> None:
    assert slug in slugs(JUNE + wrong, DATE)
    assert slug not in slugs(JUNE + right, DATE)
