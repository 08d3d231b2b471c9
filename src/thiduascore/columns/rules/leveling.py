"""The level of a result, in columns: the highest whose standards are met, then caps and downgrades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from thiduascore.columns.exact.numbers import Number, added, compared, known
from thiduascore.columns.rules.groups import Settled, below_share
from thiduascore.program.plan import LevelPlan, Plan

if TYPE_CHECKING:
    from thiduascore.columns.rules.settling import Failed

_TYPE = pl.Int16


def level_of(
    plan: Plan, key: Number, failed: Sequence[Failed], met: Sequence[pl.Expr], of: Mapping[str, Settled]
) -> pl.Expr:
    """The place of the level; as many as there are levels means none."""
    conditions = {one.id: expr for one, expr in zip(plan.conditions, met, strict=True)}
    chain: Any = None
    for index, level in enumerate(plan.levels):
        reached = _reached(level, key, conditions, of)
        step = pl.when(reached) if chain is None else chain.when(reached)
        chain = step.then(pl.lit(index, dtype=_TYPE))
    assert chain is not None
    place: pl.Expr = chain.otherwise(pl.lit(len(plan.levels), dtype=_TYPE))
    order = {level.id: index for index, level in enumerate(plan.levels)}
    for one in failed:
        if one.effect.kind == "cap-level":
            least = pl.lit(order[one.effect.of], dtype=_TYPE)
            place = pl.when(one.when & (place < least)).then(least).otherwise(place)
    last = len(plan.levels) - 1
    for one in failed:
        if one.effect.kind == "lower-level":
            lower = pl.min_horizontal(
                place + min(int(one.effect.amount), last + 1), pl.lit(last, dtype=_TYPE)
            )
            place = pl.when(one.when & (place < last)).then(lower.cast(_TYPE)).otherwise(place)
    return place


def _reached(
    level: LevelPlan, key: Number, conditions: Mapping[str, pl.Expr], of: Mapping[str, Settled]
) -> pl.Expr:
    parts = []
    if level.start is not None:
        parts.append(_expr(compared(">" if level.strict else ">=", key, known(level.start))))
    parts += [conditions[name] for name in level.needs]
    for name, share in level.floors:
        below = below_share(of.get(name), share)
        if below is not None:
            parts.append(~below)
    for names, least in level.combined:
        together = added([of[name].points if name in of else known(least * 0) for name in names])
        parts.append(_expr(compared(">=", together, known(least))))
    return reduce(lambda one, other: one & other, parts) if parts else pl.lit(True)


def _expr(found: pl.Expr | bool) -> pl.Expr:
    return pl.lit(found) if isinstance(found, bool) else found
