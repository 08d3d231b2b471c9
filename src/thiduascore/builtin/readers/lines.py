"""The lines of a file, one at a time: however large the file, only one line is in memory."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from attrs import evolve

from thiduascore.plugin import (
    Diagnostic,
    DiagnosticError,
    Path,
    Place,
    Placed,
    Report,
    Text,
    place_at,
    read_file,
)
from thiduascore.records import frozen

MOST_BYTES: Final = 1024 * 1024
"""The longest line."""
MOST_ROWS: Final = 100_000
"""The most lines: each becomes a scorecard, and all of them are held to be ranked."""
MOST_FILE: Final = 64 * 1024 * 1024
"""The largest file, in bytes, so that one that never ends does."""
MOST_UNREADABLE: Final = 1_000
"""How many reports of a file may be unreadable before it is held to be something else."""

_BROKEN = Text("bị gián đoạn khi đọc", "it broke off while it was read")
_CHUNK = 64 * 1024
_END = re.compile(rb"\r\n|\n|\r(?!\Z)")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ăâđêôơưĂÂĐÊÔƠƯ]")


@frozen
class Line:
    """One line without its end; `problem` is why it cannot be used, and then `text` is empty."""

    number: int
    text: str = ""
    problem: Diagnostic | None = None


def lines(path: str, *, limited: bool = True) -> Iterator[Line]:
    """The lines of a UTF-8 file, with or without a byte order mark; each line that cannot be used says why.

    Lines end with `\\n`, `\\r\\n` or `\\r`.
    Unless it is `limited`, a file can have any number of lines, for whoever holds only some at a time.
    Raises DiagnosticError when the file cannot be opened.
    """
    if not os.path.isfile(path):
        raise _unopened(path)
    try:
        with open(path, "rb") as file:
            head = file.read(_CHUNK)
            if _is_utf16(head):
                yield Line(1, problem=Diagnostic("file-utf16", {}, Place(path)))
                return
            file.seek(len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0)
            for number, raw in enumerate(_raw_lines(iter(lambda: file.read(_CHUNK), b"")), start=1):
                if limited and number > MOST_ROWS:
                    yield _last(path, number, "too-many-rows", MOST_ROWS)
                    return
                if limited and file.tell() > MOST_FILE:
                    yield _last(path, number, "table-too-large", MOST_FILE)
                    return
                yield _line(path, number, raw)
    except OSError:
        raise _unopened(path) from None


def until_hopeless(reports: Iterator[Report]) -> Iterator[Report]:
    """The reports of a file, up to the point at which so many were unreadable that it is no such file."""
    unreadable = 0
    for report in reports:
        yield report
        unreadable += any(problem.severity == "error" for problem in report.problems)
        if unreadable == MOST_UNREADABLE:
            place = Place(report.file, report.row or 1)
            problem = Diagnostic("too-many-unreadable", {"most": MOST_UNREADABLE}, place)
            yield Report(file=report.file, problems=(problem,))
            return


def _last(path: str, number: int, slug: str, most: int) -> Line:
    return Line(number, problem=Diagnostic(slug, {"most": most}, Place(path, number)))


def _unopened(path: str) -> DiagnosticError:
    """Why a file cannot be opened, in the words that every reader has for it."""
    try:
        read_file(path)
    except DiagnosticError as error:
        return error
    return DiagnosticError(Diagnostic("file-unreadable", {"path": path, "reason": _BROKEN}, Place(path)))


def _is_utf16(head: bytes) -> bool:
    """Whether it starts with UTF-16's mark, or has the null bytes of plain letters in UTF-16."""
    return head.startswith(_UTF16_MARKS) or head[:200].count(0) * 3 > len(head[:200])


def _raw_lines(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    """Each line's bytes; None for one that is longer than the limit, of which no more is kept."""
    rest, long = b"", False
    for chunk in chunks:
        *whole, rest = _END.split(rest + chunk)
        for raw in whole:
            yield None if long or len(raw) > MOST_BYTES else raw
            long = False
        if long or len(rest) > MOST_BYTES:
            rest, long = rest[-1:], True
    rest = rest.removesuffix(b"\r")
    if rest or long:
        yield None if long else rest


def _line(path: str, number: int, raw: bytes | None) -> Line:
    if raw is None:
        return Line(number, problem=Diagnostic("line-too-long", {"most": MOST_BYTES}, Place(path, number)))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(number, problem=_not_utf8(path, number, raw, error.start))
    if "\0" in text:
        at = text.index("\0")
        return Line(
            number, problem=Diagnostic("line-nul", {}, shifted(place_at(path, text, at, at + 1), number))
        )
    return Line(number, text)


def _not_utf8(path: str, number: int, raw: bytes, start: int) -> Diagnostic:
    shown = raw.decode("utf-8", "replace")
    at = len(raw[:start].decode("utf-8", "replace"))
    place = shifted(place_at(path, shown, at, at + 1), number)
    guess = unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))
    if _VIETNAMESE.search(guess) and "\ufffd" not in guess:
        return Diagnostic("line-windows-1258", {"text": guess[:80]}, place)
    return Diagnostic("line-not-utf8", {"byte": start + 1}, place)


def shifted(place: Place, line: int) -> Place:
    """A place inside a text, as a place in the file in which that text starts at `line`."""
    return evolve(place, line=place.line + line - 1, end_line=place.end_line + line - 1)


def placed_from(place: Placed, line: int) -> Placed:
    """Places inside a text, as places in the file in which that text starts at `line`."""

    def placed(path: Path, *, key: bool = False) -> Place | None:
        found = place(path, key=key)
        return None if found is None else shifted(found, line)

    return placed
