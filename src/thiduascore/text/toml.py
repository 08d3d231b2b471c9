"""TOML: a file's text to a document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import tomli

from thiduascore.diagnostics import Diagnostic, DiagnosticError, place_at
from thiduascore.text.document import Document, normal


def parse_toml(text: str, name: str) -> Document:
    """The document; raises DiagnosticError with everything that keeps the text from being read."""
    document, diagnostics = parse_toml_leniently(text, name)
    if document is None or diagnostics:
        raise DiagnosticError(*diagnostics)
    return document


def parse_toml_leniently(text: str, name: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document as far as it can be read, and what is wrong; None when the reading cannot go on."""
    try:
        value = tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        place = place_at(name, text, error.pos, error.pos)
        return None, (Diagnostic("toml-syntax", {"problem": error.msg}, place),)
    return Document(name, text, _normalised(value)), ()


def _normalised(value: Any) -> Any:
    if isinstance(value, dict):
        return {normal(key): _normalised(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_normalised(inner) for inner in value]
    return normal(value) if isinstance(value, str) else value
