"""How fast a table goes from Parquet to Parquet, and in how much memory: forty criteria.

`python benchmarks/bench_tables.py --rows 10000000` takes that many units; 200,000 unless it is said.
The time must grow no faster than the rows, and no run may need 2 GiB.
A quarter of the rows is also frozen as a cohort, and scored against it.
Each run is a process of its own, whose peak of memory is its own.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    import polars as pl
except ImportError:
    print("Polars is not installed (pip install 'thiduascore[columns]'): left out")
    sys.exit(0)

from benchmarks.forty.table import table
from thiduascore import Engine

RULESET = Path(__file__).resolve().parent / "forty"
ROWS = 200_000
CHUNK = 100_000
MOST_MEMORY = 2 * 1024 * 1024 * 1024
GROWTH = 1.25
"""How much more than the rows the time may grow, on a machine that others use too."""
_KIB = 1 if sys.platform == "darwin" else 1024


def write_table(file: Path, rows: int) -> None:
    """The table of so many units, made of copies of one chunk under other ids."""
    chunk = table(min(rows, CHUNK))
    folder = file.with_suffix(".chunks")
    folder.mkdir()
    for start in range(0, rows, CHUNK):
        ids = pl.int_range(start, start + chunk.height, eager=True).cast(pl.String).str.zfill(9)
        named = chunk.with_columns(("DV-" + ids).alias("unit.id")).head(rows - start)
        named.write_parquet(folder / f"{start:09}.parquet")
    pl.scan_parquet(sorted(folder.glob("*.parquet"))).sink_parquet(file)


def score(file: str, out: str, cohort: str) -> None:
    """Scores a table, and prints the units, the seconds and the peak of memory in bytes."""
    from thiduascore.tables.formats import opened
    from thiduascore.tables.frozen import read
    from thiduascore.tables.scored import Asked, score_file

    engine = Engine(plugins=[])
    ruleset = engine.load(RULESET)
    start = time.perf_counter()
    frozen = read(cohort) if cohort else None
    summary = score_file(engine, ruleset, opened(file), Asked(out=out, cohort=frozen))
    assert not summary.apart, "nothing changed since it was frozen"
    _tell(summary.units, start)


def freeze(file: str, out: str) -> None:
    """Freezes a table as a cohort, and prints the same."""
    from thiduascore.tables.formats import opened
    from thiduascore.tables.frozen import freeze_file

    engine = Engine(plugins=[])
    ruleset = engine.load(RULESET)
    start = time.perf_counter()
    _tell(freeze_file(engine, ruleset, opened(file), out).units, start)


def _tell(units: int, start: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB
    print(units, time.perf_counter() - start, peak)


def measured(rows: int, what: str, *files: Path | str) -> tuple[float, int]:
    """The seconds and the peak of memory of a process that scores or freezes so many units."""
    command = [sys.executable, __file__, what, *map(str, files)]
    units, seconds, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert int(units) == rows, "every unit is taken"
    return float(seconds), int(peak)


def shown(rows: int, seconds: float, peak: int, what: str = "") -> None:
    """A line for a measurement."""
    speed = f"{rows:>11,} units  {seconds:8.2f} s  {rows / seconds:>9,.0f} units/s  {peak >> 20:5} MiB"
    print(f"  {speed}{what}", flush=True)


def main() -> int:
    """Measures a quarter, a half and all of the rows."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--score", nargs=3, help=argparse.SUPPRESS)
    arguments.add_argument("--freeze", nargs=2, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.score:
        score(*asked.score)
        return 0
    if asked.freeze:
        freeze(*asked.freeze)
        return 0
    python = platform.python_version()
    print(f"Parquet to Parquet, {platform.machine()}, Python {python}, Polars {pl.__version__}")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in (asked.rows // 4, asked.rows // 2, asked.rows):
            file, out = Path(folder) / f"{rows}.parquet", Path(folder) / f"{rows}-out.parquet"
            write_table(file, rows)
            seconds, peak = measured(rows, "--score", file, out, "")
            found.append((rows, seconds))
            shown(rows, seconds, peak)
            if peak > MOST_MEMORY:
                print("  more than 2 GiB of memory")
                return 1
        rows = asked.rows // 4
        file, cohort = Path(folder) / f"{rows}.parquet", Path(folder) / "cohort.parquet"
        shown(rows, *measured(rows, "--freeze", file, cohort), "  frozen as a cohort")
        shown(rows, *measured(rows, "--score", file, out, cohort), "  scored against it")
    growth = (found[-1][1] / found[0][1]) / (found[-1][0] / found[0][0])
    print(f"  time grew {growth:.2f} times as fast as the rows; at most {GROWTH} are allowed")
    return int(growth > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
