"""Whole stories of a cohort after its reports came in: files in, commands, and what they print.

`REWRITE=1` renews what the commands print, to be reviewed with `git diff`.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from stories import Story

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "rulesets" / "examples" / "stages"
PAGES = sorted((ROOT / "tests" / "cases" / "standings").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_story_goes_as_it_is_told(page: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "stages")
    written = page.read_text(encoding="utf-8")
    renewed, differing = Story(tmp_path).through(written, rewrite=bool(os.environ.get("REWRITE")))
    if os.environ.get("REWRITE"):
        page.write_text(renewed, encoding="utf-8")
        return
    assert [f"$ {exchange.command}\n{output}" for exchange, output in differing] == []
