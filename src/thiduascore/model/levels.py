"""Records of `[[levels]]`: how results are classified."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.declare import Node, option, record
from thiduascore.model.quotas import WITHIN, Quota
from thiduascore.model.shapes import Amount, Many, Nested, OneOf, Reference, String, Word, Words, YesNo


@record(
    title=Text("bảng mức tối thiểu của phần", "a level floor table"),
    doc=Text(
        "Mức tối thiểu của một phần để đạt mức xếp loại.",
        "The least share of a part that the level asks for.",
    ),
)
class LevelFloor:
    """The least share of one item or criterion."""

    of: str = option(Reference("part"), doc=Text("Mã nội dung hay tiêu chí.", "The item or criterion."))
    share: Fraction | str = option(
        Amount(0, 100), doc=Text("Phần trăm của điểm tối đa.", "Percent of its maximum.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng tổng các phần", "a combined table"),
    doc=Text("Tổng điểm tối thiểu của một số phần.", "The least sum of some parts' points."),
)
class Combined:
    """The least sum of points."""

    of: tuple[str, ...] = option(
        Many(Reference("part"), least=1), doc=Text("Mã các nội dung hay tiêu chí.", "The items or criteria.")
    )
    start: Fraction | str = option(Amount(), key="from", doc=Text("Tổng điểm tối thiểu.", "The least sum."))
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bảng phân vị", "a quantile table"),
    doc=Text(
        "Điểm phân vị của cụm, khối mà tổng điểm phải đạt.",
        "The quantile of the class that the total must reach.",
    ),
)
class Quantile:
    """A threshold that the cohort itself sets.

    Source of the definitions: Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996
    (types 1, 2, 6 and 7).
    """

    percent: Fraction | str = option(
        Amount(0, 100), key="at", doc=Text("Phân vị, theo phần trăm.", "Which one, in percent.")
    )
    definition: str = option(
        OneOf("nearest-rank", "averaged", "exclusive", "inclusive"),
        doc=Text(
            "Cách tính: đơn vị gần nhất, trung bình hai đơn vị ở chỗ nhảy, nội suy không kể hai đầu, "
            "nội suy kể cả hai đầu (như PERCENTILE.INC của Excel).",
            "How it is found: the nearest unit, the mean of two at a jump, interpolated without the ends, or "
            "with them (as PERCENTILE.INC in Excel).",
        ),
    )
    within: str | None = option(
        WITHIN,
        default=None,
        doc=Text("Tính trong phạm vi nào; mặc định như xếp hạng.", "Of which class; by default as ranks."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _level_said_whole(level: Level, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    if not any(key in written for key in ("from", "quantile", "quotas")):
        node.report("level-unclear")
    if level.strict and "from" not in written:
        node.child("strict", None).report("strict-without-from", key=True)


@record(
    title=Text("bảng mức xếp loại", "a level table"),
    also=_level_said_whole,
    doc=Text("Mức xếp loại; xếp từ mức tốt nhất trở xuống.", "A level; the best stands first."),
)
class Level:
    """A classification."""

    id: str = option(
        Word(), doc=Text("Mã, duy nhất trong bộ tiêu chí.", "Its identifier, unique in the ruleset.")
    )
    title: Text = option(Words(), stand_in=Text(""), doc=Text("Tên gọi.", "Its title."))
    start: Fraction | str | None = option(
        Amount(),
        key="from",
        default=None,
        doc=Text(
            "Tổng điểm tối thiểu. Không ghi khi mức chỉ xét theo thứ hạng (`quotas`, `quantile`).",
            "The least total. Left out where the level goes by rank alone (`quotas`, `quantile`).",
        ),
    )
    strict: bool = option(
        YesNo(),
        default=False,
        doc=Text("Tổng điểm phải lớn hơn, không chỉ bằng.", "The total must be above it."),
    )
    needs: tuple[str, ...] = option(
        Many(Reference("condition")),
        default=(),
        doc=Text("Các điều kiện phải đạt.", "Conditions that must hold."),
    )
    floors: tuple[LevelFloor, ...] = option(
        Many(Nested(LevelFloor)),
        default=(),
        doc=Text("Mức tối thiểu của từng phần.", "Least shares of parts."),
    )
    combined: tuple[Combined, ...] = option(
        Many(Nested(Combined)),
        default=(),
        doc=Text("Tổng tối thiểu của một số phần.", "Least sums of parts."),
    )
    quantile: Quantile | None = option(
        Nested(Quantile),
        default=None,
        doc=Text(
            "Tổng điểm phải đạt phân vị này của cụm, khối.",
            "The total must reach this quantile of the class.",
        ),
    )
    quotas: tuple[Quota, ...] = option(
        Many(Nested(Quota)),
        default=(),
        doc=Text(
            "Số lượng tối đa theo thứ hạng; đơn vị vượt số lượng xuống mức kế tiếp.",
            "How many at the most, by rank; who is beyond it goes to the next level.",
        ),
    )
    source: str = option(
        String(), default="", doc=Text("Điều khoản quy định.", "The clause that it comes from.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)
