"""Spark with partitions: skewed clusters, a killed task, units in several rows, other versions."""

from __future__ import annotations

import re
import runpy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tables.killing import killed_once

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from campaign_tables import RULESETS, table_of  # noqa: E402

from thiduascore import DiagnosticError, Engine  # noqa: E402
from thiduascore.tables.formats import opened  # noqa: E402
from thiduascore.tables.scored import Asked, score_file  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")
RULESET = Path(__file__).resolve().parents[2] / "rulesets" / "examples" / "minimal"
ENGINE = Engine()
LOADED = ENGINE.load(RULESET)


def skewed(count: int) -> Any:
    """Units of which nine in ten are in one cluster."""
    return pl.DataFrame(
        {
            "unit.id": [f"DV-{number:05}" for number in range(count)],
            "unit.cluster": ["large" if number % 10 else f"small {number % 7}" for number in range(count)],
            "registered": [number % 11 != 3 for number in range(count)],
            "dossiers_received": [100 + number % 7 for number in range(count)],
            "dossiers_on_time": [90 + number % 9 for number in range(count)],
            "plan_issued": [True] * count,
            "evidence.plan_issued.number": ["12/KH-SVD"] * count,
            "initiatives": [number % 4 for number in range(count)],
            "training_planned": [number % 3 + 1 for number in range(count)],
            "training_done": [number % 4 for number in range(count)],
            "complaints": [number % 5 for number in range(count)],
        }
    )


def on_one_machine(table: Any, folder: Path, ruleset: Any) -> Any:
    table.write_parquet(folder / "in.parquet")
    score_file(ENGINE, ruleset, opened(str(folder / "in.parquet")), Asked(out=str(folder / "out.parquet")))
    return pl.read_parquet(folder / "out.parquet").sort("unit.id")


@pytest.mark.parametrize("method", ["competition", "dense", "mid"])
def test_skewed_clusters_and_a_killed_task_change_nothing(spark: Any, tmp_path: Path, method: str) -> None:
    from thiduascore.spark import score_spark

    ranking = evolve(LOADED.ranking, method=method, within=("cluster", "overall"))
    ruleset = evolve(LOADED, ranking=ranking)
    table = skewed(2000)
    frame = spark.createDataFrame(table.to_arrow()).repartition(5)
    if method == "competition":
        frame = killed_once(frame)
    found = pl.from_arrow(score_spark(ruleset, frame, engine=ENGINE).toArrow()).sort("unit.id")
    assert found.equals(on_one_machine(table, tmp_path, ruleset))
    assert 1 <= found["rank"].min() <= found["rank.overall"].min() < 2


TIES = """[
  { by = "points", of = ["2"] },
  { by = "count-back" },
  { by = "value", is = "string length(string(violations))", better = "less" },
  { by = "draw", seed = "4071" },
]"""


