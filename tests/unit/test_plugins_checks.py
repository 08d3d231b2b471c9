"""Plugins' checks of submissions, in FEEL and in Python, and what one that goes wrong leaves standing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from strategies.methods import ruleset_text

from thiduascore.diagnostics import DiagnosticError
from thiduascore.engine import Engine
from thiduascore.plugin import Check, Finding, Ruleset, Submission, Text, finding, hookimpl

FACTS = {"printed": '"count"', "registered": '"count"', "rate": '"percent"'}
MORE = """[parameters.most]
label = "Mức cao nhất"
values = [{ from = 2021-01-01, value = 90, source = "Điều 2" }]"""
TEXT = ruleset_text('method = "formula"\nis = "printed + registered"', FACTS, more=MORE)
DOC = Text("Tài liệu.", "Documentation.")
SAYS = Text("in nhiều hơn đăng ký", "more was printed than registered")


def engine(*checks: Check) -> Engine:
    """An engine with a plugin that registers these checks."""
    press = ModuleType("thiduascore_press")
    press.register_checks = hookimpl(lambda: checks)  # type: ignore[attr-defined]
    return Engine([press])


def findings(facts: Mapping[str, object], *checks: Check) -> list[Finding]:
    """What the plugin's checks find."""
    made = engine(*checks)
    ruleset = made.load(TEXT)
    intake = made.read(ruleset, {"unit": {"id": "u"}, "period": {"year": 2021}, "facts": facts})
    (submission,) = intake.submissions
    return [each for each in made.score(ruleset, submission).findings if each.plugin]


def written(holds: str, **options: Any) -> Check:
    """A check in FEEL."""
    return Check(**{"name": "totals", "doc": DOC, "holds": holds, "says": SAYS, **options})


def test_a_check_that_fails_shows_both_values_and_its_plugin() -> None:
    (found,) = findings({"printed": 12, "registered": 10}, written("printed <= registered"))
    assert (found.plugin, found.severity, found.arguments["check"]) == (
        "thiduascore-press",
        "warning",
        "totals",
    )
    assert found.message("vi") == "in nhiều hơn đăng ký (printed = 12; registered = 10)"
    assert found.message("en") == "more was printed than registered (printed = 12; registered = 10)"


def test_a_check_that_holds_says_nothing() -> None:
    assert findings({"printed": 10, "registered": 10}, written("printed <= registered")) == []


def test_a_check_is_passed_over_without_its_facts() -> None:
    assert findings({"printed": 12}, written("printed <= registered")) == []
    assert findings({"printed": 12}, written("printed <= sold")) == []


def test_a_check_uses_dated_parameters_and_its_own_severity() -> None:
    (found,) = findings({"rate": "92,5".replace(",", ".")}, written("rate <= most", severity="error"))
    assert found.severity == "error"
    assert found.diagnostic.severity == "error"
    assert found.message("vi").endswith("(rate = 92,5)")


def test_a_check_of_the_period_shows_its_days_and_does_not_name_the_unit() -> None:
    (found,) = findings({"printed": 12}, written('printed < 12 or period.year > 2021 or unit.kind = "x"'))
    assert found.message("vi").endswith("(ngày đầu kỳ = 01/01/2021; ngày cuối kỳ = 31/12/2021; printed = 12)")


@pytest.mark.parametrize(
    "holds", ["printed <=", "printed + registered", 'printed = "x"', "sum(printed, rate,"]
)
def test_a_check_that_does_not_fit_the_ruleset_names_its_distribution(holds: str) -> None:
    made = engine(written(holds))
    found = [each for each in made.check(TEXT) if each.severity == "error"]
    assert {each.slug for each in found} == {"plugin-check-unusable"}
    assert {each.arguments["distribution"] for each in found} == {"thiduascore-press"}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"holds": "true", "says": SAYS, "find": lambda submission, ruleset: []},
        {"holds": "true"},
    ],
)
def test_a_check_is_either_in_feel_with_words_or_in_python(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="check 'x'"):
        Check(name="x", doc=DOC, **options)


def noticing(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """A check in Python."""
    if submission.values.get("printed") == 0:
        yield finding(Text("không in gì", "nothing was printed"), severity="note", field="press")


def test_a_check_in_python_speaks_in_its_own_words() -> None:
    (found,) = findings({"printed": 0}, Check(name="nothing", doc=DOC, find=noticing))
    assert (found.slug, found.severity, found.plugin) == ("plugin-finding", "note", "thiduascore-press")
    assert (found.message("vi"), found.arguments["field"]) == ("không in gì", "press")
    assert findings({"printed": 1}, Check(name="nothing", doc=DOC, find=noticing)) == []


def dividing(submission: Submission, ruleset: Ruleset) -> list[Finding]:
    """A check that raises."""
    return [finding(Text(str(1 / 0)))]


def exiting(submission: Submission, ruleset: Ruleset) -> list[Finding]:
    """A check that tries to end the program."""
    sys.exit(3)


def forgetting(submission: Submission, ruleset: Ruleset) -> Any:
    """A check that returns nothing."""


def inventing(submission: Submission, ruleset: Ruleset) -> list[Finding]:
    """A check whose finding nobody can put into words."""
    return [Finding("press-invented-slug", "warning")]


@pytest.mark.parametrize("find", [dividing, exiting, forgetting, inventing])
def test_a_check_that_goes_wrong_is_an_error_finding_and_the_rest_stands(find: Any) -> None:
    facts = {"printed": 0, "registered": -1 + 1}
    broken = Check(name="a-broken", doc=DOC, find=find)
    found = findings(facts, broken, Check(name="nothing", doc=DOC, find=noticing))
    assert [(each.slug, each.severity, each.arguments["check"]) for each in found] == [
        ("check-raised", "error", "a-broken"),
        ("plugin-finding", "note", "nothing"),
    ]
    assert "thiduascore-press" in found[0].message("vi")
    made = engine(broken)
    ruleset = made.load(TEXT)
    (submission,) = made.read(ruleset, {"unit": {"id": "u"}, "facts": {**facts, "printed": 5}}).submissions
    assert made.score(ruleset, submission).total == Fraction(5)


def test_an_engine_is_not_built_from_a_check_registered_twice() -> None:
    with pytest.raises(DiagnosticError):
        engine(written("printed > 0"), written("printed > 1"))
