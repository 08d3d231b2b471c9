"""Choices: a method that gives points by choice knows every choice, and only those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from thiduascore.diagnostics import Diagnostic, Path, nearest
from thiduascore.feel.types import TextType
from thiduascore.model.draft import Draft
from thiduascore.model.stated import Amount, states_choices


def _by_choice(draft: Draft) -> Iterator[tuple[Path, Mapping[str, Amount], tuple[str, ...]]]:
    for criterion in draft.criteria():
        if states_choices(criterion.options):
            subject, at, points = criterion.options.stated_choices()
            type_ = draft.types.get(subject.at)
            if isinstance(type_, TextType) and type_.choices is not None:
                yield at, points, type_.choices


def choices_without_points(draft: Draft) -> Iterator[Diagnostic]:
    """Every choice of the fact has its points."""
    for at, points, choices in _by_choice(draft):
        lacking = [f"`{choice}`" for choice in choices if choice not in points]
        if lacking and draft.sound(at):
            yield draft.diagnostic("choice-without-points", at, choices=", ".join(lacking))


def unknown_choices(draft: Draft) -> Iterator[Diagnostic]:
    """Points are given only to choices that the fact has."""
    for at, points, choices in _by_choice(draft):
        for name in points:
            if name not in choices:
                near = nearest(name, [choice for choice in choices if choice not in points])
                yield draft.diagnostic(
                    "points-for-unknown-choice", (*at, name), key=True, name=name, nearest=near
                )


CHECKS: Final = (choices_without_points, unknown_choices)
