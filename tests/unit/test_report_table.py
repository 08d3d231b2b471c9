"""The table fits the screen: its notes stand beside the units where there is room, and below them where
not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from thiduascore.builtin.reports.table import write_table
from thiduascore.cohort import Page
from thiduascore.engine import Engine

CAMPAIGN = Path(__file__).resolve().parents[2] / "rulesets" / "tttt-covid-2021"


@pytest.fixture(scope="module")
def results():
    engine = Engine(plugins=[])
    ruleset = engine.load(CAMPAIGN)
    return engine.results(ruleset, engine.read(ruleset, [CAMPAIGN / "submissions"]))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_no_line_is_longer_than_the_screen(results, lang: str, width: int) -> None:
    lines = write_table(results, Page(lang=lang, width=width, color=False)).splitlines()
    assert [line for line in lines if len(line) > width and "submissions/" not in line] == []


def test_notes_stand_below_their_unit_on_a_narrow_screen(results) -> None:
    narrow = write_table(results, Page(lang="vi", width=80, color=False))
    assert "Ghi chú" not in narrow
    assert "Hoàn thành tốt\n       không đạt điều kiện “Có kịch bản ứng phó" in narrow
    wide = write_table(results, Page(lang="vi", width=160, color=False))
    assert "Ghi chú" in wide
    assert "Hoàn thành tốt                               không đạt điều kiện “Có kịch bản" in wide
