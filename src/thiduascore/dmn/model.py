"""A model: a file with its imports, its types, the trees of its expressions, and who needs whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from thiduascore.diagnostics import Diagnostic
from thiduascore.dmn.definitions import (
    Decision,
    Definition,
    Definitions,
    InputData,
    Knowledge,
    Reference,
    Service,
    Source,
)
from thiduascore.dmn.types import Types
from thiduascore.feel import names
from thiduascore.feel.tree import Tree

Key = tuple[str, str]
"""The namespace and the id of an element."""


@frozen(eq=False)
class Model:
    """What can be evaluated.

    `diagnostics` are the expressions that cannot be read, which give null, and the types that nobody knows,
    whose values may be anything.
    """

    main: Definitions
    parts: Mapping[str, Definitions]
    types: Mapping[str, Types]
    trees: Mapping[Source, Tree | None]
    """The tree of every expression; None where it cannot be read."""
    diagnostics: tuple[Diagnostic, ...]

    def node(self, key: Key) -> Definition:
        """The element of a key."""
        return self.parts[key[0]].nodes[key[1]]

    def part(self, key: Key) -> Definitions:
        """The file in which an element stands."""
        return self.parts[key[0]]

    def named(self, name: str) -> Key | None:
        """The element of that name in the main file."""
        nodes = self.main.nodes.values()
        found = next((node.id for node in nodes if node.variable.name == name), None)
        return None if found is None else (self.main.namespace, found)

    def results(self) -> tuple[str, ...]:
        """The names of everything in the main file that can be worked out."""
        nodes = self.main.nodes.values()
        return tuple(node.variable.name for node in nodes if not isinstance(node, InputData))

    def givens(self) -> tuple[InputData | Decision, ...]:
        """What can be given from outside: the inputs and the decisions of every file."""
        parts = (self.main, *(part for part in self.parts.values() if part is not self.main))
        nodes = (node for part in reversed(parts) for node in part.nodes.values())
        return tuple(node for node in nodes if isinstance(node, InputData | Decision))

    def mentioned(self) -> frozenset[str]:
        """The names that expressions use, whether anything declares them or not."""
        return frozenset(name for tree in self.trees.values() if tree is not None for name in names(tree))

    def decisions(self) -> tuple[Key, ...]:
        """The decisions of the main file, in its order."""
        nodes = self.main.nodes.items()
        return tuple((self.main.namespace, key) for key, node in nodes if isinstance(node, Decision))

    def needs(self, key: Key, *, known: Collection[Key] = ()) -> tuple[Key, ...]:
        """The element and everything that it needs, each after what it needs itself.

        What is `known` needs nothing more and is left out.
        """
        found: dict[Key, None] = {}
        seen = {key}
        waiting = [] if key in known else [(key, map(key_of, required(self.node(key))))]
        while waiting:
            current, rest = waiting[-1]
            following = next(rest, None)
            if following is None:
                found[current] = None
                waiting.pop()
            elif following not in seen and following not in known:
                seen.add(following)
                waiting.append((following, map(key_of, required(self.node(following)))))
        return tuple(found)


def key_of(reference: Reference) -> Key:
    """The key that a reference points at."""
    return reference.namespace, reference.id


def required(node: Definition) -> tuple[Reference, ...]:
    """What must be there before an element is worked out; a service asks for it when it is called."""
    return node.requires if isinstance(node, Decision | Knowledge) else ()


def reached(node: Definition) -> tuple[Reference, ...]:
    """What an element leads to at all: what it requires, and for a service what it gives."""
    return node.outputs if isinstance(node, Service) else required(node)
