"""What the figures of a cohort need of a unit, as the source of one Python function on whole numbers.

`run(facts, unit, period, claims, ask)` gives what `program.watching.watched` gives.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from thiduascore.feel.generate.expressions import number, yes_no
from thiduascore.feel.generate.strict import strict_names
from thiduascore.feel.generate.values import product, whole
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.feel.tree import Tree
from thiduascore.feel.walk import names
from thiduascore.program.generate.criterion import give_up
from thiduascore.program.generate.source import Generated, ProgramSource
from thiduascore.program.plan import ConditionPlan, Observation, Plan, ValueSlot
from thiduascore.program.watching import gates


def generate_watching(plan: Plan) -> Generated:
    """The function for a plan; it reads only the facts that the observations need."""
    return _Watching(plan).generated()


class _Watching(ProgramSource):
    """Writes the function; one use only."""

    def __init__(self, plan: Plan) -> None:
        read = frozenset().union(*(names(tree) for tree in _trees(plan)))
        values = _needed(plan, read)
        read = read.union(*(names(value.tree) for value in values))
        bare = evolve(
            plan, values=values, criteria=(), conditions=(), root=evolve(plan.root, children=()), figures=()
        )
        super().__init__(bare, tracing=True, read=read)
        self.gates, self.observations = gates(plan), plan.observations

    def generated(self) -> Generated:
        writer = Writer(self.names)
        writer.line("def run(facts, unit, period, claims, ask):")
        body = writer.inside()
        self._facts(body)
        for value in self.plan.values:
            self._value(value.name, value.tree, body)
        self._asking_else("keep", "ask.counts()", self._gates, body)
        for index, observation in enumerate(self.observations):
            self._observation(index, observation, body)
        found = "".join(f"w{index}, " for index in range(len(self.observations)))
        body.line(f"return keep, ({found})")
        facts = tuple(slot.name for slot in self.facts)
        return Generated(writer.source(), self.names.namespace, facts, tuple(self.interpreted))

    def _asking_else(self, name: str, asking: str, write: object, writer: Writer) -> None:
        """What `write` writes, with the interpreter where there is no generated form or it gives up."""
        aside = writer.aside()
        aside.line("try:")
        try:
            write(aside.inside())  # type: ignore[operator]
        except Unsupported as reason:
            self.interpreted.append((name, reason.reason))
            writer.line(f"{name} = {asking}")
            return
        writer.add(aside)
        writer.line(f"except Unproven: {name} = {asking}")

    def _gates(self, writer: Writer) -> None:
        writer.line("keep = True")
        for gate in self.gates:
            self._gate(gate, writer)

    def _gate(self, gate: ConditionPlan, writer: Writer) -> None:
        if gate.applies is not None:
            writer = self._where(gate.applies, writer)
        give_up(self._guard([gate.holds]), writer)
        holds = yes_no(gate.holds, self.scope, writer)
        writer.line(f"if {holds.opposite or f'not {holds.text}'}: keep = False")

    def _where(self, applies: Tree, writer: Writer) -> Writer:
        """A block for when a tree is true."""
        give_up(self._guard([applies]), writer)
        writer.line(f"if {yes_no(applies, self.scope, writer).text}:")
        return writer.inside()

    def _observation(self, index: int, observation: Observation, writer: Writer) -> None:
        name = f"w{index}"

        def write(inside: Writer) -> None:
            inside.line(f"{name} = None")
            there = self._there(observation)
            if there:
                inside.line(f"if {there}:")
                inside = inside.inside()
            if observation.claim:
                inside.line(f"if {self.names.constant(observation.claim)} not in claims:")
                inside = inside.inside()
            for applies in observation.applies:
                inside = self._where(applies, inside)
            give_up(self._guard(observation.trees), inside)
            inside.line(f"{name} = ({''.join(f'{part}, ' for part in self._parts(observation, inside))})")

        self._asking_else(name, f"ask.observed({index})", write, writer)

    def _there(self, observation: Observation) -> str:
        """The condition that every fact is there without which the observation finds nothing."""
        strict = frozenset[str]().union(
            *(strict_names(tree, self.strict, self.plan.functions) for tree in observation.trees)
        )
        return " and ".join(sorted(f"{self.told[name]} is not None" for name in strict & self.told.keys()))

    def _parts(self, observation: Observation, writer: Writer) -> Iterable[str]:
        for tree in observation.trees:
            found = number(tree, self.scope, writer)
            yield whole(product(found.factor.numerator, found.num))
            yield whole(product(found.factor.denominator, found.den))


def _trees(plan: Plan) -> Iterable[Tree]:
    for observation in plan.observations:
        yield from observation.trees
        yield from observation.applies
    for gate in gates(plan):
        yield gate.holds
        if gate.applies is not None:
            yield gate.applies


def _needed(plan: Plan, read: frozenset[str]) -> tuple[ValueSlot, ...]:
    """The derived values that names stand for, with those that these need."""
    needed = set(read)
    for value in reversed(plan.values):
        if value.name in needed:
            needed |= names(value.tree)
    return tuple(value for value in plan.values if value.name in needed)
