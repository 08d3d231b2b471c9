"""Lists of reported numbers in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import polars as pl
from attrs import evolve

from thiduascore.columns.exact.numbers import Number, of_whole
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported, Whole, literal, plus, scaled, widened, width
from thiduascore.columns.language.codes import Code, Listed, Scope, Truth
from thiduascore.feel.tree import For, Quantified, Tree
from thiduascore.feel.walk import names


def of_list(function: str, of: Listed, rest: Sequence[Code]) -> Code | None:
    """A function of a list; None where it has no form in columns."""
    counts = [int(one.factor) for one in rest if isinstance(one, Number) and one.constant]
    if len(counts) < len(rest) or any(count < 0 for count in counts):
        return None
    if any(isinstance(one, Number) and one.factor.denominator > 1 for one in rest):
        return None
    match function, counts:
        case "count", []:
            return of_whole(_length(of))
        case "sum", []:
            return of_whole(_total(of), of.factor)
        case "mean", []:
            length = _length(of)
            return Number(of.factor, _total(of), evolve(length, low=1, high=max(1, of.most)))
        case (("min" | "max"), []):
            return _extreme(function, of)
        case "median", []:
            return _median(of)
        case "present", []:
            return of
        case "at least", [count]:
            return evolve(of, expr=pl.when(of.expr.list.len() >= count).then(of.expr), nullable=True)
        case "highest", [count]:
            kept = of.expr.list.sort(descending=of.factor > 0).list.head(count)
            return evolve(of, expr=kept, most=min(of.most, count))
        case "trimmed", [low, high]:
            return _trimmed(of, low, high) if of.factor > 0 else None
        case _:
            return None


def _length(of: Listed) -> Whole:
    return Whole(of.expr.list.len().cast(pl.Int64), 0, of.most, 64, of.nullable)


def _full(of: Listed) -> pl.Expr:
    """Whether the list has an element."""
    return of.expr.list.len() > 0


def _total(of: Listed) -> Whole:
    """The sum; an empty list has none."""
    most = max(of.most, 1)
    low, high = min(of.low, of.low * most), max(of.high, of.high * most)
    if width(low, high) > 64:
        raise Unsupported("overflow")
    return Whole(pl.when(_full(of)).then(of.expr.list.sum()), low, high, 64, True)


def _extreme(function: str, of: Listed) -> Number:
    least = (function == "min") == (of.factor > 0)
    found = of.expr.list.min() if least else of.expr.list.max()
    return of_whole(Whole(found, of.low, of.high, 64, True), of.factor)


def _median(of: Listed) -> Number:
    """The middle one, or the mean of the middle two, as twice itself."""
    ordered, length = of.expr.list.sort(), of.expr.list.len().cast(pl.Int64)
    upper = ordered.list.get(length // 2, null_on_oob=True)
    lower = ordered.list.get((length - 1) // 2, null_on_oob=True)
    twice = plus(Whole(lower, of.low, of.high, 64, True), Whole(upper, of.low, of.high, 64, True))
    return of_whole(
        Whole(pl.when(_full(of)).then(twice.expr), twice.low, twice.high, 64, True), of.factor / 2
    )


def _trimmed(of: Listed, low: int, high: int) -> Listed:
    """Without so many of the least and of the greatest."""
    left = of.expr.list.len().cast(pl.Int64) - (low + high)
    kept = pl.when(left > 0).then(left).otherwise(0)
    return evolve(of, expr=of.expr.list.sort().list.slice(low, kept))


def loop(
    tree: For | Quantified,
    variable: str,
    over: Code,
    body: Tree,
    scope: Scope,
    lowered: Callable[[Tree, Scope], Code],
) -> Code:
    """A loop over a reported list whose body looks at nothing but the element."""
    if not isinstance(over, Listed) or names(body) - {variable} or over.nullable is None:
        raise Unsupported("loop")
    element = Number(over.factor, Whole(pl.element(), over.low, over.high))
    inner = lowered(body, Scope({variable: element}, scope.functions, _Unbinding()))
    if isinstance(tree, For) and isinstance(inner, Number) and not tree.flat:
        return _mapped(over, inner)
    if isinstance(tree, Quantified) and isinstance(inner, Truth) and not inner.nullable:
        held = over.expr.list.eval(inner.expr)
        found = held.list.any() if tree.quantifier == "some" else held.list.all()
        return Truth(pl.when(over.expr.is_not_null()).then(found), None, over.nullable)
    raise Unsupported("loop")


class _Unbinding(Sheet):
    """Inside a loop nothing can be a column of its own."""

    def named(self, expr: pl.Expr) -> pl.Expr:
        return expr

    def whole(self, value: Whole) -> Whole:
        return value


def _mapped(over: Listed, inner: Number) -> Listed:
    if inner.den is not None or inner.nullable:
        raise Unsupported("loop")
    num = literal(1) if inner.num is None else inner.num
    if num.bits > 64:
        raise Unsupported("overflow")
    factor = inner.factor
    if not factor:
        factor, num = Fraction(1), scaled(num, 0)
    value = widened(num, 64)
    if num.constant is not None:
        value = pl.element() * 0 + num.constant
    return Listed(over.expr.list.eval(value), factor, num.low, num.high, over.most, over.nullable)
