"""The command that compares a million pairs, in small: `python -m tests.parity --help` says how to run it."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve

from thiduascore import Engine

pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from parity import checking, running
from parity.__main__ import main
from parity.checking import Checked, checked, loaded
from parity.counting import Counts
from parity.rulesets import ruleset_text
from parity.units import table_of

from thiduascore.tables.scoring import Scorer

ENGINE = Engine()
RULESETS = range(8)
UNITS = 250


def test_every_way_scores_alike() -> None:
    counts = Counts()
    for number in RULESETS:
        done = checked(ENGINE, 1, number, UNITS)
        assert done.differences == (), done.differences[0].told
        counts.update(done.counts)
    assert counts["pairs"] > len(RULESETS) * UNITS / 2
    assert counts["rows as columns"] > counts["rows one at a time"]
    for name in ("exactly on a boundary", "totals exactly at a level", "exactly a half to be rounded"):
        assert counts[name] > counts["pairs"] / 50, name


def test_what_is_drawn_follows_from_the_numbers_alone() -> None:
    assert ruleset_text(1, 2) == ruleset_text(1, 2) != ruleset_text(2, 2)
    plan = Scorer(ENGINE, loaded(ENGINE, 1, 2)).plan
    one, other, third = (table_of(plan, 20, Random(seed)) for seed in (1, 1, 2))
    assert one.equals(other)
    assert not one.equals(third)


def test_a_difference_is_told_with_what_it_takes_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(asked: running.Asked) -> list[Checked]:
        done = checked(ENGINE, asked.seed, asked.first, asked.units)
        return [evolve(done, ruleset=asked.first)]

    right = checking.row_of
    monkeypatch.setattr("parity.__main__.run", run)
    asked = ["--seed", "1", "--units", "5", "--first"]
    assert main([*asked, "3"]) == 0
    monkeypatch.setattr(checking, "row_of", lambda *given: {**right(*given), "ranked": None})
    assert main([*asked, "3"]) == 1
    told = capsys.readouterr().out
    assert "ranked: None is" in told
    assert "DIFFERENCE in ruleset 3, columns, unit u0" in told
    assert "--seed 1 --first 3" in told
    assert "[campaign]" in told
