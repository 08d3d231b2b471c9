"""Frozen cohorts of tables: `cohort freeze`, `score --cohort` and `rank --cohort`."""

from __future__ import annotations

import csv
import json
import os
import signal
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore.tables import scored  # noqa: E402
from thiduascore.tables.frozen import read  # noqa: E402

DISTRICTS = Path(__file__).resolve().parent / "cohort"
CONDITION = """conditions = [{ id = "order", source = "Điều 5", holds = "violations <= 5",
otherwise = "disqualify", title = { vi = "Không quá năm vụ", en = "No more than five" } }]
"""
OWN = CONDITION + (DISTRICTS / "ruleset.toml").read_text("utf-8")
RELATIVE = OWN.replace('"ratio"\nof = "progress"\ntarget = "100"', '"share-of-best"\nof = "progress"')
"""Points for progress depend on the best of the cluster."""
OTHER = OWN.replace('"districts"', '"communes"')
THEN = (DISTRICTS / "units.csv").read_text("utf-8")
LATE = THEN.rstrip() + "\nh,Huyện H,Đồng bằng,2024,100,99,0,2024-12-20,8,8\n"
NOW = LATE.replace(",99,92,", ",98,92,").replace("e,Huyện E,Đồng bằng", "e,Huyện E,Miền núi")
NOW = "".join(line for line in NOW.splitlines(keepends=True) if not line.startswith("c,"))
"""There is no row of the unit c any more, d has changed, e has moved, and h is late."""
SCORE = ("score", "own.toml", "now.parquet", "--out", "r.parquet", "--cohort", "cohort.parquet")
RANK = ("rank", "own.toml", "now.csv", "--cohort", "cohort.parquet")


@pytest.fixture
def here(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which command lines run, with rules, and tables of which the first is frozen."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"own.toml": OWN, "relative.toml": RELATIVE, "then.csv": THEN, "now.csv": NOW}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, text in {"then": THEN, "now": NOW, "late": LATE}.items():
        table(text).write_parquet(f"{name}.parquet")
    freeze(cli, "then.parquet", "cohort.parquet")
    return tmp_path


def table(text: str) -> Any:
    return pl.read_csv(StringIO(text), try_parse_dates=True)


def freeze(cli: Any, given: str, out: str) -> None:
    assert cli("cohort", "freeze", "own.toml", given, "--out", out).code == 0


def score(cli: Any, rules: str, given: str, *more: str) -> dict[str, dict[str, Any]]:
    """The rows of the result by unit."""
    assert cli("score", rules, given, "--out", "r.parquet", *more).code == 0
    return {row["unit.id"]: row for row in pl.read_parquet("r.parquet").to_dicts()}


def lines(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(Path(file).read_text("utf-8-sig"), newline="")))


def test_rows_are_ranked_as_they_were_frozen(cli: Any, here: Path) -> None:
    found = score(cli, "own.toml", "now.parquet", "--cohort", "cohort.parquet")
    assert list(found["a"])[5:9] == ["period.to", "cohort", "rank", "rank.overall"]
    assert list(found) == ["a", "b", "d", "e", "f", "g", "h"]
    apart = {unit: row["cohort"] for unit, row in found.items() if row["cohort"] != "member"}
    assert apart == {"d": "changed", "e": "moved", "h": "late"}
    assert [row["rank"] for row in found.values()] == [1, 2, None, None, 1, 1, None]
    assert [row["rank.overall"] for row in found.values()] == [1, 2, None, None, 3, 3, None]
    assert found["h"]["total"] > found["a"]["total"], "it would have come first"


def test_ranks_are_those_of_reports_with_the_same_cohort(cli: Any, here: Path) -> None:
    found = score(cli, "own.toml", "now.parquet", "--cohort", "cohort.parquet")
    ranked = json.loads(cli(*RANK, "--format", "json").out)
    ranks = {one["id"]: [place["rank"] for place in one["places"]] for one in ranked["units"]}
    members = [row for row in found.values() if row["cohort"] == "member"]
    assert ranks == {row["unit.id"]: [str(row["rank"]), str(row["rank.overall"])] for row in members}
    apart = [(one["unit.id"], one["cohort"]) for one in lines("r.apart.csv")]
    assert apart == [(one["unit"], one["why"]) for one in ranked["apart"]]


