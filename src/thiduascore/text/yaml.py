"""YAML: the plain part of it, to a document; no anchors, aliases or tags, and no guesses about words.

Words are text except `true`, `false` and `null`; `yes`, `no`, `12:30` and `007` stay text.
"""

from __future__ import annotations

import datetime
import re
from functools import partial
from typing import Any

import yaml
from attrs import define, field

from thiduascore.diagnostics import (
    Argument,
    Diagnostic,
    DiagnosticError,
    Path,
    Related,
    phrase_text,
    place_at,
)
from thiduascore.text.document import Document, Offsets, Spot, normal
from thiduascore.text.numbers import number_from_token
from thiduascore.text.value import MOST_DEPTH, finished, too_deep
from thiduascore.text.walk import MOST_REPORTED
from thiduascore.text.yaml_parts import parts_of_scalar

MOST_YAML_CHARACTERS = 256 * 1024
"""YAML is slow to read, so its texts have a limit of their own."""

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WORDS: dict[str, bool | None] = {
    **{word: True for word in ("true", "True", "TRUE")},
    **{word: False for word in ("false", "False", "FALSE")},
    **{word: None for word in ("null", "Null", "NULL", "~", "")},
}
_PROBLEMS = (
    ("mapping values", "syntax-colon-inside"),
    ("found character '\\t'", "syntax-tab"),
    ("found a tab", "syntax-tab"),
    ("found unknown escape", "syntax-backslash"),
    ("found unexpected end of stream", "syntax-text-not-closed"),
    ("could not find expected ':'", "syntax-colon"),
    ("expected escape", "syntax-escape"),
    ("expected ',' or", "syntax-comma"),
    ("expected <block end>", "syntax-block"),
)


def parse_yaml(text: str, name: str) -> Document:
    """The document; raises DiagnosticError with what keeps the text from being read.

    `name` is the file as the user wrote it.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_YAML_CHARACTERS:
        limit: dict[str, Argument] = {"path": name, "limit": MOST_YAML_CHARACTERS}
        raise DiagnosticError(Diagnostic("file-too-large", limit, place_at(name, text, 0, 0)))
    building = _Building(text, name)
    try:
        building.run()
    except yaml.MarkedYAMLError as error:
        raise DiagnosticError(building.syntax(error)) from None
    except yaml.reader.ReaderError as error:
        at = error.position
        raise DiagnosticError(building.fault("syntax-control-character", (at, at + 1))) from None
    except (ValueError, OverflowError):
        raise DiagnosticError(building.fault("syntax-escape", (building.at, building.at))) from None
    final = finished(name, text, building.root[0], lambda _: building.spots)
    if final.diagnostics or building.repeats:
        raise DiagnosticError(*final.diagnostics, *building.repeats)
    return final.document


@define
class _Frame:
    """A table or list that is being built, and the key whose value comes next."""

    container: Any
    path: Path
    key: Offsets
    start: int
    pending: tuple[str, Offsets] | None = None
    keys: dict[str, Offsets] = field(factory=dict)


@define
class _Building:
    """A value built from the events of the parser, without recursion."""

    text: str
    name: str
    root: list[Any] = field(factory=lambda: [None])
    spots: dict[Path, Spot] = field(factory=dict)
    repeats: list[Diagnostic] = field(factory=list)
    at: int = 0
    frames: list[_Frame] = field(factory=list)

    def run(self) -> None:
        documents = 0
        for event in yaml.parse(self.text, yaml.SafeLoader):
            self.at = event.start_mark.index if event.start_mark else self.at
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal("yaml-several", (self.at, self.at + 3))
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)

    def syntax(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        """The parser's error in our words."""
        said = error.problem or ""
        phrase = next((key for start, key in _PROBLEMS if said.startswith(start)), "syntax-block")
        mark = error.problem_mark or error.context_mark
        at = mark.index if mark is not None else 0
        return self.fault(phrase, (at, at + (self.text[at : at + 1] not in ("", "\n", "\r"))))

    def fault(self, phrase: str, span: Offsets) -> Diagnostic:
        """A syntax error at a place."""
        problem = {"problem": phrase_text(phrase)}
        return Diagnostic("yaml-syntax", problem, place_at(self.name, self.text, *span))

    def _node(self, event: Any) -> None:
        span = (event.start_mark.index, event.end_mark.index)
        if event.anchor is not None:
            raise self._refusal("yaml-anchor", span)
        if event.tag is not None:
            raise self._refusal("yaml-tag", span)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and isinstance(frame.container, dict) and frame.pending is None:
            self._key(frame, event, span)
            return
        path, key = self._target(frame, span)
        if isinstance(event, yaml.ScalarEvent):
            self._put(frame, _scalar(event))
            parts = partial(parts_of_scalar, self.text, *span, event.style, event.value)
            self.spots.setdefault(path, Spot(key, span, parts))
            return
        if len(path) > MOST_DEPTH:
            raise DiagnosticError(too_deep(place_at(self.name, self.text, *span)))
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(frame, container)
        self.frames.append(_Frame(container, path, key, span[0]))

    def _key(self, frame: _Frame, event: Any, span: Offsets) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refusal("yaml-key", span)
        name = normal(event.value)
        if name in frame.keys:
            self._repeat(name, frame.keys[name], span)
        frame.keys.setdefault(name, span)
        frame.pending = (name, span)

    def _target(self, frame: _Frame | None, span: Offsets) -> tuple[Path, Offsets]:
        if frame is None:
            return (), span
        if frame.pending is None:
            return (*frame.path, len(frame.container)), span
        return (*frame.path, frame.pending[0]), frame.pending[1]

    def _put(self, frame: _Frame | None, value: Any) -> None:
        if frame is None:
            self.root[0] = value
        elif frame.pending is None:
            frame.container.append(value)
        else:
            frame.container.setdefault(frame.pending[0], value)
            frame.pending = None

    def _close(self, event: Any) -> None:
        frame = self.frames.pop()
        whole = self.text[frame.start : event.end_mark.index].rstrip()
        span = (frame.start, frame.start + len(whole))
        own = frame.path and isinstance(frame.path[-1], str)
        self.spots.setdefault(frame.path, Spot(frame.key if own else span, span))

    def _repeat(self, name: str, first: Offsets, again: Offsets) -> None:
        if len(self.repeats) == MOST_REPORTED:
            return
        before = Related(place_at(self.name, self.text, *first), "first-given-here")
        place = place_at(self.name, self.text, *again)
        self.repeats.append(Diagnostic("duplicate-key", {"key": name}, place, (before,)))

    def _refusal(self, feature: str, span: Offsets) -> DiagnosticError:
        place = place_at(self.name, self.text, *span)
        return DiagnosticError(Diagnostic("yaml-feature", {"feature": phrase_text(feature)}, place))


def _scalar(event: Any) -> Any:
    """What a scalar means: only plain ones can be anything but text."""
    word: str = event.value
    if event.style is not None:
        return word
    if word in _WORDS:
        return _WORDS[word]
    if _NUMBER.fullmatch(word) or _NOT_FINITE.fullmatch(word):
        return number_from_token(word)
    if _DAY.fullmatch(word):
        try:
            return datetime.date.fromisoformat(word)
        except ValueError:
            return word
    return word
