"""Ids and names: each stands for one thing only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.feel import KEYWORDS
from thiduascore.model.draft import LISTED, Draft

RESERVED: Final = frozenset({"unit", "period", "result", "previous"})
"""Names that expressions have without a declaration."""


def duplicate_ids(draft: Draft) -> Iterator[Diagnostic]:
    """Items and criteria share one set of ids; conditions, levels, awards and targets have one each."""
    declared = draft.declared
    for names in (declared.parts, *(getattr(declared, kind) for kind in LISTED)):
        for name, (first, *others) in names.items():
            for path in others:
                related = (draft.related("first-declared-here", first),)
                yield draft.diagnostic("duplicate-id", path, related=related, id=name)


def names_taken(draft: Draft) -> Iterator[Diagnostic]:
    """Facts, derived values and parameters share one set of names."""
    declared = draft.declared
    first = dict(declared.facts)
    for names in (declared.values, declared.parameters):
        for name, paths in names.items():
            if name in first:
                related = (draft.related("first-declared-here", first[name][0], key=True),)
                yield draft.diagnostic("name-declared-twice", paths[0], key=True, related=related, name=name)
            first.setdefault(name, paths)


def reserved_names(draft: Draft) -> Iterator[Diagnostic]:
    """A name that expressions give a meaning of its own cannot be declared."""
    declared = draft.declared
    for names in (declared.facts, declared.values, declared.parameters):
        for name, paths in names.items():
            if name in RESERVED or name in KEYWORDS:
                yield draft.diagnostic("reserved-name", paths[0], key=True, name=name)


CHECKS: Final = (duplicate_ids, names_taken, reserved_names)
