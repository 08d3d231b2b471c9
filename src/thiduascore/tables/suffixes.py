"""Which files are tables, by their names and sizes; asked before anybody needs Polars."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, Literal

Kind = Literal["parquet", "arrow", "csv"]
KINDS: Final[Mapping[str, Kind]] = {
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".csv": "csv",
    ".tsv": "csv",
}
"""The kind of table that a file's suffix stands for."""
LARGE_CSV: Final = 64 * 1024 * 1024
"""A CSV file of more bytes than this is a table; a smaller one is, too, when the result is to be a table."""


def kind_of(path: str) -> Kind | None:
    """The kind that the suffix stands for; None when it stands for no table."""
    return KINDS.get(os.path.splitext(path)[1].lower())


def is_table(path: str, out: str | None) -> bool:
    """Whether a file is scored as a table rather than as reports that are held in memory and ranked.

    Parquet and Arrow always are; CSV when the result is to be Parquet or Arrow, or when it is large.
    """
    kind = kind_of(path)
    if kind != "csv":
        return kind is not None
    if out is not None and kind_of(out) in ("parquet", "arrow"):
        return True
    return os.path.isfile(path) and os.path.getsize(path) > LARGE_CSV
