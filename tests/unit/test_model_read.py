"""Reading a ruleset: what is inherited, what is dated, and that nothing in a file can make it fail."""

from __future__ import annotations

import copy
import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.builtin.methods import METHODS
from thiduascore.model.dates import PartialDate, partial_date
from thiduascore.model.read import read_ruleset, read_ruleset_text
from thiduascore.model.ruleset import Ruleset
from thiduascore.text import Document, parse_toml
from thiduascore.text.numbers import Unusable

GOOD = Path(__file__).resolve().parent.parent / "cases" / "rulesets" / "good"
OPTIONS = {method.name: method.options for method in METHODS}
VALUES = {
    path.stem: parse_toml(path.read_text(encoding="utf-8"), path.name).value for path in GOOD.glob("*.toml")
}


def ruleset(name: str, *changes: tuple[str, str]) -> Ruleset:
    text = (GOOD / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found, diagnostics = read_ruleset_text(text, name, methods=OPTIONS)
    assert found is not None, diagnostics
    return found


def test_parts_take_from_their_item_what_they_leave_out() -> None:
    found = ruleset("documents", ('source = "Mục 1"', 'source = "Mục 1"\nmissing = "zero"'))
    inner = found.items[0].items[0]
    criterion = inner.criteria[0]
    assert (inner.source, inner.weight_source, inner.missing) == ("Mục 1", "project", "zero")
    assert (criterion.source, criterion.points_source, criterion.missing) == ("Mục 1", "project", "zero")
    assert criterion.not_applicable is None


def test_a_year_is_a_period_from_its_first_to_its_last_day() -> None:
    period = ruleset("ledgers").campaign.period
    assert (period.start, period.end) == (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))


def test_rounding_follows_its_stage() -> None:
    scoring = ruleset(
        "ledgers", ("ceiling = 12", 'ceiling = 12\nrounding = { item = { places = 1 }, total = "none" }')
    )
    places = {
        stage: None if (rule := scoring.scoring.rounding_at(stage)) is None else rule.places
        for stage in ("input", "criterion", "item", "total", "display")
    }
    assert places == {"input": None, "criterion": 2, "item": 1, "total": None, "display": None}


def test_a_fact_has_the_defaults_of_its_type() -> None:
    facts = ruleset("bands_that_part").facts
    assert (facts["done"].scale, facts["done"].least, facts["done"].unit) == (0, Fraction(0), None)
    assert (facts["on_time"].scale, facts["on_time"].most, facts["on_time"].unit) == (4, Fraction(100), "%")


def test_a_parameter_has_the_value_of_the_day() -> None:
    text = (GOOD / "bands_that_part.toml").read_text(encoding="utf-8")
    one = "{ from = 2024-01-01, value = 84"
    two = '{ from = 2023-01-01, to = 2023-06-30, value = 80, source = "Mục 1" }, ' + one
    read, _ = read_ruleset_text(text.replace(one, two), "dated.toml", methods=OPTIONS)
    assert read is not None
    days = ("2022-12-31", "2023-01-01", "2023-06-30", "2023-07-01", "2024-01-01", "2030-01-01")
    assert [read.parameter_at("target", datetime.date.fromisoformat(day)) for day in days] == [
        None, 80, 80, None, 84, 84,
    ]  # fmt: skip
    assert read.parameter_at("nothing", datetime.date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime.date(2021, 9, 16), "2021-09-16"),
        ("2021-09", "2021-09"),
        (2021, "2021"),
        ("2021-02-30", None),
        ("2021-13", None),
        ("16/9/2021", None),
        ("2021-9", None),
        (True, None),
        (datetime.datetime(2021, 9, 16, 8), None),
        (10**400, None),
        (-5, None),
    ],
)
def test_partial_dates(value: object, expected: str | None) -> None:
    date = partial_date(value)
    assert (None if date is None else str(date)) == expected


def test_a_partial_date_spans_the_days_that_it_can_mean() -> None:
    assert PartialDate(2024, 2).last == datetime.date(2024, 2, 29)
    assert PartialDate(2021).first == datetime.date(2021, 1, 1)


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, each in inner for path in paths(each, (*at, key)))]


PLACES = [(name, path) for name, value in sorted(VALUES.items()) for path in paths(value) if path]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
    st.text(max_size=8),
    st.sampled_from(
        ["a", "1", "> 5", "[3..1]", "plan", "unit", "1 / 0", "((((", "not(-)", "best", "drop", "none"]
    ),
    st.dates(),
    st.just(datetime.datetime(2024, 1, 1)),
    st.just(Unusable("1e99", "exponent-too-large")),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.sampled_from(PLACES), ANYTHING, st.booleans())
def test_no_value_anywhere_makes_the_reading_fail(place: tuple[str, Any], value: Any, removed: bool) -> None:
    name, path = place
    tree = copy.deepcopy(VALUES[name])
    parent = tree
    for part in path[:-1]:
        parent = parent[part]
    if removed:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    found, diagnostics = read_ruleset(Document("x.toml", "", tree, lambda text: {}), methods=OPTIONS)
    assert (found is None) == any(each.severity == "error" for each in diagnostics)
    assert all(each.message(lang) for each in diagnostics for lang in ("vi", "en"))


def test_numbers_are_exact_from_the_file_on() -> None:
    found = ruleset("ledgers", ("each = 0.5", "each = 0.1"))
    criterion = next(each for each in found.criteria() if each.id == "1.2")
    assert criterion.options.each == Fraction(1, 10)
