"""The shapes that the values of keys can have; those of single values come from `leaves`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from thiduascore.diagnostics import Text, exact
from thiduascore.feel import FeelError, parse, parse_tests
from thiduascore.feel.tree import Constant, Tests, Tree
from thiduascore.feel.types import Type
from thiduascore.model.dates import whole_date
from thiduascore.model.declare import Node, Read, Schemas, about, read_record
from thiduascore.model.expression import Expression
from thiduascore.model.included_name import Included
from thiduascore.model.leaves import (
    ID,
    NAME,
    Amount,
    Day,
    Leaf,
    Number,
    OneOf,
    PartialDay,
    Reference,
    String,
    Whole,
    Word,
    Words,
    YesNo,
    misfit,
)
from thiduascore.model.method_names import method_meant
from thiduascore.records import frozen

__all__ = [
    "EMPTY",
    "Amount",
    "Anything",
    "ByMethod",
    "Day",
    "Either",
    "FormulaShape",
    "Included",
    "Many",
    "MethodName",
    "Nested",
    "Number",
    "OneOf",
    "PartialDay",
    "Reference",
    "String",
    "Table",
    "TestsShape",
    "Whole",
    "Word",
    "Words",
    "YesNo",
]

EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
"""The default of a table that need not be written."""


@frozen
class Many:
    """A list of values of one shape, at least `least` of them; those that cannot be used are left out."""

    shape: Any
    least: int = 0

    def accepts(self, value: object) -> bool:
        return isinstance(value, list | tuple)

    def read(self, node: Node) -> tuple[Any, ...] | None:
        if not isinstance(node.value, list | tuple):
            misfit(node, self.said())
            return None
        if len(node.value) < self.least:
            node.report("too-few", name=node.key, least=self.least, count=len(node.value))
            return None
        read = (self.shape.read(node.child(index, value)) for index, value in enumerate(node.value))
        return tuple(value for value in read if value is not None)

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        bound = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.shape.schema(schemas), **bound}

    def said(self) -> Text:
        of = self.shape.said()
        return Text(f"danh sách, mỗi phần tử là {of.vi}", f"a list, each element {of.en}")

    def records(self) -> tuple[type, ...]:
        found: tuple[type, ...] = self.shape.records()
        return found


@frozen
class Table:
    """A table from names to values of one shape; entries that cannot be used are left out.

    With `named`, the names are those that expressions use: letters, digits and `_`.
    """

    shape: Any
    named: bool = False

    def accepts(self, value: object) -> bool:
        return isinstance(value, Mapping)

    def read(self, node: Node) -> Mapping[str, Any] | None:
        if not isinstance(node.value, Mapping):
            misfit(node, self.said())
            return None
        found = {}
        for key, value in node.value.items():
            child = node.child(key, value)
            if not (NAME if self.named else ID).fullmatch(key):
                child.report("not-a-name" if self.named else "not-a-word", key=True, text=key)
            read = self.shape.read(child)
            if read is not None:
                found[key] = read
        return MappingProxyType(found)

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.shape.schema(schemas)}

    def said(self) -> Text:
        of = self.shape.said()
        return Text(f"bảng, mỗi mục là {of.vi}", f"a table, each entry {of.en}")

    def records(self) -> tuple[type, ...]:
        found: tuple[type, ...] = self.shape.records()
        return found


@frozen
class Nested:
    """A table that is read as a record; a function without arguments gives a record declared later."""

    cls: type | Callable[[], type]

    @property
    def of(self) -> type:
        """The record class."""
        return self.cls if isinstance(self.cls, type) else self.cls()

    def accepts(self, value: object) -> bool:
        return isinstance(value, Mapping)

    def read(self, node: Node) -> Any | None:
        return read_record(self.of, node)

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return schemas.reference(self.of)

    def said(self) -> Text:
        return about(self.of).title

    def records(self) -> tuple[type, ...]:
        return (self.of,)


@frozen
class Either:
    """A value of one of several shapes: the first that accepts its kind reads it."""

    first: Any
    second: Any

    def accepts(self, value: object) -> bool:
        return any(shape.accepts(value) for shape in (self.first, self.second))

    def read(self, node: Node) -> Any | None:
        for shape in (self.first, self.second):
            if shape.accepts(node.value):
                return shape.read(node)
        choices = next((each for each in (self.first, self.second) if isinstance(each, OneOf)), None)
        if choices is not None and isinstance(node.value, str):
            return choices.read(node)
        misfit(node, self.said())
        return None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"anyOf": [self.first.schema(schemas), self.second.schema(schemas)]}

    def said(self) -> Text:
        one, other = self.first.said(), self.second.said()
        return Text(f"{one.vi} hoặc {other.vi}", f"{one.en} or {other.en}")

    def records(self) -> tuple[type, ...]:
        return (*self.first.records(), *self.second.records())


@frozen
class Anything(Leaf):
    """Any value, handed on as its node for a reader of its own."""

    def accepts(self, value: object) -> bool:
        return True

    def read(self, node: Node) -> Node:
        return node

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {}

    def said(self) -> Text:
        return Text("giá trị bất kỳ", "any value")


_LITERAL_SCHEMA: Final[Mapping[str, Any]] = MappingProxyType(
    {"type": ["string", "number", "boolean"], "minLength": 1}
)


def _literal(node: Node) -> Expression | None:
    """A bare number, yes-no or date of the file as an expression."""
    value = node.value
    if isinstance(value, bool):
        return Expression("true" if value else "false", node.path, Constant(value))
    if isinstance(value, int | Decimal):
        return Expression(exact(Fraction(value)), node.path, Constant(Fraction(value)))
    day = whole_date(value) if isinstance(value, datetime.date) else None
    return None if day is None else Expression(f'date("{day.isoformat()}")', node.path, Constant(day))


def _parsed(node: Node, source: str, parser: Callable[[str], Tree]) -> Expression | None:
    try:
        return Expression(source, node.path, parser(source))
    except FeelError as error:
        for problem in error.problems:
            node.report(problem.slug, span=problem.span, arguments=problem.arguments)
    return None


def _read_expression(
    node: Node, shape: FormulaShape | TestsShape, parser: Callable[[str], Tree]
) -> Expression | None:
    expression = _literal(node)
    if expression is None and not isinstance(node.value, str):
        misfit(node, shape.said())
        return None
    if isinstance(node.value, str):
        expression = _parsed(node, node.value, parser)
    if expression is not None:
        node.reading.expressions[node.path] = Read(expression, shape)
    return expression


@frozen
class FormulaShape(Leaf):
    """A FEEL expression, or a bare number, yes-no or date; `expects` is the type that it must have.

    `like` names the key on the same table that holds what it is compared with, and whose unit it must fit.
    `scope` says what it can name besides facts, see `model.standing_scope`.
    """

    expects: Type | None = None
    like: str | None = None
    scope: str = ""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str | bool | int | Decimal | datetime.date)

    def read(self, node: Node) -> Expression | None:
        return _read_expression(node, self, parse)

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return dict(_LITERAL_SCHEMA)

    def said(self) -> Text:
        return Text("biểu thức FEEL", "a FEEL expression")


@frozen
class TestsShape(Leaf):
    """FEEL unary tests, such as `>= 95`, `[85..95)`, `"a", "b"` or `-`.

    `subject` names the key that holds what is tested: on the same table, or on the nearest one around it.
    `"inputs.of"` pairs a list of tests with the list `inputs` by position, and tests `of` of each.
    """

    subject: str = "of"

    def accepts(self, value: object) -> bool:
        return isinstance(value, str | bool | int | Decimal | datetime.date)

    def read(self, node: Node) -> Expression | None:
        expression = _read_expression(node, self, parse_tests)
        if expression is not None and isinstance(expression.tree, Constant):
            return Expression(expression.source, expression.at, Tests((expression.tree,)))
        return expression

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return dict(_LITERAL_SCHEMA)

    def said(self) -> Text:
        return Text(
            "phép thử FEEL, như `>= 95` hay `[85..95)`", "FEEL unary tests such as `>= 95` or `[85..95)`"
        )


@frozen
class MethodName(Leaf):
    """The name of a registered method."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str)

    def read(self, node: Node) -> str | None:
        if not isinstance(node.value, str):
            misfit(node, self.said())
        elif node.value in node.reading.methods:
            return node.value
        else:
            methods = sorted(node.reading.methods)
            listed = ", ".join(f"`{name}`" for name in methods)
            meant = method_meant(node.value, methods)
            node.report("unknown-method", text=node.value, choices=listed, nearest=meant)
        return None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"enum": sorted(schemas.methods)}

    def said(self) -> Text:
        return Text("tên của một phương pháp chấm", "the name of a method")


@frozen
class ByMethod(Leaf):
    """The keys that belong to the criterion's method; they stand on the criterion's own table."""

    key: str = "method"

    def chosen(self, node: Node) -> type | None:
        value = node.value[self.key] if isinstance(node.value, Mapping) and self.key in node.value else None
        return node.reading.methods.get(value) if isinstance(value, str) else None

    def variants(self, methods: Mapping[str, type]) -> tuple[str, Mapping[str, type]]:
        return self.key, methods
