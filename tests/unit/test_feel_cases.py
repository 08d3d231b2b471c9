"""The expression language on the cases that stand in `tests/cases/feel`.

`REWRITE=1 pytest tests/unit/test_feel_cases.py` writes the problems anew; review them with `git diff`.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import tomli

from thiduascore.diagnostics import Diagnostic, Text, phrases, slugs
from thiduascore.feel import (
    STANDARD,
    Cause,
    FeelError,
    Null,
    Problem,
    check,
    interpret,
    parse,
    parse_tests,
    said,
    source,
)
from thiduascore.feel.types import (
    BooleanType,
    ContextType,
    DateType,
    ListType,
    NumberType,
    TextType,
    Things,
    Type,
)

CASES = Path(__file__).resolve().parent.parent / "cases" / "feel"
CATALOGUE = Path(Problem.__init__.__globals__["__file__"]).parent.parent / "diagnostics/catalogue/feel.toml"
COUNT = NumberType("việc", 0, Fraction(0), None)
SCOPE: dict[str, Type] = {
    "done": COUNT,
    "assigned": COUNT,
    "things": NumberType(Things(frozenset({"%", "đồng"})), 0, Fraction(0), None),
    "fund": NumberType("đồng", 0),
    "rate": NumberType("%", 4),
    "yes": BooleanType(),
    "registered": BooleanType(),
    "banned": BooleanType(),
    "kind": TextType(("good", "fair", "poor")),
    "title": TextType(),
    "day": DateType(),
    "cases": ListType(COUNT),
    "unit": ContextType({"kind": TextType(("agency", "enterprise"))}),
}
FACTS: dict[str, Any] = {
    "done": Fraction(1),
    "assigned": Fraction(3),
    "zero": Fraction(0),
    "rate": Fraction("92.5"),
    "yes": True,
    "no": False,
    "kind": "good",
    "title": "Hà Nội",
    "day": datetime.date(2024, 2, 29),
    "cases": (Fraction(3), Fraction(0), Fraction(4)),
    "missing": Null((Cause("not-reported"),)),
    "lost": Null((Cause("unreadable"),)),
}
LABELS = {
    "done": Text("Số nhiệm vụ đúng hạn", "Tasks on time"),
    "assigned": Text("Số nhiệm vụ được giao", "Tasks assigned"),
    "rate": Text("Tỷ lệ đúng hạn", "On-time rate"),
    "registered": Text("Đã đăng ký tham gia", "Registered"),
    "banned": Text("Có cán bộ bị kỷ luật", "An official was disciplined"),
    "day": Text("Ngày báo cáo", "Date of the report"),
    "kind": Text("Kết quả", "Rating"),
    "kind=good": Text("Tốt", "Good"),
    "cases": Text("Số vụ từng tháng", "Cases a month"),
    "unit.kind=enterprise": Text("Doanh nghiệp", "Enterprise"),
}


def cases(name: str) -> Any:
    return tomli.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def problems_of(case: dict[str, Any]) -> tuple[Problem, ...]:
    try:
        if "tests" in case:
            return check(parse_tests(case["tests"]), {**SCOPE, "?": SCOPE[case["of"]]})[1]
        expects = BooleanType() if case.get("expects") else None
        return check(parse(case["expression"]), SCOPE, expects=expects)[1]
    except FeelError as error:
        return error.problems


def places(case: dict[str, Any]) -> list[list[str]]:
    """The problems of a case, each with the part of the text that it points at."""
    text: str = case.get("tests") or case.get("expression") or ""
    return [[problem.slug, text[slice(*problem.span)]] for problem in problems_of(case)]


def problem_cases() -> Any:
    if os.environ.get("REWRITE"):
        file = CASES / "problems.toml"
        head, *blocks = file.read_text(encoding="utf-8").split("[[case]]\n")
        renewed = [_renewed(block) for block in blocks]
        file.write_text("[[case]]\n".join([head, *renewed]), encoding="utf-8")
    return cases("problems")["case"]


def _renewed(block: str) -> str:
    case = tomli.loads(block)
    found = places(case)
    if found == case["problems"]:
        return block
    pairs = [
        ", ".join(f"'{text}'" if '"' in text else json.dumps(text, ensure_ascii=False) for text in pair)
        for pair in found
    ]
    line = "problems = [" + ", ".join(f"[{pair}]" for pair in pairs) + "]"
    return re.sub(r"^problems = .*$", lambda _: line, block, flags=re.MULTILINE)


@pytest.mark.parametrize("case", problem_cases(), ids=lambda case: case.get("tests", case.get("expression")))
def test_each_problem_is_found_where_it_stands(case: dict[str, Any]) -> None:
    assert places(case) == case["problems"]
    for problem in problems_of(case):
        diagnostic = Diagnostic(problem.slug, problem.arguments)
        for lang in ("vi", "en"):
            assert not re.search(r"\{\w", diagnostic.message(lang))


def test_every_problem_of_the_catalogue_has_a_case() -> None:
    declared = set(tomli.loads(CATALOGUE.read_text(encoding="utf-8"))) - {"phrase"}
    shown = {problem for case in cases("problems")["case"] for problem, _ in case["problems"]}
    limits = {"expression-too-long", "expression-too-many-words", "expression-too-deep"}
    assert declared == shown | limits
    assert declared <= set(slugs())


def values() -> Iterator[Any]:
    for area, table in cases("values").items():
        for expression, value in table.items():
            yield pytest.param(expression, value, id=f"{area}: {expression}")


@pytest.mark.parametrize(("expression", "expected"), list(values()))
def test_each_expression_has_its_value(expression: str, expected: Any) -> None:
    value = interpret(parse(expression), FACTS)
    if isinstance(expected, str):
        assert value == interpret(parse(expected), FACTS)
        assert not isinstance(value, Null)
    else:
        assert isinstance(value, Null)
        assert [cause.slug for cause in value.causes] == expected["null"]
        computed = {cause.slug for cause in value.causes} - {"not-reported", "unreadable"}
        assert {f"cause-{slug}" for slug in computed} <= set(phrases())


@pytest.mark.parametrize("case", cases("sentences")["case"], ids=lambda case: case["vi"])
def test_each_expression_is_said(case: dict[str, Any]) -> None:
    if "tests" in case:
        tree: Any = parse_tests(case["tests"])
        assert parse_tests(source(tree)) == tree
    else:
        tree, problems = check(parse(case["expression"]), SCOPE)
        assert problems == ()
    assert said(tree, "vi", LABELS) == case["vi"]
    assert said(tree, "en", LABELS) == case["en"]


@pytest.mark.parametrize("name", sorted(set(STANDARD) - {"not", "date", "duration"}))
def test_every_function_can_be_said(name: str) -> None:
    assert f"function-{name.replace(' ', '-')}" in phrases()


def test_a_near_name_is_offered_and_a_far_one_is_not() -> None:
    near, far = check(parse("asigned + zzz"), SCOPE)[1]
    assert near.arguments == {"name": "asigned", "nearest": "assigned"}
    assert far.arguments == {"name": "zzz"}
    assert Diagnostic(near.slug, near.arguments).help("vi") == "viết `assigned`"
    assert Diagnostic(far.slug, far.arguments).help("vi") is None


@pytest.mark.parametrize(
    ("expression", "strict", "standard"),
    [
        ("if missing > 1 then 1 else 2", Null((Cause("not-reported"),)), Fraction(2)),
        ("missing = lost", None, True),
    ],
)
def test_the_standard_takes_branches_that_a_score_must_not(
    expression: str, strict: Any, standard: Any
) -> None:
    tree = parse(expression)
    assert interpret(tree, FACTS, strict=False) == standard
    found = interpret(tree, FACTS)
    assert isinstance(found, Null)
    assert strict is None or found == strict
