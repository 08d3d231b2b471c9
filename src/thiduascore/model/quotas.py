"""Records of quotas and tie-breaks: how many can have a level or an award, and who comes first."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.aggregation import MODES
from thiduascore.model.declare import Node, option, record
from thiduascore.model.expression import Expression
from thiduascore.model.shapes import (
    Amount,
    Either,
    FormulaShape,
    Many,
    Nested,
    OneOf,
    Reference,
    String,
)

CLASSES: Final = ("overall", "cluster", "kind", "cluster-and-kind")
"""What units can be ranked within, and quotas counted by."""

WITHIN: Final = OneOf(*CLASSES)
ENDING: Final = "ending"
"""The scope of expressions that look at a scored unit before it has a rank."""

_TIE_KEYS: Final = {
    "points": ("of", "better"),
    "share": ("of", "better"),
    "value": ("is", "better"),
    "count-back": ("of",),
    "previous-rank": (),
    "draw": ("seed",),
}
_TIE_NEEDS: Final = {"points": "of", "share": "of", "value": "is", "draw": "seed"}


def _tie_said_whole(tie: Tie, node: Node) -> None:
    """Report keys of another kind of tie-break, and the key that this one lacks."""
    written = node.value if isinstance(node.value, Mapping) else {}
    for key in ("of", "is", "better", "seed"):
        if key in written and key not in _TIE_KEYS[tie.by]:
            node.child(key, written[key]).report("key-of-another-tie-break", key=True, name=key, by=tie.by)
    needed = _TIE_NEEDS.get(tie.by)
    if needed is not None and needed not in written:
        node.report("tie-break-lacks-key", by=tie.by, name=needed)


@record(
    title=Text("bảng tiêu chí phụ", "a tie-break table"),
    also=_tie_said_whole,
    doc=Text(
        "Tiêu chí phụ: phân định những đơn vị bằng điểm nhau.",
        "A tie-break: it parts units with equal totals.",
    ),
)
class Tie:
    """One tie-break."""

    by: str = option(
        OneOf(*_TIE_KEYS),
        doc=Text(
            "So sánh theo: điểm của phần (`points`), tỷ lệ đạt của phần (`share`), một biểu thức (`value`), "
            "các phần tốt nhất lần lượt (`count-back`), hạng kỳ trước (`previous-rank`), bốc thăm (`draw`).",
            "What is compared: points of a part, its share of the maximum, an expression (`value`), the best "
            "parts one after another (`count-back`), last period's rank, or a recorded draw.",
        ),
    )
    of: tuple[str, ...] = option(
        Many(Reference("part"), least=1),
        default=(),
        doc=Text(
            "Mã các nội dung, tiêu chí; `points`, `share` cộng các phần lại. "
            "Không ghi với `count-back` là các nội dung ngoài cùng.",
            "Items or criteria; `points` and `share` add them up. Left out, `count-back` takes the outermost "
            "items.",
        ),
    )
    value: Expression | None = option(
        FormulaShape(scope=ENDING),
        key="is",
        default=None,
        doc=Text("Biểu thức so sánh: số, ngày hoặc có/không.", "What is compared: a number, date or yes-no."),
    )
    better: str = option(
        OneOf("more", "less"),
        default="more",
        doc=Text("Lớn hơn (muộn hơn, có) hay nhỏ hơn (sớm hơn, không) thì hơn.", "Which is better."),
    )
    seed: str = option(
        String(),
        default="",
        doc=Text(
            "Số bốc thăm ghi trong biên bản; thứ tự suy ra từ số này và mã đơn vị.",
            "The drawn number or words as recorded; the order follows from them and the units' ids.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _quota_said_whole(quota: Quota, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    if ("number" in written) == ("share" in written):
        node.report("quota-unclear")
    if sum(key in written for key in ("of", "of_level", "of_award")) > 1:
        node.report("quota-of-two")
    if "number" in written and (key := next((k for k in _OF_SHARES if k in written), "")):
        node.child(key, written[key]).report("key-of-a-share", key=True, name=key)
    if bool(quota.breaks) != (quota.ties == "break"):
        node.report("quota-breaks")


_OF_SHARES: Final = ("of", "of_level", "of_award", "round", "at_least", "at_most")


class _Shares(Either):
    """One share, or several of which each is taken of the result of the one before; read as a tuple."""

    def read(self, node: Node) -> Any | None:
        got = super().read(node)
        return got if got is None or isinstance(got, tuple) else (got,)


@record(
    title=Text("bảng chỉ tiêu số lượng", "a quota table"),
    also=_quota_said_whole,
    doc=Text(
        "Số lượng tối đa: một con số, hoặc một tỷ lệ của số đơn vị.",
        "How many at the most: a number, or a share of the units.",
    ),
)
class Quota:
    """How many units of each class can have something."""

    number: Fraction | str | None = option(
        Amount(0), default=None, doc=Text("Số đơn vị nhiều nhất.", "The most units.")
    )
    share: tuple[Fraction | str, ...] = option(
        _Shares(Amount(0, 100), Many(Amount(0, 100), least=1)),
        default=(),
        doc=Text(
            "Phần trăm nhiều nhất. Danh sách `[20, 50]` là 20% số đơn vị, rồi 50% của kết quả, "
            "mỗi bước đều làm tròn.",
            "The most percent. A list such as `[20, 50]` takes 20 % and then half of it, rounding each time.",
        ),
    )
    of: str = option(
        OneOf("population", "qualified"),
        default="population",
        doc=Text(
            "Tỷ lệ tính trên số đơn vị được xét (theo `[ranking].population`) hay số đơn vị đủ điều kiện.",
            "Whether the share is of the population (see `[ranking].population`) or of those that qualify.",
        ),
    )
    of_level: str | None = option(
        Reference("level"),
        default=None,
        doc=Text(
            "Tỷ lệ tính trên số đơn vị đạt mức này trở lên.", "The share is of those at this level or above."
        ),
    )
    of_award: str | None = option(
        Reference("award"),
        default=None,
        doc=Text(
            "Tỷ lệ tính trên số đơn vị được khen thưởng này (phải đứng trước trong tệp).",
            "The share is of those given this award, which stands before it in the file.",
        ),
    )
    within: str | None = option(
        WITHIN,
        default=None,
        doc=Text(
            "Tính riêng từng cụm, khối (`cluster`), từng loại đơn vị (`kind`) hay chung (`overall`); "
            "mặc định là phạm vi đầu tiên của `[ranking].within`.",
            "Counted in each cluster, kind of unit, or overall; by default the first of `[ranking].within`.",
        ),
    )
    round: str = option(
        OneOf(*MODES), default="floor", doc=Text("Cách làm tròn tỷ lệ.", "How a share is rounded.")
    )
    at_least: Fraction | str = option(
        Amount(0), default=Fraction(0), doc=Text("Ít nhất bấy nhiêu suất.", "At least so many places.")
    )
    at_most: Fraction | str | None = option(
        Amount(0), default=None, doc=Text("Nhiều nhất bấy nhiêu suất.", "At most so many places.")
    )
    ties: str = option(
        OneOf("council", "none", "all", "break"),
        default="council",
        doc=Text(
            "Khi các đơn vị bằng nhau ở suất cuối: hội đồng quyết định, không đơn vị nào, tất cả, "
            "hoặc xét tiếp theo `breaks`.",
            "Equal units at the last place: left to the council, none of them, all, or parted by `breaks`.",
        ),
    )
    breaks: tuple[Tie, ...] = option(
        Many(Nested(Tie)),
        default=(),
        doc=Text('Tiêu chí phụ khi `ties = "break"`.', 'With `ties = "break"`.'),
    )
    unused: str = option(
        OneOf("lapse", "others", "next"),
        default="lapse",
        doc=Text(
            "Suất không dùng: bỏ, chuyển cho cụm, khối khác, hay chuyển sang hình thức (mức) kế tiếp.",
            "Places that nobody takes lapse, go to other classes, or to the next award or level.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
