"""Results for the screen: the ranking as a table, then what failed, was noticed or not scored."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from thiduascore.builtin.reports.remarks import NUMERIC, cells, columns, heading, illustrative_text, sections
from thiduascore.plugin import Page, ReportFormat, Results, Text, phrase, printable

if TYPE_CHECKING:
    from rich.table import Table

_BLANKS = re.compile(r"\n{3,}")
WIDE = 160
"""Columns where no terminal says how many it has."""


def write_table(results: Results, page: Page) -> str:
    """The whole report, for the page's columns; escape sequences only where the page shows colours."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text as Words

    sink = io.StringIO()
    console = Console(
        file=sink,
        width=page.width or WIDE,
        force_terminal=page.color,
        color_system="standard" if page.color else None,
        legacy_windows=False,
        highlight=False,
        soft_wrap=False,
        _environ={},
    )
    title, about = (printable(line) for line in heading(results, page.lang))
    console.print(Words(title, style="bold"))
    console.print(Words(about, style="dim"))
    if note := illustrative_text(results, page.lang):
        console.print(Words(printable(note), style="italic"))
    if results.standings.all:
        console.print(_table(results, page))
    else:
        console.print(Words(phrase("report-nothing", page.lang)))
    for title, lines in sections(results, page.lang):
        console.print(Words(f"\n{title}", style="bold"))
        for depth, line in lines:
            console.print(Padding(Words(printable(line)), (0, 0, 0, 2 * depth)))
    text = "\n".join(line.rstrip() for line in sink.getvalue().splitlines())
    return _BLANKS.sub("\n\n", text) + "\n"


def _table(results: Results, page: Page) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text as Words

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = columns(results)
    for name in names:
        number = name in NUMERIC
        table.add_column(
            phrase(f"report-{name}", page.lang),
            justify="right" if number else "left",
            no_wrap=number,
            overflow="ignore" if number else "fold",
        )
    for standing in results.standings.all:
        row = cells(standing, page.lang)
        style = "" if standing.rank is not None else "dim"
        table.add_row(*(Words(printable(row[name])) for name in names), style=style)
    return table


TABLE = ReportFormat(
    name="table",
    suffix=".txt",
    doc=Text(
        "Bảng cho màn hình: xếp hạng, điều kiện không đạt, phát hiện, báo cáo chưa chấm được.",
        "A table for the screen: ranking, failed conditions, findings, what was not scored.",
    ),
    write=write_table,
)
