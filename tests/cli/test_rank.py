"""`thiduascore rank` and `cohort freeze`: forms, exit codes, frozen cohorts, files of earlier years.

`REWRITE=1 pytest tests/cli/test_rank.py` writes the expected reports anew; review them with `git diff`.
"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from thiduascore.cohort.document_schema import standings_schema
from thiduascore.program.document_schema import scorecard_schema

UNITS = "cohort/units.csv"
RANK = ("rank", "cohort", UNITS, "--history", "cohort/history.csv")
EXPECTED = Path(__file__).resolve().parent / "expected"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_standings_read_as_expected(cli: Any, form: str, lang: str) -> None:
    ran = cli(*RANK, "--format", form, "--lang", lang)
    file = EXPECTED / f"rank.{form}.{lang}.txt"
    if os.environ.get("REWRITE"):
        file.write_text(ran.out, encoding="utf-8", newline="")
    with file.open(encoding="utf-8", newline="") as expected:
        assert ran.out == expected.read()
    assert (ran.code, ran.err) == (0, "")


def test_json_is_by_its_schema_and_holds_scorecards_only_when_asked(cli: Any) -> None:
    plain = json.loads(cli(*RANK, "--format", "json").out)
    full = json.loads(cli(*RANK, "--format", "json", "--with-scorecards").out)
    for document in (plain, full):
        jsonschema.validate(document, standings_schema())
    assert plain["scorecards"] == []
    assert [card["unit"]["id"] for card in full["scorecards"]] == [unit["id"] for unit in full["units"]]
    for card in full["scorecards"]:
        jsonschema.validate(card, scorecard_schema())
    assert {**full, "scorecards": []} == plain


def test_the_order_of_files_and_rows_changes_no_byte(cli: Any, tmp_path: Path) -> None:
    head, *rows = Path(__file__).with_name("cohort").joinpath("units.csv").read_text("utf-8").splitlines()
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("\n".join([head, *reversed(rows[:3])]), encoding="utf-8")
    second.write_text("\n".join([head, *reversed(rows[3:])]), encoding="utf-8")
    history = ("--history", "cohort/history.csv", "--format", "json")
    one = cli("rank", "cohort", first, second, *history).out
    assert one == cli("rank", "cohort", second, first, *history).out
    assert one == cli(*RANK, "--format", "json").out


def test_score_and_rank_make_one_ranking(cli: Any) -> None:
    ranked = json.loads(cli(*RANK, "--format", "json").out)["units"]
    scored = json.loads(cli("score", "cohort", UNITS, "--format", "json").out)["standings"]
    assert [(unit["id"], unit["rank"]) for unit in ranked] == [
        (row["unit"], str(row["rank"])) for row in scored
    ]


def test_a_file_is_written_whole_or_not_at_all(cli: Any, tmp_path: Path) -> None:
    out = tmp_path / "standings.csv"
    assert cli(*RANK, "--format", "csv", "--out", out).code == 0
    text = out.read_text("utf-8")
    assert text.startswith("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))) == 7
    assert cli(*RANK, "--out", tmp_path / "no" / "file").code == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["standings.csv"]


def frozen(cli: Any, tmp_path: Path) -> Path:
    file = tmp_path / "cohort.json"
    assert cli("cohort", "freeze", "cohort", UNITS, "--out", file).code == 0
    return file


def test_a_frozen_cohort_is_the_one_that_nobody_froze(cli: Any, tmp_path: Path) -> None:
    with_file = cli(*RANK, "--cohort", frozen(cli, tmp_path), "--format", "json").out
    assert with_file == cli(*RANK, "--format", "json").out


def test_late_changed_moved_and_absent_units_are_named_with_their_effect(cli: Any, tmp_path: Path) -> None:
    cohort = frozen(cli, tmp_path)
    text = Path(__file__).with_name("cohort").joinpath("units.csv").read_text("utf-8")
    text = text.replace("c,Huyện C,", "h,Huyện H,").replace("2024,99,92", "2024,99,91")
    text = text.replace("e,Huyện E,Đồng bằng", "e,Huyện E,Miền núi")
    units = tmp_path / "units.csv"
    units.write_text(text, encoding="utf-8")
    found = json.loads(cli("rank", "cohort", units, "--cohort", cohort, "--format", "json").out)
    jsonschema.validate(found, standings_schema())
    assert {one["unit"]: one["why"] for one in found["apart"]} == {
        "c": "absent",
        "d": "changed",
        "e": "moved",
        "h": "late",
    }
    assert [unit["id"] for unit in found["units"]] == ["a", "b", "f", "g"]
    effects = {one["unit"]: {change["unit"] for change in one["effect"]} for one in found["apart"]}
    assert effects["c"] == set()
    assert effects["d"] == {"d", "f", "g"}
    assert effects["h"] == {"h"}
    shares = {quota["class"]: quota["base"] for quota in found["periods"][0]["quotas"] if quota["base"]}
    assert shares == {"Miền núi": "3", "Đồng bằng": "4", "": "7"}


@pytest.mark.parametrize("change", ['"Miền núi"', '"sha256:'])
def test_a_cohort_that_somebody_changed_is_refused(cli: Any, tmp_path: Path, change: str) -> None:
    file = frozen(cli, tmp_path)
    file.write_text(file.read_text("utf-8").replace(change, f"{change[:-1]}x{change[-1]}", 3), "utf-8")
    ran = cli(*RANK, "--cohort", file, "--lang", "en")
    assert ran.code == 1 and "error[cohort-hash-differs]" in ran.err and ran.out == ""


def test_a_cohort_of_another_campaign_is_refused(cli: Any, tmp_path: Path) -> None:
    file = frozen(cli, tmp_path)
    ran = cli("rank", "campaign", "campaign/submissions", "--cohort", file, "--lang", "en")
    assert ran.code == 1 and "error[cohort-of-another-campaign]" in ran.err


@pytest.mark.parametrize(
    ("name", "text", "slug"),
    [
        ("a.csv", "unit,year,title\na,2020,\n", "history-says-nothing"),
        ("a.csv", "unit,year,rank\na,2020,1\na,2020,2\n", "history-contradicts"),
        ("a.csv", "unit,year,titel\na,2020,x\n", "unknown-key"),
        ("a.csv", "unit;year;rank\na;hai nghìn;1\n", "wrong-type"),
        ("a.toml", "[[history]]\nunit = 'a'\nyear = 20\nrank = 1\n", "out-of-range"),
        ("a.json", '{"history": [{"unit": "a", "year": 2020}]}', "history-says-nothing"),
        ("a.json", '{"history": 3}', "wrong-type"),
        ("a.xls", "unit", "history-format"),
    ],
)
def test_a_bad_history_is_told_with_its_place(
    cli: Any, tmp_path: Path, name: str, text: str, slug: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    ran = cli("rank", "cohort", UNITS, "--history", file, "--lang", "en")
    assert ran.code == 1 and f"error[{slug}]" in ran.err and name in ran.err


@pytest.mark.parametrize("suffix", ["toml", "json", "yaml"])
def test_a_history_says_the_same_in_every_format(cli: Any, tmp_path: Path, suffix: str) -> None:
    years = [
        {"unit": "a", "year": 2022, "title": "letter"},
        {"unit": "d", "year": 2023, "titles": ["letter"], "level": "good", "rank": 2},
        {"unit": "a", "year": 2023, "title": "letter", "rank": 1},
        {"unit": "d", "year": 2022, "titles": ["letter"]},
    ]
    file = tmp_path / f"history.{suffix}"
    if suffix == "toml":
        lines = (f"{key} = {json.dumps(value)}" for year in years for key, value in [("", 0), *year.items()])
        file.write_text("\n".join("[[history]]" if line == " = 0" else line for line in lines), "utf-8")
    else:
        file.write_text(json.dumps({"history": years}), encoding="utf-8")
    ran = cli("rank", "cohort", UNITS, "--history", file, "--format", "json")
    assert ran.out == cli(*RANK, "--format", "json").out


def test_a_report_that_cannot_be_read_is_named_and_stops_nobody(cli: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("unit = 3", encoding="utf-8")
    ran = cli("rank", "cohort", UNITS, bad, "--format", "json")
    assert ran.code == 1
    document = json.loads(ran.out)
    assert len(document["units"]) == 7 and document["refused"][0]["file"].endswith("bad.toml")


def test_units_that_miss_a_target_have_names(cli: Any, tmp_path: Path) -> None:
    text = Path(__file__).with_name("cohort").joinpath("ruleset.toml").read_text("utf-8")
    everybody = text.replace('per = "unit.cluster"\nnumber = 1', "share = 100").replace(
        'holds = \'result.level in ("excellent", "good")\'', 'holds = "service >= 90"'
    )
    ruleset = tmp_path / "ruleset.toml"
    ruleset.write_text(everybody, encoding="utf-8")
    told = cli("rank", ruleset, UNITS, "--lang", "en").out
    assert "missed by: Huyện C (c)" in told
