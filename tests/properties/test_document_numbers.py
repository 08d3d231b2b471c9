"""The numbers of documents: what is written reads back, and no text is too strange to be read."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from thiduascore.model.dates import PartialDate
from thiduascore.model.document_number import (
    KINDS,
    DocumentNumber,
    document_key,
    document_number,
    number_contradiction,
)

DIGITS = st.from_regex(r"[0-9]{1,6}", fullmatch=True)
LETTERS = "ABCDĐEGHIKLMNOPQRSTUVXY"
ISSUERS = st.text(LETTERS, min_size=2, max_size=8).filter(
    lambda text: text.casefold() not in {kind.casefold() for kind in KINDS}
)
UNITS = st.one_of(st.just(""), st.text(LETTERS + "0123456789", min_size=1, max_size=6))
SUFFIXES = st.sampled_from(["", "a", "b", "đ"])
JOINT = ("TTLT", "NQLT")
SINGLE = [kind for kind in KINDS if kind not in JOINT]


@st.composite
def numbers(draw: st.DrawFn) -> DocumentNumber:
    """A number of any form."""
    form = draw(st.sampled_from(["normative", "individual", "party", "letter"]))
    digits = draw(st.one_of(st.just(""), DIGITS))
    suffix = draw(SUFFIXES) if digits else ""
    issuer, unit = draw(ISSUERS), draw(UNITS)
    year = draw(st.integers(1945, 2099)) if form == "normative" else None
    kind = "" if form == "letter" else draw(st.sampled_from(SINGLE))
    if form == "individual" and kind != "L" and draw(st.booleans()):
        issuer = unit = ""
    if form in ("normative", "individual") and draw(st.booleans()) and issuer:
        kind, issuer, unit = draw(st.sampled_from(JOINT)), f"{issuer}-{draw(ISSUERS)}", ""
    return DocumentNumber(form, digits, kind, issuer, unit, year, suffix)  # type: ignore[arg-type]


@given(numbers())
def test_what_is_written_reads_back(number: DocumentNumber) -> None:
    assert document_number(str(number)) == number


@given(
    numbers(), st.sampled_from(["NFC", "NFD"]), st.sampled_from("-–—‑"), st.sampled_from(["", " ", "\u00a0"])
)
def test_the_way_of_writing_changes_nothing(number: DocumentNumber, form: str, dash: str, space: str) -> None:
    text = str(number).replace("-", space + dash + space).replace("/", space + "/" + space)
    other = "Số: " + unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert document_number(other) == number
    assert document_key(other, "Bộ", None) == document_key(str(number), "BỘ", None)


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    found = document_number(text)
    if found is not None:
        assert document_number(str(found)) == found
        assert number_contradiction(found, PartialDate(2021)) in (
            "",
            "with-year",
            "without-year",
            "another-year",
        )
    assert len(document_key(text, text, None)) == 3
