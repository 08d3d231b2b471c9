"""A problem in an expression: a slug of the catalogue, its place in the expression, and what fills it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field

from thiduascore.diagnostics import Text
from thiduascore.feel.tree import Span
from thiduascore.records import frozen

Argument = str | int | Fraction | Text


@frozen
class Problem:
    """What is wrong at `span`, in characters of the source; `slug` names the catalogue's entry."""

    slug: str
    span: Span
    arguments: Mapping[str, Argument] = field(factory=dict, hash=False)


class FeelError(Exception):
    """An expression that cannot be read; `problems` holds everything that was found, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.span, problem.slug)))
        super().__init__(", ".join(f"{problem.slug} at {problem.span[0]}" for problem in self.problems))
