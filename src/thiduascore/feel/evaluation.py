"""One evaluation: what it may still cost, which mode it runs in, and the way from a tree to its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from thiduascore.feel.functions import Functions
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import Type
from thiduascore.feel.values import Value, missing

MOST_STEPS: Final = 1_000_000
"""How many steps one evaluation may take: one for each node that is visited and each element of a list."""

MOST_LEVELS: Final = 200
"""How deep an evaluation may go, through the nodes of trees and the functions that call one another.

A level takes up to four of the thousand frames that Python has.
"""

MOST_HELD: Final = 1_000_000
"""How many elements a result may hold, counting those of lists in lists once for each place they stand in."""

MOST_NESTED: Final = 200
"""How deep lists and contexts of a result may lie in one another."""

APPROXIMATION: Final = 256
"""The steps that a root, a logarithm or the like takes."""

_TEXT_OF_A_STEP: Final = 256
_LARGE: Final = 1024
_BITS_OF_A_STEP: Final = 32

Environment = Mapping[str, Value]
Rule = Callable[["Evaluation", Tree, Environment], Value]


class Exhausted(Exception):
    """The budget is used up; `slug` is the cause that the result carries."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


class Budget:
    """Steps and levels that are left; several evaluations that call one another share one budget."""

    __slots__ = ("deepest", "level", "steps")

    def __init__(self, steps: int = MOST_STEPS, *, levels: int = MOST_LEVELS) -> None:
        self.steps = steps
        self.deepest = levels
        self.level = 0

    def spend(self, steps: int) -> None:
        """Takes steps away; raises Exhausted when there are not that many."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted("calculation-too-long")

    def spend_on(self, *values: Value) -> None:
        """Takes a step for each element of lists and contexts and of all in them, and more for huge numbers.

        Lists that hold each other twice over double in size, so that whoever goes through them pays before.
        """
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if isinstance(value, tuple):
                self.spend(len(value))
                waiting.extend(value)
            elif isinstance(value, Mapping):
                self.spend(len(value))
                waiting.extend(value.values())
            elif isinstance(value, Fraction):
                size = value.numerator.bit_length() + value.denominator.bit_length()
                if size > _LARGE:
                    self.spend(size // _BITS_OF_A_STEP)


class Evaluation:
    """The functions, types and mode that hold for a whole tree, and the budget that it shares with others."""

    __slots__ = ("budget", "functions", "rules", "strict", "types")

    def __init__(
        self,
        rules: Mapping[type, Rule],
        functions: Functions,
        types: Mapping[str, Type],
        budget: Budget,
        *,
        strict: bool,
    ) -> None:
        self.rules = rules
        self.functions = functions
        self.types = types
        self.budget = budget
        self.strict = strict

    def value(self, tree: Tree, names: Environment) -> Value:
        """The value of one node; raises Exhausted when the budget ends."""
        budget = self.budget
        budget.steps -= 1
        if budget.steps < 0:
            raise Exhausted("calculation-too-long")
        budget.level += 1
        if budget.level > budget.deepest:
            raise Exhausted("calculation-too-deep")
        found = self.rules[type(tree)](self, tree, names)
        budget.level -= 1
        return found

    def each(self, trees: tuple[Tree, ...], names: Environment) -> list[Value]:
        """The values of several nodes."""
        found: list[Value] = []
        # No comprehension: in Python 3.11 it would take one more frame of each level.
        for tree in trees:
            found.append(self.value(tree, names))
        return found

    def run(self, tree: Tree, names: Environment) -> Value:
        """The value of a whole tree; what exceeds the budget is null with its cause."""
        level = self.budget.level
        try:
            return shown(self.value(tree, names))
        except Exhausted as error:
            return missing(error.slug)
        except RecursionError:
            # Whoever calls may have used up most of Python's own stack already.
            return missing("calculation-too-deep")
        finally:
            self.budget.level = level


def under_way(evaluation: Evaluation) -> Evaluation:
    """The evaluation itself while it is under way, else one like it with a budget of its own."""
    if evaluation.budget.level:
        return evaluation
    budget = Budget(levels=evaluation.budget.deepest)
    return Evaluation(
        evaluation.rules, evaluation.functions, evaluation.types, budget, strict=evaluation.strict
    )


def shown(value: Value) -> Value:
    """A result that can be gone through; raises Exhausted where it holds too much or lies too deep.

    Lists can hold one another so often that they take little memory and yet no time is enough to print them.
    """
    held, waiting = 0, [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if not isinstance(one, tuple | Mapping):
            continue
        held += len(one)
        if depth >= MOST_NESTED:
            raise Exhausted("result-too-deep")
        if held > MOST_HELD:
            raise Exhausted("result-too-large")
        waiting.extend((each, depth + 1) for each in (one.values() if isinstance(one, Mapping) else one))
    return value


def paid(evaluation: Evaluation, value: Value) -> Value:
    """The value, after its size has been paid for."""
    if isinstance(value, str):
        evaluation.budget.spend(len(value) // _TEXT_OF_A_STEP)
    elif isinstance(value, tuple | Mapping | Fraction):
        evaluation.budget.spend_on(value)
    return value
