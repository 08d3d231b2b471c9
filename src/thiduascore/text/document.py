"""A document: the value of a file together with the place of each part of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from attrs import field

from thiduascore.diagnostics import Path, Place, place_at
from thiduascore.records import frozen

Offsets = tuple[int, int]
"""Start and end, in characters of the file's text, end exclusive."""


@frozen
class Spot:
    """Where one value stands: its key (the value itself for a list's element) and the value.

    `parts` gives, for a text, where each of its characters stands in the file, and where its end does.
    """

    key: Offsets
    value: Offsets
    parts: Callable[[], tuple[int, ...]] | None = field(default=None, eq=False)


Index = Mapping[Path, Spot]
"""The spot of every path of a document."""


@frozen
class Borrowed:
    """A part of a document's value that stands in another document.

    `asked` is the path, in the document's own file, that asked for it; `at` is where it stands in the other.
    """

    asked: Path
    document: Document
    at: Path


@frozen
class Document:
    """What a file says (`value`), as the user named it (`name`), with its text as it was.

    In `value` every text and key is in Unicode normal form C, numbers are `int` or `Decimal` (or `Unusable`),
    and dates are `datetime.date`; places point into the text as it stands in the file.
    `borrowed` has the paths whose value, or keys, were taken over from other documents.
    """

    name: str
    text: str = field(repr=False)
    value: Any
    locate: Callable[[str], Index] = field(eq=False, repr=False)
    borrowed: Mapping[Path, Borrowed] = field(factory=dict, eq=False, repr=False)

    def place(self, path: Path, *, key: bool = False, span: Offsets | None = None) -> Place:
        """Where the value at `path` stands, or its key, or a span of characters inside its text.

        A path that the document does not have gives the place of its nearest ancestor's key; one that it
        borrowed gives the place of what asked for it.
        The index of places is built when the first one is asked for, so a good file does not pay for it.
        """
        lender = self._lender(path)
        if lender is not None:
            return self.place(self.borrowed[lender].asked)
        found = path
        while found and found not in self._index:
            found = found[:-1]
        if not found and () not in self._index:
            return place_at(self.name, self.text, 0, 0)
        spot = self._index[found]
        start, end = spot.key if key or found != path else spot.value
        if span is not None and spot.parts is not None and found == path and not key:
            start, end = _inside(spot.parts(), span)
        return place_at(self.name, self.text, start, end)

    def origin(self, path: Path) -> Place | None:
        """Where a borrowed value stands in the document that it was taken from; None for the file's own."""
        lender = self._lender(path)
        if lender is None:
            return None
        borrowed = self.borrowed[lender]
        return borrowed.document.place((*borrowed.at, *path[len(lender) :]))

    def _lender(self, path: Path) -> Path | None:
        """The nearest borrowed path around one that does not stand in the file itself."""
        if not self.borrowed or path in self._index:
            return None
        found = path
        while found and found not in self.borrowed:
            found = found[:-1]
            if found in self._index and found not in self.borrowed:
                return None
        return found or None

    @cached_property
    def _index(self) -> Index:
        return self.locate(self.text)


def normal(text: str) -> str:
    """The text in Unicode normal form C, in which equal Vietnamese words are equal strings."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def normal_parts(characters: list[str], starts: list[int]) -> tuple[int, ...]:
    """Where each character of the normalised text stands, given the decoded characters and where each starts.

    `starts` has one entry more than `characters`: the end.
    Characters that melt into one (a letter and its tone marks) stand where the first of them does.
    """
    if unicodedata.is_normalized("NFC", "".join(characters)):
        return tuple(starts)
    parts: list[int] = []
    cluster, opened = "", 0
    for at, character in enumerate(characters):
        if cluster and normal(cluster + character) == normal(cluster) + normal(character):
            parts += _cluster_parts(cluster, starts[opened : at + 1])
            cluster, opened = "", at
        cluster += character
    parts += _cluster_parts(cluster, starts[opened:])
    return (*parts, starts[-1])


def _cluster_parts(cluster: str, starts: list[int]) -> list[int]:
    composed = normal(cluster)
    return starts[:-1] if composed == cluster else [starts[0]] * len(composed)


def _inside(parts: tuple[int, ...], span: Offsets) -> Offsets:
    last = len(parts) - 1
    start = min(max(span[0], 0), last)
    return parts[start], parts[min(max(span[1], start), last)]
