"""References: what a key names must be declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic, Path, Text, exact, nearest, phrase_text
from thiduascore.model.draft import Draft

NO_LIMIT: Final = frozenset({"none", "uncapped", "unlimited", "open", "inf", "infinity", "không", "khong"})
"""What authors write for points without a most."""


def unknown_references(draft: Draft) -> Iterator[Diagnostic]:
    """Conditions, levels, items, criteria, parameters and facts that a key names but nothing declares."""
    for reference in draft.reading.references:
        names = draft.declared.of(reference.kind)
        if reference.name in names:
            continue
        if reference.at[-1] in ("points", "at_most") and reference.name.casefold() in NO_LIMIT:
            yield draft.diagnostic("points-without-limit", reference.at, instead=_limit(draft, reference.at))
        else:
            near = nearest(reference.name, names)
            yield draft.diagnostic(
                f"unknown-{reference.kind}", reference.at, name=reference.name, nearest=near
            )


def _limit(draft: Draft, at: Path) -> Text:
    """What to write for points that the official text leaves open."""
    ledger = draft.raw((*at[:-1], "ledger"))
    whole = getattr(draft.scoring, ledger, None) if ledger in ("bonus", "deduction") else None
    cap = None if whole is None else draft.amount(whole.at_most)
    if cap is None:
        return phrase_text("limit-that-nobody-reaches")
    return phrase_text("limit-of-the-ledger", cap=exact(cap))


def bad_requirements(draft: Draft) -> Iterator[Diagnostic]:
    """A required plugin is a distribution's name and versions, and nothing else."""
    if not draft.plugins.require:
        return
    from packaging.requirements import InvalidRequirement, Requirement  # slow to import, seldom needed

    for index, text in enumerate(draft.plugins.require):
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            requirement = None
        if requirement is None or requirement.url or requirement.marker:
            yield draft.diagnostic("bad-requirement", ("plugins", "require", index), text=text)


CHECKS: Final = (unknown_references, bad_requirements)
