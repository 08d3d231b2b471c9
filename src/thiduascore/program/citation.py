"""A document behind a fact, cited as officials cite it."""

from __future__ import annotations

from thiduascore.diagnostics import Lang, phrase, phrases, shown_day
from thiduascore.model.document_number import document_number
from thiduascore.model.submission import Evidence


def cited(evidence: Evidence, lang: Lang) -> str:
    """`Báo cáo số 31/BC-ĐVA ngày 25/10/2021 của Đơn vị A`, then the note, the file and the link."""
    parts = []
    if evidence.number:
        parts.append(phrase("cited-number", lang, kind=_kind(evidence.number, lang), number=evidence.number))
    elif evidence.date or evidence.issuer:
        parts.append(phrase("document-kind", lang))
    if evidence.date:
        known = "day" if evidence.date.day else "month" if evidence.date.month else "year"
        parts.append(phrase(f"cited-{known}", lang, date=shown_day(str(evidence.date), lang)))
    if evidence.issuer:
        parts.append(phrase("cited-issuer", lang, issuer=evidence.issuer))
    return "; ".join(part for part in (" ".join(parts), evidence.note, evidence.file, evidence.link) if part)


def _kind(number: str, lang: Lang) -> str:
    """The kind that the number says: `31/BC-ĐVA` is a Báo cáo, and one without a kind a Công văn."""
    read = document_number(number)
    letters = "" if read is None else "cv" if read.form == "letter" else read.kind.casefold()
    key = f"document-kind-{letters}"
    return phrase(key if letters and key in phrases() else "document-kind", lang)
