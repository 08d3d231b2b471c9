"""Files about a cohort: what earlier years brought, and a cohort that was frozen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, Final

from attrs import field

from thiduascore.cohort.cohort import Cohort, Member, hash_of_members
from thiduascore.cohort.history import History, Year, merged
from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Text, ordered
from thiduascore.model.declare import Node, Reading, option, read_record, record
from thiduascore.model.shapes import Day, Many, Nested, String, Whole
from thiduascore.model.submission import Period
from thiduascore.text import Document, normal, parse_document, read_file
from thiduascore.text.document import Index, Spot

FORMATS: Final[Mapping[str, Any]] = {".toml": "toml", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_NUMBERS: Final = ("year", "rank")


def _says_something(year: PastYear, node: Node) -> None:
    if not (year.title or year.titles or year.level or year.rank):
        node.report("history-says-nothing")


@record(
    title=Text("bảng một năm của đơn vị", "a table of a unit's year"),
    also=_says_something,
    doc=Text("Kết quả của một đơn vị trong một năm trước.", "What a unit was given in an earlier year."),
)
class PastYear:
    """A unit in an earlier year; several tables may speak of the same one."""

    unit: str = option(String(), doc=Text("Mã đơn vị.", "The unit's id."))
    year: int = option(Whole(1900, 9999), doc=Text("Năm.", "The year."))
    title: str = option(String(), default="", doc=Text("Mã một danh hiệu.", "The id of a title."))
    titles: tuple[str, ...] = option(
        Many(String()), default=(), doc=Text("Mã các danh hiệu.", "The ids of titles.")
    )
    level: str = option(String(), default="", doc=Text("Mã mức xếp loại.", "The id of the level."))
    rank: int | None = option(Whole(1), default=None, doc=Text("Thứ hạng.", "The rank."))
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("tệp lịch sử", "a history file"),
    doc=Text(
        "Danh hiệu, xếp loại, thứ hạng của những năm trước.", "Titles, levels and ranks of earlier years."
    ),
)
class HistoryFile:
    """Everything that a history file says."""

    history: tuple[PastYear, ...] = option(
        Many(Nested(PastYear)), stand_in=(), doc=Text("Các năm.", "The years.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def read_history(file: str | os.PathLike[str]) -> History:
    """The history in a TOML, JSON, YAML or CSV file; a CSV has a line for each unit, year and title.

    Raises DiagnosticError with everything that is wrong with it.
    """
    name = os.fspath(file)
    return history_of(_document(read_file(file), name))


def history_of(document: Document) -> History:
    """The history that a document holds; raises DiagnosticError with everything that is wrong with it."""
    reading = Reading(document)
    whole = read_record(HistoryFile, reading.root())
    found = whole.history if whole else ()
    problems = [*reading.problems, *_contradictions(found, reading)]
    if problems:
        raise DiagnosticError(*ordered(problems))
    years = merged(
        Year(
            unit=one.unit,
            year=one.year,
            titles=frozenset((*one.titles, *((one.title,) if one.title else ()))),
            level=one.level,
            rank=one.rank,
        )
        for one in found
    )
    return History(years, hash=_hash(years))


def _contradictions(years: Iterable[PastYear], reading: Reading) -> Iterable[Diagnostic]:
    """Two ranks, or two levels, of one unit in one year."""
    said: dict[tuple[str, int, str], tuple[object, Path]] = {}
    for one in years:
        for key in ("level", "rank"):
            value = getattr(one, key)
            known = said.setdefault((one.unit, one.year, key), (value, one.at)) if value else None
            if known is not None and known[0] != value:
                yield reading.diagnostic(
                    "history-contradicts", (*one.at, key), unit=one.unit, year=str(one.year),
                    before=str(known[0]), value=str(value),
                )  # fmt: skip


def _hash(years: Iterable[Year]) -> str:
    tree = [
        {
            "unit": one.unit,
            "year": one.year,
            "titles": sorted(one.titles),
            "level": one.level,
            "rank": one.rank,
        }
        for one in years
    ]
    written = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _document(text: str, name: str) -> Document:
    suffix = FilePath(name).suffix.lower()
    if suffix == ".csv":
        return _table(text, name)
    if suffix not in FORMATS:
        raise DiagnosticError(Diagnostic("history-format", {"file": name}))
    return parse_document(text, name, FORMATS[suffix])


def _table(text: str, name: str) -> Document:
    """A CSV file as the document that a TOML file with the same lines would be."""
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=mark)
    keys = [normal(cell.strip()) for cell in next(rows, [])]
    found: list[dict[str, Any]] = []
    lines: list[int] = []
    for row in rows:
        if any(cell.strip() for cell in row):
            cells = zip(keys, (normal(cell.strip()) for cell in row), strict=False)
            found.append({key: _cell(key, cell) for key, cell in cells if cell})
            lines.append(rows.line_num)
    return Document(name, text, {"history": found}, lambda whole: _lines(whole, lines))


def _cell(key: str, text: str) -> object:
    return int(text) if key in _NUMBERS and text.isascii() and text.isdigit() and len(text) < 10 else text


def _lines(text: str, lines: Iterable[int]) -> Index:
    """Where each row stands: its whole line."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    spots: dict[Path, Spot] = {(): Spot((0, 0), (0, starts[1] if len(starts) > 1 else 0))}
    for number, last in enumerate(lines):
        start = starts[last - 1]
        spot = (start, start + len(text[start : starts[last]].rstrip()))
        spots["history", number] = Spot(spot, spot)
    return spots


