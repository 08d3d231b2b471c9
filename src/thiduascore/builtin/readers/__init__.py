"""The core's readers: a file of one format to raw reports, one for each unit in it.

In: the path of a file.
Out: `Report`s, lazily; a file, row or line that cannot be read is a report with problems, never an exception.
May import: `thiduascore.plugin`.

No reader knows a ruleset: what a text means is decided once, for all formats, by the intake.
A reader of several units' files is imported when such a file comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Literal

from thiduascore.builtin.readers.whole import JSON, TOML, YAML
from thiduascore.plugin import Reader, Text

if TYPE_CHECKING:
    from thiduascore.plugin import Report

__all__ = ["READERS"]


def _csv(path: FilePath, *, decimal: Literal[".", ","] = ".") -> Iterator[Report]:
    from thiduascore.builtin.readers.csv_table import read_csv

    return read_csv(path, decimal=decimal)


def _json_lines(path: FilePath) -> Iterator[Report]:
    from thiduascore.builtin.readers.json_lines import read_json_lines

    return read_json_lines(path)


CSV = Reader(
    name="csv",
    suffixes=(".csv", ".tsv"),
    doc=Text(
        "Bảng CSV: mỗi dòng là báo cáo của một đơn vị.", "A CSV table: each row is the report of one unit."
    ),
    read=_csv,
)
JSON_LINES = Reader(
    name="json-lines",
    suffixes=(".jsonl", ".ndjson"),
    doc=Text(
        "Mỗi dòng là một đối tượng JSON, báo cáo của một đơn vị.",
        "Each line is a JSON object, one unit's report.",
    ),
    read=_json_lines,
)
READERS = (CSV, JSON, JSON_LINES, TOML, YAML)
