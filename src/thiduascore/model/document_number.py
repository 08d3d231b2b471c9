"""The numbers of official documents: what they say of the document's form, kind, issuer and year.

Shapes, with the part that may be missing in brackets; a number that is still blank has no digits:

    98/2023/NĐ-CP  27/2016/QĐ-UBND  30/2021/QH15      normative: number/year/kind-issuer
    1423/QĐ-BTTTT  36/BC  /KH-STTTT                   individual: number/kind[-issuer[-drafting unit]]
    07-KL/TW  10-CTr/TU                               Party: number-kind/issuer
    7250/UBND-TH2  1557/BTTTT-THH                     official letter: number/issuer[-drafting unit]

A number identifies nothing alone: it is given out again every year, by every issuer; see `document_key`.
Sources: Luật 80/2015/QH13 for normative documents; Nghị định 30/2020/NĐ-CP, Phụ lục III, for the others;
Hướng dẫn 36-HD/VPTW for the Party's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from attrs import evolve

from thiduascore.model.dates import PartialDate
from thiduascore.records import frozen

Form = Literal["normative", "individual", "party", "letter"]

KINDS: Final = (
    *("NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTr"),
    *("HĐ", "CV", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "GCN", "PG", "PC", "PB", "ĐK", "KL"),
    *("NĐ", "TT", "TTLT", "NQLT", "PL", "L"),
)
"""The abbreviations of kinds of document."""
ALWAYS_NORMATIVE: Final = frozenset({"NĐ", "TT", "TTLT", "NQLT", "PL"})
"""Kinds whose number holds the year."""
NEVER_NORMATIVE: Final = frozenset(KINDS) - ALWAYS_NORMATIVE - {"NQ", "QĐ", "CT", "L"}
"""Kinds whose number holds no year."""
LAST_DIRECTIVES: Final = 2016
"""Directives were normative until the law of 2015 came into force, on 1 July of this year."""

_JOINT: Final = frozenset({"TTLT", "NQLT"})
_CANONICAL: Final = {kind.casefold(): kind for kind in KINDS}
_REPLACED: Final = str.maketrans(
    {
        **dict.fromkeys("ÐƉ", "Đ"),
        **dict.fromkeys("ðɖ", "đ"),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("\u00a0\u2007\u202f\u3000\t\n\r", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
_PREFIX: Final = re.compile(r"\s*số(?![^\W\d_])\s*:?", re.IGNORECASE)
_SPACED: Final = re.compile(r"\s*([/-])\s*")
_BLANK: Final = re.compile(r"^[.…_\s]+(?=[/-])")
_HEAD: Final = re.compile(r"(\d{1,6})?([a-zđ]?)([/-])(.+)", re.ASCII)
_YEAR: Final = re.compile(r"((?:19|20)\d\d)/(.+)", re.ASCII)
_LETTERS: Final = re.compile(r"[^\W\d_][\w&.]*")
_ASSEMBLY: Final = re.compile(r"(?:UBTV)?QH\d{1,2}", re.ASCII)
_LONGEST: Final = 80


@frozen
class DocumentNumber:
    """A number, part by part; what it does not say is empty.

    `digits` are as written, with their leading zeros; empty while the number is blank.
    `suffix` is a letter right after them, as in `12a/2019/QĐ-UBND`.
    `unit` is the drafting unit.
    """

    form: Form
    digits: str
    kind: str = ""
    issuer: str = ""
    unit: str = ""
    year: int | None = None
    suffix: str = ""

    def __str__(self) -> str:
        """The number as it is written."""
        head = self.digits + self.suffix
        tail = "-".join(part for part in (self.issuer, self.unit) if part)
        if self.form == "party":
            return f"{head}-{self.kind}/{tail}"
        body = "-".join(part for part in (self.kind, tail) if part)
        return f"{head}/{self.year}/{body}" if self.form == "normative" else f"{head}/{body}"


def normalised(text: str) -> str:
    """The text in NFC, with the right Đ, dashes and slashes, without `Số:` and spaces that say nothing."""
    plain = unicodedata.normalize("NFC", text).translate(_REPLACED)
    plain = _PREFIX.sub("", plain, count=1) if _PREFIX.match(plain) else plain
    return _BLANK.sub("", _SPACED.sub(r"\1", plain.strip()))


def document_number(text: str) -> DocumentNumber | None:
    """What a text says as the number of a document; None when it reads as none."""
    return _read(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _read(text: str) -> DocumentNumber | None:
    head = _HEAD.fullmatch(normalised(text))
    if head is None or (not head[1] and head[2]):
        return None
    digits, suffix, mark, rest = head[1] or "", head[2], head[3], head[4]
    if mark == "-":
        return _party(digits, suffix, rest)
    dated = _YEAR.fullmatch(rest)
    if dated is not None:
        return _normative(digits, suffix, int(dated[1]), dated[2])
    return _individual(digits, suffix, rest)


def _party(digits: str, suffix: str, rest: str) -> DocumentNumber | None:
    kind, slash, issuer = rest.partition("/")
    known = _CANONICAL.get(kind.casefold())
    parts = _parts(issuer)
    if not slash or known is None or parts is None:
        return None
    return DocumentNumber("party", digits, known, parts[0], "-".join(parts[1:]), suffix=suffix)


def _normative(digits: str, suffix: str, year: int, rest: str) -> DocumentNumber | None:
    parts = _parts(rest)
    if parts is None:
        return None
    if len(parts) == 1 and _ASSEMBLY.fullmatch(parts[0]):
        return DocumentNumber("normative", digits, "", parts[0], "", year, suffix)
    known = _CANONICAL.get(parts[0].casefold())
    if known is None or len(parts) == 1:
        return None
    issuer, unit = _issuer(known, parts[1:])
    return DocumentNumber("normative", digits, known, issuer, unit, year, suffix)


def _individual(digits: str, suffix: str, rest: str) -> DocumentNumber | None:
    parts = _parts(rest)
    if parts is None:
        return None
    known = _CANONICAL.get(parts[0].casefold())
    if known is not None and (len(parts) > 1 or known != "L"):
        issuer, unit = _issuer(known, parts[1:])
        return DocumentNumber("individual", digits, known, issuer, unit, suffix=suffix)
    return DocumentNumber("letter", digits, "", parts[0], "-".join(parts[1:]), suffix=suffix)


def _issuer(kind: str, parts: list[str]) -> tuple[str, str]:
    """Issuer and drafting unit; a joint document has several issuers."""
    if kind in _JOINT or not parts:
        return "-".join(parts), ""
    return parts[0], "-".join(parts[1:])


def _parts(text: str) -> list[str] | None:
    """The abbreviations between dashes: each begins with a capital letter; None when one does not."""
    parts = text.split("-")
    capital = all(_LETTERS.fullmatch(part) and part[0].isupper() for part in parts[:1])
    rest = all(re.fullmatch(r"\w[\w&.]*", part) for part in parts[1:])
    if not capital or not rest or (len(parts[0]) == 1 and parts[0] != "L"):
        return None
    return parts


def number_contradiction(number: DocumentNumber, date: PartialDate | None) -> str:
    """What does not fit together in a number and its date; empty when everything does.

    `without-year`: a kind that is always normative lacks the year; `with-year`: a kind that never is has one;
    `another-year`: the document bears a date of another year than its number.
    """
    year = number.year
    circular = number.kind == "TT" and not number.issuer.startswith("B")
    if number.form == "individual" and number.kind in ALWAYS_NORMATIVE and not circular:
        return "without-year"  # `81/TT-KT` may come from a centre (trung tâm), `81/TT-BTC` may not
    if year is not None and number.kind in NEVER_NORMATIVE:
        return "with-year"
    if year is not None and number.kind == "CT" and year > LAST_DIRECTIVES:
        return "with-year"
    return "another-year" if year is not None and date is not None and date.year != year else ""


Key = tuple[str, str, str]
"""Number, issuer and date, each in one way of writing."""


def document_key(number: str, issuer: str, date: PartialDate | None) -> Key:
    """Number, issuer and date, by which a document is known; equal for two ways of writing the same.

    A blank number is no number: with it nothing is known, and the first part is empty.
    """
    read = document_number(number)
    if read is None:
        plain = normalised(number).casefold()
    else:
        digits = read.digits.lstrip("0") or read.digits[-1:]
        plain = str(evolve(read, digits=digits)).casefold() if digits else ""
    named = " ".join(unicodedata.normalize("NFC", issuer).translate(_REPLACED).split()).casefold()
    return plain, named, "" if date is None else str(date)
