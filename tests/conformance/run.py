"""Runs the kit: `DMN_TCK=path/to/tck python tests/conformance/run.py`.

Prints how many cases of each level give what the kit expects.
`--only TEXT` runs the cases whose name contains TEXT, `--failing` lists those that fail, and why,
`--results FOLDER` writes the board's files, `--write` the page of the reference.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from conformance.judge import Outcome, outcomes_of  # noqa: E402
from conformance.kit import LEVELS, OTHER, cases_of  # noqa: E402


def main(arguments: list[str]) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kit", default=os.environ.get("DMN_TCK"), help="the checkout; default: $DMN_TCK")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--failing", action="store_true")
    parser.add_argument("--other", action="store_true", help="the cases outside the levels as well")
    parser.add_argument("--results", metavar="FOLDER")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    if not asked.kit:
        parser.error("DMN_TCK or --kit must name the checkout of the kit")
    levels = (*LEVELS, OTHER) if asked.other else LEVELS
    outcomes = [one for level in levels for one in outcomes_of(cases_of(Path(asked.kit), level), asked.only)]
    if asked.failing:
        for one in outcomes:
            if not one.passed:
                print(one.told())
    print(summary(outcomes))
    return 0


def summary(outcomes: Iterable[Outcome]) -> str:
    """The counts."""
    outcomes = list(outcomes)
    lines = []
    for title, some in (
        ("level 2", [one for one in outcomes if one.case.level == LEVELS[0]]),
        ("level 3", [one for one in outcomes if one.case.level == LEVELS[1]]),
        ("both", [one for one in outcomes if one.case.level in LEVELS]),
        ("  expecting a value", [o for o in outcomes if o.case.level in LEVELS and o.case.wants_value]),
        ("outside the levels", [one for one in outcomes if one.case.level == OTHER]),
    ):
        if some:
            passed = sum(one.passed for one in some)
            lines.append(f"{title:20} {passed:5} of {len(some):5}  {100 * passed / len(some):6.2f} %")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
