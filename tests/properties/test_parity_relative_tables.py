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
from attrs import evolve
from campaign_tables import report_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies.relative import DAY, ENGINE, FACTS, peers_of, program, ruleset, submissions

from thiduascore.cohort.cohort import parted
from thiduascore.columns import apart
from thiduascore.columns.cohort.frozen import table_of
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


_WHOSE = ("unit.name", "unit.kind", "unit.cluster", "period.from", "period.to", "cohort")


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


@st.composite
def _frozen_before(draw: st.DrawFn) -> tuple[list[Submission], list[Submission]]:
    """Units, and how the same and others were when their cohort was frozen."""
    units, frozen = draw(submissions(most=10)), []
    for one in units:
        then = draw(st.sampled_from(["so", "so", "so", "late", "changed", "moved", "renamed"]))
        if then == "changed":
            one = evolve(one, values={**one.values, "a": 77})
        elif then == "moved":
            one = evolve(one, unit=evolve(one.unit, cluster=draw(st.sampled_from(["1", "2", "3"]))))
        elif then == "renamed":
            one = evolve(one, unit=evolve(one.unit, name="Tên cũ"))
        frozen += [] if then == "late" else [one]
    if draw(st.booleans()):
        frozen.append(evolve(units[0], unit=evolve(units[0].unit, id="gone")))
    return units, draw(st.permutations(frozen))


@settings(max_examples=40)
@given(_frozen_before())
def test_a_table_is_compared_with_its_frozen_cohort(drawn: tuple[list[Submission], list[Submission]]) -> None:
    now, then = map(_read, drawn)
    cohort = ENGINE.freeze(ruleset(), then)
    found = ENGINE.score_table(ruleset(), _table(drawn[0]), as_of=DAY, cohort=cohort)
    cards = list(ENGINE.score_many(ruleset(), now, cohort=cohort, as_of=DAY))
    assert not _differences(found.units, cards)
    why = {one.member.id: one.why for one in parted(cohort, now)[1]}
    assert found.whose["cohort"].to_list() == [why.get(one.unit.id, "member") for one in now]


@given(_frozen_before())
def test_a_cohort_is_frozen_alike_from_reports_and_from_a_table(
    drawn: tuple[list[Submission], list[Submission]],
) -> None:
    frozen = [one for one in drawn[1] if one.unit.id != "gone"]
    assume(frozen)
    cohort, table = ENGINE.freeze(ruleset(), _read(frozen)), ENGINE.freeze_table(ruleset(), _table(frozen))
    assert table.cohort() == cohort
    assert table_of(cohort).units.equals(table.units)


def _read(units: Sequence[Submission]) -> list[Submission]:
    """The reports as they are read one by one."""
    taken = ENGINE.read(ruleset(), [report_of(row) for row in _table(units).iter_rows(named=True)])
    assert not taken.refused
    return list(taken.submissions)


@settings(max_examples=15)
@given(_frozen_before())
def test_a_file_is_compared_and_ranked_as_the_reports_of_its_frozen_cohort(
    drawn: tuple[list[Submission], list[Submission]],
) -> None:
    now, then = map(_read, drawn)
    cohort = ENGINE.freeze(ruleset(), then)
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        _table(drawn[0]).write_parquet(given)
        chosen = choice('unit.id != ""')
        asked = Asked(out=str(out), as_of=DAY, rows=3, chosen=chosen, cohort=table_of(cohort))
        summary = score_file(ENGINE, ruleset(), opened(str(given)), asked)
        found = pl.read_parquet(out)
        written = Path(folder, "out.cards.jsonl").read_text(encoding="utf-8").splitlines()
        apart = Path(summary.apart_file).read_text(encoding="utf-8-sig") if summary.apart_file else ""
    cards = list(ENGINE.score_many(ruleset(), now, cohort=cohort, as_of=DAY))
    assert not _differences(found, cards)
    for line, card in zip(written, cards, strict=True):
        assert json.loads(line)["cohort"] == json.loads(json.dumps(scorecard_document(card)))["cohort"]
    standings = ENGINE.rank(ruleset(), now, cohort=cohort, as_of=DAY)
    ranks = {one.card.unit.id: one.rank for one in standings.all}
    assert {row["unit.id"]: row["rank"] for row in found.to_dicts()} == {
        one.unit.id: ranks.get(one.unit.id) for one in now
    }
    why = {one.member.id: one.why for one in standings.apart}
    assert found["cohort"].to_list() == [why.get(one.unit.id, "member") for one in now]
    lines = [line.split(",") for line in apart.splitlines()[1:]]
    assert {line[0]: line[6] for line in lines} == why
    assert summary.apart == len(why)
