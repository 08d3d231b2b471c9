"""Tables whose points are relative, from file to file: two passes, two years, interruptions, odd numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from thiduascore.columns.cohort import comparing
from thiduascore.engine import Engine
from thiduascore.program.document import scorecard_document
from thiduascore.tables.choosing import choice
from thiduascore.tables.formats import opened
from thiduascore.tables.parts import parts_of
from thiduascore.tables.scored import Asked, score_file

ENGINE = Engine([])
RULES = ENGINE.load(
    """
format = 1
[campaign]
id = "so-sanh"
title = "So sánh"
issuer = "Ban tổ chức"
version = "1.0.0"
document = { number = "1/QĐ", date = 2023-01-01 }
period = { from = 2023-01-01, to = 2024-12-31 }
[scoring]
total = 50
round = { places = 2 }
[ranking]
within = ["cluster"]
[facts]
done = { label = "Đã làm", type = "count" }
due = { label = "Được giao", type = "count" }
[[items]]
id = "1"
title = "Chung"
weight = 50
weight_source = "project"
source = "Điều 1"
criteria = [
  { id = "best", title = "b", points = 10, method = "share-of-best", of = "done / due * 100" },
  { id = "rank", title = "r", points = 10, method = "rank-points", of = "done", last = 1 },
  { id = "z", title = "z", points = 10, method = "z-score", of = "done / due", anchors = [
    { z = -2, points = 0 },
    { z = 2, points = 10 },
  ] },
  { id = "pairs", title = "p", points = 10, method = "copeland", among = [{ of = "done" }, { of = "due" }] },
  { id = "gaps", title = "g", points = 10, method = "ratio", of = "done", target = "due", missing = "mean" },
]
"""
)


def _rows(count: int = 23) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "unit.id": [f"u{index:02}" for index in range(count)],
            "unit.cluster": [("bac", "nam")[index % 2] for index in range(count)],
            "period": [("2023", "2024")[index // 3 % 2] for index in range(count)],
            "done": [None if index % 7 == 3 else str(index * index % 11) for index in range(count)],
            "due": [str(index % 5) for index in range(count)],
        },
        schema=dict.fromkeys(("unit.id", "unit.cluster", "period", "done", "due"), pl.String),
    )


def _singly(rows: pl.DataFrame, folder: Path) -> dict[str, Any]:
    """The scorecards by unit, of all rows read as reports and compared with each other."""
    file = folder / "singly.csv"
    rows.write_csv(file)
    taken = ENGINE.read(RULES, file)
    assert not taken.refused
    return {card.unit.id: card for card in ENGINE.score_many(RULES, taken.submissions)}


def _agree(found: pl.DataFrame, cards: dict[str, Any]) -> None:
    assert set(found["unit.id"]) == set(cards)
    for row in found.iter_rows(named=True):
        card = cards[row["unit.id"]]
        assert [row["least"], row["most"]] == [card.outcome.total, card.settlement.most.total]
        for line in card.criteria:
            assert row[f"criterion.{line.plan.id}"] == line.earned.points, (row["unit.id"], line.plan.id)


def _score(rows: pl.DataFrame, folder: Path, **more: Any) -> pl.DataFrame:
    rows.write_parquet(folder / "in.parquet")
    asked = Asked(out=str(folder / "out.parquet"), rows=4, **more)
    score_file(ENGINE, RULES, opened(str(folder / "in.parquet")), asked)
    return pl.read_parquet(folder / "out.parquet")


def test_units_are_compared_within_their_cluster_and_year_across_batches(tmp_path: Path) -> None:
    found = _score(_rows(), tmp_path)
    _agree(found, _singly(_rows(), tmp_path))
    assert not parts_of(str(tmp_path / "out.parquet")).folder.exists()


def test_a_frame_gives_what_its_file_gives(tmp_path: Path) -> None:
    found = ENGINE.score_table(RULES, _rows())
    _agree(found.units, _singly(_rows(), tmp_path))


@pytest.mark.parametrize("wide", [2**61, 10**20, 10**60])
def test_numbers_too_wide_for_columns_keep_their_place(wide: int, tmp_path: Path) -> None:
    rows = _rows().with_columns(
        done=pl.when(pl.col("unit.id") == "u08").then(pl.lit(str(wide))).otherwise(pl.col("done"))
    )
    cards = _singly(rows, tmp_path)
    _agree(_score(rows, tmp_path), cards)
    assert cards["u08"].criteria[1].earned.points == (10 if wide < 10**30 else None)


def test_one_report_alone_is_compared_with_nobody(tmp_path: Path) -> None:
    row = _score(_rows(1), tmp_path).row(0, named=True)
    assert (row["state.best"], row["state.rank"]) == ("unknown", "unknown")


def test_a_pair_too_many_leaves_pairs_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_PAIRED", 2)
    found = _score(_rows(), tmp_path)
    assert "unknown" in found["state.pairs"].to_list()
    assert "scored" in found["state.rank"].to_list()


def test_rows_that_are_refused_are_in_nobodys_cohort(tmp_path: Path) -> None:
    twice = pl.concat([_rows(), _rows().head(1).with_columns(done=pl.lit("999"))])
    found = _score(twice, tmp_path)
    _agree(found, _singly(_rows().tail(-1), tmp_path))


def test_scorecards_of_chosen_rows_hold_what_they_were_compared_with(tmp_path: Path) -> None:
    _score(_rows(), tmp_path, chosen=choice("u05,u06"))
    lines = (tmp_path / "out.cards.jsonl").read_text(encoding="utf-8").splitlines()
    cards = _singly(_rows(), tmp_path)
    for line in map(json.loads, lines):
        expected = cards[line["unit"]["id"]]
        assert line["cohort"]["figures"] == scorecard_document(expected)["cohort"]["figures"]
        assert ENGINE.verify(line, RULES).holds


class _Stop(Exception):
    pass


@pytest.mark.parametrize("after", [1, 4, 7, 9])
def test_an_interrupted_run_goes_on_in_either_pass(after: int, tmp_path: Path) -> None:
    expected = _score(_rows(), tmp_path)
    whole = (tmp_path / "out.parquet").read_bytes()
    (tmp_path / "out.parquet").unlink()
    told: list[tuple[int, int | None]] = []

    def stopping(done: int, total: int | None) -> None:
        told.append((done, total))
        if len(told) == after:
            raise _Stop

    table, asked = opened(str(tmp_path / "in.parquet")), Asked(out=str(tmp_path / "out.parquet"), rows=4)
    with pytest.raises(_Stop):
        score_file(ENGINE, RULES, table, asked, watch=stopping)
    assert not (tmp_path / "out.parquet").exists()
    again = Asked(out=str(tmp_path / "out.parquet"), rows=4, resume=True)
    more: list[int] = []
    score_file(ENGINE, RULES, table, again, watch=lambda done, total: more.append(done))
    assert told[-1][1] == 46 and more[-1] == 46
    assert len(told) + len(more) == 12
    assert (tmp_path / "out.parquet").read_bytes() == whole
    assert pl.read_parquet(tmp_path / "out.parquet").equals(expected)


def test_the_size_of_batches_changes_nothing(tmp_path: Path) -> None:
    first = _score(_rows(), tmp_path)
    asked = Asked(out=str(tmp_path / "other.parquet"), rows=100)
    score_file(ENGINE, RULES, opened(str(tmp_path / "in.parquet")), asked)
    assert pl.read_parquet(tmp_path / "other.parquet").equals(first)


def test_a_csv_file_gives_the_same(tmp_path: Path) -> None:
    first = _score(_rows(), tmp_path)
    _rows().write_csv(tmp_path / "in.csv")
    asked = Asked(out=str(tmp_path / "csv.parquet"), rows=5)
    score_file(ENGINE, RULES, opened(str(tmp_path / "in.csv")), asked)
    assert pl.read_parquet(tmp_path / "csv.parquet").equals(first)
