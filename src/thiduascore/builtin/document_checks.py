"""The core's checks of the documents behind a submission: their numbers, issuers and dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thiduascore.plugin import (
    Check,
    Evidence,
    Finding,
    Ruleset,
    Submission,
    Text,
    document_key,
    document_number,
    fact_called,
    number_contradiction,
    phrase_text,
)


def late_evidence(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """No report cites a document from after the period that it reports.

    The reading has looked at facts whose evidence must lie in the period.
    """
    if submission.period is None:
        return
    for name, documents in sorted(submission.evidence.items()):
        if ruleset.facts[name].evidence != "none" and ruleset.facts[name].evidence_period == "in-period":
            continue
        for document in documents:
            if document.date is not None and document.date.first > submission.period.end:
                about = {"date": str(document.date), "end": submission.period.end.isoformat()}
                named = {"fact": name, "called": fact_called(name, ruleset.facts)}
                yield Finding("evidence-after-period", "warning", {**named, **about})


def one_date_a_document(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """A document, known by its number and issuer, has one date within a year of issue.

    A number alone is no key: the same one is given out again every year.
    """
    dated: dict[tuple[str, str, int], set[str]] = {}
    written: dict[tuple[str, str, int], Evidence] = {}
    for document in _documents(submission.evidence):
        number, issuer, day = document_key(document.number, document.issuer, document.date)
        if number and issuer and document.date is not None:
            key = (number, issuer, document.date.year)
            dated.setdefault(key, set()).add(day)
            written.setdefault(key, document)
    for key, dates in sorted(dated.items()):
        if not _agree(dates):
            known = {"number": written[key].number, "issuer": written[key].issuer}
            yield Finding("evidence-dates-differ", "warning", {**known, "dates": ", ".join(sorted(dates))})


def one_document_a_key(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """Number, issuer and date are those of one document, wherever it is kept."""
    first: dict[tuple[str, str, str], Evidence] = {}
    told: set[tuple[str, str, str]] = set()
    for document in _documents(submission.evidence):
        key = document_key(document.number, document.issuer, document.date)
        if not all(key) or key in told:
            continue
        other = first.setdefault(key, document)
        for part in ("file", "link"):
            one, two = getattr(other, part), getattr(document, part)
            if one and two and one != two:
                about = {"number": document.number, "issuer": document.issuer, "one": one, "other": two}
                told.add(key)
                yield Finding("evidence-key-shared", "warning", {**about, "date": key[2]})
                break


def numbers(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """The number of each document reads as one, and goes together with its kind and date."""
    for name, documents in sorted(submission.evidence.items()):
        for document in documents:
            if not document.number:
                continue
            about = {"fact": name, "called": fact_called(name, ruleset.facts), "number": document.number}
            read = document_number(document.number)
            if read is None:
                yield Finding("evidence-number-unreadable", "note", about)
                continue
            wrong = number_contradiction(read, document.date)
            if wrong:
                why = phrase_text(f"number-{wrong}", kind=read.kind, year=str(read.year or ""))
                yield Finding("evidence-number-contradicts", "warning", {**about, "why": why})


def _documents(evidence: Mapping[str, tuple[Evidence, ...]]) -> Iterator[Evidence]:
    for name in sorted(evidence):
        yield from evidence[name]


def _agree(dates: set[str]) -> bool:
    """Whether the dates can be one day, known more and less exactly: `2021`, `2021-09` and `2021-09-16`."""
    longest = max(dates, key=len)
    return all(longest.startswith(date) for date in dates)


DOCUMENT_CHECKS = (
    Check(
        name="evidence-after-period",
        doc=Text("Minh chứng không có sau kỳ báo cáo.", "No evidence from after the period reported."),
        find=late_evidence,
        needs=("evidence.date",),
        alone=("evidence.date", "period"),
    ),
    Check(
        name="evidence-dates",
        doc=Text("Một văn bản chỉ có một ngày ban hành.", "A document has one date of issue."),
        find=one_date_a_document,
        needs=2 * ("evidence.number", "evidence.issuer", "evidence.date"),
    ),
    Check(
        name="evidence-keys",
        doc=Text(
            "Số, cơ quan ban hành và ngày chỉ một văn bản.", "Number, issuer and date are one document's."
        ),
        find=one_document_a_key,
        needs=2 * ("evidence.number", "evidence.issuer", "evidence.date"),
    ),
    Check(
        name="evidence-numbers",
        doc=Text(
            "Số, ký hiệu của minh chứng đọc được và không mâu thuẫn.",
            "Numbers of evidence can be read and contradict nothing.",
        ),
        find=numbers,
        needs=("evidence.number",),
        alone=("evidence.number", "evidence.date"),
    ),
)
