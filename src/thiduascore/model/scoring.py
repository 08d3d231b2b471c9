"""Records of `[scoring]` and `[plugins]`: the rules that hold for the whole ruleset."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.aggregation import (
    MISSING,
    NOT_APPLICABLE,
    ROUNDING,
    Aggregation,
    RoundingRule,
    aggregation_said_whole,
)
from thiduascore.model.declare import Node, option, record
from thiduascore.model.shapes import Amount, Included, Many, Nested, Number, String, YesNo


@record(
    title=Text("bảng các khâu làm tròn", "a rounding table by stage"),
    doc=Text(
        "Làm tròn riêng từng khâu; nếu không nêu, tiêu chí và tổng điểm theo `round`, còn lại giữ nguyên.",
        "Rounding by stage; when left out, criterion and total follow `round`, the others are not rounded.",
    ),
)
class RoundingStages:
    """A rounding rule, or `none`, for each stage."""

    input: RoundingRule | str | None = option(ROUNDING, default=None, doc=Text("Số liệu đầu vào.", "Facts."))
    criterion: RoundingRule | str | None = option(
        ROUNDING, default=None, doc=Text("Điểm của tiêu chí.", "A criterion's points.")
    )
    item: RoundingRule | str | None = option(
        ROUNDING, default=None, doc=Text("Điểm của nội dung.", "An item's points.")
    )
    total: RoundingRule | str | None = option(ROUNDING, default=None, doc=Text("Tổng điểm.", "The total."))
    display: RoundingRule | str | None = option(
        ROUNDING,
        default=None,
        doc=Text("Khi hiển thị; không ảnh hưởng đến điểm.", "On display only; never feeds back."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _cap_said_once(cap: LedgerCap, node: Node) -> None:
    written = isinstance(node.value, Mapping) and "at_most" in node.value
    if written == cap.uncapped:
        node.report("cap-unclear")


@record(
    title=Text("bảng mức trần", "a cap table"),
    also=_cap_said_once,
    doc=Text(
        "Mức trần của cả phần điểm: `at_most`, hoặc nói rõ `uncapped = true`.",
        "The cap of a whole ledger: `at_most`, or `uncapped = true` to say that there is none.",
    ),
)
class LedgerCap:
    """How much a ledger can give or take in all."""

    at_most: Fraction | str | None = option(Amount(0), default=None, doc=Text("Nhiều nhất.", "At the most."))
    uncapped: bool = option(YesNo(), default=False, doc=Text("Không có mức trần.", "There is no cap."))
    at: Path = field(default=(), eq=False, kw_only=True)


def _scoring_said_whole(scoring: Scoring, node: Node) -> None:
    aggregation_said_whole(scoring, node)
    if scoring.ceiling is not None and scoring.floor > scoring.ceiling:
        node.child("floor", None).report("least-above-most", least=scoring.floor, most=scoring.ceiling)


@record(
    title=Text("bảng cách tính điểm", "a scoring table"),
    also=_scoring_said_whole,
    doc=Text("Quy tắc tính điểm chung cho cả bộ tiêu chí.", "The rules of scoring for the whole ruleset."),
)
class Scoring(Aggregation):
    """The rules of scoring for the whole ruleset."""

    total: Fraction = option(
        Number(0), doc=Text("Tổng điểm tối đa của phần nội dung.", "The most points of the base.")
    )
    round: RoundingRule | str = option(
        ROUNDING,
        default=RoundingRule(places=2, mode="half-up"),
        doc=Text(
            "Làm tròn điểm tiêu chí và tổng điểm; `none` là không làm tròn.", "Rounds criteria and the total."
        ),
    )
    rounding: RoundingStages = option(
        Nested(RoundingStages),
        default=RoundingStages(),
        doc=Text("Làm tròn riêng từng khâu.", "Rounding by stage."),
    )
    missing: str = option(
        MISSING, default="unknown", doc=Text("Xử lý khi thiếu số liệu.", "What a missing fact does.")
    )
    not_applicable: str = option(
        NOT_APPLICABLE,
        default="reweight",
        doc=Text("Xử lý điểm của phần không áp dụng.", "What becomes of points that do not apply."),
    )
    floor: Fraction = option(
        Number(), default=Fraction(0), doc=Text("Tổng điểm thấp nhất.", "The least total.")
    )
    ceiling: Fraction | None = option(
        Number(),
        default=None,
        doc=Text("Tổng điểm cao nhất, kể cả điểm thưởng.", "The most, bonus included."),
    )
    bonus: LedgerCap | None = option(
        Nested(LedgerCap), default=None, doc=Text("Mức trần của điểm thưởng.", "The cap of all bonuses.")
    )
    deduction: LedgerCap | None = option(
        Nested(LedgerCap), default=None, doc=Text("Mức trần của điểm trừ.", "The cap of all deductions.")
    )
    minimum_coverage: Fraction = option(
        Number(0, 100),
        default=Fraction(0),
        doc=Text(
            "Phần trăm trọng số tối thiểu phải chấm được; thấp hơn thì không cho điểm.",
            "The least percent of the weight that must be scored; below it there is no score.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def rounding_at(self, stage: str) -> RoundingRule | None:
        """The rule of a stage (input, criterion, item, total, display); None when it is not rounded."""
        own: Any = getattr(self.rounding, stage)
        rule = own if own is not None else self.round if stage in ("criterion", "total") else None
        return rule if isinstance(rule, RoundingRule) else None


@record(
    title=Text("bảng phần mở rộng", "a plugins table"),
    doc=Text("Các phần mở rộng mà bộ tiêu chí cần.", "The plugins that the ruleset needs."),
)
class Plugins:
    """The plugins that the ruleset needs."""

    require: tuple[str, ...] = option(
        Many(String()),
        default=(),
        doc=Text(
            'Tên và khoảng phiên bản, như `"thiduascore-press-media>=1,<2"`.',
            'Name and versions, such as `"thiduascore-press-media>=1,<2"`.',
        ),
    )
    facts: tuple[str, ...] = option(
        Many(Included("facts")),
        default=(),
        doc=Text(
            "Các số liệu của phần mở rộng được dùng nguyên như vậy; `*` ở cuối là mọi tên bắt đầu như thế.",
            "Facts of plugins that are taken over as they are; a `*` at the end: all that begin so.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
