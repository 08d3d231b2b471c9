"""A method kind: how a criterion's own keys become a decision table.

The core's kinds and those of plugins are values of the same class, registered through the same hook.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

from thiduascore.diagnostics import Text
from thiduascore.feel.tree import Tree
from thiduascore.model.expression import Expression
from thiduascore.model.relative import Relative
from thiduascore.program.plan import Input, Ledger, Statistic, Table
from thiduascore.records import frozen


class CohortFigures(Protocol):
    """What a relative method may ask about the units that one is compared with.

    Figures are names for rules, bound anew for every cohort, so that one program serves all of them.
    """

    def figure(self, name: str, statistic: Statistic) -> Input:
        """A working value of this name that holds a figure of the cohort."""


class Lowering(Protocol):
    """What a method may ask for while it builds its table."""

    @property
    def maximum(self) -> Fraction:
        """The criterion's greatest number of points (for a deduction, what it takes away at the most)."""

    @property
    def ledger(self) -> Ledger:
        """Where the criterion's points go; in the deduction ledger they are a positive amount taken away."""

    def number(self, amount: Fraction | str) -> Fraction:
        """The amount itself, or the value of the parameter that it names at the plan's date."""

    def tree(self, expression: Expression) -> Tree:
        """The expression's tree with parameters replaced by their values at the plan's date."""

    def condition(self, tests: Expression, subject: Tree) -> Tree:
        """The yes-no tree that says whether the subject meets the unary tests."""

    def cohort(
        self,
        options: Relative,
        *trees: Tree,
        weights: tuple[Fraction, ...] = (),
        said: Text | None = None,
    ) -> CohortFigures:
        """The units that count beside this one, and what is looked at in each: a number, or several.

        A unit counts where the criterion applies to it and every number is known.
        `trees` name facts and derived values only, not the criterion's working values.
        `said` is what is looked at, in words, where the trees do not say it well.
        """


@frozen
class Method:
    """A registered kind of criterion method.

    `options` is a record class declared with `option(...)`: the criterion's keys besides the common ones.
    `lower` receives an instance of it and returns untyped trees; the lowering types the finished table.
    """

    name: str
    options: type
    lower: Callable[[Any, Lowering], Table]
    doc: Text
