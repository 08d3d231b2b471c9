"""Expressions as Python source on whole numbers: the fast back end of the language.

In: a checked tree and, for each name in it, the code that carries its value.
Out: code (`values`) whose statements stand in a `Writer`.

The source is right wherever the interpreter's value is not null; where that is null it raises `Unproven`, and
the caller asks the interpreter.
It may give up where the interpreter does not, as in `null or true`, but never gives another value.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from thiduascore.feel.desugar import condition_of, is_of_ranges
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.feel.generate.branches import both, either, in_steps, same_kind, settled, simplified
from thiduascore.feel.generate.calls import NAMESPACE as CALLS
from thiduascore.feel.generate.calls import by_interpreter, called
from thiduascore.feel.generate.loops import (
    before,
    element,
    iterators,
    kept,
    listed,
    looped,
    series,
    together,
)
from thiduascore.feel.generate.numbers import NAMESPACE as NUMBERS
from thiduascore.feel.generate.numbers import (
    added,
    at_places,
    bound,
    divided,
    multiplied,
    negative,
)
from thiduascore.feel.generate.values import (
    FACT_BITS,
    TRUE,
    Code,
    Duration,
    Fields,
    Listed,
    Plain,
    Quantity,
    Several,
    Truth,
    quantity,
    truth,
)
from thiduascore.feel.generate.writer import Unproven, Unsupported, Writer
from thiduascore.feel.rationals import ratio, whole
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    ContextOf,
    Filter,
    For,
    In,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Series,
    Tree,
)
from thiduascore.feel.types import (
    BooleanType,
    ContextType,
    DateType,
    DurationType,
    ListType,
    NumberType,
    TextType,
    Type,
)
from thiduascore.feel.values import Context, Days
from thiduascore.feel.walk import children
from thiduascore.records import frozen

LOOPING: Final = "for"
"""Stands in the scope of a loop's body: no name of an author can be this keyword."""

MOST_LOOPED: Final = 500
"""Nodes of a loop's body; with lists of reported values this keeps within the interpreter's steps."""


@frozen
class Scope:
    """The code of every name in sight, and the functions that expressions may call."""

    names: Mapping[str, Code]
    functions: Functions

    def having(self, name: str, code: Code) -> Scope:
        """The same names and one more."""
        return Scope({**self.names, name: code}, self.functions)


def generate(tree: Tree, scope: Scope, writer: Writer) -> Code:
    """The code of a tree; raises Unsupported when the tree has no generated form."""
    match tree:
        case Constant():
            return _constant(tree, writer)
        case Name(name=name):
            return _named(name, scope)
        case Path():
            return _member(tree, scope, writer)
        case Negation(of=of):
            code = generate(of, scope, writer)
            return Duration(negative(code.days)) if isinstance(code, Duration) else negative(_number(code))
        case Arithmetic():
            return _arithmetic(tree, scope, writer)
        case Comparison():
            return _comparison(tree, scope, writer)
        case Logic():
            return _logic(tree, scope, writer)
        case Choose():
            return _choose(tree, scope, writer)
        case In(of=of, tests=tests):
            if any(is_of_ranges(test) for test in tests.alternatives):
                raise Unsupported("range")
            subject = settled(generate(of, scope, writer), writer)
            inner = Name("?", type=of.type)
            return generate(condition_of(tests, inner), scope.having("?", subject), writer)
        case ListOf(elements=elements):
            return Several(tuple(generate(one, scope, writer) for one in elements))
        case Call():
            return _call(tree, scope, writer)
        case For() | Quantified():
            return _loop(tree, scope, writer)
        case Filter():
            return _filter(tree, scope, writer)
        case ContextOf():
            return _context(tree, scope, writer)
        case _:
            raise Unsupported(type(tree).__name__.lower())


def number(tree: Tree, scope: Scope, writer: Writer) -> Quantity:
    """The code of a tree that is a number."""
    return _number(generate(tree, scope, writer))


def _number(code: Code) -> Quantity:
    if not isinstance(code, Quantity):
        raise Unsupported("not-a-number")
    return code


def yes_no(tree: Tree, scope: Scope, writer: Writer) -> Truth:
    """The code of a tree that is a yes or no, `known` of the writer applied."""
    code = generate(tree, scope, writer)
    if not isinstance(code, Truth):
        raise Unsupported("not-a-yes-no")
    return simplified(code, writer)


