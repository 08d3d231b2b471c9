"""Names with spaces and signs in them, which only a list of the names in scope can tell from operations.

`monthly income` and `Pre-bureau risk` are each one name where they are known; the longest known name wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from thiduascore.feel.lexer import Token, tokens
from thiduascore.feel.problem import FeelError
from thiduascore.records import frozen

Word = tuple[str, bool]
"""A word of a name, and whether white space stands before it."""


@frozen
class Pattern:
    """A name as the words that a text must have to mean it."""

    name: str
    words: tuple[Word, ...]


_ByFirst = dict[str, list[Pattern]]


class KnownNames:
    """Names of several words by their first ones: those in scope, and those that the text introduces."""

    def __init__(self, names: Iterable[str]) -> None:
        self._given = _by_first(frozenset(names))
        self._own: _ByFirst = {}

    def add(self, name: str) -> None:
        """Makes a name known; a name of one word needs no help to be read."""
        _add(self._own, name)

    def longest(self, words: Sequence[Token], at: int) -> tuple[str, int] | None:
        """The longest known name of several words that begins here, with their number."""
        found: Pattern | None = None
        for names in (self._given, self._own):
            for pattern in names.get(words[at].text, ()):
                if found is not None and len(found.words) >= len(pattern.words):
                    break
                if _matches(pattern.words, words, at):
                    found = pattern
        return None if found is None else (found.name, len(found.words))


@lru_cache(maxsize=128)
def _by_first(names: frozenset[str]) -> _ByFirst:
    found: _ByFirst = {}
    for name in sorted(names):
        _add(found, name)
    return found


def _add(names: _ByFirst, name: str) -> None:
    pattern = _pattern(name)
    if pattern is None:
        return
    found = names.setdefault(pattern.words[0][0], [])
    if pattern not in found:
        found.append(pattern)
        found.sort(key=lambda one: -len(one.words))


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
    """What a text must have to mean the name; None when that is the name as it stands."""
    try:
        found = tokens(name, dmn=True)[:-1]
    except FeelError:
        return None
    # A word that was composed otherwise in the list of names still means that name.
    if not found or (len(found) == 1 and found[0].kind == "name" and found[0].text == name):
        return None
    spaced = (False, *(before.end != word.start for before, word in pairwise(found)))
    return Pattern(name, tuple(zip((word.text for word in found), spaced, strict=True)))