@record(
    title=Text("bảng phong trào", "a campaign table"),
    doc=Text("Phong trào và bộ tiêu chí khi chốt danh sách.", "The campaign and its ruleset at the freeze."),
)
class FrozenCampaign:
    """Which campaign a cohort was frozen for."""

    id: str = option(String(), doc=Text("Mã phong trào.", "The campaign's id."))
    version: str = option(String(), doc=Text("Phiên bản bộ tiêu chí.", "The ruleset's version."))
    ruleset: str = option(String(), doc=Text("Mã băm bộ tiêu chí.", "The ruleset's hash."))
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng kỳ", "a period table"),
    doc=Text("Ngày đầu và ngày cuối.", "The first and the last day."),
)
class FrozenPeriod:
    """The days reported on."""

    start: Any = option(Day(), key="from", doc=Text("Ngày đầu.", "The first day."))
    end: Any = option(Day(), key="to", doc=Text("Ngày cuối.", "The last day."))
    at: Path = field(default=(), eq=False, kw_only=True)


class _MaybePeriod(Nested):
    """A period, or null."""

    def read(self, node: Node) -> Any | None:
        return None if node.value is None else super().read(node)


@record(
    title=Text("bảng đơn vị", "a unit table"),
    doc=Text("Một đơn vị trong danh sách đã chốt.", "A unit of the frozen cohort."),
)
class FrozenUnit:
    """A unit that was frozen."""

    id: str = option(String(), doc=Text("Mã đơn vị.", "The unit's id."))
    name: str = option(String(empty=True), default="", doc=Text("Tên đơn vị.", "Its name."))
    kind: str = option(String(empty=True), default="", doc=Text("Loại đơn vị.", "Its kind."))
    cluster: str = option(String(empty=True), default="", doc=Text("Cụm, khối.", "Its cluster."))
    period: FrozenPeriod | None = option(
        _MaybePeriod(FrozenPeriod), default=None, doc=Text("Kỳ báo cáo.", "The period reported on.")
    )
    submission: str = option(String(), doc=Text("Mã băm báo cáo.", "The hash of the report."))
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("tệp danh sách đã chốt", "a cohort file"),
    doc=Text("Danh sách đơn vị đã chốt để so sánh.", "The frozen cohort."),
)
class CohortFile:
    """Everything that a cohort file says."""

    format: int = option(Whole(1, 1), doc=Text("Phiên bản định dạng: 1.", "The version of the format: 1."))
    campaign: FrozenCampaign = option(Nested(FrozenCampaign), doc=Text("Phong trào.", "The campaign."))
    units: tuple[FrozenUnit, ...] = option(Many(Nested(FrozenUnit)), doc=Text("Các đơn vị.", "The units."))
    hash: str = option(String(), doc=Text("Mã băm của cả danh sách.", "The hash over all of it."))
    at: Path = field(default=(), eq=False, kw_only=True)


def cohort_file(text: str, name: str) -> tuple[CohortFile, Reading]:
    """What a cohort's JSON says, as it stands; raises DiagnosticError when it is none."""
    reading = Reading(parse_document(text, name, "json"))
    whole = read_record(CohortFile, reading.root())
    if whole is None or reading.problems:
        raise DiagnosticError(*ordered(reading.problems))
    return whole, reading


def read_cohort(file: str | os.PathLike[str]) -> Cohort:
    """The cohort in a file as `cohort_json` writes it.

    Raises DiagnosticError when it is none, or when its hash says that somebody changed it.
    """
    whole, reading = cohort_file(read_file(file), os.fspath(file))
    members = tuple(
        Member(
            id=one.id,
            name=one.name,
            kind=one.kind,
            cluster=one.cluster,
            period=None if one.period is None else Period(one.period.start, one.period.end),
            hash=one.submission,
        )
        for one in whole.units
    )
    campaign = whole.campaign
    if hash_of_members(campaign.id, members) != whole.hash:
        raise DiagnosticError(reading.diagnostic("cohort-hash-differs", ("hash",)))
    return Cohort(
        campaign=campaign.id,
        version=campaign.version,
        ruleset=campaign.ruleset,
        units=members,
        hash=whole.hash,
    )
