"""The finished parts as one file, which is written beside its place and put there at the end."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from thiduascore.builtin.reports.csv import MARK, text_cell
from thiduascore.columns.cohort.frozen import COHORT, MEMBER, SUBMISSION, UNITS, CohortTable
from thiduascore.diagnostics import phrase_text
from thiduascore.tables.ordering import PERIOD, Ordering
from thiduascore.tables.parts import Parts, Reject
from thiduascore.tables.ranks import ranks
from thiduascore.tables.scoring import ABOUT
from thiduascore.tables.suffixes import Kind

GROUP_ROWS: Final = 65_536
"""Rows of a row group, always the same, so that the bytes of a result do not depend on its parts."""
_FORMULA: Final = r"^\s*[=+\-@]|^[\t\r\n]"
REJECT_COLUMNS: Final = ("row", "unit.id", "code", "vi", "en")


def result_schema(schema: Mapping[str, pl.DataType], ordering: Ordering) -> dict[str, pl.DataType]:
    """The columns of a result with ranks, which stand behind those that say whose it is."""
    first = [name for name in ("unit.id", *ABOUT, COHORT) if name in schema]
    found = {name: schema[name] for name in first} | ordering.columns
    return found | {name: type_ for name, type_ in schema.items() if name not in first}


def join(parts: Parts, out: Path, kind: Kind, ordering: Ordering, schema: Mapping[str, pl.DataType]) -> None:
    """Writes all finished parts as one table to `out`, whole or not at all.

    Raises OSError when it cannot be written; an earlier file of that name then stands as it was.
    """
    frames = parts.frames()
    table = pl.scan_ipc(frames) if frames else pl.DataFrame(schema=dict(schema)).lazy()
    if frames:
        file = parts.folder / "ranks.parquet"
        ranks(ordering, frames).write_parquet(file)
        table = pl.concat([table, pl.scan_parquet(file)], how="horizontal")
    else:
        table = table.with_columns(
            pl.lit(None, dtype=kind).alias(name) for name, kind in ordering.columns.items()
        )
    table = table.select(list(result_schema(schema, ordering)))
    put(out, lambda half: _sink(table, half, kind))


def _sink(table: pl.LazyFrame, half: str, kind: Kind) -> None:
    if kind == "parquet":
        table.sink_parquet(half, row_group_size=GROUP_ROWS, statistics=True, maintain_order=True)
    elif kind == "arrow":
        table.sink_ipc(half, record_batch_size=GROUP_ROWS, maintain_order=True)
    else:
        text = pl.col(pl.String)
        safe = pl.when(text.str.contains(_FORMULA) | text.str.contains(r"^-?\d+/\d+$"))
        cells = safe.then(pl.lit("'") + text).otherwise(text)
        separator = "\t" if half.endswith(".tsv") else ","
        table.with_columns(cells.name.keep()).sink_csv(
            half, include_bom=True, line_terminator="\r\n", separator=separator, maintain_order=True
        )


def write_rejects(rejects: Iterable[Reject], out: Path) -> None:
    """The rows that were not scored as CSV, a reason a line, in both languages."""
    put(out, lambda half: _lines(half, _reject_lines(rejects)))


def _reject_lines(rejects: Iterable[Reject]) -> Iterator[str]:
    yield MARK + _csv_line(REJECT_COLUMNS)
    for each in rejects:
        yield _csv_line((str(each.row), *map(text_cell, (each.unit, each.slug, each.vi, each.en))))


def apart_of(cohort: CohortTable, parts: Parts) -> pl.DataFrame:
    """The units that are not as they were frozen, with their standing in `cohort`, by unit and period.

    Of those in the cohort without a row that was scored it is `absent`.
    """
    about = [name for name in UNITS if name != SUBMISSION]
    units = (pl.read_ipc(file, columns=["unit.id", *PERIOD]) for file in parts.frames())
    found = [cohort.absent(units).select(*about, pl.lit("absent").alias(COHORT))]
    for file in parts.frames():
        found.append(pl.read_ipc(file, columns=[*about, COHORT]).filter(pl.col(COHORT) != MEMBER))
    return pl.concat(found).sort("unit.id", *PERIOD, nulls_last=False)


def write_apart(apart: pl.DataFrame, out: Path) -> None:
    """The units apart from a frozen cohort as CSV, with the reason in both languages."""
    put(out, lambda half: _lines(half, _apart_lines(apart)))


def _apart_lines(apart: pl.DataFrame) -> Iterator[str]:
    yield MARK + _csv_line((*apart.columns, "vi", "en"))
    for *about, why in apart.iter_rows():
        said = phrase_text(f"table-apart-{why}")
        cells = (text_cell("" if each is None else str(each)) for each in about)
        yield _csv_line((*cells, why, said.vi, said.en))


def _csv_line(cells: Iterable[str]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r\n").writerow(cells)
    return sink.getvalue()


def write_cards(cards: Iterable[str], out: Path) -> None:
    """The chosen scorecards, one on each line."""
    put(out, lambda half: _lines(half, (f"{card}\n" for card in cards)))


def _lines(half: str, lines: Iterable[str]) -> None:
    with open(half, "w", encoding="utf-8", errors="surrogatepass", newline="") as sink:
        sink.writelines(lines)


def put(out: Path, write: Callable[[str], None]) -> None:
    """Has a file written beside its place, and puts it there once it is on the disk.

    What a link leads to is replaced, not the link; pipes and devices are written to.
    """
    out = Path(os.path.realpath(out))
    if out.exists() and not out.is_file() and not out.is_dir():
        write(str(out))
        return
    handle, half = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=out.suffix)
    os.close(handle)
    try:
        write(half)
        with open(half, "rb") as written:
            os.fsync(written.fileno())
        os.chmod(half, _mode(out))
        os.replace(half, out)
    except BaseException:
        os.unlink(half)
        raise


def _mode(file: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    if file.exists():
        return file.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
