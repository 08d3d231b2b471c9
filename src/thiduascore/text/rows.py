"""A CSV text as the document that a list of tables in TOML would be, with the place of every cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, place_at
from thiduascore.records import frozen
from thiduascore.text.document import Document, Offsets, Spot, normal

MOST_COLUMNS: Final = 100
"""More columns than that are no list of short rows."""
MOST_CELL: Final = 32_767
"""The longest cell in quotes, in characters; one that is longer counts as never closed."""
_SEPARATORS: Final = ",;\t"
_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r' *"((?:[^"]++|"")*+)" *')


@frozen
class Table:
    """The rows of a CSV text, and what is wrong with some of its lines."""

    document: Document
    columns: Mapping[str, Offsets]
    """Where the name of each column stands."""
    problems: tuple[Diagnostic, ...]


@frozen
class _Cell:
    text: str
    span: Offsets


def parse_rows(text: str, name: str, key: str) -> Table:
    """The rows under `key`, each a table from column to the text of its cell; empty cells are left out.

    The separator is the comma, semicolon or tab that the first line has most of.
    A line whose quotes are wrong, or that has more cells than columns, is a problem and no row.
    Raises DiagnosticError when the columns have no names of their own.
    """
    head = _LINE_END.split(text, maxsplit=1)[0]
    mark = max(_SEPARATORS, key=head.count)
    lines, problems = _lines(text, name, mark)
    columns = _columns(lines[0][1] if lines else [], name, text)
    rows: list[dict[str, str]] = []
    spots: dict[Path, Spot] = {(): Spot((0, len(head)), (0, len(head))), (key,): Spot((0, 0), (0, len(head)))}
    for start, cells in lines[1:]:
        filled = [cell for cell in cells if cell.text]
        if len(cells) > len(columns) and any(cell.text for cell in cells[len(columns) :]):
            place = place_at(name, text, start, cells[-1].span[1])
            found = {"count": len(cells), "expected": len(columns)}
            problems.append(Diagnostic("csv-uneven-row", found, place))
        elif filled:
            at = (key, len(rows))
            span = (filled[0].span[0], filled[-1].span[1])
            spots[at] = Spot(span, span)
            row = {}
            for column, cell in zip(columns, cells, strict=False):
                if cell.text:
                    row[column] = cell.text
                    spots[*at, column] = Spot(columns[column], cell.span)
            rows.append(row)
    document = Document(name, text, {key: rows}, lambda whole: spots)
    return Table(document, columns, tuple(problems))


def _lines(text: str, name: str, mark: str) -> tuple[list[tuple[int, list[_Cell]]], list[Diagnostic]]:
    found: list[tuple[int, list[_Cell]]] = []
    problems: list[Diagnostic] = []
    at = 0
    while at < len(text):
        cells, end, fault = _line(text, at, mark)
        if fault is not None:
            slug, where = fault
            problems.append(Diagnostic(slug, {}, place_at(name, text, where, where + 1)))
        elif any(cell.text for cell in cells):
            found.append((at, cells))
        at = end
    return found, problems


def _line(text: str, at: int, mark: str) -> tuple[list[_Cell], int, tuple[str, int] | None]:
    """The cells of the line that begins here, where the next one begins, and what is wrong with it."""
    cells: list[_Cell] = []
    start = at
    while True:
        quoted = _QUOTED.match(text, at, at + MOST_CELL)
        stop = _end_of_cell(text, at, mark)
        if quoted is not None:
            if quoted.end() < len(text) and text[quoted.end()] not in f"{mark}\r\n":
                return cells, _after_line(text, start), ("csv-text-after-quote", quoted.end())
            cells.append(_Cell(normal(quoted[1].replace('""', '"').strip()), quoted.span(1)))
            at = quoted.end()
        else:
            raw = text[at:stop]
            if raw.lstrip(" ").startswith('"'):
                return cells, _after_line(text, start), ("csv-open-quote", at + raw.index('"'))
            lead = len(raw) - len(raw.lstrip())
            cells.append(_Cell(normal(raw.strip()), (at + lead, at + lead + len(raw.strip()))))
            at = stop
        if at >= len(text) or text[at] != mark:
            ended = _LINE_END.match(text, at)
            return cells, ended.end() if ended else len(text), None
        at += 1


def _end_of_cell(text: str, at: int, mark: str) -> int:
    ended = re.compile(f"[{mark}\r\n]").search(text, at)
    return ended.start() if ended else len(text)


def _after_line(text: str, at: int) -> int:
    ended = _LINE_END.search(text, at)
    return ended.end() if ended else len(text)


def _columns(cells: list[_Cell], name: str, text: str) -> Mapping[str, Offsets]:
    while cells and not cells[-1].text:
        cells = cells[:-1]
    problems: list[Diagnostic] = []
    found: dict[str, Offsets] = {}
    for number, cell in enumerate(cells[:MOST_COLUMNS], start=1):
        place = place_at(name, text, *cell.span)
        arguments: dict[str, Any] = {"name": cell.text, "column": number}
        if not cell.text:
            problems.append(Diagnostic("csv-column-without-name", arguments, place))
        elif cell.text in found:
            problems.append(Diagnostic("csv-duplicate-column", arguments, place))
        found[cell.text] = cell.span
    if len(cells) > MOST_COLUMNS:
        place = place_at(name, text, *cells[MOST_COLUMNS].span)
        problems.append(Diagnostic("csv-many-columns", {"most": MOST_COLUMNS}, place))
    if problems:
        raise DiagnosticError(*problems)
    return found
