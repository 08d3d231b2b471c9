"""The standard mode of the expression language, on the cases of `standard.toml` and `functions.toml`.

`REWRITE=1 pytest tests/unit/test_feel_standard.py` writes the values anew; review them with `git diff`.
"""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import tomli

from thiduascore.diagnostics import phrases
from thiduascore.feel import (
    Budget,
    Cause,
    Context,
    FeelError,
    FunctionValue,
    Null,
    Value,
    conform,
    evaluate,
    evaluate_tests,
    parse,
    parse_tests,
    source,
)
from thiduascore.feel.functions.written import text_of
from thiduascore.feel.types import (
    AllowedType,
    ContextType,
    DateTimeType,
    ListType,
    NamedType,
    NumberType,
    TextType,
    Type,
)

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "feel"
FILES = [FOLDER / "standard.toml", FOLDER / "functions.toml"]
WORKERS = tuple(Context({"họ tên": name, "tuổi": Fraction(age)}) for name, age in (("An", 30), ("Bình", 25)))


def doubled(x: Value) -> Value:
    assert isinstance(x, Fraction)
    return 2 * x


SCOPE: dict[str, Value] = {
    "Số nhiệm vụ": Fraction(3),
    "tỷ lệ đúng hạn (%)": Fraction("92.5"),
    "Pre-bureau risk": "low",
    "số - liệu": Fraction(7),
    "in stock": Fraction(2),
    "not paid": Fraction(5),
    "Người lao động": WORKERS,
    "không có": Null((Cause("not-reported"),)),
    "gấp đôi": FunctionValue(("x",), doubled, (NumberType(),)),
}


def outcome(expression: str) -> Any:
    """What stands in the file for an expression."""
    try:
        value = evaluate(expression, SCOPE, budget=Budget(200_000))
    except FeelError as error:
        return {"unreadable": [problem.slug for problem in error.problems]}
    if isinstance(value, Null):
        return {"null": [cause.slug for cause in value.causes]}
    text = text_of((value,))
    assert isinstance(text, str)
    return text[1:-1]


def written(found: Any) -> str:
    """A value as TOML."""
    if isinstance(found, dict):
        [(key, slugs)] = found.items()
        return f"{{ {key} = {json.dumps(slugs)} }}"
    text = json.dumps(found, ensure_ascii=False)
    return f"'{found}'" if "\\" in text and "'" not in found and found.isprintable() else text


def cases(file: Path) -> list[Any]:
    if os.environ.get("REWRITE"):
        lines = []
        for line in file.read_text(encoding="utf-8").splitlines():
            expression = next(iter(tomli.loads(line))) if re.match("[\"'].* = ", line) else None
            lines.append(
                line if expression is None else f"{written(expression)} = {written(outcome(expression))}"
            )
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    areas = tomli.loads(file.read_text(encoding="utf-8"))
    return [
        pytest.param(expression, expected, id=f"{area}: {expression}")
        for area, table in areas.items()
        for expression, expected in table.items()
    ]


@pytest.mark.parametrize(("expression", "expected"), [case for file in FILES for case in cases(file)])
def test_each_expression_has_its_value(expression: str, expected: Any) -> None:
    start = time.perf_counter()
    found = outcome(expression)
    assert time.perf_counter() - start < 10
    assert found == expected
    if isinstance(found, dict):
        for slug in found.get("null", ()):
            assert slug == "not-reported" or f"cause-{slug}" in phrases()


@pytest.mark.parametrize(("expression", "expected"), [case for file in FILES for case in cases(file)])
def test_each_expression_can_be_written_back(expression: str, expected: Any) -> None:
    if "unreadable" in expected:
        return
    known = [*SCOPE, "a+b", "số - liệu"]
    tree = parse(expression, names=known, dmn=True)
    text = source(tree)
    assert source(parse(text, names=known, dmn=True)) == text


@pytest.mark.parametrize(
    ("tests", "subject", "expected"),
    [
        ("-", Fraction(1), True),
        ("< 5, > 10", Fraction(7), False),
        ("< 5, > 10", Fraction(11), True),
        ("not(< 5, > 10)", Fraction(7), True),
        ("not(7)", Fraction(7), False),
        ("[1..Số nhiệm vụ]", Fraction(2), True),
        ('"a", "b"', "b", True),
        ('["a", "b"]', "b", True),
        ("? > 3 and ? < 5", Fraction(4), True),
        ("Số nhiệm vụ", Fraction(3), True),
        ("null", Null(), True),
        ("[1, 2, 3]", (Fraction(1), Fraction(2), Fraction(3)), True),
        ('starts with(?, "h")', "hello", True),
    ],
)
def test_unary_tests(tests: str, subject: Value, expected: bool) -> None:
    assert evaluate_tests(tests, subject, SCOPE) is expected
    tree = parse_tests(tests, names=SCOPE, dmn=True)
    assert evaluate_tests(tree, subject, SCOPE) is expected


