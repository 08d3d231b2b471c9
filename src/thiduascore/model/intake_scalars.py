"""From what a file says to a typed value: a scalar is read from its text, so that all formats mean the same.

`true` in TOML, `true` in a CSV cell and `"true"` in JSON are one report; so are `12.50` and `"12.5"`.
Nothing is guessed: a text that is not in the one accepted form is `Unread`, with the text that stood there.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

from thiduascore.diagnostics import exact
from thiduascore.feel.types import BooleanType, DateType, NumberType, TextType, Type
from thiduascore.records import frozen
from thiduascore.text.document import normal
from thiduascore.text.numbers import Unusable, number_from_text

DecimalMark = Literal[".", ","]
Read = Fraction | bool | str | datetime.date

UNREAD: Final = "unreadable"
BECAUSE: Final = "because"
REASONS: Final = frozenset(
    {
        "unreadable-number",
        "number-without-point",
        "number-without-comma",
        "thousands-or-decimals",
        "unreadable-yes-no",
        "unlisted-choice",
        "unreadable-date",
        "no-such-day",
        "not-a-leap-year",
        "spreadsheet-error",
        "binary-float",
        "not-a-single-value",
        "unusable-text",
        "empty-element",
    }
)
"""Slugs of the findings that say why a text could not be read."""

YES: Final = frozenset({"true", "có", "yes", "1"})
NO: Final = frozenset({"false", "không", "no", "0"})
"""The words for yes and no, in any case of letters; no others are understood."""

_SPREADSHEET_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|ERROR!|GETTING_DATA)"
)
_GROUPED = re.compile(r"[-+]?\s*[0-9]+[\s.,'][0-9\s.,']*")
_THREE_DECIMALS = re.compile(r"[-+]?\d{1,3}[.,]\d{3}", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LONGEST_SHOWN = 120


@frozen
class Unread:
    """A text that could not be read as what was asked for, and the slug of the finding that says why."""

    text: str
    because: str

    @property
    def shown(self) -> str:
        """The text, cut when it is long."""
        return self.text if len(self.text) <= _LONGEST_SHOWN else self.text[: _LONGEST_SHOWN - 1] + "…"


def written(raw: Any) -> str | Unread | None:
    """The text of a scalar, without blanks around it and in NFC; None when nothing was reported.

    Absent are `null`, an empty text, one of blanks only, and a table of nothing else.
    A table with the key `unreadable` is how a canonical document carries an `Unread`.
    """
    if raw is None:
        return None
    if not isinstance(raw, str):
        if isinstance(raw, Mapping | list | tuple):
            return _nested(raw)
        if isinstance(raw, float):
            return Unread(repr(raw), "binary-float")
    text = normal(raw if isinstance(raw, str) else _text_of(raw)).strip()
    if not text:
        return None
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNFIT.search(text):
        return Unread(text.encode("unicode_escape").decode("ascii"), "unusable-text")
    broken = text[0] == "#" and _SPREADSHEET_ERROR.fullmatch(text)
    return Unread(text, "spreadsheet-error") if broken else text


def absent(raw: Any) -> bool:
    """Whether nothing was reported; an empty list is a report."""
    if isinstance(raw, str):
        return not raw or raw.isspace()
    if isinstance(raw, Mapping):
        return plain(raw) is None
    return not isinstance(raw, list | tuple) and written(raw) is None


def _text_of(raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, Unusable):
        return raw.text
    if isinstance(raw, Decimal):
        return format(raw, "f")
    if isinstance(raw, int | Fraction):
        return exact(raw)
    if isinstance(raw, datetime.date | datetime.time):
        return raw.isoformat()
    return str(raw)


def tagged(raw: Any) -> Unread | None:
    """The `Unread` that a canonical document carries as a table, None when it is none."""
    if not isinstance(raw, Mapping) or set(raw) != {UNREAD, BECAUSE}:
        return None
    text, because = raw[UNREAD], raw[BECAUSE]
    known = isinstance(text, str) and isinstance(because, str) and because in REASONS
    return Unread(text, because) if known else None


def _nested(raw: Any) -> Unread | None:
    document = plain(raw)
    if document is None:
        return None
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return tagged(raw) or Unread(text, "not-a-single-value")


def plain(raw: Any, depth: int = 64) -> Any:
    """What stands in a file as tables, lists and texts only; absent values are left out of tables.

    None when there is nothing, a table of nothing included.
    """
    if isinstance(raw, str) or not isinstance(raw, Mapping | list | tuple):
        text = written(raw)
        return canonical(text) if isinstance(text, Unread) else text
    if not depth:
        return "…"
    if isinstance(raw, list | tuple):
        return [plain(value, depth - 1) for value in raw]
    if unread := tagged(raw):
        return canonical(unread)
    parts = {key_text(key): plain(value, depth - 1) for key, value in raw.items()}
    return {key: value for key, value in parts.items() if value is not None} or None


def holds_at_most(raw: Any, most: int) -> bool:
    """Whether a tree has no more tables, lists and scalars than that; at most so many are counted."""
    waiting = [iter((raw,))]
    while waiting:
        for part in waiting.pop():
            most -= 1
            if most < 0:
                return False
            if isinstance(part, Mapping | list | tuple):
                waiting.append(iter(part.values() if isinstance(part, Mapping) else part))
    return True


def key_text(key: object) -> str:
    """A key's text: formats with number keys, such as YAML's `3.1: 8`, mean the same as `"3.1": 8`."""
    text = normal(key if isinstance(key, str) else _text_of(key))
    return text.encode("unicode_escape").decode("ascii") if _UNFIT.search(text) else text


def canonical(read: Read | Unread) -> Any:
    """What a canonical document writes for a value: an integer, a text, true or false, or the tagged text."""
    if isinstance(read, Unread):
        return {UNREAD: read.text, BECAUSE: read.because}
    if isinstance(read, Fraction):
        return int(read) if read.denominator == 1 else exact(read)
    return read.isoformat() if isinstance(read, datetime.date) else read


def read_number(raw: Any, mark: DecimalMark = ".", *, whole: bool = False) -> Fraction | Unread | None:
    """An exact number; with `whole`, three digits after the mark are refused, since they may be thousands."""
    text = written(raw)
    if not isinstance(text, str):
        return text
    number = number_from_text(text, decimal=mark)
    if number is None:
        notation = "number-without-point" if mark == "." else "number-without-comma"
        return Unread(text, notation if _GROUPED.fullmatch(text) else "unreadable-number")
    if whole and _THREE_DECIMALS.fullmatch(text):
        return Unread(text, "thousands-or-decimals")
    return number


def read_yes_no(raw: Any) -> bool | Unread | None:
    """One of the declared words, see `YES` and `NO`."""
    text = written(raw)
    if not isinstance(text, str):
        return text
    word = text.casefold()
    return word in YES if word in YES or word in NO else Unread(text, "unreadable-yes-no")


def read_day(raw: Any) -> datetime.date | Unread | None:
    """A calendar day written `2021-09-16`."""
    text = written(raw)
    if not isinstance(text, str):
        return text
    parts = _ISO_DAY.fullmatch(text)
    if parts is None:
        return Unread(text, "unreadable-date")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return Unread(
            text, "not-a-leap-year" if text.endswith("-02-29") and text[:4] != "0000" else "no-such-day"
        )


def read_single(raw: Any, type_: Type, mark: DecimalMark = ".") -> Read | Unread | None:
    """A value of a fact's type, or of the element type of a list."""
    if isinstance(type_, NumberType):
        return read_number(raw, mark, whole=type_.scale == 0)
    if isinstance(type_, BooleanType):
        return read_yes_no(raw)
    if isinstance(type_, DateType):
        return read_day(raw)
    text = written(raw)
    unlisted = isinstance(type_, TextType) and type_.choices is not None and text not in type_.choices
    return Unread(text, "unlisted-choice") if isinstance(text, str) and unlisted else text
