"""What every rule of the checker needs: where problems are kept, and how a misfit becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, TypeVar

from thiduascore.diagnostics import nearest
from thiduascore.feel.fitting import ANY, Misfit, described, fits
from thiduascore.feel.functions import Functions
from thiduascore.feel.operators import comparison
from thiduascore.feel.problem import Argument, Problem
from thiduascore.feel.tree import Span, Tree
from thiduascore.feel.types import ListType, Type

_MOST_ADVICE: Final = 50

Scope = Mapping[str, Type]
_Node = TypeVar("_Node", bound=Tree)


class Rule(Protocol):
    """What types one kind of node."""

    def __call__(self, checker: Checker, tree: Any, scope: Scope, /) -> Tree: ...


class Checker:
    """Goes down the tree once and collects problems on the way."""

    def __init__(self, rules: Mapping[type, Rule], functions: Functions) -> None:
        self.rules = rules
        self.functions = functions
        self.problems: dict[tuple[object, ...], Problem] = {}

    def typed(self, tree: _Node, scope: Scope) -> _Node:
        found: Any = self.rules[type(tree)](self, tree, scope)
        return found  # type: ignore[no-any-return]

    def each(self, trees: tuple[Tree, ...], scope: Scope) -> tuple[Tree, ...]:
        return tuple([self.typed(tree, scope) for tree in trees])

    def report(self, slug: str, span: Span, **arguments: Argument) -> Type:
        key = (slug, span, *arguments.items())
        self.problems.setdefault(key, Problem(slug, span, arguments))
        return ANY

    def advice(self, name: str, known: Iterable[str]) -> dict[str, Argument]:
        """The name that was probably meant; a text with a great many mistakes is not worth the search."""
        near = nearest(name, known) if len(self.problems) < _MOST_ADVICE else None
        return {"nearest": near} if near else {}

    def settle(self, found: Type | Misfit, tree: Tree, parts: tuple[Tree, ...] = ()) -> Type:
        """The type that was found, or `AnyType` once the misfit has been reported at the part to blame."""
        if not isinstance(found, Misfit):
            return found
        blamed = tree if found.position is None or not parts else parts[found.position]
        return self.report(found.slug, blamed.span, **found.arguments)

    def expect(self, tree: Tree, expected: Type, slug: str) -> None:
        if tree.type is not None and not fits(tree.type, expected):
            arguments = {"found": described(tree.type), "expected": described(expected)}
            self.report(slug, tree.span, **arguments)

    def compare(self, operator: str, left: Tree, right: Tree, whole: Tree) -> None:
        """Reports why two typed sides cannot be compared."""
        found = comparison(operator, left, right)
        if found is not None:
            self.settle(found, whole, (left, right))


def element_of(type_: Type | None) -> Type:
    """The type of a list's elements; of anything else nothing is known."""
    return type_.of if isinstance(type_, ListType) else ANY
