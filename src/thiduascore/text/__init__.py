"""Text: a file on disk to a value with the place of each of its parts.

In: paths and texts in TOML, JSON or YAML.
Out: `Document`, whose numbers are exact and whose places point at the right token; or a `DiagnosticError`.
May import: `thiduascore.diagnostics`.
"""

from __future__ import annotations

from typing import Literal

from thiduascore.text.document import Borrowed, Document, normal
from thiduascore.text.files import DEFAULT_BYTES, path_inside, read_file
from thiduascore.text.json import parse_json
from thiduascore.text.numbers import MOST_DIGITS, Unusable, number_from_text, number_from_token
from thiduascore.text.toml import parse_toml, parse_toml_leniently
from thiduascore.text.value import MOST_DEPTH

Format = Literal["toml", "json", "yaml"]
"""The formats in which a document can be written."""


def parse_document(text: str, name: str, format: Format) -> Document:
    """The document of a text in that format; raises DiagnosticError with what is wrong with it."""
    if format == "toml":
        return parse_toml(text, name)
    return parse_json(text, name) if format == "json" else parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> Document:
    """The document of a YAML text; raises DiagnosticError with what is wrong with it."""
    from thiduascore.text.yaml import parse_yaml as parse  # only those who use YAML pay for its import

    return parse(text, name)


__all__ = [
    "DEFAULT_BYTES",
    "MOST_DEPTH",
    "MOST_DIGITS",
    "Borrowed",
    "Document",
    "Format",
    "Unusable",
    "normal",
    "number_from_text",
    "number_from_token",
    "parse_document",
    "parse_json",
    "parse_toml",
    "parse_toml_leniently",
    "parse_yaml",
    "path_inside",
    "read_file",
]