def test_who_is_apart_stands_beside_the_result_in_both_languages(cli: Any, here: Path) -> None:
    assert cli(*SCORE).code == 0
    assert Path("r.apart.csv").read_bytes().startswith(b"\xef\xbb\xbfunit.id,"), "spreadsheets want the mark"
    absent, changed, moved, late = found = lines("r.apart.csv")
    assert list(absent) == [*list(pl.read_parquet("r.parquet").schema)[:7], "vi", "en"]
    assert "".join(one["unit.id"] for one in found) == "cdeh"
    assert [one["cohort"] for one in found] == ["absent", "changed", "moved", "late"]
    assert (absent["unit.name"], absent["period.to"]) == ("Huyện C", "2024-12-31")
    assert moved["unit.cluster"] == "Miền núi", "where it is now"
    assert changed["vi"] == "báo cáo đã thay đổi sau khi chốt danh sách, không xếp hạng"
    assert late["en"] == "came after the freeze and is not ranked"
    assert all(len({one[lang] for one in found}) == 4 for lang in ("vi", "en"))


@pytest.mark.parametrize(
    ("lang", "frozen", "units", "apart"),
    [
        (
            "vi",
            "đã chốt 7 đơn vị, ghi vào cohort.parquet",
            "7 đơn vị đã chấm",
            "4 đơn vị khác với danh sách đã chốt",
        ),
        (
            "en",
            "7 units frozen, written to cohort.parquet",
            "7 units scored",
            "units that differ",
        ),
    ],
)
def test_both_commands_say_what_became_of_the_table(
    cli: Any, here: Path, lang: str, frozen: str, units: str, apart: str
) -> None:
    ran = cli("cohort", "freeze", "own.toml", "then.parquet", "--out", "cohort.parquet", "--lang", lang)
    assert (ran.code, ran.out) == (0, "") and ran.err.startswith(frozen)
    ran = cli(*SCORE, "--lang", lang)
    first, second = ran.err.splitlines()
    assert ran.code == 0 and first.startswith(units)
    assert second.startswith(apart) and second.endswith("r.apart.csv")


def test_nothing_stands_beside_a_result_in_which_nobody_is_apart(cli: Any, here: Path) -> None:
    assert cli(*SCORE).code == 0
    found = score(cli, "own.toml", "then.parquet", "--cohort", "cohort.parquet")
    assert not Path("r.apart.csv").exists(), "it would be that of the run before"
    without = score(cli, "own.toml", "then.parquet")
    assert found == {unit: {**row, "cohort": "member"} for unit, row in without.items()}


def test_reports_and_tables_are_frozen_alike_and_serve_each_other(cli: Any, here: Path) -> None:
    freeze(cli, "then.csv", "reports.json")
    freeze(cli, "then.parquet", "table.json")
    assert Path("reports.json").read_bytes() == Path("table.json").read_bytes()
    assert read("reports.json").hash == read("cohort.parquet").hash
    for rules in ("own.toml", "relative.toml"):
        files = ("cohort.parquet", "reports.json")
        one, other = (score(cli, rules, "now.parquet", "--cohort", file) for file in files)
        assert one == other and one["h"]["cohort"] == "late"
        one, other = (cli("rank", rules, "now.csv", "--cohort", file, "--format", "csv") for file in files)
        assert one == other and one.code == 0


