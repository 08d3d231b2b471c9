"""TOML, JSON and YAML: a file is one unit's report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path as FilePath

from thiduascore.plugin import (
    Diagnostic,
    DiagnosticError,
    Document,
    Format,
    Reader,
    Report,
    Text,
    parse_document,
    read_file,
)


def report_of(document: Document, *, folder: FilePath | None, row: int | None = None) -> Report:
    """The report that a document holds; a document that is no table is a report with a problem."""
    if isinstance(document.value, Mapping):
        return Report(tree=document.value, place=document.place, file=document.name, row=row, folder=folder)
    problem = Diagnostic("submission-not-a-table", {}, document.place(()))
    return Report(file=document.name, row=row, problems=(problem,))


def read_whole(format: Format, path: FilePath | str) -> Iterator[Report]:
    """The one report in a file of that format."""
    name = str(path)
    try:
        document = parse_document(read_file(name), name, format)
    except DiagnosticError as error:
        yield Report(file=name, problems=error.diagnostics)
        return
    yield report_of(document, folder=FilePath(name).parent)


TOML = Reader(
    name="toml",
    suffixes=(".toml",),
    doc=Text("Một tệp TOML là báo cáo của một đơn vị.", "A TOML file is the report of one unit."),
    read=partial(read_whole, "toml"),
)
JSON = Reader(
    name="json",
    suffixes=(".json",),
    doc=Text("Một tệp JSON là báo cáo của một đơn vị.", "A JSON file is the report of one unit."),
    read=partial(read_whole, "json"),
)
YAML = Reader(
    name="yaml",
    suffixes=(".yaml", ".yml"),
    doc=Text("Một tệp YAML là báo cáo của một đơn vị.", "A YAML file is the report of one unit."),
    read=partial(read_whole, "yaml"),
)
