"""CSV: the first row names the columns, every other row is one unit's report.

Columns are `unit.id`, `unit.name`, `unit.kind`, `unit.cluster`, `campaign`, `period` (or `period.from` and
`period.to`), the names of facts, `evidence.FACT.number` (also issuer, date, file, link, note; of a second
document `evidence.FACT.2.number`, and so on),
`self.CRITERION`, `self_total`, `not_applicable.CRITERION` and `previous.FACT`.
An empty cell is a value that was not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path as FilePath
from typing import Any, Final, Literal

from attrs import field

from thiduascore.builtin.readers.csv_rows import Row, rows
from thiduascore.builtin.readers.lines import Line, lines, until_hopeless
from thiduascore.plugin import (
    Diagnostic,
    DiagnosticError,
    Path,
    Place,
    Related,
    Report,
    normal,
    tree_of,
)
from thiduascore.records import frozen

MOST_COLUMNS: Final = 2_000

_SEPARATORS = (",", ";", "\t")
_DECLARED = re.compile(r'"?sep=([,;\t])"?,*;*', re.IGNORECASE)
_WITHIN_QUOTES = re.compile(r'"[^"]*"')
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_PLAIN = frozenset({"format", "campaign", "illustrative", "period", "self_total"})
_GROUPS = frozenset({"unit", "facts", "period", "self", "not_applicable", "previous"})


@frozen
class Header:
    """The first row, and for each column the path of what it reports."""

    row: Row
    paths: tuple[tuple[str, ...], ...]
    index: Mapping[Path, int] = field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Lets a path be looked up."""
        object.__setattr__(self, "index", {path: index for index, path in enumerate(self.paths)})


def read_csv(path: FilePath | str, *, decimal: Literal[".", ","] = ".") -> Iterator[Report]:
    """A report for each row; `decimal` is the decimal mark of every number in the file."""
    name = str(path)
    try:
        yield from until_hopeless(_reports(name, decimal))
    except DiagnosticError as error:
        yield Report(file=name, problems=error.diagnostics)


def opened(name: str, *, limited: bool = True) -> tuple[Header, Iterator[Row]]:
    """The header of a file, and the rows behind it; `limited` as for `lines`.

    Raises DiagnosticError when there is no header that can be used.
    """
    source = lines(name, limited=limited)
    first = _first(name, source)
    separator, before = _separator(name, first)
    following = rows(name, chain(before, source), separator)
    return _header(next(following, None), name), following


def _reports(name: str, decimal: Literal[".", ","]) -> Iterator[Report]:
    header, following = opened(name)
    folder = FilePath(name).parent
    row = None
    for row in following:
        problem = fault(row, header)
        if problem is not None:
            yield Report(file=name, row=row.number, problems=(problem,))
            continue
        tree = _tree(row, header)
        if tree:
            placed = _Places(row, header)
            yield Report(
                tree=tree, place=placed.place, file=name, row=row.number, folder=folder, decimal=decimal
            )
    if row is None:
        problem = Diagnostic("csv-without-rows", {}, header.row.place())
        yield Report(file=name, problems=(problem,))


def _first(name: str, source: Iterator[Line]) -> Line:
    """The first line that is not blank."""
    for line in source:
        if line.problem is not None:
            raise DiagnosticError(line.problem)
        if line.text and not line.text.isspace():
            return line
    raise DiagnosticError(Diagnostic("csv-without-header", {}, Place(name)))


def _separator(name: str, first: Line) -> tuple[str, tuple[Line, ...]]:
    """The separator, and the lines to read again: a line `sep=;`, as spreadsheets write, is none of them."""
    declared = _DECLARED.fullmatch(first.text.strip())
    if declared is not None:
        return declared[1], ()
    bare = _WITHIN_QUOTES.sub("", first.text)
    counts = {separator: bare.count(separator) for separator in _SEPARATORS}
    most = max(counts.values())
    likely = [separator for separator, count in counts.items() if count == most]
    if most and len(likely) > 1:
        place = Row(name, first.number, ",", first.text).place()
        raise DiagnosticError(Diagnostic("csv-unclear-separator", {}, place))
    return likely[0], (first,)


def _header(row: Row | None, name: str) -> Header:
    if row is None:
        raise DiagnosticError(Diagnostic("csv-without-header", {}, Place(name)))
    if row.problem is not None:
        raise DiagnosticError(row.problem)
    if len(row.cells) > MOST_COLUMNS:
        raise DiagnosticError(Diagnostic("csv-many-columns", {"most": MOST_COLUMNS}, row.place()))
    header = Header(row, tuple(column_path(normal(cell).strip()) for cell in row.cells))
    problems = tuple(_header_problems(header))
    if problems:
        raise DiagnosticError(*problems)
    return header


def column_path(column: str) -> tuple[str, ...]:
    """What a column reports; a column of no known group is a fact."""
    group, _, rest = column.partition(".")
    if column in _PLAIN:
        return (column,)
    if group == "evidence" and rest:
        fact, _, part = rest.rpartition(".")
        name, _, number = fact.rpartition(".")
        if name and _NUMBER.fullmatch(number):
            return (group, name, number, part)
        return (group, fact, part) if fact else (group, rest)
    return (group, rest) if group in _GROUPS and rest else ("facts", column)


def _header_problems(header: Header) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], int] = {}
    for index, path in enumerate(header.paths):
        name, place = header.row.cells[index].strip(), header.row.place(index)
        if not name:
            yield Diagnostic("csv-column-without-name", {"column": index + 1}, place)
        elif path in seen:
            first = Related(header.row.place(seen[path]), "column-first-here")
            yield Diagnostic("csv-duplicate-column", {"name": name}, place, (first,))
        seen.setdefault(path, index)
    if ("unit", "id") not in seen:
        yield Diagnostic("csv-without-unit-id", {}, header.row.place())
    for outer, path in clashes(header.paths):
        arguments = {"name": ".".join(outer), "other": ".".join(path)}
        yield Diagnostic("csv-column-clash", arguments, header.row.place(seen[outer]))


def clashes(paths: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Columns that are a value, each with a column of which it would be the group."""
    every = frozenset(paths)
    for path in paths:
        for length in range(1, len(path)):
            if path[:length] in every:
                yield path[:length], path


def fault(row: Row, header: Header) -> Diagnostic | None:
    """Why a row cannot be read: what is wrong with it, or that it has more or fewer cells than the header."""
    if row.problem is not None:
        return row.problem
    count, expected = len(row.cells), len(header.paths)
    if count == expected:
        return None
    return Diagnostic("csv-uneven-row", {"count": count, "expected": expected}, row.place())


def _tree(row: Row, header: Header) -> dict[str, Any]:
    return tree_of(header.paths, (None if not cell or cell.isspace() else cell for cell in row.cells))


@frozen
class _Places:
    """Says in which cell a path stands; a key stands in the header."""

    row: Row
    header: Header

    def place(self, path: Path, *, key: bool = False) -> Place:
        for length in range(len(path), 0, -1):
            index = self.header.index.get(path[:length])
            if index is not None:
                return (self.header.row if key else self.row).place(index)
        group = [index for index, column in enumerate(self.header.paths) if column[: len(path)] == path]
        return self.row.place(group[0] if group and path else None)
