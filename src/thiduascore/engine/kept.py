"""What an engine remembers, and how much of it."""

from __future__ import annotations

from typing import TypeVar

Key = TypeVar("Key")
Kept = TypeVar("Kept")

PROGRAMS_KEPT = 64
"""How many programs an engine remembers; one more forgets the one that was made first."""


def keep(kept: dict[Key, Kept], key: Key, one: Kept) -> Kept:
    """What is kept under a key from now on; the oldest makes room."""
    while len(kept) >= PROGRAMS_KEPT and key not in kept:
        del kept[next(iter(kept))]
    return kept.setdefault(key, one)
