"""Puts a freshly parsed value into its final form: normal form C, numbers within limits, bounded depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define, field

from thiduascore.diagnostics import Diagnostic, Path, Place
from thiduascore.records import frozen
from thiduascore.text.document import Document, Index, normal
from thiduascore.text.numbers import whole_number

MOST_DEPTH = 64
"""How deeply tables and lists may be nested in a file."""


@frozen
class Finished:
    """A document and what keeps it from being used.

    `clashing` is the path of a key that a table has twice in different normal forms; the first is kept.
    """

    document: Document
    diagnostics: tuple[Diagnostic, ...]
    clashing: Path | None


def finished(name: str, text: str, value: Any, locate: Callable[[str], Index]) -> Finished:
    """The document of a parsed value, which is changed in place and without recursion."""
    root = [value]
    settling = _Settling()
    settling.run(root)
    document = Document(name, text, root[0], locate)
    diagnostics = [too_deep(document.place(settling.too_deep))] if settling.too_deep else []
    diagnostics += [Diagnostic("lone-surrogate", {}, document.place(path)) for path in settling.broken]
    return Finished(document, tuple(diagnostics), settling.clashing)


def too_deep(place: Place) -> Diagnostic:
    """That tables and lists are nested more deeply than the limit."""
    return Diagnostic("nested-too-deep", {"most": MOST_DEPTH}, place)


@define
class _Settling:
    """What one pass over a value has found."""

    too_deep: Path | None = None
    broken: list[Path] = field(factory=list)
    """Texts with half of a surrogate pair, which no file can hold."""
    clashing: Path | None = None

    def run(self, root: list[Any]) -> None:
        waiting: list[tuple[Any, Path]] = [(root, ())]
        while waiting:
            container, path = waiting.pop()
            if isinstance(container, dict) and not all(key.isascii() for key in container):
                self._rename(container, path)
            for key, inner in container.items() if isinstance(container, dict) else enumerate(container):
                below = path if container is root else (*path, key)
                if not isinstance(inner, dict | list):
                    container[key] = self._leaf(inner, below)
                elif len(below) > MOST_DEPTH:
                    self.too_deep = self.too_deep or below
                else:
                    waiting.append((inner, below))

    def _rename(self, table: dict[str, Any], path: Path) -> None:
        pairs = list(table.items())
        table.clear()
        for key, inner in pairs:
            if normal(key) in table:
                self.clashing = self.clashing or (*path, normal(key))
            table.setdefault(normal(key), inner)
            if not _encodable(key):
                self.broken.append((*path, key))

    def _leaf(self, value: Any, path: Path) -> Any:
        if isinstance(value, str):
            if not _encodable(value):
                self.broken.append(path)
            return normal(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return whole_number(value)
        return value


def _encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
