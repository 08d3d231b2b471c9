"""Typed trees as columns: the vectorised back end of the language.

In: a checked tree and the code of each name in it.
Out: code whose rows are null exactly where the interpreter's value is null.
Unsupported is raised where a tree has no form in columns.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Final

import polars as pl
from attrs import evolve

from thiduascore.columns.exact.numbers import (
    MIRRORED,
    Number,
    added,
    chosen,
    compared,
    divided,
    known,
    multiplied,
    negative,
    of_whole,
    without,
)
from thiduascore.columns.exact.whole import Unsupported, Whole, literal, minus
from thiduascore.columns.language.calls import called
from thiduascore.columns.language.codes import (
    EPOCH,
    Code,
    Day,
    Duration,
    Listed,
    Scope,
    Several,
    Test,
    Text,
    Truth,
    both,
    number_of,
    tested,
    truth,
)
from thiduascore.columns.language.lists import loop
from thiduascore.feel.desugar import condition_of, is_of_ranges
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    For,
    In,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Tree,
)
from thiduascore.feel.types import ContextType
from thiduascore.feel.values import Days

_MOST_POWER: Final = 16
_MEMBERS: Final = {"year": (1, 9999), "month": (1, 12), "day": (1, 31), "weekday": (1, 7)}


def lowered(tree: Tree, scope: Scope) -> Code:
    """The code of a tree."""
    match tree:
        case Constant():
            return _constant(tree)
        case Name(name=name):
            return _named(name, scope)
        case Path():
            return _member(tree, scope)
        case Negation(of=of):
            return negative(number_of(lowered(of, scope)))
        case Arithmetic():
            return _arithmetic(tree, scope)
        case Comparison():
            return _comparison(tree, scope)
        case Logic():
            return _logic(tree, scope)
        case Choose():
            return _choose(tree, scope)
        case In(of=of, tests=tests):
            if any(is_of_ranges(test) for test in tests.alternatives):
                raise Unsupported("range")
            subject = bound(lowered(of, scope), scope)
            inner = scope.having("?", subject)
            return lowered(condition_of(tests, Name("?", type=of.type)), inner)
        case ListOf(elements=elements):
            return Several(tuple([lowered(one, scope) for one in elements]))
        case Call():
            return _call(tree, scope)
        case (
            For(variable=variable, over=over, returns=body)
            | Quantified(variable=variable, over=over, satisfies=body)
        ):
            return loop(tree, variable, lowered(over, scope), body, scope, lowered)
        case _:
            raise Unsupported("construct")


def yes_no(tree: Tree, scope: Scope) -> Truth:
    """The code of a tree that is a yes or no."""
    code = lowered(tree, scope)
    if not isinstance(code, Truth):
        raise Unsupported("not-a-yes-no")
    return code


def bound(code: Code, scope: Scope) -> Code:
    """The same value, computed once however often it is used."""
    sheet = scope.sheet
    match code:
        case Number():
            return sheet.number(code)
        case Duration(days=days):
            return Duration(sheet.number(days))
        case Truth(known=None):
            return Truth(_column(code.expr, scope), None, code.nullable)
        case Listed():
            return Listed(
                _column(code.expr, scope), code.factor, code.low, code.high, code.most, code.nullable
            )
        case Several(elements=elements):
            return Several(tuple([bound(one, scope) for one in elements]))
        case _:
            return code


def _column(expr: pl.Expr, scope: Scope) -> pl.Expr:
    return expr if expr.meta.is_column() else scope.sheet.named(expr)


def _constant(tree: Constant) -> Code:
    value = tree.value
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, Fraction):
        return known(value)
    if isinstance(value, Days):
        return Duration(known(value.count))
    if isinstance(value, str):
        return Text(pl.lit(value), False, value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return Day(literal(value.toordinal() - EPOCH), pl.lit(value))
    raise Unsupported("null" if value is None else "kind-of-value")


def _named(name: str, scope: Scope) -> Code:
    code = scope.names.get(name)
    if code is None:
        raise Unsupported("name")
    return code


def _member(tree: Path, scope: Scope) -> Code:
    if isinstance(tree.of, Name):
        direct = scope.names.get(f"{tree.of.name}.{tree.member}")
        if direct is not None and isinstance(tree.of.type, ContextType | None):
            return direct
    of = lowered(tree.of, scope)
    if isinstance(of, Day) and tree.member in _MEMBERS:
        part = getattr(of.moment.dt, tree.member)().cast(pl.Int64)
        return of_whole(Whole(part, *_MEMBERS[tree.member], 64, of.number.nullable))
    raise Unsupported("member")


def _arithmetic(tree: Arithmetic, scope: Scope) -> Code:
    left, right = lowered(tree.left, scope), lowered(tree.right, scope)
    if isinstance(left, Number) and isinstance(right, Number):
        return _of_numbers(tree.operator, left, right, scope)
    if isinstance(left, Day) and isinstance(right, Day) and tree.operator == "-":
        return Duration(of_whole(minus(left.number, right.number)))
    if isinstance(left, Duration) and isinstance(right, Duration) and tree.operator in "+-/":
        found = _of_numbers(tree.operator, left.days, right.days, scope)
        return found if tree.operator == "/" else Duration(found)
    if isinstance(left, Duration) and isinstance(right, Number) and tree.operator in "*/":
        return Duration(_of_numbers(tree.operator, left.days, right, scope))
    if isinstance(left, Number) and isinstance(right, Duration) and tree.operator == "*":
        return Duration(multiplied(left, right.days))
    raise Unsupported("operands")


def _of_numbers(operator: str, left: Number, right: Number, scope: Scope) -> Number:
    match operator:
        case "+":
            return added((left, right))
        case "-":
            return added((left, negative(right)))
        case "*":
            return multiplied(left, right)
        case "/":
            return divided(left, scope.sheet.number(right))
    exponent = right.factor
    if not right.constant or exponent.denominator > 1 or not 0 < exponent <= _MOST_POWER:
        raise Unsupported("power")
    left, found = scope.sheet.number(left), left
    for _ in range(int(exponent) - 1):
        found = multiplied(found, left)
    return found


def _comparison(tree: Comparison, scope: Scope) -> Truth:
    sides = tree.left, tree.right
    for side, other in (sides, sides[::-1]):
        if isinstance(side, Constant) and side.value is None and tree.operator in ("=", "!="):
            absent = nothing(lowered(other, scope))
            return absent if tree.operator == "=" else both_not(absent)
    return same_kind(tree.operator, *(lowered(side, scope) for side in sides))


def both_not(of: Truth) -> Truth:
    """The contrary of what is never null."""
    return truth(not of.known) if of.known is not None else Truth(~of.expr)


def nothing(code: Code) -> Truth:
    """Whether a row has no value; never null."""
    match code:
        case Number() if code.nullable:
            return Truth(code.null)
        case Duration(days=days) if days.nullable:
            return Truth(days.null)
        case Day(number=number) if number.nullable:
            return Truth(number.expr.is_null())
        case Truth(nullable=True) | Text(nullable=True) | Listed(nullable=True):
            return Truth(code.expr.is_null())
        case _:
            return truth(False)


def same_kind(operator: str, left: Code, right: Code) -> Truth:
    """The comparison of two values of one kind."""
    if isinstance(left, Day) and isinstance(right, Day):
        left, right = of_whole(left.number), of_whole(right.number)
    if isinstance(left, Duration) and isinstance(right, Duration):
        left, right = left.days, right.days
    if isinstance(left, Number) and isinstance(right, Number):
        found = tested(compared(operator, left, right), nullable=left.nullable or right.nullable)
        return found if found.known is not None else evolve(found, test=_test_of(operator, left, right))
    texts = isinstance(left, Text) and isinstance(right, Text)
    if (texts or (isinstance(left, Truth) and isinstance(right, Truth))) and operator in ("=", "!="):
        assert isinstance(left, Text | Truth) and isinstance(right, Text | Truth)
        equal = left.expr == right.expr if operator == "=" else left.expr != right.expr
        return Truth(equal, None, left.nullable or right.nullable, _choice_test(operator, left, right))
    raise Unsupported("comparison")


def _test_of(operator: str, left: Number, right: Number) -> Test | None:
    """What a comparison of a column, or of a quotient of columns, with a known number asks."""
    if left.constant:
        left, right, operator = right, left, MIRRORED[operator]
    if not right.constant:
        return None
    parts = [part for part in (left.num, left.den) if part is not None]
    if not all(part.expr.meta.is_column() for part in parts):
        return None
    subject = (left.factor, left.num is None, *(part.expr.meta.output_name() for part in parts))
    return Test(subject, operator, right.factor)


def _choice_test(operator: str, left: Code, right: Code) -> Test | None:
    """What a comparison of a column of texts with a known text asks."""
    if isinstance(left, Text) and left.value is not None:
        left, right = right, left
    if not isinstance(left, Text) or not isinstance(right, Text) or right.value is None:
        return None
    if operator != "=" or not left.expr.meta.is_column():
        return None
    return Test((left.expr.meta.output_name(),), "=", right.value, left.choices)


def _logic(tree: Logic, scope: Scope) -> Truth:
    joint = tree.operator == "and"
    found = truth(joint)
    for operand in tree.operands:
        if found.known is (not joint):
            return found
        found = both(found, yes_no(operand, scope), joint=joint)
    return found


def _choose(tree: Choose, scope: Scope) -> Code:
    condition = yes_no(tree.condition, scope)
    if condition.known is not None:
        return lowered(tree.then if condition.known else tree.otherwise, scope)
    return either(condition, lowered(tree.then, scope), lowered(tree.otherwise, scope))


def either(condition: Truth, then: Code, otherwise: Code) -> Code:
    """`if`: null where the condition is."""
    nulls = [condition.expr.is_null()] if condition.nullable else []
    if isinstance(then, Number) and isinstance(otherwise, Number):
        found = chosen(condition.expr, then, otherwise)
        return without(found, nulls) if nulls else found
    if isinstance(then, Duration) and isinstance(otherwise, Duration):
        days = either(condition, then.days, otherwise.days)
        assert isinstance(days, Number)
        return Duration(days)
    nullable = condition.nullable or any(
        isinstance(one, Truth | Text) and one.nullable for one in (then, otherwise)
    )
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return Truth(_picked(condition, then.expr, otherwise.expr), None, nullable)
    if isinstance(then, Text) and isinstance(otherwise, Text):
        return Text(_picked(condition, then.expr, otherwise.expr), nullable)
    raise Unsupported("choice-of-kinds")


def _picked(condition: Truth, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    if not condition.nullable:
        return pl.when(condition.expr).then(then).otherwise(otherwise)
    return pl.when(condition.expr).then(then).when(~condition.expr).then(otherwise)


def _call(tree: Call, scope: Scope) -> Code:
    if tree.named:
        raise Unsupported("named-arguments")
    codes = tuple([bound(lowered(one, scope), scope) for one in tree.arguments])
    found = called(tree.function, codes, scope)
    if found is None:
        raise Unsupported("function")
    return found
