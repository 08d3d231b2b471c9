"""Frozen cohorts of tables: written as Parquet, and read again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final, Literal

import polars as pl
from attrs import evolve, frozen

from thiduascore.cohort.cohort import cohort_json
from thiduascore.cohort.files import cohort_file, read_cohort
from thiduascore.columns.cohort.frozen import UNITS, CohortTable, frozen_table, hash_of, is_in_order, table_of
from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
from thiduascore.engine import Engine
from thiduascore.model.ruleset import Ruleset
from thiduascore.tables.batches import batches, rows_of
from thiduascore.tables.formats import Failures, TableFile, check_columns, damaged, opened
from thiduascore.tables.joining import put, write_rejects
from thiduascore.tables.parts import Reject
from thiduascore.tables.rejecting import rejected, single
from thiduascore.tables.repeated import repeated
from thiduascore.tables.scored import REJECTS, Watch, beside, check_out
from thiduascore.tables.scoring import Scorer
from thiduascore.tables.suffixes import kind_of

_HEADING: Final = "thiduascore.cohort"
"""Under what a Parquet file holds the cohort's JSON, without its units, which are the rows."""


@frozen(kw_only=True)
class Frozen:
    """What became of a table that was frozen."""

    units: int
    hash: str
    rejects: int
    """How many rows are not in the cohort, being no reports."""
    rejects_file: str
    """Where they are told; empty when there are none."""
    notes: tuple[Diagnostic, ...]


def freeze_file(
    engine: Engine,
    ruleset: Ruleset,
    table: TableFile,
    out: str,
    *,
    decimal: Literal[".", ","] = ".",
    watch: Watch | None = None,
) -> Frozen:
    """Writes the cohort of a table's rows to `out`, and beside it the rows that are no reports.

    Raises DiagnosticError when the table cannot be used or has no reports at all, OSError when a file cannot
    be written.
    """
    check_out(out, table)
    notes = check_columns(table, ruleset)
    members, rejects = _read(Scorer(engine, ruleset, decimal=decimal), table, watch)
    rejects_file = beside(out, REJECTS)
    if rejects:
        write_rejects(rejects, Path(rejects_file))
    if members.is_empty():
        raise DiagnosticError(Diagnostic("cohort-of-nobody", {}, Place(table.path)))
    campaign = ruleset.campaign
    cohort = frozen_table(members, campaign=campaign.id, version=campaign.version, ruleset=ruleset.hash)
    write(cohort, out)
    if not rejects:
        # What an earlier run left there would be taken for this one's.
        Path(rejects_file).unlink(missing_ok=True)
    return Frozen(
        units=cohort.units.height,
        hash=cohort.hash,
        rejects=len({one.row for one in rejects}),
        rejects_file=rejects_file if rejects else "",
        notes=notes,
    )


def _read(scorer: Scorer, table: TableFile, watch: Watch | None) -> tuple[pl.DataFrame, list[Reject]]:
    """What a cohort holds of a table's rows, and those that are no reports."""
    rows = rows_of(3 * len(table.schema))
    twice, read = repeated(table, rows), 0
    members, rejects = [pl.DataFrame(schema=dict(UNITS))], list[Reject]()
    for batch in batches(table, rows):
        found, refused = scorer.members(single(batch, twice))
        members.append(found.select(list(UNITS)))
        rejects += rejected(batch, twice, table.path, refused)
        read += batch.height
        if watch is not None:
            watch(read, table.rows)
    return pl.concat(members), rejects


def write(cohort: CohortTable, out: str) -> None:
    """Writes a cohort whole or not at all; as Parquet, or as JSON where the suffix is another.

    Raises OSError when it cannot be written.
    """
    if kind_of(out) != "parquet":
        put(Path(out), partial(_write_text, cohort_json(cohort.cohort())))
        return
    heading = cohort_json(evolve(cohort, units=cohort.units.clear()).cohort())
    put(Path(out), lambda half: cohort.units.write_parquet(half, metadata={_HEADING: heading}))


def _write_text(text: str, file: str) -> None:
    Path(file).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")


def read(file: str) -> CohortTable:
    """The cohort in a file, Parquet or JSON.

    Raises DiagnosticError when it is none, or when its hash says that somebody changed it.
    """
    if kind_of(file) != "parquet":
        return table_of(read_cohort(file))
    table = opened(file)
    try:
        heading = pl.read_parquet_metadata(file).get(_HEADING)
        units = table.scan().collect()
    except Failures:
        raise damaged(file) from None
    if heading is None or dict(units.schema) != dict(UNITS):
        raise DiagnosticError(Diagnostic("not-a-cohort-table", {"path": file}, Place(file)))
    said, _ = cohort_file(heading, file)
    of = said.campaign
    if not is_in_order(units) or hash_of(of.id, units) != said.hash:
        raise DiagnosticError(Diagnostic("cohort-hash-differs", {}, Place(file)))
    return CohortTable(campaign=of.id, version=of.version, ruleset=of.ruleset, units=units, hash=said.hash)
