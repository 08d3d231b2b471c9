"""What `matches`, `replace` and `split` do, as XPath's functions of such names do it."""

from __future__ import annotations

from collections.abc import Callable

from thiduascore.feel.operations import MOST_CHARACTERS
from thiduascore.feel.patterns.matching import Pattern, Search, Slots, pattern_of
from thiduascore.feel.patterns.syntax import PatternError
from thiduascore.feel.values import Null, Value, missing


def _careful(apply: Callable[..., Value]) -> Callable[..., Value]:
    """The function, with a pattern that cannot be used, or takes too many steps, as null."""

    def safely(*arguments: Value) -> Value:
        try:
            return apply(*arguments)
        except PatternError as error:
            return missing(error.slug)

    return safely


def _flags(flags: str | Null) -> str:
    return "" if isinstance(flags, Null) else flags


@_careful
def matches(text: str, pattern: str, flags: str | Null = "") -> Value:
    """Whether the text has a match of the pattern."""
    return Search(pattern_of(pattern, _flags(flags)), text).first(0) is not None


def _parting(pattern: str, flags: str) -> Pattern:
    """A pattern that never matches the empty text, at which a text could be parted anywhere."""
    found = pattern_of(pattern, flags)
    if Search(found, "").first(0) is not None:
        raise PatternError("pattern-matches-nothing")
    return found


@_careful
def replaced(text: str, pattern: str, replacement: str, flags: str | Null = "") -> Value:
    """The text with every match replaced; `$1` in the replacement is what the first group matched."""
    found = _parting(pattern, _flags(flags))
    parts = [replacement] if "q" in _flags(flags) else _parts(replacement, found.groups)
    pieces: list[str] = []
    at = length = 0
    for slots in Search(found, text).matches():
        pieces.append(text[at : slots[0]])
        pieces.extend(part if isinstance(part, str) else _group(text, slots, part) for part in parts)
        length += sum(map(len, pieces[-len(parts) - 1 :]))
        if length > MOST_CHARACTERS:
            return missing("text-too-long")
        at = slots[1]
    return "".join([*pieces, text[at:]])


def _group(text: str, slots: Slots, number: int) -> str:
    return text[slots[2 * number] : slots[2 * number + 1]] if slots[2 * number + 1] >= 0 else ""


def _parts(replacement: str, groups: int) -> list[str | int]:
    """The texts of a replacement and the numbers of the groups between them."""
    found: list[str | int] = [""]
    at = 0
    while at < len(replacement):
        character, following = replacement[at], replacement[at + 1 : at + 2]
        if character == "\\":
            if not following or following not in "\\$":
                raise PatternError("invalid-replacement")
            found.append(following)
            at += 2
        elif character == "$":
            if not following.isascii() or not following.isdecimal():
                raise PatternError("invalid-replacement")
            at, number = _number(replacement, at + 1, groups)
            found.append(number if number <= groups else "")
        else:
            found.append(character)
            at += 1
    return found


def _number(replacement: str, at: int, groups: int) -> tuple[int, int]:
    """The place behind the digits of a group's number, as many as name one, and the number."""
    number = int(replacement[at])
    at += 1
    while replacement[at : at + 1].isascii() and replacement[at : at + 1].isdecimal():
        longer = number * 10 + int(replacement[at])
        if longer > groups:
            break
        number, at = longer, at + 1
    return at, number


@_careful
def split(text: str, delimiter: str) -> Value:
    """The parts of the text between the matches of the delimiter."""
    found: list[Value] = []
    at = 0
    for slots in Search(_parting(delimiter, ""), text).matches():
        found.append(text[at : slots[0]])
        at = slots[1]
    return (*found, text[at:])
