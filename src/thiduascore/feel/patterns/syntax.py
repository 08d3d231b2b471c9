"""The parts of a pattern, and how its text is read; everything that XPath does not know is refused."""

from __future__ import annotations

from typing import Final, Literal

from thiduascore.feel.patterns.characters import CLASSES, Characters, of_category, opposite
from thiduascore.records import frozen

MOST_CHARACTERS: Final = 2_000
MOST_REPEATS: Final = 1_000
MOST_NESTING: Final = 50


class PatternError(Exception):
    """The pattern cannot be used; `slug` says why."""

    def __init__(self, slug: str = "invalid-pattern") -> None:
        self.slug = slug
        super().__init__(slug)


@frozen
class Place:
    """`^` or `$`."""

    at: Literal["start", "end"]


@frozen
class Sequence:
    """Parts one after the other."""

    parts: tuple[Node, ...]


@frozen
class Choice:
    """Alternatives; the first that leads to a match counts."""

    alternatives: tuple[Node, ...]


@frozen
class Group:
    """Parentheses; with a number, what they match is remembered."""

    of: Node
    number: int | None


@frozen
class Repeat:
    """A part that occurs from `least` to `most` times (None is any number); as few as possible when lazy."""

    of: Node
    least: int
    most: int | None
    lazy: bool


@frozen
class Back:
    """What a group has matched, once more."""

    number: int


Node = Characters | Place | Sequence | Choice | Group | Repeat | Back

_SINGLE: Final = {"n": "\n", "r": "\r", "t": "\t", **{sign: sign for sign in "\\|.?*+(){}-[]^$"}}
_SPACES: Final = " \t\n\r"


def parsed(pattern: str, flags: str) -> tuple[Node, int]:
    """The parts of a pattern and the number of its groups; raises PatternError."""
    if len(pattern) > MOST_CHARACTERS:
        raise PatternError("pattern-too-long")
    if "q" in flags:
        return Sequence(tuple([Characters(((one, one),)) for one in pattern])), 0
    reader = _Reader(_without_spaces(pattern) if "x" in flags else pattern, "s" in flags)
    tree = reader.choice(0)
    if reader.at < len(reader.text):
        raise PatternError
    return tree, reader.groups


def _without_spaces(pattern: str) -> str:
    """The pattern without the white space outside classes in brackets."""
    kept: list[str] = []
    depth, escaped = 0, False
    for character in pattern:
        if character in _SPACES and not depth:
            continue
        kept.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "[":
            depth += 1
        elif character == "]" and depth:
            depth -= 1
    return "".join(kept)


class _Reader:
    """Reads the text of a pattern once, from left to right."""

    def __init__(self, text: str, dot_is_everything: bool) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        excluded = () if dot_is_everything else (("\n", "\n"), ("\r", "\r"))
        self.dot = Characters(excluded, negated=True)

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self) -> str:
        if self.at >= len(self.text):
            raise PatternError
        self.at += 1
        return self.text[self.at - 1]

    def takes(self, text: str) -> bool:
        found = self.text.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def choice(self, depth: int) -> Node:
        if depth > MOST_NESTING:
            raise PatternError("pattern-too-long")
        alternatives = [self.sequence(depth)]
        while self.takes("|"):
            alternatives.append(self.sequence(depth))
        return alternatives[0] if len(alternatives) == 1 else Choice(tuple(alternatives))

    def sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.peek() and self.peek() not in "|)":
            parts.append(self.repeated(self.atom(depth)))
        return Sequence(tuple(parts))

    def atom(self, depth: int) -> Node:
        character = self.take()
        if character == "(":
            return self.group(depth)
        if character == "[":
            return self.bracket(0)
        if character == "\\":
            return self.escape()
        if character == ".":
            return self.dot
        if character in "^$":
            return Place("start" if character == "^" else "end")
        if character in "?*+{}]":
            raise PatternError
        return Characters(((character, character),))

    def group(self, depth: int) -> Node:
        number = None
        if not self.takes("?:"):
            self.groups += 1
            number = self.groups
        inner = self.choice(depth + 1)
        if not self.takes(")"):
            raise PatternError
        if number is not None:
            self.closed.add(number)
        return Group(inner, number)

    def repeated(self, atom: Node) -> Node:
        sign = self.peek()
        if not sign or sign not in "?*+{":
            return atom
        self.at += 1
        bounds = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        least, most = self.quantity() if sign == "{" else bounds[sign]
        return Repeat(atom, least, most, self.takes("?"))

    def quantity(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
        self.at = end + 1
        if end < 0 or not _is_count(low) or (high and not _is_count(high)):
            raise PatternError
        least, most = int(low), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > MOST_REPEATS:
            raise PatternError("pattern-too-long")
        if most is not None and least > most:
            raise PatternError
        return least, most

    def escape(self) -> Node:
        """What follows a backslash outside brackets."""
        if self.peek().isdecimal() and self.peek().isascii():
            return self.back()
        return self.escaped()

    def back(self) -> Node:
        """A reference to a group that is closed by now; of several digits as many as name a group."""
        number = int(self.take())
        while self.peek().isascii() and self.peek().isdecimal():
            longer = number * 10 + int(self.peek())
            if longer > self.groups:
                break
            number = longer
            self.at += 1
        if number not in self.closed:
            raise PatternError
        return Back(number)

    def escaped(self) -> Characters:
        character = self.take()
        if character in _SINGLE:
            return Characters(((_SINGLE[character], _SINGLE[character]),))
        if character in CLASSES:
            return Characters((), (CLASSES[character],))
        if character not in "pP" or not self.takes("{"):
            raise PatternError
        end = self.text.find("}", self.at)
        test = of_category(self.text[self.at : end]) if end >= 0 else None
        if test is None:
            raise PatternError
        self.at = end + 1
        return Characters((), (test if character == "p" else opposite(test),))

    def bracket(self, depth: int) -> Characters:
        """A class in brackets, after the opening one: ranges and escapes, perhaps less another class."""
        if depth > MOST_NESTING:
            raise PatternError("pattern-too-long")
        negated = self.takes("^")
        ranges: list[tuple[str, str]] = []
        found = Characters()
        while not self.takes("]"):
            if self.text.startswith("-[", self.at) and (ranges or found.classes):
                self.at += 2
                without = self.bracket(depth + 1)
                if not self.takes("]"):
                    raise PatternError
                return Characters(tuple(ranges), found.classes, negated, without)
            one = self.member(first=not ranges and not found.classes)
            if one.classes:
                found = Characters((), found.classes + one.classes)
            else:
                ranges.append(self.range_from(one.ranges[0][0]))
        if not ranges and not found.classes:
            raise PatternError
        return Characters(tuple(ranges), found.classes, negated)

    def member(self, *, first: bool) -> Characters:
        character = self.take()
        if character == "\\":
            return self.escaped()
        # A hyphen is itself only at either end, and brackets never are.
        inner_hyphen = character == "-" and not first and self.peek() not in ("]", "-")
        if character == "[" or (inner_hyphen and not self.text.startswith("[", self.at)):
            raise PatternError
        return Characters(((character, character),))

    def range_from(self, low: str) -> tuple[str, str]:
        following = self.text[self.at + 1 : self.at + 2]
        if self.peek() != "-" or following in ("]", "[", ""):
            return low, low
        self.at += 1
        high = self.member(first=True)
        if high.classes or high.ranges[0][0] < low:
            raise PatternError
        return low, high.ranges[0][0]


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 9
