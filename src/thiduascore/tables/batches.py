"""A bounded number of rows at a time, with the number that each row has in its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import polars as pl
from attrs import frozen

from thiduascore.builtin.readers.csv_rows import Row
from thiduascore.builtin.readers.csv_table import fault
from thiduascore.builtin.readers.csv_table import opened as csv_opened
from thiduascore.diagnostics import Diagnostic
from thiduascore.tables.formats import Failures, TableFile, damaged
from thiduascore.text import normal

CELLS = 8_000_000
"""How many values of a batch may be in memory at once, read ones and computed ones."""
_LEAST, _MOST = 1_024, 262_144


@frozen(kw_only=True)
class Batch:
    """Some rows of a table."""

    start: int
    """How many rows of the table come before it, those that cannot be read included."""
    frame: pl.DataFrame
    numbers: pl.Series
    """The number of each row of the frame in its file: the row from 1, or the line of a CSV file."""
    broken: tuple[tuple[int, Diagnostic], ...] = ()
    """Rows that are no rows, by their number."""

    @property
    def height(self) -> int:
        """How many rows of the table it stands for."""
        return self.frame.height + len(self.broken)


def rows_of(columns: int) -> int:
    """How many rows a batch has, where so many columns are read and computed."""
    return max(_LEAST, min(_MOST, CELLS // max(1, columns)))


def batches(table: TableFile, rows: int, *, skip: int = 0) -> Iterator[Batch]:
    """The table in batches of so many rows, without the first `skip` of them.

    Raises DiagnosticError when the file breaks off.
    """
    yield from _csv(table, rows, skip) if table.kind == "csv" else _frames(table, rows, skip)


def _frames(table: TableFile, rows: int, skip: int) -> Iterator[Batch]:
    start = skip
    try:
        for found in table.scan().slice(skip).collect_batches(chunk_size=rows, maintain_order=True):
            # Batches must be the same in every run, whatever the file's own row groups are.
            for frame in found.iter_slices(rows):
                yield Batch(start=start, frame=_named(frame), numbers=_numbers(start, frame.height))
                start += frame.height
    except Failures:
        raise damaged(table.path) from None


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({name: normal(name).strip() for name in frame.columns})


def _numbers(start: int, count: int) -> pl.Series:
    return pl.int_range(start + 1, start + count + 1, dtype=pl.Int64, eager=True)


def _csv(table: TableFile, rows: int, skip: int) -> Iterator[Batch]:
    header, following = csv_opened(table.path, limited=False)
    names, start = list(table.schema), skip
    following = islice(following, skip, None)
    for first in following:
        some = list(chain((first,), islice(following, rows - 1)))
        faults = [fault(row, header) for row in some]
        broken = tuple((row.number, each) for row, each in zip(some, faults, strict=True) if each is not None)
        whole = [row for row, each in zip(some, faults, strict=True) if each is None]
        yield Batch(start=start, frame=_texts(names, whole), numbers=_lines(whole), broken=broken)
        start += len(some)


def _lines(rows: Sequence[Row]) -> pl.Series:
    return pl.Series([row.number for row in rows], dtype=pl.Int64)


def _texts(names: Sequence[str], rows: Sequence[Row]) -> pl.DataFrame:
    """The cells as texts; a blank one was not reported."""
    columns = zip(*(row.cells for row in rows), strict=True) if rows else ((),) * len(names)
    frame = pl.DataFrame(
        {name: pl.Series(cells, dtype=pl.String) for name, cells in zip(names, columns, strict=True)}
    )
    return frame.with_columns(pl.when(pl.all().str.strip_chars() != "").then(pl.all()).name.keep())
