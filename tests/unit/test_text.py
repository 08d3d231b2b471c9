"""Reading files, documents and numbers."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from thiduascore.diagnostics import DiagnosticError, phrase
from thiduascore.text import (
    Format,
    Unusable,
    number_from_text,
    parse_document,
    parse_json,
    parse_toml,
    parse_toml_leniently,
    parse_yaml,
    path_inside,
    read_file,
)


def slugs_of(error: pytest.ExceptionInfo[DiagnosticError]) -> list[str]:
    return [diagnostic.slug for diagnostic in error.value.diagnostics]


def faults(text: str) -> list[tuple[str, int, int]]:
    """The phrase, line and column of each TOML syntax error."""
    with pytest.raises(DiagnosticError) as error:
        parse_toml(text, "f.toml")
    found = []
    for diagnostic in error.value.diagnostics:
        assert diagnostic.place
        problem = diagnostic.message("en").removeprefix("not valid TOML: ")
        found.append((problem, diagnostic.place.line, diagnostic.place.column))
    return found


@pytest.mark.parametrize(
    ("text", "key", "line", "column"),
    [
        ("a = 8 điểm\n", "syntax-line-end", 1, 7),
        ("a = \nb = 1", "syntax-value-missing", 1, 5),
        ("[x\ny = 1\n", "syntax-header", 1, 3),
        ("a = [1,\nb = 3\n", "syntax-list-not-closed", 1, 5),
        ("a = { b = 1\nc = 2\n", "syntax-inline-table-not-closed", 1, 5),
        ("a = [1 2]\n", "syntax-list", 1, 8),
        ('a = "abc\nb = 1\n', "syntax-text-not-closed", 1, 5),
        ("a = 'abc", "syntax-text-not-closed", 1, 5),
        ('x = 1\na = """abc\nb = 1\n', "syntax-text-not-closed", 2, 5),
        ("tỷ = 1\n", "syntax-key", 1, 2),
        ("a = 8,5\n", "syntax-decimal-comma", 1, 6),
        ("a = “x”\n", "syntax-curly-quotes", 1, 5),
        ("a = 2021-02-30\n", "syntax-date", 1, 5),
        ('a = "\\q"\n', "syntax-backslash", 1, 8),
        ('a = "\\u12"\n', "syntax-escape", 1, 8),
        ('a = "\x01"\n', "syntax-control-character", 1, 6),
        ("a 1\n", "syntax-equals", 1, 3),
        ("= 1\n", "syntax-statement", 1, 1),
        ("a = tốt\n", "syntax-value", 1, 5),
        ("a = 1\r\n\r\nb = \r\n", "syntax-value-missing", 3, 5),
    ],
)
def test_toml_errors_say_what_to_do(text: str, key: str, line: int, column: int) -> None:
    assert faults(text) == [(phrase(key, "en"), line, column)]


def test_all_errors_of_a_file_come_together() -> None:
    text = "a = \nb = 1\nc = [\n 1,\n 2 3,\n 4\n]\n[x\na = 1\na = 1\n[y]\nz = 8,5\n"
    assert [line for _, line, _ in faults(text)] == [1, 5, 8, 12]


def test_a_repeated_key_names_both_places() -> None:
    text = "a = 1\n[t]\nb = { c = 1, c = 2 }\n[t]\nd = 1\n[u]\na.b = 1\na.b = 2\n[a]\n"
    with pytest.raises(DiagnosticError) as error:
        parse_toml(text, "f.toml")
    found = [
        (diagnostic.arguments["key"], str(diagnostic.place), str(diagnostic.related[0].place))
        for diagnostic in error.value.diagnostics
    ]
    assert found == [
        ("c", "f.toml:3:14", "f.toml:3:7"),
        ("t", "f.toml:4:2", "f.toml:2:2"),
        ("a.b", "f.toml:8:1", "f.toml:7:3"),
        ("a", "f.toml:9:2", "f.toml:1:1"),
    ]
    document = parse_toml_leniently(text, "f.toml").document
    assert document is not None
    assert document.value == {"a": 1, "t": {"b": {"c": 1}}, "u": {"a": {"b": 1}}}


def test_repetition_and_syntax_errors_are_told_together() -> None:
    found = parse_toml_leniently("a = 1\na = 2\nb =\n", "f.toml")
    assert found.document is not None and found.document.value == {"a": 1}
    assert [diagnostic.slug for diagnostic in found.diagnostics] == ["duplicate-key", "toml-syntax"]


