"""Ranking, quotas, awards: what they compare can be compared, and what they count is known by then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.feel.fitting import described, is_unknown
from thiduascore.feel.types import BooleanType, DateType, NumberType
from thiduascore.model.awards import Award
from thiduascore.model.draft import Draft
from thiduascore.model.levels import Level
from thiduascore.model.quotas import Quota, Tie

_COMPARED: Final = (NumberType, DateType, BooleanType)


def _quotas(draft: Draft) -> Iterator[Quota]:
    for holder in _holders(draft):
        yield from holder.quotas


def _holders(draft: Draft) -> tuple[Level | Award, ...]:
    return (*draft.levels, *draft.awards)


def _ties(draft: Draft) -> Iterator[Tie]:
    yield from draft.ranking.ties
    for quota in _quotas(draft):
        yield from quota.breaks


def not_comparable(draft: Draft) -> Iterator[Diagnostic]:
    """A tie-break compares numbers, dates or yes and no."""
    for tie in _ties(draft):
        type_ = None if tie.value is None else draft.types.get(tie.value.at)
        if tie.value is None or type_ is None or is_unknown(type_) or isinstance(type_, _COMPARED):
            continue
        span = tie.value.tree.span
        yield draft.diagnostic("not-comparable", tie.value.at, span=span, found=described(type_))


def shares_of_later_awards(draft: Draft) -> Iterator[Diagnostic]:
    """A share of those who were given an award needs that award to be decided before."""
    order = [award.id for award in draft.awards]
    for holder in _holders(draft):
        before = order[: order.index(holder.id)] if holder in draft.awards else []
        for quota in holder.quotas:
            if quota.of_award in order and quota.of_award not in before:
                path = (*quota.at, "of_award")
                related = (draft.related("first-declared-here", draft.declared.awards[quota.of_award][0]),)
                yield draft.diagnostic("share-of-later-award", path, related=related, name=quota.of_award)


def quantiles_of_what_is_left(draft: Draft) -> Iterator[Diagnostic]:
    """The last level takes whoever falls out of the others; it has no quota and no quantile itself."""
    last = draft.levels[-1] if draft.levels else None
    if last is not None and (last.quotas or last.quantile):
        key = "quotas" if last.quotas else "quantile"
        yield draft.diagnostic("last-level-limited", (*last.at, key), key=True, name=key)


def deciding_stages(draft: Draft) -> Iterator[Diagnostic]:
    """Ranks and awards go by the points of one stage."""
    deciding = [stage for stage in draft.stages if stage.decides]
    for stage in deciding[1:]:
        related = (draft.related("first-declared-here", (*deciding[0].at, "decides")),)
        yield draft.diagnostic("two-deciding-stages", (*stage.at, "decides"), related=related)


CHECKS: Final = (not_comparable, shares_of_later_awards, quantiles_of_what_is_left, deciding_stages)
