"""A document behind a fact, cited as officials cite it."""

from __future__ import annotations

import re

from thiduascore.diagnostics import Lang, phrase, phrases, shown_day
from thiduascore.model.submission import Evidence

_KIND = re.compile(r"[^/]*\d(?:/\d{4})?/([^\W\d_]+)(?:-|$)")


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
    """The kind that the number's letters stand for [NĐ30, Phụ lục III]: `31/BC-ĐVA` is a Báo cáo."""
    letters = _KIND.match(number)
    key = f"document-kind-{letters[1].lower()}" if letters else ""
    return phrase(key if key in phrases() else "document-kind", lang)
