"""What a diagnostic looks like, and what the catalogue must hold."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Place,
    Related,
    Text,
    as_json,
    as_text,
    catalogue,
    entry,
    exact,
    nearest,
    number_from_exact,
    ordered,
    phrase,
    phrase_text,
    phrases,
    place_at,
    sarif,
    shown,
    shown_day,
    slugs,
)
from thiduascore.diagnostics.catalogue import filled, placeholders
from thiduascore.diagnostics.words import GAP

FILES = sorted(Path(catalogue.__file__).with_name("catalogue").glob("*.toml"))
SOURCE = 'format = 1\nof = "task_on_time / tasks_assigned * 100"\n'
DUPLICATE = Diagnostic(
    "duplicate-key",
    {"key": "of"},
    place_at("rulesets/a.toml", SOURCE, 17, 29),
    related=(Related(Place("rulesets/a.toml", 1, 1, 1, 7, "format = 1"), "first-given-here"),),
    inside=(Text("Nội dung 3", "Item 3"), Text("3.1 Tỷ lệ nhiệm vụ")),
)


def test_the_text_form() -> None:
    assert as_text([DUPLICATE], "en") == "\n".join(
        [
            "error[duplicate-key]: the key `of` is given twice",
            " --> rulesets/a.toml:2:7",
            "  |",
            '2 | of = "task_on_time / tasks_assigned * 100"',
            "  |       ^^^^^^^^^^^^",
            "  = see: first given here",
            " --> rulesets/a.toml:1:1",
            "  |",
            "1 | format = 1",
            "  | ^^^^^^",
            "  = in: Item 3 › 3.1 Tỷ lệ nhiệm vụ",
            "  = help: keep one of the two and remove the other",
        ]
    )
    assert as_text([DUPLICATE], "vi").startswith("lỗi[duplicate-key]: khóa `of` được khai báo hai lần\n")


def test_the_gutter_widens_with_the_line_number() -> None:
    text = "\n" * 40 + "a = 1"
    shown_text = as_text([Diagnostic("file-empty", {"path": "f"}, place_at("f", text, 44, 45))], "en")
    assert shown_text.split("\n")[1:5] == ["  --> f:41:5", "   |", "41 | a = 1", "   |     ^"]


@pytest.mark.parametrize(
    ("line", "start", "end", "excerpt", "marks"),
    [
        ("\ta = 1", 1, 2, "    a = 1", "    ^"),
        ("te\u0302\u0301n = 1", 6, 7, "te\u0302\u0301n = 1", "    ^"),
        ("表 = 1", 0, 1, "表 = 1", "^^"),
        ("\x1b[31m = 1", 0, 1, "␛[31m = 1", "^"),
        ("a\u202eb = 1", 2, 3, "a\N{REPLACEMENT CHARACTER}b = 1", "  ^"),
        ("abc", 3, 3, "abc", "   ^"),
    ],
)
def test_marks_stand_below_what_they_mean(line: str, start: int, end: int, excerpt: str, marks: str) -> None:
    place = place_at("f", line, start, end)
    lines = as_text([Diagnostic("file-empty", {"path": "f"}, place)], "en").split("\n")
    assert lines[3:5] == [f"1 | {excerpt}", f"  | {marks}"]


def test_a_long_line_is_shown_in_part() -> None:
    place = place_at("f", "x" * 1000 + "HERE" + "y" * 1000, 1000, 1004)
    assert (place.column, place.end_column, len(place.text)) == (1001, 1005, 160)
    lines = as_text([Diagnostic("file-empty", {"path": "f"}, place)], "en").split("\n")
    assert lines[3][lines[4].index("^") : lines[4].rindex("^") + 1] == "HERE"


def test_names_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in as_text([Diagnostic("duplicate-key", {"key": "\x1b[2J"}, Place("\x1bf"))], "en")
    assert as_text([DUPLICATE], "en", color=True).startswith("\x1b[1;31merror[duplicate-key]\x1b[0m: ")


def test_advice_with_a_gap_is_not_given() -> None:
    for slug in slugs():
        advice = entry(slug).help
        wanted = placeholders(advice.vi) if advice else frozenset()
        if wanted:
            assert Diagnostic(slug, {}).help("vi") is None
            assert Diagnostic(slug, dict.fromkeys(wanted, "x")).help("vi") is not None


def test_the_json_form() -> None:
    (plain,) = json.loads(as_json([DUPLICATE]))
    assert plain["slug"] == "duplicate-key"
    assert plain["place"] == {
        "file": "rulesets/a.toml",
        "line": 2,
        "column": 7,
        "end_line": 2,
        "end_column": 19,
    }
    assert plain["message"]["vi"] == "khóa `of` được khai báo hai lần"
    assert plain["inside"][1] == {"vi": "3.1 Tỷ lệ nhiệm vụ", "en": "3.1 Tỷ lệ nhiệm vụ"}
    assert plain["related"][0]["place"]["line"] == 1
    assert json.loads(as_json([])) == []


def test_the_sarif_form() -> None:
    odd = Diagnostic("file-empty", {"path": "f"}, Place("dư án/\udc80.toml"))
    log: dict[str, Any] = json.loads(
        sarif([DUPLICATE, odd, Diagnostic("toml-syntax", {"problem": "x"})], "vi", version="1.2")
    )
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        "duplicate-key",
        "file-empty",
        "toml-syntax",
    ]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 19}
    uri = run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and " " not in uri
    assert "locations" not in run["results"][2]


def test_the_order() -> None:
    places = [Place("b", 1, 1), Place("a", 2, 1), Place("a", 1, 9), None]
    found = ordered(Diagnostic("file-empty", {"path": "f"}, place) for place in places)
    assert [diagnostic.place for diagnostic in found] == [places[3], places[2], places[1], places[0]]
    error = DiagnosticError(*reversed(found))
    assert error.diagnostics == found
    assert str(error).count("error[file-empty]") == 4


@pytest.mark.parametrize("slug", slugs())
def test_every_entry_is_whole(slug: str) -> None:
    about = entry(slug)
    assert about.severity in ("error", "warning", "note")
    for text in (about.message, about.help, about.means, about.why):
        assert text is None or (text.vi and text.en and placeholders(text.vi) == placeholders(text.en))
    assert not about.message.vi.endswith(".") and not about.message.en.endswith(".")
    assert about.wrong != about.right and about.right


@pytest.mark.parametrize("key", phrases())
def test_every_phrase_is_whole(key: str) -> None:
    text = phrase_text(key)
    assert text.vi and text.en and placeholders(text.vi) == placeholders(text.en)


def test_an_entry_read_alone_is_the_one_of_its_file() -> None:
    found: dict[str, Any] = {}
    said: dict[str, Text] = {}
    for file in FILES:
        area = tomli.loads(file.read_text(encoding="utf-8"))
        texts = {key: Text(**words) for key, words in area.pop("phrase", {}).items()}
        assert not found.keys() & area.keys() and not said.keys() & texts.keys()
        found, said = found | area, said | texts
    assert {slug: entry(slug).message for slug in slugs()} == {
        slug: Text(**table["message"]) for slug, table in found.items()
    }
    assert {slug: entry(slug).right for slug in slugs()} == {
        slug: table["right"].strip("\n") for slug, table in found.items()
    }
    assert {key: phrase_text(key) for key in phrases()} == said


def test_the_examples_of_toml_are_as_they_say() -> None:
    for slug in ("toml-syntax", "duplicate-key"):
        tomli.loads(entry(slug).right)
        with pytest.raises(tomli.TOMLDecodeError):
            tomli.loads(entry(slug).wrong)


def test_unknown_keys_are_bugs() -> None:
    with pytest.raises(KeyError, match="no-such-thing"):
        entry("no-such-thing")
    with pytest.raises(KeyError, match="no-such-thing"):
        phrase("no-such-thing", "vi")


@pytest.mark.parametrize(
    ("name", "candidates", "answer"),
    [
        ("task_on_time", ["tasks_on_time", "tasks"], "tasks_on_time"),
        ("bands", ["bnads"], "bnads"),
        ("Points", ["points"], "points"),
        ("a", ["b", "ab"], None),
        ("points", ["points"], None),
        ("weight", ["height", "eight"], "eight"),
        ("số_bài", ["so_bai", "số_bai"], "số_bai"),
        ("x" * 30, ["y" * 30], None),
    ],
)
def test_nearest(name: str, candidates: list[str], answer: str | None) -> None:
    assert nearest(name, candidates) == answer
    assert nearest(name, reversed(candidates)) == answer


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (Fraction(185, 2), None, "92,5", "92.5"),
        (Fraction(1, 3), None, "≈0,333333", "≈0.333333"),
        (Fraction(-1, 8), 2, "≈-0,13", "≈-0.13"),
        (Fraction(1, 8), 3, "0,125", "0.125"),
        (Fraction(-1, 3000), 2, "≈0,00", "≈0.00"),
        (7, 2, "7", "7"),
        (0, None, "0", "0"),
        (1423, None, "1423", "1423"),
        (12345, None, "12\u00a0345", "12\u00a0345"),
        (150_000_000, None, "150\u00a0000\u00a0000", "150\u00a0000\u00a0000"),
        (Fraction(-246913, 20), None, "-12\u00a0345,65", "-12\u00a0345.65"),
        (Fraction(1_000_000, 3), 4, "≈333\u00a0333,3333", "≈333\u00a0333.3333"),
        (Fraction(1234567, 10_000), None, "123,4567", "123.4567"),
    ],
)
def test_numbers_for_people(value: Fraction, places: int | None, vi: str, en: str) -> None:
    assert (shown(value, "vi", places), shown(value, "en", places)) == (vi, en)


@pytest.mark.parametrize(
    ("written", "vi"),
    [
        ("2021-09-16", "16/09/2021"),
        ("2021-09", "09/2021"),
        ("2021", "2021"),
        ("2021-09-16 – 2021-12-31", "16/09/2021 – 31/12/2021"),
        ("2021-09-16, 2021-10", "16/09/2021, 10/2021"),
        ("… – 2021-12-31", "… – 31/12/2021"),
        ("báo cáo 2021-09-16.csv", "báo cáo 2021-09-16.csv"),
    ],
)
def test_days_for_people(written: str, vi: str) -> None:
    assert (shown_day(written, "vi"), shown_day(written, "en")) == (vi, written)


def test_what_is_to_be_typed_is_written_as_files_hold_it() -> None:
    arguments = {"sum": Fraction(24691, 2), "day": "2021-09-16"}
    said = filled("{sum} điểm, ngày {day}: `weight = {sum}`, `from = {day}` ({sum})", arguments, "vi")
    assert said == (
        "12\u00a0345,5 điểm, ngày 16/09/2021: `weight = 12345.5`, `from = 2021-09-16` (12\u00a0345,5)"
    )


@given(st.fractions() | st.decimals(allow_nan=False, allow_infinity=False, places=20).map(Fraction))
def test_an_exact_number_comes_back(value: Fraction) -> None:
    text = exact(value)
    assert number_from_exact(text) == value
    assert ("/" in text) == (set(factors_beyond_ten(value.denominator)) != set())


def factors_beyond_ten(denominator: int) -> list[int]:
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator //= factor
    return [denominator] if denominator > 1 else []


@given(st.fractions(), st.integers(0, 8))
def test_a_rounded_number_is_half_a_unit_away_at_the_most(value: Fraction, places: int) -> None:
    text = shown(value, "en", places)
    apart = abs(Fraction(text.removeprefix("≈").replace(GAP, "")) - value)
    assert apart * 2 <= Fraction(1, 10**places)
    assert (apart == 0) == (not text.startswith("≈"))


def test_numbers_of_any_size_are_written() -> None:
    huge = Fraction(10**10_000 + 1, 3)
    assert number_from_exact(exact(huge)) == huge
    assert shown(10**5000, "vi").replace(GAP, "") == "1" + "0" * 5000
    assert [number_from_exact(text) for text in ("1/0", "1,5", "1e5", "", "--1", "1/2/3", "+1")] == [None] * 7
