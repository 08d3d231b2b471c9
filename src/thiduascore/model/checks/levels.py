"""Levels: the best first, each reachable."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.content import Level
from thiduascore.model.draft import Draft


def levels_unordered(draft: Draft) -> Iterator[Diagnostic]:
    """No level asks for more than one that stands before it."""
    for before, level in zip(draft.levels, draft.levels[1:], strict=False):
        if level.start > before.start:
            related = (draft.related("level-before-is-here", (*before.at, "from")),)
            path = (*level.at, "from")
            yield draft.diagnostic(
                "levels-unordered", path, related=related, start=level.start, before=before.start
            )


def levels_hidden(draft: Draft) -> Iterator[Diagnostic]:
    """A level that an equal threshold before it, without further demands, leaves nothing for."""
    for index, level in enumerate(draft.levels):
        for before in draft.levels[:index]:
            if before.start == level.start and not _demands_more(before, level):
                related = (draft.related("level-before-is-here", (*before.at, "from")),)
                path = (*level.at, "from")
                yield draft.diagnostic("level-hidden", path, related=related, start=level.start, id=before.id)
                break


def _demands_more(better: Level, level: Level) -> bool:
    further = bool(better.needs or better.floors or better.combined)
    return further or (better.strict and not level.strict)


def levels_out_of_reach(draft: Draft) -> Iterator[Diagnostic]:
    """A level that not even the greatest possible total reaches."""
    most = _greatest_total(draft)
    for level in draft.levels:
        if most is not None and (level.start > most or (level.strict and level.start == most)):
            related = (draft.related("the-total-is-here", ("scoring", "total")),)
            yield draft.diagnostic(
                "level-out-of-reach", (*level.at, "from"), related=related, start=level.start, most=most
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
