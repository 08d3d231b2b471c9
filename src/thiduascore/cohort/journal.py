"""The journal of what was changed after a decision: appeals, revocations, locks; append-only.

A file of JSON Lines: each entry carries the hash of the entry before it and its own, so that an entry that
was changed, taken out, put in or moved is noticed and named.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import field

from thiduascore.cohort.proceedings import NO_JOURNAL, Journal
from thiduascore.cohort.sheets import AssessmentRow, Year
from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Place, Text, ordered
from thiduascore.model.declare import Node, Reading, option, read_record, record
from thiduascore.model.shapes import Anything, Day, Many, Nested, OneOf, String, Whole
from thiduascore.text import DEFAULT_BYTES, Document, parse_json, read_file
from thiduascore.text.document import Index, Spot
from thiduascore.text.json import index_of_json

MOST_BYTES: Final = 64 * DEFAULT_BYTES
KINDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "fact": (("unit", "fact", "value"), ("year", "evidence")),
    "parameter": (("parameter", "value", "source"), ("from",)),
    "revoke": (("unit",), ("year", "award")),
    "undo": (("entry",), ()),
    "lock": (("stage", "rows"), ()),
}
"""Of each kind of entry the keys that it needs and those that it may have, beside those of every entry."""
_ALWAYS: Final = ("number", "campaign", "kind", "date", "by", "reason", "before", "hash")
_ALL: Final = frozenset(key for needs, may in KINDS.values() for key in (*needs, *may))


def _has_the_keys_of_its_kind(entry: Entry, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    needed, free = KINDS[entry.kind]
    for key in needed:
        if key not in written:
            node.report("journal-lacks-key", name=key, kind=entry.kind)
    for key in written:
        if key in _ALL and key not in (*_ALWAYS, *needed, *free):
            node.child(key, None).report("journal-key-of-another-kind", key=True, name=key, kind=entry.kind)


@record(
    title=Text("mục của sổ thay đổi", "an entry of a journal"),
    also=_has_the_keys_of_its_kind,
    doc=Text(
        "Một thay đổi sau khi có kết quả: kiến nghị được chấp nhận, hủy kết quả, khóa một bước.",
        "A change after a decision: an appeal that was granted, a revocation, a lock.",
    ),
)
class Entry:
    """One entry."""

    number: int = option(Whole(1), doc=Text("Số thứ tự, từ 1.", "Its number, from 1."))
    campaign: str = option(String(), doc=Text("Mã phong trào.", "The campaign's id."))
    kind: str = option(
        OneOf(*KINDS),
        doc=Text(
            "Sửa số liệu, cách hiểu một tham số, hủy kết quả, bỏ một mục trước, khóa một bước chấm.",
            "A fact corrected, a parameter read otherwise, a result revoked, an earlier entry undone, a "
            "stage locked.",
        ),
    )
    date: datetime.date = option(Day(), doc=Text("Ngày quyết định.", "The day of the decision."))
    by: str = option(String(), doc=Text("Ai quyết định.", "Who decided."))
    reason: str = option(String(), doc=Text("Lý do.", "Why."))
    unit: str = option(String(), default="", doc=Text("Mã đơn vị.", "The unit's id."))
    year: int | None = option(Year(), default=None, doc=Text("Năm của kỳ.", "The period's year."))
    award: str = option(
        String(),
        default="",
        doc=Text("Hình thức bị hủy; không ghi là cả kết quả.", "The award; all without."),
    )
    fact: str = option(String(), default="", doc=Text("Tên số liệu.", "The fact's name."))
    value: Any = option(
        Anything(), default=None, doc=Text("Giá trị đúng; null là không có.", "The value; null for none.")
    )
    evidence: Any = option(Anything(), default=None, doc=Text("Minh chứng.", "The evidence."))
    parameter: str = option(String(), default="", doc=Text("Tên tham số.", "The parameter's name."))
    source: str = option(String(), default="", doc=Text("Căn cứ của giá trị.", "The value's source."))
    start: datetime.date | None = option(
        Day(),
        key="from",
        default=None,
        doc=Text("Giá trị nào của tham số, theo ngày bắt đầu.", "Which of its values, by its first day."),
    )
    entry: int | None = option(Whole(1), default=None, doc=Text("Mục được bỏ.", "The entry undone."))
    stage: str = option(String(), default="", doc=Text("Mã bước chấm.", "The stage's id."))
    rows: tuple[AssessmentRow, ...] = option(
        Many(Nested(AssessmentRow)),
        default=(),
        doc=Text("Các lần thẩm định của bước khi khóa.", "The stage's assessments when it was locked."),
    )
    before: str = option(
        String(empty=True), doc=Text("Mã băm của mục trước.", "The hash of the entry before it.")
    )
    hash: str = option(String(), doc=Text("Mã băm của mục này.", "Its own hash."))
    at: Path = field(default=(), eq=False, kw_only=True)

    @property
    def given(self) -> Any:
        """The value as JSON has it."""
        return self.value.value if isinstance(self.value, Node) else self.value

    @property
    def proof(self) -> Any:
        """The evidence as JSON has it."""
        return self.evidence.value if isinstance(self.evidence, Node) else self.evidence


@record(title=Text("sổ thay đổi", "a journal"), doc=Text("Các mục.", "The entries."))
class _Lines:
    """All lines of the file."""

    entries: tuple[Entry, ...] = option(
        Many(Nested(Entry)), stand_in=(), doc=Text("Các mục.", "The entries.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def entry_hash(document: Mapping[str, Any]) -> str:
    """The hash of an entry: SHA-256 of its JSON with sorted keys and without `hash`."""
    rest = {key: value for key, value in document.items() if key != "hash"}
    written = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def next_entry(
    journal: Journal, campaign: str, kind: str, *, date: datetime.date, by: str, reason: str, **what: Any
) -> dict[str, Any]:
    """The document of a new last entry; keys that are None are left out, except a `value`."""
    document = {
        "number": len(journal.entries) + 1,
        "campaign": campaign,
        "kind": kind,
        "date": date.isoformat(),
        "by": by,
        "reason": reason,
        **{key: value for key, value in what.items() if value is not None or key == "value"},
        "before": journal.head,
    }
    return {**document, "hash": entry_hash(document)}


def entry_line(document: Mapping[str, Any]) -> str:
    """The entry as a line of the file."""
    return json.dumps(document, ensure_ascii=False) + "\n"


def with_entry(journal: Journal, document: Mapping[str, Any]) -> Journal:
    """The journal with one more entry; raises DiagnosticError when the entry is not sound."""
    return journal_of("".join(entry_line(each) for each in (*journal.documents, document)), "")


def read_journal(file: str | os.PathLike[str], *, may_be_new: bool = False) -> Journal:
    """The journal in a file; when it may be new, a file that is absent or empty is one without entries.

    Raises DiagnosticError, with every entry that is not as it was written.
    """
    name = os.fspath(file)
    if may_be_new and (not os.path.exists(name) or os.path.getsize(name) == 0):
        return NO_JOURNAL
    return journal_of(read_file(file, limit=MOST_BYTES), name)


def journal_of(text: str, name: str) -> Journal:
    """The journal that JSON Lines hold; raises DiagnosticError, with every entry that is not as written."""
    document = _document(text, name)
    reading = Reading(document)
    whole = read_record(_Lines, reading.root())
    written: list[Any] = document.value["entries"]
    problems = [*reading.problems, *_breaks(written, document)]
    if problems or whole is None:
        raise DiagnosticError(*ordered(problems))
    return Journal(whole.entries, tuple(written))


def _document(text: str, name: str) -> Document:
    values: list[Any] = []
    starts: list[tuple[int, str]] = []
    at = 0
    problems: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if line.strip():
            try:
                values.append(parse_json(line, name).value)
                starts.append((at, line))
            except DiagnosticError:
                shown = line.rstrip()
                place = Place(name, number, 1, number, len(shown) + 1, shown[:160])
                problems.append(Diagnostic("journal-line-broken", {"line": number}, place))
        at += len(line)
    if problems:
        raise DiagnosticError(*problems)
    return Document(name, text, {"entries": values}, lambda whole: _spots(starts))


def _spots(starts: Iterable[tuple[int, str]]) -> Index:
    found: dict[Path, Spot] = {(): Spot((0, 0), (0, 0)), ("entries",): Spot((0, 0), (0, 0))}
    for number, (start, line) in enumerate(starts):
        for path, spot in index_of_json(line).items():
            key, value = ((start + one[0], start + one[1]) for one in (spot.key, spot.value))
            found["entries", number, *path] = Spot(key, value)
    return found


def _breaks(entries: Iterable[Any], document: Document) -> Iterator[Diagnostic]:
    """Entries that do not follow the one before, or are not as they were hashed."""
    before = ""
    for index, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            continue
        told = {"number": index + 1}
        if entry.get("hash") != entry_hash(entry):
            yield Diagnostic("journal-entry-changed", told, document.place(("entries", index)))
        if entry.get("before") != before or entry.get("number") != index + 1:
            yield Diagnostic("journal-chain-broken", told, document.place(("entries", index)))
        before = str(entry.get("hash"))
