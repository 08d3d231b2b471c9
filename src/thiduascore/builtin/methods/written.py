"""Numbers that an author wrote out, which a method can judge when the ruleset is read."""

from __future__ import annotations

from fractions import Fraction

from thiduascore.plugin import Constant, Expression, Negation, Tree


def constant(expression: Expression) -> Fraction | None:
    """The number that the expression is; None when it needs a fact, a parameter or a calculation."""
    return _number(expression.tree)


def _number(tree: Tree) -> Fraction | None:
    if isinstance(tree, Negation):
        inner = _number(tree.of)
        return None if inner is None else -inner
    return tree.value if isinstance(tree, Constant) and isinstance(tree.value, Fraction) else None
