"""Definitions to a model: references that lead somewhere, no rings, and the trees of all expressions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from attrs import define

from thiduascore.diagnostics import Argument, Diagnostic, DiagnosticError, Text
from thiduascore.dmn.definitions import (
    MOST_REPORTED,
    Conditional,
    Context,
    Decision,
    DecisionTable,
    Definition,
    Definitions,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Item,
    Iteration,
    Knowledge,
    Listed,
    LiteralExpression,
    Output,
    Reference,
    Relation,
    Service,
    Source,
)
from thiduascore.dmn.load import read_files
from thiduascore.dmn.model import Key, Model, key_of, reached, required
from thiduascore.dmn.tables import priorities
from thiduascore.dmn.types import Types, types_of
from thiduascore.dmn.xml import Element
from thiduascore.feel import DMN, FeelError, Value, evaluate, parse, parse_tests
from thiduascore.feel.hits import ORDERED
from thiduascore.feel.tree import Tree

Names = frozenset[str]


def load(path: str | os.PathLike[str]) -> Model:
    """The model of a `.dmn` file.

    Raises DiagnosticError with what is wrong with the form of the file and of those that it imports, with
    references that lead nowhere, and with decisions that need themselves.
    Expressions that cannot be read stand among the model's own diagnostics.
    """
    main, parts = read_files(path)
    for wrong in (_lost(parts), _rings(parts)):
        if found := tuple(islice(wrong, MOST_REPORTED)):
            raise DiagnosticError(*found)
    trees: dict[Source, Tree | None] = {}
    types: dict[str, Types] = {}

    def allows(part: Definitions, source: Source, value: Value) -> bool:
        tree = trees.get(source)
        named = types[part.namespace].named
        return tree is None or evaluate(tree, {"?": value}, types=named) is True

    types.update(types_of(parts, allows))
    problems: list[Diagnostic] = []
    for part in parts.values():
        _Preparing(part, parts, types[part.namespace], trees, problems).run()
    return Model(main, parts, types, trees, tuple(problems))


def _nodes(parts: Mapping[str, Definitions]) -> Iterator[tuple[Key, Definition]]:
    for namespace, part in parts.items():
        yield from (((namespace, key), node) for key, node in part.nodes.items())


def _lost(parts: Mapping[str, Definitions]) -> Iterator[Diagnostic]:
    """References that lead nowhere."""
    for _, node in _nodes(parts):
        references: tuple[Reference, ...] = required(node)
        if isinstance(node, Service):
            references = (*node.outputs, *node.encapsulated, *node.input_decisions, *node.input_data)
        for reference in references:
            if reference.namespace not in parts or reference.id not in parts[reference.namespace].nodes:
                href = reference.at.get("href") or ""
                yield Diagnostic("dmn-unknown-reference", {"href": href}, reference.at.place())


def _rings(parts: Mapping[str, Definitions]) -> Iterator[Diagnostic]:
    """Elements that need themselves; each ring once, where it is first met."""
    done: set[Key] = set()
    for start, _ in _nodes(parts):
        path: dict[Key, Iterator[Key]] = {}
        following: Key | None = start
        while following is not None or path:
            if following is None:
                done.add(path.popitem()[0])
            elif following in path:
                keys = list(path)
                yield _ring(parts, keys[keys.index(following) :])
            elif following not in done:
                path[following] = map(key_of, reached(parts[following[0]].nodes[following[1]]))
            following = next(path[next(reversed(path))], None) if path else None


def _ring(parts: Mapping[str, Definitions], ring: list[Key]) -> Diagnostic:
    nodes = [parts[namespace].nodes[key] for namespace, key in ring]
    names = " → ".join(node.variable.name for node in (*nodes, nodes[0]))
    return Diagnostic("dmn-cycle", {"names": names}, nodes[0].at.place())


def _members(parts: Mapping[str, Definitions]) -> Iterator[str]:
    """The names that can stand behind a point: those of components, and of what other files define."""
    for part in parts.values():
        for item in part.items.values():
            yield from _components(item)
        if len(parts) > 1:
            yield from (node.variable.name for node in part.nodes.values())


def _is_long(name: str) -> bool:
    """Whether a name must be known before an expression that has it can be read."""
    return not (name.isascii() and name.isidentifier())


def _components(item: Item) -> Iterator[str]:
    for inner in item.components:
        yield inner.name
        yield from _components(inner)


@define
class _Preparing:
    """Reads the expressions of one file, each with the names that it can see."""

    part: Definitions
    parts: Mapping[str, Definitions]
    types: Types
    trees: dict[Source, Tree | None]
    found: list[Diagnostic]
    members: Names = frozenset()
    inside: tuple[Text, ...] = ()

    def run(self) -> None:
        self.members = frozenset(filter(_is_long, (*DMN, *self.types.named, *_members(self.parts))))
        for item in self.part.items.values():
            self.item(item)
        for node in self.part.nodes.values():
            self.inside = (Text(node.variable.name),)
            self.node(node)

    def report(self, slug: str, at: Element, /, **arguments: Argument) -> None:
        if len(self.found) < MOST_REPORTED:
            self.found.append(Diagnostic(slug, arguments, at.place(), (), self.inside))

    def item(self, item: Item) -> None:
        self.inside = (Text(item.name),)
        self.typed(item.type, item.at)
        for source in (item.allowed, item.constraint):
            self.tests(source, frozenset())
        for inner in item.components:
            self.item(inner)

    def typed(self, name: str | None, at: Element) -> None:
        if name is not None and not self.types.knows(name):
            self.report("dmn-unknown-type", at, name=name)

    def node(self, node: Definition) -> None:
        self.typed(node.variable.type, node.at)
        match node:
            case Decision(logic=logic) if logic is not None:
                self.expression(logic, self.names(node.requires))
            case Knowledge(function=function) if function is not None:
                self.expression(function, self.names(node.requires) | {node.variable.name})
            case _:
                pass

    def names(self, requires: Iterable[Reference]) -> Names:
        """The names that an element has for what it requires."""
        imported = {one.namespace: one.name for one in self.part.imports}
        found = set()
        for reference in requires:
            name = self.parts[reference.namespace].nodes[reference.id].variable.name
            found.add(imported.get(reference.namespace) or name)
        return frozenset(found)

    def expression(self, expression: Expression, names: Names) -> None:
        self.typed(expression.type, expression.at)
        match expression:
            case LiteralExpression(source=source):
                self.source(source, names)
            case DecisionTable():
                self.table(expression, names)
            case Context(entries=entries):
                for entry in entries:
                    self.expression(entry.value, names)
                    if entry.variable is not None:
                        self.typed(entry.variable.type, entry.value.at)
                        names |= {entry.variable.name}
            case Listed(elements=elements):
                for element in elements:
                    self.expression(element, names)
            case Relation(rows=rows):
                for cell in (cell for row in rows for cell in row):
                    self.expression(cell, names)
            case _:
                self.construct(expression, names)

    def construct(self, expression: Expression, names: Names) -> None:
        """An expression that binds names, or chooses."""
        match expression:
            case Invocation(function=function, bindings=bindings):
                for inner in (function, *(value for _, value in bindings)):
                    self.expression(inner, names)
            case FunctionDefinition(parameters=parameters, body=body):
                for parameter in parameters:
                    self.typed(parameter.type, expression.at)
                if body is not None and expression.kind == "FEEL":
                    self.expression(body, names | {parameter.name for parameter in parameters})
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                for inner in (condition, then, otherwise):
                    self.expression(inner, names)
            case Filter(over=over, match=match):
                self.expression(over, names)
                self.expression(match, names | {"item"})
            case Iteration(variable=variable, over=over, body=body):
                self.expression(over, names)
                self.expression(body, names | {variable, "partial"})
            case _:
                raise AssertionError(f"{type(expression).__name__} is read nowhere")

    def table(self, table: DecisionTable, names: Names) -> None:
        for clause in table.inputs:
            self.source(clause.expression, names)
            self.tests(clause.allowed, names)
        if table.hit in ORDERED and not any(self.priorities(output) for output in table.outputs):
            self.report("dmn-no-priorities", table.at)
        for output in table.outputs:
            self.tests(output.values, names)
            self.source(output.default, names)
        for rule in table.rules:
            for test in rule.tests:
                self.tests(test, names)
            for source in rule.outputs:
                self.source(source, names)

    def priorities(self, output: Output) -> Source | None:
        return priorities(output, self.part)

    def source(self, source: Source | None, names: Names) -> None:
        self.read(source, names, parse)

    def tests(self, source: Source | None, names: Names) -> None:
        self.read(source, names, parse_tests)

    def read(self, source: Source | None, names: Names, reader: Callable[..., Tree]) -> None:
        if source is None:
            return
        try:
            self.trees[source] = reader(
                source.text, names=self.members.union(filter(_is_long, names)), dmn=True
            )
        except FeelError as error:
            self.trees[source] = None
            for problem in error.problems[: max(0, MOST_REPORTED - len(self.found))]:
                place = source.at.place_in_text(*problem.span)
                self.found.append(Diagnostic(problem.slug, problem.arguments, place, (), self.inside))
