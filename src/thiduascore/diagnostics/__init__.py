"""Diagnostics: what is wrong in an author's file, said in Vietnamese and English, with its place.

In: slugs, arguments and places from every layer above.
Out: the same objects as text, JSON and SARIF.
May import: nothing of this project; it is the lowest layer.
"""

from thiduascore.diagnostics.catalogue import (
    Argument,
    Entry,
    Severity,
    entry,
    outlined,
    phrase,
    phrase_text,
    phrases,
    slugs,
)
from thiduascore.diagnostics.diagnostic import Diagnostic, DiagnosticError, Related, ordered
from thiduascore.diagnostics.nearest import nearest
from thiduascore.diagnostics.place import Path, Place, place_at
from thiduascore.diagnostics.render import as_json, as_text, printable, sarif, screen_width
from thiduascore.diagnostics.units import compared_with, unit_said, with_unit
from thiduascore.diagnostics.words import Lang, Text, exact, number_from_exact, shown, shown_day

__all__ = [
    "Argument",
    "Diagnostic",
    "DiagnosticError",
    "Entry",
    "Lang",
    "Path",
    "Place",
    "Related",
    "Severity",
    "Text",
    "as_json",
    "as_text",
    "compared_with",
    "entry",
    "exact",
    "nearest",
    "number_from_exact",
    "ordered",
    "outlined",
    "phrase",
    "phrase_text",
    "phrases",
    "place_at",
    "printable",
    "sarif",
    "screen_width",
    "shown",
    "shown_day",
    "slugs",
    "unit_said",
    "with_unit",
]
