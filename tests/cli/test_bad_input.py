"""Bad input from end to end: a clear error with its place, the others scored, no hang, no traceback."""

from __future__ import annotations

import os
import shutil
import time
from functools import partial
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


LEAVES = {
    "toml": f"{UNIT}complaints = {{}}\n",
    "json": '{"unit": {"id": "x"}, "facts": {"registered": true, "due": 9, "complaints": {}}}',
    "yaml": "unit: {id: x}\nfacts:\n  registered: true\n  due: 9\n  complaints: {}\n",
    "csv": "unit.id,registered,due,complaints\nx,true,9,{}\n",
    "jsonl": '{"unit": {"id": "x"}, "facts": {"registered": true, "due": 9, "complaints": {}}}\n',
}
"""A report in each format, around the value of one fact."""

DEEP = 10_000
FILES = {
    "empty": (dict.fromkeys(LEAVES, b""), "file-empty csv-without-header"),
    "blank": (dict.fromkeys(LEAVES, b"\xef\xbb\xbf \n\n"), "file-empty csv-without-header"),
    "huge": (dict.fromkeys(LEAVES, b"# " + b"x" * (2 << 20)), "file-too-large line-too-long"),
    "binary": (dict.fromkeys(LEAVES, b"\x7fELF\x01\x02\x00\xff" * 9), "file-binary line-nul line-not-utf8"),
    "tcvn3": (dict.fromkeys(LEAVES, b'name = "\xb5\xff"'), "not-utf8 line-not-utf8"),
    "utf-16": ({form: text.encode("utf-16") for form, text in LEAVES.items()}, "not-utf8 file-utf16"),
    "nested": (
        {
            "toml": b"x = " + b"[" * DEEP + b"]" * DEEP,
            "json": b"[" * DEEP + b"]" * DEEP,
            "yaml": b"[" * DEEP + b"]" * DEEP,
            "jsonl": b'{"a":' * DEEP,
        },
        "nested-too-deep",
    ),
    "nested-tables": (
        {
            "toml": b"[" + b".".join([b"a"] * DEEP) + b"]",
            "yaml": b"- " * DEEP + b"1",
            "json": b'{"a":' * DEEP,
        },
        "nested-too-deep",
    ),
    "syntax": ({"toml": b"[unit\n", "json": b"{", "yaml": b"a: [", "jsonl": b"{"}, "toml- json- yaml-"),
    "twice": ({"toml": b"a = 1\na = 2\n", "json": b'{"a":1,"a":2}', "yaml": b"a: 1\na: 2"}, "duplicate-key"),
    "bomb": (
        {
            "yaml": b"a0: &a0 [x]\n"
            + b"".join(
                b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 20)
            )
        },
        "yaml-feature",
    ),
    "other": ({"json": b"[1, 2]", "yaml": b"hello", "jsonl": b"1\n"}, "submission-not-a-table"),
}
BAD = [(name, form) for name, (contents, _) in FILES.items() for form in contents]


def is_told(slugs: str, err: str) -> bool:
    return any(f"error[{slug}" in err for slug in slugs.split())


@pytest.mark.parametrize(("name", "form"), BAD, ids=map("-".join, BAD))
def test_a_bad_submission_file(cli, tmp_path: Path, name: str, form: str) -> None:
    contents, slugs = FILES[name]
    ran = score(cli, HERE / "campaign", write(tmp_path / f"bad.{form}", contents[form]), OTHER)
    assert ran.code == 1
    assert is_told(slugs, ran.err) and f"bad.{form}:" in ran.err
    assert '"phong-mot"' in ran.out, "the other unit is scored"
    assert f"bad.{form}" in ran.out, "the report names what was not"


@pytest.mark.parametrize("name", [name for name, (contents, _) in FILES.items() if "toml" in contents])
@pytest.mark.parametrize("command", ["score", "check"])
def test_a_bad_ruleset_file(cli, tmp_path: Path, name: str, command: str) -> None:
    contents, slugs = FILES[name]
    file = write(tmp_path / "bad.toml", contents["toml"])
    ran = score(cli, file, OTHER) if command == "score" else cli("check", file, "--lang", "en")
    said = ran.err if command == "score" else ran.out
    assert ran.code == 1 and not (ran.err and ran.out)
    assert is_told(slugs, said) and "bad.toml:" in said


