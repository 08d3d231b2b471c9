"""Where generated source is written: indented lines, fresh names, and a namespace for every constant.

No text of an author's file becomes source: facts are called `f0`, texts and dates are constants `k0` of the
namespace.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from attrs import field, frozen

MOST_DEPTH: Final = 60
"""How deep blocks may nest; Python itself stops at a hundred."""


class Unsupported(Exception):
    """An expression that has no generated form; `reason` names the construct, and no text of an author."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Unproven(Exception):
    """Raised by generated code that cannot say what a value is; the interpreter can."""


class Names:
    """Fresh local names and the namespace of one generated module."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self._next = 0
        self._constants: dict[object, str] = {}

    def fresh(self, letter: str = "x") -> str:
        """A local name that is not used yet."""
        self._next += 1
        return f"{letter}{self._next}"

    def constant(self, value: object) -> str:
        """The global name of a constant; equal constants of one type share it."""
        key = (type(value), value)
        name = self._constants.get(key)
        if name is None:
            name = self._constants[key] = f"k{len(self._constants)}"
            self.namespace[name] = value
        return name

    def holding(self, value: object) -> str:
        """The global name of an object that is compared with nothing."""
        name = f"k{len(self._constants)}"
        self._constants[name] = name
        self.namespace[name] = value
        return name


@frozen
class Writer:
    """A block of statements under construction.

    `known` holds conditions, as source, that are true wherever the block runs: nothing is asked twice.
    """

    names: Names
    lines: list[tuple[int, str]] = field(factory=list)
    known: set[str] = field(factory=set)
    depth: int = 0

    def line(self, text: str) -> None:
        """Adds one statement."""
        self.lines.append((self.depth, text))

    def bind(self, text: str, letter: str = "x") -> str:
        """A local name for an expression; names and numbers stay as they are."""
        if text.isidentifier() or text.isdigit():
            return text
        name = self.names.fresh(letter)
        self.line(f"{name} = {text}")
        return name

    def inside(self, known: Iterable[str] = ()) -> Writer:
        """A writer for the body of the statement that was written last, in which more is known."""
        if self.depth >= MOST_DEPTH:
            raise Unsupported("nested-too-deep")
        return Writer(self.names, self.lines, self.known.union(known), self.depth + 1)

    def aside(self, known: Iterable[str] = ()) -> Writer:
        """A writer at the same depth whose lines are added later, with `add`, if at all."""
        return Writer(self.names, [], self.known.union(known), self.depth)

    def add(self, other: Writer) -> None:
        """Adds the lines that were written aside, and what is known after them."""
        self.lines.extend(other.lines)
        self.known.update(other.known)

    def positive(self, name: str) -> None:
        """Remembers that a whole number is above zero from here on."""
        self.known.update((f"{name} >= 1", f"{name} != 0"))

    def source(self) -> str:
        """All lines as text."""
        return "\n".join("    " * depth + text for depth, text in self.lines) + "\n"
