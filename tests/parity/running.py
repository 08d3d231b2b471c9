"""Many rulesets in several processes; what they found stands in the order of their numbers."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context

from attrs import frozen

from thiduascore import Engine

from .checking import Checked, Spark, checked

_AHEAD = 4
"""Rulesets that wait for each process."""


@frozen(kw_only=True)
class Asked:
    """What a run is to do."""

    pairs: int
    units: int
    """Units for each ruleset."""
    seed: int
    first: int
    """The number of the first ruleset."""
    jobs: int
    spark: bool


class _Process:
    """What a process keeps from one ruleset to the next."""

    engine: Engine
    spark: Spark | None = None
    kept = ExitStack()


def _start(spark: bool) -> None:
    # Thousands of scorecards live until their ruleset is done: looking for cycles among them takes a fifth.
    gc.disable()
    _Process.engine = Engine()
    if spark:
        from .on_spark import local_spark

        _Process.spark = _Process.kept.enter_context(local_spark(_Process.engine))


def _check(seed: int, number: int, units: int) -> Checked:
    found = checked(_Process.engine, seed, number, units, _Process.spark)
    gc.collect()
    return found


def run(asked: Asked) -> Iterator[Checked]:
    """What became of each ruleset, in their order, until there are pairs enough."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    waiting: list[Future[Checked]] = []
    number, pairs = asked.first, 0
    with ProcessPoolExecutor(
        asked.jobs, get_context("spawn"), initializer=_start, initargs=(asked.spark,)
    ) as processes:
        try:
            while pairs < asked.pairs:
                while len(waiting) < _AHEAD * asked.jobs:
                    waiting.append(processes.submit(_check, asked.seed, number, asked.units))
                    number += 1
                done = waiting.pop(0).result()
                pairs += done.counts["pairs"]
                yield done
        finally:
            processes.shutdown(wait=False, cancel_futures=True)
