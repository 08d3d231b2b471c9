"""Standings by total: shared ranks leave a gap (1-2-2-4), and who is not ranked is listed with the scorecard's reasons."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from attrs import frozen

from thiduascore.program.scorecard import Scorecard


@frozen
class Standing:
    """A unit's place; `rank` counts from 1 and is None for a unit that is not ranked.

    `split` marks a unit whose total looks equal to a neighbour's after rounding although their ranks differ.
    """

    rank: int | None
    card: Scorecard
    split: bool = False


@frozen
class Standings:
    """`ranked` best first, units of equal total by id; `unranked` by id."""

    ranked: tuple[Standing, ...]
    unranked: tuple[Standing, ...]

    @property
    def all(self) -> tuple[Standing, ...]:
        """The ranked, then the others."""
        return self.ranked + self.unranked


def standings(cards: Iterable[Scorecard], *, on: Literal["unrounded", "rounded"] = "unrounded") -> Standings:
    """Ranks by exact comparison of totals, unrounded unless the ruleset says otherwise.

    A unit is ranked when its scorecard says that it may be, which a total that is not known excludes.
    """
    by_id = sorted(cards, key=lambda card: (card.unit.id, card.unit.name))
    keyed = [(total, card) for card in by_id if (total := _key(card, on)) is not None]
    keyed.sort(key=lambda pair: -pair[0])
    ranks: list[int] = []
    for index, (total, _) in enumerate(keyed):
        ranks.append(ranks[-1] if index and keyed[index - 1][0] == total else index + 1)
    return Standings(
        ranked=tuple(
            Standing(rank, card, _split(ranks, keyed, index))
            for index, (rank, (_, card)) in enumerate(zip(ranks, keyed, strict=True))
        ),
        unranked=tuple(Standing(None, card) for card in by_id if _key(card, on) is None),
    )


def _key(card: Scorecard, on: str) -> Fraction | None:
    if not card.ranked:
        return None
    return card.total if on == "rounded" else card.unrounded


def _split(ranks: list[int], keyed: list[tuple[Fraction, Scorecard]], index: int) -> bool:
    card = keyed[index][1]
    near = [other for other in (index - 1, index + 1) if 0 <= other < len(keyed)]
    return any(ranks[other] != ranks[index] and keyed[other][1].total == card.total for other in near)
