"""A document: the value of a file together with the place of each part of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from thiduascore.diagnostics import Path, Place, place_at

Offsets = tuple[int, int]
"""Start and end, in characters of the file's text, end exclusive."""


@frozen
class Spot:
    """Where one value stands: its key (the value itself for a list's element) and the value.

    `parts` gives, for a text, the place in the file of each of its characters and of its end.
    """

    key: Offsets
    value: Offsets
    parts: Callable[[], tuple[int, ...]] | None = field(default=None, eq=False)


Index = Mapping[Path, Spot]
"""The spot of every path of a document."""


@frozen
class Document:
    """What a file says (`value`), as the user named it (`name`), with its text as it was.

    In `value` every text and key is in Unicode normal form C, numbers are `int` or `Decimal` (or `Unusable`), dates
    are `datetime.date`; places point into the text as it stands in the file.
    """

    name: str
    text: str
    value: Any
    locate: Callable[[str], Index] = field(default=lambda text: {}, eq=False, repr=False)
    _index: list[Index] = field(factory=list, init=False, eq=False, repr=False)

    def place(self, path: Path, *, key: bool = False, span: Offsets | None = None) -> Place:
        """Where the value at `path` stands, or its key, or a span of characters inside its text.

        A path that the document does not have gives the place of its nearest ancestor.
        The index of places is built when the first one is asked for, so a good file does not pay for it.
        """
        index = self._spots()
        found = path
        while found and found not in index:
            found = found[:-1]
        if not found:
            return place_at(self.name, self.text, 0, 0)
        spot = index[found]
        start, end = spot.key if key or found != path else spot.value
        if span is not None and found == path and spot.parts is not None and not key:
            start, end = _inside(spot.parts(), span)
        return place_at(self.name, self.text, start, end)

    def _spots(self) -> Index:
        if not self._index:
            self._index.append(self.locate(self.text))
        return self._index[0]


def normal(text: str) -> str:
    """The text in Unicode normal form C, in which equal Vietnamese words are equal strings."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _inside(parts: tuple[int, ...], span: Offsets) -> Offsets:
    last = len(parts) - 1
    start = min(max(span[0], 0), last)
    return parts[start], parts[min(max(span[1], start), last)]
