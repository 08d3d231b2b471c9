"""Units that stand in more than one row, found before anything is scored: by a window over each unit's rows.

Rows that say the same count once; which one is kept makes no difference. Of rows that differ none counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import polars as pl

from thiduascore.diagnostics import Diagnostic
from thiduascore.spark.naming import outer
from thiduascore.tables.repeated import contents_of, keys

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

REPEATED: Final = "#repeated"
"""0 for a row that counts, 1 for one that says the same as another, 2 for one that another contradicts."""
_KEY, _CONTENT = "#key", "#content"


def marked(frame: DataFrame) -> DataFrame:
    """The rows with the column `#repeated`."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    schema = StructType(
        [*frame.schema.fields, StructField(_KEY, StringType()), StructField(_CONTENT, LongType())]
    )
    keyed = frame.mapInArrow(_keyed, schema)
    unit = Window.partitionBy(_KEY)
    differs = F.min(_CONTENT).over(unit) != F.max(_CONTENT).over(unit)
    later = F.row_number().over(unit.orderBy(_CONTENT)) > 1
    code = F.when(differs, 2).when(later, 1).otherwise(0)
    return keyed.withColumn(REPEATED, code).drop(_KEY, _CONTENT)


def _keyed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        frame = pl.DataFrame(batch).rename(outer)
        key = keys(frame).select(pl.concat_str(pl.all(), separator="\n")).to_series()
        content = contents_of(frame).reinterpret(signed=True)
        more = pl.DataFrame({_KEY: key, _CONTENT: content}).to_arrow()
        columns = [*batch.columns, *(column.combine_chunks() for column in more.columns)]
        fields = [*batch.schema, pa.field(_KEY, pa.string()), pa.field(_CONTENT, pa.int64())]
        schema = pa.schema(fields)
        table = pa.table(columns, names=schema.names).cast(schema)
        yield from table.to_batches()


def why_not(unit: str, code: int) -> Diagnostic:
    """Why a row of a unit with several rows does not count."""
    slug = "spark-contradicting-rows" if code == 2 else "spark-repeated-row"
    return Diagnostic(slug, {"unit": unit})
