"""Rulesets as authors write them: good ones are silent, bad ones say what stands beside them.

Adding a file to `tests/cases/rulesets/good` or `bad` adds a test.
`REWRITE=1 pytest tests/test_bad_rulesets.py` writes the expected texts anew; review them with `git diff`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import tomli

from thiduascore.builtin.methods import METHODS
from thiduascore.diagnostics import Diagnostic, as_text
from thiduascore.model.read import read_ruleset_text
from thiduascore.model.ruleset import Ruleset

CASES = Path(__file__).resolve().parent / "cases" / "rulesets"
GOOD = sorted((CASES / "good").glob("*.toml"))
BAD = sorted((CASES / "bad").glob("*.toml"))
OPTIONS = {method.name: method.options for method in METHODS}


def read(path: Path) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    return read_ruleset_text(path.read_text(encoding="utf-8"), path.name, methods=OPTIONS)


def said(diagnostics: tuple[Diagnostic, ...]) -> str:
    return f"{as_text(diagnostics, 'vi')}\n\n{'─' * 80}\n\n{as_text(diagnostics, 'en')}\n"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_is_read_without_a_word(path: Path) -> None:
    ruleset, diagnostics = read(path)
    assert said(diagnostics) == said(())
    assert ruleset is not None


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_ruleset_says_what_is_expected(path: Path) -> None:
    ruleset, diagnostics = read(path)
    expected = path.with_suffix(".txt")
    if os.environ.get("REWRITE"):
        expected.write_text(said(diagnostics), encoding="utf-8")
    assert diagnostics, f"{path.name} has nothing wrong; it belongs to the good ones"
    assert said(diagnostics) == expected.read_text(encoding="utf-8")
    assert (ruleset is None) == any(each.severity == "error" for each in diagnostics)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_message_is_complete_in_both_languages(path: Path) -> None:
    for each in read(path)[1]:
        for lang in ("vi", "en"):
            texts = [
                each.message(lang),
                each.help(lang) or "",
                *(related.message(lang) for related in each.related),
            ]
            assert not [text for text in texts if re.search(r"\{[a-z_]+\}", text)], each.slug


def test_every_diagnostic_of_the_model_has_a_bad_ruleset() -> None:
    catalogue = Path(__file__).resolve().parent.parent / "src/thiduascore/diagnostics/catalogue"
    areas = ((catalogue / name).read_text(encoding="utf-8") for name in ("model.toml", "ranking.toml"))
    slugs = {slug for area in areas for slug in tomli.loads(area)} - {"phrase"}
    shown = {each.slug for path in BAD for each in read(path)[1]}
    assert slugs - shown == set()


def test_every_expected_text_belongs_to_a_ruleset() -> None:
    texts = {path.stem for path in (CASES / "bad").glob("*.txt")}
    assert texts == {path.stem for path in BAD}
