"""Relative methods: what comparing units with each other brings with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.draft import Draft
from thiduascore.model.relative import Relative


def ranks_that_can_reverse(draft: Draft) -> Iterator[Diagnostic]:
    """Points that depend on who else there is can reverse ranks when a unit joins; said once a ruleset."""
    found = [one for one in draft.criteria() if isinstance(one.options, Relative)]
    if found:
        yield draft.diagnostic("ranks-can-reverse", (*found[0].at, "method"), count=len(found))


CHECKS: Final = (ranks_that_can_reverse,)
