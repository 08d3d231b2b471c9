"""Names with spaces and signs in them, which only a list of the names in scope can tell from operations.

`monthly income` and `Pre-bureau risk` are each one name where they are known; the longest known name wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from attrs import frozen

from thiduascore.feel.lexer import Token, tokens
from thiduascore.feel.problem import FeelError

Word = tuple[str, bool]
"""A word of a name, and whether white space stands before it."""


@frozen
class Pattern:
    """A name as the words that a text must have to mean it."""

    name: str
    words: tuple[Word, ...]


class KnownNames:
    """Names by their first words; names are only ever added."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[Pattern]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Makes a name known; a name of one word needs no help to be read."""
        pattern = _pattern(name)
        if pattern is not None:
            found = self._by_first.setdefault(pattern.words[0][0], [])
            if pattern not in found:
                found.append(pattern)
                found.sort(key=lambda one: -len(one.words))

    def longest(self, words: Sequence[Token], at: int) -> tuple[str, int] | None:
        """The longest known name that begins at this word, with the number of its words."""
        for pattern in self._by_first.get(words[at].text, ()):
            if _matches(pattern.words, words, at):
                return pattern.name, len(pattern.words)
        return None


def name_of(words: Sequence[Token]) -> str:
    """The name that words make together: one space wherever there is white space between them."""
    parts: list[str] = []
    for position, word in enumerate(words):
        if position and words[position - 1].end != word.start:
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def _matches(pattern: tuple[Word, ...], words: Sequence[Token], at: int) -> bool:
    if at + len(pattern) > len(words):
        return False
    for offset, (text, spaced) in enumerate(pattern):
        word = words[at + offset]
        if word.text != text or (offset and (words[at + offset - 1].end != word.start) is not spaced):
            return False
    return True


@lru_cache(maxsize=4096)
def _pattern(name: str) -> Pattern | None:
    try:
        found = tokens(name, dmn=True)[:-1]
    except FeelError:
        return None
    if not found or (len(found) == 1 and found[0].kind == "name"):
        return None if not found else Pattern(name, ((found[0].text, False),))
    spaced = (False, *(before.end != word.start for before, word in pairwise(found)))
    return Pattern(name, tuple(zip((word.text for word in found), spaced, strict=True)))
