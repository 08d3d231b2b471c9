"""Tables from file to file: formats, parts, interruptions, rows that cannot be read, chosen scorecards."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from campaign_tables import report_of  # noqa: E402

from thiduascore import DiagnosticError, Engine, scorecard_document  # noqa: E402
from thiduascore.spark.ranking import order_keys  # noqa: E402
from thiduascore.tables import scored  # noqa: E402
from thiduascore.tables.choosing import choice  # noqa: E402
from thiduascore.tables.formats import opened  # noqa: E402
from thiduascore.tables.scored import Asked, Summary, score_file  # noqa: E402

RULESET = Path(__file__).resolve().parents[2] / "rulesets" / "examples" / "minimal"
ENGINE = Engine(plugins=[])
LOADED = ENGINE.load(RULESET)


def units(count: int, **columns: Any) -> Any:
    """A table of so many units whose figures differ."""
    return pl.DataFrame(
        {
            "unit.id": [f"DV-{number:04}" for number in range(count)],
            "unit.cluster": [("A", "B")[number % 2] for number in range(count)],
            "registered": [number % 11 != 3 for number in range(count)],
            "dossiers_received": [100 + number % 7 for number in range(count)],
            "dossiers_on_time": [90 + number % 9 for number in range(count)],
            "plan_issued": [None if number % 13 == 5 else True for number in range(count)],
            "evidence.plan_issued.number": ["12/KH-SVD"] * count,
            "initiatives": [number % 4 for number in range(count)],
            "training_planned": [number % 3 + 1 for number in range(count)],
            "training_done": [number % 4 for number in range(count)],
            "complaints": [number % 5 for number in range(count)],
            **columns,
        }
    )


def run(
    frame: Any, folder: Path, *, kind: str = "parquet", out: str = "out.parquet", **asked: Any
) -> Summary:
    """Writes a table and scores it."""
    file = folder / f"in.{kind}"
    write = {"parquet": frame.write_parquet, "arrow": frame.write_ipc, "csv": frame.write_csv}[kind]
    write(file)
    return score_file(ENGINE, LOADED, opened(str(file)), Asked(out=str(folder / out), **asked))


def rejects(folder: Path) -> list[dict[str, str]]:
    with open(folder / "out.rejects.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_format_and_every_size_of_part_gives_the_same_bytes(tmp_path: Path) -> None:
    found = set()
    for kind in ("parquet", "arrow", "csv"):
        for rows in (7, 50, 1000):
            run(units(130), tmp_path, kind=kind, rows=rows)
            found.add((tmp_path / "out.parquet").read_bytes())
    assert len(found) == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "in.arrow",
        "in.csv",
        "in.parquet",
        "out.parquet",
    ]


def test_results_are_written_in_every_format(tmp_path: Path) -> None:
    for out in ("out.parquet", "out.arrow", "out.csv", "out.tsv"):
        run(units(20), tmp_path, out=out)
    table = pl.read_parquet(tmp_path / "out.parquet")
    assert pl.read_ipc(tmp_path / "out.arrow").equals(table)
    assert pl.read_csv(tmp_path / "out.csv", infer_schema=False)["unit.id"].equals(table["unit.id"])
    assert (tmp_path / "out.tsv").read_text("utf-8-sig").startswith("unit.id\tunit.name\t")


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    run(units(1).with_columns(pl.lit("=1+1").alias("unit.name")), tmp_path, out="out.csv")
    assert pl.read_csv(tmp_path / "out.csv", infer_schema=False)["unit.name"][0] == "'=1+1"


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(units(60), tmp_path, rows=10)
    whole = (tmp_path / "out.parquet").read_bytes()
    (tmp_path / "out.parquet").unlink()
    interrupt(monkeypatch, after=3)
    with pytest.raises(KeyboardInterrupt):
        run(units(60), tmp_path, rows=10)
    assert not (tmp_path / "out.parquet").exists()
    parts = tmp_path / "out.parquet.parts"
    assert sorted(file.name for file in parts.glob("*.arrow")) == [f"part-00000{n}.arrow" for n in (1, 2, 3)]
    monkeypatch.undo()
    assert run(units(60), tmp_path, rows=10, resume=True).resumed == 3
    assert (tmp_path / "out.parquet").read_bytes() == whole
    assert not parts.exists()


def interrupt(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Has somebody press Ctrl-C once so many parts are made."""
    made, part = [], scored._part

    def until(*given: Any) -> Any:
        if len(made) == after:
            raise KeyboardInterrupt
        made.append(given)
        return part(*given)

    monkeypatch.setattr(scored, "_part", until)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"frame": units(61)}, "input"),
        ({"chosen": choice("DV-0001")}, "chosen"),
        ({"rows": 20}, "rows"),
        ({"decimal": ","}, "decimal"),
    ],
)
def test_a_run_goes_on_only_with_the_same_of_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], name: str
) -> None:
    interrupt(monkeypatch, after=2)
    with pytest.raises(KeyboardInterrupt):
        run(units(60), tmp_path, rows=10)
    monkeypatch.undo()
    with pytest.raises(DiagnosticError) as raised:
        run(**{"frame": units(60), "folder": tmp_path, "rows": 10, "resume": True, **change})
    assert {each.slug for each in raised.value.diagnostics} == {"resume-differs"}
    assert name in {each.arguments["name"] for each in raised.value.diagnostics}


