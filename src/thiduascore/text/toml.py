"""TOML: a file's text to a document, or everything that is wrong with it at once."""

from __future__ import annotations

import re
from typing import Any

import tomli
from attrs import define, field

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Related, ordered, phrase_text, place_at
from thiduascore.records import frozen
from thiduascore.text.document import Document, Index, Offsets, normal
from thiduascore.text.numbers import MOST_DIGITS, number_from_token
from thiduascore.text.toml_faults import blanked, fault_of, is_repetition, table_around
from thiduascore.text.toml_walk import index_of_toml, walk_toml
from thiduascore.text.value import finished, too_deep
from thiduascore.text.walk import MOST_REPORTED, Walk

_MOST_ROUNDS = 20
_PATIENCE = 1_000_000
"""A round finds one syntax error; no other is looked for once so many characters have been read again."""

_LONGEST_INTEGER = 4300
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""", re.ASCII)


@frozen
class Lenient:
    """A text as far as it can be read: keys that are given again and what has no TOML syntax are left out.

    `document` is None when nothing can be told from the rest.
    `damaged` are the lines, from the first to the last, of the tables from which something without syntax was
    left out; after a faulty header nobody knows which table comes, so that they run to the end of the text.
    """

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]
    damaged: tuple[tuple[int, int], ...] = ()


def parse_toml(text: str, name: str) -> Document:
    """The document; raises DiagnosticError with every error of the text.

    `name` is the file as the user wrote it.
    """
    found = parse_toml_leniently(text, name)
    if found.document is None or found.diagnostics:
        raise DiagnosticError(*found.diagnostics)
    return found.document


def parse_toml_leniently(text: str, name: str) -> Lenient:
    """The document as far as it can be read, so that a caller can look for other faults, and every error."""
    reading = _Reading(text.removeprefix("\ufeff"), name)
    value = reading.run()
    if value is None:
        return Lenient(None, ordered(reading.diagnostics))
    final = finished(name, reading.text, value, reading.index)
    if final.clashing is not None:
        clash, key = final.document.place(final.clashing, key=True), final.clashing[-1]
        value = reading.in_one_form()
        final = finished(name, reading.text, value, reading.index)
        if value is None or final.clashing is not None:
            again = Diagnostic("duplicate-key", {"key": str(key)}, clash)
            return Lenient(None, ordered([*reading.diagnostics, again]))
    diagnostics = ordered([*reading.diagnostics, *final.diagnostics])
    return Lenient(None if final.diagnostics else final.document, diagnostics, tuple(reading.damaged))


@define
class _Reading:
    """One reading of a text: `rest` is the text without what was found faulty, which is blanked out."""

    text: str
    name: str
    rest: str = field(init=False)
    diagnostics: list[Diagnostic] = field(factory=list)
    damaged: list[tuple[int, int]] = field(factory=list)
    """See `Lenient`; empty while nothing but repeated keys has been left out."""

    def run(self) -> dict[str, Any] | None:
        """The value of what is left, or None when it cannot be read."""
        self.rest = self.text
        if _LONG_KEY.search(self.rest) and self._too_deep():
            return None
        for number in range(_MOST_ROUNDS):
            if self.damaged and number * len(self.text) > _PATIENCE:
                break
            try:
                return tomli.loads(self.rest, parse_float=number_from_token)
            except tomli.TOMLDecodeError as error:
                self._leave_out(error)
            except RecursionError:
                self._too_deep()
                break
            except ValueError:
                self._shorten_integers()
        if not self.diagnostics:
            self._report("syntax-unclear", (0, 0))
        return None

    def in_one_form(self) -> dict[str, Any] | None:
        """The value when keys that differ only in their normal form are taken for the same key."""
        self._leave_out_repeats(walk_toml(self.rest).walk)
        try:
            return tomli.loads(normal(self.rest), parse_float=number_from_token)
        except ValueError:
            return None

    def _leave_out_repeats(self, walk: Walk) -> None:
        """Reports each key that is given again, with the place of the first, and blanks it out."""
        for repeat in walk.repeats[:MOST_REPORTED]:
            first = Related(place_at(self.name, self.text, *repeat.first), "first-given-here")
            again = place_at(self.name, self.text, *repeat.again)
            self.diagnostics.append(Diagnostic("duplicate-key", {"key": repeat.name}, again, (first,)))
        spots = ((repeat, walk.spots.get(repeat.path)) for repeat in walk.repeats)
        spans = ((repeat.start, (spot.value if spot else repeat.again)[1]) for repeat, spot in spots)
        self.rest = blanked(self.rest, spans)

    def _leave_out(self, error: tomli.TOMLDecodeError) -> None:
        found = walk_toml(self.rest)
        if is_repetition(error) and found.repeats:
            self._leave_out_repeats(found.walk)
            return
        fault = fault_of(self.rest, error, found)
        self._report(fault.phrase, fault.span)
        self.damaged.append(self._lines(table_around(found, fault.spoils)))
        self.rest = blanked(self.rest, [fault.spoils])

    def _lines(self, span: Offsets) -> tuple[int, int]:
        first, last = (self.text.count("\n", 0, end) + 1 for end in span)
        return first, last

    def index(self, text: str) -> Index:
        """Where everything that was read stands; what was left out is blank, and nothing has moved."""
        return index_of_toml(self.rest if self.damaged else text)

    def _report(self, phrase: str, span: Offsets) -> None:
        problem = {"problem": phrase_text(phrase)}
        self.diagnostics.append(Diagnostic("toml-syntax", problem, place_at(self.name, self.text, *span)))

    def _too_deep(self) -> bool:
        deep = walk_toml(self.rest).walk.too_deep
        if deep is not None:
            self.diagnostics.append(too_deep(place_at(self.name, self.text, *deep)))
        return deep is not None

    def _shorten_integers(self) -> None:
        """Cuts integers that Python refuses to read to a length at which they are read and found too long."""
        values = (spot.value for spot in walk_toml(self.rest).walk.spots.values() if spot.parts is None)
        long = [(start, end) for start, end in values if end - start > _LONGEST_INTEGER]
        numbers = [(start + 2 * MOST_DIGITS, end) for start, end in long if self.rest[start] in "+-123456789"]
        self.rest = blanked(self.rest, numbers)
