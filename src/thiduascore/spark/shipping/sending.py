"""A package's archive given to Spark, which brings it to every executor and puts it on the path there."""

from __future__ import annotations

import os
import sys
import tempfile
from functools import cache
from typing import TYPE_CHECKING

from thiduascore.spark.shipping.packing import Package

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def sent(package: Package, session: SparkSession) -> str:
    """The name of the archive, which the session has from now on; empty where there is nothing to send."""
    if package.archive and not _has(package.name):
        file = os.path.join(_shelf().name, package.name)
        with open(file, "wb") as written:
            written.write(package.archive)
        session.addArtifacts(file, pyfile=True)
        # Spark puts it on the driver's path too, where it would hide a plugin that is updated later.
        sys.path[:] = [path for path in sys.path if os.path.basename(path) != package.name]
    return package.name


def _has(name: str) -> bool:
    """Whether the session was given it before; one of Spark Connect compares by itself."""
    from pyspark import SparkFiles
    from pyspark.sql.utils import is_remote

    return not is_remote() and os.path.exists(SparkFiles.get(name))


@cache
def _shelf() -> tempfile.TemporaryDirectory[str]:
    """Where archives stay while this process lives, because executors that join later fetch them too."""
    return tempfile.TemporaryDirectory(prefix="thiduascore-")
