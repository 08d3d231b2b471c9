"""Expressions: names and types, and derived values that need themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.feel import names
from thiduascore.model.draft import Draft
from thiduascore.model.scope import value_order

_MOST_STEPS: Final = 12
"""A longer circle is shown in part."""


def badly_typed(draft: Draft) -> Iterator[Diagnostic]:
    """What the expression checker found, with its place inside the text."""
    yield from draft.typing


def value_cycles(draft: Draft) -> Iterator[Diagnostic]:
    """Derived values that need each other in a circle; each circle once, at its first value in the file."""
    ordered = {name for name in value_order(draft.values) if name is not None}
    place = {name: index for index, name in enumerate(draft.values) if name not in ordered}
    needs = {
        name: sorted(names(draft.values[name].formula.tree) & place.keys(), key=place.__getitem__)
        for name in place
    }
    seen: set[str] = set()
    for name in needs:
        circle = () if name in seen else _circle(name, needs)
        if circle and not seen & set(circle):
            seen |= set(circle)
            yield _circle_said(draft, circle)


def _circle_said(draft: Draft, circle: tuple[str, ...]) -> Diagnostic:
    steps = list(pairwise((*circle, circle[0])))
    related = tuple(
        draft.related("value-needs", draft.values[one].formula.at, name=one, other=other)
        for one, other in steps[:_MOST_STEPS]
    )
    shown = (*circle, circle[0]) if len(steps) <= _MOST_STEPS else (*circle[:_MOST_STEPS], "…", circle[0])
    path = draft.values[circle[0]].formula.at
    return draft.diagnostic("value-cycle", path, related=related, cycle=" → ".join(shown))


def _circle(start: str, needs: dict[str, list[str]]) -> tuple[str, ...]:
    """The shortest way round from a value back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    reached: set[str] = set()
    for way in ways:
        for other in needs[way[-1]]:
            if other == start:
                return way
            if other not in reached:
                reached.add(other)
                ways.append((*way, other))
    return ()


CHECKS: Final = (badly_typed, value_cycles)
