"""What decision tables give (DMN 1.5, section 8): their inputs, the rules that hold, what these give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from thiduascore.dmn.definitions import DecisionTable, Output, Row, Source
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
        values = []
        for clause in self.table.inputs:
            value = self.source(clause.expression)
            value = self.boxes.conforming(value, clause.type, self.namespace)
            if not isinstance(value, Null) and not self.holds(clause.allowed, value):
                return missing("input-not-allowed", input=_text(clause.expression))
            values.append(value)
        holding = [
            index
            for index, rule in enumerate(self.table.rules)
            if all(self.holds(test, value) for test, value in zip(rule.tests, values, strict=True))
        ]
        ordered = self.table.hit in ORDERED and any(output.values for output in self.table.outputs)
        found = settled(
            self.table.hit,
            holding,
            lambda index: self.output(self.table.rules[index]),
            priority=self.priority if ordered else None,
        )
        return self.default(values) if found is None else found.value

    def source(self, source: Source | None) -> Value:
        return self.boxes.source(source, self.scope, self.namespace)

    def holds(self, test: Source | None, value: Value) -> bool:
        return self.boxes.holds(test, value, self.scope, self.namespace)

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
        rule = self.table.rules[index]
        return tuple(
            self.place(self.source(source), output)
            for source, output in zip(rule.outputs, self.table.outputs, strict=True)
            if output.values is not None
        )

    def place(self, value: Value, output: Output) -> int:
        tree = None if output.values is None else self.boxes.model.trees.get(output.values)
        alternatives = tree.alternatives if isinstance(tree, Tests) else ()
        for place, alternative in enumerate(alternatives):
            if self.boxes.feel(Tests((alternative,)), {**self.scope, "?": value}, self.namespace) is True:
                return place
        return len(alternatives)


def _text(source: Source | None) -> str:
    return "" if source is None else " ".join(source.text.split())
