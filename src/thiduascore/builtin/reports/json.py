"""Results as one JSON document, or as JSON Lines; numbers are texts as in every scorecard.

The document has `format`, `campaign`, `standings`, `scorecards` in the same order, `refused` and `notes`.
A standing has rank or null, unit, period, total, and whether the rounding hid a difference (`split`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from thiduascore.plugin import (
    Diagnostic,
    Page,
    Refused,
    Results,
    Standing,
    exact,
    scorecard_document,
)

FORMAT = 1


def write_json(results: Results, page: Page) -> str:
    """Everything as one indented document, with every text in both languages."""
    campaign = results.ruleset.campaign
    standings = results.standings.all
    document = {
        "format": FORMAT,
        "campaign": {"id": campaign.id, "version": campaign.version, "hash": results.ruleset.hash},
        "standings": [_standing(standing) for standing in standings],
        "scorecards": [scorecard_document(standing.card) for standing in standings],
        "refused": [_refused(refused) for refused in results.refused],
        "notes": _diagnostics(results.notes),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write_jsonl(results: Results, page: Page) -> str:
    """A line for each scorecard by its standing, then one `{"refused": …}` for each other report."""
    documents: list[Any] = [scorecard_document(standing.card) for standing in results.standings.all]
    documents += [{"refused": _refused(refused)} for refused in results.refused]
    return "".join(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n" for document in documents
    )


def _rank(standing: Standing) -> int | str | None:
    """A whole number, or a text such as `2.5` where ranks in the middle are shared."""
    return exact(standing.rank) if isinstance(standing.rank, Fraction) else standing.rank


def _standing(standing: Standing) -> dict[str, Any]:
    card, period = standing.card, standing.card.submission.period
    return {
        "rank": _rank(standing),
        "unit": card.unit.id,
        "name": card.unit.name,
        "period": {"from": period.start.isoformat(), "to": period.end.isoformat()} if period else None,
        "total": None if card.total is None else exact(card.total),
        "split": standing.split,
    }


def _refused(refused: Refused) -> dict[str, Any]:
    return {
        "file": refused.file,
        "row": refused.row,
        "unit": refused.unit,
        "diagnostics": _diagnostics(refused.diagnostics),
    }


def _diagnostics(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    return [
        {
            "slug": diagnostic.slug,
            "severity": diagnostic.severity,
            "message": {"vi": diagnostic.message("vi"), "en": diagnostic.message("en")},
            "file": diagnostic.place.file if diagnostic.place else None,
            "line": diagnostic.place.line if diagnostic.place else None,
            "column": diagnostic.place.column if diagnostic.place else None,
        }
        for diagnostic in diagnostics
    ]
