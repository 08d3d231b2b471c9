"""Checks of a ruleset: each looks at what could be read and yields diagnostics.

In: a `Draft`.
Out: diagnostics; no check depends on another, and none stops at its first finding.
"""

from collections.abc import Callable, Iterable
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.checks import (
    bands,
    choices,
    dates,
    expressions,
    ledgers,
    levels,
    names,
    policies,
    references,
    sources,
    spelling,
    sums,
    unused,
)
from thiduascore.model.draft import Draft

Check = Callable[[Draft], Iterable[Diagnostic]]

CHECKS: Final[tuple[Check, ...]] = (
    *names.CHECKS,
    *references.CHECKS,
    *expressions.CHECKS,
    *sources.CHECKS,
    *sums.CHECKS,
    *bands.CHECKS,
    *choices.CHECKS,
    *ledgers.CHECKS,
    *policies.CHECKS,
    *dates.CHECKS,
    *levels.CHECKS,
    *unused.CHECKS,
    *spelling.CHECKS,
)

__all__ = ["CHECKS", "Check"]
