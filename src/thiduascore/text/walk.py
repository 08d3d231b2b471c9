"""Walks a value of TOML or JSON and notes where each part of it stands, without recursion.

The walk is lenient: what a value means is for the parsers to say, this only finds its edges.
"""

from __future__ import annotations

import re
from functools import partial

from attrs import define, field

from thiduascore.diagnostics import Path
from thiduascore.records import frozen
from thiduascore.text.document import Offsets, Spot, normal
from thiduascore.text.strings import JSON_TEXT, TOML_TEXT, parts_of, text_of
from thiduascore.text.value import MOST_DEPTH

MOST_REPORTED = 100
"""How many repeated keys of one file are told of."""

KeyPart = tuple[str, Offsets]
"""A part of a key, normalised, and where it stands."""


@frozen
class Grammar:
    """How the two formats differ where edges are concerned."""

    blank: re.Pattern[str]
    text: re.Pattern[str]
    bare: re.Pattern[str] | None
    scalar: re.Pattern[str]
    separator: str
    dotted: bool


JSON = Grammar(
    blank=re.compile(r"[ \t\r\n]*+"),
    text=JSON_TEXT,
    bare=None,
    scalar=re.compile(r"[^\s,\[\]{}:\"]++"),
    separator=":",
    dotted=False,
)
TOML = Grammar(
    blank=re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+"),
    text=TOML_TEXT,
    bare=re.compile(r"[A-Za-z0-9_-]++"),
    scalar=re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d[^\s,\]}#]*+)?|[^\s,\[\]{}#=\"']++"),
    separator="=",
    dotted=True,
)


@frozen
class Repeat:
    """A key given again: where it was first, where it is again, and from where on to blank it out.

    It is kept under a path that no reader asks for; the spot noted there ends where the repeated value ends.
    """

    name: str
    path: Path
    first: Offsets
    again: Offsets
    start: int


@define
class _Frame:
    """A table or list that has been opened and not yet closed."""

    path: Path
    key: Offsets | None
    start: int
    closer: str
    count: int = 0
    comma: int = 0


@define
class Walk:
    """One pass over a text; `at` is how far it has come, the rest is what it has found so far."""

    source: str
    grammar: Grammar
    at: int = 0
    spots: dict[Path, Spot] = field(factory=dict)
    claims: dict[Path, tuple[str, Offsets]] = field(factory=dict)
    """For each key, how it came to be (value, dotted, implicit, header, array) and its first place."""
    repeats: list[Repeat] = field(factory=list)
    too_deep: Offsets | None = None
    unclosed: int | None = None
    """Where the innermost open bracket stands, after a walk that found no value."""

    def value(self, path: Path, key: Offsets | None = None) -> bool:
        """Walks the value that begins here; False when there is none or it does not end as it should."""
        frames: list[_Frame] = []
        target: tuple[Path, Offsets | None] | None = (path, key)
        while target is not None:
            path, key = target
            closer = {"[": "]", "{": "}"}.get(self.source[self.at : self.at + 1])
            bracket = (self.at, self.at + 1)
            if closer:
                self.spots[path] = Spot(key or bracket, bracket)
                if len(path) > MOST_DEPTH:
                    self.too_deep = self.too_deep or bracket
                    return False
                frames.append(_Frame(path, key, self.at, closer))
                self.at += 1
            elif not self._leaf(path, key):
                break
            target = self._onward(frames, opened=closer is not None)
            if not frames:
                return True
        self.unclosed = frames[-1].start if frames else None
        return False

    def key(self) -> list[KeyPart]:
        """Walks a key that begins here; its parts, none when there is no key."""
        parts: list[KeyPart] = []
        while True:
            quoted = self.grammar.text.match(self.source, self.at)
            bare = self.grammar.bare.match(self.source, self.at) if self.grammar.bare else None
            match = quoted or bare
            if match is None:
                return []
            name = text_of(self.source, *match.span()) if quoted else match[0]
            parts.append((normal(name), match.span()))
            self.at = match.end()
            if len(parts) > MOST_DEPTH:
                self.too_deep = self.too_deep or match.span()
                return []
            if not self.grammar.dotted or not self._skip_dot():
                return parts

    def claim(self, base: Path, parts: list[KeyPart], start: int) -> Path:
        """The path of a key of the table `base`; a path of its own when the key was given before."""
        path = base
        for name, span in parts[:-1]:
            path = (*path, name)
            how, first = self.claims.setdefault(path, ("dotted", span))
            self.spots.setdefault(path, Spot(span, span))
            if how not in ("dotted", "implicit"):
                return self.repeat(path, first, (parts[0][1][0], span[1]), start)
        path = (*path, parts[-1][0])
        if path in self.claims:
            return self.repeat(path, self.claims[path][1], (parts[0][1][0], parts[-1][1][1]), start)
        self.claims[path] = ("value", parts[-1][1])
        return path

    def repeat(self, path: Path, first: Offsets, again: Offsets, start: int) -> Path:
        """Notes a key given again and returns the path under which what belongs to it is kept apart."""
        apart = (*path, -1 - len(self.repeats))
        self.repeats.append(Repeat(self.source[slice(*again)], apart, first, again, start))
        return apart

    def skip(self) -> None:
        """Goes past blanks, line ends and comments."""
        self.at = self._past(self.grammar.blank)

    def _onward(self, frames: list[_Frame], *, opened: bool) -> tuple[Path, Offsets | None] | None:
        """Goes on to where the next value begins, closing what ends; None at the end or at a fault."""
        while frames:
            frame = frames[-1]
            self.skip()
            here = self.source[self.at : self.at + 1]
            if here == frame.closer:
                self.at += 1
                span = (frame.start, self.at)
                self.spots[frame.path] = Spot(frame.key or span, span)
                frames.pop()
                opened = False
            elif opened:
                return self._element(frame)
            elif here == ",":
                frame.comma = self.at
                self.at += 1
                opened = True
            else:
                return None
        return None

    def _element(self, frame: _Frame) -> tuple[Path, Offsets | None] | None:
        if frame.closer == "]":
            frame.count += 1
            return (*frame.path, frame.count - 1), None
        parts = self.key()
        if not parts:
            return None
        path = self.claim(frame.path, parts, frame.comma)
        self.skip()
        if not self.source.startswith(self.grammar.separator, self.at):
            return None
        self.at += 1
        self.skip()
        return path, parts[-1][1]

    def _leaf(self, path: Path, key: Offsets | None) -> bool:
        text = self.grammar.text.match(self.source, self.at)
        match = text or self.grammar.scalar.match(self.source, self.at)
        if match is None:
            return False
        parts = partial(parts_of, self.source, *match.span()) if text else None
        self.spots[path] = Spot(key or match.span(), match.span(), parts)
        self.at = match.end()
        return True

    def _skip_dot(self) -> bool:
        before = self.at
        while self.source[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        if self.source.startswith(".", self.at):
            self.at += 1
            while self.source[self.at : self.at + 1] in (" ", "\t"):
                self.at += 1
            return True
        self.at = before
        return False

    def _past(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.source, self.at)
        return match.end() if match else self.at
