"""Quoted texts of TOML and JSON: how to find one, and where each of its characters stands."""

from __future__ import annotations

import re

from thiduascore.text.document import normal_parts

TOML_TEXT = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""(?:"{1,2})?'
    r"|'''(?:[^']++|'(?!''))*+'''(?:'{1,2})?"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
JSON_TEXT = re.compile(r'"(?:[^"\\\n]++|\\[^\n])*+"')

_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_ESCAPE = re.compile(
    r"\\(?:u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})|x(?P<two>[0-9a-fA-F]{2})"
    r"|(?P<fold>[ \t]*\r?\n[ \t\r\n]*)|(?P<one>.))",
    re.DOTALL,
)
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_HIGHEST = 0x10FFFF


def text_of(source: str, start: int, end: int) -> str:
    """The text that the quoted token `source[start:end]` stands for."""
    return "".join(_decoded(source, start, end)[0])


def parts_of(source: str, start: int, end: int) -> tuple[int, ...]:
    """Where each character of the normalised text stands in `source`, and where the text ends."""
    return normal_parts(*_decoded(source, start, end))


def _decoded(source: str, start: int, end: int) -> tuple[list[str], list[int]]:
    quote = source[start]
    width = 3 if end - start >= 6 and source.startswith(quote * 3, start) else 1
    at, stop = start + width, end - width
    if width == 3:
        at += 2 if source.startswith("\r\n", at) else int(source.startswith("\n", at))
    characters: list[str] = []
    starts: list[int] = []
    while at < stop:
        character, after = _next(source, at, escapes=quote == '"')
        if character:
            characters.append(character)
            starts.append(at)
        at = after
    return characters, [*starts, stop]


def _next(source: str, at: int, *, escapes: bool) -> tuple[str, int]:
    if source.startswith("\r\n", at):
        return "\n", at + 2
    if not escapes or source[at] != "\\":
        return source[at], at + 1
    pair = _PAIR.match(source, at)
    if pair:
        return _joined(pair[1], pair[2]), pair.end()
    match = _ESCAPE.match(source, at)
    if match is None:
        return source[at], at + 1
    code = match["four"] or match["eight"] or match["two"]
    if code:
        return chr(min(int(code, 16), _HIGHEST)), match.end()
    if match["fold"]:
        return "", match.end()
    return _NAMED.get(match["one"], match["one"]), match.end()


def _joined(high: str, low: str) -> str:
    return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
