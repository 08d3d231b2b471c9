"""Expressions about scored units, lowered once and evaluated unit by unit; see `model.standing_scope`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Final

from attrs import field

from thiduascore.diagnostics import Text, phrase_text
from thiduascore.feel import Functions, Value, children, interpret, names
from thiduascore.feel.tree import Name, Path, Tree
from thiduascore.feel.types import ContextType, Type
from thiduascore.feel.walk import with_children
from thiduascore.model.expression import Expression
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.standing_scope import Asked, kind_of_question, resolved, standing_types
from thiduascore.program.plan import FactSlot, ValueSlot
from thiduascore.program.program import INTERPRETED_FIRST
from thiduascore.program.resolve import Resolver
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.feel import Compiled

_CONTEXTS: Final = ("unit", "result", "previous")


@frozen(slots=False)
class Asking:
    """A typed expression about a unit, and what must be known of the unit to evaluate it.

    A member of `unit`, `result` or `previous` is a name such as `result.total` in it.
    """

    tree: Tree
    said: Text
    """The expression as a sentence."""
    facts: tuple[FactSlot, ...]
    """The facts that it reads, directly or through derived values."""
    values: tuple[ValueSlot, ...]
    """The derived values that it reads, each after those that it needs."""
    around: frozenset[str]
    """`unit` and `period`, where it reads more of them than single members."""
    asked: Mapping[str, Asked] = field(hash=False)
    """The questions that some of its names stand for."""
    members: tuple[tuple[str, str, str], ...]
    """The members of `unit`, `result` and `previous` that it reads: the name, the context, the member."""
    types: Mapping[str, Type] = field(hash=False, repr=False)
    functions: Functions = field(hash=False, repr=False)

    _asked: Iterator[int] = field(factory=count, init=False, eq=False, repr=False)

    def of(self, known: Mapping[str, Value]) -> Value:
        """What it yields where its names have these values."""
        if next(self._asked) < INTERPRETED_FIRST:
            return interpret(self.tree, known, functions=self.functions)
        return self.compiled(known)

    @cached_property
    def compiled(self) -> Compiled:
        """The expression as a function of its names' values; to make it takes as long as some evaluations."""
        from thiduascore.feel import compiled

        return compiled(self.tree, self.types, functions=self.functions)


@frozen
class Asker:
    """Lowers the expressions of one ruleset at one date."""

    ruleset: Ruleset
    resolver: Resolver

    def asking(self, expression: Expression, scope: str) -> Asking:
        """The expression in one of the scopes of `model.standing_scope`."""
        ruleset = self.ruleset
        declared = {
            "part": [*(item.id for item in ruleset.walk()), *(one.id for one in ruleset.criteria())],
            "condition": [one.id for one in ruleset.conditions],
            "award": [one.id for one in ruleset.awards],
        }
        found = resolved(self.resolver.tree(expression), scope, declared)
        types = standing_types(scope, [one.id for one in ruleset.levels], ruleset.ranking.within)
        contexts = {**self.resolver.scope, **types}
        flat, members = _flattened(found.tree, contexts)
        named = {name: _member_type(contexts, context, of) for name, context, of in members}
        tree = self.resolver.typed(flat, {**types, **found.types, **named}, at=expression.at)
        needed = self._needed(names(tree))
        return Asking(
            tree=tree,
            said=self.resolver.said(tree, self._labels(found.asked)),
            facts=tuple(
                FactSlot(name, fact.type_, fact.scale, fact.label)
                for name, fact in ruleset.facts.items()
                if name in needed
            ),
            values=tuple(value for value in self.resolver.values if value.name in needed),
            around=needed & {"unit", "period"},
            asked=found.asked,
            members=members,
            types={**contexts, **found.types, **named},
            functions=self.resolver.functions,
        )

    def asking_or_none(self, expression: Expression | None, scope: str) -> Asking | None:
        """The same for an expression that may not be there."""
        return None if expression is None else self.asking(expression, scope)

    def _needed(self, used: frozenset[str]) -> frozenset[str]:
        needed = set(used)
        for value in reversed(self.resolver.values):
            if value.name in needed:
                needed |= names(value.tree)
        return frozenset(needed)

    def _labels(self, asked: Mapping[str, Asked]) -> Mapping[str, Text]:
        labels = {f"result.{member}": phrase_text(f"result-{member}") for member in _RESULT}
        labels |= {f"previous.{member}": phrase_text(f"previous-{member}") for member in _PREVIOUS}
        labels |= {f"result.level={level.id}": level.title for level in self.ruleset.levels}
        labels |= {
            name: phrase_text(f"asked-{one.function}", title=self._title(one)) for name, one in asked.items()
        }
        return labels

    def _title(self, asked: Asked) -> Text:
        ruleset = self.ruleset
        titles = {
            "part": {one.id: one.title for one in ruleset.walk()}
            | {one.id: one.title for one in ruleset.criteria()},
            "condition": {one.id: one.title for one in ruleset.conditions},
            "award": {one.id: one.title for one in ruleset.awards},
        }
        named = titles.get(kind_of_question(asked.function), titles["award"])
        return named.get(asked.of, Text(asked.of, asked.of))


_RESULT: Final = (
    "total", "base", "bonus", "deduction", "self_total", "coverage", "level", "rank",
    "overall_rank", "cluster_rank", "kind_rank", "cluster_and_kind_rank",
)  # fmt: skip
_PREVIOUS: Final = ("rank", "level", "titles")


def _flattened(tree: Tree, contexts: Mapping[str, Type]) -> tuple[Tree, tuple[tuple[str, str, str], ...]]:
    """The tree with a name for each member of a context that it reads; and those, sorted."""
    found: set[tuple[str, str, str]] = set()

    def walked(node: Tree) -> Tree:
        if isinstance(node, Path) and isinstance(node.of, Name) and node.of.name in _CONTEXTS:
            context = contexts.get(node.of.name)
            if isinstance(context, ContextType) and node.member in context.members:
                name = f"{node.of.name}.{node.member}"
                found.add((name, node.of.name, node.member))
                return Name(name, span=node.span)
        return with_children(node, tuple(walked(child) for child in children(node)))

    return walked(tree), tuple(sorted(found))


def _member_type(contexts: Mapping[str, Type], context: str, member: str) -> Type:
    of = contexts[context]
    assert isinstance(of, ContextType)
    return of.members[member]
