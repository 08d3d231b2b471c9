"""What happens at the edges of the process: pipes, interrupts, encodings, faults of the program itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from thiduascore.engine import Engine

HERE = Path(__file__).resolve().parent
GOOD = "campaign/submissions/phong-*.toml"
SCORE = [sys.executable, "-m", "thiduascore", "score", "campaign", "campaign/submissions"]


def spawned(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """One command line in a process of its own."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONIO"))
    }
    return subprocess.run(
        [*SCORE, *arguments], cwd=HERE, env=kept | environment, capture_output=True, check=False
    )


def test_the_same_bytes_whatever_the_locale_time_zone_and_hash_seed() -> None:
    ways = [
        {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "TZ": "Asia/Ho_Chi_Minh"},
        {"PYTHONIOENCODING": "cp1252", "PYTHONHASHSEED": "3", "TZ": "America/New_York"},
    ]
    for form in ("json", "table"):
        outputs = {spawned("--format", form, "--lang", "vi", **way).stdout for way in ways}
        assert len(outputs) == 1
        assert "Phòng Một" in outputs.pop().decode("utf-8")


def test_a_reader_that_goes_away_is_no_fault() -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen([*SCORE, "--format", "json"], cwd=HERE, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 141
    assert b"Traceback" not in err and b"BrokenPipe" not in err


def test_an_interrupt_is_130(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "read", interrupt)
    ran = cli("score", "campaign", GOOD)
    assert (ran.code, ran.out, ran.err) == (130, "", "")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_fault_of_the_program_is_told_without_a_traceback(
    cli, monkeypatch, tmp_path: Path, lang: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nine lives")

    monkeypatch.setattr(Engine, "results", fail)
    out = tmp_path / "ranking.csv"
    ran = cli("score", "campaign", GOOD, "--out", out, "--lang", lang)
    assert ran.code == 1
    assert "[internal-error]" in ran.err and "nine lives" in ran.err and "THIDUASCORE_DEBUG=1" in ran.err
    assert not out.exists()
    monkeypatch.setenv("THIDUASCORE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli("score", "campaign", GOOD)


def test_the_version_comes_without_the_engine() -> None:
    code = (
        "import sys; sys.argv = ['thiduascore', '--version']\n"
        "from thiduascore.cli import main\n"
        "try:\n    main()\nexcept SystemExit as left:\n    assert not left.code, left.code\n"
        "heavy = ('rich', 'polars', 'yaml', 'attrs', 'pluggy', 'tomli', 'thiduascore.engine',\n"
        "         'thiduascore.diagnostics')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, heavy = done.stdout.splitlines()
    assert version.startswith("thiduascore 0.")
    assert heavy == "[]"


def test_scoring_good_toml_needs_no_parser_of_places() -> None:
    code = (
        "import sys\nfrom thiduascore.cli.entrance import run\n"
        f"assert run(['score', 'campaign', '{GOOD}', '--format', 'json', '--out', '/dev/null']) == 0\n"
        "print([name for name in ('yaml', 'rich') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_progress_bar_only_where_someone_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    from thiduascore.cli import progress

    class Bar:
        task_ids = (0,)

        def __init__(self) -> None:
            self.seen: list[tuple[int, int | None]] = []

        def update(self, task: int, *, completed: int, total: int | None, **told: object) -> None:
            self.seen.append((completed, total))

        def stop(self) -> None:
            self.seen.append((-1, None))

    bar = Bar()
    clock = iter([0.0, 0.5, 1.5])
    monkeypatch.setattr(progress, "_bar", lambda: bar)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True, raising=False)
    with progress.Progress() as shown:
        shown.watch(1, None)
        assert bar.seen == [], "not before a second has gone"
        shown.watch(2, None)
        shown.watch(1, 9)
    assert bar.seen == [(2, None), (1, 9), (-1, None)]
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: False, raising=False)
    with progress.Progress() as shown:
        shown.watch(1, 9)
    assert bar.seen == [(2, None), (1, 9), (-1, None)]
