"""Records of `[[awards]]` and `[[targets]]`: who is proposed for what, what the campaign wants to reach."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.feel.types import BooleanType, NumberType, TextType
from thiduascore.model.declare import Node, option, record
from thiduascore.model.expression import Expression
from thiduascore.model.quotas import Quota
from thiduascore.model.shapes import (
    Amount,
    FormulaShape,
    Many,
    Nested,
    OneOf,
    Reference,
    String,
    Whole,
    Word,
    Words,
    YesNo,
)

STANDING: Final = "standing"
"""The scope of expressions that look at a unit's place as well."""
AWARDED: Final = "awarded"
"""The scope of expressions that look at its awards as well."""

_ID = Text("Mã, duy nhất trong bộ tiêu chí.", "Its identifier, unique in the ruleset.")
_TITLE = Text("Tên gọi.", "Its title.")
_SOURCE = Text("Điều khoản quy định.", "The clause that it comes from.")


def _earlier_fits(earlier: Earlier, node: Node) -> None:
    if earlier.last_years is not None and earlier.last_years < earlier.years:
        node.child("last_years", None).report(
            "earlier-too-short", years=earlier.years, last=earlier.last_years
        )


@record(
    title=Text("bảng danh hiệu trước đây", "an earlier title table"),
    also=_earlier_fits,
    doc=Text(
        "Danh hiệu phải có từ những năm trước, theo tệp lịch sử.",
        "A title that the unit must hold from earlier years, by the history file.",
    ),
)
class Earlier:
    """An earlier title, for so many years."""

    title: str = option(
        Word(),
        doc=Text(
            "Mã danh hiệu hoặc mức xếp loại, như trong tệp lịch sử.",
            "The id of a title or level, as in the history file.",
        ),
    )
    years: int = option(Whole(1), default=1, doc=Text("Số năm.", "How many years."))
    in_a_row: bool = option(
        YesNo(),
        default=False,
        doc=Text(
            "Phải liên tục, đến năm liền trước kỳ đang xét.",
            "Consecutive years, up to the one before the period that is judged.",
        ),
    )
    last_years: int | None = option(
        Whole(1), default=None, doc=Text("Chỉ tính mấy năm gần nhất.", "Only so many last years count.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng trường hợp không xét", "an ineligibility table"),
    doc=Text("Trường hợp không xét khen thưởng, và lý do.", "When a unit is not eligible, and why."),
)
class Ineligible:
    """A reason for which a unit is not eligible."""

    when: Expression = option(
        FormulaShape(BooleanType(), scope=STANDING),
        doc=Text("Không xét khi đúng.", "Not eligible when this holds."),
    )
    because: Text = option(
        Words(), stand_in=Text(""), doc=Text("Lý do được ghi ra.", "The reason that is given.")
    )
    source: str = option(String(), default="", doc=_SOURCE)
    at: Path = field(default=(), eq=False, kw_only=True)


def _award_said_whole(award: Award, node: Node) -> None:
    if award.quotas and not award.ranked:
        node.child("ranked", None).report("quota-needs-rank")


