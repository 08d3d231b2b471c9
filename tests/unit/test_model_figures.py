"""Figures that change while a campaign runs: each day on which one does is checked, up to a limit."""

from __future__ import annotations

import datetime

import pytest

from thiduascore.builtin.methods import METHODS
from thiduascore.diagnostics import Diagnostic
from thiduascore.model.checks.figures import MOST_DAYS
from thiduascore.model.read import read_ruleset_text

OPTIONS = {method.name: method.options for method in METHODS}
START = datetime.date(2021, 1, 1)


def diagnostics(values: str, period: str = "{ from = 2021-01-01 }") -> tuple[Diagnostic, ...]:
    """What is said of a ruleset whose only item of 10 points has as many as a parameter."""
    text = f"""format = 1
[campaign]
id = "vi-du"
title = "Ví dụ"
issuer = "Sở Ví dụ"
document = {{ number = "01/KH", date = 2021-01-01 }}
version = "1.0.0"
period = {period}
[scoring]
total = 10
[facts.done]
label = "Đã xong"
type = "yes-no"
[parameters.most]
label = "Điểm"
values = [{values}]
[[items]]
id = "1"
title = "Nội dung"
weight = 10
weight_source = "project"
source = "Mục 1"
[[items.criteria]]
id = "1.1"
title = "Tiêu chí"
points = "most"
method = "pass-fail"
holds = "done"
"""
    return read_ruleset_text(text, "ruleset.toml", methods=OPTIONS)[1]


def dated(day: datetime.date, value: int, end: str = "") -> str:
    return f'{{ from = {day.isoformat()}{end}, value = {value}, source = "Mục 1" }}'


def daily(count: int, wrong: int) -> str:
    """A value for each of so many days, right but for one."""
    days = (START + datetime.timedelta(days=each) for each in range(count))
    return ", ".join(dated(day, 9 if each == wrong else 10) for each, day in enumerate(days))


def test_a_sum_that_is_wrong_later_names_the_day() -> None:
    (found,) = diagnostics(f"{dated(START, 10)}, {dated(datetime.date(2023, 7, 1), 8)}")
    assert found.slug == "item-sum"
    assert found.inside[-1].en == "with the figures in force from 2023-07-01"
    assert found.arguments["sum"] == 8


def test_a_sum_that_is_wrong_from_the_first_day_is_told_once() -> None:
    (found,) = diagnostics(f"{dated(START, 9)}, {dated(datetime.date(2023, 7, 1), 8)}")
    assert found.arguments["sum"] == 9
    assert len(found.inside) == 1


@pytest.mark.parametrize("day", [datetime.date(2020, 12, 31), datetime.date(2022, 1, 1)])
def test_figures_outside_the_period_do_not_matter(day: datetime.date) -> None:
    values = ", ".join(sorted([dated(START, 10), dated(day, 8)]))
    assert not diagnostics(values, "{ year = 2021 }")


def test_days_without_a_value_have_no_figures() -> None:
    ended = dated(START, 10, end=", to = 2021-05-31")
    later = dated(datetime.date(2021, 8, 1), 8)
    slugs = [each.slug for each in diagnostics(f"{ended}, {later}", "{ year = 2021 }")]
    assert slugs == ["values-gap", "item-sum"]


@pytest.mark.parametrize("year", [2021, 2023])
def test_days_outside_the_period_need_no_value(year: int) -> None:
    ended = dated(datetime.date(2021, 1, 1), 10, end=", to = 2021-12-31")
    later = dated(datetime.date(2023, 1, 1), 10)
    assert not diagnostics(f"{ended}, {later}", f"{{ year = {year} }}")


@pytest.mark.parametrize(("wrong", "slugs"), [(MOST_DAYS, ["item-sum"]), (MOST_DAYS + 1, [])])
def test_so_many_days_are_looked_at_and_no_more(wrong: int, slugs: list[str]) -> None:
    assert [each.slug for each in diagnostics(daily(MOST_DAYS + 50, wrong))] == slugs
