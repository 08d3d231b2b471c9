"""Expressions about scored units, lowered once and evaluated unit by unit; see `model.standing_scope`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from thiduascore.diagnostics import Text, phrase_text
from thiduascore.feel import children, names
from thiduascore.feel.tree import Name, Path, Tree
from thiduascore.model.expression import Expression
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.standing_scope import Asked, kind_of_question, resolved, standing_types
from thiduascore.program.plan import FactSlot, ValueSlot
from thiduascore.program.resolve import Resolver

_CONTEXTS: Final = ("result", "previous")


@frozen
class Asking:
    """A typed expression about a unit, and what must be known of the unit to evaluate it."""

    tree: Tree
    said: Text
    """The expression as a sentence."""
    facts: tuple[FactSlot, ...]
    """The facts that it reads, directly or through derived values."""
    values: tuple[ValueSlot, ...]
    """The derived values that it reads, each after those that it needs."""
    around: frozenset[str]
    """`unit` and `period`, where it reads them."""
    asked: Mapping[str, Asked] = field(hash=False)
    """The questions that some of its names stand for."""
    members: Mapping[str, frozenset[str]] = field(hash=False)
    """The members of `result` and `previous` that it reads."""


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
        tree = self.resolver.typed(found.tree, {**types, **found.types}, at=expression.at)
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
            members={name: frozenset(_members(tree, name)) for name in _CONTEXTS},
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


def _members(tree: Tree, context: str) -> Iterable[str]:
    """The members of a context that a tree reads."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Path) and isinstance(node.of, Name) and node.of.name == context:
            yield node.member
        waiting.extend(children(node))
