"""A compiled expression gives what the interpreter gives: values, nulls and their causes, odd inputs too."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.test_parity_expressions import EXAMPLES, TYPES, numbers, truths

from thiduascore.feel import Cause, Context, FeelError, Null, Value, check, compiled, evaluate, parse
from thiduascore.feel.types import ContextType, ListType, NumberType, TextType

MISSING = Null((Cause("not-reported", (("name", "a"),)),))
ODD: tuple[Value, ...] = (
    MISSING,
    Fraction(1, 3),
    Fraction(10**200),
    True,
    "x",
    datetime.date(2024, 2, 29),
    (),
)
values = st.fixed_dictionaries(
    {
        name: st.sampled_from(ODD)
        | {
            "y": st.booleans(),
            "z": st.booleans(),
            "s": st.sampled_from(["x", "y"]),
            "d": st.dates(datetime.date(2021, 1, 1), datetime.date(2021, 1, 4)),
            "e": st.dates(datetime.date(2021, 1, 1), datetime.date(2021, 1, 4)),
            "xs": st.lists(st.fractions(-3, 12), max_size=3).map(tuple),
        }.get(name, st.fractions(-4, 4, max_denominator=6))
        for name in TYPES
    }
)


@settings(max_examples=2 * EXAMPLES)
@given(numbers | truths, st.lists(values, min_size=2, max_size=6))
def test_compiled_is_interpreted(source: str, rows: list[dict[str, Value]]) -> None:
    tree, problems = check(parse(source), TYPES)
    if problems:
        with pytest.raises(FeelError):
            compiled(source, TYPES)
        return
    run = compiled(source, TYPES)
    for row in rows:
        expected = evaluate(tree, row, mode="strict")
        found = run(row)
        assert (type(found), found) == (type(expected), expected), (source, row)


def test_what_stays_interpreted_says_why_when_it_is_compiled() -> None:
    run = compiled("count(for i in [1, 2] return for j in [i] return j) + x", {"x": NumberType()})
    assert run.interpreted == "loop"
    assert run({"x": Fraction(1)}) == 3
    assert compiled("x ** x", {"x": NumberType()}).interpreted == "power"
    assert compiled("count(xs)", {"xs": ListType(TextType())}).interpreted == "list"
    assert compiled("x + 1", {"x": NumberType()}).interpreted == ""


SHAPES = (
    *(
        "sum(xs[item > n])",
        "count(xs[item / m > 2])",
        "xs[2]",
        "xs[-2] + 1",
        "[n, n / 2, 3][-1]",
        "xs[item != n]",
    ),
    *("for x in xs return x * n", "for x in xs return x / m", "for x in [n, 1, n / 3] return x + 1"),
    *(
        "for x in xs, i in 3..1 return x * i - n",
        "sum(for x in xs, y in xs return x / 2 * y)",
        "mean(xs) / n",
    ),
    *("every x in xs, y in [1, n] satisfies x > y", "some x in xs satisfies every y in xs satisfies x >= y"),
    *("{a: n, b: a / 3}.b", "{a: n, b: {c: a + 1}}.b.c", '{a: "x", b: n}', "unit.staff * n", "unit.kind"),
    *('if unit.kind = "x" then unit.staff / n else min(xs)', "if n > 1 then xs else []", "median(xs)"),
    *("if n > 2 then 1 / 3 else if n > 1 then n else if n = 0 then 1 / n else -n", 'unit.kind + "!"'),
)
"""Lists, contexts and branches whose numbers need a common denominator, or none."""

halves = st.fractions(-3, 3, max_denominator=4)
contexts = st.fixed_dictionaries(
    {
        "n": halves | st.integers(-3, 3) | st.integers(2**29, 2**31) | st.sampled_from(ODD),
        "m": halves | st.sampled_from(ODD),
        "xs": st.lists(halves | st.integers(0, 3).map(Fraction), max_size=4).map(tuple)
        | st.sampled_from(ODD),
        "unit": st.fixed_dictionaries(
            {"kind": st.sampled_from("xy"), "staff": halves | st.integers(0, 3)}, optional={"other": halves}
        ).map(Context)
        | st.sampled_from([MISSING, Context({"kind": "x"}), Context({"kind": 1, "staff": MISSING})]),
    }
)
OF_SHAPES = {
    "n": NumberType(),
    "m": NumberType(None, None, Fraction(0)),
    "xs": ListType(NumberType()),
    "unit": ContextType({"kind": TextType(), "staff": NumberType()}),
}


@pytest.mark.parametrize("source", SHAPES)
def test_lists_and_contexts_are_generated_too(source: str) -> None:
    run = compiled(source, OF_SHAPES)
    assert run.interpreted == "" or source.startswith("some x"), run.interpreted

    @settings(max_examples=EXAMPLES)
    @given(contexts)
    def same(row: dict[str, Value]) -> None:
        expected, found = evaluate(run.tree, row, mode="strict"), run(row)
        assert (type(found), found) == (type(expected), expected)

    same()


def test_long_lists_end_where_the_interpreter_ends() -> None:
    """More rounds than generated code vouches for are the interpreter's, budget and all."""
    row = {"xs": tuple(Fraction(i) for i in range(600))}
    for source in ("sum(xs)", "count(for x in xs, y in xs, z in xs return x)"):
        run = compiled(source, {"xs": ListType(NumberType())})
        assert run.interpreted == ""
        assert run(row) == evaluate(run.tree, row, mode="strict")


def test_a_missing_name_is_missing() -> None:
    found = compiled("x + 1", {"x": NumberType()})({})
    assert isinstance(found, Null)
    assert found == evaluate(parse("x + 1"), {}, mode="strict")


def test_no_text_of_an_author_is_code() -> None:
    """Names and texts with quotes, line feeds and Python in them are data."""
    source = '"\\"\\n__import__(\'os\')" + s'
    assert compiled(source, {"s": TYPES["s"]})({"s": "!"}) == "\"\n__import__('os')!"
    rng = random.Random(7)
    names = ["__import__", "exec", "đơn_vị", "f0", "run", "values", "k0", "Fraction"]
    rng.shuffle(names)
    total = compiled(" + ".join(names), {name: NumberType() for name in names})
    assert total.interpreted == ""
    assert total({name: Fraction(1) for name in names}) == len(names)
