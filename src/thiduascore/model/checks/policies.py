"""Policies for what is missing or not applicable: none should pay better than reporting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.draft import Draft


def claims_that_pay(draft: Draft) -> Iterator[Diagnostic]:
    """A criterion that may be claimed away and is then credited pays every unit below that credit."""
    for criterion in draft.criteria():
        policy = criterion.not_applicable or (draft.scoring.not_applicable if draft.scoring else "")
        if criterion.claimable and criterion.ledger == "base" and policy in ("full", "target"):
            yield draft.diagnostic(
                "not-applicable-pays", (*criterion.at, "claimable"), key=True, policy=policy
            )


def silence_that_pays(draft: Draft) -> Iterator[Diagnostic]:
    """Where a missing fact is ignored, a unit gains by not reporting a low one."""
    for criterion in draft.criteria():
        if criterion.missing == "ignore" and criterion.ledger == "base":
            yield draft.diagnostic("not-reporting-pays", (*criterion.at, "missing"))
    if draft.scoring is not None and draft.scoring.missing == "ignore":
        yield draft.diagnostic("not-reporting-pays", ("scoring", "missing"))


def targets_without_policy(draft: Draft) -> Iterator[Diagnostic]:
    """The policy `target` has points to credit, and those points have the policy."""
    for criterion in draft.criteria():
        policy = criterion.not_applicable
        if policy == "target" and criterion.target is None:
            yield draft.diagnostic("target-missing", (*criterion.at, "not_applicable"))
        whole, points = draft.amount(criterion.points), draft.amount(criterion.target)
        if whole is not None and points is not None and points > whole:
            path = (*criterion.at, "target_points")
            yield draft.diagnostic("least-above-most", path, least=points, most=whole)


def caps_that_cross(draft: Draft) -> Iterator[Diagnostic]:
    """A cap below the least, on a criterion's own points, leaves no points at all."""
    for criterion in draft.criteria():
        least, most = draft.amount(criterion.at_least), draft.amount(criterion.at_most)
        if least is not None and most is not None and least > most:
            yield draft.diagnostic("least-above-most", (*criterion.at, "at_least"), least=least, most=most)


CHECKS: Final = (claims_that_pay, silence_that_pays, targets_without_policy, caps_that_cross)