@pytest.mark.parametrize(
    ("text", "value", "damaged"),
    [
        ("a = 1\nb = 2 x\nc = 3\n[t]\nd = 4", {"a": 1, "c": 3, "t": {"d": 4}}, ((1, 4),)),
        ("a = 1\n[t]\nb =\n[u]\nc = 3", {"a": 1, "t": {}, "u": {"c": 3}}, ((2, 4),)),
        ("a = 1\n[t\nb = 2\n[u]\nc = 3", {"a": 1, "u": {"c": 3}}, ((2, 5),)),
        ("[t]\na = [\n  1,\n[u]\nb = 2", {"t": {}, "u": {"b": 2}}, ((1, 4),)),
        ("[t]\na = 1\n[u]\nb = 'x\n[v]\nc = x", {"t": {"a": 1}, "u": {}, "v": {}}, ((3, 5), (5, 6))),
    ],
)
def test_what_has_no_syntax_is_left_out_with_the_lines_of_its_table(
    text: str, value: dict[str, Any], damaged: tuple[tuple[int, int], ...]
) -> None:
    found = parse_toml_leniently(text, "f.toml")
    assert found.document is not None and found.document.value == value
    assert found.damaged == damaged
    assert {each.slug for each in found.diagnostics} == {"toml-syntax"}


def test_places_after_what_was_left_out_have_not_moved() -> None:
    document = parse_toml_leniently("a = 1\r\nb = 'ệ\r\nc = 'ữ'\r\n", "f.toml").document
    assert document is not None
    assert str(document.place(("c",))) == "f.toml:3:5"


def test_a_key_in_two_normal_forms_is_one_key() -> None:
    for text, format in (
        ('"\xe9" = 1\n"e\u0301" = 2', "toml"),
        ('{"\xe9": 1, "e\u0301": 2}', "json"),
        ("\xe9: 1\ne\u0301: 2", "yaml"),
    ):
        with pytest.raises(DiagnosticError) as error:
            parse_document(text, "f", format)  # type: ignore[arg-type]
        assert slugs_of(error) == ["duplicate-key"]


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("a = 1.50\nb = -0.0\nc = 1e2\nd = 7", "toml"),
        ('{"a": 1.50, "b": -0.0, "c": 1e2, "d": 7}', "json"),
        ("a: 1.50\nb: -0.0\nc: 1e2\nd: 7", "yaml"),
    ],
)
def test_numbers_are_exact(text: str, format: Format) -> None:
    value = parse_document(text, "f", format).value
    assert {key: str(number) for key, number in value.items()} == {
        "a": "1.50",
        "b": "0.0",
        "c": "1E+2",
        "d": "7",
    }
    assert not any(isinstance(number, float) for number in value.values())


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("1" * 61, "number-too-long"),
        ("9" * 5000, "number-too-long"),
        ("0." + "1" * 61, "number-too-long"),
        ("1e61", "exponent-too-large"),
        ("1e-99999999999999999999", "exponent-too-large"),
    ],
)
@pytest.mark.parametrize(
    ("form", "format"),
    [("a = {}\nb = [{}]", "toml"), ('{{"a": {}, "b": [{}]}}', "json"), ("a: {}\nb: [{}]", "yaml")],
)
def test_unusable_numbers_stay_where_they_are(token: str, reason: str, form: str, format: Format) -> None:
    document = parse_document(form.format(token, token), "f", format)
    for path, found in ((("a",), document.value["a"]), (("b", 0), document.value["b"][0])):
        assert isinstance(found, Unusable)
        diagnostic = found.diagnostic(document.place(path))
        assert diagnostic.slug == reason
        assert len(diagnostic.message("vi")) < 100
        assert diagnostic.place and diagnostic.place.end_column - diagnostic.place.column == len(token)


def test_what_is_not_finite_is_unusable() -> None:
    value = parse_toml("a = inf\nb = -nan\nc = 0x" + "f" * 60, "f").value
    assert [value[key].reason for key in "abc"] == [
        "number-not-finite",
        "number-not-finite",
        "number-too-long",
    ]
    assert parse_json("[NaN, -Infinity]", "f").value[1].reason == "number-not-finite"
    assert parse_yaml("- .nan\n- -.inf", "f").value[0].reason == "number-not-finite"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", Fraction(2469, 2)),
        ("-0", Fraction(0)),
        ("+7", Fraction(7)),
        ("007", Fraction(7)),
        ("9" * 60, Fraction(int("9" * 60))),
        *(
            (text, None)
            for text in (
                "1.234,5",
                "1,5",
                "1_000",
                "1e3",
                ".5",
                "5.",
                " 1",
                "",
                "-",
                "١",
                "9" * 61,
                "1 000",
                "½",
            )
        ),
    ],
)
def test_numbers_in_cells(text: str, value: Fraction | None) -> None:
    assert number_from_text(text) == value


def test_a_declared_decimal_comma() -> None:
    assert number_from_text("1234,5", decimal=",") == Fraction(2469, 2)
    assert [number_from_text(text, decimal=",") for text in ("1.234,5", "1.5", "1,2,3")] == [None] * 3


