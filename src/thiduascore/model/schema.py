"""The JSON Schema (2020-12) of a record, for editors and other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from thiduascore.diagnostics import Text
from thiduascore.model.declare import Inline, Option, about, inline_of, options_of
from thiduascore.model.shapes import EMPTY, Included

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(cls: type, *, methods: Mapping[str, type] = EMPTY) -> dict[str, Any]:
    """The schema of a record and of everything nested in it.

    Each key is described in Vietnamese, then English.
    A record with inline keys (a criterion) has one `if`/`then` for each registered method.
    """
    building = _Building(methods)
    body = building.body(cls)
    return {"$schema": DIALECT, **body, "$defs": dict(sorted(building.definitions.items()))}


@define
class _Building:
    """The definitions made so far."""

    methods: Mapping[str, type]
    definitions: dict[str, Any] = field(factory=dict)
    _names: dict[type, str] = field(factory=dict)

    def reference(self, cls: type) -> dict[str, Any]:
        if cls not in self._names:
            name = cls.__name__
            if name in self._names.values():
                name = f"{cls.__module__}.{name}".replace(".", "-")
            self._names[cls] = name
            self.definitions[name] = self.body(cls)
        return {"$ref": f"#/$defs/{self._names[cls]}"}

    def body(self, cls: type) -> dict[str, Any]:
        inline = inline_of(cls)
        made: dict[str, Any] = {"type": "object", "description": _said(about(cls).doc)}
        made |= self._keys(options_of(cls))
        if inline is None:
            return made | {"additionalProperties": False}
        return made | {"allOf": self._variants(inline[1], options_of(cls))}

    def _keys(self, options: tuple[Option, ...]) -> dict[str, Any]:
        keys = {"properties": {each.key: self._property(each) for each in options}}
        required = [each.key for each in options if each.required]
        if not any(isinstance(each.shape, Included) for each in options):
            return keys | ({"required": required} if required else {})
        # What is included brings what it asks for, but no id.
        own = [key for key in required if key == "id"]
        whole = {"anyOf": [{"required": [*own, "include"]}, {"required": required}]}
        return keys | whole

    def _property(self, each: Option) -> dict[str, Any]:
        return {"description": _said(each.doc), **each.shape.schema(self)}

    def _variants(self, inline: Inline, shared: tuple[Option, ...]) -> list[dict[str, Any]]:
        """One `if`/`then` for each method; the shared keys are described once, outside."""
        key, records = inline.variants(self.methods)
        anyhow: dict[str, Any] = {each.key: True for each in shared}
        found = []
        for name, cls in sorted(records.items()):
            own = self._keys(options_of(cls))
            then = {"description": _said(about(cls).doc), **own, "additionalProperties": False}
            then["properties"] = anyhow | own["properties"]
            found.append({"if": {"properties": {key: {"const": name}}, "required": [key]}, "then": then})
        return found


def _said(text: Text) -> str:
    return "\n".join(part for part in (text.vi, text.en) if part)
