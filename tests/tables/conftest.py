"""A local Spark for the tests that need one, started once.

Without Java or PySpark they are skipped and say so; with THIDUASCORE_SPARK=1, as in `.ci/run`, they fail.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest


def _lacking() -> str:
    """What is missing for a local Spark; empty when nothing is."""
    if find_spec("pyspark") is None:
        return "pyspark, of the extra `spark`, is not installed"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "there is no Java (17 or 21), on which Spark runs"
    return ""


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session of two cores in which a failed task is tried three times."""
    lacking = _lacking()
    if lacking:
        assert os.environ.get("THIDUASCORE_SPARK") != "1", lacking
        pytest.skip(lacking)
    from pyspark.sql import SparkSession

    before = {name: os.environ.get(name) for name in ("PYSPARK_PYTHON", "PYTHONPATH")}
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "700",
        # Small tables: what Spark and Java compile costs more than it saves.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
    }
    builder = SparkSession.builder.master("local[2,3]").appName("thiduascore")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
