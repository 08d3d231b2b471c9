"""What a model makes of its inputs: decisions in the order in which they need each other, and functions.

Nothing raises on data: what cannot be worked out is null with its causes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from attrs import Factory, define, evolve

from thiduascore.dmn.boxes import Boxes
from thiduascore.dmn.definitions import (
    Decision,
    InputData,
    Knowledge,
    Reference,
    Service,
)
from thiduascore.dmn.model import Key, Model, key_of
from thiduascore.feel import Budget, conform
from thiduascore.feel.conforming import resolved_type
from thiduascore.feel.types import AnyType, FunctionType, Type
from thiduascore.feel.values import Context, FunctionValue, Null, Value, missing

Inputs = Mapping[tuple[str, str], Value]
"""Values by the namespace and the name of what they are for."""


MOST_STEPS: Final = 1_000_000
"""How many steps all decisions of one evaluation may take together, as `feel` counts them."""


def evaluate(model: Model, wanted: Sequence[Key], inputs: Inputs) -> tuple[Value, ...]:
    """The values of decisions, or of anything else in the model, given its inputs.

    An input for a decision takes that decision's place.
    An input whose namespace is empty is for everything of its name; one that no element has is seen by all
    decisions, since some tools write files whose tables use values that nothing in the file declares.
    """
    known = {node.variable.name for part in model.parts.values() for node in part.nodes.values()}
    undeclared = {name: value for (_, name), value in inputs.items() if name not in known}
    evaluation = Evaluation(model, Boxes(model, Budget(MOST_STEPS)), inputs, undeclared)
    return tuple(evaluation.value(key) for key in wanted)


def serve(model: Model, service: Key, inputs: Inputs) -> Mapping[str, Value]:
    """What each output of a decision service gives, by its name; an input that is not given is null."""
    evaluation = Evaluation(model, Boxes(model, Budget(MOST_STEPS)), {}, {})
    node = model.node(service)
    assert isinstance(node, Service)
    given = {key: _given(model, key, inputs) for key in service_inputs(model, service)}
    known = {
        key: missing("input-not-given", name=model.node(key).variable.name) if value is None else value
        for key, value in given.items()
    }
    found = evaluation.apart(known).service_value(service, node)
    names = [model.node(key_of(one)).variable.name for one in node.outputs]
    if isinstance(found, Null):
        return dict.fromkeys(names, found)
    return {names[0]: found} if len(names) == 1 else dict(cast(Mapping[str, Value], found))


def service_inputs(model: Model, service: Key) -> tuple[Key, ...]:
    """What a decision service is given, in the order of its parameters: inputs, then decisions."""
    node = model.node(service)
    assert isinstance(node, Service)
    return tuple(map(key_of, (*node.input_data, *node.input_decisions)))


def _given(model: Model, key: Key, inputs: Inputs) -> Value | None:
    name = model.node(key).variable.name
    found = inputs.get((key[0], name))
    return inputs.get(("", name)) if found is None else found


@define
class Evaluation:
    """One set of inputs and what has been worked out from it."""

    model: Model
    boxes: Boxes
    inputs: Inputs
    undeclared: Mapping[str, Value]
    settled: dict[Key, Value] = Factory(dict)
    alone: bool = False
    """Whether only what is settled counts as given, as inside a decision service."""

    def apart(self, given: Mapping[Key, Value]) -> Evaluation:
        """An evaluation that knows nothing but these values."""
        settled = {key: self.conforming(key, value) for key, value in given.items()}
        return Evaluation(self.model, self.boxes, {}, {}, settled, alone=True)

    def value(self, key: Key) -> Value:
        """The value of an element, after those that it needs."""
        for needed in self.model.needs(key, known=self.settled.keys()):
            if needed not in self.settled:
                self.settled[needed] = self.worked_out(needed)
        return self.settled[key]

    def worked_out(self, key: Key) -> Value:
        node = self.model.node(key)
        given = None if self.alone else _given(self.model, key, self.inputs)
        if given is not None and isinstance(node, InputData | Decision):
            return self.conforming(key, given)
        match node:
            case InputData():
                return missing("input-not-given", name=node.variable.name)
            case Decision():
                if node.logic is None:
                    return missing("no-logic", name=node.variable.name)
                value = self.boxes.value(node.logic, self.scope(key, node.requires), key[0])
                return self.conforming(key, value)
            case Knowledge():
                return self.knowledge(key, node)
            case Service():
                return self.service(key, node)

    def conforming(self, key: Key, value: Value) -> Value:
        """The value as one of the element's declared type, or null with the cause that it is none."""
        node = self.model.node(key)
        return self.boxes.conforming(value, node.variable.type, key[0])

    def scope(self, key: Key, requires: tuple[Reference, ...]) -> dict[str, Value]:
        """The values of what an element requires, by the names that it has for them."""
        names = {one.namespace: one.name for one in self.model.part(key).imports}
        found = dict(self.undeclared)
        imported: dict[str, dict[str, Value]] = {}
        for one in map(key_of, requires):
            prefix = names.get(one[0]) if one[0] != key[0] else None
            into = imported.setdefault(prefix, {}) if prefix else found
            into[self.model.node(one).variable.name] = self.settled[one]
        return {**found, **{name: Context(values) for name, values in imported.items()}}

    def knowledge(self, key: Key, node: Knowledge) -> Value:
        if node.function is None:
            return missing("no-logic", name=node.variable.name)
        scope = self.scope(key, node.requires)
        made = self.boxes.function(node.function, scope, key[0])
        # A function may call itself.
        scope[node.variable.name] = made
        return evolve(made, result=self.result(node, key, made.result))

    def service(self, key: Key, node: Service) -> Value:
        wanted = service_inputs(self.model, key)
        nodes = [self.model.node(one) for one in wanted]

        def call(*arguments: Value) -> Value:
            evaluation = self.apart(dict(zip(wanted, arguments, strict=True)))
            return evaluation.service_value(key, node)

        return FunctionValue(
            tuple(one.variable.name for one in nodes),
            call,
            tuple(
                self.model.types[one[0]].of(inner.variable.type)
                for one, inner in zip(wanted, nodes, strict=True)
            ),
        )

    def service_value(self, key: Key, node: Service) -> Value:
        """What a service gives, from what is settled: the value of its output, or of each by its name."""
        values = {self.model.node(one).variable.name: self.value(one) for one in map(key_of, node.outputs)}
        found = next(iter(values.values())) if len(values) == 1 else Context(values)
        types = self.model.types[key[0]].named
        return conform(found, self.result(node, key, AnyType()), types=types)

    def result(self, node: Knowledge | Service, key: Key, otherwise: Type) -> Type:
        """What a function gives; the type of its variable is that of a function, or of the result alone."""
        if node.variable.type is None:
            return otherwise
        types = self.model.types[key[0]]
        declared = resolved_type(types.of(node.variable.type), types.named) or otherwise
        return declared.result if isinstance(declared, FunctionType) else declared
