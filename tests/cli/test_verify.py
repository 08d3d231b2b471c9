"""`thiduascore verify`: a stored scorecard is replayed, and what changed is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOOD = "campaign/submissions/phong-*.toml"
Document = dict[str, Any]


@pytest.fixture
def stored(cli, tmp_path: Path) -> Callable[..., Path]:
    """Writes a report of the campaign and lets a test change its first scorecard."""

    def made(change: Callable[[Document], object] | None = None, *, unit: str = "phong-hai") -> Path:
        file = tmp_path / f"{unit}.json"
        text = cli("score", "campaign", GOOD, "--explain", unit, "--format", "json").out
        document = json.loads(text)
        if change:
            change(document)
        file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return file

    return made


@pytest.mark.parametrize("unit", ["phong-mot", "phong-hai", "phong-nam", "phong-sau", "phong-bay"])
def test_an_untouched_scorecard_holds(cli, stored, unit: str) -> None:
    ran = cli("verify", stored(unit=unit), "--ruleset", "campaign")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{unit}: phiếu còn đúng")
    assert len(ran.out.splitlines()) == 1


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_every_scorecard_of_a_report_is_replayed(cli, tmp_path: Path, form: str) -> None:
    out = tmp_path / "report"
    assert cli("score", "campaign", "campaign/submissions", "--format", form, "--out", out).code == 1
    ran = cli("verify", out, "--ruleset", "campaign", "--lang", "en")
    assert ran.code == 0
    assert ran.out.count("the scorecard holds") == 7


def test_the_ruleset_is_found_near_the_current_folder(cli, stored) -> None:
    assert cli("verify", stored()).code == 0


def _set(*path: str | int, to: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        here: Any = document
        for part in path[:-1]:
            here = here[part]
        here[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_set("result", "total", to="80"), "total: 80 → 75.26"),
        (_set("result", "ranked", to=False), "takes part in the ranking: no → yes"),
        (_set("criteria", 0, "points", to="80"), "criterion 1.1 Dossiers on time: 80 → ≈59.259262 points"),
        (_set("criteria", 0, "id", to="9.9"), "criterion 9.9: ≈59.259262 → none points"),
        (_set("conditions", 0, "judgement", to="fails"), "dang-ky Registered in time: not met → met"),
        (_set("items", 0, "points", to="1"), "item 1: 1 → ≈75.259262 points"),
        (_set("submission", "facts", "complaints", to=0), "the submission in the scorecard has been altered"),
        (_set("submission", "facts", "complaints", to=0), "criterion 1.2 Service: 16 → 20 points"),
        (_set("criteria", 0, "rules", to=[]), "the working or its words differ"),
        (_set("provenance", "ruleset", "hash", to="sha256:0"), "the ruleset has changed: sha256:0"),
        (_set("campaign", "version", to="1.0.0"), "the working or its words differ"),
        (_set("provenance", "parameters_at", to="2025-06-30"), "criterion 1.1 "),
    ],
)
def test_what_was_altered_is_named(cli, stored, change: Callable[[Document], None], told: str) -> None:
    ran = cli("verify", stored(change), "--ruleset", "campaign", "--lang", "en")
    assert ran.code == 1
    assert ran.out.startswith("phong-hai: the scorecard no longer holds\n")
    assert told in ran.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_set("provenance", "engine", to="0.0.9"), "the engine's version: 0.0.9 → "),
        (
            _set("provenance", "plugins", to={"thiduascore-x": "1"}),
            "the version of the plugin thiduascore-x: 1 → none",
        ),
    ],
)
def test_other_versions_with_the_same_result_leave_it_holding(cli, stored, change, told: str) -> None:
    ran = cli("verify", stored(change), "--ruleset", "campaign", "--lang", "en")
    assert ran.code == 0
    assert "the scorecard holds" in ran.out and told in ran.out


def test_a_changed_ruleset_is_named_with_the_criteria_that_it_moves(cli, stored, tmp_path: Path) -> None:
    shutil.copytree("campaign", tmp_path / "campaign")
    file = tmp_path / "campaign" / "ruleset.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("each = -4", "each = -5").replace('"1.2.0"', '"1.3.0"'), encoding="utf-8")
    ran = cli("verify", stored(), "--ruleset", file, "--lang", "en")
    assert ran.code == 1
    assert "the ruleset's version: 1.2.0 → 1.3.0" in ran.out
    assert "the ruleset has changed" in ran.out
    assert "criterion 1.2 Service: 16 → 15 points" in ran.out
    assert "criterion 1.1" not in ran.out


def test_what_follows_from_a_changed_criterion_is_not_told_again(cli, stored, tmp_path: Path) -> None:
    shutil.copytree("campaign", tmp_path / "campaign")
    file = tmp_path / "campaign" / "ruleset.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("each = -4", "each = -5").replace('"1.2.0"', '"1.3.0"'), encoding="utf-8")
    lines = cli("verify", stored(), "--ruleset", file, "--lang", "en").out.splitlines()
    assert lines[:5] == [
        "phong-hai: the scorecard no longer holds",
        "  total: 75.26 → 74.26",
        "  criterion 1.2 Service: 16 → 15 points",
        "  changed since the scorecard was made:",
        "    the ruleset's version: 1.2.0 → 1.3.0",
    ]
    assert [line.count("…") for line in lines[5:]] == [2], "hashes are cut to what tells them apart"


def test_a_total_that_was_a_range_is_compared_as_one(cli, stored) -> None:
    change = _set("submission", "facts", "complaints", to=None)
    ran = cli("verify", stored(change), "--ruleset", "campaign", "--lang", "en")
    assert "  total: 75.26 → 59.26 – 79.26\n" in ran.out
    assert "criterion 1.2 Service: 16 → none points" in ran.out


def _without(*path: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        here: Any = document
        for part in path[:-1]:
            here = here[part]
        del here[path[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [
        _without("format"),
        _set("format", to=2),
        _without("submission"),
        _without("criteria"),
        _set("criteria", to=[1]),
        _without("provenance", "parameters_at"),
        _set("provenance", "parameters_at", to="hôm qua"),
        _set("provenance", "plugins", to=[]),
        _set("unit", to={}),
        _set("campaign", to=None),
    ],
)
def test_what_is_no_scorecard_is_told(cli, stored, change: Callable[[Document], None]) -> None:
    ran = cli("verify", stored(change), "--ruleset", "campaign")
    assert (ran.code, ran.out) == (1, "")
    assert "[not-a-scorecard]" in ran.err


@pytest.mark.parametrize("text", ["[]", "{}", "3", '{"scorecards": [1]}', '{"scorecards": []}'])
def test_other_json_is_no_scorecard(cli, tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")
    ran = cli("verify", file, "--ruleset", "campaign")
    assert ran.code == 1
    assert "[not-a-scorecard]" in ran.err


@pytest.mark.parametrize(
    ("text", "slug"), [("{", "json-syntax"), ("", "file-empty"), ("[" * 9000, "nested-too-deep")]
)
def test_other_files_are_no_scorecard(cli, tmp_path: Path, text: str, slug: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")
    ran = cli("verify", file, "--ruleset", "campaign")
    assert (ran.code, ran.out) == (1, "")
    assert f"[{slug}]" in ran.err


def test_a_submission_that_cannot_be_read_any_more_is_told(cli, stored) -> None:
    ran = cli("verify", stored(_set("submission", "unit", to={})), "--ruleset", "campaign")
    assert ran.code == 1
    assert "[missing-unit-id]" in ran.err


def test_a_campaign_that_is_not_at_hand_is_told(cli, stored) -> None:
    ran = cli("verify", stored(_set("campaign", "id", to="../../etc")))
    assert ran.code == 1
    assert "[scorecard-without-ruleset]" in ran.err
