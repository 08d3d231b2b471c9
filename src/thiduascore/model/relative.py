"""Keys that criteria share which compare a unit with the others of its cohort."""

from __future__ import annotations

from fractions import Fraction

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.declare import Node, option, record
from thiduascore.model.quotas import WITHIN
from thiduascore.model.shapes import Number, OneOf, Whole


@record(
    doc=Text("So sánh với các đơn vị khác.", "A comparison with the other units."),
    title=Text("bảng phương pháp so sánh", "a relative table"),
)
class Relative:
    """A method whose points depend on the other units; every such method's options derive from it."""

    within: str | None = option(
        WITHIN,
        default=None,
        doc=Text(
            "So với ai: trong cụm, khối (`cluster`), cùng loại đơn vị (`kind`), cùng loại trong cụm "
            "(`cluster-and-kind`) hay tất cả (`overall`); mặc định là phạm vi đầu của `[ranking].within`.",
            "Compared with whom: the cluster, the same kind of unit, the same kind in the cluster, or "
            "all; the first of `[ranking].within` unless said.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def check_spread(spread: Spread, node: Node) -> None:
    """Reports keys on outliers that do not go together; every record that derives from `Spread` calls it."""
    table = node.value if isinstance(node.value, dict) else {}
    for key in ("outliers_lowest", "outliers_highest", "outliers_percent"):
        if key in table and spread.outliers == "keep":
            node.child(key, table[key]).report("outliers-kept", key=True, name=key)
    if spread.outliers == "keep":
        return
    if not (spread.outliers_lowest or spread.outliers_highest or spread.outliers_percent):
        node.child("outliers", spread.outliers).report("outliers-nowhere")
    if spread.outliers_percent and (spread.outliers_lowest or spread.outliers_highest):
        node.child("outliers_percent", spread.outliers_percent).report("outliers-twice")


@record(
    doc=Text("So sánh với phân bố của các đơn vị khác.", "A comparison with how the other units spread."),
    title=Text("bảng phương pháp so sánh", "a relative table"),
    also=check_spread,
)
class Spread(Relative):
    """A relative method whose figures outliers would distort."""

    outliers: str = option(
        OneOf("keep", "winsorise", "trim"),
        default="keep",
        doc=Text(
            "Giá trị ở hai đầu: giữ nguyên (`keep`), thay bằng giá trị gần nhất được giữ (`winsorise`), "
            "hay bỏ khi tính số của cụm (`trim`).",
            "Values at the ends: kept as they are, replaced by the nearest that is kept (`winsorise`), or "
            "left out of the cohort's figures (`trim`).",
        ),
    )
    outliers_lowest: int = option(
        Whole(0), default=0, doc=Text("Bao nhiêu giá trị thấp nhất.", "How many of the least.")
    )
    outliers_highest: int = option(
        Whole(0), default=0, doc=Text("Bao nhiêu giá trị cao nhất.", "How many of the greatest.")
    )
    outliers_percent: Fraction = option(
        Number(0, 49),
        default=Fraction(0),
        doc=Text(
            "Bao nhiêu phần trăm số giá trị ở mỗi đầu, làm tròn xuống.",
            "How many percent of the values at each end, rounded down.",
        ),
    )
