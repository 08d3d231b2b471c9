"""Evidence in columns: which values do not count because nothing supports them, and what is noticed in it.

A document's texts are of no interest here but for being there, so that rows are judged by few combinations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import polars as pl

from thiduascore.columns.intake.facts import CAUSES
from thiduascore.columns.intake.noticed import count_of, once
from thiduascore.columns.intake.scalars import plain_texts
from thiduascore.model.intake_binding import Binding
from thiduascore.model.intake_evidence import bind_evidence, unsupported
from thiduascore.model.submission import Period

_FORMS: Final = {
    "link": (r"(?i)^https?://[^\s\x00-\x1f\"<>]+$", "https://example.org"),
    "file": (r"^[\p{L}\p{N}_][\p{L}\p{N}_ -]*(\.[\p{L}\p{N}_ -]+)*$", "x"),
}


def evidence_in(
    fact: str,
    values: pl.Series,
    documents: Mapping[str, pl.Series],
    period: tuple[pl.Series, pl.Series],
    binding: Callable[[Mapping[str, Any]], Binding],
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Why a fact's value does not count for want of evidence, what the intake notices, and where it is odd.

    The first is a place in `CAUSES`, null where the value counts; the second is a count.
    Odd is evidence that only the intake can judge.
    """
    height = values.len()
    odd = pl.repeat(False, height, dtype=pl.Boolean, eager=True)
    columns = {}
    if binding({}).expected.facts[fact].evidence != "none":
        columns = {"#claims": _claims(values), "#start": period[0], "#end": period[1]}
    asked = columns["#claims"].is_not_null() if columns else odd
    for part, column in documents.items():
        found, strange = _reduced(part, column)
        odd, asked = odd | strange, asked | found.is_not_null()
        columns[part] = found
    judge = partial(_judged, fact, list(documents), binding)
    made = once(pl.DataFrame(columns), asked & ~odd, judge, {"#cause": pl.UInt8, "#count": pl.Int64})
    return made["#cause"], made["#count"], odd


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
    kind = part.rpartition(".")[2]
    if kind == "date":
        return column, pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
    texts = plain_texts(column, 1 << 30)
    if texts is None:
        return pl.repeat(None, column.len(), dtype=pl.String, eager=True), column.is_not_null()
    found, odd = texts
    form, stands = _FORMS.get(kind, (None, "x"))
    if form is not None:
        odd = odd | ~found.str.contains(form).fill_null(True)
    return pl.select(pl.when(found.is_not_null()).then(pl.lit(stands))).to_series(), odd


def _judged(
    fact: str, parts: list[str], binding: Callable[[Mapping[str, Any]], Binding], row: Mapping[str, Any]
) -> tuple[int | None, int]:
    """Why one combination leaves the fact without what it needs, and what is noticed."""
    given: dict[str, Any] = {}
    for part in parts:
        if row[part] is not None:
            number, _, name = part.rpartition(".")
            (given.setdefault(number, {}) if number else given)[name] = row[part]
    bound = binding({"evidence": {fact: given}} if given else {})
    documents, _ = bind_evidence(bound)
    claims, cause = row.get("#claims"), None
    if claims is not None:
        period = None if row["#start"] is None else Period(row["#start"], row["#end"])
        cause = unsupported(bound, bound.expected.facts[fact], fact, documents, period, claims)
    return None if cause is None else CAUSES.index(cause.slug), count_of(bound.findings)
