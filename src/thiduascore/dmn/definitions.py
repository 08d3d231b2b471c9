"""What a `.dmn` file defines: types, inputs, decisions, functions and services, with the expressions in them.

These records hold what the file says and nothing of how the file said it, except the elements that a
diagnostic may have to point at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from attrs import field, frozen

from thiduascore.dmn.xml import Element
from thiduascore.feel.hits import Hit

MOST_REPORTED: Final = 1000
"""How many problems of a file are told at the most: each is looked up in the whole text."""


@frozen(eq=False)
class Source:
    """A FEEL text: the element whose text it is."""

    at: Element = field(repr=False)

    @property
    def text(self) -> str:
        """The text as it stands."""
        return self.at.text


@frozen
class Variable:
    """A name with the type that its values must conform to; None is any."""

    name: str
    type: str | None = None


@frozen
class Reference:
    """What a requirement points at: the namespace and the id of an element."""

    namespace: str
    id: str
    at: Element = field(eq=False, repr=False)


# Expressions


@frozen(kw_only=True)
class Boxed:
    """What every expression has: the type that its value must conform to, and its element."""

    type: str | None = None
    at: Element = field(eq=False, repr=False)


@frozen
class LiteralExpression(Boxed):
    """A FEEL expression; without a source it gives null."""

    source: Source | None


@frozen
class Clause:
    """An input of a table: what is tested, and the values that it may have."""

    expression: Source | None
    allowed: Source | None = None
    type: str | None = None


@frozen
class Output:
    """An output of a table: its name (None for one alone), its values in order of priority, its default."""

    name: str | None
    type: str | None = None
    values: Source | None = None
    default: Source | None = None


@frozen
class Row:
    """A rule: a test for each input (None is anything), an expression for each output (None is null)."""

    tests: tuple[Source | None, ...]
    outputs: tuple[Source | None, ...]


@frozen
class DecisionTable(Boxed):
    """A decision table."""

    hit: Hit
    inputs: tuple[Clause, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Row, ...]


@frozen
class Entry:
    """An entry of a context; without a variable it is the context's result."""

    variable: Variable | None
    value: Expression


@frozen
class Context(Boxed):
    """Named values, each of which may use those before it; the entry without a name is what it all gives."""

    entries: tuple[Entry, ...]


@frozen
class Listed(Boxed):
    """A list of expressions."""

    elements: tuple[Expression, ...]


@frozen
class Relation(Boxed):
    """A table of values: a list of contexts with the same names."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression, ...], ...]


@frozen
class Invocation(Boxed):
    """A call by name of parameter."""

    function: Expression
    bindings: tuple[tuple[str, Expression], ...]


@frozen
class FunctionDefinition(Boxed):
    """A function; one whose kind is not FEEL is not run, and gives null."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"


@frozen
class Conditional(Boxed):
    """`if`, `then`, `else`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@frozen
class Filter(Boxed):
    """The elements of a list that match."""

    over: Expression
    match: Expression


@frozen
class Iteration(Boxed):
    """`for`, `some` or `every`."""

    kind: Literal["for", "some", "every"]
    variable: str
    over: Expression
    body: Expression


Expression = (
    LiteralExpression
    | DecisionTable
    | Context
    | Listed
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | Filter
    | Iteration
)

# What a file defines


@frozen(kw_only=True)
class Item:
    """A type: a reference, components or a function; the values that it allows; whether it is a list."""

    name: str
    type: str | None = None
    components: tuple[Item, ...] = ()
    function: tuple[tuple[Variable, ...], str | None] | None = None
    allowed: Source | None = None
    constraint: Source | None = None
    collection: bool = False
    at: Element = field(eq=False, repr=False)


@frozen(kw_only=True)
class Node:
    """What every element of a requirements graph has."""

    id: str
    variable: Variable
    at: Element = field(eq=False, repr=False)


@frozen
class InputData(Node):
    """A value that is given from outside."""


@frozen
class Decision(Node):
    """A value that is worked out, from what it requires."""

    requires: tuple[Reference, ...]
    logic: Expression | None


@frozen
class Knowledge(Node):
    """A business knowledge model: a function."""

    requires: tuple[Reference, ...]
    function: FunctionDefinition | None


@frozen
class Service(Node):
    """A decision service: decisions as a function of other decisions and inputs."""

    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    input_data: tuple[Reference, ...]


Definition = InputData | Decision | Knowledge | Service


@frozen
class Import:
    """Another file's definitions, under a name; an empty name gives them as if they stood here."""

    name: str
    namespace: str
    location: str | None
    at: Element = field(eq=False, repr=False)


@frozen(kw_only=True)
class Definitions:
    """A whole file."""

    namespace: str
    name: str
    items: Mapping[str, Item]
    nodes: Mapping[str, Definition]
    """By id."""
    imports: tuple[Import, ...]
    at: Element = field(eq=False, repr=False)
