"""How fast one submission is scored: forty criteria, against the same rules by hand and in ZEN Engine.

All rivals must agree on every total and level before anything is timed.
Each figure is the median of many rounds in which everybody has a turn: a busy machine slows all alike.
"""

from __future__ import annotations

import datetime
import importlib
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.forty import by_hand, decision
from benchmarks.forty.submissions import context, submissions
from thiduascore import Engine
from thiduascore.model.submission import Submission
from thiduascore.program.document import scorecard_json
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Scorecard

HERE = Path(__file__).resolve().parent
CAMPAIGN = HERE.parent / "rulesets" / "tttt-covid-2021"
ROUNDS = 40
QUICK_AT_MOST = 15.0
FULL_AT_MOST = 60.0
HAND_RATIO = 2.0
ZEN_RATIO = 3.0

Answer = tuple[Fraction, str]
"""Total and level."""


class Rival(NamedTuple):
    """Somebody who scores all submissions once."""

    name: str
    note: str
    run: Callable[[], Iterable[Any]]
    answers: Callable[[], list[Answer]]
    slow: int = 1
    """How many times fewer it is run in a round."""


def _seen(card: Scorecard) -> Scorecard:
    """A scorecard of which everything has been looked at."""
    _ = (card.settlement, card.criteria, card.conditions, card.findings, card.contributions, card.items)
    _ = (card.approximate, card.coverage, card.self_total, card.total)
    return card


def ours(program: Program, given: list[Submission]) -> list[Rival]:
    """What this project offers for one submission."""

    def of(run: Callable[[Submission], Any], answer: Callable[[Any], Answer]) -> dict[str, Any]:
        return {
            "run": lambda: [run(one) for one in given],
            "answers": lambda: [answer(run(one)) for one in given],
        }

    def answer(card: Any) -> Answer:
        return card.total, card.level

    return [
        Rival("quick", "total and level; exact", **of(program.quick, answer)),
        Rival("scorecard", "with its working, views unread; exact", **of(program.generated, answer)),
        Rival(
            "scorecard, read whole",
            "every line and view made",
            **of(lambda one: _seen(program.generated(one)), answer),
            slow=8,
        ),
        Rival(
            "scorecard as JSON",
            "every line, both languages",
            lambda: [scorecard_json(program.generated(one)) for one in given],
            lambda: [answer(program.generated(one)) for one in given],
            slow=20,
        ),
        Rival(
            "interpreter, read whole",
            "the reference",
            **of(lambda one: _seen(program.reference(one)), answer),
            slow=20,
        ),
    ]


def hand(given: list[Submission]) -> Rival:
    """The function that an expert would write."""
    return Rival(
        "by hand",
        "total and level only; exact for these rules",
        lambda: [by_hand.score(one.values) for one in given],
        lambda: [
            (Fraction(total, 100), level) for total, level, _ in (by_hand.score(one.values) for one in given)
        ],
    )


def _evaluated(made: Any, contexts: list[dict[str, Any]]) -> list[Any]:
    return [made.evaluate(one) for one in contexts]


def _answers(run: Callable[[], list[Any]]) -> list[Answer]:
    """What ZEN Engine says; its numbers come as binary floats, whose shortest decimals are meant."""
    results = [one["result"] for one in run()]
    return [(Fraction(Decimal(str(one["total"]))), one["level"]) for one in results]


def zen(given: list[Submission]) -> list[Rival]:
    """ZEN Engine in its forms; empty when it is not installed."""
    try:
        engine = importlib.import_module("zen")
    except ImportError:
        return []
    contexts = [context(one.values) for one in given]

    found = []
    for name, text in (("expressions", decision.in_expressions()), ("tables", decision.in_tables())):
        run = partial(_evaluated, engine.ZenEngine().create_decision(text), contexts)
        found.append(Rival(f"ZEN Engine, {name}", "28 decimal digits", run, partial(_answers, run), 8))
    batched = engine.ZenEngine({"loader": lambda key: decision.in_expressions()})
    requests = [{"key": "forty", "context": one} for one in contexts]

    def batch() -> list[Any]:
        return [one["data"] for one in batched.evaluate_batch(requests)]

    found.append(
        Rival("ZEN Engine, batch", "expressions, all units in one call", batch, partial(_answers, batch), 8)
    )
    return found


