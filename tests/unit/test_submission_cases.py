"""Files that units send, and what is said about each: `NAME.expected` stands beside the file.

With REWRITE=1 the expected texts are written anew, to be reviewed as a difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies.submissions import CASES, read, ruleset

from thiduascore.diagnostics import as_text, ordered
from thiduascore.model.intake import intake
from thiduascore.model.submission import Intake

FILES = sorted(each for each in CASES.iterdir() if each.suffix != ".expected" and each.name != "ruleset.toml")


def told(found: Intake) -> Iterator[str]:
    """What an intake came to, in Vietnamese."""
    for submission in found.submissions:
        period = submission.period and f"{submission.period.start} – {submission.period.end}"
        yield f"# nhận: {submission.unit.id} ({period or 'không ghi kỳ'})"
        yield f"values: {dict(submission.values)}"
        yield from (
            f"missing: {name}: {cause.slug}"
            for name, causes in submission.missing.items()
            for cause in causes
            if cause.slug != "not-reported"
        )
        yield as_text(ordered(finding.diagnostic for finding in submission.findings), "vi")
    for refused in found.refused:
        yield f"# từ chối: {refused.unit or 'không rõ đơn vị'}"
        yield as_text(refused.diagnostics, "vi")
    if found.notes:
        yield "# lưu ý"
        yield as_text(found.notes, "vi")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_said_about_a_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES)
    text = "\n".join(told(intake(ruleset(), read(Path(file.name))))).strip() + "\n"
    expected = file.with_name(file.name + ".expected")
    if os.environ.get("REWRITE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
