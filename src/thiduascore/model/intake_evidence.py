"""The documents behind facts: read, kept inside their folder, and set against the period."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from thiduascore.diagnostics import Path
from thiduascore.feel.values import Cause
from thiduascore.model.dates import PartialDate, partial_date
from thiduascore.model.intake_binding import Binding
from thiduascore.model.intake_scalars import Unread, absent, plain, tagged, written
from thiduascore.model.intake_unit import days
from thiduascore.model.ruleset import Fact
from thiduascore.model.submission import Evidence, FactValue, Period

_KEYS = ("number", "issuer", "date", "file", "link", "note")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
"""What a column `evidence.FACT.2.number` calls a document behind the first."""
_LINK = re.compile(r"https?://[^\s\x00-\x1f\"<>]+", re.IGNORECASE)
_ELSEWHERE = re.compile(r"/|~|[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]*://")

Documents = Mapping[str, tuple[Evidence, ...]]


def bind_evidence(binding: Binding) -> tuple[dict[str, tuple[Evidence, ...]], dict[str, Any]]:
    """The evidence of each fact, and what the canonical document says about it."""
    evidence: dict[str, tuple[Evidence, ...]] = {}
    document: dict[str, Any] = {}
    for fact, path, raw in binding.entries(binding.section("evidence"), ("evidence",)):
        if fact not in binding.expected.facts:
            binding.unknown_fact(path, fact, prefix="evidence.")
            document[fact] = plain(raw)
            continue
        read = [_read(binding, each, where, fact) for where, each in _tables(raw, path) if not absent(each)]
        if read:
            document[fact] = [written_down for _, written_down in read]
        evidence[fact] = tuple(found for found, _ in read if found != Evidence())
    return {fact: found for fact, found in evidence.items() if found}, document


def _tables(raw: Any, path: Path) -> list[tuple[Path, Any]]:
    """The documents of a fact: a list, or one, with more under `2`, `3` and so on, as columns name them."""
    if isinstance(raw, list | tuple):
        return [((*path, index), each) for index, each in enumerate(raw)]
    if not isinstance(raw, Mapping) or tagged(raw):
        return [(path, raw)]
    more = sorted((name for name, each in raw.items() if _is_document(name, each)), key=int)
    first = {name: each for name, each in raw.items() if name not in more} if more else raw
    found = [((*path, name), raw[name]) for name in more]
    return [(path, first), *found] if first or not more else found


def _is_document(name: Any, raw: Any) -> bool:
    return isinstance(name, str) and _NUMBER.fullmatch(name) is not None and isinstance(raw, Mapping)


def _read(binding: Binding, raw: Any, path: Path, fact: str) -> tuple[Evidence, Any]:
    if not isinstance(raw, Mapping) or tagged(raw):
        binding.find("evidence-not-a-table", path, fact=fact)
        return Evidence(), plain(raw)
    texts: dict[str, str] = {}
    document: dict[str, Any] = {}
    date: PartialDate | None = None
    for name, where, value in binding.entries(raw, path):
        document[name] = plain(value)
        if name not in _KEYS:
            binding.unknown_key(where, name, _KEYS, prefix=f"evidence.{fact}.")
        elif name == "date":
            date = _date(binding, value, where, fact)
        else:
            texts[name] = _safe(
                binding, name, binding.text(value, where, f"evidence.{fact}.{name}"), where, fact
            )
    return Evidence(**texts, date=date), document


def _date(binding: Binding, raw: Any, path: Path, fact: str) -> PartialDate | None:
    text = written(raw)
    date = partial_date(text) if isinstance(text, str) else None
    if date is None and text is not None:
        shown = text.shown if isinstance(text, Unread) else text
        binding.find("evidence-date-unreadable", path, fact=fact, text=shown)
    return date


def _safe(binding: Binding, name: str, text: str, path: Path, fact: str) -> str:
    """The text, or nothing where following it could lead anywhere but to a document."""
    if name == "link" and text and not _LINK.fullmatch(text):
        binding.find("evidence-link", path, fact=fact, text=text)
        return ""
    if name != "file" or not text:
        return text
    file = text.replace("\\", "/")
    if _ELSEWHERE.match(file) or ".." in PurePosixPath(file).parts:
        binding.find("evidence-file-outside", path, fact=fact, text=text)
        return ""
    _look(binding, file, path, fact)
    return file


def _look(binding: Binding, file: str, path: Path, fact: str) -> None:
    """Notes a file that is not there; a link that leads out of the folder counts as not there."""
    folder = binding.report.folder
    if folder is None:
        return
    try:
        found = (folder / file).resolve(strict=True)
        inside = found.is_file() and found.is_relative_to(folder.resolve(strict=True))
    except (OSError, RuntimeError, ValueError):
        inside = False
    if not inside:
        binding.note("evidence-file-absent", path, fact=fact, file=file)


def unsupported(
    binding: Binding,
    fact: Fact,
    name: str,
    evidence: Documents,
    period: Period | None,
    value: FactValue,
) -> Cause | None:
    """Why a reported fact cannot count for want of evidence; None when it can.

    A fact counts when at least one document behind it can lie in the period, or is not dated.
    """
    if fact.evidence == "none" or (fact.evidence == "claimed" and not _claims(value)):
        return None
    required = fact.evidence in ("claimed", "required")
    documents = tuple(found for found in evidence.get(name, ()) if _identifies(found))
    if not documents:
        binding.find("no-evidence" if required else "evidence-expected", ("facts", name), fact=name)
        return Cause("no-evidence", (("fact", name),)) if required else None
    if fact.evidence_period == "any":
        return None
    start, end = (period.start, period.end) if period else (binding.expected.start, binding.expected.end)
    outside = [date for found in documents if (date := found.date) is not None and _outside(date, start, end)]
    if not outside:
        return None
    alone = required and len(outside) == len(documents)
    arguments: dict[str, Any] = {
        "fact": name,
        "date": ", ".join(map(str, outside)),
        "period": days(start, end),
    }
    binding.find(
        "evidence-outside-period" if alone else "evidence-date-outside", ("evidence", name), **arguments
    )
    return Cause("evidence-outside-period", tuple(sorted(arguments.items()))) if alone else None


def _claims(value: FactValue) -> bool:
    """Whether a value claims anything: a no, a zero and a list of such do not."""
    return any(value) if isinstance(value, tuple) else bool(value)


def _identifies(evidence: Evidence) -> bool:
    """Whether the document could be found: by number, file or link, or else by issuer and date."""
    return bool(evidence.number or evidence.file or evidence.link or (evidence.issuer and evidence.date))


def _outside(date: PartialDate, start: datetime.date | None, end: datetime.date | None) -> bool:
    """Whether no day that the date can mean lies in the period."""
    return (start is not None and date.last < start) or (end is not None and date.first > end)
