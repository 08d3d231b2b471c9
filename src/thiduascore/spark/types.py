"""Types of columns, from Polars to Spark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pyspark.sql.types import DataType, StructType


def struct_of(schema: Mapping[str, pl.DataType]) -> StructType:
    """The columns of a frame as Spark declares them."""
    from pyspark.sql import types as T

    return T.StructType([T.StructField(name, _type(type_)) for name, type_ in schema.items()])


def _type(type_: pl.DataType) -> DataType:
    from pyspark.sql import types as T

    if isinstance(type_, pl.Decimal):
        return T.DecimalType(38, type_.scale or 0)
    plain = {
        pl.String: T.StringType,
        pl.Boolean: T.BooleanType,
        pl.Int64: T.LongType,
        pl.Date: T.DateType,
        pl.Binary: T.BinaryType,
    }
    return plain[type(type_)]()
