"""Standings as CSV: a row a unit, in UTF-8, with each rank, each award's state, and the reasons.

A file begins with a byte order mark, without which Excel misreads Vietnamese; a pipe gets none.
A text that a spreadsheet could take for a formula is led by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from fractions import Fraction

from thiduascore.builtin.reports.csv import MARK, number_cell, text_cell
from thiduascore.builtin.reports.remarks import level_title
from thiduascore.builtin.standings.after import after_cells
from thiduascore.builtin.standings.words import kinds
from thiduascore.plugin import Lang, Page, Refused, Results, Standing

COLUMNS = (
    "state",
    "unit.id",
    "unit.name",
    "unit.kind",
    "unit.cluster",
    "period.from",
    "period.to",
    "total",
    "unrounded",
    "least",
    "most",
    "level",
)


def write_csv(results: Results, page: Page) -> str:
    """The columns named above, `rank.WITHIN`, `award.ID`, reasons, `stage.ID`, then how it moved."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    ranks = [f"rank.{kind}" for kind in kinds(results)]
    awards = [text_cell(f"award.{award.id}") for award in results.ruleset.awards]
    stages = [text_cell(f"stage.{stage.id}") for stage in results.ruleset.stages]
    moved = ["moved", "moved.why"] if results.moves is not None else []
    writer.writerow([*COLUMNS, *ranks, *awards, "why", "why.level", "why.awards", *stages, *moved, "file"])
    more = after_cells(results, page.lang)
    writer.writerows(_row(one, kinds(results), more(one), page.lang) for one in results.standings.all)
    empty = len(ranks) + len(awards)
    after = len(stages) + len(moved)
    writer.writerows(_refused(one, empty, after, page.lang) for one in results.refused)
    return MARK + sink.getvalue() if page.file else sink.getvalue()


def _row(standing: Standing, within: tuple[str, ...], after: list[str], lang: Lang) -> list[str]:
    card = standing.card
    period = card.submission.period
    ranks = {place.within: place.rank for place in standing.places}
    awards = [
        f"{one.plan.title.said(lang)}: {reason.text.said(lang)}"
        for one in standing.awards
        for reason in one.why
    ]
    return [
        standing.state,
        *map(text_cell, (card.unit.id, card.unit.name, card.unit.kind, card.unit.cluster)),
        period.start.isoformat() if period else "",
        period.end.isoformat() if period else "",
        *map(number_cell, (card.total, card.unrounded, *_ends(standing))),
        text_cell(level_title(standing, lang)),
        *(number_cell(Fraction(ranks[kind])) if kind in ranks else "" for kind in within),
        *(one.state for one in standing.awards),
        text_cell("; ".join(one.text.said(lang) for one in standing.why)),
        text_cell("; ".join(one.text.said(lang) for one in standing.why_level)),
        text_cell("; ".join(awards)),
        *after,
        text_cell(card.submission.file),
    ]


def _ends(standing: Standing) -> tuple[Fraction | None, Fraction | None]:
    card = standing.card
    return (card.total, card.total) if card.total is not None else (card.least, card.most)


def _refused(refused: Refused, empty: int, after: int, lang: Lang) -> list[str]:
    where = refused.file if refused.row is None else f"{refused.file}:{refused.row}"
    why = "; ".join(dict.fromkeys(one.message(lang) for one in refused.diagnostics))
    blank = [""] * (len(COLUMNS) - 2 + empty)
    return [
        "refused",
        text_cell(refused.unit),
        *blank,
        text_cell(why),
        "",
        "",
        *[""] * after,
        text_cell(where),
    ]
