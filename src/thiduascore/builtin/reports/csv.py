"""Results as CSV: a row a report, in UTF-8.

A file begins with a byte order mark, without which Excel misreads Vietnamese; a pipe gets none.
Numbers are exact with a decimal point.
A text that a spreadsheet could take for a formula is led by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from fractions import Fraction

from thiduascore.builtin.reports.remarks import finding_texts, level_title, remarks, unmet_conditions
from thiduascore.plugin import Lang, Page, Refused, Results, Standing, exact

MARK = "\ufeff"
COLUMNS = (
    "state",
    "rank",
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
    "provisional",
    "level",
    "self_total",
    "difference",
    "coverage",
    "conditions",
    "findings",
    "notes",
    "file",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(results: Results, page: Page) -> str:
    """The columns named above, then `points.ID` and `self.ID` for each criterion of the ruleset."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    criteria = [criterion.id for criterion in results.ruleset.criteria()]
    writer.writerow(
        [*COLUMNS, *(text_cell(f"{kind}.{each}") for each in criteria for kind in ("points", "self"))]
    )
    writer.writerows(_row(standing, page.lang) for standing in results.standings.all)
    writer.writerows(_refused(refused, page.lang, 2 * len(criteria)) for refused in results.refused)
    return MARK + sink.getvalue() if page.file else sink.getvalue()


def text_cell(text: str) -> str:
    """A text that stays a text: a spreadsheet would compute one that begins like a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA[:4]) else text


def number_cell(value: Fraction | None) -> str:
    """An exact number; one whose decimals never end is a text such as `280/3`."""
    if value is None:
        return ""
    written = exact(value)
    return f"'{written}" if "/" in written else written


def _joined(texts: Iterable[str]) -> str:
    return text_cell("; ".join(texts))


def _row(standing: Standing, lang: Lang) -> list[str]:
    card, own = standing.card, standing.card.self_total
    period = card.submission.period
    return [
        "not-ranked" if standing.rank is None else "ranked",
        number_cell(None if standing.rank is None else Fraction(standing.rank)),
        *map(text_cell, (card.unit.id, card.unit.name, card.unit.kind, card.unit.cluster)),
        period.start.isoformat() if period else "",
        period.end.isoformat() if period else "",
        *map(number_cell, (card.total, card.unrounded, card.least, card.most, card.provisional)),
        text_cell(level_title(standing, lang)),
        number_cell(own),
        number_cell(None if own is None or card.total is None else own - card.total),
        number_cell(card.coverage),
        _joined(unmet_conditions(card, lang)),
        _joined(finding_texts(card, lang)),
        _joined(remarks(standing, lang)),
        text_cell(card.submission.file),
        *(number_cell(value) for line in card.criteria for value in (line.earned.points, line.self_score)),
    ]


def _refused(refused: Refused, lang: Lang, more: int) -> list[str]:
    cells = dict.fromkeys(COLUMNS, "")
    where = refused.file if refused.row is None else f"{refused.file}:{refused.row}"
    cells |= {"state": "refused", "unit.id": text_cell(refused.unit), "file": text_cell(where)}
    cells["notes"] = _joined(dict.fromkeys(diagnostic.message(lang) for diagnostic in refused.diagnostics))
    return [*cells.values(), *([""] * more)]