def no_file(folder: Path, form: str, kind: str) -> Path:
    """Something of that name that cannot be read as a file."""
    path = folder / f"bad.{form}"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind != "nothing":
        path.symlink_to({"dangling": "nowhere", "circle": path.name, "device": "/dev/zero"}[kind])
    return path


NO_FILES = {
    "nothing": "file-not-found",
    "folder": "folder-without-submissions",
    "pipe": "file-unreadable",
    "dangling": "dangling-link",
    "circle": "file-unreadable",
    "device": "file-unreadable",
}


@pytest.mark.parametrize("kind", NO_FILES)
@pytest.mark.parametrize("form", LEAVES)
def test_what_is_no_file_is_told_and_not_waited_for(cli, tmp_path: Path, form: str, kind: str) -> None:
    path = no_file(tmp_path, form, kind)
    ran = score(cli, HERE / "campaign", path, OTHER)
    assert ran.code == 1
    assert f"error[{NO_FILES[kind]}]" in ran.err and str(path) in ran.err
    assert '"phong-mot"' in ran.out
    refused = score(cli, path, OTHER)
    slug = "file-not-found" if kind == "folder" else NO_FILES[kind]
    assert (refused.code, refused.out) == (1, "")
    assert f"error[{slug}]" in refused.err


@pytest.mark.parametrize("form", LEAVES)
def test_what_may_not_be_read_is_told(cli, tmp_path: Path, monkeypatch, form: str) -> None:
    secret = write(tmp_path / f"secret.{form}", LEAVES[form])
    opened, os_opened = open, os.open

    def refuse(way, path, *arguments, **named):
        if str(path) == str(secret):
            raise PermissionError(13, "denied", str(path))
        return way(path, *arguments, **named)

    monkeypatch.setattr("builtins.open", partial(refuse, opened))
    monkeypatch.setattr("os.open", partial(refuse, os_opened))
    ran = score(cli, HERE / "campaign", secret, OTHER)
    assert ran.code == 1
    assert "error[file-unreadable]" in ran.err and f"secret.{form}" in ran.err
    assert '"phong-mot"' in ran.out


def test_a_folder_is_scored_but_for_what_is_bad_in_it(cli, tmp_path: Path) -> None:
    shutil.copy(OTHER, tmp_path)
    for name, form in BAD:
        write(tmp_path / f"{name}.{form}", FILES[name][0][form])
    for kind in ("pipe", "dangling", "circle", "device"):
        (tmp_path / kind).mkdir()
        no_file(tmp_path / kind, "toml", kind).rename(tmp_path / f"{kind}.toml")
    for lang in ("vi", "en"):
        ran = cli("score", HERE / "campaign", tmp_path, "--lang", lang)
        assert ran.code == 1
        assert "Phòng Một" in ran.out
        unscored = [each.name for each in tmp_path.iterdir() if each.is_file() or each.is_symlink()]
        assert [name for name in unscored if name not in ran.out] == ["phong-mot.toml"]


def test_the_ruleset_is_no_submission(cli) -> None:
    ran = score(cli, HERE / "campaign", HERE / "campaign" / "ruleset.toml", OTHER)
    assert ran.code == 1
    assert "error[ruleset-as-submission]" in ran.err and "ruleset.toml:4:1" in ran.err
    assert '"phong-mot"' in ran.out


NUMBERS = ["9" * 10_000, "1e999999", "nan", "inf", "-inf", "1" + "0" * 70, "-1", "1.5"]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:9])
@pytest.mark.parametrize("form", LEAVES)
def test_a_fact_that_is_no_usable_number(cli, tmp_path: Path, form: str, number: str) -> None:
    written = {"json": {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}, "yaml": {"nan": ".nan"}}
    number = written.get(form.removesuffix("l"), {}).get(number, number)
    file = write(tmp_path / f"bad.{form}", LEAVES[form].replace("{}", number))
    ran = score(cli, HERE / "campaign", file, OTHER)
    assert ran.code == 1
    assert f"bad.{form}:" in ran.err, "a finding that is an error is printed with its place"
    assert '"findings":[{' in ran.out and '"id":"x"' in ran.out and '"phong-mot"' in ran.out


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
