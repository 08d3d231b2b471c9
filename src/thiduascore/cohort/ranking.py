"""Standings by total: shared ranks leave a gap (1-2-2-4), and who is not ranked is listed after the others.

Only scorecards of one period are compared with each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from thiduascore.program.scorecard import Scorecard


@frozen
class Standing:
    """A unit's place; `rank` counts from 1 within its period and is None for a unit that is not ranked.

    `split` marks a unit whose published total equals another's although their ranks differ: the ranking
    compared what the rounding hid.
    """

    rank: int | None
    card: Scorecard
    split: bool = False


@frozen
class Standings:
    """Each period in turn, none first; in it the ranked, best first, then the others; equals by id."""

    all: tuple[Standing, ...]

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """Those that have a rank."""
        return tuple(standing for standing in self.all if standing.rank is not None)

    @property
    def unranked(self) -> tuple[Standing, ...]:
        """Those that have none."""
        return tuple(standing for standing in self.all if standing.rank is None)


def standings(cards: Iterable[Scorecard]) -> Standings:
    """Ranks by exact comparison, of unrounded totals unless the ruleset says `rank_on = "rounded"`.

    A unit is ranked when its scorecard says that it may be, which a total that is not known excludes.
    The order in which the scorecards come changes nothing.
    """
    ordered = sorted(cards, key=lambda card: (_period(card), card.unit.id, card.unit.name))
    periods = [list(group) for _, group in groupby(ordered, key=_period)]
    return Standings(tuple(standing for group in periods for standing in _ranked(group)))


def _period(card: Scorecard) -> tuple[datetime.date, datetime.date]:
    period = card.submission.period
    return (period.start, period.end) if period else (datetime.date.min, datetime.date.min)


def _ranked(cards: Sequence[Scorecard]) -> list[Standing]:
    keyed = [(total, card) for card in cards if (total := _total(card)) is not None]
    keyed.sort(key=lambda pair: -pair[0])
    ranks: list[int] = []
    for index, (total, _) in enumerate(keyed):
        ranks.append(ranks[-1] if index and keyed[index - 1][0] == total else index + 1)
    published: dict[Fraction | None, set[int]] = {}
    for rank, (_, card) in zip(ranks, keyed, strict=True):
        published.setdefault(card.total, set()).add(rank)
    placed = [
        Standing(rank, card, len(published[card.total]) > 1)
        for rank, (_, card) in zip(ranks, keyed, strict=True)
    ]
    return placed + [Standing(None, card) for card in cards if _total(card) is None]


def _total(card: Scorecard) -> Fraction | None:
    if not card.ranked:
        return None
    return card.total if card.plan.rank_on == "rounded" else card.unrounded