def measured(rivals: list[Rival], count: int) -> dict[str, float]:
    """Microseconds a submission for each rival: the median of rounds in which all have a turn."""
    taken: dict[str, list[float]] = {rival.name: [] for rival in rivals}
    for _ in range(ROUNDS):
        for rival in rivals:
            turns = max(1, 24 // rival.slow)
            start = time.perf_counter()
            for _ in range(turns):
                rival.run()
            taken[rival.name].append((time.perf_counter() - start) / turns / count * 1e6)
    return {name: statistics.median(times) for name, times in taken.items()}


def campaign() -> None:
    """Prints what the first campaign's illustrative units cost, with their gaps and what concerns others."""
    engine = Engine([])
    ruleset = engine.load(CAMPAIGN)
    given = engine.read(ruleset, CAMPAIGN / "submissions").submissions
    program = engine.program(ruleset, datetime.date(2021, 12, 31))
    summed = sum(program.compiled.trace(one).computed is not None for one in given)
    rivals = [
        one for one in ours(program, list(given)) if one.name in ("scorecard", "interpreter, read whole")
    ]
    times = measured(rivals, len(given))
    print(
        f"{CAMPAIGN.name}: scorecard {times['scorecard']:.0f} µs a unit, "
        f"interpreted and read whole {times['interpreter, read whole']:.0f} µs; "
        f"{summed} of {len(given)} units are added up by the generated code, others lack what counts"
    )
    print(f"left to the interpreter: {', '.join(of for of, _ in program.compiled.interpreted) or 'nothing'}")


def _claims(times: dict[str, float]) -> list[tuple[str, bool]]:
    """What is promised, and whether it held."""
    quick, full = times["quick"], times["scorecard"]
    claims = [
        (f"quick {quick:.1f} µs, at most {QUICK_AT_MOST:.0f}", quick <= QUICK_AT_MOST),
        (
            f"quick takes {quick / times['by hand']:.2f} times as long as by hand, at most {HAND_RATIO:.0f}",
            quick <= HAND_RATIO * times["by hand"],
        ),
        (f"scorecard {full:.1f} µs, at most {FULL_AT_MOST:.0f}", full <= FULL_AT_MOST),
    ]
    rivals = [time for name, time in times.items() if name.startswith("ZEN")]
    if rivals:
        faster = min(rivals) / full
        text = f"scorecard {faster:.1f} times as fast as ZEN Engine at its fastest, at least {ZEN_RATIO:.0f}"
        claims.append((text, faster >= ZEN_RATIO))
    return claims


def main() -> int:
    """Prints the table and the claims; 1 when rivals disagree or a claim does not hold."""
    engine = Engine([])
    program = engine.program(engine.load(HERE / "forty"), datetime.date(2021, 12, 31))
    given = submissions()
    rivals = [hand(given), *ours(program, given), *zen(given)]
    expected = rivals[0].answers()
    for rival in rivals:
        if rival.answers() != expected:
            print(f"{rival.name} disagrees: {rival.answers()} is not {expected}")
            return 1
    times = measured(rivals, len(given))
    print(
        f"{len(program.plan.criteria)} criteria, one submission; all agree on {len(given)} totals and levels"
    )
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    for rival in rivals:
        ratio = times[rival.name] / times["by hand"]
        print(f"{rival.name:26} {times[rival.name]:9.1f} µs  {ratio:7.2f} × by hand   {rival.note}")
    if not any(rival.name.startswith("ZEN") for rival in rivals):
        print("ZEN Engine is not installed (pip install zen-engine): left out")
    campaign()
    claims = _claims(times)
    for text, held in claims:
        print(f"{'holds' if held else 'FAILS'}: {text}")
    return int(not all(held for _, held in claims))


if __name__ == "__main__":
    sys.exit(main())