@pytest.mark.parametrize("kind", ["csv", "tsv", "arrow", "parquet"])
def test_neither_order_nor_format_changes_what_is_frozen(cli: Any, here: Path, kind: str) -> None:
    rows = table(THEN).reverse()
    {
        "csv": lambda: rows.write_csv("mixed.csv", include_bom=True, line_terminator="\r\n"),
        "tsv": lambda: rows.write_csv("mixed.tsv", separator="\t"),
        "arrow": lambda: rows.cast({"progress": pl.Decimal(20, 2)}).write_ipc("mixed.arrow"),
        "parquet": lambda: rows.select(reversed(rows.columns)).write_parquet("mixed.parquet"),
    }[kind]()
    freeze(cli, f"mixed.{kind}", "again.parquet")
    assert read("again.parquet").hash == read("cohort.parquet").hash
    assert pl.read_parquet("again.parquet").equals(pl.read_parquet("cohort.parquet"))


def test_a_late_row_changes_no_points_of_others(cli: Any, here: Path) -> None:
    alone = score(cli, "relative.toml", "then.parquet")
    found = score(cli, "relative.toml", "late.parquet", "--cohort", "cohort.parquet")
    late = found.pop("h")
    assert (late["cohort"], late["rank"]) == ("late", None)
    assert found == {unit: {**row, "cohort": "member"} for unit, row in alone.items()}
    together = score(cli, "relative.toml", "late.parquet")
    assert together["d"]["criterion.1.1"] < found["d"]["criterion.1.1"], "it would have been the best"


