"""The submissions of the shipped campaigns as tables, and their results one by one in a table's form."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from thiduascore import Engine, Ruleset, Scorecard
from thiduascore.columns.results import row_of, schema_of
from thiduascore.model.submission import tree_of
from thiduascore.tables.joining import result_schema
from thiduascore.tables.ordering import rank_columns
from thiduascore.tables.scoring import Scorer

RULESETS = Path(__file__).resolve().parent.parent / "rulesets"
CAMPAIGNS = (
    "tttt-covid-2021",
    "vpcp-covid-2021",
    "vinh-phuc-2021-2025",
    "nong-thon-moi-2016-2020",
    "sau-linh-vuc-2021",
    "examples/pci",
)


def table_of(engine: Engine, ruleset: Ruleset, folder: Path) -> pl.DataFrame:
    """What the campaign's submissions report, as far as one row can hold it, a column for each thing."""
    taken = engine.read(ruleset, folder / "submissions")
    rows = [dict(_cells(json.loads(one.reported))) for one in taken.submissions]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({name: _column([row.get(name) for row in rows]) for name in names})


def _cells(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if prefix.startswith("evidence.") and isinstance(value, list):
            value = {**value[0], **{str(number): each for number, each in enumerate(value[1:], start=2)}}
        if isinstance(value, dict):
            yield from _cells(value, "" if name == "facts" else f"{name}.")
        else:
            yield name, "|".join(map(str, value)) if isinstance(value, list) else value


def _column(values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    if kinds == {int} and max(abs(value) for value in values if value is not None) < 2**62:
        return pl.Series(values, dtype=pl.Int64)
    texts = [
        None if value is None else str(value).lower() if value in (True, False) else str(value)
        for value in values
    ]
    return pl.Series(texts, dtype=pl.String)


def report_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table as a report."""
    from thiduascore.builtin.readers.csv_table import column_path

    return tree_of(map(column_path, row), row.values())


def one_by_one(engine: Engine, ruleset: Ruleset, table: pl.DataFrame) -> pl.DataFrame:
    """The results of every row scored by itself, and ranked as a cohort."""
    scorer = Scorer(engine, ruleset)
    taken = engine.read(ruleset, [report_of(row) for row in table.iter_rows(named=True)])
    cards = [engine.score(ruleset, one) for one in taken.submissions]
    standings = engine.rank(ruleset, taken.submissions)
    places = {
        (one.card.unit.id, one.card.submission.period): [place.rank for place in one.places]
        for one in standings.all
    }
    rows = [_row(card, places[card.unit.id, card.submission.period], ruleset) for card in cards]
    return pl.DataFrame(rows, schema=result_schema(scorer.schema, scorer.ordering))


def _row(card: Scorecard, ranks: list[Any], ruleset: Ruleset) -> dict[str, Any]:
    period = card.submission.period
    about = {
        "unit.name": card.unit.name,
        "unit.kind": card.unit.kind,
        "unit.cluster": card.unit.cluster,
        "period.from": period and period.start,
        "period.to": period and period.end,
    }
    names = list(rank_columns(ruleset.ranking))
    return {
        **row_of(card, schema_of(card.plan)),
        **about,
        **dict(zip(names, ranks or [None] * len(names), strict=bool(names))),
    }


def in_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as the bytes of a Parquet file, whatever the order of its rows was."""
    sink = io.BytesIO()
    frame.sort("unit.id", "period.from").write_parquet(sink)
    return sink.getvalue()
