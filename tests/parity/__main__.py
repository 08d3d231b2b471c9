"""`python -m tests.parity`: runs, tells how far it is, and leaves with 1 when two ways differ."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from .checking import Difference
from .counting import Counts
from .running import Asked, run

_EVERY = 20
"""Seconds between two lines on how far it is."""
_MOST_TOLD = 3
"""Rulesets with differences after which a run stops."""


def main(arguments: list[str] | None = None) -> int:
    """Runs what the arguments ask for."""
    asked = _asked(arguments)
    counts, found, start = Counts(), list[Difference](), time.monotonic()
    told, number, wrong = start, asked.first, 0
    try:
        for done in run(asked):
            counts.update(done.counts)
            number = done.ruleset + 1
            if done.differences:
                wrong += 1
                _tell(done.differences, asked)
                found += done.differences
            if wrong == _MOST_TOLD:
                break
            if time.monotonic() - told > _EVERY:
                told = time.monotonic()
                speed = counts["pairs"] / (told - start)
                print(f"{counts['pairs']:,} pairs, {speed:,.0f} a second; next --first {number}", flush=True)
    except KeyboardInterrupt:
        print(f"broken off; go on with --seed {asked.seed} --first {number}")
    _report(counts, len(found), time.monotonic() - start, asked, number)
    return 1 if found else 0


def _asked(arguments: list[str] | None) -> Asked:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000, help="how many rulesets with units, at least")
    parser.add_argument("--units", type=int, default=1000, help="units for each ruleset")
    parser.add_argument("--seed", type=int, default=0, help="other rulesets and units")
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first ruleset, to go on or look at one"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--spark", action="store_true", help="on a local Spark too, which needs Java")
    return Asked(**vars(parser.parse_args(arguments)))


def _tell(differences: Sequence[Difference], asked: Asked) -> None:
    """The first unit of each way, with what it takes to see it again."""
    number = differences[0].ruleset
    print(f"\nruleset {number}:\n{differences[0].text}")
    for way in dict.fromkeys(one.way for one in differences):
        first, *others = (one for one in differences if one.way == way)
        print(f"DIFFERENCE in ruleset {number}, {way}, unit {first.unit} and {len(others)} others:")
        print(first.told)
        print(f"the unit's report:\n{first.reported}")
    print(
        f"again: --seed {asked.seed} --first {number} --units {asked.units} --pairs 1 --jobs 1\n", flush=True
    )


def _report(counts: Counts, differences: int, seconds: float, asked: Asked, number: int) -> None:
    pairs = max(1, counts["pairs"])
    print(f"\nseed {asked.seed}, rulesets {asked.first} to {number - 1}, {seconds:,.0f} s")
    for name, count in sorted(counts.items(), key=lambda one: one[0].startswith("µs")):
        if name.startswith("µs"):
            print(f"{name:48} {count / pairs:12,.1f} a pair")
        else:
            print(f"{name:48} {count:14,}")
    print(f"{'differences':48} {differences:14,}")


if __name__ == "__main__":
    sys.exit(main())
