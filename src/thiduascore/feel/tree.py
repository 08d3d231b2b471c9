"""The syntax tree of an expression: frozen nodes, each with its span and, once checked, its type.

The parser builds the nodes untyped, `check` returns the same tree with every `type` filled in, and every back
end (interpreter, generated Python, sentences, formatter) walks these nodes and nothing else.
Methods of criteria build nodes too, which is why each has a default span.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.types import Type
from thiduascore.feel.values import Days, Months, Null
from thiduascore.records import frozen

Span = tuple[int, int]
"""Start and end offsets, in characters, inside the expression's source text."""

Scalar = Fraction | bool | str | datetime.date | FarDate | Time | DateTime | Days | Months | Null | None
"""What a literal holds; `None` is FEEL's `null`, and a `Null` is a literal that names nothing."""


@frozen(kw_only=True)
class Node:
    """What every node has."""

    span: Span = field(default=(0, 0), eq=False)
    type: Type | None = field(default=None, eq=False)


@frozen
class Constant(Node):
    """A number, a boolean, a text, a date, a time, a duration or `null`."""

    value: Scalar


@frozen
class Name(Node):
    """A fact, derived value, parameter or local variable; `?` is the subject of unary tests."""

    name: str


@frozen
class Path(Node):
    """A member of a context or a property of a date: `unit.kind`, `reported_on.year`."""

    of: Tree
    member: str


@frozen
class Negation(Node):
    """`-x`."""

    of: Tree


@frozen
class Arithmetic(Node):
    """`left operator right` on numbers, texts (`+`), dates and durations."""

    operator: Literal["+", "-", "*", "/", "**"]
    left: Tree
    right: Tree


@frozen
class Comparison(Node):
    """`left operator right`, three-valued."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Tree
    right: Tree


@frozen
class Logic(Node):
    """`and` or `or` over two or more operands, three-valued."""

    operator: Literal["and", "or"]
    operands: tuple[Tree, ...]


@frozen
class Choose(Node):
    """`if … then … else …`."""

    condition: Tree
    then: Tree
    otherwise: Tree


@frozen
class Interval(Node):
    """A range such as `[85..95)`; an end that is None, which only methods write, is unbounded."""

    low: Tree | None
    high: Tree | None
    low_closed: bool
    high_closed: bool


@frozen
class HalfRange(Node):
    """A comparison with nothing on its left, as a value: `(< 10)` is the range of what is below 10."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    of: Tree


@frozen
class In(Node):
    """`of in (tests)`, and `between`, which is a closed interval; true when one of the tests holds."""

    of: Tree
    tests: Tests


@frozen
class Tests(Node):
    """Unary tests: alternatives, negated by `not(…)`; `-` is the test without alternatives that always holds.

    Each alternative is an `Interval`, a `Comparison` whose left side is the subject `?`, or an expression to
    equal (or, when it is a list, to be a member of; or, when it mentions `?`, to be true).
    """

    alternatives: tuple[Tree, ...]
    negated: bool = False


@frozen
class ListOf(Node):
    """`[a, b, c]`."""

    elements: tuple[Tree, ...]


@frozen
class ContextOf(Node):
    """`{a: 1, b: a + 1}`; each entry sees those before it."""

    entries: tuple[tuple[str, Tree], ...]


@frozen
class Filter(Node):
    """`list[3]`, `list[-1]` and `list[item > 3]`, where the members of a context are names of their own."""

    of: Tree
    by: Tree


@frozen
class Call(Node):
    """A function that is called by its name; `named` are the parameters' names when arguments have names."""

    function: str
    arguments: tuple[Tree, ...]
    named: tuple[str, ...] = ()


@frozen
class Invocation(Node):
    """A value that is called: `library.convert(3)`, `f(1)(2)`."""

    of: Tree
    arguments: tuple[Tree, ...]
    named: tuple[str, ...] = ()


@frozen
class FunctionOf(Node):
    """`function(a: number, b) a + b`; `accepts` has a type or None for each parameter.

    An external function is not run: its body only describes what another program would do.
    """

    parameters: tuple[str, ...]
    accepts: tuple[Type | None, ...]
    body: Tree
    external: bool = False


@frozen
class InstanceOf(Node):
    """`x instance of number`."""

    of: Tree
    kind: Type


@frozen
class Quantified(Node):
    """`some x in list satisfies …` and `every x in list satisfies …`."""

    quantifier: Literal["some", "every"]
    variable: str
    over: Tree
    satisfies: Tree


@frozen
class Series(Node):
    """`start..end` after `for … in`: each whole number or day from the start to the end, either way."""

    start: Tree
    end: Tree


@frozen
class For(Node):
    """`for x in list return …`.

    With `flat`, `returns` is a loop too and both make one list, as in `for x in a, y in b return …`.
    """

    variable: str
    over: Tree
    returns: Tree
    flat: bool = False


Tree = (
    Constant
    | Name
    | Path
    | Negation
    | Arithmetic
    | Comparison
    | Logic
    | Choose
    | Interval
    | HalfRange
    | In
    | Tests
    | ListOf
    | ContextOf
    | Filter
    | Call
    | Invocation
    | FunctionOf
    | InstanceOf
    | Quantified
    | Series
    | For
)


def number(value: Fraction | int) -> Constant:
    """A literal number, for methods that build trees."""
    return Constant(Fraction(value))
