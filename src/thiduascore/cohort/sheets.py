"""Files of short rows: assessments and votes, in TOML, JSON, YAML or CSV; one bad row loses no other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any, Final, Literal

from attrs import field

from thiduascore.cohort.proceedings import Assessments, Votes
from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Text, nearest, ordered, place_at
from thiduascore.model.assessment import Assessment, Ballot, Where
from thiduascore.model.declare import Node, Reading, Schemas, option, options_of, read_record, record
from thiduascore.model.intake_scalars import Unread, read_number
from thiduascore.model.leaves import Leaf
from thiduascore.model.shapes import Day, Many, Nested, OneOf, String, Whole
from thiduascore.records import frozen
from thiduascore.text import DEFAULT_BYTES, Document, parse_document, read_file
from thiduascore.text.rows import parse_rows

DecimalMark = Literal[".", ","]
FORMATS: Final[Mapping[str, Any]] = {".toml": "toml", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
MOST_BYTES: Final = 64 * DEFAULT_BYTES
"""The largest file: every criterion of every unit of a country at every stage."""


@frozen
class Figure(Leaf):
    """An exact number; as text, too, since cells and forms hold nothing else."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, int | Decimal | Fraction | str) and not isinstance(value, bool)

    def read(self, node: Node) -> Fraction | None:
        read = node.value if isinstance(node.value, Fraction | Unread) else read_number(node.value)
        if isinstance(read, Unread):
            node.report(read.because, called=f"`{node.key}`", text=read.shown)
            return None
        return read

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": ["number", "string"]}

    def said(self) -> Text:
        return Text("số", "a number")


@frozen
class Year(Figure):
    """A year, as a number or as text."""

    def read(self, node: Node) -> Any | None:
        figure = super().read(node)
        if figure is None:
            return None
        return Whole(1900, 9999).read(Node(_whole(figure), node.path, node.reading))


def _whole(figure: Fraction) -> int | Decimal:
    return int(figure) if figure.denominator == 1 else Decimal(figure.numerator) / figure.denominator


def _said_one_thing(row: AssessmentRow, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    said = [key for key in ("points", "mark", "absent", "conflict") if key in written]
    if not said:
        node.report("assessment-says-nothing")
    elif len(said) > 1:
        node.child(said[1], None).report("assessment-says-two-things", one=said[0], other=said[1])


_UNIT = Text("Mã đơn vị.", "The unit's id.")
_YEAR = Text("Năm của kỳ, khi đơn vị có nhiều kỳ.", "The period's year, where a unit has several.")
_CONFLICT = Text("Lý do phải tránh vì có liên quan.", "The conflict of interest.")


@record(
    title=Text("bảng thẩm định", "an assessment table"),
    also=_said_one_thing,
    doc=Text(
        "Điểm của một tiêu chí của một đơn vị ở một bước, do một người thẩm định.",
        "What an assessor says of a unit's criterion at a stage.",
    ),
)
class AssessmentRow:
    """A row of a file of assessments."""

    unit: str = option(String(), doc=_UNIT)
    criterion: str = option(String(), doc=Text("Mã tiêu chí.", "The criterion's id."))
    stage: str = option(String(), doc=Text("Mã bước chấm.", "The stage's id."))
    assessor: str = option(
        String(), doc=Text("Người thẩm định hay thành viên chấm điểm.", "The assessor or judge.")
    )
    date: Any = option(Day(), doc=Text("Ngày thẩm định.", "The day."))
    points: Fraction | None = option(
        Figure(),
        default=None,
        doc=Text(
            "Điểm của tiêu chí; điểm trừ ghi dấu nào cũng được.", "The points; a deduction's sign is free."
        ),
    )
    mark: Fraction | None = option(
        Figure(),
        default=None,
        doc=Text(
            "Điểm của thành viên hội đồng chấm, theo thang của tiêu chí.",
            "A judge's mark, on the criterion's scale.",
        ),
    )
    absent: str = option(
        String(), default="", doc=Text("Lý do vắng, không chấm.", "Why a judge was absent and gave no mark.")
    )
    conflict: str = option(String(), default="", doc=_CONFLICT)
    reason: str = option(
        String(),
        default="",
        doc=Text(
            "Lý do thay đổi điểm; bắt buộc khi điểm thay đổi.",
            "Why points are changed; compulsory for a change.",
        ),
    )
    year: int | None = option(Year(), default=None, doc=_YEAR)
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("tệp thẩm định", "a file of assessments"),
    doc=Text("Các lần thẩm định.", "Assessments."),
)
class AssessmentFile:
    """Everything that a file of assessments says."""

    assessments: tuple[AssessmentRow, ...] = option(
        Many(Nested(AssessmentRow)), stand_in=(), doc=Text("Các lần thẩm định.", "The assessments.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng phiếu", "a vote table"),
    doc=Text("Phiếu của một thành viên về một đơn vị và một hình thức khen thưởng.", "A member's vote."),
)
class VoteRow:
    """A row of a file of votes."""

    award: str = option(String(), doc=Text("Mã hình thức khen thưởng.", "The award's id."))
    unit: str = option(String(), doc=_UNIT)
    member: str = option(String(), doc=Text("Mã thành viên.", "The member's id."))
    vote: str = option(
        OneOf("yes", "no", "abstain", "absent"),
        doc=Text("Đồng ý, không đồng ý, phiếu trắng, vắng mặt.", "Yes, no, abstention or absence."),
    )
    conflict: str = option(String(), default="", doc=_CONFLICT)
    year: int | None = option(Year(), default=None, doc=_YEAR)
    at: Path = field(default=(), eq=False, kw_only=True)


