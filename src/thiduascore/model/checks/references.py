"""References: what a key names must be declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic, nearest
from thiduascore.model.draft import Draft


def unknown_references(draft: Draft) -> Iterator[Diagnostic]:
    """Conditions, levels, items, criteria, parameters and facts that a key names but nothing declares."""
    for reference in draft.reading.references:
        names = draft.declared.of(reference.kind)
        if reference.name not in names:
            near = nearest(reference.name, names)
            yield draft.diagnostic(
                f"unknown-{reference.kind}", reference.at, name=reference.name, nearest=near
            )


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
