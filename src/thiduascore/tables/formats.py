"""Table files: which kind one is, which columns it has, and why it cannot be scored."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl
from attrs import evolve, frozen

from thiduascore.builtin.readers.csv_table import MOST_COLUMNS, clashes, column_path
from thiduascore.builtin.readers.csv_table import opened as csv_opened
from thiduascore.diagnostics import Argument, Diagnostic, DiagnosticError, Place, nearest
from thiduascore.model.ruleset import Ruleset
from thiduascore.tables.suffixes import KINDS, Kind, kind_of
from thiduascore.text import normal, read_file

MOST_FOOTER: Final = 64 * 1024 * 1024
"""The longest description of columns, in bytes, that a Parquet or Arrow file may end with."""

_MAGIC: Final[Mapping[bytes, Kind]] = {b"PAR1": "parquet", b"PARE": "parquet", b"ARRO": "arrow"}
_ENDS: Final[Mapping[Kind, tuple[bytes, ...]]] = {"parquet": (b"PAR1", b"PARE"), "arrow": (b"ARROW1",)}
_STREAM: Final = b"\xff\xff\xff\xff"
_ROOM: Final = 12
"""Bytes at the end of a file in which the length of the description and the mark stand."""
_GROUPS: Final = {"unit", "period", "evidence", "self", "not_applicable", "previous"}
Failures: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)
"""What reading a damaged table raises."""


@frozen(kw_only=True)
class TableFile:
    """A table on the disk that can be read; `rows` is None where counting would mean reading it."""

    path: str
    kind: Kind
    schema: Mapping[str, pl.DataType]
    rows: int | None
    size: int
    """In bytes."""
    columns: tuple[str, ...] | None = None
    """The columns that are read; None for all."""

    def only(self, names: Iterable[str]) -> TableFile:
        """The same table, of which only the columns of these names are read."""
        return evolve(self, columns=tuple(name for name in self.schema if normal(name).strip() in names))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns as they are compared."""
        return tuple(normal(name).strip() for name in self.schema)

    def scan(self) -> pl.LazyFrame:
        """The table, of which nothing is read yet; not for CSV."""
        assert self.kind != "csv", "CSV is read row by row"
        found = pl.scan_parquet(self.path) if self.kind == "parquet" else pl.scan_ipc(self.path)
        return found if self.columns is None else found.select(self.columns)


def opened(path: str) -> TableFile:
    """The table that a file holds.

    Raises DiagnosticError when there is no such file, or it is damaged, empty, of another kind than its name
    says, or has columns that nobody could mean.
    """
    kind = kind_of(path)
    if kind is None:
        suffixes = ", ".join(f"`{suffix}`" for suffix in KINDS)
        raise _wrong("table-suffix", path, suffixes=suffixes)
    _check_start(path, kind)
    if kind == "csv":
        header, _ = csv_opened(path, limited=False)
        schema: Mapping[str, pl.DataType] = {normal(cell).strip(): pl.String() for cell in header.row.cells}
        return TableFile(path=path, kind=kind, schema=schema, rows=None, size=os.path.getsize(path))
    _check_footer(path, kind)
    try:
        scanned = pl.scan_parquet(path) if kind == "parquet" else pl.scan_ipc(path)
        schema = dict(scanned.collect_schema())
        rows = scanned.select(pl.len()).collect().item()
    except Failures:
        raise _wrong("table-damaged", path) from None
    found = TableFile(path=path, kind=kind, schema=schema, rows=rows, size=os.path.getsize(path))
    problems = tuple(_problems(found))
    if problems:
        raise DiagnosticError(*problems)
    return found


def damaged(path: str) -> DiagnosticError:
    """The error for a table that breaks off while it is read."""
    return _wrong("table-damaged", path)


def _check_start(path: str, kind: Kind) -> None:
    """The first bytes say what a file is, whatever its name says."""
    if not os.path.isfile(path) or not os.path.getsize(path):
        read_file(path)  # says why
        raise _wrong("table-damaged", path)
    try:
        with open(path, "rb") as file:
            start = file.read(4)
    except OSError:
        read_file(path)
        raise _wrong("table-damaged", path) from None
    if kind == "arrow" and start == _STREAM:
        raise _wrong("table-stream", path)
    found = _MAGIC.get(start, "csv")
    if found != kind:
        if found == "csv":
            raise _wrong("table-damaged", path)
        raise _wrong("table-other-kind", path, kind=found.capitalize(), suffix=f".{found}")


