"""Names of columns inside Spark, which takes a dot in a name for the member of a value.

A dot is written `%2E` while Spark computes; what goes in and what comes out has its usual names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_WRITTEN: Final = (("%", "%25"), (".", "%2E"), ("`", "%60"))


def inner(name: str) -> str:
    """The name inside Spark."""
    for mark, written in _WRITTEN:
        name = name.replace(mark, written)
    return name


def outer(name: str) -> str:
    """The name that everybody knows."""
    for mark, written in reversed(_WRITTEN):
        name = name.replace(written, mark)
    return name


def hidden(name: str) -> str:
    """The name inside Spark of a column that is there only while it computes."""
    return f"#{inner(name)}"


def shown(name: str) -> str:
    """What such a column was called."""
    return outer(name).removeprefix("#")


def renamed_in(frame: DataFrame) -> DataFrame:
    """The same columns by their names inside Spark."""
    return frame.toDF(*map(inner, frame.columns))


def renamed_out(frame: DataFrame) -> DataFrame:
    """The same columns by the names that everybody knows."""
    return frame.toDF(*map(outer, frame.columns))
