"""Places point at the right token: documents are written piece by piece, so the right answer is known."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.diagnostics import place_at
from thiduascore.text import Document, parse_json, parse_toml, parse_toml_leniently, parse_yaml

BARE = re.compile(r"[A-Za-z0-9_-]+")
LETTERS = "abK09_- .'\"\\\n\tệữĐạÊ€🏆#=[]{},:"
TEXTS = st.text(LETTERS, max_size=8)
KEYS = st.text("ab1_-ệữ .\"'\\", max_size=4)
LEAVES = TEXTS | st.integers(-999, 999) | st.booleans()


def tables(
    leaves: st.SearchStrategy[Any], below: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """Tables of leaves and of what may stand below."""
    return st.dictionaries(KEYS, leaves | below, max_size=4)


VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | tables(LEAVES, inner), max_leaves=8)
DOCUMENTS = tables(LEAVES, VALUES)


class Writer:
    """Writes a text and remembers where each path's key, value and characters were written."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], newline: str) -> None:
        self.draw = draw
        self.newline = newline
        self.text = ""
        self.keys: dict[tuple[Any, ...], tuple[int, int]] = {}
        self.values: dict[tuple[Any, ...], tuple[int, int]] = {}
        self.characters: dict[tuple[Any, ...], list[int]] = {}

    def add(self, piece: str) -> None:
        self.text += piece

    def chance(self) -> bool:
        return bool(self.draw(st.booleans()))

    def note(self, path: tuple[Any, ...], start: int, key: tuple[int, int] | None) -> None:
        self.values[path] = (start, len(self.text))
        self.keys[path] = key or self.values[path]

    def characters_of(self, text: str, escape: Callable[[str], str]) -> list[int]:
        """Writes the characters, some decomposed, and returns where each starts and where they end."""
        starts = []
        for character in text:
            starts.append(len(self.text))
            self.add(escape(unicodedata.normalize("NFD", character) if self.chance() else character))
        return [*starts, len(self.text)]


class TomlWriter(Writer):
    def document(
        self, table: dict[str, Any], path: tuple[Any, ...] = (), header: tuple[str, ...] = ()
    ) -> None:
        later = []
        for key, value in table.items():
            many = isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
            if (isinstance(value, dict) or many) and self.chance():
                later.append((key, value))
            else:
                self.pair(path, key, value)
        for key, value in later:
            for number, inner in enumerate(value) if isinstance(value, list) else [(None, value)]:
                start = len(self.text)
                self.add("[" if number is None else "[[")
                span = self.dotted((*header, key))
                self.add("]" if number is None else "]]")
                below = (*path, key) if number is None else (*path, key, number)
                self.note(below, start, span)
                if number == 0:
                    self.note((*path, key), start, span)
                self.end_line()
                self.document(inner, below, (*header, key))

    def pair(self, path: tuple[Any, ...], key: str, value: Any) -> None:
        if self.chance():
            self.add("  \t")
        if isinstance(value, dict) and len(value) == 1 and self.chance():
            (inner_key, inner), *_ = value.items()
            start = len(self.text)
            span = self.key(key)
            self.keys[(*path, key)] = self.values[(*path, key)] = span
            assert span[0] == start
            self.add(" . " if self.chance() else ".")
            path, key, value = (*path, key), inner_key, inner
        span = self.key(key)
        self.add(" = " if self.chance() else "=")
        self.value((*path, key), value, span)
        self.end_line()

    def dotted(self, parts: tuple[str, ...]) -> tuple[int, int]:
        for part in parts[:-1]:
            self.key(part)
            self.add(".")
        return self.key(parts[-1])

    def key(self, name: str) -> tuple[int, int]:
        start = len(self.text)
        if BARE.fullmatch(name) and self.chance():
            self.add(name)
        elif "'" not in name and self.chance():
            self.add(f"'{name}'")
        else:
            self.add('"')
            self.characters_of(name, lambda piece: self.escaped(piece) if len(piece) == 1 else piece)
            self.add('"')
        return start, len(self.text)

    def value(self, path: tuple[Any, ...], value: Any, key: tuple[int, int] | None) -> None:
        start = len(self.text)
        if isinstance(value, str):
            self.characters[path] = self.string(value)
        elif isinstance(value, dict):
            self.add("{")
            for number, (name, inner) in enumerate(value.items()):
                self.add(", " if number else self.gap())
                span = self.key(name)
                self.add("=")
                self.value((*path, name), inner, span)
            self.add(self.gap() + "}")
        elif isinstance(value, list):
            self.add("[" + self.gap())
            for number, inner in enumerate(value):
                self.value((*path, number), inner, None)
                self.add("," + self.gap())
            self.add("]")
        else:
            self.add(json.dumps(value))
        self.note(path, start, key)

    def string(self, text: str) -> list[int]:
        style = self.draw(st.sampled_from(["basic", "literal", "multi", "multi literal"]))
        if "'" not in text and "\n" not in text and style == "literal":
            return self.quoted("'", text, lambda piece: piece)
        if "'" not in text and style == "multi literal":
            return self.quoted("'''" + self.newline, text, self.broken)
        if style == "multi":
            line_end = self.newline if text[:1].isspace() or self.chance() else "\\" + self.newline + "  "
            return self.quoted('"""' + line_end, text, self.folded)
        return self.quoted('"', text, self.escaped)

    def quoted(self, opening: str, text: str, escape: Callable[[str], str]) -> list[int]:
        self.add(opening)
        starts = self.characters_of(text, escape)
        self.add(opening[:3] if opening[:3] in ('"""', "'''") else opening)
        return starts

    def broken(self, piece: str) -> str:
        return self.newline if piece == "\n" else piece

    def folded(self, piece: str) -> str:
        return self.newline if piece == "\n" else self.escaped(piece)

    def escaped(self, piece: str) -> str:
        if piece in ("\n", '"', "\\"):
            return {"\n": "\\n", '"': '\\"', "\\": "\\\\"}[piece]
        if self.chance() and self.chance():
            return "".join(f"\\U{ord(character):08x}" for character in piece)
        return piece

    def gap(self) -> str:
        return str(self.draw(st.sampled_from(["", " ", "\t", f' # [ghi chú ệ"{self.newline}', self.newline])))

    def end_line(self) -> None:
        self.add(self.draw(st.sampled_from(["", " ", " # “x” = [", "\t"])) + self.newline)


