"""The pages of the JSON documents: a table for each object, from its schema."""

from __future__ import annotations

from collections.abc import Iterator

from thiduascore.cohort.document_schema import standings_schema
from thiduascore.diagnostics import Lang, phrase
from thiduascore.plugins import Registry
from thiduascore.program.document_schema import scorecard_schema
from thiduascore.program.schema_parts import EXACT, Schema


def scorecard_page(registry: Registry, lang: Lang) -> str:
    """A section for the document and for each object inside it, in order, named by its path."""
    return "\n\n".join(_sections(scorecard_schema(), "", lang))


def standings_page(registry: Registry, lang: Lang) -> str:
    """The same of the standings."""
    return "\n\n".join(_sections(standings_schema(), "", lang))


def _sections(schema: Schema, path: str, lang: Lang) -> Iterator[str]:
    heads = (phrase(f"reference-{column}", lang) for column in ("key", "accepts", "meaning"))
    rows = [_row(*heads), _row("---", "---", "---")]
    inner: list[tuple[str, Schema]] = []
    for key, value in schema["properties"].items():
        core, kind, suffix = _kind(value)
        rows.append(_row(f"`{key}`", kind, value.get("description") or core.get("description", "")))
        if core.get("properties") and not _is_said(core):
            inner.append((f"{path}.{key}{suffix}".removeprefix("."), core))
    name = f"`{path}`" if path else schema["title"]
    about = [schema["description"]] if schema.get("description") else []
    yield "\n\n".join([f"## {name}", *about, "\n".join(rows)])
    for where, core in inner:
        yield from _sections(core, where, lang)


def _kind(value: Schema) -> tuple[Schema, str, str]:
    """What a value is made of, its kind in words, and what its path ends with."""
    if "anyOf" in value:
        core, kind, suffix = _kind(value["anyOf"][0])
        return core, f"{kind}, null", suffix
    if value.get("type") == "array":
        core, kind, _ = _kind(value["items"])
        return core, f"list of {kind}", "[]"
    return value, _single(value), ""


def _single(value: Schema) -> str:
    if "enum" in value:
        return ", ".join(f'`"{choice}"`' for choice in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    if _is_said(value):
        return "vi, en"
    kinds = value.get("type", "any")
    named = [kinds] if isinstance(kinds, str) else list(kinds)
    if value.get("pattern") == EXACT:
        named[0] = "number as text"
    elif value.get("format") == "date":
        named[0] = "date as text"
    return ", ".join(named)


def _is_said(value: Schema) -> bool:
    return set(value.get("properties", ())) == {"vi", "en"}


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
