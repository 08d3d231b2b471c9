"""A TOML syntax error in words that a ruleset's author can act on, and how much of the text it spoils."""

from __future__ import annotations

import re
from collections.abc import Iterable

import tomli

from thiduascore.records import frozen
from thiduascore.text.document import Offsets
from thiduascore.text.toml_walk import Statement, TomlWalk

_VISIBLE = re.compile(r"[^\r\n]")
_TOKEN = re.compile(r"[^\s,\[\]{}#=]+|.", re.DOTALL)
_REPEATED = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate inline")
_WORDS = (
    ("Expected '='", "syntax-equals"),
    ("Expected ']", "syntax-header"),
    ("Expected newline", "syntax-line-end"),
    ("Expected", "syntax-text-not-closed"),
    ("Unterminated string", "syntax-text-not-closed"),
    ("Found invalid character", "syntax-control-character"),
    ("Illegal character", "syntax-control-character"),
    ("Invalid initial character for a key", "syntax-key"),
    ("Invalid statement", "syntax-statement"),
    ("Invalid value", "syntax-value"),
    ("Invalid date", "syntax-date"),
    ("Invalid hex", "syntax-escape"),
    ("Escaped character", "syntax-escape"),
    ("Unescaped", "syntax-backslash"),
    ("Unclosed array", "syntax-list"),
    ("Unclosed inline table", "syntax-inline-table"),
)


@frozen
class Fault:
    """One syntax error: the phrase that says it, its place, and the stretch to leave out when reading on."""

    phrase: str
    span: Offsets
    spoils: Offsets


def is_repetition(error: tomli.TOMLDecodeError) -> bool:
    """Whether the parser stopped at a key that is given twice."""
    return error.msg.startswith(_REPEATED)


def fault_of(text: str, error: tomli.TOMLDecodeError, found: TomlWalk) -> Fault:
    """The error in our words; `found` is the walk over the same text."""
    at = _offset(text, error)
    phrase = next((key for start, key in _WORDS if error.msg.startswith(start)), "syntax-unclear")
    if phrase == "syntax-control-character" and repr("\n") in error.msg:
        phrase = "syntax-text-not-closed"
    statement, follower = _statement(found, at, ends_early=phrase == "syntax-text-not-closed")
    if statement is None:
        return Fault(phrase, _token(text, at), _line(text, at))
    start, end = statement.span
    if statement.unclosed is not None and at >= end and phrase != "syntax-text-not-closed":
        opened = statement.unclosed
        kind = "list" if text[opened] == "[" else "inline-table"
        return Fault(f"syntax-{kind}-not-closed", (opened, opened + 1), (start, end))
    if phrase == "syntax-text-not-closed":
        return Fault(phrase, _opening_quote(text, start, end, min(at, end)), (start, end))
    if statement.header and not statement.whole:
        end = follower
    return Fault(_closer_look(text, phrase, at), _token(text, at), (start, end))


def table_around(found: TomlWalk, spoiled: Offsets) -> Offsets:
    """The table that a spoiled stretch belongs to; to the end of the text where its own header is spoiled."""
    start, end = spoiled
    headers = [statement.span[0] for statement in found.statements if statement.header]
    opened = max((at for at in headers if at <= start), default=0)
    closed = min((at for at in headers if at >= end), default=len(found.walk.source))
    return (start, len(found.walk.source)) if start in headers else (opened, closed)


def blanked(text: str, spans: Iterable[Offsets]) -> str:
    """The text with those stretches replaced by spaces, so that every other character keeps its place."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        start = max(start, done)
        pieces += text[done:start], _VISIBLE.sub(" ", text[start:end])
        done = max(end, start)
    return "".join(pieces) + text[done:]


def _closer_look(text: str, phrase: str, at: int) -> str:
    """The phrase for a slip that the parser cannot name but that people make all the time."""
    here = text[at : at + 1]
    if here in ("“", "”", "„", "‘", "’"):
        return "syntax-curly-quotes"
    if phrase == "syntax-line-end" and here == "," and text[at - 1 : at].isdigit():
        return "syntax-decimal-comma"
    if phrase in ("syntax-equals", "syntax-statement") and not here.isascii():
        return "syntax-key"
    if phrase == "syntax-value" and here in ("", "\n", "\r", "#"):
        return "syntax-value-missing"
    return phrase


def _statement(found: TomlWalk, at: int, *, ends_early: bool) -> tuple[Statement | None, int]:
    """The statement that the error is in, and where the next header or the text's end is.

    A bracket that is left open is noticed only where the next statement begins, or within a header, which
    the parser takes for a list in the list.
    A text without its closing quotes swallows what follows, so it is the first statement that has no end.
    """
    chosen: Statement | None = None
    for statement in found.statements:
        start = statement.span[0]
        inside = chosen is not None and chosen.unclosed is not None
        if start > at or (inside and (start == at or statement.header)):
            break
        chosen = statement
        if ends_early and not statement.whole:
            break
    if chosen is None:
        return None, at
    headers = (other.span[0] for other in found.statements if other.header and other.span[0] > chosen.span[0])
    return chosen, next(headers, len(found.walk.source))


def _opening_quote(text: str, start: int, end: int, at: int) -> Offsets:
    """The quotes that open the text which is not closed before `at`."""
    for mark in ('"""', "'''"):
        opened = text.find(mark, start, end)
        if opened >= 0:
            return opened, opened + 3
    at = start + len(text[start:at].rstrip())
    line = max(text.rfind("\n", 0, at) + 1, start)
    opened = max(text.find("=", line, at), line)
    quotes = [place for mark in ('"', "'") if (place := text.find(mark, opened, at)) >= 0]
    return (min(quotes), at) if quotes else _token(text, at)


def _token(text: str, at: int) -> Offsets:
    match = _TOKEN.match(text, at)
    return (at, at) if match is None or match[0] in "\r\n" else match.span()


def _line(text: str, at: int) -> Offsets:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _offset(text: str, error: tomli.TOMLDecodeError) -> int:
    """The error's offset in the text as it stands; the parser counts `\\r\\n` as one character."""
    if "\r\n" not in text:
        return error.pos
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    return min(lines[error.lineno - 1] + error.colno - 1, len(text))
