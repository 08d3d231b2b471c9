"""Stages, panels, votes and the journal, one thing at a time."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from thiduascore import (
    Assessments,
    Engine,
    Journal,
    Proceedings,
    RulesetError,
    Votes,
    moves,
    next_entry,
    read_assessments,
    record_of,
    severities,
    views_of,
    with_entry,
)
from thiduascore.cohort import Results
from thiduascore.cohort.proceedings import NO_JOURNAL
from thiduascore.model.assessment import Assessment, Ballot

ENGINE = Engine(plugins=[])
DAY = datetime.date(2024, 12, 12)
RULES = """
format = 1
[campaign]
id = "c"
title = "C"
issuer = "I"
document = { number = "01/KH-A", date = 2024-01-01 }
period = { from = 2024-01-01, to = 2025-12-31 }
version = "1.0.0"
[scoring]
total = 10
round = { places = 1, mode = "half-up" }
deduction = { at_most = 3 }
[parameters.full]
label = "F"
values = [
  { from = 2024-01-01, value = 100, source = "S" },
  { from = 2025-01-01, value = 200, source = "S" },
]
[facts.done]
label = "Done"
type = "count"
[facts.late]
label = "Late"
type = "count"
[facts.one]
label = "Judge one"
type = "number"
[facts.two]
label = "Judge two"
type = "number"
[[items]]
id = "i"
title = "I"
weight = 10
weight_source = "project"
source = "S"
at_most = 9
[[items.criteria]]
id = "a"
title = "A"
points = 6
method = "ratio"
of = "done"
target = "full"
[[items.criteria]]
id = "p"
title = "P"
points = 4
method = "panel"
scale = 10
missing = "zero"
PANEL
[[items.criteria]]
id = "d"
title = "D"
ledger = "deduction"
points = 3
method = "per-occurrence"
of = "late"
each = 1
[[stages]]
id = "s"
title = "S"
source = "S"
[[stages]]
id = "t"
title = "T"
source = "S"
"""
PLAIN = 'of = "[one, two]"'


def decided(
    units: Mapping[str, Mapping[str, Any]],
    rows: Iterable[Assessment] = (),
    *,
    rules: str = RULES,
    panel: str = PLAIN,
    journal: Journal = NO_JOURNAL,
    **more: Any,
) -> Results:
    """The decision on units given as their facts; a `year` beside the id is behind an @."""
    ruleset = ENGINE.load(rules.replace("PANEL", panel))
    trees = [
        {"unit": {"id": name.split("@")[0]}, "period": int(name.split("@")[1]) if "@" in name else 2024}
        | {"facts": dict(facts)}
        for name, facts in units.items()
    ]
    proceedings = Proceedings(assessments=Assessments(rows=tuple(rows)), journal=journal, **more)
    return ENGINE.results(ruleset, ENGINE.read(ruleset, trees), proceedings=proceedings, light=True)


def row(criterion: str, stage: str = "s", **more: Any) -> Assessment:
    keys: dict[str, Any] = {"unit": "u", "assessor": "k", "date": DAY, "reason": "vì thế", **more}
    return Assessment(criterion=criterion, stage=stage, **keys)


def total(results: Results, unit: str = "u") -> Fraction | None:
    return next(one.card.total for one in results.standings.all if one.card.unit.id == unit)


def slugs(results: Results) -> list[str]:
    return [one.slug for one in results.problems]


UNIT = {"u": {"done": 50, "late": 1, "one": 8, "two": 6}}


def test_caps_and_ledgers_follow_the_assessed_points() -> None:
    assert total(decided(UNIT)) == Fraction("4.8")
    assert total(decided(UNIT, [row("a", points=Fraction(6))])) == Fraction("7.8")
    capped = decided(UNIT, [row("a", points=Fraction(6)), row("p", points=Fraction(4))])
    assert total(capped) == Fraction(8), "the item's cap of 9 less the deduction"
    for points in (Fraction(-2), Fraction(2)):
        assert total(decided(UNIT, [row("d", points=points)])) == Fraction("3.8")


def test_assessed_points_are_rounded_as_the_criterion_is() -> None:
    results = decided(UNIT, [row("a", points=Fraction("4.44"))])
    view = views_of(results.standings.all[0].card)[0]
    assert view.cells[0].points == Fraction("4.4")


def test_a_stage_carries_on_and_a_later_day_replaces() -> None:
    later = DAY + datetime.timedelta(days=1)
    rows = [
        row("a", points=Fraction(5)),
        row("a", points=Fraction(4), date=later, assessor="l"),
        row("a", "t", points=Fraction(4), reason="", date=later),
        row("d", "t", points=Fraction(0), date=later),
    ]
    results = decided(UNIT, rows)
    first, second = views_of(results.standings.all[0].card)
    shown: list[Any] = [(cell.computed, cell.before, cell.points) for cell in first.cells]
    assert shown == [(3, 3, 4)]
    assert [one.assessor for one in first.cells[0].replaced] == ["k"]
    shown = [(cell.criterion, cell.before, cell.points) for cell in second.cells]
    assert shown == [("a", 4, 4), ("d", 1, 0)]
    assert second.decides and total(results) == Fraction("6.8") and slugs(results) == []


def test_the_stage_that_says_so_decides() -> None:
    rules = RULES.replace(
        'id = "s"\ntitle = "S"\nsource = "S"', 'id = "s"\ntitle = "S"\nsource = "S"\ndecides = true'
    )
    rows = [row("a", points=Fraction(5)), row("a", "t", points=Fraction(1))]
    results = decided(UNIT, rows, rules=rules)
    assert total(results) == Fraction("6.8")
    assert views_of(results.standings.all[0].card)[1].score.total == Fraction("2.8")


@pytest.mark.parametrize(
    ("panel", "marks", "points"),
    [
        ('of = "[one, two]"', {"1": 5, "2": 6, "3": 10}, "2.8"),
        ('of = "[one, two]"\ncombine = "median"', {"1": 5, "2": 6, "3": 10}, "2.4"),
        (
            'of = "[one, two]"\ncombine = "trimmed-mean"\ntrim = 1\nraters = 3',
            {"1": 5, "2": 6, "3": 10},
            "2.4",
        ),
        ('of = "[one, two]"\nraters = 3', {"1": 5, "2": None, "3": 10}, None),
        ('of = "[one, two]"', {"1": 5, "2": None, "3": 10}, "3"),
        (
            'of = "[one, two]"\ncombine = "weighted-mean"\nweights = [3, 1]\njudges = ["2", "1"]',
            {"1": 6, "2": 10},
            "3.6",
        ),
        (
            'of = "[one, two]"\ncombine = "weighted-mean"\nweights = [3, 1]\njudges = ["2", "1"]',
            {"1": 6, "2": None},
            "2.4",
        ),
    ],
)
def test_marks_of_a_panel(panel: str, marks: Mapping[str, int | None], points: str | None) -> None:
    rows = [
        row(
            "p", assessor=judge, reason="", **({"absent": "ốm"} if mark is None else {"mark": Fraction(mark)})
        )
        for judge, mark in marks.items()
    ]
    results = decided(UNIT, rows, panel=panel)
    cell = views_of(results.standings.all[0].card)[0].cells[0]
    assert cell.points == (None if points is None else Fraction(points).limit_denominator(10))
    assert slugs(results) == []


def test_a_stranger_on_a_panel_and_points_in_the_place_of_marks() -> None:
    panel = PLAIN + '\ncombine = "weighted-mean"\nweights = [3, 1]\njudges = ["2", "1"]'
    results = decided(UNIT, [row("p", assessor="9", mark=Fraction(5))], panel=panel)
    assert slugs(results) == ["unknown-assessor"]
    rows = [row("p", assessor="1", mark=Fraction(5)), row("p", assessor="k", points=Fraction(1))]
    cell = views_of(decided(UNIT, rows).standings.all[0].card)[0].cells[0]
    assert cell.points == Fraction(1)
    assert [one.assessor for one in cell.replaced] == ["1"]
    without = decided(
        UNIT, [row("p", mark=Fraction(5))], panel=PLAIN + '\ncombine = "weighted-mean"\nweights = [3, 1]'
    )
    assert slugs(without) == ["mark-without-panel"]


def test_judges_and_weights_are_as_many() -> None:
    with pytest.raises(RulesetError) as error:
        decided(UNIT, panel=PLAIN + '\ncombine = "weighted-mean"\nweights = [3, 1]\njudges = ["2"]')
    assert [one.slug for one in error.value.diagnostics] == ["panel-judges"]


def test_severity_is_exact_for_files_and_for_facts() -> None:
    units = {
        "u": {"done": 50, "late": 0, "one": 8, "two": 7},
        "v": {"done": 50, "late": 0, "one": 9, "two": 7},
    }
    found = severities(decided(units).standings)
    assert [(one.judge, one.marks, one.difference) for one in found] == [
        ("one", 2, Fraction(3, 2)),
        ("two", 2, Fraction(-3, 2)),
    ]
    rows = [
        row("p", unit=unit, assessor=judge, mark=Fraction(mark), reason="")
        for unit, marks in (("u", "789"), ("v", "55"))
        for judge, mark in zip("xyz", marks, strict=False)
    ]
    found = severities(decided(units, rows).standings)
    assert [(one.judge, one.difference) for one in found] == [
        ("x", Fraction(-3, 4)),
        ("y", Fraction(0)),
        ("z", Fraction(3, 2)),
    ]


def test_a_unit_with_two_periods_needs_the_year() -> None:
    units = {"u@2024": UNIT["u"], "u@2025": UNIT["u"]}
    assert slugs(decided(units, [row("a", points=Fraction(6))])) == ["row-of-which-period"]
    assert slugs(decided(units, [row("a", points=Fraction(6), year=2023)])) == ["row-of-no-period"]
    results = decided(units, [row("a", points=Fraction(6), year=2025)])
    assert [one.card.total for one in results.standings.all] == [Fraction("4.8"), Fraction("7.8")]


def appealed(kind: str, **what: Any) -> Journal:
    campaign = what.pop("campaign", "c")
    entry = next_entry(NO_JOURNAL, campaign, kind, date=DAY, by="HĐ", reason="vì thế", **what)
    return with_entry(NO_JOURNAL, entry)


def test_a_parameter_with_several_values_is_read_otherwise_for_one() -> None:
    said: dict[str, Any] = {"parameter": "full", "value": "50", "source": "S"}
    assert slugs(decided(UNIT, journal=appealed("parameter", **said))) == ["journal-which-value"]
    results = decided(UNIT, journal=appealed("parameter", **said, **{"from": "2024-01-01"}))
    assert (slugs(results), total(results)) == ([], Fraction("7.8"))
    assert results.ruleset.hash != results.standings.all[0].card.plan.ruleset_hash


@pytest.mark.parametrize(
    ("kind", "what", "slug"),
    [
        ("fact", {"unit": "u", "fact": "done", "value": 1, "campaign": "x"}, "journal-of-another-campaign"),
        ("fact", {"unit": "w", "fact": "done", "value": 1}, "journal-unknown-unit"),
        ("fact", {"unit": "u", "fact": "dome", "value": 1}, "journal-unknown-fact"),
        ("fact", {"unit": "u", "fact": "done", "value": "x", "year": 2024}, "journal-unreadable-value"),
        ("fact", {"unit": "u", "fact": "done", "value": 1, "year": 2023}, "journal-which-period"),
        ("parameter", {"parameter": "fill", "value": "1", "source": "S"}, "journal-unknown-parameter"),
        ("parameter", {"parameter": "full", "value": "x", "source": "S"}, "journal-no-number"),
        ("revoke", {"unit": "u", "award": "x"}, "journal-unknown-award"),
    ],
)
def test_an_entry_that_cannot_take_effect_is_named(kind: str, what: dict[str, Any], slug: str) -> None:
    results = decided(UNIT, journal=appealed(kind, **what))
    assert slug in slugs(results)
    assert total(results) == total(decided(UNIT))


def test_a_corrected_report_stands_for_the_one_that_was_frozen() -> None:
    ruleset = ENGINE.load(RULES.replace("PANEL", PLAIN))
    trees = [{"unit": {"id": name}, "period": 2024, "facts": facts} for name, facts in UNIT.items()]
    intake = ENGINE.read(ruleset, trees)
    cohort = ENGINE.freeze(ruleset, intake)
    journal = appealed("fact", unit="u", fact="done", value=100, evidence={"number": "7/BC"})
    proceedings = Proceedings(journal=journal)
    results = ENGINE.results(ruleset, intake, cohort=cohort, proceedings=proceedings)
    assert results.standings.apart == () and total(results) == Fraction("7.8")
    assert results.standings.all[0].card.submission.evidence["done"][0].number == "7/BC"
    other = ENGINE.read(ruleset, [{**trees[0], "facts": {**UNIT["u"], "late": 0}}])
    late = ENGINE.results(ruleset, other, cohort=cohort, proceedings=proceedings)
    assert [one.why for one in late.standings.apart] == ["changed"]


def test_moves_tell_rules_from_inputs() -> None:
    units = {"u": UNIT["u"], "v": {**UNIT["u"], "done": 60}}
    old = decided(units)
    rules = RULES.replace("value = 100", "value = 120").replace('"1.0.0"', '"1.1.0"')
    new = decided({"u": {**UNIT["u"], "done": 90}, "v": units["v"]}, rules=rules)
    found = {one.key[0]: one for one in moves(ENGINE, record_of(old), new)}
    told = {
        unit: [(cause.kind, cause.unit, cause.of, cause.before, cause.after) for cause in one.causes]
        for unit, one in found.items()
    }
    rule = ("rules", "", "", "1.0.0", "1.1.0")
    assert told == {
        "u": [rule, ("fact", "u", "done", "50", "90")],
        "v": [rule, ("fact", "u", "done", "50", "90")],
    }
    joined = decided({**units, "w": {**UNIT["u"], "done": 55}})
    found = {one.key[0]: one for one in moves(ENGINE, record_of(old), joined)}
    assert {unit: [cause.kind for cause in one.causes] for unit, one in found.items()} == {
        "u": ["unit"],
        "w": ["unit"],
    }


def test_votes_without_a_council_are_told_of() -> None:
    ballot = Ballot(award="x", unit="u", member="m", vote="yes")
    assert slugs(decided(UNIT, votes=Votes(rows=(ballot,)))) == ["unknown-award"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps({"assessments": [{"unit": "u"}]})),
        ("a.toml", '[[assessments]]\nunit = "u"\n'),
        ("a.yaml", "assessments:\n  - unit: u\n"),
        ("a.csv", "unit,criterion\nu,\n"),
    ],
)
def test_every_format_says_what_a_row_lacks(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = read_assessments(tmp_path / name)
    assert found.rows == ()
    lacking = {one.arguments["name"] for one in found.problems if one.slug == "missing-key"}
    assert lacking == {"criterion", "stage", "assessor", "date"}
    assert all(one.place is not None for one in found.problems)