TYPES: dict[str, Type] = {
    "tuổi": AllowedType(NumberType(), lambda value: 0 <= value < 150),
    "người": ContextType({"tuổi": NamedType("tuổi"), "con": ListType(NamedType("người"))}),
    "vòng": NamedType("vòng"),
}
CHILD = Context({"tuổi": Fraction(5), "con": ()})


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        (Fraction(1), NumberType(), Fraction(1)),
        ((Fraction(1),), NumberType(), Fraction(1)),
        (Fraction(1), ListType(NumberType()), (Fraction(1),)),
        ((), NumberType(), None),
        ("a", NumberType(), None),
        (("a",), NumberType(), None),
        ((Fraction(1), "a"), ListType(NumberType()), None),
        (Fraction(30), NamedType("tuổi"), Fraction(30)),
        (Fraction(300), NamedType("tuổi"), None),
        ("x", NamedType("chưa khai báo"), "x"),
        (Context({"tuổi": Fraction(30), "con": (CHILD,)}), NamedType("người"), ...),
        (
            Context({"tuổi": Fraction(30), "con": (Context({"tuổi": "a", "con": ()}),)}),
            NamedType("người"),
            None,
        ),
        (Context({"tuổi": Fraction(30)}), NamedType("người"), None),
        (Fraction(1), NamedType("vòng"), Fraction(1)),
        (Null((Cause("lost"),)), TextType(), Null((Cause("lost"),))),
    ],
)
def test_values_conform_to_types(value: Value, type_: Type, expected: Any) -> None:
    found = conform(value, type_, types=TYPES)
    if expected is None:
        assert isinstance(found, Null)
        assert [cause.slug for cause in found.causes] == ["not-conforming"]
    else:
        assert found == (value if expected is ... else expected)


def test_names_are_the_same_however_they_are_composed() -> None:
    apart, together = (unicodedata.normalize(form, "số") for form in ("NFD", "NFC"))
    for one, other in ((apart, together), (together, apart)):
        assert evaluate(f"{one} + {one} lượng", {other: Fraction(1), f"{other} lượng": Fraction(2)}) == 3
        assert evaluate(f"{{{one}: 1}}.{other}", {}) == 1


def test_a_date_becomes_its_midnight() -> None:
    date = evaluate('@"2024-02-29"', {})
    assert text_of(conform(date, DateTimeType(), types={})) == "2024-02-29T00:00:00Z"


def test_declared_types_are_known_by_name() -> None:
    scope = {"n": Fraction(200)}
    assert evaluate("n instance of tuổi", scope, types=TYPES) is True
    assert evaluate("(function(a: tuổi) a)(n)", scope, types=TYPES) == Null((Cause("not-conforming"),))


def test_evaluations_share_a_budget() -> None:
    budget = Budget(1_000)

    def deeper(n: Value) -> Value:
        return evaluate("f(n + 1)", {**scope, "n": n}, budget=budget)

    scope: dict[str, Value] = {"f": FunctionValue(("n",), deeper)}
    found = evaluate("f(0)", scope, budget=budget)
    assert isinstance(found, Null)
    assert {cause.slug for cause in found.causes} <= {"calculation-too-deep", "calculation-too-long"}
    assert evaluate("sum(for i in 1..2000 return i)", {}, budget=Budget(1_000)) == Null(
        (Cause("calculation-too-long"),)
    )


def test_a_function_can_be_called_from_outside() -> None:
    function = evaluate("function(a, b) a * b + Số nhiệm vụ", SCOPE)
    assert isinstance(function, FunctionValue)
    assert function.apply(Fraction(2), Fraction(5)) == 13
    costly = evaluate("function(n) count(for i in 1..n return i)", {})
    assert isinstance(costly, FunctionValue)
    assert [costly.apply(Fraction(200_000)) for _ in range(2)] == [200_000] * 2
    built_in = evaluate("abs", {})
    assert isinstance(built_in, FunctionValue)
    assert built_in.apply(Fraction(-2)) == 2
    endless = evaluate("function(f) f(f)", {})
    assert isinstance(endless, FunctionValue)
    assert isinstance(endless.apply(endless), Null)
