"""The page of the Python interface: what the public modules offer, from their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from thiduascore.authoring.reference_methods import documentation
from thiduascore.diagnostics import Lang
from thiduascore.plugins import Registry

IN_FULL = ("thiduascore",)
"""Modules whose classes and functions are shown with everything that they have."""
BY_NAME = ("thiduascore.feel", "thiduascore.plugin")
"""Modules of which a table of names is enough."""


def python_page(registry: Registry, lang: Lang) -> str:
    """A section for each public module."""
    sections = [*map(_in_full, IN_FULL), *map(_by_name, BY_NAME)]
    return "\n\n".join(sections)


def _in_full(name: str) -> str:
    module = import_module(name)
    parts = [f"## {name}", documentation(module)]
    for each in sorted(module.__all__):
        thing = getattr(module, each)
        if inspect.isclass(thing):
            parts += [f"### {each}", documentation(thing), *_members(thing)]
        elif inspect.isfunction(thing):
            parts += [f"### {each}{_called(thing)}", documentation(thing)]
    return "\n\n".join(parts)


def _members(cls: type) -> Iterator[str]:
    """The public fields, properties and methods of a class, in the order in which they are declared."""
    fields: dict[str, Any] = {each.name: each.type for each in getattr(cls, "__attrs_attrs__", ())}
    rows = [f"- `{name}`: `{type_}`." for name, type_ in fields.items() if not name.startswith("_")]
    for name, member in vars(cls).items():
        if not name.startswith("_") and name not in fields and _is_documented(member):
            rows.append(f"- `{name}{_called(member)}`: {_first(member)}")
    if rows:
        yield "\n".join(rows)


def _is_documented(member: object) -> bool:
    return bool(inspect.isfunction(member) or isinstance(member, property) or hasattr(member, "attrname"))


def _called(member: object) -> str:
    """The parameters of a function or method by name; those behind `*` by keyword only."""
    if not inspect.isfunction(member):
        return ""
    parts: list[str] = []
    for parameter in inspect.signature(member).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        parts.append(parameter.name + ("" if parameter.default is parameter.empty else "=…"))
    return f"({', '.join(parts)})"


def _by_name(name: str) -> str:
    module = import_module(name)
    found = {each: _first(getattr(module, each)) for each in sorted(module.__all__)}
    rows = [f"- `{each}`: {about or 'a constant or a type.'}" for each, about in found.items()]
    return "\n\n".join([f"## {name}", documentation(module), "\n".join(rows)])


def _first(thing: object) -> str:
    """What a docstring says before its first blank line; empty for a value that has none of its own."""
    own = inspect.isclass(thing) or inspect.isroutine(thing) or inspect.ismodule(thing)
    return (
        " ".join(documentation(thing).split("\n\n")[0].splitlines()) if own or _is_documented(thing) else ""
    )