def test_a_class_that_lacks_a_report_has_no_points_that_are_relative(cli: Any, here: Path) -> None:
    table(THEN).filter(pl.col("unit.id") != "d").write_parquet("without.parquet")
    whole = score(cli, "relative.toml", "then.parquet")
    chosen = ("--explain-where", "a,e")
    found = score(cli, "relative.toml", "without.parquet", "--cohort", "cohort.parquet", *chosen)
    for unit in "abc":
        assert (found[unit]["total"], found[unit]["why.1.1"]) == (whole[unit]["total"], None)
    for unit in "efg":
        assert (found[unit]["cohort"], found[unit]["why.1.1"]) == ("member", "cohort-incomplete")
        assert [found[unit][name] for name in ("criterion.1.1", "total", "rank")] == [None, None, None]
        assert found[unit]["criterion.2.1"] == whole[unit]["criterion.2.1"], "this is its own"
    cards = Path("r.cards.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(card)["cohort"]["hash"] for card in cards] == [read("cohort.parquet").hash] * 2
    for card in cards:
        Path("card.json").write_text(card, encoding="utf-8")
        assert cli("verify", "card.json", "--ruleset", "relative.toml").code == 0


def rewritten(*columns: Any, headed: bool = True) -> None:
    """Writes the frozen cohort anew with other columns, and with what it said of them."""
    told = {"thiduascore.cohort": pl.read_parquet_metadata("cohort.parquet")["thiduascore.cohort"]}
    units = pl.read_parquet("cohort.parquet").with_columns(*columns)
    units.write_parquet("cohort.parquet", metadata=told if headed else None)


@pytest.mark.parametrize(
    ("slug", "spoil"),
    [
        ("cohort-of-another-campaign", lambda: Path("own.toml").write_text(OTHER, "utf-8")),
        ("not-a-cohort-table", lambda: Path("then.parquet").replace("cohort.parquet")),
        ("not-a-cohort-table", lambda: rewritten(headed=False)),
        ("not-a-cohort-table", lambda: rewritten(pl.lit(1).alias("more"))),
        ("cohort-hash-differs", lambda: rewritten(pl.col("unit.id").replace("a", "z"))),
        ("table-damaged", lambda: os.truncate("cohort.parquet", 900)),
        ("file-not-found", lambda: os.unlink("cohort.parquet")),
    ],
)
def test_what_is_no_cohort_of_the_campaign_is_refused(cli: Any, here: Path, slug: str, spoil: Any) -> None:
    spoil()
    for command in (SCORE, RANK):
        ran = cli(*command)
        assert (ran.code, ran.out) == (1, "") and f"lỗi[{slug}]" in ran.err
    assert not list(here.glob("r.*"))


@pytest.mark.parametrize(
    ("line", "code", "slug"),
    [
        ("cohort freeze own.toml then.parquet --out ./then.parquet", 1, "table-out-is-in"),
        ("cohort freeze own.toml empty.parquet --out c.parquet", 1, "table-without-rows"),
        ("cohort freeze own.toml cohort.parquet --out c.parquet", 1, "table-without-facts"),
        ("cohort freeze own.toml absent.parquet --out c.parquet", 1, "file-not-found"),
        ("cohort freeze own.toml then.parquet now.parquet --out c.parquet", 2, "table-alone"),
        ("cohort freeze own.toml then.parquet", 2, "cohort-out-suffix"),
        ("cohort freeze own.toml then.parquet --out c.csv", 2, "cohort-out-suffix"),
        ("cohort freeze own.toml then.parquet --out no/such/c.parquet", 2, "output-not-written"),
        ("score own.toml now.csv --cohort cohort.parquet", 2, "cohort-for-tables"),
    ],
)
def test_misuse_is_told_and_writes_nothing(cli: Any, here: Path, line: str, code: int, slug: str) -> None:
    table(THEN).clear().write_parquet("empty.parquet")
    before = {file.name: file.read_bytes() for file in here.iterdir()}
    ran = cli(*line.split())
    assert (ran.code, ran.out) == (code, "") and f"lỗi[{slug}]" in ran.err
    assert {file.name: file.read_bytes() for file in here.iterdir()} == before


def test_rows_that_are_no_reports_are_told_and_the_others_frozen(cli: Any, here: Path) -> None:
    bad = THEN.rstrip() + "\nb,Huyện B,Miền núi,2024,96,97,0,,,\n,Huyện K,Miền núi,2024,96,97,0,,,\n"
    table(bad).write_parquet("bad.parquet")
    ran = cli("cohort", "freeze", "own.toml", "bad.parquet", "--out", "some.parquet", "--lang", "en")
    assert ran.code == 1 and "6 units frozen" in ran.err and "some.rejects.csv" in ran.err
    assert pl.read_parquet("some.parquet")["unit.id"].to_list() == ["a", "c", "d", "e", "f", "g"]
    told = lines("some.rejects.csv")
    assert [one["row"] for one in told] == ["2", "8", "9"] and told[2]["code"] == "missing-unit-id"


def test_a_run_goes_on_only_with_its_own_cohort(cli: Any, here: Path, monkeypatch: Any) -> None:
    freeze(cli, "now.parquet", "other.parquet")
    with monkeypatch.context() as interrupted:
        # Somebody presses Ctrl-C when all parts are there and are about to be joined.
        interrupted.setattr(scored, "_delivered", lambda *_: signal.raise_signal(signal.SIGINT))
        ran = cli(*SCORE)
    assert ran.code == 130 and "--resume" in ran.err
    for others in ((), ("--cohort", "other.parquet")):
        ran = cli(*SCORE[:-2], *others, "--resume", "--lang", "en")
        assert ran.code == 1 and "error[resume-differs]: the run cannot go on: `cohort` was sha256" in ran.err
    assert not Path("r.parquet").exists() and cli(*SCORE, "--resume").code == 0
    resumed = Path("r.parquet").read_bytes()
    assert cli(*SCORE).code == 0 and Path("r.parquet").read_bytes() == resumed


def test_a_table_is_ranked_where_nothing_could_keep_a_unit_out(cli: Any, here: Path) -> None:
    assert cli("score", DISTRICTS, *SCORE[2:]).code == 0
    assert pl.read_parquet("r.parquet")["rank"].to_list() == [1, 2, None, None, 1, 1, None]


def test_a_result_never_takes_the_place_of_the_cohort(cli: Any, here: Path) -> None:
    before = Path("cohort.parquet").read_bytes()
    assert cli(*SCORE[:3], "--out", "cohort.parquet", *SCORE[-2:]).code != 0
    assert Path("cohort.parquet").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_a_cohort_is_written_to_where_a_link_leads_and_into_a_pipe(cli: Any, here: Path) -> None:
    Path("real.parquet").touch()
    Path("link.parquet").symlink_to("real.parquet")
    freeze(cli, "then.parquet", "link.parquet")
    assert Path("link.parquet").is_symlink() and read("real.parquet").hash == read("cohort.parquet").hash
    os.mkfifo("pipe.json")
    reader = os.open("pipe.json", os.O_RDWR)
    freeze(cli, "then.parquet", "pipe.json")
    assert (
        Path("pipe.json").is_fifo()
        and json.loads(os.read(reader, 65536))["hash"] == read("real.parquet").hash
    )


def test_old_rejects_are_not_taken_for_those_of_this_freeze(cli: Any, here: Path) -> None:
    table(THEN + THEN.splitlines()[-1]).write_parquet("twice.parquet")
    assert cli("cohort", "freeze", "own.toml", "twice.parquet", "--out", "cohort.parquet").code == 1
    assert len(lines("cohort.rejects.csv")) == 1
    freeze(cli, "then.parquet", "cohort.parquet")
    assert not Path("cohort.rejects.csv").exists()


def test_a_misspelt_column_is_told_when_it_is_frozen(cli: Any, here: Path) -> None:
    table(THEN).rename({"progress": "progres"}).write_parquet("misspelt.parquet")
    ran = cli("cohort", "freeze", "own.toml", "misspelt.parquet", "--out", "c.parquet")
    assert ran.code == 0 and "[table-unknown-column]" in ran.err and "`progress`" in ran.err


def test_nobody_is_no_cohort(cli: Any, here: Path) -> None:
    table(THEN).with_columns(pl.lit("").alias("unit.id")).write_parquet("nobody.parquet")
    Path("nobody.csv").write_text(THEN.splitlines()[0] + "\n,,,2024,1,1,1,,1,1\n", encoding="utf-8")
    for given, out in (("nobody.parquet", "c.parquet"), ("nobody.csv", "c.json")):
        ran = cli("cohort", "freeze", "own.toml", given, "--out", out)
        assert ran.code == 1 and "[cohort-of-nobody]" in ran.err and not Path(out).exists()


def test_reports_without_parameters_for_their_period_are_frozen_all_the_same(cli: Any, here: Path) -> None:
    text = THEN.replace(",2024,", ",2023,")
    Path("early.csv").write_text(text, encoding="utf-8")
    table(text).write_parquet("early.parquet")
    freeze(cli, "early.csv", "early.json")
    freeze(cli, "early.parquet", "c.parquet")
    assert read("c.parquet").hash == read("early.json").hash


def test_a_period_is_known_however_it_is_written(cli: Any, here: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("thiduascore.tables.frozen.rows_of", lambda columns: 3)
    year = table(THEN).rename({"period": "period.year"})
    ends = {"period.from": "2024-01-01", "period.to": "2024-12-31"}
    days = table(THEN).drop("period").with_columns(pl.lit(day).alias(name) for name, day in ends.items())
    later = year.head(1).with_columns(pl.lit(2025, pl.Int64).alias("period.year"))
    pl.concat([year, later, days.tail(4)], how="diagonal_relaxed").write_parquet("ways.parquet")
    ran = cli("cohort", "freeze", "own.toml", "ways.parquet", "--out", "c.parquet", "--lang", "en")
    assert "[table-contradicting-rows]" not in ran.err
    assert [row["row"] for row in lines("c.rejects.csv")] == ["9", "10", "11", "12"], ran.err


def test_a_table_of_which_nothing_can_be_scored_lacks_everybody(cli: Any, here: Path) -> None:
    header = THEN.splitlines()[0] + "\n"
    for text, code in ((header, 0), (header + ",,,2024,1,1,1,,1,1\n", 1)):
        Path("nobody.csv").write_text(text, encoding="utf-8")
        ran = cli(*SCORE[:2], "nobody.csv", *SCORE[3:])
        assert ran.code == code and "Traceback" not in ran.err and "internal-error" not in ran.err, ran.err
        assert pl.read_parquet("r.parquet").height == 0
        assert [row["cohort"] for row in lines("r.apart.csv")] == ["absent"] * 7