def _check_footer(path: str, kind: Kind) -> None:
    """A description of columns that is longer than any table needs is not read at all."""
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - _ROOM))
        end = file.read(_ROOM)
    if not end.endswith(_ENDS[kind]):
        raise _wrong("table-damaged", path)
    length = end[-8:-4] if kind == "parquet" else end[-10:-6]
    if int.from_bytes(length, "little") > MOST_FOOTER:
        raise _wrong("table-many-columns", path, most=MOST_COLUMNS)


def _problems(table: TableFile) -> Iterator[Diagnostic]:
    if len(table.schema) > MOST_COLUMNS:
        yield _said("table-many-columns", table.path, most=MOST_COLUMNS)
        return
    for name, count in Counter(table.names).items():
        if count > 1:
            yield _said("table-duplicate-column", table.path, name=name)
    if "unit.id" not in table.names:
        near = nearest("unit.id", table.names)
        yield _said("table-without-unit-id", table.path, **({"nearest": near} if near else {}))
    if not table.rows:
        yield _said("table-without-rows", table.path)


def check_columns(table: TableFile, ruleset: Ruleset) -> tuple[Diagnostic, ...]:
    """What is doubtful in a table's columns: names that mean nothing to the ruleset.

    Raises DiagnosticError when a column's numbers are binary fractions, or its values are no reported ones,
    or when there is no column of a fact at all.
    """
    return check_types(dict(zip(table.names, table.schema.values(), strict=True)), ruleset, path=table.path)


def check_types(
    schema: Mapping[str, pl.DataType], ruleset: Ruleset, *, path: str = ""
) -> tuple[Diagnostic, ...]:
    """As `check_columns`, of a table that is no file."""
    wrong, doubtful, known = [], [], 0
    for name, type_ in schema.items():
        group, *rest = column_path(name)
        fact = rest[0] if group == "facts" else name
        if group == "facts" and fact not in ruleset.facts:
            near = nearest(fact, [*ruleset.facts, "unit.name", "unit.kind", "unit.cluster", "period"])
            more = {"nearest": near} if near else {}
            doubtful.append(_said("table-unknown-column", path, name=name, **more))
            continue
        known += group == "facts"
        if _inner(type_).is_float():
            wrong.append(_said("table-float-column", path, name=name))
        elif not _is_reported(type_):
            wrong.append(_said("table-column-type", path, name=name, type=str(type_)))
    for outer, inner in clashes([column_path(name) for name in schema]):
        wrong.append(_said("csv-column-clash", path, name=".".join(outer), other=".".join(inner)))
    if not known:
        facts = ", ".join(f"`{fact}`" for fact in list(ruleset.facts)[:5])
        wrong.append(_said("table-without-facts", path, facts=facts))
    if wrong:
        raise DiagnosticError(*wrong, *doubtful)
    return tuple(doubtful)


def _is_reported(type_: pl.DataType) -> bool:
    """Whether values of the type can be facts: numbers, texts, yes-no, dates, lists of them."""
    inner = _inner(type_)
    plain = (pl.String, pl.Boolean, pl.Date, pl.Null, pl.Categorical, pl.Enum)
    return inner.is_integer() or inner.is_decimal() or isinstance(inner, plain)


def _inner(type_: pl.DataType) -> pl.DataType:
    return _type(type_.inner) if isinstance(type_, pl.List) else type_


def _type(found: object) -> pl.DataType:
    return found() if isinstance(found, type) else found  # type: ignore[return-value]


def _said(slug: str, path: str, **arguments: Argument) -> Diagnostic:
    return Diagnostic(slug, {"path": path, **arguments}, Place(path) if path else None)


def _wrong(slug: str, path: str, **arguments: Argument) -> DiagnosticError:
    return DiagnosticError(_said(slug, path, **arguments))
