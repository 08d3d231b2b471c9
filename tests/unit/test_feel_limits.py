"""Expressions that are meant to break the reader, and functions from outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

import pytest

from thiduascore.feel import (
    MOST_DEPTH,
    STANDARD,
    Cause,
    FeelError,
    Function,
    Null,
    Parameter,
    Value,
    check,
    condition_of,
    interpret,
    is_approximate,
    is_name,
    names,
    parse,
    parse_tests,
    registry,
    said,
    source,
    substituted,
)
from thiduascore.feel.fitting import NUMBER
from thiduascore.feel.functions.function import always
from thiduascore.feel.tree import Arithmetic, Constant, Name, Tree
from thiduascore.feel.types import BooleanType, ListType, NumberType

HOSTILE = {
    "brackets": "(" * 50_000,
    "closed brackets": "(" * 1000 + "1" + ")" * 1000,
    "minus signs": "-" * 15_000 + "1",
    "a long sum": "a + " * 9_000 + "a",
    "a million terms": "a + " * 1_000_000 + "a",
    "powers": "2 ** " * 5_000 + "2",
    "conditions": "if a then b else " * 3_000 + "c",
    "open conditions": "if " * 15_000,
    "lists": "[" * 19_000,
    "calls": "f(" * 9_000,
    "members": "a" + ".b" * 9_000,
    "not": "not(" * 9_000,
    "in": "a in " * 9_000 + "a",
    "quantifiers": "some x in l satisfies " * 2_000 + "x",
    "loops": "for x in " * 5_000 + "l",
    "digits": "1" * 99_999,
    "quotes": '"' * 99_999,
    "escapes": '"' + "\\" * 99_998,
    "comments": "/*" * 49_999,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("read", [parse, parse_tests])
def test_hostile_text_is_refused_at_once(read: Callable[[str], Tree], text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(FeelError):
        read(text)
    assert time.perf_counter() - start < 5


DEEP = {
    "operands": "a + if b then a else " * 49 + "a",
    "brackets": "(" * 98 + "a" + ")" * 98,
    "sum": "a + " * 99 + "a",
    "right": "a + (" * 49 + "a" + ")" * 49,
    "minus": "-" * 98 + "a",
    "branches": "if b then a else " * 49 + "a",
    "conditions": "if " * 40 + "b" + " then b else b" * 40,
    "not": "not(" * 98 + "b" + ")" * 98,
    "logic": "(b and b or " * 48 + "b" + ")" * 48,
    "lists": "[" * 98 + "]" * 98,
    "calls": "max(a, " * 49 + "a" + ")" * 49,
    "in": "(" * 48 + "a in (? = 1 or ? = 2)" + ") in (? = true or ? = false)" * 48,
    "loops": "for x in " * 60 + "l" + " return 1" * 60,
    "wide": " and ".join(["b"] * 9_000),
    "list": "[" + ", ".join(["a"] * 9_000) + "]",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_every_walk_is_safe_on_what_the_parser_takes(text: str) -> None:
    tree = parse(text)
    scope = {"a": NumberType("%", 0), "b": BooleanType(), "l": ListType(NumberType())}
    environment: dict[str, Value] = {"a": Fraction(1), "b": True, "l": (Fraction(1),)}
    typed, problems = check(tree, scope)
    assert {problem.slug for problem in problems} <= {"types-differ"}
    assert parse(source(typed)) == tree
    assert hash(typed) == hash(tree)
    assert names(tree) <= scope.keys()
    assert substituted(tree, {"a": Name("c")}) is not None
    interpret(typed, environment)
    for lang in ("vi", "en"):
        assert said(typed, lang, {})


def test_depth_is_counted_exactly() -> None:
    assert parse("a + " * (MOST_DEPTH - 1) + "a")
    with pytest.raises(FeelError) as error:
        parse("a + " * MOST_DEPTH + "a")
    assert [problem.slug for problem in error.value.problems] == ["expression-too-deep"]


def test_a_tree_that_a_method_built_too_deep_is_a_problem() -> None:
    tree: Tree = Name("a")
    for _ in range(50_000):
        tree = Arithmetic("+", tree, Name("a"))
    assert [problem.slug for problem in check(tree, {"a": NumberType()})[1]] == ["expression-too-deep"]


def test_a_thousand_mistakes_are_found_at_once() -> None:
    scope = {f"fact_number_{number}": NumberType() for number in range(200)}
    start = time.perf_counter()
    _, problems = check(
        parse("[" + ", ".join(f"fakt_number_{number}" for number in range(5_000)) + "]"), scope
    )
    assert len(problems) == 5_000
    assert time.perf_counter() - start < 10


def test_loops_inside_loops_end() -> None:
    many = tuple(Fraction(number) for number in range(1_000))
    tree = parse("for a in l return for b in l return for c in l return a + b + c")
    assert interpret(tree, {"l": many}) == Null((Cause("calculation-too-long"),))
    assert interpret(parse("for a in l return max(l)"), {"l": many * 10}) == Null(
        (Cause("calculation-too-long"),)
    )


@pytest.mark.parametrize(
    "text",
    [
        "2 ** 10000000000",
        "10 ** (10 ** 10)",
        "0.5 ** -99999",
        "exp(99999)",
        "2.5 ** 1000000.5",
        "exp(10 ** 900)",
    ],
)
def test_huge_numbers_are_not_computed(text: str) -> None:
    start = time.perf_counter()
    assert interpret(parse(text), {}) == Null((Cause("number-too-large"),))
    assert time.perf_counter() - start < 1


def test_derived_texts_cannot_grow_for_ever() -> None:
    value: Value = "x" * 1000
    for _ in range(20):
        value = interpret(parse("t + t"), {"t": value})
    assert value == Null((Cause("text-too-long"),))


def test_a_logarithm_close_to_zero_keeps_its_digits() -> None:
    tiny = Fraction(1, 10**60)
    value = interpret(parse("log(n)"), {"n": 1 + tiny})
    assert isinstance(value, Fraction)
    assert abs(value / tiny - 1) < Fraction(1, 10**33)


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("a ** 2", False),
        ("a ** 0.5", True),
        ("a ** a", False),
        ("sqrt(a) + 1", True),
        ("max(a, log(2))", True),
        ("a / 3", False),
    ],
)
def test_approximations_are_known(text: str, approximate: bool) -> None:
    typed, _ = check(parse(text), {"a": NumberType(None, 0)})
    assert is_approximate(typed, STANDARD) is approximate


@pytest.mark.parametrize(
    ("word", "allowed"),
    [
        ("số_liệu", True),
        ("số_liệu", True),
        ("x2", True),
        ("2x", False),
        ("a b", False),
        ("and", False),
        ("", False),
        ("a²", False),
    ],
)
def test_names(word: str, allowed: bool) -> None:
    assert is_name(word) is allowed
    if allowed:
        assert isinstance(parse(word), Name)


def test_names_are_composed_and_spans_stay_in_the_text() -> None:
    text = "so\u0302\u0301 + 1"
    tree = parse(text)
    assert isinstance(tree, Arithmetic)
    assert tree.left == Name("số")
    assert text[slice(*tree.left.span)] == "so\u0302\u0301"


def test_a_function_from_outside() -> None:
    def doubled(number: Fraction) -> Value:
        return number * 2

    double = Function(
        name="double it", parameters=(Parameter("n", NUMBER),), result=always(NUMBER), apply=doubled
    )
    functions = {**STANDARD, **registry([double])}
    tree = parse("double it(3) + double it(n)")
    typed, problems = check(tree, {"n": NumberType("%")}, functions=functions)
    assert problems == ()
    assert interpret(typed, {"n": Fraction(1, 2)}, functions=functions) == 7
    assert interpret(typed, {"n": Null((Cause("lost"),))}, functions=functions) == Null((Cause("lost"),))
    assert said(typed, "vi", {}) == "(double it(3)) + (double it(n))"
    assert [problem.slug for problem in check(tree, {"n": NumberType("%")})[1]] == ["unknown-function"] * 2


@pytest.mark.parametrize(
    ("tests", "condition"),
    [
        ("[85..95)", "s >= 85 and s < 95"),
        ("> 3, 1", "s > 3 or s = 1"),
        ("not(1, 2)", "not(s = 1 or s = 2)"),
        ("-", "true"),
        ("? * 2 > 3", "s * 2 > 3"),
        ('["a", "b"]', 's = "a" or s = "b"'),
        ("? in (> 1)", "s in (> 1)"),
    ],
)
def test_tests_become_conditions(tests: str, condition: str) -> None:
    assert source(condition_of(parse_tests(tests), Name("s"))) == condition


def test_variables_of_a_loop_are_not_replaced() -> None:
    tree = parse("(every x in l satisfies x > y) and x > 1")
    replaced = substituted(tree, {"x": Constant(Fraction(7)), "y": Constant(Fraction(8))})
    assert source(replaced) == "(every x in l satisfies x > 8) and 7 > 1"
