"""Levels: the best first, each reachable."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.draft import Draft
from thiduascore.model.levels import Level


def levels_unordered(draft: Draft) -> Iterator[Diagnostic]:
    """No level asks for more than one that stands before it."""
    for (before, most), (level, start) in pairwise(_thresholds(draft)):
        if start > most:
            related = (draft.related("level-before-is-here", (*before.at, "from")),)
            path = (*level.at, "from")
            yield draft.diagnostic("levels-unordered", path, related=related, start=start, before=most)


def levels_hidden(draft: Draft) -> Iterator[Diagnostic]:
    """A level that an equal threshold before it, without further demands, leaves nothing for."""
    levels = list(_thresholds(draft))
    for index, (level, start) in enumerate(levels):
        for before, other in levels[:index]:
            if other == start and not _demands_more(before, level):
                related = (draft.related("level-before-is-here", (*before.at, "from")),)
                path = (*level.at, "from")
                yield draft.diagnostic("level-hidden", path, related=related, start=start, id=before.id)
                break


def _thresholds(draft: Draft) -> Iterator[tuple[Level, Fraction]]:
    """The levels that have a threshold, with it."""
    for level in draft.levels:
        start = draft.amount(level.start)
        if start is not None:
            yield level, start


def _demands_more(better: Level, level: Level) -> bool:
    further = bool(better.needs or better.floors or better.combined or better.quantile or better.quotas)
    return further or (better.strict and not level.strict)


def levels_out_of_reach(draft: Draft) -> Iterator[Diagnostic]:
    """A level that not even the greatest possible total reaches."""
    most = _greatest_total(draft)
    for level, start in _thresholds(draft):
        if most is not None and (start > most or (level.strict and start == most)):
            related = (draft.related("the-total-is-here", ("scoring", "total")),)
            yield draft.diagnostic(
                "level-out-of-reach", (*level.at, "from"), related=related, start=start, most=most
            )


def _greatest_total(draft: Draft) -> Fraction | None:
    """The total with every bonus, within its caps; None where there is no cap."""
    scoring = draft.scoring
    if scoring is None or not draft.sound(("items",)):
        return None
    most: Fraction | None = scoring.total
    if any(criterion.ledger == "bonus" for criterion in draft.criteria()):
        cap = draft.amount(scoring.bonus.at_most) if scoring.bonus is not None else None
        most = None if cap is None else scoring.total + cap
    if scoring.ceiling is not None:
        most = scoring.ceiling if most is None else min(most, scoring.ceiling)
    return most


CHECKS: Final = (levels_unordered, levels_hidden, levels_out_of_reach)
