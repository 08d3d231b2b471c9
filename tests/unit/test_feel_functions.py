"""The built-in functions beside their values: what they cost, what they load, and how rulesets differ."""

from __future__ import annotations

import subprocess
import sys
import time
from fractions import Fraction
from typing import Any

import pytest

from thiduascore.diagnostics import phrases
from thiduascore.feel import DMN, STANDARD, Budget, Null, check, evaluate, interpret, parse, registry
from thiduascore.feel.functions import applied, applied_by_name, cost_of
from thiduascore.feel.functions.days import clock
from thiduascore.feel.temporal.reading import moment_from_text
from thiduascore.feel.types import DateType, ListType, NumberType, TextType, Type
from thiduascore.feel.values import missing

HUGE = Fraction(10) ** 2_900
COSTLY: dict[str, tuple[Any, ...]] = {
    "log": (HUGE,),
    "exp": (Fraction(6_000, 7),),
    "sqrt": (HUGE / 3,),
    "string": (HUGE / 3,),
    "matches": ("a" * 3_000, "(a|aa)+\\1b"),
    "replace": ("a" * 200_000, "a", "b"),
    "split": ("ab" * 50_000, "(a*)*b"),
    "string join": (("a" * 100_000,) * 1_000,),
    "stddev": (tuple(Fraction(number, 7) for number in range(3_000)),),
    "distinct values": (tuple(Fraction(number) for number in range(20_000)),),
    "date and time": ("999999999-12-31T23:59:59@Europe/Paris",),
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_function_takes_long(name: str) -> None:
    start = time.perf_counter()
    applied(DMN[name], COSTLY[name], standard=True)
    assert time.perf_counter() - start < 5


def test_values_inside_each_other_are_refused_and_not_followed_forever() -> None:
    value: Any = ()
    for _ in range(5_000):
        value = (value,)
    for name in ("string", "distinct values"):
        assert isinstance(applied(DMN[name], (value,), standard=True), Null)
    assert applied(DMN["flatten"], (value,), standard=True) == ()
    wide: Any = (Fraction(1), Fraction(2))
    for _ in range(40):
        wide = (wide, wide)
    assert isinstance(applied(DMN["string"], (wide,), standard=True), Null)
    assert isinstance(applied(DMN["is"], (wide, wide), standard=True), Null)


def test_patterns_cost_steps_of_the_evaluation() -> None:
    assert cost_of(DMN["matches"], ("a" * 1_000, "(a*)*b")) > 1_000
    assert cost_of(DMN["abs"], (Fraction(1),)) == 0
    many = 'for i in 1..100000 return matches(s, "(a|aa)+b")'
    found = evaluate(many, {"s": "a" * 300}, budget=Budget(50_000))
    assert found == missing("calculation-too-long")


def test_the_zone_database_is_read_when_a_zone_is_named() -> None:
    code = (
        "import sys; from thiduascore.feel import evaluate; evaluate('@\"2021-09-16T10:00:00Z\"', {});"
        "early = {'zoneinfo', 'tzdata'} & set(sys.modules);"
        "evaluate('@\"2021-09-16T10:00:00@Asia/Ho_Chi_Minh\"', {});"
        "sys.exit(bool(early) or 'tzdata' not in sys.modules)"
    )
    path = [part for part in sys.path if part]
    assert (
        subprocess.run([sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {code}"]).returncode == 0
    )


def test_functions_are_called_by_the_names_of_their_parameters() -> None:
    year, month, day = Fraction(2021), Fraction(9), Fraction(16)
    named = {"day": day, "year": year, "month": month}
    assert applied_by_name(STANDARD["date"], named) == moment_from_text("2021-09-16")
    assert applied_by_name(DMN["time"], {"from": "10:00:00"}) == moment_from_text("10:00:00")
    for wrong in ({"yeer": year, "month": month, "day": day}, {"year": year, "day": day}, {}):
        assert applied_by_name(DMN["date"], wrong) == missing("arguments-misfit", function="date")


def test_only_a_clock_of_ones_own_makes_today_known() -> None:
    assert not {"now", "today", "sort", "is"} & STANDARD.keys()
    moment = moment_from_text("2021-09-16T23:00:00-05:00")
    assert moment is not None
    functions = registry(clock(lambda: moment))
    assert evaluate("today()", {}, functions=functions) == moment_from_text("2021-09-16")
    assert evaluate("now()", {}, functions=functions) == moment


SCOPE: dict[str, Type] = {"list": ListType(NumberType("%")), "text": TextType(), "day": DateType()}


@pytest.mark.parametrize(
    ("expression", "slug"),
    [
        ('append(list, "a")', "types-differ"),
        ("insert before(list, 1, day)", "types-differ"),
        ("union(list, [text])", "types-differ"),
        ("index of(list, text)", "types-differ"),
        ("before(day, 1)", "types-differ"),
        ("includes([1..2], text)", "types-differ"),
        ("split(text)", "wrong-arity"),
        ("matches(text, 1)", "argument-misfit"),
        ("concatenate(list, 1)", "argument-misfit"),
        ("mode(text)", "argument-misfit"),
        ("day of year(text)", "argument-misfit"),
        ("decimal(1, 2.5)", "places-not-whole-number"),
        ("today()", "unknown-function"),
        ("sort(list)", "unknown-function"),
    ],
)
def test_rulesets_learn_of_wrong_arguments_beforehand(expression: str, slug: str) -> None:
    assert [problem.slug for problem in check(parse(expression), SCOPE)[1]] == [slug]


@pytest.mark.parametrize(
    ("expression", "strict", "standard"),
    [
        ("list contains([1, gap], 2)", Null, False),
        ("distinct values([1, gap])", Null, tuple),
        ("index of([gap, 1], 1)", Null, (Fraction(2),)),
        ("reverse([gap, 1])", tuple, tuple),
        ("flatten([[1], gap])", Null, tuple),
        ('string join(["a", gap])', Null, "a"),
        ("string([1, gap])", Null, "[1, null]"),
        ("round half up(1.55, 1.5)", Null, Fraction("1.6")),
        ('date("10000-01-01")', Null, moment_from_text("10000-01-01")),
    ],
)
def test_a_gap_may_be_anything_in_a_ruleset_and_is_a_value_in_the_standard(
    expression: str, strict: Any, standard: Any
) -> None:
    scope = {"gap": missing("not-reported")}
    if not expression.startswith("date"):
        found = interpret(parse(expression), scope)
        assert isinstance(found, strict)
    else:
        assert applied(STANDARD["date"], ("10000-01-01",)) == missing("date-out-of-range")
    free = evaluate(expression, scope)
    assert isinstance(free, standard) if isinstance(standard, type) else free == standard


@pytest.mark.parametrize("name", sorted(DMN))
def test_every_parameter_has_a_name_and_every_function_an_explanation(name: str) -> None:
    assert f"about-function-{name.replace(' ', '-')}" in phrases()
    for function in DMN[name]:
        names = [parameter.name for parameter in function.parameters]
        assert len(set(names)) == len(names)
        assert all(names)


def test_moments_of_rulesets_stay_in_the_calendar() -> None:
    latest = 'date and time("9999-12-31T23:00:00")'
    assert interpret(parse(f'{latest} + duration("PT2H")'), {}) == missing("date-out-of-range")
    assert evaluate(f'({latest} + duration("PT2H")).year', {}) == 10_000
