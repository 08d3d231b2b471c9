"""Rows of a CSV file: cells with their places, and every way in which a row can be broken.

A row may run over several lines inside quotes.
When a quote is never closed, reading goes on at the line behind the one that opened it, so one bad cell does
not swallow the rest of the file.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define, field

from thiduascore.builtin.readers.lines import Line, shifted
from thiduascore.plugin import Diagnostic, Place, place_at
from thiduascore.records import frozen

MOST_CELL: Final = 32_767
"""The longest cell, in characters; Excel's limit too."""
MOST_LINES: Final = 200
"""The most lines that a row may run over."""

_OPENING = re.compile(r' *"')
_QUOTED = re.compile(r'[^"]*+(?:""[^"]*+)*+')
_BLANKS = re.compile(r" *")


@frozen
class Row:
    """The text of a row as it stands in the file, from line `number`; `problem` is why it cannot be used."""

    file: str
    number: int
    separator: str
    text: str = ""
    cells: tuple[str, ...] = ()
    problem: Diagnostic | None = None

    def place(self, index: int | None = None) -> Place:
        """Where a cell stands, or the whole row."""
        if index is None or index >= len(self.cells):
            return _place(self.file, self.text, self.number, 0, len(self.text))
        start, end, _ = _scanned(self.text, self.separator).spans[index]
        return _place(self.file, self.text, self.number, start, end)


@define
class _Scan:
    """The cells of a row as far as its lines are known; a span is start, end and whether it was quoted."""

    separator: str
    text: str = ""
    spans: list[tuple[int, int, bool]] = field(factory=list)
    at: int = 0
    opened: int | None = None
    fault: tuple[str, int] | None = None

    def feed(self, line: str) -> bool:
        """Adds a line; says whether the row ends with it."""
        self.text = f"{self.text}\n{line}" if self.opened is not None else line
        while self.at <= len(self.text):
            if self.opened is not None:
                if not self._close():
                    return self.fault is not None
            elif opening := _OPENING.match(self.text, self.at):
                self.opened = self.at = opening.end()
            else:
                end = self.text.find(self.separator, self.at)
                end = len(self.text) if end < 0 else end
                self.spans.append((self.at, end, False))
                self.at = end + 1
        return True

    def _close(self) -> bool:
        """Goes to the end of the quoted cell; False while that is to come, or when text follows."""
        assert self.opened is not None
        inside = _QUOTED.match(self.text, self.at)
        assert inside is not None
        self.at = inside.end()
        if self.at == len(self.text):
            return False
        self.spans.append((self.opened, self.at, True))
        blanks = _BLANKS.match(self.text, self.at + 1)
        assert blanks is not None
        self.opened, self.at = None, blanks.end()
        if self.at < len(self.text) and not self.text.startswith(self.separator, self.at):
            self.fault = ("csv-text-after-quote", self.at)
            return False
        self.at += 1
        return True

    def cells(self) -> tuple[str, ...]:
        return tuple(
            self.text[start:end].replace('""', '"') if quoted else self.text[start:end]
            for start, end, quoted in self.spans
        )


def _scanned(text: str, separator: str) -> _Scan:
    scan = _Scan(separator)
    for line in text.split("\n"):
        scan.feed(line)
    return scan


def _place(file: str, text: str, number: int, start: int, end: int) -> Place:
    return shifted(place_at(file, text, start, end), number)


def rows(file: str, source: Iterable[Line], separator: str) -> Iterator[Row]:
    """Every row that is not blank; one that cannot be used has a problem."""
    coming = _Coming(iter(source))
    while (line := coming.take()) is not None:
        if line.problem is not None:
            yield Row(file, line.number, separator, problem=line.problem)
        elif '"' in line.text:
            yield _quoted(file, line, separator, coming)
        elif line.text and not line.text.isspace():
            yield _checked(Row(file, line.number, separator, line.text, tuple(line.text.split(separator))))


@define
class _Coming:
    """Lines to come, those put back first."""

    source: Iterator[Line]
    back: deque[Line] = field(factory=deque)

    def take(self) -> Line | None:
        return self.back.popleft() if self.back else next(self.source, None)


def _quoted(file: str, first: Line, separator: str, coming: _Coming) -> Row:
    """A row with quotes in it, over as many lines as it needs."""
    scan, opening, taken = _Scan(separator), 0, []
    ended = scan.feed(first.text)
    while not ended:
        opening = (scan.opened or 1) - 1
        line = coming.take()
        if line is None:
            break
        taken.append(line)
        if line.problem or len(taken) > MOST_LINES or len(scan.text) - opening > MOST_CELL:
            break
        ended = scan.feed(line.text)
    if not ended or (taken and scan.fault):  # text behind a quote lines later: it was not the closing one
        coming.back.extendleft(reversed(taken))
        return _faulty(file, scan, first, "csv-open-quote", opening)
    if scan.fault is not None:
        return _faulty(file, scan, first, *scan.fault)
    return _checked(Row(file, first.number, separator, scan.text, scan.cells()))


def _faulty(file: str, scan: _Scan, first: Line, slug: str, at: int) -> Row:
    problem = Diagnostic(slug, {}, _place(file, scan.text, first.number, at, at + 1))
    return Row(file, first.number, scan.separator, first.text, problem=problem)


def _checked(row: Row) -> Row:
    """The row, with a problem when one of its cells is too long."""
    if len(row.text) <= MOST_CELL or all(len(cell) <= MOST_CELL for cell in row.cells):
        return row
    long = next(index for index, cell in enumerate(row.cells) if len(cell) > MOST_CELL)
    problem = Diagnostic("csv-long-cell", {"most": MOST_CELL}, row.place(long))
    return Row(row.file, row.number, row.separator, row.text, row.cells, problem)