@record(
    title=Text("bảng hình thức khen thưởng", "an award table"),
    also=_award_said_whole,
    doc=Text(
        "Danh hiệu hay hình thức khen thưởng; hình thức cao hơn đứng trước.",
        "An award; the highest stands first.",
    ),
)
class Award:
    """A form of commendation."""

    id: str = option(Word(), doc=_ID)
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    source: str = option(String(), missing="missing-source", stand_in="", doc=_SOURCE)
    track: str = option(
        OneOf("periodic", "ad-hoc"),
        default="periodic",
        doc=Text("Khen thưởng định kỳ (sơ kết, tổng kết) hay đột xuất.", "Periodic, or ad hoc."),
    )
    levels: tuple[str, ...] = option(
        Many(Reference("level")),
        default=(),
        doc=Text("Phải đạt một trong các mức này.", "One of these levels must be reached."),
    )
    needs: tuple[str, ...] = option(
        Many(Reference("condition")),
        default=(),
        doc=Text("Các điều kiện phải đạt.", "Conditions that must hold."),
    )
    when: Expression | None = option(
        FormulaShape(BooleanType(), scope=STANDING),
        default=None,
        doc=Text("Điều kiện riêng của hình thức này.", "The award's own condition."),
    )
    earlier: tuple[Earlier, ...] = option(
        Many(Nested(Earlier)),
        default=(),
        doc=Text("Các danh hiệu phải có từ trước; cần đủ tất cả.", "Earlier titles; all of them."),
    )
    ineligible: tuple[Ineligible, ...] = option(
        Many(Nested(Ineligible)),
        default=(),
        doc=Text("Các trường hợp không xét.", "Reasons for which a unit is not eligible."),
    )
    ranked: bool = option(
        YesNo(),
        default=True,
        doc=Text("Chỉ xét đơn vị được xếp hạng.", "Only units that are ranked can have it."),
    )
    group: str | None = option(
        Word(),
        default=None,
        doc=Text(
            "Nhóm loại trừ: mỗi đơn vị chỉ nhận hình thức cao nhất trong nhóm.",
            "Of a group, a unit gets the highest award only.",
        ),
    )
    vote: str | None = option(
        Reference("council"),
        default=None,
        doc=Text("Phải được hội đồng này bỏ phiếu đồng ý.", "This council must have voted for it."),
    )
    quotas: tuple[Quota, ...] = option(
        Many(Nested(Quota)),
        default=(),
        doc=Text(
            "Số lượng tối đa; nhiều chỉ tiêu (từng cụm và chung) đều phải giữ.",
            "How many at the most; of several, such as by cluster and overall, each is kept.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _target_said_whole(target: Target, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    if ("holds" in written) == ("sum" in written):
        node.report("target-unclear")
    if ("share" in written) == ("number" in written):
        node.report("target-without-measure")
    if "out_of" in written and "sum" not in written:
        node.child("out_of", None).report("out-of-without-sum", key=True)
    if "sum" in written and "share" in written and "out_of" not in written:
        node.report("share-without-out-of")
    if target.groups and target.per is None:
        node.child("groups", None).report("groups-without-per", key=True)


@record(
    title=Text("bảng chỉ tiêu của phong trào", "a target table"),
    also=_target_said_whole,
    doc=Text(
        "Chỉ tiêu của cả phong trào: đạt, chưa đạt hay chưa rõ, kèm số đếm.",
        "A target of the whole campaign: reached, not reached or unknown, with the counts.",
    ),
)
class Target:
    """What the campaign as a whole set out to reach."""

    id: str = option(Word(), doc=_ID)
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    source: str = option(String(), missing="missing-source", stand_in="", doc=_SOURCE)
    among: Expression | None = option(
        FormulaShape(BooleanType(), scope=AWARDED),
        default=None,
        doc=Text("Chỉ tính các đơn vị mà điều này đúng.", "Only units for which this holds are counted."),
    )
    holds: Expression | None = option(
        FormulaShape(BooleanType(), scope=AWARDED),
        default=None,
        doc=Text(
            "Điều mà mỗi đơn vị phải đạt; đếm số đơn vị đạt.",
            "What a unit must meet; those that do are counted.",
        ),
    )
    sum: Expression | None = option(
        FormulaShape(NumberType(), scope=AWARDED),
        default=None,
        doc=Text("Hoặc: cộng số này của các đơn vị.", "Or: this number is added up over the units."),
    )
    out_of: Expression | None = option(
        FormulaShape(NumberType(), scope=AWARDED),
        default=None,
        doc=Text("So với tổng của số này.", "And compared with the sum of this one."),
    )
    share: Fraction | str | None = option(
        Amount(0, 100), default=None, doc=Text("Phải đạt ít nhất bấy nhiêu phần trăm.", "The least percent.")
    )
    number: Fraction | str | None = option(
        Amount(0), default=None, doc=Text("Phải đạt ít nhất con số này.", "The least number.")
    )
    per: Expression | None = option(
        FormulaShape(TextType(), scope=AWARDED),
        default=None,
        doc=Text(
            "Phải đạt trong từng nhóm có cùng giá trị này, như `unit.cluster` hay mã tỉnh.",
            "In each group of units with the same value, such as `unit.cluster` or a province.",
        ),
    )
    groups: tuple[str, ...] = option(
        Many(String()),
        default=(),
        doc=Text(
            "Các nhóm phải có, kể cả nhóm chưa có đơn vị nào.",
            "Groups that must be there, even without a unit.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
