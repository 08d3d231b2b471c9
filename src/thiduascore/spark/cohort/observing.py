"""The first of two passes over rows whose points are relative: what figures need of each, in columns beside.

Spark sorts by two columns for each number: the whole part of the quotient, and what is left of it, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from thiduascore.columns.cohort.comparing import class_name
from thiduascore.columns.cohort.peers import order_keys
from thiduascore.columns.cohort.watching import number_columns, schema_of
from thiduascore.columns.finishing import ROW
from thiduascore.program.plan import Plan
from thiduascore.spark.cohort.classes import (
    PERIOD,
    SPREAD,
    TAKEN,
    VALID,
    class_columns,
    kinds_of,
    rest,
    whole,
)
from thiduascore.spark.cohort.frozen import MEMBERS
from thiduascore.spark.executing import Shipment, frame_of, gathered, scorer_of
from thiduascore.spark.naming import hidden, shown
from thiduascore.spark.repeats import REPEATED
from thiduascore.spark.types import struct_of
from thiduascore.tables.scoring import Scorer

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_AT: Final = "at"
_REST: Final = pl.Decimal(38, 0)


def observed(rows: DataFrame, shipment: Shipment, plan: Plan) -> DataFrame:
    """The rows with what was seen of each; see `classes` for the columns."""
    from pyspark.sql import types as T

    schema = T.StructType([*rows.schema.fields, *struct_of(_schema(plan, shipment.frozen)).fields])
    return rows.mapInArrow(partial(_observed, shipment, schema), schema)


def _schema(plan: Plan, frozen: bool) -> dict[str, pl.DataType]:
    """The columns by their names inside Spark."""
    found: dict[str, pl.DataType] = {VALID: pl.Boolean(), TAKEN: pl.Int64(), SPREAD: pl.Int64()}
    found |= dict.fromkeys(PERIOD, pl.Date())
    found |= {class_columns(within)[-1]: pl.String() for within in kinds_of(plan)}
    found |= {hidden(name): type_ for name, type_ in schema_of(plan).items()}
    for index, observation in enumerate(plan.observations):
        for number in range(len(observation.trees)):
            found |= {whole(index, number): pl.Int64(), rest(index, number): _REST}
    return {**found, **(MEMBERS if frozen else {})}


def _observed(
    shipment: Shipment, schema: StructType, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_schema

    scorer, arrow = scorer_of(shipment), to_arrow_schema(schema)
    for table in gathered(batches):
        columns = _beside(scorer, frame_of(table)).to_arrow()
        found = pa.table([*table.columns, *columns.columns], names=arrow.names)
        yield from found.cast(arrow).to_batches()


def _beside(scorer: Scorer, frame: pl.DataFrame) -> pl.DataFrame:
    """What was seen of each row of the frame; null of rows that are no report of a unit."""
    numbered = frame.with_row_index(_AT).filter(pl.col(REPEATED) == 0)
    seen, taken = scorer.watched(numbered.drop(_AT, REPEATED), members=scorer.frozen)
    plan = scorer.plan
    schema = _schema(plan, scorer.frozen)
    columns = [pl.lit(True).alias(VALID), pl.col("period.start").alias(PERIOD[0])]
    columns += [pl.col("period.end").alias(PERIOD[1])]
    columns += [class_name(within).alias(class_columns(within)[-1]) for within in kinds_of(plan)]
    columns += [pl.col(name).alias(hidden(name)) for name in schema_of(plan) if name in seen.columns]
    if scorer.frozen:
        columns += [pl.col(shown(name)).alias(name) for name in MEMBERS]
    for index, observation in enumerate(plan.observations):
        for number in range(len(observation.trees)):
            pair = number_columns(index, number)
            if pair[0] in seen.columns:
                keys = order_keys(*map(pl.col, pair))
                names = (whole(index, number), rest(index, number))
                columns += [key.alias(name) for key, name in zip(keys, names, strict=True)]
    made = seen.select(numbered[_AT].gather(seen[ROW]).alias(_AT), *columns)
    found = pl.DataFrame({_AT: pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
    found = found.join(made, on=_AT, how="left", maintain_order="left")
    told = pl.when(pl.col(_AT) == 0).then(taken).otherwise(0).alias(TAKEN)
    spread = frame.hash_rows(seed=1).reinterpret(signed=True).alias(SPREAD)
    found = found.with_columns(told, spread, pl.col(VALID).fill_null(False))
    lacking = [pl.lit(None).alias(name) for name in schema if name not in found.columns]
    return found.with_columns(lacking).select(pl.col(name).cast(type_) for name, type_ in schema.items())
