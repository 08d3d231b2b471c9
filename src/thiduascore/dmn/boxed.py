"""Elements to boxed expressions: literal expressions, tables, contexts, lists, calls, functions and loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from attrs import Factory, define

from thiduascore.diagnostics import Argument, Diagnostic
from thiduascore.dmn.definitions import (
    MOST_REPORTED,
    Clause,
    Conditional,
    Context,
    DecisionTable,
    Entry,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Listed,
    LiteralExpression,
    Output,
    Relation,
    Row,
    Source,
    Variable,
)
from thiduascore.dmn.xml import Element
from thiduascore.feel.hits import Hit
from thiduascore.text import normal

HITS: Final[Mapping[str, Hit]] = {
    "UNIQUE": "unique",
    "FIRST": "first",
    "ANY": "any",
    "PRIORITY": "priority",
    "RULE ORDER": "rule-order",
    "OUTPUT ORDER": "output-order",
    "COLLECT": "collect",
}
AGGREGATIONS: Final[Mapping[str, Hit]] = {"SUM": "sum", "MIN": "least", "MAX": "most", "COUNT": "count"}


@define
class BoxedReading:
    """Reads expressions, and gathers what is wrong with their form."""

    root: Element
    found: list[Diagnostic] = Factory(list)

    def report(self, slug: str, at: Element, /, **arguments: Argument) -> None:
        """Notes what is wrong with an element."""
        if len(self.found) < MOST_REPORTED:
            self.found.append(Diagnostic(slug, arguments, at.place()))

    def required(self, element: Element, attribute: str) -> str | None:
        """An attribute that the element must have."""
        value = element.get(attribute)
        if value is None:
            self.report("dmn-missing-attribute", element, element=element.name, attribute=attribute)
        return value

    def name_of(self, text: str) -> str:
        """A name as expressions see it: in normal form C, one space between words."""
        return " ".join(normal(text).split())

    def type_of(self, text: str | None) -> str | None:
        """The name of a type; `feel:number` is `number`."""
        name = self.name_of(text or "").removeprefix("feel:")
        return name or None

    def variable(self, element: Element) -> Variable:
        """A variable, parameter or column."""
        return Variable(
            self.name_of(self.required(element, "name") or ""), self.type_of(element.get("typeRef"))
        )

    def source_in(self, element: Element | None) -> Source | None:
        """The text of an element's `text`; None when there is none, or nothing in it."""
        inner = None if element is None else element.first("text")
        return None if inner is None or not inner.text.strip() else Source(inner)

    # --- expressions ---

    def optional(self, element: Element) -> Expression | None:
        """The expression that stands directly in an element."""
        inner = next((one for one in element.children if one.name in _READERS), None)
        return None if inner is None else _READERS[inner.name](self, inner)

    def expression(self, element: Element | None, parent: Element) -> Expression:
        """The expression in an element that must hold one; `parent` is what lacks it otherwise."""
        found = None if element is None else self.optional(element)
        if found is None:
            self.report("dmn-no-expression", element or parent, element=(element or parent).name)
            return LiteralExpression(None, at=element or parent)
        return found

    def inner(self, element: Element) -> Expression:
        """An expression that must stand directly in the element."""
        return self.expression(element, element)

    def literal(self, element: Element) -> Expression:
        language = element.get("expressionLanguage") or self.root.get("expressionLanguage") or "feel"
        if "feel" not in language.lower():
            self.report("dmn-other-language", element, language=language)
        type_ = self.type_of(element.get("typeRef"))
        return LiteralExpression(self.source_in(element), type=type_, at=element)

    def context(self, element: Element) -> Expression:
        entries = tuple(self.entry(one) for one in element.all("contextEntry"))
        return Context(entries, type=self.type_of(element.get("typeRef")), at=element)

    def entry(self, element: Element) -> Entry:
        variable = element.first("variable")
        return Entry(None if variable is None else self.variable(variable), self.inner(element))

    def listed(self, element: Element) -> Expression:
        return Listed(tuple(self.elements(element)), type=self.type_of(element.get("typeRef")), at=element)

    def elements(self, element: Element) -> list[Expression]:
        return [_READERS[one.name](self, one) for one in element.children if one.name in _READERS]

    def relation(self, element: Element) -> Expression:
        columns = tuple(self.variable(one) for one in element.all("column"))
        rows = []
        for row in element.all("row"):
            cells = tuple(self.elements(row))
            if len(cells) != len(columns):
                self.report("dmn-row-length", row, count=len(cells), wanted=len(columns))
            rows.append(cells)
        return Relation(columns, tuple(rows), type=self.type_of(element.get("typeRef")), at=element)

    def invocation(self, element: Element) -> Expression:
        bindings = []
        for binding in element.all("binding"):
            parameter = binding.first("parameter")
            name = self.required(parameter or binding, "name") or ""
            # A parameter without an expression is given nothing.
            value = self.optional(binding) or LiteralExpression(None, at=binding)
            bindings.append((self.name_of(name), value))
        type_ = self.type_of(element.get("typeRef"))
        return Invocation(self.inner(element), tuple(bindings), type=type_, at=element)

    def function(self, element: Element) -> FunctionDefinition:
        """A function definition, or the encapsulated logic of a business knowledge model."""
        parameters = tuple(self.variable(one) for one in element.all("formalParameter"))
        return FunctionDefinition(
            parameters,
            self.optional(element),
            kind=element.get("kind") or "FEEL",
            type=self.type_of(element.get("typeRef")),
            at=element,
        )

    def conditional(self, element: Element) -> Expression:
        condition, then, otherwise = (
            self.expression(element.first(name), element) for name in ("if", "then", "else")
        )
        return Conditional(condition, then, otherwise, type=self.type_of(element.get("typeRef")), at=element)

    def filter(self, element: Element) -> Expression:
        over, match = (self.expression(element.first(name), element) for name in ("in", "match"))
        return Filter(over, match, type=self.type_of(element.get("typeRef")), at=element)

    def iteration(self, element: Element) -> Expression:
        given = element.first("in")
        return Iteration(
            "for" if element.name == "for" else "some" if element.name == "some" else "every",
            self.name_of(self.required(element, "iteratorVariable") or ""),
            self.expression(given, element),
            self.expression(element.first("return" if element.name == "for" else "satisfies"), element),
            type=self.type_of(element.get("typeRef")),
            at=element,
        )

    # --- tables ---

    def table(self, element: Element) -> Expression:
        inputs = tuple(self.clause(one) for one in element.all("input"))
        outputs = tuple(self.output(one) for one in element.all("output"))
        if not outputs:
            self.report("dmn-no-output", element)
        return DecisionTable(
            self.hit(element),
            inputs,
            outputs,
            tuple(self.rule(one, len(inputs), len(outputs)) for one in element.all("rule")),
            type=self.type_of(element.get("typeRef")),
            at=element,
        )

    def hit(self, element: Element) -> Hit:
        policy = element.get("hitPolicy") or "UNIQUE"
        aggregation = element.get("aggregation")
        hit = HITS.get(policy)
        if hit is None:
            self.report("dmn-hit-policy", element, policy=policy, choices=", ".join(HITS))
            return "unique"
        if hit != "collect" or aggregation is None:
            return hit
        if aggregation not in AGGREGATIONS:
            self.report("dmn-hit-policy", element, policy=aggregation, choices=", ".join(AGGREGATIONS))
        return AGGREGATIONS.get(aggregation, hit)

    def clause(self, element: Element) -> Clause:
        inner = element.first("inputExpression")
        return Clause(
            self.source_in(inner),
            self.source_in(element.first("inputValues")),
            None if inner is None else self.type_of(inner.get("typeRef")),
        )

    def output(self, element: Element) -> Output:
        name = element.get("name")
        return Output(
            None if name is None else self.name_of(name),
            self.type_of(element.get("typeRef")),
            self.source_in(element.first("outputValues")),
            self.source_in(element.first("defaultOutputEntry")),
        )

    def rule(self, element: Element, inputs: int, outputs: int) -> Row:
        tests = tuple(self.source_in(one) for one in element.all("inputEntry"))
        values = tuple(self.source_in(one) for one in element.all("outputEntry"))
        if (len(tests), len(values)) != (inputs, outputs):
            self.report("dmn-row-length", element, count=len(tests) + len(values), wanted=inputs + outputs)
        return Row(tests, values)


_READERS: Final[Mapping[str, Callable[[BoxedReading, Element], Expression]]] = {
    "literalExpression": BoxedReading.literal,
    "decisionTable": BoxedReading.table,
    "context": BoxedReading.context,
    "list": BoxedReading.listed,
    "relation": BoxedReading.relation,
    "invocation": BoxedReading.invocation,
    "functionDefinition": BoxedReading.function,
    "conditional": BoxedReading.conditional,
    "filter": BoxedReading.filter,
    "for": BoxedReading.iteration,
    "some": BoxedReading.iteration,
    "every": BoxedReading.iteration,
}
