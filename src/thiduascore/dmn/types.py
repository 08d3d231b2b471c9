"""Types of a file: its item definitions, and those that it imports, as types of the expression language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from thiduascore.dmn.definitions import Definitions, Item, Source
from thiduascore.feel.parser.kinds import BUILT_IN
from thiduascore.feel.types import (
    AllowedType,
    AnyType,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    Type,
)
from thiduascore.feel.values import Value

Allows = Callable[[Definitions, Source, Value], bool]
"""Whether the tests of a file allow a value."""


@frozen
class Types:
    """Finds types by the names that one file uses for them."""

    named: Mapping[str, Type]
    """By name, `import.name` and `namespace#name`."""

    def of(self, name: str | None) -> Type:
        """The type of a name; what has none, or none that is known, may be anything."""
        if name is None:
            return AnyType()
        return BUILT_IN.get(name) or self.named.get(name) or AnyType()

    def knows(self, name: str) -> bool:
        """Whether a name is that of a type."""
        return name in BUILT_IN or name in self.named


def types_of(parts: Mapping[str, Definitions], allows: Allows) -> Mapping[str, Types]:
    """The types that each file sees, by the file's namespace."""
    everything = {
        f"{part.namespace}#{item.name}": _Making(part, allows).item(item)
        for part in parts.values()
        for item in part.items.values()
    }
    return {
        namespace: Types({**everything, **{name: everything[key] for name, key in _names(part, parts)}})
        for namespace, part in parts.items()
    }


def _names(part: Definitions, parts: Mapping[str, Definitions]) -> list[tuple[str, str]]:
    """The short names that a file has for types, with their full ones; its own come last, and so win."""
    found = []
    for one in part.imports:
        other = parts.get(one.namespace)
        prefix = f"{one.name}." if one.name else ""
        found += [(f"{prefix}{name}", f"{one.namespace}#{name}") for name in (other.items if other else ())]
    return [*found, *((name, f"{part.namespace}#{name}") for name in part.items)]


@frozen
class _Making:
    """Makes types of the item definitions of one file; they refer to each other by name, in a ring too."""

    part: Definitions
    allows: Allows

    def item(self, item: Item) -> Type:
        found = self.plain(item)
        if item.allowed is not None:
            found = self.allowed(found, item.allowed)
        if item.collection:
            found = ListType(found)
        return found if item.constraint is None else self.allowed(found, item.constraint)

    def plain(self, item: Item) -> Type:
        if item.components:
            return ContextType({one.name: self.item(one) for one in item.components})
        if item.function is not None:
            parameters, result = item.function
            return FunctionType(tuple(self.reference(one.type) for one in parameters), self.reference(result))
        return self.reference(item.type)

    def reference(self, name: str | None) -> Type:
        if name is None:
            return AnyType()
        if name in BUILT_IN:
            return BUILT_IN[name]
        for one in self.part.imports:
            if one.name and name.startswith(f"{one.name}."):
                return NamedType(f"{one.namespace}#{name.removeprefix(f'{one.name}.')}")
        if name in self.part.items:
            return NamedType(f"{self.part.namespace}#{name}")
        unnamed = next((one.namespace for one in self.part.imports if not one.name), self.part.namespace)
        return NamedType(f"{unnamed}#{name}")

    def allowed(self, of: Type, source: Source) -> Type:
        return AllowedType(of, lambda value: self.allows(self.part, source, value))
