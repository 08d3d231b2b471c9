"""Records of `[parameters]`, `[facts]` and `[values]`: what expressions can name."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from attrs import field

from thiduascore.diagnostics import Path, Text, nearest
from thiduascore.feel.types import BooleanType, DateType, ListType, NumberType, TextType, Things, Type, Unit
from thiduascore.model.declare import Node, option, record
from thiduascore.model.expression import Expression
from thiduascore.model.shapes import (
    EMPTY,
    Day,
    FormulaShape,
    Included,
    Many,
    Nested,
    Number,
    OneOf,
    String,
    Table,
    Whole,
    Words,
    YesNo,
)

LABEL: Final = Text("Tên gọi để hiển thị.", "What people call it.")
SOURCE: Final = Text("Điều khoản quy định.", "The clause that it comes from.")
INCLUDE: Final = Text(
    "Lấy từ một phần mở rộng; các khóa viết tại đây thay cho khóa của phần mở rộng.",
    "Taken over from a plugin; the keys that stand here win.",
)


@record(
    title=Text("bảng giá trị của tham số", "a parameter value table"),
    doc=Text(
        "Giá trị của tham số trong một khoảng thời gian; không có `to` thì áp dụng đến giá trị kế tiếp.",
        "A parameter's value for a time; without `to` it holds until the next one begins.",
    ),
)
class ParameterValue:
    """One dated value."""

    start: datetime.date = option(Day(), key="from", doc=Text("Ngày bắt đầu áp dụng.", "The first day."))
    end: datetime.date | None = option(
        Day(), key="to", default=None, doc=Text("Ngày cuối cùng áp dụng.", "The last day, included.")
    )
    value: Fraction = option(Number(), doc=Text("Giá trị.", "The value."))
    source: str = option(String(), missing="missing-source", stand_in="", doc=SOURCE)
    status: str = option(
        OneOf("found", "unconfirmed", "project"),
        default="found",
        doc=Text(
            "Đã thấy trong văn bản, chưa xác nhận được, hay do dự án đặt ra.",
            "Found in a text, not confirmed, or assumed by the project.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _accepted_what_was_included(parameter: Parameter, node: Node) -> None:
    if parameter.accept_unconfirmed and not parameter.include:
        node.child("accept_unconfirmed", True).report("accepted-without-include", key=True)


@record(
    title=Text("bảng tham số", "a parameter table"),
    also=_accepted_what_was_included,
    doc=Text(
        "Một con số có thể thay đổi theo thời gian, như chỉ tiêu hay tỷ lệ theo luật.",
        "A figure that changes with time, such as a target or a legal percentage.",
    ),
)
class Parameter:
    """A dated figure."""

    label: Text = option(Words(), stand_in=Text(""), doc=LABEL)
    unit: str | None = option(String(), default=None, doc=Text("Đơn vị tính.", "Its unit."))
    values: tuple[ParameterValue, ...] = option(
        Many(Nested(ParameterValue), least=1),
        stand_in=(),
        doc=Text("Các giá trị theo thời gian.", "Its dated values."),
    )
    include: str = option(Included("parameters"), default="", doc=INCLUDE)
    accept_unconfirmed: bool = option(
        YesNo(),
        default=False,
        doc=Text(
            "Chấp nhận dùng cả những giá trị mà phần mở rộng ghi là chưa xác nhận.",
            "Values that the plugin marks as unconfirmed may be used too.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def on(self, date: datetime.date) -> ParameterValue | None:
        """The value in force on a day: the latest that has begun, unless it has ended."""
        begun = [value for value in self.values if value.start <= date]
        last = max(begun, key=lambda value: value.start, default=None)
        return None if last is None or (last.end is not None and last.end < date) else last

    def refuses(self, value: ParameterValue) -> bool:
        """Whether a value is one that a plugin could not confirm and that the author has not asked for."""
        return bool(self.include) and value.status == "unconfirmed" and not self.accept_unconfirmed


_SCALES: Final = {"count": 0, "money": 0, "percent": 4, "number": 6}
_UNITS: Final = {"money": "đồng", "percent": "%"}
_NOT_COUNTED: Final = ("%", "‰", "đồng", "nghìn đồng", "triệu đồng", "tỷ đồng", "VND", "VNĐ", "USD")
_THINGS: Final = Things(frozenset(_NOT_COUNTED))
"""The unit of a count that declares none: a count of things is no share and no money."""
_SINGLE: Final = ("count", "number", "percent", "money", "yes-no", "choice", "date", "text")
TYPES: Final = (*_SINGLE, *(f"list of {name}" for name in _SINGLE))


def _fact_keys_fit(fact: Fact, node: Node) -> None:
    element = fact.element
    numeric = element in _SCALES
    if element == "choice" and not fact.choices:
        node.report("missing-key", name="choices", doc=Text("Các lựa chọn.", "The choices."))
    for key, fits in (
        ("choices", element == "choice"),
        ("choices_in_use", element == "choice"),
        ("scale", numeric and element != "count"),
        ("unit", numeric),
        ("least", numeric),
        ("most", numeric),
    ):
        table = node.value
        if not fits and isinstance(table, Mapping) and key in table:
            node.child(key, table[key]).report("key-of-another-type", key=True, name=key, type=fact.type)
    for choice in fact.choices_in_use.keys() - fact.choices.keys():
        node.child("choices_in_use", None).child(choice, None).report(
            "term-of-no-choice", key=True, choice=choice, nearest=nearest(choice, fact.choices)
        )
    if fact.evidence == "none" and isinstance(node.value, Mapping) and "evidence_period" in node.value:
        node.child("evidence_period", None).report("evidence-period-without-evidence", key=True)
    if fact.least is not None and fact.most is not None and fact.least > fact.most:
        node.child("least", None).report("least-above-most", least=fact.least, most=fact.most)


@record(
    title=Text("bảng thời gian dùng thuật ngữ", "a term table"),
    doc=Text(
        "Khoảng thời gian mà thuật ngữ của số liệu hay lựa chọn được dùng; báo cáo của kỳ khác thì bị nhắc.",
        "The time in which the term of a fact or choice is in use; reports of other times are told so.",
    ),
)
class InUse:
    """The time in which a term is in use; open where a day is not given."""

    start: datetime.date | None = option(
        Day(), key="from", default=None, doc=Text("Ngày bắt đầu dùng.", "The first day.")
    )
    end: datetime.date | None = option(
        Day(), key="to", default=None, doc=Text("Ngày cuối cùng còn dùng.", "The last day, included.")
    )
    instead: str = option(
        String(),
        default="",
        doc=Text("Tên số liệu hay lựa chọn của kỳ khác.", "The fact or choice of the other time."),
    )
    source: str = option(String(), missing="missing-source", stand_in="", doc=SOURCE)
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng số liệu", "a fact table"),
    also=_fact_keys_fit,
    doc=Text("Một số liệu mà đơn vị báo cáo.", "One value that a unit reports."),
)
class Fact:
    """A reported value; `scale`, `unit` and `least` hold the type's defaults where the file gives none."""

    label: Text = option(Words(), stand_in=Text(""), doc=LABEL)
    type: str = option(OneOf(*TYPES), doc=Text("Kiểu của số liệu.", "What kind of value it is."))
    scale: int = option(
        Whole(0, 30),
        default=None,
        doc=Text(
            "Số chữ số thập phân nhiều nhất (mặc định: `percent` 4, `number` 6, `money` 0).",
            "The most decimal places (by default `percent` 4, `number` 6, `money` 0).",
        ),
    )
    unit: str | None = option(
        String(),
        default=None,
        doc=Text(
            "Đơn vị tính (mặc định: `percent` là %, `money` là đồng); "
            "`count` không ghi đơn vị vẫn là số đếm, không so sánh được với % và tiền.",
            "Its unit (`percent` %, `money` đồng); a `count` without one still counts things, "
            "and cannot be compared with % or money.",
        ),
    )
    least: Fraction | None = option(
        Number(),
        default=None,
        doc=Text(
            "Nhỏ nhất (mặc định 0 với `count`, `money`).", "The least (0 by default for `count` and `money`)."
        ),
    )
    most: Fraction | None = option(Number(), default=None, doc=Text("Lớn nhất.", "The greatest."))
    choices: Mapping[str, Text] = option(
        Table(Words()), default=EMPTY, doc=Text("Các lựa chọn: mã và tên.", "The choices: id and name.")
    )
    evidence: str = option(
        OneOf("none", "expected", "claimed", "required"),
        default="none",
        doc=Text(
            "Có cần minh chứng không; `claimed`: bắt buộc, trừ khi báo `false` hoặc 0.",
            "Whether a document must stand behind it; `claimed`: it must, except behind a no or a zero.",
        ),
    )
    evidence_period: str = option(
        OneOf("in-period", "any"),
        default="in-period",
        doc=Text("Minh chứng phải trong thời gian thi đua hay bất kỳ.", "When that document must be dated."),
    )
    source: str = option(String(), default="", doc=SOURCE)
    doc: Text | None = option(
        Words(), default=None, doc=Text("Giải thích cách thống kê.", "How it is counted.")
    )
    include: str = option(Included("facts"), default="", doc=INCLUDE)
    in_use: InUse | None = option(
        Nested(InUse),
        default=None,
        doc=Text("Thời gian dùng số liệu này.", "When its term is in use."),
    )
    choices_in_use: Mapping[str, InUse] = option(
        Table(Nested(InUse)),
        default=EMPTY,
        doc=Text("Thời gian dùng của từng lựa chọn.", "The same for single choices."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Put the type's defaults in place of what the file leaves out."""
        element = self.element
        scale: int | None = self.scale
        if scale is None:
            object.__setattr__(self, "scale", _SCALES.get(element, 0))
        if self.unit is None:
            object.__setattr__(self, "unit", _UNITS.get(element))
        if self.least is None and element in ("count", "money"):
            object.__setattr__(self, "least", Fraction(0))

    @property
    def element(self) -> str:
        """The type without `list of`."""
        return self.type.removeprefix("list of ")

    @property
    def type_(self) -> Type:
        """The type that expressions see."""
        single: Type
        if self.element in _SCALES:
            unit: Unit | None = self.unit or (_THINGS if self.element == "count" else None)
            single = NumberType(unit, self.scale, self.least, self.most)
        elif self.element == "yes-no":
            single = BooleanType()
        elif self.element == "date":
            single = DateType()
        else:
            single = TextType(tuple(self.choices) or None if self.element == "choice" else None)
        return ListType(single) if self.type != self.element else single


def fact_called(name: str, facts: Mapping[str, Fact]) -> Text:
    """A fact by its label, as it stands in a sentence: “Số hồ sơ”."""
    label = facts[name].label
    return Text(*(f"“{label.said(lang) or name}”" for lang in ("vi", "en")))


@record(
    title=Text("bảng giá trị tính sẵn", "a derived value table"),
    doc=Text(
        "Một giá trị tính từ số liệu, dùng ở nhiều nơi.",
        "A value computed from facts, for use in several places.",
    ),
)
class Value:
    """A derived value."""

    label: Text = option(Words(), stand_in=Text(""), doc=LABEL)
    formula: Expression = option(FormulaShape(), key="is", doc=Text("Biểu thức tính.", "The expression."))
    unit: str | None = option(String(), default=None, doc=Text("Đơn vị tính.", "Its unit."))
    source: str = option(String(), default="", doc=SOURCE)
    at: Path = field(default=(), eq=False, kw_only=True)
