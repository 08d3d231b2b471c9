"""A field's dated figures in its checks: each report is judged by those of its own period."""

from __future__ import annotations

import thiduascore_books

from thiduascore.engine import Engine

TEXT = """format = 1
[campaign]
id = "thu-vien"
title = "Thi đua các thư viện"
issuer = "Sở Văn hóa"
version = "1"
document = { number = "1/QĐ-SVH", date = 2018-01-01 }
period = { from = 2018-01-01, to = 2022-12-31, every = "year" }
[scoring]
total = 1
[plugins]
require = ["thiduascore-books"]
facts = ["books_held", "books_population"]
[[items]]
id = "1"
title = "Có báo cáo"
weight = 1
weight_source = "project"
source = "Điều 1"
[[items.criteria]]
id = "1.1"
title = "Có báo cáo"
points = 1
method = "formula"
is = "1"
"""
FACTS = {"books_held": 550, "books_population": 1000}


def found(engine: Engine, *years: int) -> list[list[str]]:
    """The checks that find something, for each year's report, scored one after the other."""
    ruleset = engine.load(TEXT)
    trees = [{"unit": {"id": "u"}, "period": {"year": year}, "facts": FACTS} for year in years]
    submissions = engine.read(ruleset, trees).submissions
    cards = [engine.score(ruleset, submission) for submission in submissions]
    return [[str(each.arguments["check"]) for each in card.findings if each.plugin] for card in cards]


def test_a_report_is_judged_by_the_figures_of_its_period_whatever_was_scored_before() -> None:
    engine = Engine([thiduascore_books])
    assert found(engine, 2019, 2021, 2020, 2022) == [[], ["books-enough"], [], ["books-enough"]]


def test_years_with_the_same_figures_share_one_program() -> None:
    engine = Engine([thiduascore_books])
    ruleset = engine.load(TEXT)
    periods = [{"unit": {"id": "u"}, "period": {"year": year}, "facts": FACTS} for year in (2019, 2020, 2021)]
    days = [one.period.end for one in engine.read(ruleset, periods).submissions if one.period]
    first, second, third = (engine.program(ruleset, day) for day in days)
    assert first.checks is second.checks
    assert first.checks is not third.checks
