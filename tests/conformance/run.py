"""Runs the kit: `DMN_TCK=path/to/tck python tests/conformance/run.py`.

Prints how many cases of each level give what the kit expects.
`--only TEXT` runs the cases whose name contains TEXT, `--failing` lists those that fail, and why,
`--results FOLDER` writes the board's files, `--write` the page of the reference.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from conformance import report  # noqa: E402
from conformance.judge import Outcome, outcomes_of  # noqa: E402
from conformance.kit import LEVELS, OTHER, cases_of  # noqa: E402
from thiduascore import __version__  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "feel-conformance.md"

_TITLES = {
    "level-2": "level 2",
    "level-3": "level 3",
    "both": "both",
    "values": "  expecting a value",
    "other": "outside the levels",
}


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
    for one in report.counts(outcomes):
        print(f"{_TITLES[one.slug]:22} {one.passed:5} of {one.cases:5}  {one.share:>6} %")
    if asked.results:
        _write_results(Path(asked.results), outcomes)
    if asked.write:
        PAGE.write_text(report.page(outcomes), encoding="utf-8", newline="\n")
    return 0


def _write_results(folder: Path, outcomes: list[Outcome]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    day = datetime.date.today().isoformat()
    for name, text in (
        ("tck_results.csv", report.board_csv(outcomes)),
        ("tck_results.properties", report.board_properties(__version__, day)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
