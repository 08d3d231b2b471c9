"""Sets of characters, as classes such as `[a-z-[aeiou]]` and escapes such as `\\p{Lu}` name them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from thiduascore.feel.patterns.blocks import BLOCKS
from thiduascore.records import frozen

Test = Callable[[str], bool]


@frozen
class Characters:
    """The characters in any of the ranges or classes, or all others; of these, those not in `without`."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[Test, ...] = ()
    negated: bool = False
    without: Characters | None = None


def holds(characters: Characters, character: str, *, folded: bool) -> bool:
    """Whether the character is in the set; with `folded`, whether one is that differs only in its case."""
    variants = cases(character) if folded else (character,)
    found = any(low <= one <= high for low, high in characters.ranges for one in variants)
    found = found or any(test(character) for test in characters.classes)
    if found == characters.negated:
        return False
    return characters.without is None or not holds(characters.without, character, folded=folded)


def cases(character: str) -> tuple[str, ...]:
    """The character itself, and its small and capital letter where each is one character."""
    others = (character.lower(), character.upper())
    return (character, *(other for other in others if len(other) == 1 and other != character))


def same_letter(one: str, other: str) -> bool:
    """Whether two characters differ in nothing but their case."""
    return one == other or one.lower() == other.lower() or one.upper() == other.upper()


def of_category(name: str) -> Test | None:
    """The test of a Unicode category such as `Lu` or `L`, or of a block such as `IsBasicLatin`."""
    if name in _CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(name)
    bounds = BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    if bounds is None:
        return None
    low, high = bounds
    return lambda character: low <= ord(character) <= high


def opposite(test: Test) -> Test:
    """The test for all other characters."""
    return lambda character: not test(character)


_KINDS: Final = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
_CATEGORIES: Final = frozenset(f"{kind}{one}" for kind, ones in _KINDS.items() for one in ("", *ones))

_NAME_STARTS: Final = (
    *((0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF)),
    *((0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF)),
    *((0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF)),
)
_NAME_PARTS: Final = (
    *_NAME_STARTS,
    *((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)),
)


def _within(ranges: tuple[tuple[int, int], ...]) -> Test:
    return lambda character: any(low <= ord(character) <= high for low, high in ranges)


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


def _is_digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def _is_space(character: str) -> bool:
    return character in " \t\n\r"


_CLASSES: Final[Mapping[str, Test]] = {
    "s": _is_space,
    "d": _is_digit,
    "w": _is_word,
    "i": _within(_NAME_STARTS),
    "c": _within(_NAME_PARTS),
}
CLASSES: Final[Mapping[str, Test]] = {
    **_CLASSES,
    **{name.upper(): opposite(test) for name, test in _CLASSES.items()},
}
"""The classes that a backslash and a letter name."""
