"""Evidence in columns: which values do not count because nothing supports them.

A document's texts are of no interest here but for being there, so that rows are judged by few combinations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl

from thiduascore.columns.scalars import plain_texts
from thiduascore.model.intake_binding import Binding
from thiduascore.model.intake_evidence import bind_evidence, unsupported
from thiduascore.model.submission import Period

_FORMS: Final = {
    "link": (r"(?i)^https?://[^\s\x00-\x1f\"<>]+$", "https://example.org"),
    "file": (r"^[\p{L}\p{N}_][\p{L}\p{N}_ -]*(\.[\p{L}\p{N}_ -]+)*$", "x"),
}


def unsupported_in(
    fact: str,
    values: pl.Series,
    documents: Mapping[str, pl.Series],
    period: tuple[pl.Series, pl.Series],
    binding: Callable[[Mapping[str, Any]], Binding],
) -> tuple[pl.Series, pl.Series]:
    """Where a fact's value does not count for want of evidence, and where the evidence is too odd to tell."""
    height = values.len()
    odd = pl.repeat(False, height, dtype=pl.Boolean, eager=True)
    columns: dict[str, pl.Series] = {"#claims": _claims(values), "#start": period[0], "#end": period[1]}
    for part, column in documents.items():
        found, strange = _reduced(part, column)
        odd = odd | strange
        columns[part] = found
    frame = pl.DataFrame(columns)
    distinct = frame.filter(pl.col("#claims").is_not_null() & ~odd).unique(maintain_order=True)
    judged = [_judged(fact, row, list(documents), binding) for row in distinct.iter_rows(named=True)]
    made = distinct.with_columns(pl.Series("#no", judged, dtype=pl.Boolean))
    joined = frame.join(made, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined["#no"].fill_null(False), odd & values.is_not_null()


def _claims(values: pl.Series) -> pl.Series:
    """Whether a value claims anything: a no, a zero and a list of such do not; null where there is none."""
    if values.dtype == pl.Boolean:
        return values
    if values.dtype.is_numeric():
        return values != 0
    if isinstance(values.dtype, pl.List):
        inner = values.dtype.inner
        if inner == pl.Boolean:
            return values.list.any()
        return values.list.eval(pl.element() != 0).list.any() if inner.is_numeric() else values.list.len() > 0
    return pl.select(pl.when(values.is_not_null()).then(True)).to_series()


def _reduced(part: str, column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The column with plain texts as one, and where a text is not plain."""
    if part == "date":
        return column, pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
    texts = plain_texts(column, 1 << 30)
    if texts is None:
        return pl.repeat(None, column.len(), dtype=pl.String, eager=True), column.is_not_null()
    found, odd = texts
    form, stands = _FORMS.get(part, (None, "x"))
    if form is not None:
        odd = odd | ~found.str.contains(form).fill_null(True)
    return pl.select(pl.when(found.is_not_null()).then(pl.lit(stands))).to_series(), odd


def _judged(
    fact: str, row: Mapping[str, Any], parts: list[str], binding: Callable[[Mapping[str, Any]], Binding]
) -> bool:
    """Whether one combination leaves the fact without what it needs."""
    given = {part: row[part] for part in parts if row[part] is not None}
    bound = binding({"evidence": {fact: given}} if given else {})
    documents, _ = bind_evidence(bound)
    period = None if row["#start"] is None else Period(row["#start"], row["#end"])
    value = bool(row["#claims"])
    return unsupported(bound, bound.expected.facts[fact], fact, documents, period, value) is not None