def _constant(tree: Constant, writer: Writer) -> Code:
    value = tree.value
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, Fraction):
        return quantity(value)
    if isinstance(value, Days):
        return Duration(quantity(value.count))
    if value is None:
        raise Unsupported("null")
    return Plain(writer.names.constant(value), type(value).__name__)


def _named(name: str, scope: Scope) -> Code:
    code = scope.names.get(name)
    if code is None:
        raise Unsupported("name")
    return code


def _member(tree: Path, scope: Scope, writer: Writer) -> Code:
    if isinstance(tree.of, Name):
        direct = scope.names.get(f"{tree.of.name}.{tree.member}")
        if direct is not None and isinstance(tree.of.type, ContextType | None):
            return direct
    of = generate(tree.of, scope, writer)
    if isinstance(of, Fields) and tree.member in of.members:
        return of.members[tree.member]
    if isinstance(of, Duration) and tree.member == "days":
        return at_places(of.days, 0, "down", writer)
    if isinstance(of, Plain) and of.kind == "date" and tree.member in ("year", "month", "day", "weekday"):
        member = "isoweekday()" if tree.member == "weekday" else tree.member
        return Quantity(Fraction(1), f"{of.text}.{member}", "", 14)
    raise Unsupported("member")


def _arithmetic(tree: Arithmetic, scope: Scope, writer: Writer) -> Code:
    left, right = generate(tree.left, scope, writer), generate(tree.right, scope, writer)
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        if tree.operator == "/":
            return divided(left, right, writer, positive=_never_negative(tree.right.type))
        return _of_numbers(tree.operator, left, right, writer)
    if isinstance(left, Plain) and isinstance(right, Plain) and left.kind == right.kind == "date":
        if tree.operator == "-":
            return Duration(Quantity(Fraction(1), f"({left.text} - {right.text}).days", "", 24))
    elif isinstance(left, Duration) and isinstance(right, Duration):
        if tree.operator == "/":
            return divided(left.days, right.days, writer)
        if tree.operator in "+-":
            found = _of_numbers(tree.operator, left.days, right.days, writer)
            return Duration(found)
    elif isinstance(left, Duration) and isinstance(right, Quantity) and tree.operator in "*/":
        return Duration(_of_numbers(tree.operator, left.days, right, writer))
    elif isinstance(left, Quantity) and isinstance(right, Duration) and tree.operator == "*":
        return Duration(multiplied(left, right.days))
    return by_interpreter("calculated", (left, right), tree.type, writer, first=repr(tree.operator))


def _never_negative(type_: Type | None) -> bool:
    return isinstance(type_, NumberType) and type_.least is not None and type_.least >= 0


_MOST_POWER: Final = 16


def _of_numbers(operator: str, left: Quantity, right: Quantity, writer: Writer) -> Quantity:
    if operator == "+":
        return added((left, right))
    if operator == "-":
        return added((left, negative(right)))
    if operator == "*":
        return multiplied(left, right)
    if operator == "/":
        return divided(left, right, writer)
    exponent = right.factor
    if not right.constant or exponent.denominator > 1 or not 0 < exponent <= _MOST_POWER:
        raise Unsupported("power")
    left, found = bound(left, writer), quantity(Fraction(1))
    for _ in range(int(exponent)):
        found = multiplied(found, left)
    return found


def _comparison(tree: Comparison, scope: Scope, writer: Writer) -> Truth:
    sides = tree.left, tree.right
    for side, other in (sides, sides[::-1]):
        if isinstance(side, Constant) and side.value is None and tree.operator in ("=", "!="):
            # Code that comes this far has a value: a null would have raised.
            generate(other, scope, writer)
            return truth(tree.operator == "!=")
    return same_kind(tree.operator, *(generate(side, scope, writer) for side in sides))


def _logic(tree: Logic, scope: Scope, writer: Writer) -> Truth:
    joint = tree.operator == "and"
    found = truth(joint)
    for operand in tree.operands:
        if found.known is (not joint):
            return found
        # A later operand is only looked at where the earlier ones leave the answer open.
        given = found.implies if joint else frozenset({found.opposite} - {"", "True"})
        aside = writer.aside(given)
        other = yes_no(operand, scope, aside)
        if not aside.lines:
            found = both(found, other, joint=joint)
        elif found.known is joint:
            writer.add(aside)
            found = other
        else:
            found = in_steps(found, other, aside, writer, joint=joint)
    return found


