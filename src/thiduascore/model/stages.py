"""Records of `[[stages]]` and `[[councils]]`: who looks at a score after it was computed, and who votes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.declare import Node, option, record
from thiduascore.model.shapes import Amount, Day, Many, Nested, OneOf, Reference, String, Word, Words, YesNo

_TITLE = Text("Tên gọi.", "Its title.")
_SOURCE = Text("Điều khoản quy định.", "The clause that it comes from.")


@record(
    title=Text("bảng người thẩm định", "an assessor table"),
    doc=Text(
        "Người hay tổ được thẩm định ở một bước, và được thẩm định phần nào.",
        "A person or group that may assess at a stage, and what of it.",
    ),
)
class Assessor:
    """Who may assess, and what."""

    id: str = option(
        String(),
        doc=Text("Mã, như trong tệp thẩm định.", "The identifier, as it stands in files of assessments."),
    )
    title: Text = option(Words(), default=Text(""), doc=_TITLE)
    unit: str = option(
        String(),
        default="",
        doc=Text(
            "Đơn vị của người này; không được thẩm định đơn vị của mình.",
            "The unit that they belong to, which they cannot assess.",
        ),
    )
    parts: tuple[str, ...] = option(
        Many(Reference("part"), least=1),
        default=(),
        doc=Text(
            "Chỉ được thẩm định các nội dung, tiêu chí này; không ghi là tất cả.",
            "Only these items and criteria; all of them when left out.",
        ),
    )
    units: tuple[str, ...] = option(
        Many(String(), least=1),
        default=(),
        doc=Text("Chỉ được thẩm định các đơn vị này.", "Only these units."),
    )
    clusters: tuple[str, ...] = option(
        Many(String(), least=1),
        default=(),
        doc=Text("Chỉ được thẩm định đơn vị của các cụm, khối này.", "Only units of these clusters."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _stage_said_whole(stage: Stage, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    if stage.start and stage.end and stage.start > stage.end:
        node.child("to", None).report("stage-backwards", start=str(stage.start), end=str(stage.end))
    for key in ("assessors", "decides", "from", "to"):
        if stage.self_scores and written.get(key):
            node.child(key, None).report("key-of-assessed-stage", key=True, name=key)


@record(
    title=Text("bảng bước chấm", "a stage table"),
    also=_stage_said_whole,
    doc=Text(
        "Một bước xem xét điểm, như tự chấm, chấm chéo, thẩm định, hội đồng; ghi theo thứ tự thực hiện.",
        "A stage at which scores are looked at, such as self-score, cross-check, appraisal or council; in "
        "their order.",
    ),
)
class Stage:
    """One stage."""

    id: str = option(
        Word(), doc=Text("Mã, duy nhất trong bộ tiêu chí.", "Its identifier, unique in the ruleset.")
    )
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    source: str = option(String(), missing="missing-source", stand_in="", doc=_SOURCE)
    self_scores: bool = option(
        YesNo(),
        default=False,
        doc=Text(
            "Bước tự chấm: điểm là điểm tự chấm trong báo cáo; chỉ để so sánh, không đổi điểm.",
            "The stage of self-scores, which stand in the submissions; they are compared and change nothing.",
        ),
    )
    decides: bool = option(
        YesNo(),
        default=False,
        doc=Text(
            "Điểm của bước này dùng để xếp hạng; không ghi ở bước nào thì là bước cuối cùng.",
            "Its points rank and award; when no stage says so, the last one does.",
        ),
    )
    start: datetime.date | None = option(
        Day(), key="from", default=None, doc=Text("Ngày bắt đầu.", "Its first day.")
    )
    end: datetime.date | None = option(
        Day(),
        key="to",
        default=None,
        doc=Text(
            "Ngày cuối cùng; sau ngày này bước đã khóa.", "Its last day, after which the stage is locked."
        ),
    )
    assessors: tuple[Assessor, ...] = option(
        Many(Nested(Assessor)),
        default=(),
        doc=Text(
            "Những người được thẩm định; không ghi thì ai cũng được.",
            "Who may assess; anybody when left out.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng thành viên hội đồng", "a council member table"),
    doc=Text("Một thành viên của hội đồng.", "A member of a council."),
)
class CouncilMember:
    """Who votes."""

    id: str = option(
        String(), doc=Text("Mã, như trong tệp phiếu.", "The identifier, as it stands in files of votes.")
    )
    title: Text = option(Words(), default=Text(""), doc=Text("Họ tên, chức vụ.", "Name and office."))
    unit: str = option(
        String(),
        default="",
        doc=Text(
            "Đơn vị của thành viên; không được bỏ phiếu cho đơn vị của mình.",
            "The unit that they belong to, for which they cannot vote.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng hội đồng", "a council table"),
    doc=Text(
        "Hội đồng bỏ phiếu; tỷ lệ tính trên tổng số thành viên, không phải số người dự họp.",
        "A council that votes; shares are of all its members, not of those present.",
    ),
)
class Council:
    """Who votes on awards, and what makes a vote carry."""

    id: str = option(
        Word(), doc=Text("Mã, duy nhất trong bộ tiêu chí.", "Its identifier, unique in the ruleset.")
    )
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    source: str = option(String(), missing="missing-source", stand_in="", doc=_SOURCE)
    members: tuple[CouncilMember, ...] = option(
        Many(Nested(CouncilMember), least=1), doc=Text("Các thành viên.", "The members.")
    )
    threshold: Fraction | str = option(
        Amount(0, 100),
        doc=Text(
            "Tỷ lệ phần trăm tối thiểu trên tổng số thành viên phải đồng ý; nên là một tham số có nguồn.",
            "The least percent of all members that must say yes; best a parameter with its source.",
        ),
    )
    quorum: Fraction | str = option(
        Amount(0, 100),
        default=Fraction(0),
        doc=Text(
            "Tỷ lệ phần trăm tối thiểu trên tổng số thành viên phải dự họp.",
            "The least percent of all members that must be present.",
        ),
    )
    conflicted: str = option(
        OneOf("counted", "left-out"),
        default="counted",
        doc=Text(
            "Thành viên phải tránh vì có liên quan vẫn tính vào tổng số thành viên (`counted`) hay không "
            "(`left-out`).",
            "Whether a member with a conflict of interest still counts among all members (`counted`) or not "
            "(`left-out`).",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
