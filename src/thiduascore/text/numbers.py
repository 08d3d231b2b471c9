"""Numbers: exact from the characters that were written, never guessed, never a binary float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from thiduascore.diagnostics import Diagnostic, Place
from thiduascore.records import frozen

MOST_DIGITS = 60
"""The most digits, and the greatest exponent, that a number in a file may have."""

_LONGEST_TOKEN = 4 * MOST_DIGITS
_WRITTEN = {
    ".": re.compile(r"([-+]?)(\d+)(?:\.(\d+))?", re.ASCII),
    ",": re.compile(r"([-+]?)(\d+)(?:,(\d+))?", re.ASCII),
}
_TOKEN = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE]([-+]?\d+))?", re.ASCII)


@frozen
class Unusable:
    """Stands in a document where a number cannot be used; whoever reads that part reports it with its place.

    `text` is the number as written, cut when it is long; `reason` is a slug: `number-too-long`,
    `exponent-too-large` or `number-not-finite`.
    """

    text: str
    reason: str

    def diagnostic(self, place: Place | None) -> Diagnostic:
        """What is wrong with the number."""
        return Diagnostic(self.reason, {"text": self.text, "most": MOST_DIGITS}, place)


def number_from_text(text: str, *, decimal: Literal[".", ","] = ".") -> Fraction | None:
    """The number in a cell or an answer, or None when the text is not exactly one.

    Accepted is a sign, digits, and decimals behind the declared decimal sign, 60 digits in all.
    Thousands separators, spaces and exponents are not: `1.234,5` could mean two things, so it means nothing.
    """
    match = _WRITTEN[decimal].fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals = match[1], match[2], match[3] or ""
    if len(whole) + len(decimals) > MOST_DIGITS:
        return None
    number = Fraction(int(whole + decimals), 10 ** len(decimals))
    return -number if sign == "-" else number


def number_from_token(token: str) -> int | Decimal | Unusable:
    """The number that a TOML, JSON or YAML token writes in decimal; minus zero becomes zero."""
    bare = token.replace("_", "")
    match = _TOKEN.fullmatch(bare) if len(bare) <= _LONGEST_TOKEN else None
    if match is None:
        finite = any(character.isdigit() for character in bare)
        return unusable(token, "number-too-long" if finite else "number-not-finite")
    if match[1] is not None and len(match[1]) > 4:
        return unusable(token, "exponent-too-large")
    number = Decimal(bare)
    _, digits, exponent = number.as_tuple()
    if len(digits) > MOST_DIGITS:
        return unusable(token, "number-too-long")
    if not isinstance(exponent, int) or abs(exponent) > MOST_DIGITS:
        return unusable(token, "exponent-too-large" if match[1] is not None else "number-too-long")
    if match[1] is None and "." not in bare:
        return int(bare)
    return number if number else number.copy_abs()


def whole_number(number: int) -> int | Unusable:
    """The integer itself while it has at most 60 digits."""
    if abs(number) < 10**MOST_DIGITS:
        return number
    shown = f"{number:#x}" if number.bit_length() > 8 * MOST_DIGITS else str(number)
    return unusable(shown, "number-too-long")


def unusable(token: str, reason: str) -> Unusable:
    """The sentinel for a token, which is cut so that a message stays readable."""
    return Unusable(token if len(token) <= 40 else token[:37] + "…", reason)
