"""Whether a tree's value may be rounded to 34 digits on the way, so that a scorecard can say so."""

from __future__ import annotations

from thiduascore.feel.functions.function import Functions
from thiduascore.feel.tree import Arithmetic, Call, Tree
from thiduascore.feel.types import NumberType
from thiduascore.feel.walk import children


def is_approximate(tree: Tree, functions: Functions) -> bool:
    """Whether a typed tree calls an approximate function or has a power whose exponent may not be whole."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call) and any(one.approximate for one in functions.get(node.function, ())):
            return True
        if isinstance(node, Arithmetic) and node.operator == "**":
            exponent = node.right.type
            if not isinstance(exponent, NumberType) or exponent.scale != 0:
                return True
        waiting.extend(children(node))
    return False
