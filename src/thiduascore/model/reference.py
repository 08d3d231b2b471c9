"""The reference documentation of a record, as Markdown in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from thiduascore.diagnostics import Text, exact, phrase
from thiduascore.model.declare import Option, about, inline_of, options_of
from thiduascore.model.shapes import EMPTY


def reference_of(cls: type, lang: str, *, methods: Mapping[str, type] = EMPTY) -> str:
    """A section for the record and for each record nested in it, in the order of their first mention.

    A section holds what the record is and a table of its keys: what they accept, the default, the meaning.
    """
    sections = [_section(each, lang) for each in _nested(cls)]
    for each in _nested(cls):
        inline = inline_of(each)
        if inline is not None:
            key, records = inline[1].variants(methods)
            sections += [_method(key, name, record, lang) for name, record in sorted(records.items())]
    return "\n".join(sections)


def _nested(cls: type) -> list[type]:
    found = [cls]
    for each in found:
        for option in options_of(each):
            found += [inner for inner in dict.fromkeys(option.shape.records()) if inner not in found]
    return found


def _section(cls: type, lang: str) -> str:
    said = about(cls)
    title = said.title.said(lang)
    return f"## {title[0].upper()}{title[1:]}\n\n{said.doc.said(lang)}\n\n{_keys(cls, lang)}"


def _method(key: str, name: str, cls: type, lang: str) -> str:
    inner = [_section(each, lang) for each in _nested(cls)[1:]]
    head = f'## `{key} = "{name}"`\n\n{about(cls).doc.said(lang)}\n\n{_keys(cls, lang)}'
    return "\n".join([head, *(section.replace("## ", "### ", 1) for section in inner)])


def _keys(cls: type, lang: str) -> str:
    options = options_of(cls)
    if not options:
        return phrase("reference-no-keys", lang) + "\n"
    heads = [phrase(f"reference-{column}", lang) for column in ("key", "accepts", "default", "meaning")]
    rows = [_row(heads), _row(["---"] * len(heads))]
    rows += [_row(_cells(each, lang)) for each in options]
    return "\n".join(rows) + "\n"


def _cells(each: Option, lang: str) -> list[str]:
    return [f"`{each.key}`", each.shape.said().said(lang), _default(each, lang), each.doc.said(lang)]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _default(each: Option, lang: str) -> str:
    if each.required:
        return phrase("reference-required", lang)
    written = _written(each.default)
    return f"`{written}`" if written else phrase("reference-absent", lang)


def _written(value: Any) -> str:
    """A default as an author would write it; empty when the key is simply absent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        return exact(value)
    if isinstance(value, str):
        return f'"{value}"' if value else ""
    if isinstance(value, Text):
        return f'"{value.vi}"'
    return value.isoformat() if isinstance(value, date) else ""
