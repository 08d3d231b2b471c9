"""Standings as Markdown, to put into a document: the units, then why each stands there, places, targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from thiduascore.builtin.reports.markdown import escaped, paragraph
from thiduascore.builtin.reports.remarks import heading, illustrative_text
from thiduascore.builtin.standings.words import cells, cohort_text, columns, head, is_number, sections
from thiduascore.plugin import Lang, Page, Results, phrase


def write_markdown(results: Results, page: Page) -> str:
    """The whole decision, ending in a line feed."""
    return "\n\n".join(_blocks(results, page)) + "\n"


def _blocks(results: Results, page: Page) -> Iterator[str]:
    lang = page.lang
    title, about = heading(results, lang)
    yield f"# {escaped(title)}"
    yield paragraph(about)
    if note := illustrative_text(results, lang):
        yield f"*{escaped(note)}*"
    if cohort := cohort_text(results, lang):
        yield paragraph(cohort)
    yield "\n".join(_table(results, lang)) if results.standings.all else phrase("report-nothing", lang)
    for title, lines in sections(results, page):
        yield f"## {title}"
        yield "\n".join(f"{'  ' * (depth - 1)}- {paragraph(line)}" for depth, line in lines)


def _table(results: Results, lang: Lang) -> Iterator[str]:
    names = columns(results)
    yield _line(head(name, lang) for name in names)
    yield _line("---:" if is_number(name) else "---" for name in names)
    for standing in results.standings.all:
        yield _line(escaped(cell) for cell in cells(standing, names, lang))


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
