"""What a change would do, before it is confirmed: the entry in words, and everybody whom it moves."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from thiduascore.builtin.reports.csv import MARK, text_cell
from thiduascore.builtin.reports.layout import paragraph
from thiduascore.builtin.reports.markdown import escaped
from thiduascore.builtin.reports.table import WIDE
from thiduascore.builtin.standings.after import cause_text, entry_text, move_lines
from thiduascore.plugin import Move, Page, Results, phrase, printable

Lines = list[tuple[int, str]]
COLUMNS = (
    "unit.id", "unit.name", "rank.before", "rank.after", "total.before", "total.after", "level.before",
    "level.after", "awards.before", "awards.after", "causes",
)  # fmt: skip


def _told(results: Results, page: Page) -> tuple[str, Lines]:
    """The last entry of the journal, and the lines about those that it moves."""
    entry = results.proceedings.journal.entries[-1]
    heading = phrase("effect-of", page.lang, what=entry_text(entry, results, page.lang), why=entry.reason)
    return heading, list(move_lines(results, page.lang, causes=False))


def _table(results: Results, page: Page) -> str:
    heading, lines = _told(results, page)
    width = page.width or WIDE
    wrapped = [paragraph(printable(heading), indent=0, width=width)]
    wrapped += [paragraph(printable(text), indent=2 * depth, width=width) for depth, text in lines]
    return "".join(f"{line}\n" for each in wrapped for line in each)


def _markdown(results: Results, page: Page) -> str:
    heading, lines = _told(results, page)
    items = "\n".join(f"{'  ' * (depth - 1)}- {escaped(text)}" for depth, text in lines)
    return f"# {escaped(heading)}\n\n{items}\n"


def _csv(results: Results, page: Page) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(move, results, page) for move in results.moves or ())
    return MARK + sink.getvalue() if page.file else sink.getvalue()


def _row(move: Move, results: Results, page: Page) -> list[str]:
    ends = (move.before, move.after)
    shown = move.after or move.before
    causes = "; ".join(cause_text(cause, results, page.lang) for cause in move.causes)
    pairs = [
        *((one.rank if one else None) for one in ends),
        *((one.total if one else None) for one in ends),
        *((one.level if one else None) for one in ends),
        *(", ".join(one.awards) if one else None for one in ends),
    ]
    return [
        text_cell(move.key[0]),
        text_cell(shown.name if shown else ""),
        *(text_cell(each or "") for each in pairs),
        text_cell(causes),
    ]


EFFECTS: Final[Mapping[str, Callable[[Results, Page], str]]] = MappingProxyType(
    {"table": _table, "csv": _csv, "markdown": _markdown}
)
"""The forms in which the effect of a change is written; JSON is apart."""
