"""Runs every benchmark: `python -m benchmarks`; leaves with 1 when a claim does not hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Each in a process of its own, so that none warms another's caches."""
    failed = 0
    for file in sorted(Path(__file__).resolve().parent.glob("bench_*.py")):
        print(f"{file.stem.removeprefix('bench_')}:", flush=True)
        failed |= subprocess.run([sys.executable, str(file)], check=False).returncode
        print()
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
