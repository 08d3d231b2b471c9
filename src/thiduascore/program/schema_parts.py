"""The parts of which the schemas of documents are made, in JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

EXACT: Final = r"^-?\d+(\.\d+|/\d+)?$"
"""How an exact number is written: `92.5`, `280/3`."""


def table(description: str, **properties: Schema) -> Schema:
    """An object all of whose keys are always there."""
    described = {"description": description} if description else {}
    return {
        **described,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": of}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def const(value: int) -> Schema:
    """One whole number."""
    return {"const": value}


def described(schema: Schema, description: str) -> Schema:
    """The schema with a description, where there is one."""
    return {**schema, "description": description} if description else schema


def text(description: str) -> Schema:
    """A text."""
    return described({"type": "string"}, description)


def flag(description: str) -> Schema:
    """True or false."""
    return described({"type": "boolean"}, description)


def date() -> Schema:
    """A day as text."""
    return {"type": "string", "format": "date"}


def number(description: str) -> Schema:
    """An exact number as text."""
    return described({"type": "string", "pattern": EXACT}, description)


def maybe(description: str) -> Schema:
    """An exact number as text, or null."""
    return described({"type": ["string", "null"], "pattern": EXACT}, description)


def said(description: str) -> Schema:
    """A text in both languages."""
    return table(description, vi=text(""), en=text(""))
