"""Cases: files in which a plugin's author says what a check finds and what a criterion or condition gives."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from attrs import field, frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Text
from thiduascore.model.campaign import Period
from thiduascore.model.declare import Node, Reading, option, read_record, record
from thiduascore.model.quantities import TYPES
from thiduascore.model.shapes import (
    EMPTY,
    Anything,
    Many,
    Nested,
    Number,
    OneOf,
    String,
    Table,
    Word,
    Words,
    YesNo,
)
from thiduascore.text import Document, parse_toml, read_file


def _one_subject(case: Case, node: Node) -> None:
    table: Mapping[str, Any] = node.value if isinstance(node.value, Mapping) else {}
    subjects = [key for key in ("check", "criterion", "condition") if key in table]
    if len(subjects) != 1:
        node.report("case-unclear")
    elif subjects == ["check"] and "found" not in table:
        node.report("missing-key", name="found", doc=Text("Có phát hiện hay không.", "Whether it is found."))
    elif subjects != ["check"] and "expect" not in table:
        node.report("missing-key", name="expect", doc=Text("Kết quả.", "What it gives."))


@record(
    title=Text("bảng trường hợp", "a case table"),
    also=_one_subject,
    doc=Text(
        "Một trường hợp: số liệu của một đơn vị, và điều mà phép kiểm tra, tiêu chí hay điều kiện cho ra.",
        "One case: the facts of a unit, and what a check, criterion or condition makes of them.",
    ),
)
class Case:
    """A unit's facts, and what comes of them."""

    check: str = option(Word(), default="", doc=Text("Tên phép kiểm tra.", "A check's name."))
    criterion: str = option(Word(), default="", doc=Text("Tên tiêu chí.", "A criterion's name."))
    condition: str = option(Word(), default="", doc=Text("Tên điều kiện.", "A condition's name."))
    title: Text = option(Words(), default=Text(""), doc=Text("Trường hợp nào.", "What it is about."))
    period: Period | None = option(
        Nested(Period),
        default=None,
        doc=Text("Kỳ báo cáo; mặc định năm 2022.", "The period; 2022 unless told."),
    )
    unit: Mapping[str, str] = option(
        Table(String()), default=EMPTY, doc=Text("Đơn vị: `kind`, `cluster`.", "The unit: `kind`, `cluster`.")
    )
    declare: Mapping[str, str] = option(
        Table(OneOf(*TYPES), named=True),
        default=EMPTY,
        doc=Text(
            "Số liệu mà bộ tiêu chí tự khai, kèm kiểu; dùng khi phần mở rộng không có lĩnh vực.",
            "Facts that the ruleset declares itself, with their types, for a plugin without a field.",
        ),
    )
    facts: Mapping[str, Node] = option(
        Table(Anything(), named=True), doc=Text("Số liệu của đơn vị.", "The unit's facts.")
    )
    evidence: Mapping[str, Node] | None = option(
        Table(Anything(), named=True),
        default=None,
        doc=Text(
            "Minh chứng; nếu không nêu thì số liệu nào cũng có.",
            "Evidence; unless told, every fact has some.",
        ),
    )
    others: tuple[Node, ...] = option(
        Many(Anything()),
        default=(),
        doc=Text(
            "Số liệu của các đơn vị khác, cho phép kiểm tra so với các đơn vị khác.",
            "Facts of other units, for a check that compares units.",
        ),
    )
    parameters: Mapping[str, Fraction] = option(
        Table(Number(), named=True),
        default=EMPTY,
        doc=Text("Tham số mà bộ tiêu chí tự nêu giá trị.", "Parameters to which the ruleset gives a value."),
    )
    accept_unconfirmed: bool = option(
        YesNo(),
        default=False,
        doc=Text("Bộ tiêu chí chấp nhận số chưa xác nhận.", "The ruleset accepts unconfirmed figures."),
    )
    found: bool = option(
        YesNo(), default=False, doc=Text("Có phát hiện không.", "Whether the check finds it.")
    )
    values: tuple[str, ...] = option(
        Many(String()),
        default=(),
        doc=Text("Các số mà phát hiện phải nêu.", "Texts that the finding must show."),
    )
    points: Fraction = option(
        Number(0), default=Fraction(10), doc=Text("Điểm tối đa của tiêu chí.", "The criterion's maximum.")
    )
    expect: str = option(
        String(),
        default="",
        doc=Text(
            'Điểm (`"8.5"`), khoảng (`"0..10"`), `"not-applicable"`; với điều kiện: `"holds"`, `"fails"`, '
            '`"unknown"`, `"not-applicable"`.',
            'Points (`"8.5"`), a range (`"0..10"`), `"not-applicable"`; of a condition: `"holds"`, '
            '`"fails"`, `"unknown"`, `"not-applicable"`.',
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    @property
    def subject(self) -> str:
        """The name of the check, criterion or condition."""
        return self.check or self.criterion or self.condition


@record(
    title=Text("tệp trường hợp", "a file of cases"),
    doc=Text("Các trường hợp thử của một phần mở rộng.", "Cases that test a plugin."),
)
class _Cases:
    cases: tuple[Case, ...] = option(Many(Nested(Case), least=1), doc=Text("Các trường hợp.", "The cases."))
    at: Path = field(default=(), eq=False, kw_only=True)


@frozen
class Placed:
    """A case with the file that it stands in."""

    case: Case
    document: Document

    @property
    def name(self) -> str:
        """`kiem-tra.toml:12 postal-points-add-up`, without letters that terminals spell differently."""
        line = self.document.place(self.case.at).line
        subject = self.case.subject.encode("ascii", "replace").decode()
        return f"{FilePath(self.document.name).name}:{line} {subject}"


def cases_in(folder: FilePath) -> tuple[tuple[Placed, ...], tuple[Diagnostic, ...]]:
    """Every case of the files `*.toml` in a folder and those within it, and what is wrong with the files."""
    cases: list[Placed] = []
    problems: list[Diagnostic] = []
    for file in sorted(folder.rglob("*.toml")):
        try:
            document = parse_toml(read_file(str(file)), str(file))
        except DiagnosticError as error:
            problems += error.diagnostics
            continue
        reading = Reading(document)
        found = read_record(_Cases, reading.root())
        problems += reading.problems
        cases += [Placed(case, document) for case in (found.cases if found is not None else ())]
    return tuple(cases), tuple(problems)
