"""Elements to definitions: what a `.dmn` file of DMN 1.2 to 1.5 says, and what is wrong with its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define

from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.dmn.boxed import BoxedReading
from thiduascore.dmn.definitions import (
    Decision,
    Definition,
    Definitions,
    Import,
    InputData,
    Item,
    Knowledge,
    Reference,
    Service,
    Variable,
)
from thiduascore.dmn.xml import Element

NAMESPACES: Final = (
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
"""The namespaces of DMN 1.2, 1.3, 1.4 and 1.5."""

_NODES: Final = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


def read_definitions(root: Element) -> Definitions:
    """The definitions of a file; raises DiagnosticError with everything that is wrong with its form."""
    if root.name != "definitions" or root.namespace not in NAMESPACES:
        raise DiagnosticError(Diagnostic("dmn-not-definitions", {"name": root.name}, root.place()))
    reading = _Reading(root)
    found = reading.definitions()
    if reading.found:
        raise DiagnosticError(*reading.found)
    return found


@define
class _Reading(BoxedReading):
    """Reads one file."""

    def definitions(self) -> Definitions:
        self.required(self.root, "namespace")
        return Definitions(
            namespace=self.namespace,
            name=self.root.get("name") or "",
            items=self.items(),
            nodes=self.nodes(),
            imports=tuple(self.imports()),
            at=self.root,
        )

    @property
    def namespace(self) -> str:
        return self.root.get("namespace") or ""

    def imports(self) -> Iterator[Import]:
        for element in self.root.all("import"):
            kind = element.get("importType") or ""
            if kind not in NAMESPACES:
                self.report("dmn-import-kind", element, kind=kind)
            elif namespace := self.required(element, "namespace"):
                name = self.name_of(element.attributes.get("name") or "")
                yield Import(name, namespace, element.get("locationURI"), element)

    # --- types ---

    def items(self) -> Mapping[str, Item]:
        found: dict[str, Item] = {}
        for element in self.root.all("itemDefinition"):
            item = self.item(element)
            if item.name and item.name in found:
                self.report("dmn-name-twice", element, name=item.name)
            found.setdefault(item.name, item)
        return found

    def item(self, element: Element) -> Item:
        reference = element.first("typeRef")
        function = element.first("functionItem")
        return Item(
            name=self.name_of(self.required(element, "name") or ""),
            type=self.type_of(reference.text) if reference else None,
            components=tuple(self.item(one) for one in element.all("itemComponent")),
            function=None if function is None else self.function_item(function),
            allowed=self.source_in(element.first("allowedValues")),
            constraint=self.source_in(element.first("typeConstraint")),
            collection=element.get("isCollection") == "true",
            at=element,
        )

    def function_item(self, element: Element) -> tuple[tuple[Variable, ...], str | None]:
        parameters = tuple(self.variable(one) for one in element.all("parameters"))
        return parameters, self.type_of(element.get("outputTypeRef"))

    # --- the graph ---

    def nodes(self) -> Mapping[str, Definition]:
        found: dict[str, Definition] = {}
        names: set[str] = set()
        for element in self.root.all(*_NODES):
            node = self.node(element)
            if not node.variable.name:
                continue
            if node.id in found:
                self.report("dmn-id-twice", element, id=node.id)
            elif node.variable.name in names:
                self.report("dmn-name-twice", element, name=node.variable.name)
            found.setdefault(node.id, node)
            names.add(node.variable.name)
        return found

    def node(self, element: Element) -> Definition:
        name = self.name_of(self.required(element, "name") or "")
        identity = element.get("id") or name
        inner = element.first("variable")
        variable = Variable(name, None if inner is None else self.type_of(inner.get("typeRef")))
        match element.name:
            case "inputData":
                return InputData(id=identity, variable=variable, at=element)
            case "decision":
                required = tuple(self.requirements(element))
                logic = self.optional(element)
                return Decision(id=identity, variable=variable, requires=required, logic=logic, at=element)
            case "businessKnowledgeModel":
                inner = element.first("encapsulatedLogic")
                return Knowledge(
                    id=identity,
                    variable=variable,
                    requires=tuple(self.requirements(element)),
                    function=None if inner is None else self.function(inner),
                    at=element,
                )
            case _:
                return self.service(element, identity, variable)

    def service(self, element: Element, identity: str, variable: Variable) -> Service:
        def references(name: str) -> tuple[Reference, ...]:
            found = [self.reference(one) for one in element.all(name)]
            return tuple(reference for reference in found if reference is not None)

        return Service(
            id=identity,
            variable=variable,
            outputs=references("outputDecision"),
            encapsulated=references("encapsulatedDecision"),
            input_decisions=references("inputDecision"),
            input_data=references("inputData"),
            at=element,
        )

    def requirements(self, element: Element) -> Iterator[Reference]:
        for requirement in element.all("informationRequirement", "knowledgeRequirement"):
            for one in requirement.all("requiredInput", "requiredDecision", "requiredKnowledge"):
                reference = self.reference(one)
                if reference is not None:
                    yield reference

    def reference(self, element: Element) -> Reference | None:
        href = self.required(element, "href")
        if href is None:
            return None
        namespace, _, identity = href.rpartition("#")
        return Reference(namespace or self.namespace, identity, element)
