"""`thiduascore score`: reports, exit codes, explanations, files written whole or not at all.

`REWRITE=1 pytest tests/cli/test_score.py` writes the expected reports anew; review them with `git diff`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest

from thiduascore.program.document_schema import scorecard_schema

GOOD = "campaign/submissions/phong-*.toml"
ALL = "campaign/submissions"
BROKEN = "campaign/submissions/loi.toml"
EXPECTED = Path(__file__).resolve().parent / "expected"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_a_report_reads_as_expected(cli, form: str, lang: str) -> None:
    ran = cli("score", "campaign", ALL, "--format", form, "--lang", lang)
    file = EXPECTED / f"{form}.{lang}.txt"
    if os.environ.get("REWRITE"):
        file.write_text(ran.out, encoding="utf-8", newline="")
    with file.open(encoding="utf-8", newline="") as expected:
        assert ran.out == expected.read()
    assert ran.code == 1
    assert "loi.toml:2:" in ran.err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_explanation_reads_as_expected(cli, lang: str) -> None:
    ran = cli("score", "campaign", GOOD, "--explain", "phong-ba", "--lang", lang)
    file = EXPECTED / f"explain.{lang}.txt"
    if os.environ.get("REWRITE"):
        file.write_text(ran.out, encoding="utf-8")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == file.read_text(encoding="utf-8")


def test_everything_scored_is_0_and_a_broken_file_is_1(cli) -> None:
    assert cli("score", "campaign", GOOD).code == 0
    ran = cli("score", "campaign", GOOD, BROKEN)
    assert ran.code == 1
    assert "Phòng Một" in ran.out and "loi.toml" in ran.out, "one bad file never stops the others"


def test_a_finding_that_is_an_error_is_1(cli, tmp_path: Path) -> None:
    file = tmp_path / "don-vi.json"
    file.write_text('{"format": 1, "unit": {"id": "x"}, "facts": {"due": "1.234,5"}}', encoding="utf-8")
    ran = cli("score", "campaign", file, "--lang", "en")
    assert ran.code == 1
    assert "1.234,5" in ran.out


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (["score"], "missing-argument"),
        (["score", "campaign"], "missing-argument"),
        (["score", "campaign", GOOD, "--format", "docx"], "bad-option-value"),
        (["score", "campaign", GOOD, "--decimal", ";"], "bad-option-value"),
        (["score", "campaign", GOOD, "--as-of", "31/12/2024"], "bad-option-value"),
        (["score", "campaign", GOOD, "--lang", "fr"], "bad-option-value"),
        (["score", "campaign", GOOD, "--langs", "vi"], "no-such-option"),
        (["score", "campaign", GOOD, "--out"], "option-without-value"),
        (["score", "campaign", GOOD, "--explain", "phong-hay"], "no-such-unit"),
        (["scor"], "no-such-command"),
        (["explain", "a", "b"], "wrong-usage"),
        (["explain", "unknow-name"], "no-such-slug"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_misuse_is_2(cli, monkeypatch, arguments: list[str], slug: str, lang: str) -> None:
    monkeypatch.setenv("LC_ALL", f"{lang}_XX.UTF-8")
    ran = cli(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{'lỗi' if lang == 'vi' else 'error'}[{slug}]: ")


def test_the_nearest_name_is_offered(cli) -> None:
    assert "`phong-hai`" in cli("score", "campaign", GOOD, "--explain", "phong-haii").err
    assert "`score`" in cli("scor").err
    assert "`--lang`" in cli("score", "campaign", GOOD, "--langs", "vi").err
    assert "`unknown-name`" in cli("explain", "unknow-name").err


@pytest.mark.parametrize(
    ("ruleset", "slug"),
    [("nowhere.toml", "file-not-found"), (".", "file-not-found"), (BROKEN, "toml-syntax")],
)
def test_a_ruleset_that_cannot_be_read_is_1(cli, ruleset: str, slug: str) -> None:
    ran = cli("score", ruleset, GOOD)
    assert (ran.code, ran.out) == (1, "")
    assert f"[{slug}]" in ran.err


@pytest.mark.parametrize(
    ("submission", "slug"),
    [
        ("nowhere.toml", "file-not-found"),
        ("nowhere/*.toml", "nothing-matches"),
        ("expected", "no-reader"),
        ("../cli/conftest.py", "no-reader"),
    ],
)
def test_a_path_that_names_no_submission_is_told(cli, tmp_path: Path, submission: str, slug: str) -> None:
    if submission == "expected":
        submission = os.fspath(tmp_path / "a.docx")
        Path(submission).write_text("x", encoding="utf-8")
    ran = cli("score", "campaign", GOOD, submission)
    assert ran.code == 1
    assert f"[{slug}]" in ran.err
    assert "Phòng Một" in ran.out


def test_an_empty_folder_is_told(cli, tmp_path: Path) -> None:
    (tmp_path / "ghi-chu.docx").write_text("x", encoding="utf-8")
    ran = cli("score", "campaign", tmp_path, "--lang", "en")
    assert ran.code == 1
    assert "[folder-without-submissions]" in ran.err
    assert "`.csv`" in ran.err and "`.toml`" in ran.err


def test_a_unit_is_explained_by_id_or_name_in_either_unicode_form(cli) -> None:
    wanted = cli("score", "campaign", GOOD, "--explain", "phong-hai").out
    assert cli("score", "campaign", GOOD, "--explain", "phòng hai").out == wanted
    assert cli("score", "campaign", GOOD, "--explain", "Pho\u0300ng Hai").out == wanted


def test_the_order_of_files_changes_nothing(cli) -> None:
    files = sorted(Path("campaign/submissions").resolve().glob("*.toml"))
    names = [f"{ALL}/{file.name}" for file in files]
    for form in ("table", "json", "jsonl", "csv", "markdown"):
        forward = cli("score", "campaign", *names, "--format", form).out
        assert cli("score", "campaign", *reversed(names), "--format", form).out == forward


def test_json_holds_every_scorecard_and_what_was_not_scored(cli) -> None:
    document = json.loads(cli("score", "campaign", ALL, "--format", "json").out)
    assert [(row["rank"], row["unit"], row["split"]) for row in document["standings"]] == [
        (1, "phong-mot", False),
        (2, "phong-hai", True),
        (3, "phong-ba", True),
        (3, "phong-tu", True),
        (5, "phong-bay", False),
        (None, "phong-nam", False),
        (None, "phong-sau", False),
    ]
    assert [row["unit"] for row in document["standings"]] == [
        card["unit"]["id"] for card in document["scorecards"]
    ]
    for card in document["scorecards"]:
        jsonschema.validate(card, scorecard_schema())
    (refused,) = document["refused"]
    assert refused["file"].endswith("loi.toml")
    assert {diagnostic["slug"] for diagnostic in refused["diagnostics"]} == {"toml-syntax"}


def test_json_lines_hold_the_same(cli) -> None:
    document = json.loads(cli("score", "campaign", ALL, "--format", "json").out)
    lines = [json.loads(line) for line in cli("score", "campaign", ALL, "--format", "jsonl").out.splitlines()]
    assert lines[:-1] == document["scorecards"]
    assert lines[-1] == {"refused": document["refused"][0]}


def test_csv_in_a_file_is_marked_for_excel_and_plain_in_a_pipe(cli, tmp_path: Path) -> None:
    file = tmp_path / "ket-qua.csv"
    cli("score", "campaign", ALL, "--format", "csv", "--out", file)
    piped = cli("score", "campaign", ALL, "--format", "csv").out
    assert piped.startswith("state,rank,")
    assert file.read_bytes() == b"\xef\xbb\xbf" + piped.encode()


def test_csv_opens_in_a_spreadsheet_without_formulas(cli) -> None:
    text = cli("score", "campaign", ALL, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    names = [row["unit.name"] for row in rows]
    assert '\'=HYPERLINK("x")|[red]**Bảy**</td>' in names
    assert [row["state"] for row in rows].count("refused") == 1
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "@")), cell
            assert not cell.startswith("-") or cell.removeprefix("-").replace(".", "").isdigit(), cell


def test_the_date_of_parameters_can_be_given(cli) -> None:
    text = cli(
        "score", "campaign", f"{ALL}/phong-nam.toml", "--explain", "phong-nam", "--as-of", "2025-06-30"
    ).out
    assert "Tổng điểm: 92 trên 100" in text


def test_a_parameter_without_a_value_then_refuses_the_unit(cli) -> None:
    ran = cli("score", "campaign", f"{ALL}/phong-mot.toml", "--as-of", "2023-12-31")
    assert ran.code == 1
    assert "share_target" in ran.err
    assert "phong-mot.toml" in ran.out


def test_a_decimal_comma_is_read_only_where_it_is_declared(cli, tmp_path: Path) -> None:
    file = tmp_path / "bang.csv"
    file.write_text(
        "unit.id;registered;due;on_time;complaints;self_total\nx;có;3;3;0;99,5\n", encoding="utf-8-sig"
    )
    assert cli("score", "campaign", file, "--decimal", ",").code == 0
    assert "99,5" in cli("score", "campaign", file, "--decimal", ",").out
    assert "number-without-point" not in cli("score", "campaign", file, "--decimal", ",").err
    assert "99,5" in cli("score", "campaign", file).out and cli("score", "campaign", file).code == 1


# Writing


def test_out_is_the_same_text(cli, tmp_path: Path) -> None:
    for form in ("table", "json", "jsonl", "csv", "markdown"):
        out = tmp_path / form
        ran = cli("score", "campaign", GOOD, "--format", form, "--out", out)
        assert (ran.code, ran.out) == (0, "")
        wanted = cli("score", "campaign", GOOD, "--format", form).out
        assert out.read_bytes().decode("utf-8-sig" if form == "csv" else "utf-8") == wanted
        assert cli("score", "campaign", GOOD, "--format", form, "--out", "-").out == wanted
    assert sorted(file.name for file in tmp_path.iterdir()) == ["csv", "json", "jsonl", "markdown", "table"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_file_that_cannot_be_written_is_told(cli, tmp_path: Path, lang: str) -> None:
    for out in (tmp_path / "no" / "a.csv", tmp_path, Path("/dev/full")):
        if out.exists() or out.parent == tmp_path / "no":
            ran = cli("score", "campaign", GOOD, "--out", out, "--lang", lang)
            assert ran.code == 2
            assert "[output-not-written]" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_file_stands_until_the_new_one_is_whole(cli, tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "ranking.csv"
    out.write_text("earlier", encoding="utf-8")
    out.chmod(0o640)

    def refuse(*_: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", refuse)
        ran = cli("score", "campaign", GOOD, "--out", out)
    assert ran.code == 2
    assert out.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [out], "nothing half-written is left behind"
    assert cli("score", "campaign", GOOD, "--out", out).code == 0
    assert out.read_text(encoding="utf-8") != "earlier"
    assert out.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed_when_it_is_written(cli, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert cli("score", "campaign", GOOD, "--out", tmp_path / "link.csv").code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").is_file()


def test_a_ruleset_may_be_a_folder_or_its_file(cli) -> None:
    assert cli("score", "campaign", GOOD).out == cli("score", "campaign/ruleset.toml", GOOD).out


def test_names_from_files_cannot_steer_the_terminal(cli, tmp_path: Path) -> None:
    shutil.copytree("campaign", tmp_path / "campaign")
    file = tmp_path / "campaign" / "submissions" / "phong-mot.toml"
    text = file.read_text(encoding="utf-8").replace("Phòng Một", "Phòng \u202eMột [bold]x[/]")
    file.write_text(text, encoding="utf-8")
    ran = cli("score", tmp_path / "campaign", tmp_path / "campaign" / "submissions")
    assert "\x1b" not in ran.out and "\u202e" not in ran.out
    assert "[bold]x[/]" in ran.out, "markup in a name is shown, not obeyed"
