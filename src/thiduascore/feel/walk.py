"""Walks over trees: a node's parts, its height, the names that it needs, and replacing names by trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from attrs import evolve

from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    For,
    In,
    Interval,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Tests,
    Tree,
)


def children(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a node, in the order in which they are written."""
    match tree:
        case Path(of=of) | Negation(of=of):
            return (of,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Logic(operands=parts) | Tests(alternatives=parts):
            return parts
        case ListOf(elements=parts) | Call(arguments=parts):
            return parts
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Interval(low=low, high=high):
            return tuple(end for end in (low, high) if end is not None)
        case In(of=of, tests=tests):
            return (of, tests)
        case Quantified(over=over, satisfies=body) | For(over=over, returns=body):
            return (over, body)
        case _:
            return ()


def height(tree: Tree) -> int:
    """The number of nodes on the longest way down; safe for trees of any height."""
    greatest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        greatest = max(greatest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return greatest


def names(tree: Tree) -> frozenset[str]:
    """The names that must be known to evaluate the tree: not its own variables, but a free `?`."""
    match tree:
        case Name(name=name):
            return frozenset({name})
        case In(of=of, tests=tests):
            return names(of) | (names(tests) - {"?"})
        case (
            Quantified(variable=variable, over=over, satisfies=body)
            | For(variable=variable, over=over, returns=body)
        ):
            return names(over) | (names(body) - {variable})
        case _:
            return frozenset().union(*map(names, children(tree)))


def substituted(tree: Tree, replacements: Mapping[str, Tree]) -> Tree:
    """The tree with every free name of the mapping replaced; the tests of an `in` have their own `?`.

    The replacement takes over the name's span, so that a problem is shown where the name stands.
    """
    match tree:
        case Name(name=name):
            return evolve(replacements[name], span=tree.span) if name in replacements else tree
        case In(of=of, tests=tests):
            inner = {name: value for name, value in replacements.items() if name != "?"}
            return with_children(tree, (substituted(of, replacements), substituted(tests, inner)))
        case Quantified(variable=variable, over=over, satisfies=body):
            inner = {name: value for name, value in replacements.items() if name != variable}
            return evolve(tree, over=substituted(over, replacements), satisfies=substituted(body, inner))
        case For(variable=variable, over=over, returns=body):
            inner = {name: value for name, value in replacements.items() if name != variable}
            return evolve(tree, over=substituted(over, replacements), returns=substituted(body, inner))
        case _:
            return with_children(tree, tuple(substituted(child, replacements) for child in children(tree)))


def with_children(tree: Tree, parts: tuple[Tree, ...]) -> Tree:
    """The same node around other parts, given in the order of `children`."""
    match tree:
        case Path() | Negation():
            return evolve(tree, of=parts[0])
        case Arithmetic() | Comparison():
            return evolve(tree, left=parts[0], right=parts[1])
        case Logic():
            return evolve(tree, operands=parts)
        case Tests():
            return evolve(tree, alternatives=parts)
        case ListOf():
            return evolve(tree, elements=parts)
        case Call():
            return evolve(tree, arguments=parts)
        case Choose():
            return evolve(tree, condition=parts[0], then=parts[1], otherwise=parts[2])
        case Interval():
            low = parts[0] if tree.low is not None else None
            return evolve(tree, low=low, high=parts[-1] if tree.high is not None else None)
        case In():
            return evolve(tree, of=parts[0], tests=cast(Tests, parts[1]))
        case Quantified():
            return evolve(tree, over=parts[0], satisfies=parts[1])
        case For():
            return evolve(tree, over=parts[0], returns=parts[1])
        case _:
            return tree
