"""What an executor does: it builds an engine of its own, sees that it is the driver's, and scores batches."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl
from attrs import frozen

from thiduascore.columns.cohort.comparing import CohortFigures
from thiduascore.columns.cohort.frozen import COHORT
from thiduascore.columns.finishing import ROW
from thiduascore.columns.intake.facts import figure_column
from thiduascore.columns.table import Among
from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.engine import Engine
from thiduascore.spark.naming import outer
from thiduascore.spark.ranking import sorting, sorting_schema
from thiduascore.spark.repeats import REPEATED, why_not
from thiduascore.spark.shipping.packing import Packed
from thiduascore.spark.shipping.unpacking import unpacked
from thiduascore.tables.scoring import Scored, Scorer, reasons
from thiduascore.text import parse_toml

if TYPE_CHECKING:
    import pyarrow as pa

REJECT: Final[Mapping[str, pl.DataType]] = {
    "reject.code": pl.String(),
    "reject.vi": pl.String(),
    "reject.en": pl.String(),
}
"""Why a row was not scored; empty in rows that were."""
_ROWS: Final = 50_000
OWN: Final = f"#{figure_column(0)[:-1]}"
"""How the columns of figures begin that each row has for itself."""
STANDING: Final = f"#{COHORT}"
"""The column that says where a row stands to a frozen cohort."""


@frozen
class Shipment:
    """What goes to the executors: the ruleset's own text, and the engine's plugins."""

    text: str
    name: str
    versions: tuple[tuple[str, str], ...]
    """The engine's and each plugin's version, which executors must have too."""
    plugins: tuple[Packed, ...] | None = None
    """The engine's plugins; None where executors load those that are installed there."""
    archive: str = ""
    """The file from which plugins are imported, which Spark brings to the executors; empty for none."""
    as_of: datetime.date | None = None
    decimal: Literal[".", ","] = "."
    frozen: bool = False
    """Whether there is a frozen cohort."""


def versions_of(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Everything whose version a result depends on."""
    own = {"thiduascore": engine.versions.engine, "polars": pl.__version__}
    return tuple(sorted({**engine.versions.plugins, **own}.items()))


@lru_cache(maxsize=8)
def scorer_of(shipment: Shipment) -> Scorer:
    """The scorer of a shipment; a worker keeps it from task to task.

    Raises DiagnosticError that names each plugin that the executor cannot load, or has in another version.
    """
    engine = Engine(None if shipment.plugins is None else unpacked(shipment.plugins, shipment.archive))
    here, there = dict(versions_of(engine)), dict(shipment.versions)
    differing = [
        Diagnostic(
            "spark-versions", {"name": name, "driver": there.get(name, "–"), "executor": here.get(name, "–")}
        )
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    ]
    if differing:
        raise DiagnosticError(*differing)
    ruleset = engine.load(parse_toml(shipment.text, shipment.name))
    return Scorer(engine, ruleset, as_of=shipment.as_of, decimal=shipment.decimal, frozen=shipment.frozen)


def executed(
    shipment: Shipment, figures: bytes, batches: Iterable[pa.RecordBatch], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The results of a partition, batch by batch, and a row for each reason why a row was not scored.

    `figures` are those of the classes in which units are compared, packed; empty where there are none.
    """
    scorer = scorer_of(shipment)
    for table in gathered(batches):
        frame = frame_of(table)
        single = frame.filter(pl.col(REPEATED) == 0)
        beside = single.select(name for name in single.columns if name.startswith(OWN) or name == STANDING)
        numbers = pl.int_range(single.height, dtype=pl.Int64, eager=True).alias(ROW)
        among = None
        if figures:
            own = pl.DataFrame([numbers, *beside.rename(lambda name: name[1:])])
            standings = own.select(ROW, COHORT) if scorer.frozen else None
            among = Among(_unpacked(figures), own, standings)
        scored = scorer.score(single.drop(REPEATED, *beside.columns), among)
        for found in (_units(scorer, scored), _refused(scorer, scored, frame)):
            yield from found.to_arrow().rename_columns(schema.names).cast(schema).to_batches()


@lru_cache(maxsize=4)
def _unpacked(figures: bytes) -> CohortFigures:
    """A worker keeps the figures from task to task, and with them what was compiled for them."""
    found = pickle.loads(figures)
    assert isinstance(found, CohortFigures), "packed by the driver"
    return found


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches of a size at which columns pay, made from smaller ones."""
    import pyarrow as pa

    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= _ROWS:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def frame_of(table: pa.Table) -> pl.DataFrame:
    """The rows by the names of columns that everybody knows."""
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame), "a table has columns"
    return found.rename(outer)


def schema_of(scorer: Scorer) -> dict[str, pl.DataType]:
    """The columns of what executors give: the results, what ranks go by, and why a row was not scored."""
    return {**scorer.schema, **sorting_schema(scorer.ordering), **REJECT}


def _units(scorer: Scorer, scored: Scored) -> pl.DataFrame:
    return _shaped(sorting(scored.units, scorer.ordering), scorer)


def _refused(scorer: Scorer, scored: Scored, frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each reason; only the unit's id is known of them."""
    told = [(refused.unit, why) for _, refused in scored.refused for why in reasons(refused)]
    several = frame.filter(pl.col(REPEATED) > 0).select(pl.col("unit.id").cast(pl.String), REPEATED).rows()
    told += [(unit, why_not(unit, code)) for unit, code in several]
    rows = [(unit, why.slug, why.message("vi"), why.message("en")) for unit, why in told]
    found = pl.DataFrame(rows, schema={"unit.id": pl.String(), **REJECT}, orient="row")
    return _shaped(found, scorer)


def _shaped(frame: pl.DataFrame, scorer: Scorer) -> pl.DataFrame:
    """The frame with every column that executors give, empty where it has none."""
    lacking = [
        pl.lit(None, dtype=type_).alias(name)
        for name, type_ in schema_of(scorer).items()
        if name not in frame.columns
    ]
    return frame.with_columns(lacking).select(list(schema_of(scorer)))
