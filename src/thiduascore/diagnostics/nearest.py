"""The name that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is a slip of the pen away from `name`, or None when none is that near.

    Near means at most one edit for each three characters of the longer name, and three in all.
    An edit adds, drops or changes a character, or swaps two neighbours (optimal string alignment).
    Case is ignored.
    Of equally near ones the alphabetically first is taken, so that the advice does not depend on the order.
    """
    best: tuple[int, str] | None = None
    for candidate in candidates:
        most = min(3, max(len(name), len(candidate)) // 3)
        if candidate == name or abs(len(name) - len(candidate)) > most:
            continue
        edits = _edits(name.casefold(), candidate.casefold())
        if edits <= most and (best is None or (edits, candidate) < best):
            best = (edits, candidate)
    return best[1] if best else None


def _edits(one: str, other: str) -> int:
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, right in enumerate(other, start=1):
            edits = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                edits = min(edits, last[j - 2] + 1)
            row.append(edits)
    return row[-1]
