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
    ContextOf,
    Filter,
    For,
    FunctionOf,
    HalfRange,
    In,
    InstanceOf,
    Interval,
    Invocation,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Series,
    Tests,
    Tree,
)
from thiduascore.feel.types import ContextType, ListType


def children(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a node, in the order in which they are written."""
    match tree:
        case Path(of=of) | Negation(of=of) | HalfRange(of=of) | InstanceOf(of=of):
            return (of,)
        case FunctionOf(body=body):
            return (body,)
        case ContextOf(entries=entries):
            return tuple([value for _, value in entries])
        case Filter(of=of, by=by):
            return (of, by)
        case Invocation(of=of, arguments=parts):
            return (of, *parts)
        case Series(start=start, end=end):
            return (start, end)
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
            return names(over) | (names(body) - {variable, "partial"})
        case Filter(of=of, by=by):
            return names(of) | (names(by) - {"item"} - _members(of))
        case FunctionOf(parameters=parameters, body=body):
            return names(body) - frozenset(parameters)
        case ContextOf(entries=entries):
            found: frozenset[str] = frozenset()
            for name, value in reversed(entries):
                found = (found - {name}) | names(value)
            return found
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
            inner = {name: value for name, value in replacements.items() if name not in (variable, "partial")}
            return evolve(tree, over=substituted(over, replacements), returns=substituted(body, inner))
        case Filter(of=of, by=by):
            own = {"item"} | _members(of)
            inner = {name: value for name, value in replacements.items() if name not in own}
            return evolve(tree, of=substituted(of, replacements), by=substituted(by, inner))
        case FunctionOf(parameters=parameters, body=body):
            inner = {name: value for name, value in replacements.items() if name not in parameters}
            return evolve(tree, body=substituted(body, inner))
        case ContextOf(entries=entries):
            return evolve(tree, entries=_entries_substituted(entries, replacements))
        case _:
            return with_children(tree, tuple(substituted(child, replacements) for child in children(tree)))


def _members(of: Tree) -> frozenset[str]:
    """The members of a typed list's contexts, which are names of their own in a filter."""
    element = of.type.of if isinstance(of.type, ListType) else of.type
    return frozenset(element.members) if isinstance(element, ContextType) else frozenset()


def _entries_substituted(
    entries: tuple[tuple[str, Tree], ...], replacements: Mapping[str, Tree]
) -> tuple[tuple[str, Tree], ...]:
    """The entries of a context, each of which hides its name from those behind it."""
    found: list[tuple[str, Tree]] = []
    inner = dict(replacements)
    for name, value in entries:
        found.append((name, substituted(value, inner)))
        inner.pop(name, None)
    return tuple(found)


def with_children(tree: Tree, parts: tuple[Tree, ...]) -> Tree:
    """The same node around other parts, given in the order of `children`."""
    match tree:
        case Path() | Negation() | HalfRange() | InstanceOf():
            return evolve(tree, of=parts[0])
        case FunctionOf():
            return evolve(tree, body=parts[0])
        case ContextOf(entries=entries):
            named = zip(entries, parts, strict=True)
            return evolve(tree, entries=tuple([(name, part) for (name, _), part in named]))
        case Filter():
            return evolve(tree, of=parts[0], by=parts[1])
        case Invocation():
            return evolve(tree, of=parts[0], arguments=parts[1:])
        case Series():
            return evolve(tree, start=parts[0], end=parts[1])
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
