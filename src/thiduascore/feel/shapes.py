"""Shapes of trees that people say in one phrase: percentages, lists of values, tests of one subject."""

from __future__ import annotations

import datetime
from fractions import Fraction

from attrs import evolve

from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Comparison,
    Constant,
    In,
    Interval,
    ListOf,
    Logic,
    Name,
    Path,
    Tests,
    Tree,
)
from thiduascore.feel.types import DateType
from thiduascore.feel.walk import names

_SUBJECT = Name("?")


def as_tests(tree: Tree) -> tuple[Tree, Tests] | None:
    """A subject and what is tested of it, when the tree says nothing else: the inverse of `condition_of`."""
    if isinstance(tree, In):
        return tree.of, tree.tests
    if not isinstance(tree, Logic):
        return None
    parts = [_as_test(part) for part in tree.operands] if tree.operator == "or" else [_as_test(tree)]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or any(subject != found[0][0] for subject, _ in found):
        return None
    return found[0][0], Tests(tuple([test for _, test in found]), span=tree.span, type=tree.type)


def _as_test(tree: Tree) -> tuple[Tree, Tree] | None:
    """The subject and test that one comparison, or a lower and an upper end together, stand for."""
    if isinstance(tree, Comparison) and not isinstance(tree.left, Constant) and not asks_for_null(tree):
        if isinstance(tree.right, Constant) and isinstance(tree.right.value, bool):
            return None
        literal = tree.operator == "=" and isinstance(tree.right, Constant)
        return tree.left, tree.right if literal else evolve(tree, left=_SUBJECT)
    if not isinstance(tree, Logic) or tree.operator != "and" or len(tree.operands) != 2:
        return None
    low, high = tree.operands
    if not isinstance(low, Comparison) or not isinstance(high, Comparison) or low.left != high.left:
        return None
    if low.operator not in (">", ">=") or high.operator not in ("<", "<="):
        return None
    return low.left, Interval(low.right, high.right, low.operator == ">=", high.operator == "<=")


def dotted(tree: Tree) -> str:
    if isinstance(tree, Path):
        return f"{dotted(tree.of)}.{tree.member}"
    return tree.name if isinstance(tree, Name) else ""


def lowered(title: str) -> str:
    """A title inside a sentence: its first letter in lower case, unless it begins a proper name."""
    first, *rest = title.split(" ", 2)
    begins_name = first[1:] != first[1:].lower() or (bool(rest) and rest[0][:1].isupper())
    return title if begins_name else title[:1].lower() + title[1:]


def is_plain(tree: Tree) -> bool:
    return isinstance(tree, Name | Path | Call) or (isinstance(tree, Constant) and tree.value is not None)


def is_short(test: Tree) -> bool:
    """Whether a test is an operator and a value that does not speak of the subject again."""
    return isinstance(test, Comparison) and test.left == Name("?") and "?" not in names(test.right)


def is_percentage(tree: Arithmetic) -> bool:
    """Whether the tree is `part / whole * 100`."""
    left = tree.left
    if tree.operator != "*" or tree.right != Constant(Fraction(100)) or not isinstance(left, Arithmetic):
        return False
    return left.operator == "/" and is_plain(left.left) and is_plain(left.right)


def literals(tests: Tests) -> list[Constant]:
    """The values that tests list one by one, or nothing when they test anything else."""
    listed: list[Tree] = []
    for test in tests.alternatives:
        listed += test.elements if isinstance(test, ListOf) else (test,)
    found = [test for test in listed if isinstance(test, Constant) and test.value is not None]
    return found if len(found) == len(listed) else []


def is_date(tree: Tree) -> bool:
    return isinstance(tree.type, DateType) or (
        isinstance(tree, Constant) and isinstance(tree.value, datetime.date)
    )


def asks_for_null(tree: Comparison) -> bool:
    return any(isinstance(side, Constant) and side.value is None for side in (tree.left, tree.right))
