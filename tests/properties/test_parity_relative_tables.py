"""Relative methods over tables: columns and files give, value by value, what single submissions give."""

from __future__ import annotations

import decimal
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.relative import DAY, ENGINE, FACTS, peers_of, program, ruleset, submissions

from thiduascore.columns import apart
from thiduascore.columns.results import row_of
from thiduascore.model.submission import Submission
from thiduascore.program.document import scorecard_document
from thiduascore.program.peers import Peers
from thiduascore.program.scorecard import Scorecard
from thiduascore.tables.choosing import choice
from thiduascore.tables.formats import opened
from thiduascore.tables.scored import Asked, score_file


def _table(units: Sequence[Submission]) -> pl.DataFrame:
    """The reports as a table of texts, as a CSV file has them."""
    rows = [_row(one) for one in units]
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


def _row(one: Submission) -> dict[str, str | None]:
    unit, claim = one.unit, one.not_applicable.get("trimmed")
    row = {"unit.id": unit.id, "unit.name": unit.name, "unit.kind": unit.kind, "unit.cluster": unit.cluster}
    return {**row, **{name: _cell(name, one) for name in FACTS}, "not_applicable.trimmed": claim}


def _cell(name: str, one: Submission) -> str | None:
    value = one.values.get(name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    assert isinstance(value, int | None)
    if value is None:
        return None
    return str(decimal.Decimal(value).scaleb(-2)) if name == "n" else str(value)


def _cards(units: list[Submission]) -> list[Scorecard]:
    """By the reference interpreter; one report alone is compared with nobody."""
    peers: Sequence[Peers | None] = peers_of(units) if len(units) > 1 else [None]
    return [program().reference(one, among) for one, among in zip(units, peers, strict=True)]


def _differences(found: pl.DataFrame, cards: list[Scorecard]) -> list[tuple[str, str, Any, Any]]:
    left_out = ("row", "ranked", "findings", "errors", "warnings", "notes", *_WHOSE)
    schema = {name: kind for name, kind in found.schema.items() if name not in left_out}
    schema = {name: kind for name, kind in schema.items() if not name.startswith("rank")}
    return [
        (card.unit.id, name, row[name], expected)
        for card, row in zip(cards, found.iter_rows(named=True), strict=True)
        for name, expected in row_of(card, schema).items()
        if row[name] != expected
    ]


_WHOSE = ("unit.name", "unit.kind", "unit.cluster", "period.from", "period.to")


@settings(max_examples=40)
@given(submissions(), st.sampled_from([0, apart.INTERPRETED]))
def test_a_table_is_the_cohort_of_its_rows(units: list[Submission], interpreted: int) -> None:
    with patch.object(apart, "INTERPRETED", interpreted):
        found = ENGINE.score_table(ruleset(), _table(units), as_of=DAY)
    assert not found.refused
    assert not _differences(found.units, _cards(units))


@settings(max_examples=15)
@given(submissions())
def test_files_are_compared_as_a_whole_however_small_the_batches(units: list[Submission]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        _table(units).write_parquet(given)
        asked = Asked(out=str(out), as_of=DAY, rows=3, chosen=choice('unit.id != ""'))
        score_file(ENGINE, ruleset(), opened(str(given)), asked)
        cards = _cards(units)
        assert not _differences(pl.read_parquet(out), cards)
        written = Path(folder, "out.cards.jsonl").read_text(encoding="utf-8").splitlines()
    for line, card in zip(written, cards, strict=True):
        found, expected = json.loads(line), json.loads(json.dumps(scorecard_document(card)))
        for each in (found, expected):
            # The hash over a table's cohort is that of the table; over single reports, that of their hashes.
            if each["cohort"] is not None:
                del each["cohort"]["hash"]
        assert found["cohort"] == expected["cohort"]
        assert found["criteria"] == expected["criteria"]
