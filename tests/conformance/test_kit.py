"""The public conformance kit, where its checkout is at hand: `DMN_TCK=path/to/tck`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from conformance import report
from conformance.judge import Outcome, outcomes_of, same
from conformance.kit import LEVELS, cases_of
from conformance.run import PAGE
from thiduascore.diagnostics import phrases
from thiduascore.feel.values import Context, Null, Value, missing

KIT = os.environ.get("DMN_TCK")
needs_kit = pytest.mark.skipif(not KIT, reason="DMN_TCK does not name a checkout of the kit")


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every case of both levels."""
    return tuple(one for level in LEVELS for one in outcomes_of(cases_of(Path(KIT or ""), level)))


@needs_kit
def test_every_case_that_fails_has_a_reason() -> None:
    assert report.unexplained(outcomes()) == ()


def nulls(value: Value) -> Iterator[Null]:
    """Every null in a value."""
    if isinstance(value, Null):
        yield value
    elif isinstance(value, tuple | Mapping):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from nulls(part)


@needs_kit
def test_every_null_says_why_in_words() -> None:
    found = [(one, null) for one in outcomes() for value in one.values for null in nulls(value)]
    assert len(found) > 1400
    assert [one.case.name for one, null in found if not null.causes] == []
    assert {
        cause.slug for _, null in found for cause in null.causes if f"cause-{cause.slug}" not in phrases()
    } == set()


@needs_kit
def test_the_kit_is_all_there() -> None:
    assert [one.cases for one in report.counts(outcomes())] == [116, 3275, 3391, 1927]


@needs_kit
def test_the_page_of_the_reference_says_what_a_run_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == report.page(outcomes())


@needs_kit
def test_the_boards_file_has_a_line_for_each_case() -> None:
    lines = report.board_csv(outcomes()).splitlines()
    assert len(lines) == 3391
    first = '"compliance-level-2/0001-input-data-string","0001-input-data-string-test-01","001","SUCCESS",""'
    assert lines[0] == first


def test_the_reasons_stand_in_both_languages() -> None:
    for group in report.remainder():
        assert group["vi"] and group["en"] and group["cases"]


def test_the_page_names_every_case_that_remains() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for group in report.remainder():
        for name in group["cases"]:
            assert text.count(f"* `{name}`") == 2


@pytest.mark.parametrize(
    ("expected", "got", "alike"),
    [
        (missing("a"), missing("b"), True),
        (missing("a"), False, False),
        (True, True, True),
        (Context({"a": True}), Context({"a": True, "b": True}), False),
        ((True, "x"), (True, "x"), True),
        ("x", "y", False),
    ],
)
def test_what_counts_as_the_same(expected, got, alike: bool) -> None:
    assert same(expected, got) is alike
