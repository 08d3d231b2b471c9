"""The first of two passes over a table whose points are relative: all rows are seen before any is scored.

What figures need of each batch is kept beside the parts, `seen-000001.arrow` with the numbers of rows in
`seen-000001.json`; figures that rows have for themselves are kept there too, `figures-01.parquet`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

import polars as pl
from attrs import frozen

from thiduascore.columns.cohort.comparing import ClassKey, CohortFigures, Day, own_between, table_figures
from thiduascore.columns.cohort.frozen import COHORT, CohortTable, marked
from thiduascore.columns.finishing import ROW
from thiduascore.columns.table import Among
from thiduascore.tables.batches import Batch, batches
from thiduascore.tables.formats import TableFile
from thiduascore.tables.parts import Parts, put_frame, put_text
from thiduascore.tables.scoring import Scorer

Single = Callable[[Batch], pl.DataFrame]
"""The rows of a batch whose units stand in no other row."""


@frozen(slots=False)
class Seen:
    """The batches of a table that were looked at."""

    folder: Path

    def file(self, index: int, kind: str) -> Path:
        """A batch's file, from 0."""
        return self.folder / f"seen-{index + 1:06}.{kind}"

    def add(self, index: int, frame: pl.DataFrame, *, rows: int, taken: int) -> None:
        """Keeps what was seen of a batch of so many rows, of which so many are reports."""
        put_text(self.file(index, "json"), json.dumps({"rows": rows, "taken": taken, "seen": frame.height}))
        put_frame(self.file(index, "arrow"), frame)

    @property
    def batches(self) -> list[dict[str, int]]:
        """What is known of each batch that was looked at."""
        found: list[dict[str, int]] = []
        while self.file(len(found), "arrow").exists():
            found.append(json.loads(self.file(len(found), "json").read_text(encoding="utf-8")))
        return found

    def frames(self) -> pl.LazyFrame:
        """Everything that was seen, in the order of the table."""
        files = [self.file(index, "arrow") for index in range(len(self.batches))]
        return pl.concat([pl.scan_ipc(file) for file in files], how="diagonal")


@frozen(slots=False)
class Comparison:
    """The whole table as the cohort of each of its rows."""

    figures: CohortFigures
    own: Mapping[Day, list[pl.LazyFrame]]
    seen: Seen
    frozen: bool
    """Whether there is a frozen cohort, to which each row that was seen says where it stands."""

    @cached_property
    def _starts(self) -> list[int]:
        """How many rows that were seen come before each batch."""
        starts = [0]
        for each in self.seen.batches:
            starts.append(starts[-1] + each["seen"])
        return starts

    def among(self, index: int) -> Among:
        """Who the rows of a batch are compared with."""
        columns = [ROW, COHORT] if self.frozen else [ROW]
        rows = pl.read_ipc(self.seen.file(index, "arrow"), columns=columns)
        own = own_between(self.own, self._starts[index], rows[ROW])
        return Among(self.figures, own, rows if self.frozen else None)


def comparison(
    scorer: Scorer,
    table: TableFile,
    parts: Parts,
    rows: int,
    digest: str,
    cohort: CohortTable | None,
    single: Single,
    watch: Callable[[int], None],
) -> Comparison | None:
    """Looks at all batches that were not looked at yet; None where there is nobody to compare with.

    Without a frozen cohort the rows are the cohort, which scorecards know by `digest`, the table's hash.
    `watch` is told how many rows were looked at.
    """
    seen = Seen(parts.folder)
    known = seen.batches
    read = sum(each["rows"] for each in known)
    for index, batch in enumerate(batches(table, rows, skip=read), start=len(known)):
        counting = single(batch)
        frame, count = scorer.watched(counting, members=cohort is not None)
        frame = frame if cohort is None else marked(frame, cohort)
        seen.add(index, frame, rows=batch.height, taken=count)
        read += batch.height
        watch(read)
    taken = [each["taken"] for each in seen.batches]
    if not taken or (cohort is None and sum(taken) <= 1):
        return None
    kept: list[Path] = []

    def keep(columns: pl.DataFrame) -> pl.LazyFrame:
        kept.append(parts.folder / f"figures-{len(kept) + 1:02}.parquet")
        columns.write_parquet(kept[-1])
        return pl.scan_parquet(kept[-1])

    lacking: Mapping[ClassKey, int] = {}
    if cohort is not None:
        digest, lacking = cohort.hash, cohort.lacking(seen.frames())
    figures, own = table_figures(seen.frames(), scorer.plan_of, digest, lacking, keep)
    return Comparison(figures, own, seen, frozen=cohort is not None)