def _choose(tree: Choose, scope: Scope, writer: Writer) -> Code:
    condition = yes_no(tree.condition, scope, writer)
    if condition.known is not None:
        return generate(tree.then if condition.known else tree.otherwise, scope, writer)
    branches, lines = [], []
    for branch, known in ((tree.then, condition.implies), (tree.otherwise, {condition.opposite} - {""})):
        aside = writer.aside(known)
        branches.append(generate(branch, scope, aside))
        lines.append([(depth + 1, text) for depth, text in aside.lines])
    return either(condition, branches, lines, writer)


def _call(tree: Call, scope: Scope, writer: Writer) -> Code:
    if tree.named:
        raise Unsupported("named-arguments")
    codes = tuple(generate(one, scope, writer) for one in tree.arguments)
    if tree.function in STANDARD and scope.functions.get(tree.function) == STANDARD[tree.function]:
        found = called(tree.function, codes, writer)
        if found is not None:
            return found
    overloads = scope.functions.get(tree.function)
    if overloads is None:
        raise Unsupported("function")
    return by_interpreter("applied", codes, tree.type, writer, first=writer.names.holding(overloads))


def _loop(tree: For | Quantified, scope: Scope, writer: Writer) -> Code:
    found, body = iterators(tree)
    if LOOPING in scope.names or _size(body) > MOST_LOOPED:
        raise Unsupported("loop")
    lists = together([listed(_gone_through(over, scope, writer)) for _, over in found], writer)
    names = [writer.names.fresh("e") for _ in lists]
    inner, aside = scope.having(LOOPING, TRUE), writer.aside()
    for (variable, _), name, one in zip(found, names, lists, strict=True):
        inner = inner.having(variable, one.each(name))
    code = generate(body, inner, aside)
    before(names, aside, writer)
    return looped(tree, code, names, lists)


def _gone_through(over: Tree, scope: Scope, writer: Writer) -> Code:
    if isinstance(over, Series):
        return series(*(generate(side, scope, writer) for side in (over.start, over.end)))
    return generate(over, scope, writer)


def _filter(tree: Filter, scope: Scope, writer: Writer) -> Code:
    of = generate(tree.of, scope, writer)
    if isinstance(tree.by.type, NumberType):
        return element(of, generate(tree.by, scope, writer), writer)
    if LOOPING in scope.names or not isinstance(tree.by.type, BooleanType) or _size(tree.by) > MOST_LOOPED:
        raise Unsupported("filter")
    elements, name, aside = listed(of), writer.names.fresh("e"), writer.aside()
    inner = scope.having("item", elements.each(name)).having(LOOPING, TRUE)
    condition = yes_no(tree.by, inner, aside)
    before((name,), aside, writer)
    return kept(elements, name, condition)


def _context(tree: ContextOf, scope: Scope, writer: Writer) -> Fields:
    """Each entry sees those before it."""
    members: dict[str, Code] = {}
    for name, value in tree.entries:
        if name in scope.names or name == LOOPING or "." in name:
            raise Unsupported("context")
        members[name] = settled(generate(value, scope, writer), writer)
        scope = scope.having(name, members[name])
    return Fields(members)


def _size(tree: Tree) -> int:
    return 1 + sum(_size(child) for child in children(tree))


def fact_code(name: str, kind: Type, scale: int) -> Code:
    """The code of a reported value that stands in the local `name`: a number as a whole one at its scale."""
    match kind:
        case NumberType():
            return Quantity(Fraction(1, 10**scale), name, "", FACT_BITS)
        case ListType(of=NumberType()):
            return Listed(name, Fraction(1, 10**scale))
        case TextType():
            return Plain(name, "str")
        case DateType():
            return Plain(name, "date")
        case DurationType():
            raise Unsupported("duration-fact")
        case ListType():
            return Plain(name, "list")
        case _:
            return Truth(name, f"not {name}", frozenset({name}))


NAMESPACE: Final = {
    **NUMBERS,
    "ratio": ratio,
    "number": whole,
    "Context": Context,
    "Fraction": Fraction,
    "Days": Days,
    "Unproven": Unproven,
    "tuple": tuple,
    **CALLS,
}
"""Everything that generated source may call; it is run with no other builtins."""
