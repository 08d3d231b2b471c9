"""Criteria by every method, and the expressions that they are made of, with thresholds of their own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import tomli

Keys = dict[str, Any]
"""The keys of a table of TOML."""

POOL = Path(__file__).resolve().parent.parent / "strategies" / "criteria.toml"
RELATIVE = POOL.with_name("relative.toml")
MARKS = (0, 1, 2, 3, 5, 10, 12.5, 20, 25, 33.3, 50, 60, 66.66, 75, 80, 85, 90, 95, 99.9, 100, 120)
ROUNDS = ("half-up", "half-up", "half-even", "floor", "ceiling", "down", "up")
FIRST_DAY = datetime.date(2021, 10, 1)


@cache
def pool() -> tuple[Keys, ...]:
    """The criteria that property tests draw from: they have ten points each."""
    keys: tuple[Keys, ...] = tuple(tomli.loads(POOL.read_text(encoding="utf-8"))["each"])
    return keys


@cache
def _relative() -> tuple[Keys, ...]:
    items = tomli.loads(RELATIVE.read_text(encoding="utf-8"))["items"]
    return tuple(one for item in items for one in item["criteria"])


def relative(random: Random) -> Keys:
    """The keys of a criterion whose points rest on what other units reported."""
    apart = ("id", "title", "ledger")
    found = {key: value for key, value in random.choice(_relative()).items() if key not in apart}
    if random.random() < 0.3:
        found["within"] = random.choice(("overall", "cluster", "kind", "cluster-and-kind"))
    return found


def mark(random: Random) -> str:
    """A number to compare with: a usual one, one with many decimals, or a third."""
    kind = random.randrange(8)
    if kind == 0:
        return f"{random.randrange(-50, 400)} / {random.choice((3, 6, 7, 9))}"
    if kind == 1:
        return format(random.randrange(0, 12000) / 100, ".2f")
    return str(random.choice(MARKS))


def number(random: Random, depth: int = 2) -> str:
    """An expression that yields a number."""
    if depth == 0 or random.random() < 0.3:
        return random.choice(("a", "b", "c", "n", "rate", "net", "share", "a / b", "goal", "count(counts)"))
    one, other = number(random, depth - 1), number(random, depth - 1)
    match random.randrange(9):
        case 0:
            return f"min({one}, {other})"
        case 1:
            return f"max({one}, {other})"
        case 2:
            return f"abs({one} - {other})"
        case 3:
            return f"(if {truth(random, 0)} then {one} else {other})"
        case 4:
            mode = random.choice(("round half up", "round half even", "round down", "floor", "ceiling"))
            return f"{mode}({one}, {random.randrange(3)})"
        case 5:
            return f"({one}) / ({other})"
        case 6:
            return f"({one}) * {random.choice(('2', '0.5', '1.25', '3', '100'))}"
        case 7:
            return f"({one} - {other})"
        case _:
            return f"({one} + {other})"


def truth(random: Random, depth: int = 1) -> str:
    """An expression that is true or false."""
    if depth and random.random() < 0.4:
        one, other = truth(random, depth - 1), truth(random, depth - 1)
        return random.choice((f"({one} and {other})", f"({one} or {other})", f"not({one})"))
    of = number(random, min(depth, 1))
    match random.randrange(12):
        case 0:
            return random.choice(("yes", "no", "not(yes)", 'kind = "low"', 'kind in ("mid", "high")'))
        case 1:
            return random.choice(
                ('unit.kind = "agency"', 'unit.kind != "agency"', 'by - on >= duration("P3D")')
            )
        case 2:
            return f"on <= {random.choice(('by', _day(random)))}"
        case 3:
            return f"{random.choice(('some', 'every'))} x in counts satisfies x > {random.randrange(4)}"
        case 4:
            low, high = sorted((random.choice(MARKS), random.choice(MARKS)))
            return f"{of} in {random.choice('[(')}{low}..{high + 1}{random.choice('])')}"
        case 5:
            return f"a / b {_sign(random)} {random.randrange(1, 3)} / {random.choice((3, 6, 7))}"
        case 6:
            return f"{of} {_sign(random)} {number(random, 0)}"
        case _:
            return f"{of} {_sign(random)} {mark(random)}"


def _sign(random: Random) -> str:
    return random.choice((">=", ">=", ">", "<", "<=", "=", "!="))


def _day(random: Random) -> str:
    day = FIRST_DAY + datetime.timedelta(days=random.randrange(30))
    return f'date("{day}")'


def value(random: Random) -> str:
    """What a method looks at: mostly one thing, sometimes a calculation."""
    simple = ("rate", "rate", "share * 100", "net", "p", "n", "a", "c", "m / 1000", "a / b * 100")
    return random.choice(simple) if random.random() < 0.7 else number(random)


def criterion(random: Random) -> Keys:
    """The method's keys of some criterion, with its points; ids and policies come later."""
    if random.random() < 0.4:
        return {"points": 10, **random.choice(pool())}
    points = random.choice((4, 5, 6, 8, 10, 12.5))
    (method,) = random.choices(list(METHODS), list(METHODS.values()))
    return {"points": points, **method(random, points)}


def _shares(random: Random, points: float, count: int) -> list[float]:
    """Points of that many bands, none above the maximum."""
    return [round(points * random.randrange(0, 21) / 20, 3) for _ in range(count)]


def _thresholds(random: Random, count: int) -> list[float]:
    return sorted(random.sample(MARKS, count))


def pass_fail(random: Random, points: float) -> Keys:
    earns = {"earns": points / 2} if random.random() < 0.3 else {}
    return {"method": "pass-fail", "holds": truth(random, 2), **earns}


