"""The library: what plugins have for a ruleset to take over, so that the model need know no plugin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import field

from thiduascore.model.field import MARKS, TABLES, Field, Lent
from thiduascore.records import frozen

INCLUDED: Final = (*TABLES, "criteria", "conditions")
"""The kinds that a ruleset can take over."""


@frozen
class Library:
    """Fields by their ids, and the things that plugins registered one by one, by kind and name.

    `lenders` has the distribution of each field and of each single thing, by kind and name.
    A field is opened only when a name begins with its id.
    """

    fields: Mapping[str, Field] = field(factory=dict)
    single: Mapping[tuple[str, str], Lent] = field(factory=dict)
    lenders: Mapping[tuple[str, str], str] = field(factory=dict)

    def find(self, kind: str, name: str) -> Lent | None:
        """The thing of that kind and name; None when no plugin has it.

        Raises DiagnosticError when the file of its field cannot be read.
        """
        own = self.single.get((kind, name))
        if own is not None:
            return own
        shelf = self.fields.get(name.partition(MARKS[kind])[0])
        return None if shelf is None else shelf.lent[kind].get(name)

    def names(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind; this opens every field."""
        found = [name for shelf in self.fields.values() for name in shelf.lent[kind]]
        return (*found, *(name for single, name in self.single if single == kind))

    def namesakes(self, kinds: Iterable[str], name: str) -> tuple[str, ...]:
        """The names of those kinds in the field whose id a name begins with; only that field is opened."""
        shelves = [(kind, self.fields.get(name.partition(MARKS[kind])[0])) for kind in kinds]
        return tuple(each for kind, shelf in shelves if shelf is not None for each in shelf.lent[kind])

    def lender(self, lent: Lent) -> str:
        """The distribution that a thing comes from; empty when nobody said."""
        if (lent.kind, lent.name) in self.single:
            return self.lenders.get((lent.kind, lent.name), "")
        return self.lenders.get(("fields", lent.name.partition(MARKS[lent.kind])[0]), "")


NOTHING_LENT: Final = Library(MappingProxyType({}))
"""The library of an engine without plugins."""
