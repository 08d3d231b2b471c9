"""Standings for the screen: a table of the units, then why each stands there, places, targets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from thiduascore.builtin.reports.layout import paragraph, table
from thiduascore.builtin.reports.remarks import heading, illustrative_text
from thiduascore.builtin.reports.table import BOLD, DIM, ITALIC, PLAIN, WIDE
from thiduascore.builtin.standings.words import cells, cohort_text, columns, head, is_number, sections
from thiduascore.plugin import Page, Results, phrase, printable


def write_table(results: Results, page: Page) -> str:
    """The whole decision, for the page's columns; escape sequences only where the page shows colours."""
    return "".join(
        f"{style}{line}{PLAIN}\n" if style and page.color and line else f"{line}\n"
        for style, line in _styled(results, page)
    )


def _styled(results: Results, page: Page) -> Iterator[tuple[str, str]]:
    width = page.width or WIDE
    title, about = heading(results, page.lang)
    notes = [(BOLD, title), (DIM, about), (ITALIC, illustrative_text(results, page.lang))]
    notes.append((DIM, cohort_text(results, page.lang)))
    for style, text in notes:
        yield from ((style, line) for line in _paragraph(text, 0, width) if line)
    yield "", ""
    if results.standings.all:
        yield from _table(results, page, width)
    else:
        yield "", phrase("report-nothing", page.lang)
    for heading_text, lines in sections(results, page):
        yield "", ""
        yield BOLD, heading_text
        for depth, text in lines:
            yield from (("", line) for line in _paragraph(text, 2 * depth, width))


def _paragraph(text: str, indent: int, width: int) -> list[str]:
    return paragraph(printable(text), indent=indent, width=width)


def _table(results: Results, page: Page, width: int) -> Iterator[tuple[str, str]]:
    names = columns(results)
    rows = [
        [printable(cell) for cell in cells(standing, names, page.lang)] for standing in results.standings.all
    ]
    right = {index for index, name in enumerate(names) if is_number(name)}
    lines = table([head(name, page.lang) for name in names], rows, right=right, width=width)
    for number, together in groupby(lines, key=itemgetter(0)):
        unranked = number is not None and results.standings.all[number].rank is None
        style = DIM if unranked else BOLD if number is None else ""
        yield from ((style, line) for _, line in together)
