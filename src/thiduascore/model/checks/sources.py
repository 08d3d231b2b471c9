"""Sources: every rule says where it comes from, every weight says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.draft import Draft


def items_without_source(draft: Draft) -> Iterator[Diagnostic]:
    """An outermost item has a source; what is inside inherits it."""
    for item in draft.items:
        if not item.source:
            yield draft.diagnostic("missing-source", item.at, name="source")


def items_without_weight_source(draft: Draft) -> Iterator[Diagnostic]:
    """An outermost item says whose weight it has; what is inside inherits it."""
    for item in draft.items:
        if not item.weight_source:
            yield draft.diagnostic("missing-weight-source", item.at, name="weight_source")


CHECKS: Final = (items_without_source, items_without_weight_source)
