"""Bad input from end to end: a clear error with its place, the others scored, no hang, no traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RULESET = (HERE / "campaign" / "ruleset.toml").read_text(encoding="utf-8")
SECONDS = 10
"""More than any of these takes on a slow machine; a hang is minutes."""

UNIT = 'format = 1\nperiod = { year = 2024 }\n[unit]\nid = "x"\n[facts]\nregistered = true\ndue = 9\n'
KINDS = RULESET.replace('version = "1.2.0"', 'version = "1.2.0"\nkinds = { agency = "Cơ quan" }')
OTHER = HERE / "campaign" / "submissions" / "phong-mot.toml"


def write(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return file


def score(cli, ruleset: Path, *submissions: Path):
    start = time.monotonic()
    ran = cli("score", ruleset, *submissions, "--lang", "en", "--format", "jsonl")
    assert time.monotonic() - start < SECONDS
    assert "internal-error" not in ran.err
    return ran


FILES = {
    "empty": (b"", "file-empty"),
    "blank": (b"\xef\xbb\xbf \n\n", "file-empty"),
    "huge": (b"# " + b"x" * (2 * 1024 * 1024), "file-too-large"),
    "binary": (b"\x7fELF\x00\x01\x02", "file-binary"),
    "tcvn3": ('name = "Đơn vị'.encode()[:-1] + b"\xb5\xff", "not-utf8"),
    "nested": (b"x = " + b"[" * 10_000 + b"]" * 10_000, "nested-too-deep"),
    "nested-tables": (b"[" + b".".join([b"a"] * 10_000) + b"]", "nested-too-deep"),
    "syntax": (b"[unit\n", "toml-syntax"),
    "twice": (b"a = 1\na = 2\n", "duplicate-key"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_submission_file(cli, tmp_path: Path, name: str) -> None:
    content, slug = FILES[name]
    ran = score(cli, HERE / "campaign", write(tmp_path / "bad.toml", content), OTHER)
    assert ran.code == 1
    assert f"[{slug}]" in ran.err and "bad.toml" in ran.err
    assert '"phong-mot"' in ran.out, "the other unit is scored"


@pytest.mark.parametrize("name", FILES)
def test_a_bad_ruleset_file(cli, tmp_path: Path, name: str) -> None:
    content, slug = FILES[name]
    ran = score(cli, write(tmp_path / "bad.toml", content), OTHER)
    assert (ran.code, ran.out) == (1, "")
    assert f"[{slug}]" in ran.err and "bad.toml" in ran.err


def test_links_that_dangle_and_turn_in_circles(cli, tmp_path: Path) -> None:
    (tmp_path / "dangling.toml").symlink_to(tmp_path / "nowhere.toml")
    (tmp_path / "circle.toml").symlink_to(tmp_path / "circle.toml")
    ran = score(cli, HERE / "campaign", tmp_path, OTHER)
    assert "[dangling-link]" in ran.err and "[file-unreadable]" in ran.err
    assert '"phong-mot"' in ran.out


NUMBERS = ["9" * 10_000, "1e999999", "nan", "inf", "-inf", "1" + "0" * 70, "-1", "1.5"]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:9])
def test_a_fact_that_is_no_usable_number(cli, tmp_path: Path, number: str) -> None:
    ran = score(cli, HERE / "campaign", write(tmp_path / "bad.toml", f"{UNIT}complaints = {number}\n"), OTHER)
    assert ran.code == 1
    assert '"least": ' in ran.out.replace(":", ": ") and '"phong-mot"' in ran.out
    assert '"findings":[{' in ran.out


def test_minus_zero_is_zero(cli, tmp_path: Path) -> None:
    ran = score(cli, HERE / "campaign", write(tmp_path / "a.toml", f"{UNIT}on_time = 9\ncomplaints = -0\n"))
    assert ran.code == 0
    assert '"total":"100"' in ran.out


@pytest.mark.parametrize("number", NUMBERS[:5], ids=lambda number: number[:9])
def test_a_ruleset_with_an_unusable_number(cli, tmp_path: Path, number: str) -> None:
    ran = score(
        cli, write(tmp_path / "bad.toml", RULESET.replace("points = 80", f"points = {number}")), OTHER
    )
    assert ran.code == 1
    assert "bad.toml:" in ran.err


@pytest.mark.parametrize(
    ("expression", "slug"),
    [
        ("(" * 1000 + "due" + ")" * 1000, "expression-too-deep"),
        ("not(" * 1000 + "true" + ")" * 1000, "expression-too-deep"),
        (" + ".join(["due"] * 1_000_000), "file-too-large"),
        (" + ".join(["due"] * 20_000), "expression-too-long"),
        ("due **" * 200 + "2", None),
        ("9" * 10_000, None),
    ],
    ids=["parentheses", "negations", "million-terms", "many-terms", "powers", "digits"],
)
def test_an_expression_out_of_all_bounds(cli, tmp_path: Path, expression: str, slug: str | None) -> None:
    text = RULESET.replace("on_time / due * 100", expression)
    ran = score(cli, write(tmp_path / "bad.toml", text), OTHER)
    assert ran.code == 1
    assert slug is None or f"[{slug}]" in ran.err
    assert "bad.toml:" in ran.err
    assert max(map(len, ran.err.splitlines())) < 2000, "a long line is cut to a window"


@pytest.mark.parametrize(
    ("report", "slug"),
    [
        (UNIT.replace("year = 2024", "from = 2023-02-29, to = 2023-12-31"), "toml-syntax"),
        (UNIT.replace("{ year = 2024 }", '{ from = "2023-02-29", to = "2023-12-31" }'), "unreadable-period"),
        (UNIT.replace('id = "x"', "name = 'x'"), "missing-unit-id"),
        (UNIT.replace("format = 1", "format = 2"), "unknown-submission-format"),
        (UNIT.replace("format = 1", "format = 1\ncampaign = 'khac'"), "wrong-campaign"),
    ],
)
def test_a_report_that_cannot_be_placed_is_refused(cli, tmp_path: Path, report: str, slug: str) -> None:
    ran = score(cli, HERE / "campaign", write(tmp_path / "bad.toml", report), OTHER)
    assert ran.code == 1
    assert f"[{slug}]" in ran.err and "bad.toml:" in ran.err
    assert '"refused"' in ran.out and '"phong-mot"' in ran.out


@pytest.mark.parametrize(
    ("report", "slug"),
    [
        (f"{UNIT}complaint = 0\n", "unknown-fact"),
        (f'{UNIT}complaints = "1.234,5"\n', "number-without-point"),
        (f'{UNIT}[self]\n"1.2" = 21\n', "self-score-above-maximum"),
        (f'{UNIT}[self]\n"1.9" = 1\n', "unknown-claim"),
    ],
)
def test_a_report_that_is_doubtful_is_scored_with_a_finding(
    cli, tmp_path: Path, report: str, slug: str
) -> None:
    ran = score(cli, HERE / "campaign", write(tmp_path / "bad.toml", report), OTHER)
    assert f'"slug":"{slug}"' in ran.out
    assert '"id":"x"' in ran.out and '"phong-mot"' in ran.out


def test_two_reports_of_one_unit(cli, tmp_path: Path) -> None:
    first, second = (write(tmp_path / name, UNIT + "complaints = 0\n") for name in ("a.toml", "b.toml"))
    ran = score(cli, HERE / "campaign", first, second, OTHER)
    assert ran.code == 0
    assert "[repeated-submission]" in ran.err and "a.toml" in ran.err and "b.toml" in ran.err
    assert ran.out.count('"id":"x"') == 2, "the scorecard's unit and its submission, once each"
    write(second, UNIT + "complaints = 1\n")
    ran = score(cli, HERE / "campaign", first, second, OTHER)
    assert ran.code == 1
    assert ran.err.count("error[contradicting-submissions]") == 2
    assert ran.err.count("a.toml:4:6") == ran.err.count("b.toml:4:6") == 2, "each, and beside the other"
    assert '"total"' in ran.out, "the other unit is scored"


def test_ids_that_only_look_alike(cli, tmp_path: Path) -> None:
    reports = [UNIT.replace('"x"', f'"{unit}"') + "complaints = 0\n" for unit in ("Đ-01", "Ð-01")]
    files = [write(tmp_path / f"{number}.toml", report) for number, report in enumerate(reports)]
    assert "[alike-unit-ids]" in score(cli, HERE / "campaign", *files).err
    decomposed = write(tmp_path / "nfd.toml", UNIT.replace('"x"', '"O\u0302ng"'))
    composed = write(tmp_path / "nfc.toml", UNIT.replace('"x"', '"Ông"'))
    assert "[repeated-submission]" in score(cli, HERE / "campaign", composed, decomposed).err


def test_a_unit_of_a_kind_that_takes_no_part(cli, tmp_path: Path) -> None:
    report = UNIT.replace('id = "x"', 'id = "x"\nkind = "press"')
    ran = score(cli, write(tmp_path / "ruleset.toml", KINDS), write(tmp_path / "bad.toml", report))
    assert ran.code == 1
    assert "[unknown-unit-kind]" in ran.err and "bad.toml:5:" in ran.err


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("thiduascore-nowhere", "plugin-not-installed"),
        ("thiduascore>=99", "plugin-version"),
        ("a b", "bad-requirement"),
    ],
)
def test_a_ruleset_that_asks_for_what_is_not_there(cli, tmp_path: Path, asked: str, slug: str) -> None:
    text = RULESET.replace("[scoring]", f'[plugins]\nrequire = ["{asked}"]\n[scoring]')
    ran = score(cli, write(tmp_path / "bad.toml", text), OTHER)
    assert (ran.code, ran.out) == (1, "")
    assert f"[{slug}]" in ran.err and "bad.toml:" in ran.err
