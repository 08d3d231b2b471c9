"""A local Spark for one process of a run, through the same public function that everybody calls."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from thiduascore import Engine, Ruleset

from .checking import Spark

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    # A thousand small jobs of different columns: compiling for speed costs more than it brings.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
PARTITIONS = 2
"""Partitions of a table: every ruleset goes through a shuffle and more than one task."""


@contextmanager
def local_spark(engine: Engine) -> Iterator[Spark]:
    """A session of one core, for as long as it is needed."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    builder = SparkSession.builder.master("local[1]").appName("parity")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield lambda ruleset, table: scored(session, engine, ruleset, table)
    finally:
        session.stop()


def scored(session: Any, engine: Engine, ruleset: Ruleset, table: pl.DataFrame) -> pl.DataFrame:
    """The table's results by Spark."""
    from thiduascore.spark import score_spark

    frame = session.createDataFrame(table.to_arrow()).repartition(PARTITIONS)
    found = pl.from_arrow(score_spark(ruleset, frame, engine=engine).toArrow())
    assert isinstance(found, pl.DataFrame), "results have columns"
    return found
