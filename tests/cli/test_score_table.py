"""`thiduascore score` of a table, and `thiduascore explain-plan`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore.cli.table import Pace  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = ROOT / "rulesets" / "examples" / "minimal"
COVID = ROOT / "rulesets" / "tttt-covid-2021"


def table(count: int) -> Any:
    return pl.DataFrame(
        {
            "unit.id": [f"DV-{number}" for number in range(count)],
            "registered": [True] * count,
            "dossiers_received": [10] * count,
            "dossiers_on_time": [number % 11 for number in range(count)],
            "plan_issued": [True] * count,
            "evidence.plan_issued.number": ["12/KH-SVD"] * count,
            "initiatives": [number % 4 for number in range(count)],
            "training_planned": [3] * count,
            "training_done": [number % 4 for number in range(count)],
            "complaints": [number % 5 for number in range(count)],
        }
    )


def test_a_table_is_scored_to_a_file(cli, tmp_path: Path) -> None:
    table(20).write_parquet(tmp_path / "in.parquet")
    ran = cli("score", MINIMAL, tmp_path / "in.parquet", "--out", tmp_path / "out.parquet", "--lang", "en")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("20 units scored, written to ")
    assert pl.read_parquet(tmp_path / "out.parquet")["unit.id"].to_list() == [f"DV-{n}" for n in range(20)]


def test_what_is_not_scored_is_told(cli, tmp_path: Path) -> None:
    pl.concat([table(3), table(2)]).write_parquet(tmp_path / "in.parquet")
    for lang, words in (("en", "2 rows were not scored"), ("vi", "2 dòng không chấm được")):
        ran = cli("score", MINIMAL, tmp_path / "in.parquet", "--out", tmp_path / "out.csv", "--lang", lang)
        assert ran.code == 1
        assert words in ran.err
    assert (tmp_path / "out.rejects.csv").exists()


def test_csv_is_a_table_when_the_result_is_to_be_one(cli, tmp_path: Path) -> None:
    table(5).write_csv(tmp_path / "in.csv")
    assert "20 " not in cli("score", MINIMAL, tmp_path / "in.csv").out
    ran = cli("score", MINIMAL, tmp_path / "in.csv", "--format", "csv")
    assert ran.out.startswith("state,rank,unit.id"), "small files are reports, as ever"
    assert cli("score", MINIMAL, tmp_path / "in.csv", "--out", tmp_path / "out.parquet").code == 0
    assert pl.read_parquet(tmp_path / "out.parquet").height == 5


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (["in.parquet"], "table-out-suffix"),
        (["in.parquet", "--out", "-"], "table-out-suffix"),
        (["in.parquet", "in.parquet", "--out", "out.parquet"], "table-alone"),
        (["in.parquet", "--out", "out.parquet", "--format", "json"], "table-option"),
        (["in.parquet", "--out", "out.parquet", "--explain", "DV-1"], "table-option"),
        (["in.csv", "--resume"], "table-option"),
        (["in.csv", "--explain-where", "DV-1"], "table-option"),
        (["in.parquet", "--out", "no/such/folder/out.parquet"], "output-not-written"),
    ],
)
def test_misuse_is_told(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], slug: str
) -> None:
    table(3).write_parquet(tmp_path / "in.parquet")
    table(3).write_csv(tmp_path / "in.csv")
    monkeypatch.chdir(tmp_path)
    ran = cli("score", MINIMAL, *arguments, "--lang", "en")
    assert ran.code == 2
    assert f"[{slug}]" in ran.err
    assert not list(tmp_path.glob("out*"))


def test_bad_tables_and_bad_choices_are_told_with_one(cli, tmp_path: Path) -> None:
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    ran = cli("score", MINIMAL, tmp_path / "cut.parquet", "--out", tmp_path / "out.parquet")
    assert ran.code == 1 and "[table-damaged]" in ran.err
    table(3).write_parquet(tmp_path / "in.parquet")
    where = ["--explain-where", "totl > 5"]
    ran = cli("score", MINIMAL, tmp_path / "in.parquet", "--out", tmp_path / "out.parquet", *where)
    assert ran.code == 1 and "[unknown-name]" in ran.err
    assert not (tmp_path / "out.parquet").exists()


def test_chosen_scorecards_are_lines_of_json(cli, tmp_path: Path) -> None:
    table(9).write_parquet(tmp_path / "in.parquet")
    where = ["--explain-where", "DV-4,DV-7"]
    ran = cli("score", MINIMAL, tmp_path / "in.parquet", "--out", tmp_path / "out.parquet", *where)
    assert ran.code == 0
    cards = [json.loads(line) for line in (tmp_path / "out.cards.jsonl").read_text("utf-8").splitlines()]
    assert [card["unit"]["id"] for card in cards] == ["DV-4", "DV-7"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_leaves_no_half_written_file(tmp_path: Path) -> None:
    import signal

    table(120_000).write_csv(tmp_path / "in.csv")
    command = ["score", str(MINIMAL), "in.csv", "--out", "out.parquet", "--lang", "en"]
    running = subprocess.Popen(
        [sys.executable, "-m", "thiduascore", *command], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    parts = tmp_path / "out.parquet.parts"
    for _ in range(600):
        if list(parts.glob("*.arrow")) or running.poll() is not None:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    if running.returncode == 0:
        pytest.skip("it was done before it could be interrupted")
    assert running.returncode == 130
    assert "--resume" in said and "Traceback" not in said
    assert not (tmp_path / "out.parquet").exists()
    done = subprocess.run(
        [sys.executable, "-m", "thiduascore", *command, "--resume"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert pl.read_parquet(tmp_path / "out.parquet").height == 120_000
    assert not parts.exists()


def test_the_pace_is_rows_a_second_and_what_is_left(cli) -> None:
    import click

    with click.Context(click.Command("score"), obj="en"):
        pace = Pace()
        assert pace.said(1000, 10_000, 5_000) == "", "counted from the first, which may have been resumed"
        assert pace.said(3000, 10_000, 7_000) == "1000 rows/s, 0:00:07 left"
        assert pace.said(3000, None, 7_000) == "1000 rows/s"


def test_explain_plan_tells_how_each_part_runs(cli) -> None:
    ran = cli("explain-plan", COVID, "--lang", "en")
    assert ran.code == 0
    lines = {tuple(line.split("  ", 1)[0].split()): line for line in ran.out.splitlines() if line}
    assert "columns, 64 bits" in lines["criterion", "1.1"]
    assert "adding up" in ran.out
    assert ran.out.splitlines()[-1].endswith(" row by row")
    assert "once for each combination of figures: a function" in lines["criterion", "1.4"], "working days"
    assert lines["fact", "registered"].endswith("  columns")
    assert "by the total before rounding" in lines["ranks", "in", "rank.kind"]
    assert lines["tie-break", "2"].endswith("  columns")
    assert lines["check", "claims"].endswith("  columns")
    assert "row by row: a check in Python" in lines["check", "self-total"]
    assert cli("explain-plan", COVID, "--lang", "vi").out != ran.out


def test_explain_plan_tells_what_compares_units_and_how_ties_are_broken(cli, tmp_path: Path) -> None:
    rules = (ROOT / "rulesets" / "examples" / "cum-thi-dua" / "ruleset.toml").read_text(encoding="utf-8")
    ties = (
        '{ by = "previous-rank" }',
        '{ by = "value", is = "string length(string(accidents))" }',
        '{ by = "draw", seed = "1" }',
    )
    before = 'ties = [{ by = "points", of = ["1"] }]'
    assert before in rules
    rules = rules.replace(before, f'undecided = "least"\nties = [{", ".join(ties)}]')
    file = tmp_path / "ruleset.toml"
    file.write_text(rules, encoding="utf-8")
    out = cli("explain-plan", str(file), "--lang", "en").out
    lines = [line.split("  ", 1)[1].strip() for line in out.splitlines() if line.startswith("tie-break")]
    assert [line.split(":")[0] for line in lines] == [
        "parts nobody", "row by row", "lots by the units' ids, only among units that are still equal"
    ]  # fmt: skip
    assert "ranked by the least that the total can be" in out
    assert "128 bits; in two passes over the table" in out
    assert out.endswith("the table is read once before it is scored.\n")
