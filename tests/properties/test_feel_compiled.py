"""A compiled expression gives what the interpreter gives: values, nulls and their causes, odd inputs too."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.test_parity_expressions import EXAMPLES, TYPES, numbers, truths

from thiduascore.feel import Cause, FeelError, Null, Value, check, compiled, evaluate, parse
from thiduascore.feel.types import ListType, NumberType

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
    run = compiled("{a: 1, b: a + 1}.b + x", {"x": NumberType()})
    assert run.interpreted
    assert run({"x": Fraction(1)}) == 3
    assert compiled("sum(xs)", {"xs": ListType(NumberType())}).interpreted == "list"
    assert compiled("x + 1", {"x": NumberType()}).interpreted == ""


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
