"""The provincial competitiveness index: a published index, reproduced by a ruleset that is data alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from thiduascore import Engine, Ruleset, Scorecard

FOLDER = Path(__file__).resolve().parent.parent / "rulesets" / "examples" / "pci"
YEARS = (*range(2006, 2011), *range(2012, 2017))
WITHOUT_BIAS = (2009, 2010, 2012)
PUBLISHED_TO = Fraction(1, 100_000)
ENGINE = Engine(plugins=[])


@pytest.fixture(scope="module")
def cards() -> dict[int, tuple[Scorecard, ...]]:
    ruleset = ENGINE.load(FOLDER)
    return {year: _year(ruleset, year) for year in range(2006, 2017)}


def _year(ruleset: Ruleset, year: int) -> tuple[Scorecard, ...]:
    taken = ENGINE.read(ruleset, FOLDER / "submissions" / f"{year}.csv")
    assert not taken.refused
    return tuple(ENGINE.score_many(ruleset, taken.submissions))


def _difference(card: Scorecard) -> Fraction:
    assert card.total is not None, f"{card.unit.name}: no total"
    assert card.self_total is not None
    return abs(card.total - card.self_total)


def test_every_published_row_of_ten_years_is_reproduced(cards: dict[int, tuple[Scorecard, ...]]) -> None:
    differences = [_difference(card) for year in YEARS for card in cards[year]]
    assert len(differences) == 633
    assert max(differences) <= PUBLISHED_TO


def test_totals_are_exact_sums_of_weight_times_subindex(cards: dict[int, tuple[Scorecard, ...]]) -> None:
    for year in YEARS:
        for card in cards[year]:
            lines = [(line.plan.weight, line.earned.points) for line in card.criteria]
            applying = [(weight, points) for weight, points in lines if points is not None]
            assert sum(weight for weight, _ in applying) == 10
            assert card.total == sum((weight * points for weight, points in applying), Fraction(0))


def test_a_subindex_without_weight_does_not_apply(cards: dict[int, tuple[Scorecard, ...]]) -> None:
    for year in YEARS:
        states = {line.plan.id: line.earned.state for card in cards[year] for line in card.criteria}
        assert states["6"] == ("not-applicable" if year in WITHOUT_BIAS else "scored")


def test_2011_is_not_reproduced_and_that_is_not_hidden(cards: dict[int, tuple[Scorecard, ...]]) -> None:
    differences = [_difference(card) for card in cards[2011]]
    assert len(differences) == 63
    assert max(differences) == Fraction("0.55193")
    assert sum(difference > Fraction(1, 10) for difference in differences) == 54
    warned = [one for one in ENGINE.check(FOLDER) if one.slug == "unconfirmed-parameter"]
    assert len(warned) == 10
