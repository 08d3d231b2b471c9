"""Units that stand in more than one row: rows that say the same count once, others cannot be told apart.

Looked for over the whole table before anything is scored, with a hash of eight bytes for each row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import polars as pl
from attrs import frozen

from thiduascore.columns.intake.noticed import once
from thiduascore.diagnostics import Diagnostic, Place
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.intake_unit import bind_period
from thiduascore.model.submission import Report, tree_of
from thiduascore.tables.batches import Batch, batches
from thiduascore.tables.formats import TableFile

KEYS = ("unit.id", "period", "period.from", "period.to", "period.year")
"""The columns that say of whom and of when a row is."""
_SAID: Final = {"#period": pl.String}
_ANY: Final = Expected(campaign="", kinds=(), facts={}, types={}, points={}, start=None, end=None)
"""What is expected of a period by itself."""


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


def keys(frame: pl.DataFrame) -> pl.DataFrame:
    """What says of whom and of when the rows of a frame are, as texts; periods however they are written."""
    names = [name for name in frame.columns if name == "period" or name.startswith("period.")]
    unit = pl.col("unit.id").cast(pl.String).str.strip_chars().str.normalize("NFC").fill_null("")
    found = frame.select(unit.alias("unit"), pl.lit("").alias("period"))
    if not names:
        return found
    texts = frame.select(pl.col(name).cast(pl.String) for name in names)
    said = once(texts, texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series(), _period, _SAID)
    return found.with_columns(said["#period"].fill_null("").alias("period"))


def contents_of(frame: pl.DataFrame) -> pl.Series:
    """What rows say beside their keys, as numbers that differ where that does."""
    rest = frame.drop(KEYS, strict=False)
    return rest.hash_rows(seed=1) if rest.width else pl.repeat(0, frame.height, dtype=pl.UInt64, eager=True)


def _period(row: Mapping[str, Any]) -> tuple[str]:
    """A period by its ends; by what stands there where that is none, which is refused later."""
    tree = tree_of([tuple(name.split(".")) for name in row], row.values())
    binding = Binding(Report(tree=tree), _ANY)
    period = bind_period(binding)
    if binding.refusals:
        return (repr(row),)
    return ("" if period is None else f"{period.start} {period.end}",)


def _keyed(batch: Batch) -> pl.DataFrame:
    return keys(batch.frame).select(pl.struct(pl.all()).hash().alias("key"))


def _judged(table: TableFile, rows: int, twice: pl.Series) -> Repeated:
    """Looks at the rows themselves, because different units can have one hash."""
    alike: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for batch in batches(table, rows):
        keyed = batch.frame.with_columns(_keyed(batch)["key"], pl.Series("#row", batch.numbers))
        some = keyed.filter(pl.col("key").is_in(twice.implode()))
        if some.is_empty():
            continue
        read, contents = keys(some).rows(), contents_of(some.drop("key", "#row"))
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
