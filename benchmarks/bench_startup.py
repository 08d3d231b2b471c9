"""How soon a command line answers: `--version` against an import of click, and scoring the first campaign.

Each figure is the least of several runs, for the least is what the program itself costs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGN = ROOT / "rulesets" / "tttt-covid-2021"
TWELVE = sorted((CAMPAIGN / "submissions").glob("don-vi-*.toml"))[:12]
VERSION_AT_MOST = 1.5
SCORE_AT_MOST = 0.5


def least(arguments: list[str], *, runs: int) -> float:
    """The least wall-clock seconds of several runs of a process."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(
            arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> int:
    """Prints both claims with their ratios; 1 when one does not hold."""
    command = str(Path(sys.executable).with_name("thiduascore"))
    click = least([sys.executable, "-c", "import click"], runs=20)
    version = least([command, "--version"], runs=20)
    score = least([command, "score", str(CAMPAIGN), *map(str, TWELVE)], runs=10)
    print(f"import click             {click * 1000:7.1f} ms")
    ratio = f"{version / click:.2f} times, at most {VERSION_AT_MOST}"
    print(f"thiduascore --version    {version * 1000:7.1f} ms   {ratio}")
    print(
        f"score of {len(TWELVE)} submissions  {score * 1000:7.1f} ms   at most {SCORE_AT_MOST * 1000:.0f} ms"
    )
    return int(version > VERSION_AT_MOST * click or score > SCORE_AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
