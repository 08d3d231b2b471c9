"""Those who evaluate the formulas; one that is not installed is None, and `MISSING` says how to get it."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.expressions.formulas import FORMULAS, Formula, Row
from thiduascore.feel import compiled, evaluate
from thiduascore.feel.types import NumberType

FEELIN = "feelin@8.2.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "thiduascore" / "benchmarks"

Run = Callable[[Any], Any]


class Rival(NamedTuple):
    """Somebody who evaluates every formula."""

    name: str
    note: str
    answers: Callable[[int], Sequence[Any]]
    """Its values of a formula's rows, by the formula's place."""
    timed: Callable[[int, int], float]
    """Microseconds of one evaluation, in so many turns of all rows of a formula."""


def _as_they_come(row: Row) -> Any:
    return row


def _as_floats(row: Row) -> Any:
    return {name: float(value) for name, value in row.items()}


def _as_python_has_them(row: Row) -> Any:
    return {name: value if isinstance(value, int) else float(value) for name, value in row.items()}


def _in_python(
    name: str,
    note: str,
    prepared: Callable[[Formula], Run],
    given: Callable[[Row], Any] = _as_python_has_them,
) -> Rival:
    runs = [prepared(formula) for formula in FORMULAS]
    rows = [[given(row) for row in formula.rows] for formula in FORMULAS]

    def answers(which: int) -> list[Any]:
        return [runs[which](row) for row in rows[which]]

    def timed(which: int, turns: int) -> float:
        run, inputs = runs[which], rows[which]
        start = time.perf_counter()
        for _ in range(turns):
            for row in inputs:
                run(row)
        return (time.perf_counter() - start) / turns / len(inputs) * 1e6

    return Rival(name, note, answers, timed)


def ours() -> list[Rival]:
    """Compiled, and in the two ways of the interpreter; inputs are whole numbers and `Fraction`s."""

    def once(formula: Formula) -> Run:
        found = compiled(formula.feel, {name: NumberType() for name in formula.rows[0]})
        assert not found.interpreted
        return found.run

    def walked(formula: Formula) -> Run:
        tree = compiled(formula.feel, {name: NumberType() for name in formula.rows[0]}).tree
        return partial(evaluate, tree, mode="strict")

    def anew(formula: Formula) -> Run:
        return partial(evaluate, formula.feel)

    return [
        _in_python("compiled", "exact", once, _as_they_come),
        _in_python("interpreted", "exact; the reference", walked, _as_they_come),
        _in_python("read each time", "exact; text to value", anew, _as_they_come),
    ]


def zen() -> Rival | None:
    """ZEN Engine, compiled."""
    if (module := _module("zen")) is None:
        return None
    return _in_python(
        "zen-engine", "Rust; 28 digits", lambda formula: module.compile_expression(formula.ternary).evaluate
    )


def rule_engine() -> Rival | None:
    """rule-engine, compiled."""
    if (module := _module("rule_engine")) is None:
        return None
    return _in_python(
        "rule-engine", "Python; 28 digits", lambda formula: module.Rule(formula.ternary).evaluate
    )


def cel() -> Rival | None:
    """Google's Common Expression Language, compiled."""
    if (module := _module("cel")) is None:
        return None
    return _in_python(
        "common-expression-language",
        "Rust; binary floats",
        lambda formula: module.compile(formula.cel).execute,
        _as_floats,
    )


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


class Feelin:
    """feelin in a process of its own, which times itself; it reads a text each time it evaluates it."""

    def __init__(self, texts: Sequence[str]) -> None:
        command = ["node", str(Path(__file__).with_name("feelin.mjs"))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        formulas = [
            {"text": formula.feel, "rows": [_as_python_has_them(row) for row in formula.rows]}
            for formula in FORMULAS
        ]
        self.begun = self.asked({"folder": str(CACHE), "formulas": formulas, "texts": list(texts)})

    def asked(self, wish: object) -> Any:
        """What the process answers to one line."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("feelin ended before it answered")
        return json.loads(line)

    def rival(self) -> Rival:
        """It as one of the rivals."""
        return Rival(
            "feelin",
            f"JavaScript, Node {self.begun['node']}; text to value; binary floats",
            lambda which: self.begun["answers"][which],
            lambda which, turns: self.asked([which, turns]),
        )

    def reads(self) -> float:
        """Microseconds in which it reads all texts."""
        return float(self.asked([-1, 1]))

    def end(self) -> None:
        """Ends the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)


def feelin(texts: Sequence[str]) -> Feelin | None:
    """feelin, where Node and the package are there."""
    there = shutil.which("node") and (CACHE / "node_modules" / "feelin").is_dir()
    return Feelin(texts) if there else None


def set_up() -> str:
    """Installs feelin into the user's cache; says what was done."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "Node and npm are not installed: the benchmarks leave feelin out"
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(CACHE), FEELIN]
    done = subprocess.run(command, check=False).returncode == 0
    return (
        f"{FEELIN} is in {CACHE}" if done else f"npm could not install {FEELIN}: the benchmarks leave it out"
    )


def same(found: object, expected: object) -> bool:
    """Whether an answer is ours: a rival's numbers may be off by 10⁻⁹, for they are not exact."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return found is expected
    return isinstance(expected, Fraction) and abs(Fraction(str(found)) - expected) <= Fraction(1, 10**9)
