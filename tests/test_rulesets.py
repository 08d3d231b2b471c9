"""The rulesets that come with the project: they check, and every case in their `cases/` folders holds.

A case is a submission and what it must score; how one is written: `rulesets/tttt-covid-2021/cases/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from thiduascore import Engine, Ruleset, Scorecard
from thiduascore.diagnostics import exact
from thiduascore.text import parse_document

RULESETS = Path(__file__).resolve().parent.parent / "rulesets"
FOLDERS = sorted(file.parent for file in RULESETS.rglob("ruleset.toml"))
COVID = RULESETS / "tttt-covid-2021"
ENGINE = Engine()
_FORMATS: Final[dict[str, Literal["toml", "json", "yaml"]]] = {
    ".toml": "toml",
    ".json": "json",
    ".yaml": "yaml",
}


def _name(folder: Path) -> str:
    return folder.relative_to(RULESETS).as_posix()


def _value(file: Path) -> dict[str, Any]:
    """The tree of a TOML, JSON or YAML file, without a binary float."""
    value: dict[str, Any] = parse_document(file.read_text("utf-8"), file.name, _FORMATS[file.suffix]).value
    return value


def _cases() -> Iterator[Any]:
    for folder in FOLDERS:
        for file in sorted(folder.glob("cases/*.toml")):
            for number, case in enumerate(_value(file)["cases"], 1):
                yield pytest.param(folder, file, case, id=f"{_name(folder)}/{file.stem}/{number}")


@pytest.fixture(scope="module")
def rulesets() -> Mapping[Path, Ruleset]:
    return {folder: ENGINE.load(folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_ruleset_has_no_fault_but_what_it_admits(folder: Path) -> None:
    slugs = {diagnostic.slug for diagnostic in ENGINE.check(folder)}
    assert slugs <= {"unconfirmed-parameter", "ranks-can-reverse"}


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_ruleset_comes_with_submissions(folder: Path, rulesets: Mapping[Path, Ruleset]) -> None:
    assert ENGINE.read(rulesets[folder], folder / "submissions").submissions


def test_the_covid_folder_shows_scored_and_refused_reports(rulesets: Mapping[Path, Ruleset]) -> None:
    taken = ENGINE.read(rulesets[COVID], COVID / "submissions")
    assert len(taken.submissions) == 16
    assert all(submission.illustrative for submission in taken.submissions)
    refused = {Path(one.file).name: one.diagnostics[0].slug for one in taken.refused}
    assert refused == {
        "loi-bang-ma.toml": "not-utf8",
        "loi-cu-phap.toml": "toml-syntax",
        "loi-so-lieu.toml": "unknown-submission-key",
    }


def test_every_criterion_condition_and_level_of_covid_has_a_case(rulesets: Mapping[Path, Ruleset]) -> None:
    expected = [case["expect"] for _, _, case in (each.values for each in _cases())]
    named = {key: {name for one in expected for name in one.get(key, {})} for key in ("points", "conditions")}
    ruleset = rulesets[COVID]
    assert {criterion.id for criterion in ruleset.criteria()} - named["points"] == set()
    assert {condition.id for condition in ruleset.conditions} - named["conditions"] == set()
    assert {level.id for level in ruleset.levels} - {one.get("level") for one in expected} == set()


@pytest.mark.parametrize(("folder", "file", "case"), list(_cases()))
def test_case(folder: Path, file: Path, case: dict[str, Any], rulesets: Mapping[Path, Ruleset]) -> None:
    unknown = case.keys() - {"title", "expect", *_CHANGES}
    assert not unknown, f"{case['title']}: unknown keys {unknown}"
    card = _scored(rulesets[folder], _tree(file, case), folder)
    assert _seen(card, case["expect"]) == case["expect"], case["title"]


_CHANGES = (
    "like",
    "submission",
    "kind",
    "period",
    "facts",
    "drop",
    "evidence",
    "drop_evidence",
    "not_applicable",
)


def _tree(file: Path, case: Mapping[str, Any]) -> dict[str, Any]:
    """The submission of a case as the engine reads one."""
    tree = _value(file.parent / case["like"]) if "like" in case else dict(case["submission"])
    unit = {**tree["unit"], "kind": case["kind"]} if "kind" in case else tree["unit"]
    dropped = case.get("drop", [])
    facts = {**tree.get("facts", {}), **case.get("facts", {})}
    evidence = {**tree.get("evidence", {}), **case.get("evidence", {})}
    for name in (*dropped, *case.get("drop_evidence", [])):
        assert name in facts, f"{case['title']}: nothing to drop at {name}"
        evidence.pop(name, None)
    return {
        **tree,
        "unit": unit,
        "period": case.get("period", tree.get("period")),
        "facts": {name: value for name, value in facts.items() if name not in dropped},
        "evidence": evidence,
        "not_applicable": case.get("not_applicable", tree.get("not_applicable", {})),
    }


def _scored(ruleset: Ruleset, tree: Mapping[str, Any], folder: Path) -> Scorecard:
    """The scorecard; where criteria are relative, beside the other units of the folder."""
    taken = ENGINE.read(ruleset, tree)
    assert not taken.refused, [str(problem) for one in taken.refused for problem in one.diagnostics]
    (own,) = taken.submissions
    others = ENGINE.read(ruleset, folder / "submissions").submissions if ENGINE.is_relative(ruleset) else ()
    return next(ENGINE.score_many(ruleset, [own, *(one for one in others if one.unit.id != own.unit.id)]))


def _seen(card: Scorecard, expected: Mapping[str, Any]) -> dict[str, Any]:
    """What the scorecard says about everything that the case expects, in the words of a case."""
    views: dict[str, Any] = {
        "total": lambda _: _number(card.total),
        "least": lambda _: _number(card.least),
        "most": lambda _: _number(card.most),
        "level": lambda _: card.level or "",
        "ranked": lambda _: card.ranked,
        "points": lambda wanted: {name: _points(card, name) for name in wanted},
        "items": lambda wanted: {name: _item(card, name) for name in wanted},
        "conditions": lambda wanted: {name: _judgement(card, name) for name in wanted},
        "contributions": lambda wanted: {kind: _lines(card, kind) for kind in wanted},
        "findings": lambda wanted: [slug for slug in wanted if slug in {one.slug for one in card.findings}],
    }
    return {key: views[key](wanted) for key, wanted in expected.items()}


def _number(value: Fraction | None) -> str:
    return "" if value is None else exact(value)


def _points(card: Scorecard, criterion: str) -> str:
    earned = next(line.earned for line in card.criteria if line.plan.id == criterion)
    if earned.state == "unknown":
        return f"{exact(earned.least)}..{exact(earned.most)}"
    return earned.state if earned.points is None else exact(earned.points)


def _item(card: Scorecard, item: str) -> str:
    return _number(next(one.points for one in card.items if one.id == item))


def _judgement(card: Scorecard, condition: str) -> str:
    return next(line.verdict.judgement for line in card.conditions if line.plan.id == condition)


def _lines(card: Scorecard, kind: str) -> str:
    return exact(sum((line.amount for line in card.contributions if line.kind == kind), Fraction(0)))


def test_a_plain_no_needs_no_document_in_the_minimal_example() -> None:
    folder = RULESETS / "examples" / "minimal"
    ruleset = ENGINE.load(folder)
    value = _value(folder / "submissions" / "phong-mot.toml")
    del value["evidence"]
    said_no = {**value, "facts": {**value["facts"], "plan_issued": False}}
    no, yes = (ENGINE.score(ruleset, ENGINE.read(ruleset, each).submissions[0]) for each in (said_no, value))
    assert (no.total, no.known) == (85, True)
    assert (yes.total, yes.least, yes.most) == (None, 85, 95)
