"""Documents of the campaign: numbers that can be read, that contradict nothing, and that are cited once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thiduascore.diagnostics import Diagnostic, phrase_text
from thiduascore.model.campaign import OfficialDocument
from thiduascore.model.document_number import document_key, document_number, number_contradiction
from thiduascore.model.draft import Draft


def _documents(draft: Draft) -> Iterator[OfficialDocument]:
    """The deciding document, that of the campaign above, and the bases."""
    if draft.campaign is not None:
        yield draft.campaign.document
        if draft.campaign.parent is not None:
            yield draft.campaign.parent
        yield from draft.campaign.bases


def numbers_that_cannot_stand(draft: Draft) -> Iterator[Diagnostic]:
    """A number that reads as none, or that its kind or its date contradicts."""
    for document in _documents(draft):
        read = document_number(document.number)
        path = (*document.at, "number")
        if document.number and read is None:
            yield draft.diagnostic("document-number-unreadable", path, number=document.number)
        elif read is not None:
            wrong = number_contradiction(read, document.date)
            if wrong:
                why = phrase_text(f"number-{wrong}", kind=read.kind, year=str(read.year or ""))
                yield draft.diagnostic("document-number-contradicts", path, number=document.number, why=why)


def documents_named_twice(draft: Draft) -> Iterator[Diagnostic]:
    """Two documents with one number, issuer and date."""
    first: dict[tuple[str, str, str], OfficialDocument] = {}
    for document in _documents(draft):
        key = document_key(document.number, document.issuer, document.date)
        if not (key[0] and key[2]):
            continue
        other = first.setdefault(key, document)
        if other is not document:
            related = (draft.related("first-declared-here", (*other.at, "number")),)
            path = (*document.at, "number")
            yield draft.diagnostic("document-twice", path, related=related, number=document.number)


CHECKS: Final = (numbers_that_cannot_stand, documents_named_twice)
