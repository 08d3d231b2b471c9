"""Units that stand in more than one row: rows that say the same count once, others cannot be told apart.

Looked for over the whole table before anything is scored, with a hash of eight bytes for each row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import polars as pl
from attrs import frozen

from thiduascore.diagnostics import Diagnostic, Place
from thiduascore.tables.batches import Batch, batches
from thiduascore.tables.formats import TableFile

KEYS = ("unit.id", "period", "period.from", "period.to")
"""The columns that say of whom and of when a row is."""


@frozen
class Repeated:
    """The rows that do not count, by number, each with another row of its unit; and which contradict that."""

    first: Mapping[int, int]
    contradicting: frozenset[int]

    def single(self, numbers: pl.Series) -> pl.Series:
        """Which of the rows with these numbers count."""
        out = pl.Series([*self.first, *self.contradicting], dtype=pl.Int64)
        return ~numbers.is_in(out.implode())

    def reason(self, number: int, unit: str, path: str) -> Diagnostic | None:
        """Why a row does not count; None when it does."""
        if number in self.contradicting:
            return Diagnostic(
                "table-contradicting-rows", {"unit": unit, "row": self.first[number]}, Place(path)
            )
        if number in self.first:
            return Diagnostic("table-repeated-row", {"unit": unit, "row": self.first[number]}, Place(path))
        return None


def repeated(table: TableFile, rows: int) -> Repeated:
    """The rows of a table whose unit has another row for the same period."""
    hashes = [_keyed(batch) for batch in batches(_narrow(table), rows)]
    found = pl.concat(hashes) if hashes else pl.DataFrame(schema={"key": pl.UInt64})
    twice = found.select(pl.col("key").filter(pl.col("key").is_duplicated()).unique()).to_series()
    if twice.is_empty():
        return Repeated({}, frozenset())
    return _judged(table, rows, twice)


def _narrow(table: TableFile) -> TableFile:
    """The table with the columns of its keys only, where its kind lets them be read alone."""
    return table if table.kind == "csv" else table.only(KEYS)


def keys(frame: pl.DataFrame) -> list[pl.Expr]:
    """What says of whom and of when the rows of a frame are, as texts."""
    return [
        pl.col(name).cast(pl.String).str.strip_chars().str.normalize("NFC").fill_null("")
        for name in KEYS
        if name in frame.columns
    ]


def _keyed(batch: Batch) -> pl.DataFrame:
    frame = batch.frame
    return frame.select(pl.struct(keys(frame)).hash().alias("key"))


def _judged(table: TableFile, rows: int, twice: pl.Series) -> Repeated:
    """Looks at the rows themselves, because different units can have one hash."""
    alike: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for batch in batches(table, rows):
        keyed = batch.frame.with_columns(_keyed(batch)["key"], pl.Series("#row", batch.numbers))
        some = keyed.filter(pl.col("key").is_in(twice.implode()))
        if some.is_empty():
            continue
        read, contents = some.select(keys(some)).rows(), some.drop("key", "#row").hash_rows(seed=1)
        for key, number, content in zip(read, some["#row"], contents, strict=True):
            alike[key].append((number, content))
    first: dict[int, int] = {}
    contradicting: set[int] = set()
    for found in alike.values():
        if len(found) > 1 and len({content for _, content in found}) > 1:
            contradicting |= {number for number, _ in found}
            first |= {number: found[0][0] if number != found[0][0] else found[1][0] for number, _ in found}
        elif len(found) > 1:
            first |= {number: found[0][0] for number, _ in found[1:]}
    return Repeated(first, frozenset(contradicting))
