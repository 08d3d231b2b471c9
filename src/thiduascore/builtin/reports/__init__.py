"""The core's reports: one module a format; each turns results into the whole text of a file.

In: `Results`, and the `Page` for which it is written.
Out: `REPORTS`, registered through the same hook as a plugin's.
May import: `thiduascore.plugin`.

Each is imported when it is written.
Texts of authors and units are data in every format: escaped where a format could read them as anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from thiduascore.plugin import ReportFormat, Text

if TYPE_CHECKING:
    from thiduascore.plugin import Page, Results

__all__ = ["REPORTS"]


def _csv(results: Results, page: Page) -> str:
    from thiduascore.builtin.reports.csv import write_csv

    return write_csv(results, page)


def _json(results: Results, page: Page) -> str:
    from thiduascore.builtin.reports.json import write_json

    return write_json(results, page)


def _jsonl(results: Results, page: Page) -> str:
    from thiduascore.builtin.reports.json import write_jsonl

    return write_jsonl(results, page)


def _markdown(results: Results, page: Page) -> str:
    from thiduascore.builtin.reports.markdown import write_markdown

    return write_markdown(results, page)


def _table(results: Results, page: Page) -> str:
    from thiduascore.builtin.reports.table import write_table

    return write_table(results, page)


CSV = ReportFormat(
    name="csv",
    suffix=".csv",
    doc=Text(
        "Mỗi dòng một đơn vị, mở được bằng Excel; điểm từng tiêu chí ở các cột cuối.",
        "A row a unit, which Excel opens; points of each criterion in the last columns.",
    ),
    write=_csv,
)
JSON = ReportFormat(
    name="json",
    suffix=".json",
    doc=Text(
        "Một tài liệu JSON gồm xếp hạng, mọi phiếu chấm điểm đầy đủ và báo cáo chưa chấm được.",
        "One JSON document: the standings, every full scorecard, and what was not scored.",
    ),
    write=_json,
)
JSONL = ReportFormat(
    name="jsonl",
    suffix=".jsonl",
    doc=Text(
        "Mỗi dòng một phiếu chấm điểm đầy đủ hoặc một báo cáo chưa chấm được.",
        "A full scorecard, or a submission that was not scored, on each line.",
    ),
    write=_jsonl,
)
MARKDOWN = ReportFormat(
    name="markdown",
    suffix=".md",
    doc=Text("Báo cáo Markdown để đưa vào văn bản.", "A Markdown report to put into a document."),
    write=_markdown,
)
TABLE = ReportFormat(
    name="table",
    suffix=".txt",
    doc=Text(
        "Bảng cho màn hình: xếp hạng, điều kiện không đạt, phát hiện, báo cáo chưa chấm được.",
        "A table for the screen: ranking, failed conditions, findings, what was not scored.",
    ),
    write=_table,
)
REPORTS = (CSV, JSON, JSONL, MARKDOWN, TABLE)
