"""Points that depend on other units, on Spark: the same as on one machine, however rows and classes lie."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from tables.killing import killed_once

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore import DiagnosticError, Engine  # noqa: E402
from thiduascore.columns.cohort.frozen import table_of  # noqa: E402
from thiduascore.columns.cohort.peers import looked_at  # noqa: E402
from thiduascore.spark.cohort.classes import Classes, ObservedClass  # noqa: E402
from thiduascore.spark.cohort.comparing import require_same_figures  # noqa: E402
from thiduascore.spark.cohort.sharing import collected  # noqa: E402
from thiduascore.spark.cohort.together import MOST_TOGETHER, together_of  # noqa: E402
from thiduascore.tables.formats import opened  # noqa: E402
from thiduascore.tables.scored import Asked, score_file  # noqa: E402
from thiduascore.tables.scoring import Scorer  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")
TEXT = (Path(__file__).resolve().parents[1] / "strategies" / "relative.toml").read_text(encoding="utf-8")
ENGINE = Engine([])
LOADED = ENGINE.load(TEXT)
WIDE = 10**25


def skewed(count: int) -> Any:
    """Units of which most are in one cluster; many tie, some lack a fact, and one number is too wide."""
    days = [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in (2020, 2021)]
    rows = range(count)
    numbers = [None if row % 13 == 5 else str(row * 37 % 50) for row in rows]
    if count > 17:
        numbers[17] = str(WIDE)
    return pl.DataFrame(
        {
            "unit.id": [f"DV-{row:05}" for row in rows],
            "unit.cluster": ["large" if row % 10 else f"small {row // 10 % 3}" for row in rows],
            "unit.kind": ["city" if row % 4 == 1 else "province" for row in rows],
            "period.from": [days[row % 9 != 0][0] for row in rows],
            "period.to": [days[row % 9 != 0][1] for row in rows],
            "a": numbers,
            "b": [str(row % 7) for row in rows],
            "n": [None if row % 11 == 3 else str(row * 31 % 17 / 4) for row in rows],
            "coastal": ["true" if row % 3 else "false" for row in rows],
            "honest": ["false" if row % 19 == 2 else "true" for row in rows],
        }
    )


def of_one_criterion(method: str) -> Any:
    """The same facts, and nothing to score but one criterion."""
    head = TEXT[: TEXT.index("[[items]]")].replace("total = 220", "total = 10")
    item = 'id = "1"\ntitle = "i"\nweight = 10\nweight_source = "project"\nsource = "Điều 1"'
    criterion = f'{{ {method}, title = "c", points = 10, missing = "zero" }}'
    return ENGINE.load(f"{head}\n[[items]]\n{item}\ncriteria = [{criterion}]\n")


def on_one_machine(table: Any, folder: Path, ruleset: Any = LOADED, cohort: Any = None) -> Any:
    table.write_parquet(folder / "in.parquet")
    asked = Asked(out=str(folder / "out.parquet"), rows=100, cohort=cohort)
    score_file(ENGINE, ruleset, opened(str(folder / "in.parquet")), asked)
    return pl.read_parquet(folder / "out.parquet").sort("unit.id")


def on_spark(
    spark: Any,
    table: Any,
    *,
    ruleset: Any = LOADED,
    partitions: int = 3,
    kill: bool = False,
    cohort: Any = None,
) -> Any:
    from thiduascore.spark import score_spark

    frame = spark.createDataFrame(table.to_arrow()).repartition(partitions)
    if kill:
        frame = killed_once(frame)
    found = score_spark(ruleset, frame, engine=ENGINE, cohort=cohort)
    return pl.from_arrow(found.toArrow()).sort("unit.id")


def test_skewed_clusters_ties_wide_numbers_and_a_killed_task(spark: Any, tmp_path: Path) -> None:
    table = skewed(230)
    expected = on_one_machine(table, tmp_path)
    assert expected["criterion.copeland"].n_unique() > 5
    assert on_spark(spark, table, partitions=4, kill=True).equals(expected)


def test_a_cohort_that_was_frozen(spark: Any, tmp_path: Path) -> None:
    """Of one of two periods one unit came late, one changed, one moved, and one is gone with its class."""
    now = skewed(120)
    number, unit = pl.int_range(pl.len()), pl.col("unit.cluster")
    then = now.filter(number != 31).with_columns(
        pl.when(number == 52).then(pl.lit("99")).otherwise("a").alias("a"),
        pl.when(number == 73).then(pl.lit("small 1")).otherwise(unit).alias("unit.cluster"),
    )
    gone = then.slice(1, 1).with_columns(
        pl.lit("gone").alias("unit.id"), pl.lit("small 2").alias("unit.cluster")
    )
    cohort = ENGINE.freeze_table(LOADED, pl.concat([then, gone]))
    expected = on_one_machine(now, tmp_path, cohort=cohort)
    assert expected["cohort"].value_counts().sort("cohort").rows() == [
        ("changed", 1),
        ("late", 1),
        ("member", 117),
        ("moved", 1),
    ]
    outside = expected.filter(pl.col("cohort") != "member")
    assert outside["rank"].null_count() == outside.height
    assert expected["rank"].null_count() < expected.height
    assert "cohort-incomplete" in expected["why.rank"].to_list()
    assert on_spark(spark, now, cohort=cohort).equals(expected)


def test_a_frozen_cohort_without_relative_points_decides_who_is_ranked(spark: Any, tmp_path: Path) -> None:
    ruleset = of_one_criterion('id = "plain", method = "formula", is = "min(10, n)"')
    table = skewed(20)
    cohort = ENGINE.freeze_table(ruleset, table.head(15)).cohort()
    found = on_spark(spark, table, ruleset=ruleset, cohort=cohort)
    assert found.equals(on_one_machine(table, tmp_path, ruleset, table_of(cohort)))
    assert found["cohort"].to_list() == ["member"] * 15 + ["late"] * 5
    alone = on_one_machine(table.head(15), tmp_path, ruleset)["rank"].to_list()
    assert found["rank"].to_list() == [*alone, *[None] * 5]


def test_figures_that_a_whole_class_shares(spark: Any, tmp_path: Path) -> None:
    """Nothing is computed for single units."""
    ruleset = of_one_criterion('id = "least", method = "min-max", of = "n"')
    table = skewed(60)
    expected = on_one_machine(table, tmp_path, ruleset)
    assert expected["criterion.least"].n_unique() > 5
    assert on_spark(spark, table, ruleset=ruleset).equals(expected)


def test_one_report_alone_is_no_cohort(spark: Any, tmp_path: Path) -> None:
    table = skewed(1)
    found = on_spark(spark, table)
    assert found.equals(on_one_machine(table, tmp_path))
    assert found["criterion.rank"].to_list() == [None]


def of_one_class(*, size: int, count: int, wide: int, end: datetime.date | None = None) -> Classes:
    """Classes of each kind with these numbers of units."""
    plan = Scorer(ENGINE, LOADED).plan
    kinds = list(dict.fromkeys(within for within, _ in looked_at(plan)))
    keys = {within: {(None, end, ""): place} for place, within in enumerate(kinds)}
    seen = {
        (kinds.index(within), at): ObservedClass(count=count, wide=wide) for within, at in looked_at(plan)
    }
    return Classes(keys, dict.fromkeys(range(len(kinds)), size), seen, size)


def test_a_large_class_with_a_wide_number_is_refused() -> None:
    plan, most = Scorer(ENGINE, LOADED).plan, MOST_TOGETHER
    assert together_of(plan, of_one_class(size=most, count=most, wide=1))
    together = together_of(plan, of_one_class(size=most + 1, count=most, wide=0))
    assert not together, "beyond the limit of pairs nobody is compared in pairs"
    for one in (
        of_one_class(size=most + 1, count=most, wide=1),
        # Few of them count, but all of them are compared with these.
        of_one_class(size=most + 1, count=3, wide=0),
    ):
        with pytest.raises(DiagnosticError) as raised:
            together_of(plan, one)
        (told,) = raised.value.diagnostics
        assert (told.slug, told.arguments) == ("spark-large-class", {"count": most + 1, "most": most})


def test_more_sums_than_the_driver_takes_are_refused() -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow, of the extra `spark`, is not installed")

    class Frame:
        def limit(self, count: int) -> Frame:
            return self

        def toArrow(self) -> Any:
            return pa.table({"sum": [1, 2, 3]})

    assert [row["sum"] for row in collected(Frame(), most=3)] == [1, 2, 3]  # type: ignore[arg-type]
    with pytest.raises(DiagnosticError) as raised:
        list(collected(Frame(), most=2))  # type: ignore[arg-type]
    assert [each.slug for each in raised.value.diagnostics] == ["spark-too-many-sums"]


DATED = """
[parameters.{name}]
label = "mức"
values = [
  {{ from = 2020-01-01, value = {first}, source = "Điều 4" }},
  {{ from = 2021-01-01, value = 5, source = "Điều 4" }},
]
"""


def test_a_period_with_other_figures_is_refused() -> None:
    head, items = TEXT.split("[[conditions]]", 1)
    for name, first in (("target", 5), ("goal", 4)):
        head += DATED.format(name=name, first=first)
    text = f"{head}\n[[conditions]]{items}".replace('of = "n" },', 'of = "n * target" },', 1)
    text = text.replace('method = "min-max", of = "n"', 'method = "min-max", of = "n * goal"')
    scorer = Scorer(ENGINE, ENGINE.load(text))
    require_same_figures(scorer, of_one_class(size=2, count=2, wide=0, end=datetime.date(2021, 6, 30)))
    with pytest.raises(DiagnosticError) as raised:
        require_same_figures(scorer, of_one_class(size=2, count=2, wide=0, end=datetime.date(2020, 12, 31)))
    (told,) = raised.value.diagnostics
    assert (told.slug, told.arguments) == ("spark-periods-differ", {"day": "2020-12-31"})
