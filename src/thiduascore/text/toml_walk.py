"""Walks a whole TOML text: its headers and pairs, keys that are given twice, where each statement stands."""

from __future__ import annotations

import re

from attrs import define, field

from thiduascore.diagnostics import Path
from thiduascore.records import frozen
from thiduascore.text.document import Index, Offsets, Spot
from thiduascore.text.walk import TOML, KeyPart, Repeat, Walk

_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\[^\n])*+"|'[^'\n]*+')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*+"
_BLANK = re.compile(r"[ \t\r]*+")
_STATEMENT = re.compile(
    rf"^[ \t]*+(?:{_KEY}[ \t]*=|\[\[?[ \t]*{_KEY}[ \t]*\]?\]?[ \t\r]*(?:#[^\n]*)?$)", re.MULTILINE
)
_HEADER = re.compile(r"^\[\[?[A-Za-z_][\w.-]*+\]\]?[ \t\r]*(?:#[^\n]*)?$", re.MULTILINE | re.ASCII)
"""A header as people write it; no list that stands in a line of its own looks like it."""


@frozen
class Statement:
    """A pair or header (`[…]`, `[[…]]`) from its first character to the next statement.

    `whole` is False when its end could not be found.
    `unclosed` is then the place of an open bracket, if there is one.
    """

    span: Offsets
    header: bool
    whole: bool
    unclosed: int | None = None


@define
class TomlWalk:
    """One pass over a TOML text; see `walk_toml`."""

    walk: Walk
    base: Path = ()
    """The open table; one that a reader cannot ask for while its header is faulty or repeated."""
    counts: dict[Path, int] = field(factory=dict)
    statements: list[Statement] = field(factory=list)

    @property
    def repeats(self) -> list[Repeat]:
        """Every key that is given again."""
        return self.walk.repeats

    def run(self) -> None:
        """Walks every statement, starting anew at the next one after a fault."""
        walk, length = self.walk, len(self.walk.source)
        walk.skip()
        while walk.at < length:
            start = walk.at
            header = walk.source.startswith("[", start)
            whole = (self._header(start) if header else self._pair(start)) and self._line_ends()
            if not whole:
                walk.at = self._next_statement(start)
            end = walk.at
            self.statements.append(Statement((start, end), header, whole, None if whole else walk.unclosed))
            walk.unclosed = None
            walk.skip()
        self._close_section(length)

    def _pair(self, start: int) -> bool:
        walk = self.walk
        parts = walk.key()
        if not parts or not self._skip("="):
            return False
        return walk.value(walk.claim(self.base, parts, start), parts[-1][1])

    def _header(self, start: int) -> bool:
        walk = self.walk
        self._close_section(start)
        many = walk.source.startswith("[[", start)
        walk.at += 2 if many else 1
        walk.at = _past_blank(walk.source, walk.at)
        parts = walk.key()
        if not parts or not self._skip("]]" if many else "]"):
            self.base = (-1 - len(self.statements),)
            return False
        self.base = self._section(parts, many, start)
        walk.spots.setdefault(self.base, Spot(parts[-1][1], (start, walk.at)))
        return True

    def _section(self, parts: list[KeyPart], many: bool, start: int) -> Path:
        """The path of the table that a header opens."""
        walk = self.walk
        whole = (parts[0][1][0], parts[-1][1][1])
        path: Path = ()
        for name, span in parts[:-1]:
            path = (*path, name)
            how, first = walk.claims.setdefault(path, ("implicit", span))
            walk.spots.setdefault(path, Spot(span, span))
            if how == "value":
                return walk.repeat(path, first, (whole[0], span[1]), start)
            if how == "array":
                path = (*path, self.counts[path] - 1)
        path = (*path, parts[-1][0])
        known = walk.claims.get(path)
        if known is not None and known[0] != ("array" if many else "implicit"):
            return walk.repeat(path, known[1], whole, start)
        walk.claims[path] = ("array" if many else "header", known[1] if known and many else parts[-1][1])
        if not many:
            walk.spots.pop(path, None)
            return path
        walk.spots.setdefault(path, Spot(parts[-1][1], (start, walk.at)))
        self.counts[path] = self.counts.get(path, 0) + 1
        return (*path, self.counts[path] - 1)

    def _close_section(self, end: int) -> None:
        """Notes where a repeated table ends, so that all of it can be blanked out."""
        own = self.base[-1] if len(self.base) > 1 else 0
        if isinstance(own, int) and own < 0:
            repeat = self.walk.repeats[-1 - own]
            self.walk.spots[self.base] = Spot(repeat.again, (repeat.start, end))

    def _line_ends(self) -> bool:
        walk = self.walk
        walk.at = _past_blank(walk.source, walk.at)
        return walk.source[walk.at : walk.at + 1] in ("", "\n", "#")

    def _skip(self, mark: str) -> bool:
        walk = self.walk
        at = _past_blank(walk.source, walk.at)
        if not walk.source.startswith(mark, at):
            return False
        walk.at = _past_blank(walk.source, at + len(mark)) if mark == "=" else at + len(mark)
        return True

    def _next_statement(self, start: int) -> int:
        """The first line after `start` that looks like a statement and that the walk has not passed.

        A header that it took for a list within a list that was left open counts as not passed.
        """
        walk = self.walk
        if walk.unclosed is not None:
            header = _HEADER.search(walk.source, start + 1, walk.at)
            if header is not None:
                return header.start()
        line = walk.source.rfind("\n", 0, walk.at) + 1
        if line <= start:
            line = walk.source.find("\n", walk.at) + 1 or len(walk.source)
        match = _STATEMENT.search(walk.source, line)
        return match.start() if match else len(walk.source)


def walk_toml(text: str) -> TomlWalk:
    """Walks the text; any text will do, since what cannot be understood is passed over."""
    found = TomlWalk(Walk(text, TOML))
    found.run()
    return found


def index_of_toml(text: str) -> Index:
    """Where each part of a TOML text stands."""
    return walk_toml(text).walk.spots


def _past_blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at
