"""Records of `[campaign]`: who launched what, by which document, for which time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.dates import PartialDate
from thiduascore.model.declare import Node, option, record
from thiduascore.model.shapes import (
    EMPTY,
    Day,
    Many,
    Nested,
    OneOf,
    PartialDay,
    String,
    Table,
    Whole,
    Word,
    Words,
)


@record(
    title=Text("bảng văn bản", "a document table"),
    doc=Text(
        "Một văn bản chính thức. Số hiệu một mình không đủ để phân biệt: cần cả cơ quan ban hành và ngày.",
        "An official document. Its number alone identifies nothing: the issuer and the date belong to it.",
    ),
)
class OfficialDocument:
    """A deciding, parent or cited document."""

    number: str = option(
        String(empty=True),
        stand_in="",
        doc=Text("Số, ký hiệu; để trống khi văn bản không có số.", "Its number; empty when it bears none."),
    )
    issuer: str = option(String(), default="", doc=Text("Cơ quan ban hành.", "Who issued it."))
    date: PartialDate | None = option(
        PartialDay(),
        default=None,
        doc=Text(
            "Ngày ban hành; có thể chỉ biết tháng hoặc năm.",
            "Its date; a month or a year where no more is known.",
        ),
    )
    title: Text | None = option(Words(), default=None, doc=Text("Trích yếu.", "Its title."))
    link: str = option(String(), default="", doc=Text("Địa chỉ trên mạng.", "Where it can be read online."))
    at: Path = field(default=(), eq=False, kw_only=True)


def _period_said_once(period: Period, node: Node) -> None:
    keys = node.value.keys() if isinstance(node.value, Mapping) else set()
    if ("year" in keys) == ("from" in keys) or {"year", "to"} <= keys:
        node.report("period-unclear")


@record(
    title=Text("bảng thời gian thi đua", "a period table"),
    also=_period_said_once,
    doc=Text(
        "Thời gian thi đua: `from` và `to`, hoặc một năm. Không có `to` là chưa ấn định ngày kết thúc.",
        "When the campaign runs: `from` and `to`, or one year. Without `to` it is open-ended.",
    ),
)
class Period:
    """The campaign's time; `start` and `end` are set however it was written, `end` is None when open."""

    start: datetime.date | None = option(
        Day(), key="from", default=None, doc=Text("Ngày bắt đầu.", "The first day.")
    )
    end: datetime.date | None = option(
        Day(), key="to", default=None, doc=Text("Ngày kết thúc, tính cả ngày đó.", "The last day, included.")
    )
    year: int | None = option(
        Whole(1900, 9998),
        default=None,
        doc=Text("Cả năm, thay cho `from` và `to`.", "A whole year, in place of both."),
    )
    every: str | None = option(
        OneOf("year"), default=None, doc=Text("Chấm điểm theo từng năm.", "Scored for each year within it.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Give a year its first and last day."""
        if self.year is not None:
            object.__setattr__(self, "start", datetime.date(self.year, 1, 1))
            object.__setattr__(self, "end", datetime.date(self.year, 12, 31))


@record(
    title=Text("bảng mốc thời gian", "a milestone table"),
    doc=Text(
        "Một mốc của phong trào, như sơ kết, tổng kết.",
        "A date in the campaign's course, such as its review.",
    ),
)
class Milestone:
    """A date in the campaign's course."""

    title: Text = option(Words(), stand_in=Text(""), doc=Text("Tên của mốc.", "What happens."))
    date: PartialDate = option(PartialDay(), doc=Text("Ngày, tháng hoặc năm.", "The day, month or year."))
    source: str = option(
        String(),
        missing="missing-source",
        stand_in="",
        doc=Text("Điều khoản quy định.", "The clause that sets it."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng phong trào", "a campaign table"),
    doc=Text("Phong trào thi đua mà bộ tiêu chí này chấm điểm.", "The campaign that this ruleset scores."),
)
class Campaign:
    """The campaign."""

    id: str = option(Word(), stand_in="", doc=Text("Mã của phong trào.", "The campaign's identifier."))
    title: Text = option(Words(), stand_in=Text(""), doc=Text("Tên phong trào.", "The campaign's name."))
    issuer: Text = option(Words(), stand_in=Text(""), doc=Text("Cơ quan phát động.", "Who launched it."))
    version: str = option(
        String(),
        stand_in="",
        doc=Text(
            "Phiên bản của bộ tiêu chí; điểm không kèm phiên bản thì không kiểm tra lại được.",
            "The ruleset's version; a score without it cannot be checked.",
        ),
    )
    document: OfficialDocument = option(
        Nested(OfficialDocument), doc=Text("Văn bản phát động.", "The document that launched it.")
    )
    period: Period = option(Nested(Period), doc=Text("Thời gian thi đua.", "When it runs."))
    parent: OfficialDocument | None = option(
        Nested(OfficialDocument),
        default=None,
        doc=Text(
            "Văn bản của phong trào cấp trên.", "The document of the campaign that this one belongs to."
        ),
    )
    bases: tuple[OfficialDocument, ...] = option(
        Many(Nested(OfficialDocument)), default=(), doc=Text("Các căn cứ.", "The documents that it rests on.")
    )
    milestones: tuple[Milestone, ...] = option(
        Many(Nested(Milestone)), default=(), doc=Text("Các mốc thời gian.", "The dates in its course.")
    )
    kinds: Mapping[str, Text] = option(
        Table(Words()),
        default=EMPTY,
        doc=Text(
            "Các loại đơn vị tham gia: mã và tên. Bỏ trống là mọi loại.",
            "The kinds of unit that take part: id and name. Without it, any kind.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
