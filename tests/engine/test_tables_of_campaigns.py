"""The campaigns' submissions as tables: the same results, value by value, as one at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from thiduascore.diagnostics import DiagnosticError
from thiduascore.engine import Engine
from thiduascore.model.submission import Submission

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore.columns.results import row_of, schema_of  # noqa: E402

RULESETS = Path(__file__).resolve().parent.parent.parent / "rulesets"
FOLDERS = sorted(
    path.parent for path in RULESETS.rglob("ruleset.toml") if (path.parent / "submissions").is_dir()
)


def cell(value: Any) -> str | None:
    """A value of a canonical document as the cell of a table."""
    if isinstance(value, dict):
        return str(value["unreadable"])
    if isinstance(value, list):
        return "|".join(map(str, value)) or "[]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def cells(submission: Submission) -> dict[str, str | None]:
    """What a submission reported, by the names of columns."""
    row: dict[str, str | None] = {}
    for section, content in json.loads(submission.reported).items():
        if section == "facts":
            row |= {name: cell(value) for name, value in content.items()}
        elif section == "evidence":
            for fact, documents in content.items():
                row |= {f"evidence.{fact}.{part}": cell(value) for part, value in documents[0].items()}
        elif isinstance(content, dict):
            row |= {f"{section}.{name}": cell(value) for name, value in content.items()}
        elif section in ("self_total", "campaign", "period"):
            row[section] = cell(content)
    return row


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_campaigns_table_scores_as_its_submissions_do(folder: Path, tmp_path: Path) -> None:
    engine = Engine()
    try:
        ruleset = engine.load(folder)
    except DiagnosticError as error:
        pytest.skip(f"a plugin is not installed: {error.diagnostics[0].slug}")
    rows = [cells(one) for one in engine.read(ruleset, folder / "submissions").submissions]
    names = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame(
        {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names}
    )
    file = tmp_path / "table.csv"
    frame.write_csv(file)
    singly = engine.read(ruleset, file)
    scored = engine.score_table(ruleset, frame)
    assert len(scored.refused) == len(singly.refused)
    found = [{name: value for name, value in row.items() if name != "row"} for row in scored.units.to_dicts()]
    cards = engine.score_many(ruleset, singly.submissions)
    assert found == [row_of(card, schema_of(card.plan)) for card in cards]
