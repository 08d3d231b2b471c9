"""Rulesets that take things over from a field: good ones are silent, bad ones say what stands beside them.

Adding a file to `tests/cases/fields/good` or `bad` adds a test; `REWRITE=1` writes the expected texts anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import thiduascore_books

from thiduascore.diagnostics import Diagnostic, as_text
from thiduascore.engine import Engine
from thiduascore.text import Document

CASES = Path(__file__).resolve().parent / "cases" / "fields"
GOOD = sorted((CASES / "good").glob("*.toml"))
BAD = sorted((CASES / "bad").glob("*.toml"))
ENGINE = Engine([thiduascore_books])


def checked(path: Path) -> tuple[Diagnostic, ...]:
    """What the engine says of a file, under the file's own name."""
    return ENGINE.check(Document(path.name, path.read_text(encoding="utf-8"), {}, lambda text: {}))


def said(diagnostics: tuple[Diagnostic, ...]) -> str:
    return f"{as_text(diagnostics, 'vi')}\n\n{'─' * 80}\n\n{as_text(diagnostics, 'en')}\n"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_is_read_without_a_word(path: Path) -> None:
    assert said(checked(path)) == said(())


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_ruleset_says_what_is_expected(path: Path) -> None:
    found, expected = checked(path), path.with_suffix(".txt")
    if os.environ.get("REWRITE"):
        expected.write_text(said(found), encoding="utf-8")
    assert found
    assert said(found) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_message_is_complete_in_both_languages(path: Path) -> None:
    for each in checked(path):
        for lang in ("vi", "en"):
            texts = [each.message(lang), each.help(lang) or "", *(one.message(lang) for one in each.related)]
            assert not [text for text in texts if re.search(r"\{[a-z_]+\}", text)], each.slug


def test_every_expected_text_belongs_to_a_ruleset() -> None:
    assert {path.stem for path in (CASES / "bad").glob("*.txt")} == {path.stem for path in BAD}
