"""What the intake notices in cells: how many findings of each severity, and for what a value is missing.

A finding rests on one cell, or on a fact with its evidence and the period.
So the intake is asked once for each that stands there, and never about cells in which nothing is odd.
Counts stand in one whole number: errors, a million times as much for a warning, again for a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from thiduascore.columns.intake.scalars import mapped, plain_texts
from thiduascore.model.intake_scalars import absent
from thiduascore.model.submission import Finding

_BITS: Final = 20
ONE: Final[Mapping[str, int]] = {"error": 1, "warning": 1 << _BITS, "note": 1 << 2 * _BITS}
"""One finding of a severity, as a count."""
Answer = Callable[[Mapping[str, Any]], tuple[Any, ...]]


def count_of(findings: Iterable[Finding]) -> int:
    """How many findings of each severity there are."""
    return sum(ONE[finding.severity] for finding in findings)


def counts_in(counts: pl.Expr) -> dict[str, pl.Expr]:
    """The columns of a result that say how many findings there are."""
    each = {f"{severity}s": (counts // one) % (1 << _BITS) for severity, one in ONE.items()}
    return {"findings": pl.sum_horizontal(*each.values()), **each}


def once(
    frame: pl.DataFrame, where: pl.Series, answer: Answer, schema: Mapping[str, Any]
) -> dict[str, pl.Series]:
    """What is answered about some rows of a few columns, asked once for each combination; null elsewhere."""
    if not where.any():
        return {name: pl.repeat(None, where.len(), dtype=kind, eager=True) for name, kind in schema.items()}
    some = frame.filter(where)
    if any(kind.is_nested() or kind == pl.Object for kind in some.dtypes):
        made = _made([answer(row) for row in some.iter_rows(named=True)], schema)
    else:
        distinct = some.unique(maintain_order=True)
        answers = _made([answer(row) for row in distinct.iter_rows(named=True)], schema)
        known = distinct.hstack(answers)
        joined = some.join(known, on=some.columns, how="left", nulls_equal=True, maintain_order="left")
        made = joined.select(answers.columns)
    return {name: spread(made[name], where) for name in schema}


def _made(answers: Sequence[tuple[Any, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    columns = zip(*answers, strict=True) if answers else [[] for _ in schema]
    return pl.DataFrame(
        [
            pl.Series(name, list(values), dtype=kind)
            for (name, kind), values in zip(schema.items(), columns, strict=True)
        ]
    )


def spread(values: pl.Series, where: pl.Series) -> pl.Series:
    """The values in the rows in which it is so, in their order; null elsewhere."""
    places = pl.when(where).then(where.cast(pl.Int64).cum_sum() - 1)
    return values.gather(pl.select(places).to_series())


def present(column: pl.Series) -> pl.Series:
    """Where something was reported."""
    if isinstance(column.dtype, pl.Enum | pl.Categorical):
        column = column.cast(pl.String)
    found = plain_texts(column, 1 << 30) if column.dtype == pl.String else None
    if found is None:
        return column.is_not_null()
    odd = pl.select(pl.when(found[1]).then(column)).to_series()
    blank = mapped(odd, absent, pl.Boolean).fill_null(False)
    return column.is_not_null() & ~blank
