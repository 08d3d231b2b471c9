"""What decision tables give (DMN 1.5, section 8): their inputs, the rules that hold, what these give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from thiduascore.dmn.definitions import DecisionTable, Definitions, Output, Row, Source
from thiduascore.feel.hits import ORDERED, settled
from thiduascore.feel.tree import Tests
from thiduascore.feel.values import Context, Null, Value, merged, missing

if TYPE_CHECKING:
    from thiduascore.dmn.boxes import Boxes

Scope = Mapping[str, Value]


def decide(table: DecisionTable, scope: Scope, namespace: str, boxes: Boxes) -> Value:
    """The value of a table.

    A rule holds when every test is true; one that is null does not hold.
    Null with a cause: `input-not-allowed`, `no-rule-matches` (nothing holds and there is no default),
    `several-rules-match` (U), `rules-disagree` (A).
    """
    return _Deciding(table, scope, namespace, boxes).run()


@frozen
class _Deciding:
    table: DecisionTable
    scope: Scope
    namespace: str
    boxes: Boxes

    def run(self) -> Value:
        values, scopes = [], []
        for clause in self.table.inputs:
            value = self.boxes.conforming(self.source(clause.expression), clause.type, self.namespace)
            scope = {**self.scope, "?": value}
            if not isinstance(value, Null) and not self.holds(clause.allowed, scope):
                return missing("input-not-allowed", input=_text(clause.expression))
            values.append(value)
            scopes.append(scope)
        holding = [
            index
            for index, rule in enumerate(self.table.rules)
            if all(self.holds(test, scope) for test, scope in zip(rule.tests, scopes, strict=True))
        ]
        found = settled(
            self.table.hit,
            holding,
            lambda index: self.output(self.table.rules[index]),
            priority=self.priority if self.table.hit in ORDERED else None,
        )
        return self.default(values) if found is None else found.value

    def source(self, source: Source | None) -> Value:
        return self.boxes.source(source, self.scope, self.namespace)

    def holds(self, test: Source | None, scope: Scope) -> bool:
        """Whether the subject in a scope meets a test; no test is met by everything."""
        return test is None or self.boxes.source(test, scope, self.namespace) is True

    def output(self, rule: Row) -> Value:
        return self.together([self.source(one) for one in rule.outputs])

    def together(self, values: list[Value]) -> Value:
        """One value for one output, a context for several."""
        outputs = self.table.outputs
        conforming = [
            self.boxes.conforming(value, output.type, self.namespace)
            for value, output in zip(values, outputs, strict=True)
        ]
        if len(outputs) == 1:
            return conforming[0]
        return Context(zip([output.name or "" for output in outputs], conforming, strict=True))

    def default(self, inputs: list[Value]) -> Value:
        """What the table gives when no rule holds; without a default, null with the causes of null inputs."""
        if not any(output.default for output in self.table.outputs):
            return merged((missing("no-rule-matches"), *inputs))
        return self.together([self.source(output.default) for output in self.table.outputs])

    def priority(self, index: int) -> tuple[int, ...]:
        """Where a rule's outputs stand among the values of each output; what is not among them comes last."""
        part = self.boxes.model.parts[self.namespace]
        values = [priorities(output, part) for output in self.table.outputs]
        return tuple(
            self.place(self.source(output), source)
            for output, source in zip(self.table.rules[index].outputs, values, strict=True)
            if source is not None
        )

    def place(self, value: Value, values: Source) -> int:
        tree = self.boxes.model.trees.get(values)
        alternatives = tree.alternatives if isinstance(tree, Tests) else ()
        for place, alternative in enumerate(alternatives):
            if self.boxes.feel(Tests((alternative,)), {**self.scope, "?": value}, self.namespace) is True:
                return place
        return len(alternatives)


def priorities(output: Output, part: Definitions) -> Source | None:
    """The values of an output in order of priority: its own, or those that its type allows."""
    item = part.items.get(output.type or "")
    return output.values if output.values is not None or item is None else item.allowed


def _text(source: Source | None) -> str:
    return "" if source is None else " ".join(source.text.split())
