"""Ledgers: bonus and deduction are told apart, capped, and hold what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic
from thiduascore.model.draft import Draft
from thiduascore.model.stated import states_points


def uncapped_bonus(draft: Draft) -> Iterator[Diagnostic]:
    """A bonus ledger has a cap, or says that it has none."""
    bonus = next((each for each in draft.criteria() if each.ledger == "bonus"), None)
    if bonus is None or draft.scoring is None or not draft.sound(("scoring", "bonus")):
        return
    if draft.scoring.bonus is None:
        related = (draft.related("a-bonus-is-here", (*bonus.at, "ledger")),)
        yield draft.diagnostic("bonus-without-cap", ("scoring",), related=related)


def bonus_cap_without_bonus(draft: Draft) -> Iterator[Diagnostic]:
    """A cap on a ledger that nothing enters is a leftover or a criterion in the wrong ledger."""
    if draft.scoring is None or not draft.sound(("items",)):
        return
    used = {criterion.ledger for criterion in draft.criteria()}
    used |= {"deduction"} if any(each.otherwise.kind == "deduct" for each in draft.conditions) else set()
    for ledger in ("bonus", "deduction"):
        if getattr(draft.scoring, ledger) is not None and ledger not in used:
            yield draft.diagnostic("cap-on-empty-ledger", ("scoring", ledger), key=True, ledger=ledger)


def negative_amounts(draft: Draft) -> Iterator[Diagnostic]:
    """What a bonus gives and what a deduction takes away are both written without a minus."""
    for criterion in draft.criteria():
        if criterion.ledger == "base" or not states_points(criterion.options):
            continue
        for path, amount in criterion.options.stated_points():
            points = draft.amount(amount)
            if points is not None and points < 0:
                related = (draft.related("ledger-is-here", (*criterion.at, "ledger")),)
                yield draft.diagnostic(
                    f"negative-in-{criterion.ledger}", path, related=related, points=points
                )


def keys_of_another_ledger(draft: Draft) -> Iterator[Diagnostic]:
    """`needs_full_base` belongs to a bonus and `exempt` to a deduction."""
    for criterion in draft.criteria():
        if criterion.needs_full_base is not False and criterion.ledger != "bonus":
            path = (*criterion.at, "needs_full_base")
            yield draft.diagnostic(
                "key-of-another-ledger", path, key=True, name="needs_full_base", ledger="bonus"
            )
        if criterion.exempt is not None and criterion.ledger != "deduction":
            path = (*criterion.at, "exempt")
            yield draft.diagnostic("key-of-another-ledger", path, key=True, name="exempt", ledger="deduction")


def lonely_groups(draft: Draft) -> Iterator[Diagnostic]:
    """An exclusive group of one criterion excludes nothing, which a slip in its name makes likely."""
    members: dict[str, list[tuple[str | int, ...]]] = {}
    for criterion in draft.criteria():
        if criterion.group is not None:
            members.setdefault(criterion.group, []).append((*criterion.at, "group"))
    if not draft.sound(("items",)):
        return
    for group, paths in members.items():
        if len(paths) == 1:
            yield draft.diagnostic("lonely-group", paths[0], group=group)


CHECKS: Final = (
    uncapped_bonus,
    bonus_cap_without_bonus,
    negative_amounts,
    keys_of_another_ledger,
    lonely_groups,
)
