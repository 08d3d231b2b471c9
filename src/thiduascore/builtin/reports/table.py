"""Results for the screen: the ranking as a table, then what failed, was noticed or not scored."""

from __future__ import annotations

from collections.abc import Iterator

from thiduascore.builtin.reports.layout import paragraph, table
from thiduascore.builtin.reports.remarks import NUMERIC, cells, columns, heading, illustrative_text, sections
from thiduascore.plugin import Page, ReportFormat, Results, Text, phrase, printable

WIDE = 160
"""Columns where no terminal says how many it has."""

BOLD, DIM, ITALIC, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[0m"


def write_table(results: Results, page: Page) -> str:
    """The whole report, for the page's columns; escape sequences only where the page shows colours."""
    return "".join(
        f"{style}{line}{PLAIN}\n" if style and page.color and line else f"{line}\n"
        for style, line in _styled(results, page)
    )


def _styled(results: Results, page: Page) -> Iterator[tuple[str, str]]:
    width = page.width or WIDE
    title, about = heading(results, page.lang)
    notes = ((BOLD, title), (DIM, about), (ITALIC, illustrative_text(results, page.lang)))
    for style, text in notes:
        yield from ((style, line) for line in _paragraph(text, 0, width) if line)
    yield "", ""
    if results.standings.all:
        yield from _table(results, page, width)
    else:
        yield "", phrase("report-nothing", page.lang)
    for heading_text, lines in sections(results, page.lang):
        yield "", ""
        yield BOLD, heading_text
        for depth, text in lines:
            yield from (("", line) for line in _paragraph(text, 2 * depth, width))


def _paragraph(text: str, indent: int, width: int) -> list[str]:
    return paragraph(printable(text), indent=indent, width=width)


def _table(results: Results, page: Page, width: int) -> Iterator[tuple[str, str]]:
    names = columns(results)
    standings = results.standings.all
    heads = [phrase(f"report-{name}", page.lang) for name in names]
    rows = [cells(standing, page.lang) for standing in standings]
    right = {index for index, name in enumerate(names) if name in NUMERIC}
    texts = [[printable(row[name]) for name in names] for row in rows]
    for number, line in table(heads, texts, right=right, width=width):
        unranked = number is not None and standings[number].rank is None
        yield DIM if unranked else BOLD if number is None else "", line


TABLE = ReportFormat(
    name="table",
    suffix=".txt",
    doc=Text(
        "Bảng cho màn hình: xếp hạng, điều kiện không đạt, phát hiện, báo cáo chưa chấm được.",
        "A table for the screen: ranking, failed conditions, findings, what was not scored.",
    ),
    write=write_table,
)
