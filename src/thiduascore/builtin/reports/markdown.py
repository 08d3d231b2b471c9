"""Results as Markdown, to put into a document: the ranking, then what failed, was noticed or not scored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from thiduascore.builtin.reports.remarks import NUMERIC, cells, columns, heading, illustrative_text, sections
from thiduascore.plugin import Lang, Page, Results, phrase

_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~&!])")
_LEAD = re.compile(r"^(\d*)([-+=.)])")


def write_markdown(results: Results, page: Page) -> str:
    """The whole report, ending in a line feed."""
    return "\n\n".join(_blocks(results, page.lang)) + "\n"


def escaped(text: str) -> str:
    """A text as one line of Markdown that shows just that: no table cell, link, emphasis or HTML."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def paragraph(text: str) -> str:
    """The same for a text that begins a line, where it could start a list or underline a heading."""
    return _LEAD.sub(r"\1\\\2", escaped(text))


def _blocks(results: Results, lang: Lang) -> Iterator[str]:
    title, about = heading(results, lang)
    yield f"# {escaped(title)}"
    yield paragraph(about)
    if note := illustrative_text(results, lang):
        yield f"*{escaped(note)}*"
    yield "\n".join(_table(results, lang)) if results.standings.all else phrase("report-nothing", lang)
    for title, lines in sections(results, lang):
        yield f"## {title}"
        yield "\n".join(f"{'  ' * (depth - 1)}- {paragraph(line)}" for depth, line in lines)


def _table(results: Results, lang: Lang) -> Iterator[str]:
    names = columns(results)
    yield _line(phrase(f"report-{name}", lang) for name in names)
    yield _line("---:" if name in NUMERIC else "---" for name in names)
    for standing in results.standings.all:
        row = cells(standing, lang)
        yield _line(escaped(row[name]) for name in names)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