@pytest.mark.parametrize("undecided", ["least", "where-certain"])
def test_tie_breaks_and_unknown_totals_rank_as_on_one_machine(
    spark: Any, tmp_path: Path, undecided: str
) -> None:
    from strategies.cohorts import RULES

    from thiduascore.spark import score_spark

    ranking = f'within = ["cluster", "overall"]\nties = {TIES}\nundecided = "{undecided}"'
    rules = RULES.replace("RANKING", ranking)
    for name in ("LEVEL", "FLAG", "LETTER"):
        rules = rules.replace(name, "")
    ruleset = ENGINE.load(rules)
    figures = [(100, 50, 0), (80, 80, 1), (70, 95, 2), (100, None, 0), (0, 0, 0), (100, None, 1)]
    rows = [(f"u{number}", "ab"[number % 3 // 2], *figures[number % 7 % 6]) for number in range(60)]
    rows.append(("u60", "a", 3, None, 0))
    names = ["unit.id", "unit.cluster", "task", "service", "violations"]
    table = pl.DataFrame(rows, schema=names, orient="row").with_columns(registered=True)
    table = table.with_columns(pl.lit("big").alias("unit.kind"))
    frame = spark.createDataFrame(table.to_arrow()).repartition(3)
    found = pl.from_arrow(score_spark(ruleset, frame, engine=ENGINE).toArrow()).sort("unit.id")
    assert found.equals(on_one_machine(table, tmp_path, ruleset))
    ranked = found.filter(pl.col("rank").is_not_null() & ~pl.col("ranked"))
    assert ranked["unit.id"].to_list() == ["u60"] if undecided == "where-certain" else ranked.height > 10


def test_rows_that_do_not_count_are_told(spark: Any) -> None:
    from thiduascore.spark import rejects_spark, score_spark

    table = skewed(50)
    other = table[4].with_columns(pl.lit(9).cast(pl.Int64).alias("complaints"))
    blank = table[6].with_columns(pl.lit("").alias("unit.id"))
    frame = spark.createDataFrame(pl.concat([table, table[2], other, blank]).to_arrow()).repartition(3)
    ids = pl.from_arrow(score_spark(LOADED, frame).toArrow())["unit.id"]
    assert sorted(ids) == sorted(set(table["unit.id"]) - {"DV-00004"})
    told = pl.from_arrow(rejects_spark(LOADED, frame).toArrow())
    found = sorted(told.filter(pl.col("unit.id") != "").select("unit.id", "reject.code").rows())
    assert found == [
        ("DV-00002", "spark-repeated-row"),
        ("DV-00004", "spark-contradicting-rows"),
        ("DV-00004", "spark-contradicting-rows"),
    ]
    assert told.filter(pl.col("unit.id") == "").height >= 1


def test_other_versions_in_an_executor_are_named() -> None:
    pytest.importorskip("pyspark")
    from thiduascore.spark.executing import Shipment, scorer_of, versions_of

    there = (*versions_of(ENGINE), ("thiduascore-imagined", "7.0"))
    document = LOADED.document
    with pytest.raises(DiagnosticError) as raised:
        scorer_of(Shipment(document.text, document.name, there))
    (told,) = raised.value.diagnostics
    assert told.slug == "spark-versions"
    assert told.arguments == {"name": "thiduascore-imagined", "driver": "7.0", "executor": "–"}


def test_columns_that_no_table_may_have_are_refused_before_anything_runs(spark: Any) -> None:
    from thiduascore.spark import score_spark

    frame = spark.createDataFrame([("A", 1.5)], ["unit.id", "complaints"])
    with pytest.raises(DiagnosticError) as raised:
        score_spark(LOADED, frame)
    assert [each.slug for each in raised.value.diagnostics] == ["table-float-column"]


_WIDE = st.integers(-(10**70), 10**70)


@given(
    st.lists(
        st.fractions(max_denominator=40) | st.builds(Fraction, _WIDE, st.integers(1, 10**70)), max_size=20
    )
)
def test_what_units_are_ranked_by_sorts_as_the_exact_numbers_do(values: list[Fraction]) -> None:
    pytest.importorskip("pyspark")
    from thiduascore.spark.ranking import order_key

    near = [value + Fraction(1, 10**200) for value in values]
    assert sorted([*values, *near], key=order_key) == sorted([*values, *near])
    assert len(set(map(order_key, values))) == len(set(values))


def test_what_the_page_shows_works(spark: Any, tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "score-on-spark.md"
    shown = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)[0]
    folder = RULESETS / "tttt-covid-2021"
    table = table_of(ENGINE, ENGINE.load(folder), folder)
    table.write_parquet(tmp_path / "units.parquet")
    # Java knows nothing of the folder that Python is in.
    placed = re.sub(r'"(units\.parquet|results|rejects)"', lambda name: repr(str(tmp_path / name[1])), shown)
    (tmp_path / "shown.py").write_text(placed, encoding="utf-8")
    runpy.run_path(str(tmp_path / "shown.py"))
    results, rejects = (pl.read_parquet(tmp_path / name / "*.parquet") for name in ("results", "rejects"))
    assert sorted(results["unit.id"]) == sorted(table["unit.id"])
    assert rejects.is_empty()
