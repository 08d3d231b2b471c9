"""Finished parts of a result, in a folder beside it; a part is there whole or not at all.

`part-000001.arrow` holds the units of a part, `part-000001.json` what else came of it: rows that could not
be read, and chosen scorecards. The second is written first, so a part with the first is finished.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl
from attrs import asdict, frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
from thiduascore.tables.manifest import Manifest, check_same, manifest_json

SUFFIX: Final = ".parts"
MANIFEST: Final = "manifest.json"


@frozen
class Reject:
    """A row that could not be scored."""

    row: int
    """Its number in the table: the row from 1, or the line of a CSV file."""
    unit: str
    """The unit's id where one could be read, else empty."""
    slug: str
    vi: str
    en: str


@frozen(kw_only=True)
class Part:
    """What became of one batch."""

    rows: int
    """How many rows of the table it stands for."""
    units: int
    """How many of them were scored."""
    rejects: tuple[Reject, ...] = ()
    cards: tuple[str, ...] = ()
    """The chosen scorecards, a line of JSON each."""


@frozen
class Parts:
    """The folder of parts of one result."""

    folder: Path

    def frames(self) -> list[Path]:
        """The files of the finished parts' units, in order."""
        found: list[Path] = []
        while (file := self.file(len(found), "arrow")).exists():
            found.append(file)
        return found

    def file(self, index: int, kind: str) -> Path:
        """A part's file, from 0."""
        return self.folder / f"part-{index + 1:06}.{kind}"

    def add(self, index: int, units: pl.DataFrame, part: Part) -> None:
        """Writes a finished part; it is there once everything of it is on the disk."""
        put_text(self.file(index, "json"), _text(part))
        put_frame(self.file(index, "arrow"), units)

    @property
    def begun(self) -> bool:
        """Whether anything was finished that a run can go on from."""
        return any(self.folder.glob("*.arrow"))

    def part(self, index: int) -> Part:
        """A finished part without its units."""
        found = json.loads(self.file(index, "json").read_text(encoding="utf-8"))
        rejects = tuple(Reject(*each) for each in found["rejects"])
        return Part(rows=found["rows"], units=found["units"], rejects=rejects, cards=tuple(found["cards"]))

    def all(self) -> Iterator[Part]:
        """Every finished part without its units, in order."""
        return (self.part(index) for index in range(len(self.frames())))

    def remove(self) -> None:
        """Removes the folder and everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def parts_of(out: str) -> Parts:
    """The folder in which the parts of a result stand until it is whole."""
    return Parts(Path(os.path.realpath(out) + SUFFIX))


def started(out: str, manifest: Manifest, *, resume: bool) -> Parts:
    """The folder of a run's parts, empty or with those that an interrupted run had finished.

    Raises DiagnosticError when that run was about something else, when there is none to go on with, or when
    the folder is somebody else's.
    """
    parts = parts_of(out)
    file = parts.folder / MANIFEST
    if resume:
        if not file.is_file():
            raise DiagnosticError(Diagnostic("resume-nothing", {"path": out}, Place(out)))
        check_same(file.read_text(encoding="utf-8"), manifest, str(file))
        return parts
    if parts.folder.exists():
        if not file.is_file():
            raise DiagnosticError(Diagnostic("parts-in-the-way", {"path": str(parts.folder)}, Place(out)))
        parts.remove()
    parts.folder.mkdir()
    put_text(file, manifest_json(manifest))
    return parts


def _text(part: Part) -> str:
    found: dict[str, Any] = asdict(part, recurse=False)
    found["rejects"] = [[each.row, each.unit, each.slug, each.vi, each.en] for each in part.rejects]
    return json.dumps(found, ensure_ascii=False)


def put_frame(file: Path, frame: pl.DataFrame) -> None:
    """Writes an Arrow file whole or not at all; to encode it as Parquet would take far longer."""
    half = file.with_suffix(".half")
    frame.write_ipc(half, compression="lz4")
    _sync(half)
    os.replace(half, file)


def put_text(file: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    half = file.with_suffix(".half")
    half.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    _sync(half)
    os.replace(half, file)


def _sync(file: Path) -> None:
    with open(file, "rb") as written:
        os.fsync(written.fileno())
