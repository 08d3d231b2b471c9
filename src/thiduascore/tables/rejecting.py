"""The rows of a batch that count, and the reasons why others do not."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.submission import Refused
from thiduascore.tables.batches import Batch
from thiduascore.tables.parts import Reject
from thiduascore.tables.repeated import Repeated
from thiduascore.tables.scoring import reasons


def single(batch: Batch, twice: Repeated) -> pl.DataFrame:
    """The rows of a batch whose units stand in no other row."""
    return batch.frame.filter(twice.single(batch.numbers)) if twice.first else batch.frame


def rejected(
    batch: Batch, twice: Repeated, path: str, refused: Iterable[tuple[int, Refused]]
) -> tuple[Reject, ...]:
    """Every row that does not count, in their order; `refused` are those that `single` has, by position."""
    found = [_reject(number, "", broken) for number, broken in batch.broken]
    numbers = batch.numbers
    if twice.first:
        units = batch.frame["unit.id"].cast(pl.String).fill_null("")
        for number, unit in zip(batch.numbers, units, strict=True):
            why = twice.reason(number, unit, path)
            found += [] if why is None else [_reject(number, unit, why)]
        numbers = numbers.filter(twice.single(numbers))
    for position, one in refused:
        found += [_reject(numbers[position], one.unit, each) for each in reasons(one)]
    return tuple(sorted(found, key=lambda each: each.row))


def _reject(number: int, unit: str, why: Diagnostic) -> Reject:
    return Reject(number, unit, why.slug, why.message("vi"), why.message("en"))