class JsonWriter(Writer):
    def value(self, path: tuple[Any, ...], value: Any, key: tuple[int, int] | None = None) -> None:
        start = len(self.text)
        if isinstance(value, str):
            self.characters[path] = self.string(value)
        elif isinstance(value, dict | list):
            self.add("{" if isinstance(value, dict) else "[")
            for number, name in enumerate(value):
                self.add("," * bool(number) + self.draw(st.sampled_from(["", " ", self.newline, "\t"])))
                span = None
                if isinstance(value, dict):
                    begin = len(self.text)
                    self.string(name)
                    span = (begin, len(self.text))
                    self.add(": " if self.chance() else ":")
                self.value(
                    (*path, name if isinstance(value, dict) else number),
                    value[name] if isinstance(value, dict) else name,
                    span,
                )
            self.add("}" if isinstance(value, dict) else "]")
        else:
            self.add(json.dumps(value))
        self.note(path, start, key)

    def string(self, text: str) -> list[int]:
        self.add('"')
        starts = self.characters_of(text, lambda piece: json.dumps(piece, ensure_ascii=self.chance())[1:-1])
        self.add('"')
        return starts


def assert_places(document: Document, written: Writer) -> None:
    for path, (start, end) in written.values.items():
        assert document.place(path) == place_at("tệp", written.text, start, end), path
        start, end = written.keys[path]
        assert document.place(path, key=True) == place_at("tệp", written.text, start, end), path
    for path, starts in written.characters.items():
        for number, (start, end) in enumerate(pairwise(starts)):
            place = document.place(path, span=(number, number + 1))
            assert place == place_at("tệp", written.text, start, end), (path, number)


@given(st.data(), DOCUMENTS, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_toml(data: st.DataObject, value: dict[str, Any], newline: str, mark: str) -> None:
    written = TomlWriter(data.draw, newline)
    written.document(value)
    document = parse_toml(mark + written.text, "tệp")
    assert document.value == value
    assert document.text == written.text
    assert_places(document, written)


@given(st.data(), VALUES, st.sampled_from(["\n", "\r\n"]))
def test_json(data: st.DataObject, value: Any, newline: str) -> None:
    written = JsonWriter(data.draw, newline)
    written.value((), value)
    document = parse_json(written.text, "tệp")
    assert document.value == value
    assert_places(document, written)


@given(st.data(), DOCUMENTS, st.integers(0, 3))
def test_repeated_keys_hide_nothing_else(data: st.DataObject, value: dict[str, Any], times: int) -> None:
    written = TomlWriter(data.draw, "\n")
    written.document(value)
    key = "z" * 5
    text = f"{key} = [1]\n" + f'{key} = {{ a = "x" }} # again\n' * times + written.text
    found = parse_toml_leniently(text, "tệp")
    document, diagnostics = found.document, found.diagnostics
    assert document is not None and not found.damaged
    assert document.value == {key: [1], **value}
    assert [diagnostic.place.line for diagnostic in diagnostics if diagnostic.place] == [*range(2, 2 + times)]
    assert all(diagnostic.related[0].place.line == 1 for diagnostic in diagnostics)
    assert document.place((key, 0)).column == len(key) + 5


PLAIN = st.recursive(
    st.text("ab c:'\"\\\nệữ#-", max_size=12),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.text("abệ", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    PLAIN,
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(8, 40),
)
def test_yaml(value: Any, style: str | None, flow: bool, newline: str, width: int) -> None:
    text = yaml.safe_dump(
        value,
        default_style=style,
        default_flow_style=flow,
        allow_unicode=True,
        line_break=newline,
        width=width,
    )
    text = re.sub(r"!!str ", "", text)
    document = parse_yaml(text, "tệp")
    assert document.value == value
    for path, leaf in leaves(value):
        place = document.place(path)
        assert (place.line, place.column) <= (place.end_line, place.end_column)
        for number, character in enumerate(leaf):
            one = document.place(path, span=(number, number + 1))
            line = text.split("\n")[one.line - 1] + "\n"
            found = line[one.column - 1]
            assert found == character or (character.isspace() and found in "\r\n \\") or found == "\\", (
                path,
                number,
            )


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        return [(path, value)]
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for key, inner in pairs for leaf in leaves(inner, (*path, key))]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_expression_inside_a_text(newline: str) -> None:
    text = newline.join(["# chú thích", "[[items]]", 'of = "\\u0061b + te\u0302\u0301n / 2"', ""])
    document = parse_toml(text, "ruleset.toml")
    assert document.value["items"][0]["of"] == "ab + tến / 2"
    place = document.place(("items", 0, "of"), span=(5, 8))
    assert (place.line, place.column, place.end_column) == (3, 17, 22)
    assert place.text[place.column - 1 : place.end_column - 1] == "te\u0302\u0301n"