def test_yaml_words_are_not_guessed() -> None:
    text = "a: yes\nb: 007\nc: 12:30\nd: true\ne: ~\nf: 2021-09-16\ng: 2021-02-30\nh: '1'\ni: 1_000\nj: 0x1F"
    assert parse_yaml(text, "f").value == {
        **{"a": "yes", "b": "007", "c": "12:30", "d": True, "e": None, "f": datetime.date(2021, 9, 16)},
        **{"g": "2021-02-30", "h": "1", "i": "1_000", "j": "0x1F"},
    }


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x", "a: !!python/object:os.system x", "a: 1\n---\nb: 1", "? [a]\n: 1"]
)
def test_yaml_beyond_the_plain_part_is_refused(text: str) -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_yaml(text, "f")
    assert slugs_of(error) == ["yaml-feature"]


def test_half_a_character_is_refused() -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_json('{"a": ["x", "\\ud83c"]}', "f")
    assert slugs_of(error) == ["lone-surrogate"]
    assert str(error.value.diagnostics[0].place) == "f:1:13"
    assert parse_json('["\\ud83c\\udfc6"]', "f").value == ["🏆"]


def test_dates_are_dates() -> None:
    assert parse_toml("a = 2021-09-16", "f").value["a"] == datetime.date(2021, 9, 16)
    assert parse_json('{"a": "2021-09-16"}', "f").value["a"] == "2021-09-16"
    assert parse_toml("a = 1.0", "f").value["a"] == Decimal("1.0")


def written(folder: Path, raw: bytes) -> Path:
    file = folder / "tệp.toml"
    file.write_bytes(raw)
    return file


@pytest.mark.parametrize(
    ("raw", "slug"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf \r\n\t", "file-empty"),
        (b"PK\x03\x04\x00\x00", "file-binary"),
        ("a = 1".encode("utf-16"), "not-utf8"),
        (b"a = 1\nb = '\xe0\xea'\n", "not-utf8"),
        (b"a" * 101, "file-too-large"),
    ],
)
def test_bad_files(tmp_path: Path, raw: bytes, slug: str) -> None:
    with pytest.raises(DiagnosticError) as error:
        read_file(written(tmp_path, raw), limit=100)
    assert slugs_of(error) == [slug]


def test_a_wrong_byte_has_its_place(tmp_path: Path) -> None:
    with pytest.raises(DiagnosticError) as error:
        read_file(written(tmp_path, "a = 1\nđiểm = '".encode() + b"\xe0\n"))
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.place and (diagnostic.place.line, diagnostic.place.column) == (2, 9)
    assert diagnostic.place.text == "điểm = '\N{REPLACEMENT CHARACTER}"


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    link, loop, pipe = tmp_path / "link", tmp_path / "loop", tmp_path / "pipe"
    link.symlink_to("nowhere")
    loop.symlink_to("loop")
    os.mkfifo(pipe)
    wanted: dict[Any, str] = {
        tmp_path / "none": "file-not-found",
        tmp_path: "file-is-folder",
        link: "dangling-link",
        loop: "file-unreadable",
        pipe: "file-unreadable",
        written(tmp_path, b"a") / "x": "file-not-found",
        "a\0b": "file-unreadable",
        "x" * 5000: "file-unreadable",
    }
    for path, slug in wanted.items():
        with pytest.raises(DiagnosticError) as error:
            read_file(path)
        assert slugs_of(error) == [slug], path


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_file(tmp_path: Path) -> None:
    file = written(tmp_path, b"a")
    file.chmod(0)
    with pytest.raises(DiagnosticError) as error:
        read_file(file)
    assert slugs_of(error) == ["file-unreadable"]


def test_a_good_file_keeps_its_line_ends_and_loses_its_mark(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, b"\xef\xbb\xbfa = 1\r\n")) == "a = 1\r\n"
    assert read_file(written(tmp_path, b"a" * 100), limit=100) == "a" * 100


def test_paths_stay_in_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    assert path_inside(folder, "a/../b.pdf") == folder.resolve() / "b.pdf"
    for path in ("../x", "/etc/passwd", "C:\\x", "C:x", "\\\\host\\x", "a/../../x", "..\\x", "out/x", "a\0"):
        with pytest.raises(DiagnosticError) as error:
            path_inside(folder, path)
        assert slugs_of(error) == ["path-leaves-folder"], path


def test_a_good_file_does_not_pay_for_places_or_yaml() -> None:
    code = "import sys, thiduascore.text as t; t.parse_toml('a = 1', 'f'); print('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_table_may_name_itself_in_two_normal_forms() -> None:
    text = '["\xea"]\na = 1\n["e\u0302".b]\nc = 2\n["\xea".d]\n'
    assert parse_toml(text, "f").value == {"\xea": {"a": 1, "b": {"c": 2}, "d": {}}}
    with pytest.raises(DiagnosticError) as error:
        parse_toml('["\xea"]\na = 1\n["e\\u0302".b]\nc = 2', "f")
    assert slugs_of(error) == ["duplicate-key"]
    found = parse_toml_leniently('["\xea"]\na = 1\n["e\u0302"]\na = 2', "f")
    assert found.document is not None and found.document.value == {"\xea": {"a": 1}}
    assert [str(diagnostic.place) for diagnostic in found.diagnostics] == ["f:3:2"]
