"""Records of `[[items]]` and `[[conditions]]`: what is judged."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.aggregation import (
    MISSING,
    NOT_APPLICABLE,
    OUTCOME,
    ROUNDING,
    YES_NO,
    Aggregation,
    Floor,
    Outcome,
    RoundingRule,
    aggregation_said_whole,
)
from thiduascore.model.declare import Node, option, record
from thiduascore.model.expression import Expression
from thiduascore.model.shapes import (
    Amount,
    ByMethod,
    Either,
    Included,
    Many,
    MethodName,
    Nested,
    OneOf,
    Reference,
    String,
    Word,
    Words,
    YesNo,
)

_ID = Text("Mã, duy nhất trong bộ tiêu chí.", "Its identifier, unique in the ruleset.")
_TITLE = Text("Tên gọi.", "Its title.")
_SOURCE = Text("Điều khoản quy định.", "The clause that it comes from.")
_APPLIES = Text("Chỉ áp dụng khi đúng.", "It applies only when this holds.")
_INCLUDE = Text(
    "Lấy từ một phần mở rộng; các khóa viết tại đây thay cho khóa của phần mở rộng.",
    "Taken over from a plugin; the keys that stand here win.",
)


@record(
    title=Text("bảng chiều biến thiên", "a monotone table"),
    doc=Text(
        "Cam kết: số liệu càng tăng (hoặc giảm) thì điểm không giảm; hệ thống kiểm chứng điều này.",
        "A promise to be verified: as the fact goes up (or down) the points never fall.",
    ),
)
class Monotone:
    """In which fact the points never fall."""

    quantity: str = option(Reference("quantity"), key="in", doc=Text("Tên số liệu.", "The fact."))
    direction: str = option(OneOf("up", "down"), doc=Text("Chiều có lợi.", "The direction that is better."))
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("bộ tiêu chí", "a criterion table"),
    doc=Text(
        "Tiêu chí: nơi được điểm hay mất điểm, theo một phương pháp.",
        "What earns or loses points, by a method.",
    ),
)
class Criterion:
    """A leaf of the tree of items."""

    id: str = option(Word(), doc=_ID)
    include: str = option(Included("criteria"), default="", doc=_INCLUDE)
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    points: Fraction | str = option(
        Amount(0),
        doc=Text(
            "Điểm tối đa; với điểm trừ là số điểm bị trừ nhiều nhất.",
            "The most points; for a deduction, the most that it takes away.",
        ),
    )
    points_source: str = option(
        String(),
        default="",
        doc=Text("Ai đặt ra điểm này (mặc định theo nội dung).", "Whose points these are."),
    )
    weight: Fraction | str | None = option(
        Amount(0),
        default=None,
        doc=Text("Trọng số khi lấy trung bình (mặc định bằng điểm).", "Weight in means."),
    )
    method: str = option(MethodName(), doc=Text("Phương pháp chấm.", "How points are earned."))
    options: Any = option(ByMethod(), doc=Text("Các khóa của phương pháp.", "The method's own keys."))
    source: str = option(String(), default="", doc=_SOURCE)
    applies: Expression | None = option(YES_NO, default=None, doc=_APPLIES)
    missing: str | None = option(
        MISSING, default=None, doc=Text("Xử lý khi thiếu số liệu.", "What a missing fact does.")
    )
    not_applicable: str | None = option(
        NOT_APPLICABLE,
        default=None,
        doc=Text("Xử lý điểm khi không áp dụng.", "What becomes of its points then."),
    )
    target: Fraction | str | None = option(
        Amount(0),
        key="target_points",
        default=None,
        doc=Text('Điểm được tính khi `not_applicable = "target"`.', "Points under that policy."),
    )
    claimable: bool = option(
        YesNo(),
        default=False,
        doc=Text(
            "Đơn vị được nêu lý do không áp dụng.", "A unit may claim, with a reason, that it does not apply."
        ),
    )
    ledger: str = option(
        OneOf("base", "bonus", "deduction"),
        default="base",
        doc=Text("Điểm nội dung, điểm thưởng hay điểm trừ.", "The base, the bonus or the deduction ledger."),
    )
    at_most: Fraction | str | None = option(Amount(), default=None, doc=Text("Mức trần.", "At the most."))
    at_least: Fraction | str | None = option(Amount(), default=None, doc=Text("Mức sàn.", "At the least."))
    floor: Floor | None = option(Nested(Floor), default=None, doc=Text("Điểm liệt.", "The least share."))
    round: RoundingRule | str | None = option(
        ROUNDING, default=None, doc=Text("Làm tròn riêng.", "Its own rounding.")
    )
    group: str | None = option(
        Word(),
        default=None,
        doc=Text("Nhóm loại trừ: chỉ tính tiêu chí cao nhất.", "Of a group only the best counts."),
    )
    needs_full_base: bool | str = option(
        Either(YesNo(), Reference("part")),
        default=False,
        doc=Text(
            "Chỉ thưởng khi nội dung (hoặc phần có mã này) đạt điểm tối đa.",
            "A bonus only when the item (or the part with this id) has earned its maximum.",
        ),
    )
    exempt: Expression | None = option(
        YES_NO, default=None, doc=Text("Không trừ điểm khi đúng.", "The deduction is waived when this holds.")
    )
    monotone: Monotone | None = option(
        Nested(Monotone), default=None, doc=Text("Cam kết về chiều biến thiên.", "A promise about direction.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _item_said_whole(item: Item, node: Node) -> None:
    aggregation_said_whole(item, node)
    table = node.value
    if isinstance(table, dict) and not (table.get("items") or table.get("criteria")):
        node.report("empty-item")


@record(
    title=Text("bảng nội dung", "an item table"),
    also=_item_said_whole,
    doc=Text(
        "Nội dung thi đua: gồm các tiêu chí hoặc các nội dung nhỏ hơn.", "Holds criteria or further items."
    ),
)
class Item(Aggregation):
    """A content item, at any depth."""

    id: str = option(Word(), doc=_ID)
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    weight: Fraction | str = option(
        Amount(0), doc=Text("Điểm tối đa của nội dung.", "The item's most points.")
    )
    weight_source: str = option(
        String(),
        default="",
        doc=Text(
            'Trọng số do ai đặt ra; `"project"` khi văn bản không nêu. Bắt buộc ở nội dung ngoài cùng.',
            'Whose weight it is; `"project"` when the official text gives none. Required on outermost items.',
        ),
    )
    source: str = option(
        String(),
        default="",
        doc=Text(
            "Điều khoản quy định. Bắt buộc ở nội dung ngoài cùng.", "Its clause. Required on outermost items."
        ),
    )
    items: tuple[Item, ...] = option(
        Many(Nested(lambda: Item)), default=(), doc=Text("Các nội dung nhỏ hơn.", "Further items.")
    )
    criteria: tuple[Criterion, ...] = option(
        Many(Nested(Criterion)), default=(), doc=Text("Các tiêu chí.", "The criteria.")
    )
    applies: Expression | None = option(YES_NO, default=None, doc=_APPLIES)
    missing: str | None = option(
        MISSING, default=None, doc=Text("Xử lý khi thiếu số liệu.", "What a missing fact does.")
    )
    not_applicable: str | None = option(
        NOT_APPLICABLE,
        default=None,
        doc=Text("Xử lý điểm của phần không áp dụng.", "Points that do not apply."),
    )
    at_most: Fraction | str | None = option(Amount(0), default=None, doc=Text("Mức trần.", "At the most."))
    floor: Floor | None = option(Nested(Floor), default=None, doc=Text("Điểm liệt.", "The least share."))
    round: RoundingRule | str | None = option(
        ROUNDING, default=None, doc=Text("Làm tròn riêng.", "Its own rounding.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def walk(self) -> Iterator[Item]:
        """The item and every item inside it, each before those within it."""
        yield self
        for item in self.items:
            yield from item.walk()

    def parts(self) -> Iterator[Criterion | Item]:
        """Its criteria and items as one reads them: 2.1 before 2.2, whichever of the two is an item.

        Otherwise each kind is in the file's order, and its own criteria come before its items.
        """
        waiting = deque(self.items)
        for criterion in self.criteria:
            while waiting and () < _numbers(waiting[0].id) < _numbers(criterion.id):
                yield waiting.popleft()
            yield criterion
        yield from waiting

    def leaves(self) -> Iterator[Criterion]:
        """The criteria of the item and of those within it, in reading order."""
        for part in self.parts():
            yield from part.leaves() if isinstance(part, Item) else (part,)


def _numbers(name: str) -> tuple[int, ...]:
    """The numbers of an id such as `7.1.3`, by which ids are in order; none for any other."""
    parts = name.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() and len(part) < 10 for part in parts) else ()


@record(
    title=Text("bảng điều kiện", "a condition table"),
    doc=Text("Điều kiện bắt buộc và hệ quả khi không đạt.", "What must hold, and what happens otherwise."),
)
class Condition:
    """A mandatory condition."""

    id: str = option(Word(), stand_in="", doc=_ID)
    include: str = option(Included("conditions"), default="", doc=_INCLUDE)
    title: Text = option(Words(), stand_in=Text(""), doc=_TITLE)
    holds: Expression = option(YES_NO, doc=Text("Điều kiện.", "The condition."))
    source: str = option(String(), missing="missing-source", stand_in="", doc=_SOURCE)
    otherwise: Outcome = option(OUTCOME, doc=Text("Hệ quả khi không đạt.", "What happens when it fails."))
    unknown: str = option(
        OneOf("fail", "hold", "unknown"),
        default="fail",
        doc=Text(
            "Khi thiếu số liệu: coi là không đạt, đạt, hay chưa rõ.", "What a missing fact makes of it."
        ),
    )
    applies: Expression | None = option(YES_NO, default=None, doc=_APPLIES)
    at: Path = field(default=(), eq=False, kw_only=True)
