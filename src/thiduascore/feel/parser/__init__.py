"""Expressions and unary tests, from text to a tree.

Operators are read by precedence (Pratt), everything else by recursive descent.
Nesting and the height of the tree are bounded, so that the parser and every walk over its trees stay far from
Python's recursion limit.
A chain of `and` or `or` is one node; a chain of `+` counts one level for each operator.

`cursor` goes through the words; `naming` knows the names that have spaces.
`expressions` reads operators and operands; `brackets`, `loops`, `kinds` (types) and `calls` what their names
say; `tests` puts all together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from thiduascore.feel.parser.expressions import MOST_DEPTH
from thiduascore.feel.parser.tests import Parser
from thiduascore.feel.tree import Tests, Tree

__all__ = ["MOST_DEPTH", "parse", "parse_tests"]


def parse(source: str, *, names: Iterable[str] = (), dmn: bool = False) -> Tree:
    """The tree of an expression.

    With `dmn`, names may have spaces and nearly any sign: `names` are those in scope, of which the longest
    that fits is read; names that the expression itself introduces are known from there on.
    Raises `FeelError` with every wrong character, or else with the first place where the sentence breaks.
    """
    parser = Parser(source, names=names, dmn=dmn)
    tree = parser.expression()
    parser.finish()
    return parser.bounded(tree)


def parse_tests(source: str, *, names: Iterable[str] = (), dmn: bool = False) -> Tests:
    """The tree of unary tests such as `>= 95`, `[85..95)`, `"a", "b"`, `not(0)`, `? * 2 > 3` or `-`.

    Takes names and raises `FeelError` as `parse` does.
    """
    parser = Parser(source, names=names, dmn=dmn)
    tests = parser.unary_tests()
    parser.finish()
    return cast(Tests, parser.bounded(tests))
