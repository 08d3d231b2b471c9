"""Results for the screen: the ranking as a table, then what failed, was noticed or not scored."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from thiduascore.builtin.reports.layout import GAP, paragraph, room, table
from thiduascore.builtin.reports.remarks import NUMERIC, cells, columns, heading, illustrative_text, sections
from thiduascore.plugin import Page, Results, phrase, printable

WIDE = 160
"""Columns where no terminal says how many it has."""
READABLE = 40
"""Where the notes would have fewer columns than this, they stand below their unit instead of beside it."""

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
    rows = [
        {name: printable(cell) for name, cell in cells(standing, page.lang).items()}
        for standing in results.standings.all
    ]
    heads = {name: phrase(f"report-{name}", page.lang) for name in columns(results)}
    names, under = list(heads), ""
    if room([[heads[name], *(row[name] for row in rows)] for name in names[:-1]], width=width) < READABLE:
        under = names.pop()
    right = {index for index, name in enumerate(names) if name in NUMERIC}
    lines = table(
        [heads[name] for name in names],
        [[row[name] for name in names] for row in rows],
        right=right,
        width=width,
    )
    for number, together in groupby(lines, key=itemgetter(0)):
        unranked = number is not None and results.standings.all[number].rank is None
        style = DIM if unranked else BOLD if number is None else ""
        yield from ((style, line) for _, line in together)
        if under and number is not None and rows[number][under]:
            indent = len(heads[names[0]]) + len(GAP)
            yield from ((style, line) for line in paragraph(rows[number][under], indent=indent, width=width))
