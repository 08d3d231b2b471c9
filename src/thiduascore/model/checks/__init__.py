"""Checks of a ruleset: each looks at what could be read and yields diagnostics.

In: a `Draft`.
Out: diagnostics; no check depends on another, and none stops at its first finding.
Checks of figures are repeated for each day on which a figure changes, see `figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from attrs import evolve

from thiduascore.diagnostics import Diagnostic, Place
from thiduascore.model.checks import (
    bands,
    choices,
    dates,
    documents,
    expressions,
    ledgers,
    levels,
    names,
    policies,
    references,
    relative,
    sources,
    spelling,
    standings,
    sums,
    tables,
    unused,
)
from thiduascore.model.checks.figures import days_of_change, said_from
from thiduascore.model.draft import Draft

Check = Callable[[Draft], Iterable[Diagnostic]]

CHECKS: Final[tuple[Check, ...]] = (
    *names.CHECKS,
    *references.CHECKS,
    *expressions.CHECKS,
    *sources.CHECKS,
    *choices.CHECKS,
    *dates.CHECKS,
    *documents.CHECKS,
    *unused.CHECKS,
    *spelling.CHECKS,
    *standings.CHECKS,
    *relative.CHECKS,
)
OF_FIGURES: Final[tuple[Check, ...]] = (
    *sums.CHECKS,
    *bands.CHECKS,
    *tables.CHECKS,
    *ledgers.CHECKS,
    *policies.CHECKS,
    *levels.CHECKS,
)
"""Checks that look at amounts, which may be parameters."""

OF_WHAT_STANDS: Final[tuple[Check, ...]] = (*names.CHECKS, *spelling.CHECKS)
"""Checks that find nothing only because something else could not be read."""

__all__ = ["CHECKS", "OF_FIGURES", "OF_WHAT_STANDS", "Check", "checked"]


def checked(draft: Draft) -> Iterator[Diagnostic]:
    """What every check finds; what is wrong with later figures only says from which day on.

    A mistake at a place is told for its first day: `< target` and `> target` leave a gap every year.
    """
    yield from (found for check in CHECKS for found in check(draft))
    told: set[tuple[str, Place | None]] = set()
    for day in (None, *days_of_change(draft)):
        dated = evolve(draft, day=day)
        every = [found for check in OF_FIGURES for found in check(dated)]
        fresh = [found for found in every if (found.slug, found.place) not in told]
        yield from (fresh if day is None else [said_from(found, day) for found in fresh])
        told |= {(found.slug, found.place) for found in fresh}
