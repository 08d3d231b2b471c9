"""What a run counts: comparisons that stood exactly on a boundary, and which rows really were columns."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from importlib import import_module
from typing import Any
from unittest.mock import patch

import polars as pl

from thiduascore import Scorecard
from thiduascore.columns.kernel import Kernel
from thiduascore.feel.operations import compared
from thiduascore.program.plan import Plan

Counts = Counter[str]


@contextmanager
def timed(counts: Counts, name: str) -> Iterator[None]:
    """Adds the microseconds of processor time that something takes in this process."""
    start = time.process_time()
    yield
    counts[name] += round((time.process_time() - start) * 1e6)


@contextmanager
def comparisons(counts: Counts) -> Iterator[None]:
    """Counts what the interpreter compares, and how often both sides were the same number or day."""

    def counted(sign: str, left: Any, right: Any, **more: Any) -> Any:
        if isinstance(left, Fraction | datetime.date):
            counts["comparisons"] += 1
            counts["exactly on a boundary"] += left == right
        return compared(sign, left, right, **more)

    with ExitStack() as stack:
        for module in ("interpret", "membership"):
            # A function of the package has the name of the first.
            stack.enter_context(
                patch.object(import_module(f"thiduascore.feel.{module}"), "compared", counted)
            )
        yield


@contextmanager
def rows_as_columns(counts: Counts) -> Iterator[None]:
    """Counts rows that the kernel scored as columns, those that the program scored, and parts asked apart."""
    original, inside = Kernel.score, False

    def score(kernel: Kernel, facts: pl.DataFrame, program: Any, *more: Any) -> pl.DataFrame:
        nonlocal inside
        if inside:
            # The rows that are left when very great numbers are put aside.
            return original(kernel, facts, program, *more)
        singly: set[int] = set()

        def asked(rows: Any) -> Any:
            """The program, asked for one row or for several."""
            several = [rows] if isinstance(rows, int) else list(rows)
            singly.update(several)
            return program(rows if isinstance(rows, int) else several)

        inside = True
        try:
            found = original(kernel, facts, asked, *more)
        finally:
            inside = False
        columns = facts.height - len(singly)
        counts["rows one at a time"] += len(singly)
        counts["rows as columns"] += columns
        parts = kernel.parts
        apart = sum(bool(part.reason) for part in parts)
        counts["parts of rows as columns"] += columns * len(parts)
        counts["of these asked once for each combination"] += columns * apart
        return found

    with patch.object(Kernel, "score", score):
        yield


def edges(plan: Plan, cards: Sequence[Scorecard]) -> Counts:
    """How often a total stood exactly at a level, and points exactly at a half of their last place."""
    counts: Counts = Counter()
    starts = {level.start for level in plan.levels}
    roundings = [None if one.rounding is None else 2 * 10**one.rounding.places for one in plan.criteria]
    total = None if plan.total_rounding is None else 2 * 10**plan.total_rounding.places
    for card in cards:
        for view in (card.outcome, card.settlement.most):
            counts["totals exactly at a level"] += view.total in starts or view.unrounded in starts
            counts["exactly a half to be rounded"] += _is_half(view.unrounded, total)
        for earned, twice in zip(card.trace.working.earned, roundings, strict=True):
            counts["exactly a half to be rounded"] += _is_half(earned.raw, twice)
    return counts


def _is_half(value: Fraction | None, twice: int | None) -> bool:
    if value is None or twice is None:
        return False
    doubled = value * twice
    return doubled.denominator == 1 and doubled.numerator % 2 == 1
