"""How soon a command line answers: `--version` against an import of click, and scoring the first campaign.

Each figure is the least processor time of several runs, user and system together: what the program itself
costs, however busy the machine is. The three take turns, so that a busy minute falls on all of them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGN = ROOT / "rulesets" / "tttt-covid-2021"
TWELVE = sorted((CAMPAIGN / "submissions").glob("don-vi-*.toml"))[:12]
VERSION_AT_MOST = 1.5
SCORE_AT_MOST = 0.5
RUNS = 15


def spent(arguments: list[str]) -> float:
    """The seconds of processor time that a process takes."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Prints both claims with their ratios; 1 when one does not hold."""
    command = str(Path(sys.executable).with_name("thiduascore"))
    asked = (
        [sys.executable, "-c", "import click"],
        [command, "--version"],
        [command, "score", str(CAMPAIGN), *map(str, TWELVE)],
    )
    click, version, score = (
        min(taken) for taken in zip(*(map(spent, asked) for _ in range(RUNS)), strict=True)
    )
    print(f"import click             {click * 1000:7.1f} ms")
    ratio = f"{version / click:.2f} times, at most {VERSION_AT_MOST}"
    print(f"thiduascore --version    {version * 1000:7.1f} ms   {ratio}")
    most = f"{score / click:.1f} times, at most {SCORE_AT_MOST * 1000:.0f} ms"
    print(f"score of {len(TWELVE)} submissions  {score * 1000:7.1f} ms   {most}")
    return int(version > VERSION_AT_MOST * click or score > SCORE_AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
