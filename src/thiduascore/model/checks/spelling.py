"""Letters that look like others: two words that people read alike must not differ for a machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, Path
from thiduascore.model.draft import Draft

LOOKALIKES: Final = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "\u00ad": "", "\u200b": "", "\u00a0": " "}
"""Letters and spaces that typing and copying put in place of the right ones."""


def lookalike_letters(draft: Draft) -> Iterator[Diagnostic]:
    """The Icelandic Ð for the Vietnamese Đ, invisible characters, spaces that are none."""
    for path, text in _texts(draft.reading.document.value, ()):
        for position, letter in enumerate(text):
            if letter in LOOKALIKES:
                yield draft.diagnostic(
                    "lookalike-letter",
                    path,
                    span=(position, position + 1),
                    code=f"U+{ord(letter):04X}",
                    right=LOOKALIKES[letter] if LOOKALIKES[letter].strip() else None,
                )
                break


def _texts(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*at, index))


CHECKS: Final = (lookalike_letters,)
