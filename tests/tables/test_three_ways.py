"""Every shipped campaign, one unit at a time, as columns and on Spark: the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from campaign_tables import CAMPAIGNS, RULESETS, in_bytes, one_by_one, report_of, table_of  # noqa: E402

from thiduascore import Engine, Ruleset  # noqa: E402
from thiduascore.tables.formats import opened  # noqa: E402
from thiduascore.tables.scored import Asked, score_file  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")
ENGINE = Engine()


@pytest.fixture(scope="module", params=CAMPAIGNS)
def campaign(request: pytest.FixtureRequest) -> Iterator[tuple[Ruleset, Any]]:
    folder = RULESETS / request.param
    ruleset = ENGINE.load(folder)
    yield ruleset, table_of(ENGINE, ruleset, folder)


def test_a_table_scores_as_its_rows_do(campaign: tuple[Ruleset, Any], tmp_path: Path) -> None:
    ruleset, table = campaign
    file, out = tmp_path / "table.parquet", tmp_path / "result.parquet"
    table.write_parquet(file)
    summary = score_file(ENGINE, ruleset, opened(str(file)), Asked(out=str(out), rows=7))
    found, expected = pl.read_parquet(out), one_by_one(ENGINE, ruleset, table)
    assert summary.units == found.height == expected.height > 0
    assert in_bytes(found) == in_bytes(expected)


def test_a_table_is_the_cohort_that_its_reports_are(campaign: tuple[Ruleset, Any]) -> None:
    ruleset, table = campaign
    reports = ENGINE.read(ruleset, [report_of(row) for row in table.iter_rows(named=True)])
    assert ENGINE.freeze_table(ruleset, table).cohort() == ENGINE.freeze(ruleset, reports)


def test_spark_scores_as_one_machine_does(campaign: tuple[Ruleset, Any], spark: Any) -> None:
    from thiduascore.spark import score_spark

    ruleset, table = campaign
    frame = spark.createDataFrame(table.to_arrow()).repartition(3)
    found = pl.from_arrow(score_spark(ruleset, frame, engine=ENGINE).toArrow())
    expected = one_by_one(ENGINE, ruleset, table)
    assert found.schema == expected.schema
    assert in_bytes(found) == in_bytes(expected)
