"""The public functions: a DataFrame of Spark in, a DataFrame of results out; both lazy, as Spark has it."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Literal

import polars as pl

from thiduascore.cohort import Cohort
from thiduascore.columns.cohort.frozen import CohortTable, table_of
from thiduascore.engine import Engine
from thiduascore.model.ruleset import Ruleset
from thiduascore.spark.cohort.comparing import compared
from thiduascore.spark.executing import REJECT, Shipment, executed, schema_of, versions_of
from thiduascore.spark.naming import inner, renamed_in, renamed_out
from thiduascore.spark.ranking import with_ranks
from thiduascore.spark.repeats import marked
from thiduascore.spark.shipping.packing import Ship, packed
from thiduascore.spark.shipping.sending import sent
from thiduascore.spark.types import struct_of
from thiduascore.tables.formats import check_types
from thiduascore.tables.joining import result_schema
from thiduascore.tables.scoring import Scorer

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def score_spark(
    ruleset: Ruleset,
    frame: DataFrame,
    *,
    engine: Engine | None = None,
    as_of: datetime.date | None = None,
    decimal: Literal[".", ","] = ".",
    ship: Ship = "plugins",
    cohort: Cohort | CohortTable | None = None,
) -> DataFrame:
    """One row for each unit: total, level, ranks, every item and criterion, as `score` gives for a table.

    The columns of `frame` are named as those of CSV files.
    With a frozen `cohort` only its units are compared and ranked, and `cohort` says where each stands to it.
    `engine` loads the installed plugins unless it is given; executors are sent its plugins, with `ship`
    "engine" thiduascore too, and with "nothing" they use what is installed there.
    Raises DiagnosticError for a ruleset or columns that cannot be scored and for a plugin that cannot travel;
    a task fails, naming each version that differs from the driver's.
    """
    from pyspark.sql import functions as F

    frozen = table_of(cohort) if isinstance(cohort, Cohort) else cohort
    scorer = Scorer(engine or Engine(), ruleset, as_of=as_of, decimal=decimal, frozen=frozen is not None)
    found = _executed(scorer, frame, ship, frozen).where(F.col(inner("reject.code")).isNull())
    names = [inner(name) for name in result_schema(scorer.schema, scorer.ordering)]
    return renamed_out(with_ranks(found, scorer.ordering).select(*names))


def rejects_spark(
    ruleset: Ruleset,
    frame: DataFrame,
    *,
    engine: Engine | None = None,
    as_of: datetime.date | None = None,
    decimal: Literal[".", ","] = ".",
    ship: Ship = "plugins",
) -> DataFrame:
    """The rows that `score_spark` leaves out: `unit.id`, and the reason as a name and in both languages."""
    from pyspark.sql import functions as F

    scorer = Scorer(engine or Engine(), ruleset, as_of=as_of, decimal=decimal)
    found = _executed(scorer, frame, ship, alone=True).where(F.col(inner("reject.code")).isNotNull())
    return renamed_out(found.select(*map(inner, ("unit.id", *REJECT))))


def _executed(
    scorer: Scorer, frame: DataFrame, ship: Ship, cohort: CohortTable | None = None, *, alone: bool = False
) -> DataFrame:
    """What executors give of each row; each `alone`, or among others where points are relative."""
    _check(scorer, frame)
    document, package = scorer.ruleset.document, packed(scorer.engine, ship)
    shipment = Shipment(
        text=document.text,
        name=document.name,
        versions=versions_of(scorer.engine),
        plugins=package.plugins if package else None,
        archive=sent(package, frame.sparkSession) if package else "",
        as_of=scorer.as_of,
        decimal=scorer.decimal,
        frozen=scorer.frozen,
    )
    rows, figures = marked(renamed_in(frame)), None
    if cohort is not None or (not alone and scorer.engine.is_relative(scorer.ruleset)):
        rows, figures = compared(rows, scorer, shipment, cohort)
    schema = struct_of({inner(name): type_ for name, type_ in schema_of(scorer).items()})
    packed_figures = pickle.dumps(figures) if figures is not None else b""
    return rows.mapInArrow(partial(_scored, shipment, packed_figures, schema), schema)


def _scored(
    shipment: Shipment, figures: bytes, schema: StructType, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    from pyspark.sql.pandas.types import to_arrow_schema

    yield from executed(shipment, figures, batches, to_arrow_schema(schema))


def _check(scorer: Scorer, frame: DataFrame) -> None:
    """Raises DiagnosticError for columns that no table may have; nothing of the frame is computed."""
    from pyspark.sql.pandas.types import to_arrow_schema

    empty = to_arrow_schema(frame.schema).empty_table()
    read = pl.from_arrow(empty)
    assert isinstance(read, pl.DataFrame), "a table has columns"
    check_types(read.schema, scorer.ruleset)
