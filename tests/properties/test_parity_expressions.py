"""Generated code and the interpreter agree on expressions, and on every rounding at its boundaries."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from thiduascore.feel import STANDARD, Days, Null, Value, check, interpret, parse
from thiduascore.feel.generate.expressions import NAMESPACE, Scope, fact_code, generate
from thiduascore.feel.generate.numbers import at_places
from thiduascore.feel.generate.values import Quantity, value_source
from thiduascore.feel.generate.writer import Names, Unproven, Unsupported, Writer
from thiduascore.feel.rounding import rounded
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import BooleanType, DateType, ListType, NumberType, TextType, Type

EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "0")) or settings.default.max_examples

TYPES: Mapping[str, Type] = {
    "a": NumberType(None, 0, Fraction(0)),
    "b": NumberType(None, 0),
    "n": NumberType(None, 2),
    "y": BooleanType(),
    "z": BooleanType(),
    "s": TextType(),
    "d": DateType(),
    "e": DateType(),
    "xs": ListType(NumberType(None, 1)),
}
SCALES = {"n": 2, "xs": 1}
MODES = ("half-up", "half-down", "half-even", "floor", "ceiling", "down", "up")


def typed(source: str) -> Tree | None:
    """The checked tree; None where the check finds a problem, such as a division by a literal zero."""
    tree, problems = check(parse(source), TYPES, functions=STANDARD)
    return None if problems else tree


def compiled(tree: Tree) -> Callable[..., Value]:
    """A function of the facts that gives what the interpreter would, or raises Unproven."""
    names = Names(dict(NAMESPACE))
    writer = Writer(names)
    writer.line(f"def run({', '.join(TYPES)}):")
    body = writer.inside()
    codes = {name: fact_code(name, kind, SCALES.get(name, 0)) for name, kind in TYPES.items()}
    body.line(f"return {value_source(generate(tree, Scope(codes, STANDARD), body), body)}")
    namespace = {**names.namespace, "__builtins__": {}}
    exec(writer.source(), namespace)
    run: Callable[..., Value] = namespace["run"]
    return run


small = st.sampled_from(["0", "1", "2", "3", "0.5", "-1.25", "1/3", "10"])


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.builds("({0[0]} {1} {0[1]})".format, pair, st.sampled_from(["+", "-", "*", "/"])),
        st.builds(
            "{1}({0[0]}, {0[1]})".format, pair, st.sampled_from(["min", "max", "mean", "sum", "modulo"])
        ),
        st.builds(
            "{1}({0}, {2})".format,
            inner,
            st.sampled_from(
                [
                    "round half up",
                    "round half down",
                    "round half even",
                    "round up",
                    "round down",
                    "floor",
                    "ceiling",
                    "decimal",
                ]
            ),
            st.integers(-1, 2),
        ),
        st.builds("abs({0})".format, inner),
        st.builds("(-{0})".format, inner),
        st.builds("({0}) ** {1}".format, inner, st.integers(1, 3)),
        st.builds("sum(for x in xs return x * {0})".format, inner),
        st.builds("(if {1} then {0[0]} else {0[1]})".format, pair, st.deferred(lambda: truths)),
    )


def _truths(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    number = st.deferred(lambda: numbers)
    return st.one_of(
        st.builds("({0} {1} {2})".format, number, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), number),
        st.builds("({0} in [{1}..{2}))".format, number, small, small),
        st.builds("({0} between {1} and {2})".format, number, small, number),
        st.builds("({0} {1} {2})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("not({0})".format, inner),
        st.builds("(if {0} then {1} else {2})".format, inner, inner, inner),
        st.builds("(some x in xs satisfies x > {0})".format, small),
        st.builds("(every x in xs satisfies x > {0})".format, small),
    )


BUILT_IN_NUMBERS = (
    *("day of year(d)", "week of year(e)", "count(distinct values(xs))", "count(index of(xs, a))"),
    *("sum(append(xs, a))", "max(reverse(xs))", 'count(split(s, "x"))', "string length(string(n))"),
    *("sum(sublist(xs, 1))", "years and months duration(e, d).months", "stddev(xs)", "sum(union(xs, [a]))"),
    "number(string(a), null, null)",
    "(-(d - e)).days",
)
BUILT_IN_TRUTHS = (
    *("even(a)", "odd(b)", "before(d, e)", 'matches(s, "^[xy]")', "list contains(remove(xs, 1), a)"),
    *("during(a, [1..3])", 'substring(s, 1) = "x"', 'replace(s, "x", "y") = "y"', "all([y, z])"),
    'day of week(d) = "Friday"',
)
NUMBERS_OF_PARTS = (
    *("xs[1]", "xs[-1]", "xs[a]", "count(xs[item > 1])", "sum(for i in 1..3 return i * a)", "[a, b][2]"),
    *("{p: a, q: p + 1}.q", "count(for i in xs, j in [1, 2] return i * j)", "(1 + a)[1]", "[1..3].end"),
    *("round half up(scale: 1, n: n)", "sum([{p: a}, {p: b}].p)", "sum(for x in [1..a] return x)"),
)
TRUTHS_OF_PARTS = (
    *(
        "(a in [[1..3], 5])",
        "(a in ([1..3], > b))",
        "(a instance of number)",
        "(xs instance of list<number>)",
    ),
    *(
        "(d in (< e))",
        "([1..3] = [1..3])",
        "(every x in xs, w in [1, 2] satisfies x > w)",
        "({p: a} = {p: b})",
    ),
    *("(a in xs)", "(a in [b, n])", '(@"10:00:00" < @"11:00:00")', "(a in {r: [1..3]}.r)", "(xs[1] = a)"),
)
numbers: st.SearchStrategy[str] = st.recursive(
    st.sampled_from(["a", "b", "n", "count(xs)", "min(xs)", "sum(xs)", "(d - e).days", "d.year"])
    | st.sampled_from(BUILT_IN_NUMBERS + NUMBERS_OF_PARTS)
    | small,
    _numbers,
    max_leaves=6,
)
truths: st.SearchStrategy[str] = st.recursive(
    st.sampled_from(["y", "z", 's = "x"', "d < e", "d != e", 's in ("x", "y")', "y = z"])
    | st.sampled_from(BUILT_IN_TRUTHS + TRUTHS_OF_PARTS),
    _truths,
    max_leaves=5,
)
values = st.fixed_dictionaries(
    {
        "a": st.integers(0, 4),
        "b": st.integers(-4, 4),
        "n": st.sampled_from([-250, -125, -50, -1, 0, 1, 33, 50, 125, 150, 250]),
        "y": st.booleans(),
        "z": st.booleans(),
        "s": st.sampled_from(["x", "y", "z"]),
        "d": st.dates(datetime.date(2021, 1, 1), datetime.date(2021, 1, 4)),
        "e": st.dates(datetime.date(2021, 1, 1), datetime.date(2021, 1, 4)),
        "xs": st.lists(st.integers(-3, 12), max_size=3).map(tuple),
    }
)


def exact(name: str, value: object) -> Value:
    """The fact as the interpreter sees it."""
    if isinstance(value, tuple):
        return tuple(Fraction(element, 10) for element in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value, 10 ** SCALES.get(name, 0))
    return value  # type: ignore[return-value]


@settings(max_examples=5 * EXAMPLES)
@given(numbers | truths, st.lists(values, min_size=4, max_size=8))
def test_generated_code_says_what_the_interpreter_says(source: str, rows: list[dict[str, object]]) -> None:
    """It may give up where the interpreter goes on, but only where a part may have no value."""
    tree = typed(source)
    assume(tree is not None)
    assert tree is not None
    try:
        run = compiled(tree)
    except Unsupported:
        return
    for row in rows:
        expected = interpret(tree, {name: exact(name, value) for name, value in row.items()})
        try:
            found = run(**row)
        except Unproven:
            assert isinstance(expected, Null) or "/" in source or "xs" in source or "modulo" in source
        else:
            assert (type(found), found) == (type(expected), expected), (source, row)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("divided", [False, True])
def test_rounding_is_right_on_every_side_of_every_half(mode: str, divided: bool) -> None:
    """Halves, quarters, thirds, tenths and twelfths around zero, with a constant and a reported divisor."""
    for below in (1, 2, 3, 4, 10, 12, 40):
        factor = Fraction(1) if divided else Fraction(1, below)
        for places in (0, 1):
            for clamped in (False, True):
                run = _rounding(Quantity(factor, "n", "d" if divided else ""), places, mode, clamped=clamped)
                for above in range(-5 * below, 5 * below + 1):
                    found = run(above, below)
                    expected = rounded(Fraction(above, below), places, mode)
                    assert found == expected or (clamped and max(found, expected) <= 0), (above, below, found)


def _rounding(value: Quantity, places: int, mode: str, *, clamped: bool) -> Callable[[int, int], Fraction]:
    names = Names(dict(NAMESPACE))
    writer = Writer(names)
    writer.line("def run(n, d):")
    body = writer.inside()
    body.line(f"return {value_source(at_places(value, places, mode, body, clamped=clamped), body)}")
    namespace = {**names.namespace, "__builtins__": {}}
    exec(writer.source(), namespace)
    run: Callable[[int, int], Fraction] = namespace["run"]
    return run


def test_durations_are_carried_as_counts_of_days() -> None:
    tree = typed('(d - e) + duration("PT12H")')
    assert tree is not None
    row = {"d": datetime.date(2021, 1, 3), "e": datetime.date(2021, 1, 1)}
    others = {name: None for name in TYPES if name not in row}
    assert compiled(tree)(**others, **row) == Days(Fraction(5, 2)) == interpret(tree, row)
