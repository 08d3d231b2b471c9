"""Sums: points and weights that are added up give what was declared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from thiduascore.diagnostics import Diagnostic, Lang, Path, Text, shown
from thiduascore.model.content import Criterion, Item
from thiduascore.model.draft import Draft

_MOST_RELATED = 8
Part = tuple[Path, Fraction | None]
"""Where a part's points stand, and how many they are; None when that is not known."""


def item_sums(draft: Draft) -> Iterator[Diagnostic]:
    """Under `aggregate = "sum"` the parts of an item add up to its weight."""
    for item in draft.walk():
        if item.aggregate == "sum" and draft.sound(item.at):
            parts = [((*inner.at, "weight"), draft.amount(inner.weight)) for inner in item.items]
            parts += _base_points(draft, item)
            weight = draft.amount(item.weight)
            yield from _compared(draft, "item-sum", (*item.at, "weight"), weight, parts)


def total_sum(draft: Draft) -> Iterator[Diagnostic]:
    """Under `aggregate = "sum"` the outermost items add up to the total."""
    if draft.scoring is not None and draft.scoring.aggregate == "sum" and draft.sound(("items",)):
        parts = [((*item.at, "weight"), draft.amount(item.weight)) for item in draft.items]
        yield from _compared(draft, "total-sum", ("scoring", "total"), draft.scoring.total, parts)


def _base_points(draft: Draft, item: Item) -> list[Part]:
    """The item's own criteria in the base ledger; of an exclusive group only the greatest counts."""
    parts: list[Part] = []
    greatest: dict[str, Criterion] = {}
    for criterion in item.criteria:
        if criterion.ledger != "base":
            continue
        if criterion.group is None:
            parts.append(((*criterion.at, "points"), draft.amount(criterion.points)))
        else:
            before = greatest.get(criterion.group)
            points = draft.amount(criterion.points) or Fraction(0)
            if before is None or points > (draft.amount(before.points) or 0):
                greatest[criterion.group] = criterion
    parts += [((*each.at, "points"), draft.amount(each.points)) for each in greatest.values()]
    return parts


def _compared(
    draft: Draft, slug: str, path: Path, whole: Fraction | None, parts: list[Part]
) -> Iterator[Diagnostic]:
    known = [points for _, points in parts if points is not None]
    if whole is None or not parts or len(known) < len(parts) or sum(known) == whole:
        return
    total = sum(known, Fraction(0))
    related = tuple(
        draft.related("counts-points", at, points=points)
        for at, points in parts[:_MOST_RELATED]
        if points is not None
    )
    addition = Text(_addition(known, "vi"), _addition(known, "en"))
    yield draft.diagnostic(
        slug, path, related=related, addition=addition, sum=total, whole=whole, difference=abs(total - whole)
    )


def _addition(points: list[Fraction], lang: Lang) -> str:
    """The addition in brackets; nothing where a single part leaves nothing to add."""
    return f" ({' + '.join(shown(each, lang) for each in points)})" if len(points) > 1 else ""


CHECKS: Final = (item_sums, total_sum)
