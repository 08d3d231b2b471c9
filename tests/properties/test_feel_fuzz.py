"""Broken and strange expressions: each has a value or a problem, soon, and nothing else ever comes out.

The expressions are those of `tests/cases/feel`, cut up and put together again at random.
`FEEL_FUZZ=1000000 pytest tests/properties/test_feel_fuzz.py` tries a million of them, and `FEEL_FUZZ_SEED=2`
others.
"""

from __future__ import annotations

import datetime
import os
import random
import re
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import tomli

from thiduascore.diagnostics import Diagnostic, phrases
from thiduascore.feel import (
    Budget,
    Context,
    FeelError,
    FunctionValue,
    Null,
    Value,
    check,
    evaluate,
    evaluate_tests,
    parse,
    said,
    source,
)
from thiduascore.feel.types import BooleanType, DateType, ListType, NumberType, TextType, Type

CASES = Path(__file__).resolve().parent.parent / "cases" / "feel"
COUNT = int(os.environ.get("FEEL_FUZZ", "4000"))
SEED = int(os.environ.get("FEEL_FUZZ_SEED", "1"))
STEPS = 5_000
SLOW = 5
WORD = re.compile(r'@?"(?:[^"\\]|\\.)*"|[^\W\d]\w*|[0-9.]+|\*\*|\.\.|[<>!]=|\s+|.', re.DOTALL)
WORDS = """
( ) [ ] { } , : . .. + - * / ** = != < <= > >= ? @ " \\ \u0000 ¼ 🐎 \ud800 e1 1e400 0 1 -1 3 1.5 "a" "x{2}"
if then else for in return some every satisfies and or not between instance of function external null true
false item partial x y kind cases day done number string list<Any> range<number> context<a:number> [1..3]
@"2024-02-29" @"P1M" @"PT1H" @"10:00:00" @"2024-02-29T10:00:00Z" {a:1}
sum( string( sort( count( date( replace( matches( range( split( duration(
"""
PIECES = WORDS.split()
SCOPE: dict[str, Value] = {
    "x": Fraction(2),
    "y": Null(),
    "kind": "good",
    "cases": (Fraction(3), Fraction(0), Null()),
    "day": datetime.date(2024, 2, 29),
    "done": True,
    "unit": Context({"kind": "a", "số nhà": Fraction(1)}),
    "f": FunctionValue(("a", "b"), lambda a, b: (a, b)),
}
TYPES: dict[str, Type] = {
    "x": NumberType("%", 2),
    "kind": TextType(("good", "bad")),
    "cases": ListType(NumberType()),
    "day": DateType(),
    "done": BooleanType(),
}


def seeds() -> list[str]:
    """Every expression of the cases."""
    found: list[str] = []
    for name in ("values", "standard"):
        for table in tomli.loads((CASES / f"{name}.toml").read_text(encoding="utf-8")).values():
            found.extend(table)
    for name in ("problems", "sentences"):
        listed: list[dict[str, Any]] = tomli.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))[
            "case"
        ]
        found.extend(case.get("expression") or case.get("tests") or "" for case in listed)
    return found


def mutated(texts: list[str], chance: random.Random) -> str:
    """A text with some of its words dropped, doubled, swapped, replaced, or taken from another text."""
    words = WORD.findall(chance.choice(texts))
    for _ in range(chance.randint(1, 5)):
        at = chance.randint(0, len(words))
        match chance.randint(0, 6):
            case 0:
                del words[at : at + chance.randint(1, 3)]
            case 1:
                words[at:at] = words[at : at + chance.randint(1, 6)]
            case 2:
                words.insert(at, chance.choice(PIECES))
            case 3:
                words[at : at + 1] = [chance.choice(PIECES)]
            case 4:
                other = WORD.findall(chance.choice(texts))
                begin = chance.randint(0, len(other))
                words[at:at] = other[begin : begin + chance.randint(1, 8)]
            case 5:
                words = ["(", *words, ")", *WORD.findall(chance.choice(texts))]
            case _:
                words = (
                    chance.choice([["["], ["-"], ["not("], ["for x in "], ["{a: "], ["function(a) "]]) + words
                )
    return "".join(words)[:2000]


def texts() -> Iterator[str]:
    chance, pool = random.Random(SEED), seeds()
    for _ in range(COUNT):
        found = mutated(pool, chance)
        yield found
        if len(pool) < 5_000 and chance.random() < 0.02:
            pool.append(found)


def tried(text: str) -> None:
    """Reads, checks, evaluates and says one text in both modes."""
    try:
        value = evaluate(text, SCOPE, budget=Budget(STEPS))
        if isinstance(value, Null):
            assert value.causes, "a null without a cause"
            assert all(cause.slug == "" or f"cause-{cause.slug}" in phrases() for cause in value.causes)
        evaluate_tests(text, Fraction(2), SCOPE, budget=Budget(STEPS))
    except FeelError as error:
        for problem in error.problems:
            assert 0 <= problem.span[0] <= problem.span[1] <= len(text)
            Diagnostic(problem.slug, problem.arguments).message("vi")
    try:
        tree = parse(text)
    except FeelError:
        return
    typed, problems = check(tree, TYPES)
    for problem in problems:
        Diagnostic(problem.slug, problem.arguments).message("vi")
    evaluate(typed, SCOPE, mode="strict", budget=Budget(STEPS))
    said(typed, "vi", {})
    assert source(parse(source(tree))) == source(tree)


def test_every_text_has_a_value_or_a_problem() -> None:
    for text in texts():
        start = time.perf_counter()
        try:
            tried(text)
        except Exception as error:
            error.add_note(f"the text was {text!r}")
            raise
        assert time.perf_counter() - start < SLOW, text
