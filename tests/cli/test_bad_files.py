"""Bad files as people send them, in `cases/bad_input`: what is said, where, and what is scored all the same.

`NAME.expected` beside a file is what standard error says in Vietnamese, without the excerpts.
`REWRITE=1 pytest tests/cli/test_bad_files.py` writes it anew; review it with `git diff`.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

CASES = Path("../cases/bad_input")
HERE = Path(__file__).resolve().parent
FILES = sorted(each.name for each in (HERE / CASES).iterdir() if each.suffix != ".expected")
OTHER = "campaign/submissions/phong-mot.toml"
TOLD = re.compile(r"^(?:\S+ ?\S+\[[a-z0-9-]+\]: .*|\s*--> \S+:\d+:\d+)$", re.MULTILINE)
CODES = re.compile(r"^\S+ ?\S+\[([a-z0-9-]+)\]|--> (\S+)", re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_told_with_its_place_and_stops_no_other(cli, name: str) -> None:
    ran = cli("score", "campaign", CASES / name, OTHER)
    told = "\n".join(line.strip() for line in TOLD.findall(ran.err)) + "\n"
    expected = HERE / CASES / f"{name}.expected"
    if os.environ.get("REWRITE"):
        expected.write_text(told, encoding="utf-8")
    assert ran.code == 1
    assert told == expected.read_text(encoding="utf-8")
    assert "Phòng Một" in ran.out
    english = cli("score", "campaign", CASES / name, OTHER, "--lang", "en")
    assert CODES.findall(english.err) == CODES.findall(ran.err)
    assert "internal-error" not in ran.err
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", ran.out + ran.err)


@pytest.mark.parametrize("name", FILES)
def test_every_report_names_what_was_not_scored(cli, name: str) -> None:
    ran = cli("score", "campaign", CASES / name, OTHER, "--format", "json")
    document = json.loads(ran.out)
    errors = [each for refused in document["refused"] for each in refused["diagnostics"]]
    errors += [
        each for card in document["scorecards"] for each in card["findings"] if each["severity"] == "error"
    ]
    assert {each["slug"] for each in errors} == {slug for slug, _ in CODES.findall(ran.err) if slug}
    for form in ("table", "markdown", "csv"):
        out = cli("score", "campaign", CASES / name, OTHER, "--format", form).out
        assert out.replace("\\", "").count(name) >= len(document["refused"])


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_names_are_printed_literally(cli, tmp_path: Path, form: str) -> None:
    name = "[red]A[/red] [link=http://x]y[/] <b>|`*_"
    file = tmp_path / "a.csv"
    file.write_text(f'unit.id,unit.name,registered\na,"{name}",true\n', encoding="utf-8")
    out = cli("score", "campaign", file, "--format", form).out
    shown = "[red]A[/red] [link=http://x]y[/]"
    assert shown in out.replace("\\", "").replace("&#91;", "[").replace("&#93;", "]")
    assert "\x1b" not in out


def test_every_expected_text_belongs_to_a_file() -> None:
    assert {each.stem for each in (HERE / CASES).glob("*.expected")} == set(FILES)