@record(title=Text("tệp phiếu", "a file of votes"), doc=Text("Các phiếu.", "Votes."))
class VoteFile:
    """Everything that a file of votes says."""

    votes: tuple[VoteRow, ...] = option(
        Many(Nested(VoteRow)), stand_in=(), doc=Text("Các phiếu.", "The votes.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


Files = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def read_assessments(files: Files, *, decimal: DecimalMark = ".") -> Assessments:
    """The assessments in TOML, JSON, YAML or CSV files; `decimal` is the decimal mark of numbers in CSV.

    A row that cannot be used is among the problems.
    Raises DiagnosticError when a file as a whole cannot be read.
    """
    rows: list[Assessment] = []
    problems: list[Diagnostic] = []
    for document, found in _documents(files, "assessments", AssessmentRow, decimal):
        reading = Reading(document)
        whole = read_record(AssessmentFile, reading.root())
        rows += [
            assessment_of(row, document)
            for row in (whole.assessments if whole else ())
            if _sound(row.at, reading)
        ]
        problems += [*found, *reading.problems]
    rows.sort(key=lambda row: (row.key, str(row.document())))
    return Assessments(rows=tuple(rows), problems=ordered(problems))


def assessment_of(row: AssessmentRow, document: Document | None = None) -> Assessment:
    """A row as a value; its place when the document is given."""
    return Assessment(
        unit=row.unit,
        criterion=row.criterion,
        stage=row.stage,
        assessor=row.assessor,
        date=row.date,
        points=row.points,
        mark=row.mark,
        absent=row.absent,
        conflict=row.conflict,
        reason=row.reason,
        year=row.year,
        where=Where(document, row.at),
    )


def read_votes(files: Files) -> Votes:
    """The votes in TOML, JSON, YAML or CSV files; a row that cannot be used is among the problems.

    Raises DiagnosticError when a file as a whole cannot be read.
    """
    rows: list[Ballot] = []
    problems: list[Diagnostic] = []
    for document, found in _documents(files, "votes", VoteRow, "."):
        reading = Reading(document)
        whole = read_record(VoteFile, reading.root())
        rows += [
            ballot_of(row, document) for row in (whole.votes if whole else ()) if _sound(row.at, reading)
        ]
        problems += [*found, *reading.problems]
    rows.sort(key=lambda row: (row.key, str(row.document())))
    return Votes(rows=tuple(rows), problems=ordered(problems))


def ballot_of(row: VoteRow, document: Document | None = None) -> Ballot:
    """A row as a value; its place when the document is given."""
    return Ballot(
        award=row.award,
        unit=row.unit,
        member=row.member,
        vote=row.vote,  # type: ignore[arg-type]
        conflict=row.conflict,
        year=row.year,
        where=Where(document, row.at),
    )


def _sound(at: Path, reading: Reading) -> bool:
    """Whether everything in a row could be read: what is half read would be taken for something else."""
    return not any(broken[: len(at)] == at for broken in reading.broken)


def _documents(
    files: Files, key: str, row: type, decimal: DecimalMark
) -> Iterable[tuple[Document, tuple[Diagnostic, ...]]]:
    for file in [files] if isinstance(files, str | os.PathLike) else files:
        name = os.fspath(file)
        suffix = FilePath(name).suffix.lower()
        if suffix != ".csv" and suffix not in FORMATS:
            raise DiagnosticError(Diagnostic("rows-format", {"file": name}))
        text = read_file(file, limit=MOST_BYTES)
        if suffix == ".csv":
            yield _table(text, name, key, row, decimal)
        else:
            yield parse_document(text, name, FORMATS[suffix]), ()


def _table(
    text: str, name: str, key: str, row: type, decimal: DecimalMark
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """A CSV file, numbers read by its decimal mark; a column that no row has is told of once."""
    table = parse_rows(text, name, key)
    known = [each.key for each in options_of(row)]
    problems = list(table.problems)
    for column, span in table.columns.items():
        if column not in known:
            near = nearest(column, [each for each in known if each not in table.columns])
            arguments = {"name": column} | ({"nearest": near} if near else {})
            problems.append(Diagnostic("unknown-key", arguments, place_at(name, text, *span)))
    figures = {each.key for each in options_of(row) if isinstance(each.shape, Figure)}
    for cells in table.document.value[key]:
        for column in [column for column in cells if column not in known]:
            del cells[column]
        for column in figures & cells.keys():
            cells[column] = read_number(cells[column], decimal)
    return table.document, tuple(problems)
