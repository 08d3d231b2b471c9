"""TOML: a file's text to a document, or everything that is wrong with it at once."""

from __future__ import annotations

import re
from typing import Any

import tomli
from attrs import define, field

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Related, ordered, phrase_text, place_at
from thiduascore.text.document import Document, Offsets
from thiduascore.text.numbers import MOST_DIGITS, number_from_token
from thiduascore.text.toml_faults import blanked, fault_of, is_repetition
from thiduascore.text.toml_walk import index_of_toml, walk_toml
from thiduascore.text.value import finished, too_deep
from thiduascore.text.walk import MOST_REPORTED, Repeat

_MOST_ROUNDS, _LEAST_ROUNDS = 20, 3
_CHARACTERS_IN_ALL = 1_000_000
"""A round finds one syntax error, and the larger the text, the fewer rounds are worth their time."""

_LONGEST_INTEGER = 4300
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""", re.ASCII)


def parse_toml(text: str, name: str) -> Document:
    """The document; raises DiagnosticError with every error of the text.

    `name` is the file as the user wrote it.
    """
    document, diagnostics = parse_toml_leniently(text, name)
    if document is None or diagnostics:
        raise DiagnosticError(*diagnostics)
    return document


def parse_toml_leniently(text: str, name: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document as far as it can be read, and every error of the text.

    When keys that are given twice are the only fault, the document holds what was given first.
    So a caller can look for other faults; with any other error there is no document.
    """
    reading = _Reading(text.removeprefix("\ufeff"), name)
    value = reading.run()
    if value is None:
        return None, ordered(reading.diagnostics)
    final = finished(name, reading.text, value, index_of_toml)
    if final.clashing:
        reading.report_repeats(walk_toml(reading.rest).repeats)
    diagnostics = ordered([*reading.diagnostics, *final.diagnostics])
    return (None if final.diagnostics else final.document), diagnostics


@define
class _Reading:
    """One reading of a text: `rest` is the text without what was found faulty, which is blanked out."""

    text: str
    name: str
    rest: str = field(init=False)
    diagnostics: list[Diagnostic] = field(factory=list)
    whole: bool = True
    """Whether nothing but repeated keys has been left out."""

    def run(self) -> dict[str, Any] | None:
        """The value, or None when there are errors other than repeated keys."""
        self.rest = self.text
        if _LONG_KEY.search(self.rest) and self._too_deep():
            return None
        for _ in range(max(_LEAST_ROUNDS, min(_MOST_ROUNDS, _CHARACTERS_IN_ALL // (len(self.text) + 1)))):
            try:
                value = tomli.loads(self.rest, parse_float=number_from_token)
                return value if self.whole else None
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

    def report_repeats(self, repeats: list[Repeat]) -> None:
        """Adds a diagnostic for each key that is given again, with the place where it was first given."""
        for repeat in repeats[:MOST_REPORTED]:
            first = Related(place_at(self.name, self.text, *repeat.first), "first-given-here")
            again = place_at(self.name, self.text, *repeat.again)
            self.diagnostics.append(Diagnostic("duplicate-key", {"key": repeat.name}, again, (first,)))

    def _leave_out(self, error: tomli.TOMLDecodeError) -> None:
        found = walk_toml(self.rest)
        if is_repetition(error) and found.repeats:
            self.report_repeats(found.repeats)
            spots = found.walk.spots
            ends = (
                (repeat, spots[repeat.path].value if repeat.path in spots else repeat.again)
                for repeat in found.repeats
            )
            self.rest = blanked(self.rest, ((repeat.start, span[1]) for repeat, span in ends))
            return
        fault = fault_of(self.rest, error, found)
        self._report(fault.phrase, fault.span)
        self.rest = blanked(self.rest, [fault.spoils])
        self.whole = False

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