def test_without_an_interrupted_run_there_is_nothing_to_go_on_with(tmp_path: Path) -> None:
    assert slugs_of(units(3), tmp_path, resume=True) == ["resume-nothing"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out.parquet.parts").mkdir()
    (tmp_path / "out.parquet.parts" / "mine.txt").write_text("mine")
    assert slugs_of(units(3), tmp_path) == ["parts-in-the-way"]
    assert (tmp_path / "out.parquet.parts" / "mine.txt").exists()


def slugs_of(frame: Any, folder: Path, **asked: Any) -> list[str]:
    with pytest.raises(DiagnosticError) as raised:
        run(frame, folder, **asked)
    return [each.slug for each in raised.value.diagnostics if each.severity == "error"]


def test_rows_that_cannot_be_read_are_told_and_the_others_scored(tmp_path: Path) -> None:
    frame = units(40).with_columns(
        pl.when(pl.col("unit.id") == "DV-0007").then(pl.lit("")).otherwise("unit.id").alias("unit.id")
    )
    summary = run(frame, tmp_path, rows=10)
    assert (summary.rows, summary.units, summary.rejects) == (40, 39, 1)
    assert {told["row"] for told in rejects(tmp_path)} == {"8"}
    assert all(told["vi"] and told["en"] and told["vi"] != told["en"] for told in rejects(tmp_path))


def test_broken_lines_of_csv_are_told_by_their_number(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    units(5).write_csv(file)
    lines = file.read_text("utf-8").splitlines()
    lines[2] += ",one more"
    lines[4] = 'DV-"0003" said,"open'
    file.write_text("\n".join(lines) + "\n", "utf-8")
    summary = score_file(ENGINE, LOADED, opened(str(file)), Asked(out=str(tmp_path / "out.parquet"), rows=2))
    assert (summary.units, summary.rejects) == (3, 2)
    first, second = rejects(tmp_path)
    assert (first["row"], first["code"], second["row"]) == ("3", "csv-uneven-row", "5")


def test_a_unit_in_several_rows_counts_once_or_not_at_all(tmp_path: Path) -> None:
    frame = units(30)
    same, other = frame[2], frame[4].with_columns(pl.lit(1).cast(pl.Int64).alias("complaints"))
    for rows in (1000, 4):
        summary = run(pl.concat([frame, same, other]), tmp_path, rows=rows)
        assert (summary.units, summary.rejects) == (29, 3)
        assert [(each["row"], each["unit.id"], each["code"]) for each in rejects(tmp_path)] == [
            ("5", "DV-0004", "table-contradicting-rows"),
            ("31", "DV-0002", "table-repeated-row"),
            ("32", "DV-0004", "table-contradicting-rows"),
        ]


def test_old_rejects_are_not_taken_for_those_of_this_run(tmp_path: Path) -> None:
    run(pl.concat([units(3), units(1)]), tmp_path)
    assert rejects(tmp_path)
    run(units(3), tmp_path)
    assert not (tmp_path / "out.rejects.csv").exists()


@pytest.mark.parametrize(
    "written", ["total >= 80 and ranked", 'unit.cluster = "A" and total > 70', "DV-0001, DV-0009"]
)
def test_chosen_rows_have_the_scorecards_that_they_have_alone(tmp_path: Path, written: str) -> None:
    summary = run(units(80), tmp_path, rows=9, chosen=choice(written))
    lines = (tmp_path / "out.cards.jsonl").read_text("utf-8").splitlines()
    assert 0 < len(lines) == summary.cards < 80
    result = {row["unit.id"]: row for row in pl.read_parquet(tmp_path / "out.parquet").iter_rows(named=True)}
    reports = {row["unit.id"]: row for row in units(80).iter_rows(named=True)}
    for line in lines:
        card = json.loads(line)
        unit = card["unit"]["id"]
        if "total" in written:
            assert result[unit]["total"] >= 70
        (alone,) = ENGINE.read(LOADED, report_of(reports[unit])).submissions
        assert card == json.loads(json.dumps(scorecard_document(ENGINE.score(LOADED, alone))))


@pytest.mark.parametrize("written", ["totl >= 5", "total >=", "(total)", 'level = "x" and'])
def test_a_choice_with_mistakes_is_told(written: str) -> None:
    with pytest.raises(DiagnosticError):
        choice(written)


def test_keys_sort_as_the_numbers_do() -> None:
    texts = ["25/3", "-1", "8.33", "8.34", "0", "100000/3", "-7/3", "8.333333333333333"]
    by_number = sorted(texts, key=Fraction)
    keys = order_keys(pl.Series(texts))
    assert pl.DataFrame({"t": texts, "k": keys}).sort("k")["t"].to_list() == by_number


def test_tables_that_nobody_can_mean(tmp_path: Path) -> None:
    few = units(3)
    assert slugs_of(few.with_columns(pl.col("complaints").cast(pl.Float64)), tmp_path) == [
        "table-float-column"
    ]
    assert slugs_of(few.with_columns(pl.struct("complaints").alias("complaints")), tmp_path) == [
        "table-column-type"
    ]
    assert slugs_of(few.drop("unit.id"), tmp_path) == ["table-without-unit-id"]
    assert slugs_of(few.select("unit.id"), tmp_path) == ["table-without-facts"]
    assert slugs_of(few.clear(), tmp_path) == ["table-without-rows"]
    assert slugs_of(few.rename({"complaints": "unit.id "}), tmp_path) == ["table-duplicate-column"]
    clash = few.with_columns(pl.lit("x").alias("evidence.plan_issued"))
    assert slugs_of(clash, tmp_path) == ["csv-column-clash"]
    with pytest.raises(DiagnosticError, match="csv-column-clash"):
        ENGINE.score_table(LOADED, clash)
    assert slugs_of(few, tmp_path, out="out.txt") == ["table-out-suffix"]
    assert slugs_of(few, tmp_path, out="in.parquet") == ["table-out-is-in"]
    many = pl.DataFrame({f"c{number}": [1] for number in range(2001)})
    assert slugs_of(few.hstack(many[[0, 0, 0]]), tmp_path) == ["table-many-columns"]


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    units(300).write_parquet(tmp_path / "whole.parquet")
    units(3).write_ipc(tmp_path / "file.arrow")
    units(3).write_ipc_stream(tmp_path / "stream.arrow")
    raw = (tmp_path / "whole.parquet").read_bytes()
    footer = len(raw) - 8
    files = {
        "cut.parquet": (raw[:-30], "table-damaged"),
        "hole.parquet": (raw[:40] + bytes(len(raw) - 80) + raw[-40:], "table-damaged"),
        "huge.parquet": (raw[:footer] + b"\xff\xff\xff\x7f" + raw[-4:], "table-many-columns"),
        "text.parquet": (b"unit.id,complaints\nA,1\n", "table-damaged"),
        "none.parquet": (b"", "file-empty"),
        "named.arrow": (raw, "table-other-kind"),
        "named.csv": (raw, "table-other-kind"),
        "stream.arrow": ((tmp_path / "stream.arrow").read_bytes(), "table-stream"),
        "cut.arrow": ((tmp_path / "file.arrow").read_bytes()[:-20], "table-damaged"),
        "sheet.xlsx": (b"PK", "table-suffix"),
    }
    for name, (content, slug) in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DiagnosticError) as raised:
            opened(str(tmp_path / name))
        assert raised.value.diagnostics[0].slug == slug, name
    with pytest.raises(DiagnosticError) as raised:
        opened(str(tmp_path / "absent.parquet"))
    assert raised.value.diagnostics[0].slug == "file-not-found"


def test_damage_in_the_middle_leaves_no_result(tmp_path: Path) -> None:
    file = tmp_path / "in.parquet"
    units(5000).write_parquet(file, compression="uncompressed", row_group_size=500)
    raw = bytearray(file.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 4000] = b"\xff" * 4000
    file.write_bytes(raw)
    with pytest.raises(DiagnosticError):
        score_file(ENGINE, LOADED, opened(str(file)), Asked(out=str(tmp_path / "out.parquet"), rows=500))
    assert not (tmp_path / "out.parquet").exists()