def bands(random: Random, points: float) -> Keys:
    ends = _thresholds(random, random.randrange(1, 6))
    closed = [random.random() < 0.6 for _ in ends]
    """Whether an end belongs to the band above it."""
    earned = iter(_shares(random, points, len(ends) + 1))
    found: list[Keys] = [{"when": f"{'<' if closed[0] else '<='} {ends[0]}", "points": next(earned)}]
    for place in range(len(ends) - 1):
        low, high = "[" if closed[place] else "(", ")" if closed[place + 1] else "]"
        given = next(earned)
        linear = {"from": 0, "to": given} if random.random() < 0.3 else {"points": given}
        found.append({"when": f"{low}{ends[place]}..{ends[place + 1]}{high}", **linear})
    found.append({"when": f"{'>=' if closed[-1] else '>'} {ends[-1]}", "points": next(earned)})
    random.shuffle(found)
    cut = {"truncate": random.randrange(3)} if random.random() < 0.2 else {}
    return {"method": "bands", "of": value(random), **cut, "bands": found}


def table(random: Random, points: float) -> Keys:
    count = random.randrange(1, 4)
    inputs = [{"of": value(random)} for _ in range(count)]

    def test() -> str:
        if random.random() < 0.3:
            return "-"
        return f"{random.choice(('>=', '>', '<', '<='))} {random.choice(MARKS)}"

    rules = [
        {"when": [test() for _ in inputs], "points": earned}
        for earned in _shares(random, points, random.randrange(1, 5))
    ]
    hit = random.choice(("F", "F", "U", "A", "C+", "C>", "C<", "C#"))
    if hit not in ("C#", "A") and random.random() < 0.4:
        rules[0]["points"] = random.choice(("c / 3", "n / 7", "rate / 20", "a * 0.3"))
    rest = {} if hit == "C#" else {"otherwise": 0}
    return {"method": "table", "inputs": inputs, "hit": hit, "rules": rules, **rest}


def ratio(random: Random, points: float) -> Keys:
    found: Keys = {"method": "ratio", "of": value(random)}
    found["target"] = random.choice(("b", "c", 3, 7, 90, "goal", "b * 0.9"))
    if random.random() < 0.4:
        found["cap"] = random.choice((1.5, 0.9, "none", 2))
    if random.random() < 0.4:
        found |= {"direction": "down", "value_zero": random.choice(("full", "zero", "unknown"))}
    elif random.random() < 0.6:
        found["target_zero"] = random.choice(("full", "zero", "unknown"))
    return found


def goalposts(random: Random, points: float) -> Keys:
    low, high = _thresholds(random, 2)
    found = {"method": "goalposts", "of": value(random), "low": str(low), "high": str(high)}
    return {**found, "direction": "down"} if random.random() < 0.3 else found


def occurrences(random: Random, points: float) -> Keys:
    found: Keys = {"method": "per-occurrence", "of": random.choice(("a", "c", "n", "net", "rate", "share"))}
    found |= {
        "each": random.choice((0.1, 0.25, 0.3, 0.5, 1, 1.5)),
        "part": random.choice(("whole", "begun", "share")),
    }
    for key, choices in (
        ("step", (0.5, 2, 2.5, 3)),
        ("above", (1, 2, 5)),
        ("base", (0.5, 1)),
        ("first", (0.5, 1)),
    ):
        if random.random() < 0.3:
            found[key] = random.choice(choices)
    return found


def periods(random: Random, points: float) -> Keys:
    found: Keys = {"method": "per-period", "of": "counts", "each": random.choice((0.25, 0.5, 0.7))}
    return {**found, "at_most_each": random.choice((0.5, 1.2))} if random.random() < 0.5 else found


def deadline(random: Random, points: float) -> Keys:
    unit = random.choice(("days", "days", "working-days", "periods"))
    by = "by" if random.random() < 0.5 else _day(random)
    found: Keys = {
        "method": "deadline",
        "of": "on",
        "by": by,
        "unit": unit,
        "each": random.choice((0.1, 0.25, 1.1)),
    }
    if unit == "periods":
        found["period_days"] = random.choice((3, 7, 10))
    if random.random() < 0.4:
        found["late_zero_after"] = random.choice((3, 7, 12))
    return found


def choice(random: Random, points: float) -> Keys:
    earned = _shares(random, points, 3)
    return {
        "method": "choice",
        "of": "kind",
        "choices": dict(zip(("low", "mid", "high"), earned, strict=True)),
    }


def panel(random: Random, points: float) -> Keys:
    found: Keys = {"method": "panel", "of": "marks", "scale": 10, "raters": random.randrange(1, 3)}
    match random.randrange(3):
        case 0:
            return {**found, "combine": "trimmed-mean", "trim": 1, "raters": 3}
        case 1:
            return {**found, "combine": "median"}
        case _:
            return found


def formula(random: Random, points: float) -> Keys:
    return {"method": "formula", "is": number(random, 3)}


def best(random: Random, points: float) -> Keys:
    if random.random() < 0.5:
        return {"method": "best", "of": "marks", "keep": random.randrange(1, 4), "each": 0.25}
    cases = [number(random, 1) for _ in range(random.randrange(2, 4))]
    return {"method": "best", "alternatives": cases}


METHODS: Mapping[Callable[[Random, float], Keys], int] = {
    pass_fail: 2,
    bands: 3,
    table: 1,
    ratio: 2,
    goalposts: 1,
    occurrences: 2,
    periods: 1,
    deadline: 1,
    choice: 1,
    panel: 1,
    formula: 2,
    best: 1,
}
"""How often each method is drawn."""
