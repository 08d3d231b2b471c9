"""How fast expressions are read, compiled and evaluated, against others who do the like.

All must agree on every value before anything is timed.
Figures are medians of rounds in which all have a turn: a busy machine slows all alike.
`DMN_TCK` names a checkout of the conformance kit, whose expressions are read then; else it is our own cases.
`--set-up` installs feelin, which npm has, into the user's cache folder.
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import tomli

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.expressions import rivals  # noqa: E402
from benchmarks.expressions.formulas import FORMULAS  # noqa: E402
from thiduascore.feel import FeelError, compiled, parse  # noqa: E402
from thiduascore.feel.types import BooleanType, ListType, NumberType, TextType, Type  # noqa: E402

ROUNDS = 30
TURN = 0.002
"""Seconds of one turn of one rival."""

_NUMBERS = ("done", "assigned", "zero", "rate", "missing", "lost")
TYPES: dict[str, Type] = {
    **{name: NumberType() for name in _NUMBERS},
    **{name: BooleanType() for name in ("yes", "no")},
    **{name: TextType() for name in ("kind", "title")},
    "cases": ListType(NumberType()),
}
"""The names of our own cases; the kit's have none that are known in advance."""


def expressions() -> tuple[str, list[str]]:
    """Where the expressions are from, and they."""
    kit = os.environ.get("DMN_TCK")
    if kit:
        files = sorted((Path(kit) / "TestCases").glob("compliance-level-*/*/*.dmn"))
        return "the conformance kit", [text for file in files for text in _of_model(file)]
    sections = tomli.loads((ROOT / "tests/cases/feel/values.toml").read_text(encoding="utf-8"))
    return "tests/cases/feel", [text for section in sections.values() for text in section]


def _of_model(file: Path) -> list[str]:
    found = ElementTree.parse(file).getroot().iter()
    boxes = [one for one in found if one.tag.rpartition("}")[2] in ("literalExpression", "inputExpression")]
    texts = [one.text for box in boxes for one in box if one.tag.rpartition("}")[2] == "text"]
    return [text for text in texts if text]


def taken(run: Callable[[str], bool], texts: Sequence[str]) -> tuple[float, list[bool]]:
    """Milliseconds for all texts, and an answer for each of those without a problem."""
    made: list[bool] = []
    start = time.perf_counter()
    for text in texts:
        with suppress(FeelError):
            made.append(run(text))
    return (time.perf_counter() - start) * 1000, made


def reading(feelin: rivals.Feelin | None, source: str, texts: Sequence[str]) -> None:
    """Prints what it takes to read and to compile all expressions."""
    rounds = 5
    parsed = [taken(lambda text: bool(parse(text, dmn=True)), texts) for _ in range(rounds)]
    made = [taken(lambda text: not compiled(text, TYPES).interpreted, texts) for _ in range(3)]
    read, compiles = (statistics.median(time for time, _ in runs) for runs in (parsed, made))
    generated = sum(made[0][1])
    print(f"{len(texts)} expressions of {source}, {sum(map(len, texts)):,} characters")
    print(f"read: {read:.0f} ms, {read / len(texts) * 1000:.0f} µs each; {len(parsed[0][1])} can be read")
    if feelin is not None:
        other = statistics.median(feelin.reads() for _ in range(rounds)) / 1000
        print(f"feelin reads them in {other:.0f} ms: {other / read:.1f} times as long")
    count = len(made[0][1])
    print(
        f"read, checked and compiled: {compiles:.0f} ms; strict mode accepts {count} with no other names, "
        f"of which {generated} become Python and {count - generated} stay interpreted"
    )


def agreed(who: Sequence[rivals.Rival]) -> bool:
    """Whether all give the first one's values; says who does not."""
    for which, formula in enumerate(FORMULAS):
        expected = who[0].answers(which)
        for rival in who:
            found = rival.answers(which)
            if len(found) != len(expected) or not all(map(rivals.same, found, expected)):
                print(f"{rival.name} disagrees on {formula.feel}: {found} is not {expected}")
                return False
    return True


def evaluating(who: Sequence[rivals.Rival], which: int) -> bool:
    """Prints what one evaluation of a formula takes everybody; whether the first is the fastest."""
    formula = FORMULAS[which]
    turns = [max(1, int(TURN * 1e6 / rival.timed(which, 3) / len(formula.rows))) for rival in who]
    times: list[list[float]] = [[] for _ in who]
    places, mixed = list(range(len(who))), random.Random(7)
    for _ in range(ROUNDS):
        # On a busy machine whoever comes first after a pause is interrupted least.
        mixed.shuffle(places)
        for place in places:
            times[place].append(who[place].timed(which, turns[place]))
    medians = [statistics.median(found) for found in times]
    print(f"{formula.name}: {formula.feel}")
    for rival, median in zip(who, medians, strict=True):
        print(f"  {rival.name:26} {median:9.2f} µs  {median / medians[0]:8.1f} × compiled   {rival.note}")
    return medians[0] <= min(medians)


def main(arguments: Sequence[str]) -> int:
    """Prints all figures; 1 when rivals disagree or one of them is faster."""
    if "--set-up" in arguments:
        print(rivals.set_up())
        return 0
    source, texts = expressions()
    feelin = rivals.feelin(texts)
    others = {
        "zen-engine": rivals.zen(),
        "rule-engine": rivals.rule_engine(),
        "common-expression-language": rivals.cel(),
        "feelin": feelin.rival() if feelin is not None else None,
    }
    who = [*rivals.ours(), *(one for one in others.values() if one is not None)]
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    for name, one in others.items():
        if one is None:
            print(f"{name} is not installed: left out (pip has all but feelin; `--set-up` installs that)")
    try:
        if not agreed(who):
            return 1
        reading(feelin, source, texts)
        print("all agree on every value; numbers of those who are not exact are compared within 10⁻⁹")
        fastest = [evaluating(who, which) for which in range(len(FORMULAS))]
    finally:
        if feelin is not None:
            feelin.end()
    print(f"{'holds' if all(fastest) else 'FAILS'}: nobody evaluates any of them sooner than `compiled`")
    return int(not all(fastest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
