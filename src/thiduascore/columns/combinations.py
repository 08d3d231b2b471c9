"""The program's answers, asked for once for each combination of values that stands in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from thiduascore.columns.intake.facts import MEMBERS, causes_in
from thiduascore.model.submission import Period, Submission, Unit
from thiduascore.program.plan import Plan

Answer = Callable[[Sequence[Mapping[str, Any]]], pl.DataFrame]
"""Columns for combinations, one row for each."""


def once(facts: pl.DataFrame, columns: Sequence[str], answer: Answer) -> pl.DataFrame:
    """The answer's columns for each row of the facts, of which it depends on these columns only."""
    if not columns:
        made = answer([{}])
        return made.select(pl.all().gather(pl.repeat(0, facts.height, dtype=pl.UInt32)))
    labels = [f"key {name}" for name in columns]
    keys = [key_of(name, facts.schema[name]) for name in columns]
    keyed = facts.select(*[key.alias(label) for key, label in zip(keys, labels, strict=True)], *columns)
    distinct = keyed.unique(labels, maintain_order=True)
    made = answer(list(distinct.select(columns).iter_rows(named=True)))
    joined = keyed.select(labels).join(
        distinct.select(labels).hstack(made),
        on=labels,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined.select(made.columns)


def key_of(name: str, kind: pl.DataType) -> pl.Expr:
    """A column by which rows can be told apart: a list as text."""
    column = pl.col(name)
    if not isinstance(kind, pl.List):
        return column
    # Each element with its length, so that no other list has the same text.
    texts = column.cast(pl.List(pl.String)).list.eval(
        pl.element().str.len_bytes().cast(pl.String) + ":" + pl.element()
    )
    return pl.when(column.is_not_null()).then(texts.list.join(","))


def submission_of(plan: Plan, row: Mapping[str, Any], claim: str, needed: frozenset[str]) -> Submission:
    """A combination as a report, in which `claim` is the criterion that it may say does not apply.

    Of facts that are missing it says why for those that are `needed`.
    """
    values, missing = {}, {}
    for slot in plan.facts:
        value = row.get(f"fact.{slot.name}")
        if value is not None:
            values[slot.name] = tuple(value) if isinstance(value, list) else value
        elif slot.name in needed:
            missing[slot.name] = causes_in(slot.name, row.get(f"cause.{slot.name}"))
    unit = Unit(*(row.get(f"unit.{member}") or "" for member in MEMBERS))
    start, end = row.get("period.start"), row.get("period.end")
    period = None if start is None or end is None else Period(start, end)
    claims = {claim: ""} if claim and row.get(f"claim.{claim}") else {}
    return Submission(
        campaign="", unit=unit, period=period, values=values, missing=missing, not_applicable=claims
    )
