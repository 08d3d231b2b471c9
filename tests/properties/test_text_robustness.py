"""Whatever stands in a file, reading it gives a document or a diagnostic, never another exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.diagnostics import Diagnostic, DiagnosticError, as_json, as_text, sarif
from thiduascore.text import (
    Document,
    parse_json,
    parse_toml,
    parse_toml_leniently,
    parse_yaml,
    read_file,
)

PIECES = st.sampled_from(
    [
        *"ab.= \n[]{},'\"#\\1-:é\t\x00\x1b",
        "\r\n",
        "[[",
        "]]",
        '"""',
        "'''",
        "\\u00",
        "1e9",
        "inf",
        "2021-02-30",
        "e\u0301",
        "\ufeff",
        "&x",
        "*x",
        "!!str",
        "---",
        "|",
        "? ",
    ]
)
SCRAPS = st.lists(PIECES, max_size=40).map("".join)
PARSERS = [parse_toml, parse_json, parse_yaml]


def outcome(parse: Callable[[str, str], Document], text: str) -> Document | tuple[Diagnostic, ...]:
    try:
        return parse(text, "tệp")
    except DiagnosticError as error:
        return error.diagnostics


def assert_well_formed(diagnostics: tuple[Diagnostic, ...], text: str) -> None:
    assert diagnostics
    lines = text.removeprefix("\ufeff").split("\n")
    for diagnostic in diagnostics:
        place = diagnostic.place
        assert place is not None
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert 1 <= place.end_column <= len(lines[place.end_line - 1]) + 1
        assert place.text in lines[place.line - 1]
    for lang in ("vi", "en"):
        shown = as_text(diagnostics, lang)
        assert not any(ord(character) < 32 and character != "\n" for character in shown)
        assert json.loads(sarif(diagnostics, lang))["runs"][0]["results"]
    assert len(json.loads(as_json(diagnostics))) == len(diagnostics)


@pytest.mark.parametrize("parse", PARSERS)
@given(text=SCRAPS)
def test_any_text(parse: Callable[[str, str], Document], text: str) -> None:
    found = outcome(parse, text)
    if isinstance(found, Document):
        assert_every_place_is_inside(found)
    else:
        assert_well_formed(found, text)


def assert_every_place_is_inside(document: Document) -> None:
    waiting: list[tuple[Any, tuple[Any, ...]]] = [(document.value, ())]
    while waiting:
        value, path = waiting.pop()
        place = document.place(path)
        lines = document.text.split("\n")
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        if path:
            assert document.place((*path, "không có")) == document.place(path, key=True)
        if isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [(inner, (*path, key)) for key, inner in pairs]


@given(SCRAPS)
def test_toml_agrees_with_its_parser(text: str) -> None:
    try:
        tomli.loads(text.removeprefix("\ufeff"), parse_float=str)
        sound = True
    except tomli.TOMLDecodeError:
        sound = False
    found = outcome(parse_toml, text)
    if sound and not isinstance(found, Document):
        assert {diagnostic.slug for diagnostic in found} == {
            "duplicate-key"
        }  # the same word in another normal form
        assert "e\u0301" in text
    assert sound or not isinstance(found, Document)


@given(SCRAPS)
def test_leniency_says_what_it_left_out(text: str) -> None:
    found = parse_toml_leniently(text, "tệp")
    others = {diagnostic.slug for diagnostic in found.diagnostics} - {"duplicate-key"}
    if found.document is None:
        assert others
    else:
        assert others == ({"toml-syntax"} if found.damaged else set())
        lines = [each.place.line for each in found.diagnostics if each.slug == "toml-syntax" and each.place]
        assert all(any(first <= line <= last for first, last in found.damaged) for line in lines)


@given(st.binary(max_size=60) | SCRAPS.map(lambda text: text.encode("utf-16")))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "tệp.toml"
    file.write_bytes(raw)
    try:
        text = read_file(file)
    except DiagnosticError as error:
        assert [
            diagnostic.slug in ("file-empty", "file-binary", "not-utf8") for diagnostic in error.diagnostics
        ] == [True]
        assert as_text(error.diagnostics, "vi")
        return
    assert text.encode("utf-8") == raw.removeprefix(b"\xef\xbb\xbf")
    for parse in PARSERS:
        outcome(parse, text)


DEEP = 10_000


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_toml, "a = " + "[" * DEEP + "]" * DEEP),
        (parse_toml, "a = " + "{a=" * DEEP),
        (parse_toml, "a." * DEEP + "b = 1"),
        (parse_toml, "[" + '"a".' * DEEP + "b]"),
        (parse_toml, "x = " + "[" * 65 + "]" * 65),
        (parse_json, "[" * DEEP + "]" * DEEP),
        (parse_json, '{"a":' * DEEP),
        (parse_json, "[" * 66 + "]" * 66),
        (parse_yaml, "[" * DEEP),
        (parse_yaml, "\n".join(" " * depth + "a:" for depth in range(100))),
        (parse_yaml, "- " * DEEP + "1"),
    ],
)
def test_deep_nesting_is_told_and_not_suffered(parse: Callable[[str, str], Document], text: str) -> None:
    found = outcome(parse, text)
    assert not isinstance(found, Document)
    assert [diagnostic.slug for diagnostic in found] == ["nested-too-deep"]


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_toml, "a = " + "[" * 64 + "]" * 64),
        (parse_json, "[" * 65 + "]" * 65),
        (parse_yaml, "[" * 65 + "]" * 65),
    ],
)
def test_nesting_up_to_the_limit_is_read(parse: Callable[[str, str], Document], text: str) -> None:
    assert isinstance(outcome(parse, text), Document)


def test_a_file_of_repetitions_is_told_briefly(tmp_path: Path) -> None:
    found = outcome(parse_toml, "[a]\n" * 20_000)
    assert not isinstance(found, Document)
    assert len(found) == 100
