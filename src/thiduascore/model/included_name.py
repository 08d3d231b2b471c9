"""The shape of a name after `include`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from thiduascore.diagnostics import Text
from thiduascore.model.declare import Node, Schemas
from thiduascore.model.leaves import Leaf, String
from thiduascore.records import frozen


@frozen
class Included(Leaf):
    """The name of something that a plugin has; what it holds is in the document before it is read."""

    kind: str

    def accepts(self, value: object) -> bool:
        return isinstance(value, str)

    def read(self, node: Node) -> str | None:
        return String().read(node)

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}

    def said(self) -> Text:
        return INCLUDED[self.kind]


INCLUDED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "facts": Text("tên một số liệu của phần mở rộng", "the name of a plugin's fact"),
        "parameters": Text("tên một tham số của phần mở rộng", "the name of a plugin's parameter"),
        "criteria": Text("tên một tiêu chí của phần mở rộng", "the name of a plugin's criterion"),
        "conditions": Text("tên một điều kiện của phần mở rộng", "the name of a plugin's condition"),
    }
)
