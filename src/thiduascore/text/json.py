"""JSON: a file's text to a document, or what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Related, phrase_text, place_at
from thiduascore.text.document import Document, Index
from thiduascore.text.numbers import number_from_token
from thiduascore.text.value import finished, too_deep
from thiduascore.text.walk import JSON, MOST_REPORTED, Walk

_WORDS = (
    ("Expecting property name", "syntax-quoted-key"),
    ("Illegal trailing comma", "syntax-quoted-key"),
    ("Expecting ':'", "syntax-colon"),
    ("Expecting ','", "syntax-comma"),
    ("Expecting value", "syntax-value"),
    ("Unterminated string", "syntax-text-not-closed"),
    ("Invalid control character", "syntax-control-character"),
    ("Invalid \\escape", "syntax-backslash"),
    ("Invalid \\u", "syntax-escape"),
    ("Extra data", "syntax-more"),
)


def parse_json(text: str, name: str) -> Document:
    """The document; raises DiagnosticError with what keeps the text from being read.

    `name` is the file as the user wrote it; a date in JSON is a text.
    """
    text = text.removeprefix("\ufeff")
    repeated = False

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found: dict[str, Any] = {}
        for key, value in pairs:
            repeated = repeated or key in found
            found.setdefault(key, value)
        return found

    try:
        value = json.loads(
            text,
            parse_int=number_from_token,
            parse_float=number_from_token,
            parse_constant=number_from_token,
            object_pairs_hook=table,
        )
    except json.JSONDecodeError as error:
        raise DiagnosticError(_syntax(text, name, error)) from None
    except RecursionError:
        deep = _walked(text).too_deep or (0, 0)
        raise DiagnosticError(too_deep(place_at(name, text, *deep))) from None
    final = finished(name, text, value, index_of_json)
    repeats = _repeats(text, name) if repeated or final.clashing is not None else ()
    if final.diagnostics or repeats:
        raise DiagnosticError(*final.diagnostics, *repeats)
    return final.document


def index_of_json(text: str) -> Index:
    """Where each part of a JSON text stands."""
    return _walked(text).spots


def _walked(text: str) -> Walk:
    walk = Walk(text, JSON)
    walk.skip()
    walk.value(())
    return walk


def _repeats(text: str, name: str) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            "duplicate-key",
            {"key": repeat.name.strip('"')},
            place_at(name, text, *repeat.again),
            (Related(place_at(name, text, *repeat.first), "first-given-here"),),
        )
        for repeat in _walked(text).repeats[:MOST_REPORTED]
    )


def _syntax(text: str, name: str, error: json.JSONDecodeError) -> Diagnostic:
    phrase = next((key for start, key in _WORDS if error.msg.startswith(start)), "syntax-unclear")
    here = text[error.pos : error.pos + 1]
    if here in ("“", "”", "„", "‘", "’") and here:
        phrase = "syntax-curly-quotes"
    place = place_at(name, text, error.pos, error.pos + (here not in ("", "\n", "\r")))
    return Diagnostic("json-syntax", {"problem": phrase_text(phrase)}, place)
