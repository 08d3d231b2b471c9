"""Records that items and the whole share: how points are rounded, capped and put together."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.feel.types import BooleanType
from thiduascore.model.declare import Node, option, record
from thiduascore.model.shapes import (
    Amount,
    Either,
    FormulaShape,
    Nested,
    Number,
    OneOf,
    Reference,
    Whole,
)

MODES: Final = ("half-up", "half-even", "floor", "ceiling", "down", "up")
AGGREGATES: Final = (
    "sum", "mean", "ratio-of-sums", "flat", "geometric", "harmonic",
    "power", "minimum", "maximum", "median", "best", "drop",
)  # fmt: skip
MISSING: Final = OneOf("unknown", "zero", "ignore", "reject", "previous", "mean", "median")
NOT_APPLICABLE: Final = OneOf("reweight", "reweight-whole", "full", "target", "leave-out")


@record(
    title=Text("quy tắc làm tròn", "a rounding table"),
    doc=Text(
        "Làm tròn đến bao nhiêu chữ số thập phân, theo cách nào.",
        "To how many decimal places, and which way.",
    ),
)
class RoundingRule:
    """How a number is rounded; half-up takes a half away from zero."""

    places: int = option(Whole(0, 30), stand_in=0, doc=Text("Số chữ số thập phân.", "Decimal places."))
    mode: str = option(
        OneOf(*MODES),
        default="half-up",
        doc=Text(
            "Cách làm tròn; `half-up` là 5 thì làm tròn lên về độ lớn.",
            "Which way; `half-up` takes a half away from zero.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


ROUNDING: Final = Either(OneOf("none"), Nested(RoundingRule))
"""`"none"`, or a rounding rule."""


_KEYS: Final = {
    "keep": ("best",),
    "drop_lowest": ("drop",),
    "drop_highest": ("drop",),
    "exponent": ("power",),
    "at_zero": ("geometric", "harmonic"),
    "at_zero_floor": ("geometric", "harmonic"),
}


def aggregation_said_whole(item: Any, node: Node) -> None:
    """Report keys of another aggregate, and keys that this one lacks."""
    for key, aggregates in _KEYS.items():
        if getattr(item, key) is not None and item.aggregate not in aggregates:
            names = ", ".join(f'"{name}"' for name in aggregates)
            node.child(key, None).report("key-of-another-aggregate", key=True, name=key, aggregates=names)
    lacks = {
        "best": item.keep is None,
        "drop": item.drop_lowest is None and item.drop_highest is None,
        "power": item.exponent is None,
    }
    needed = {"best": "keep", "drop": "drop_lowest", "power": "exponent"}
    if lacks.get(item.aggregate):
        node.report("aggregate-lacks-key", aggregate=item.aggregate, name=needed[item.aggregate])
    if (item.at_zero == "floor") != (item.at_zero_floor is not None):
        node.report("aggregate-lacks-key", aggregate='at_zero = "floor"', name="at_zero_floor")


@record(
    title=Text("cách tổng hợp", "an aggregation"),
    doc=Text("Cách tổng hợp các phần thành một điểm.", "How parts make one score."),
)
class Aggregation:
    """The keys that say how children make their parent."""

    aggregate: str = option(
        OneOf(*AGGREGATES),
        default="sum",
        doc=Text("Cách tổng hợp điểm của các phần.", "How the parts make the whole."),
    )
    by: str = option(
        OneOf("points", "share"),
        default="share",
        doc=Text(
            "So sánh các phần theo điểm hay theo tỷ lệ đạt.",
            "Whether parts are compared by points or by share.",
        ),
    )
    keep: int | None = option(
        Whole(1),
        default=None,
        doc=Text("Với `best`: giữ mấy phần tốt nhất.", "For `best`: how many are kept."),
    )
    drop_lowest: int | None = option(
        Whole(0),
        default=None,
        doc=Text("Với `drop`: bỏ mấy phần thấp nhất.", "For `drop`: how many of the lowest go."),
    )
    drop_highest: int | None = option(
        Whole(0),
        default=None,
        doc=Text("Với `drop`: bỏ mấy phần cao nhất.", "For `drop`: how many of the highest go."),
    )
    exponent: Fraction | None = option(
        Number(),
        default=None,
        doc=Text("Với `power`: số mũ của trung bình.", "For `power`: the mean's exponent."),
    )
    at_zero: str | None = option(
        OneOf("zero", "floor"),
        default=None,
        doc=Text(
            "Với `geometric`, `harmonic`: phần bằng 0 làm cả nội dung bằng 0, hay tính bằng mức sàn.",
            "For `geometric` and `harmonic`: a part at 0 makes the whole 0, or counts as a floor.",
        ),
    )
    at_zero_floor: Fraction | None = option(
        Number(0, 100), default=None, doc=Text("Mức sàn đó, theo phần trăm.", "That floor, in percent.")
    )


def _one_effect(outcome: Outcome, node: Node) -> None:
    written = node.value if isinstance(node.value, Mapping) else {}
    if sum(key in written for key in _EFFECTS) != 1:
        node.report("outcome-unclear")


_EFFECTS: Final = ("cap_level", "lower_level", "zero", "cap_total", "deduct")


@record(
    title=Text("hệ quả", "an outcome table"),
    also=_one_effect,
    doc=Text(
        "Hệ quả khi không đạt: đúng một trong các khóa sau.", "What failing does: exactly one of these keys."
    ),
)
class Outcome:
    """What failing a condition or a floor does; `named` holds an outcome that was written as a word."""

    cap_level: str | None = option(
        Reference("level"),
        default=None,
        doc=Text("Không được xếp trên mức này.", "No higher level than this one."),
    )
    lower_level: int | None = option(
        Whole(1), default=None, doc=Text("Hạ mấy bậc xếp loại.", "How many levels lower.")
    )
    zero: str | None = option(
        Reference("part"),
        default=None,
        doc=Text("Nội dung hay tiêu chí này còn 0 điểm.", "This item or criterion gets 0."),
    )
    cap_total: Fraction | str | None = option(
        Amount(0), default=None, doc=Text("Tổng điểm không vượt số này.", "The total is at most this.")
    )
    deduct: Fraction | str | None = option(
        Amount(0), default=None, doc=Text("Trừ số điểm này vào tổng.", "Points taken from the total.")
    )
    named: str = field(default="", kw_only=True)
    at: Path = field(default=(), eq=False, kw_only=True)

    @property
    def kind(self) -> str:
        """not-ranked, disqualify, zero, cap-total, cap-level, lower-level or deduct; empty if unclear."""
        given = (key for key in _EFFECTS if getattr(self, key) is not None)
        return self.named or next(given, "").replace("_", "-")

    @property
    def of(self) -> str:
        """The level, item or criterion that it concerns; empty for the whole."""
        return self.cap_level or self.zero or ""

    @property
    def amount(self) -> Fraction | str:
        """Points, or how many levels; 0 where the kind has no amount."""
        found = next((each for each in (self.cap_total, self.deduct) if each is not None), None)
        return Fraction(self.lower_level or 0) if found is None else found


class OutcomeShape(Either):
    """`"not-ranked"`, `"disqualify"`, `"zero"`, or a table with one effect; read as an `Outcome`."""

    def read(self, node: Node) -> Outcome | None:
        got = super().read(node)
        return Outcome(named=got, at=node.path) if isinstance(got, str) else got


OUTCOME: Final = OutcomeShape(OneOf("not-ranked", "disqualify", "zero"), Nested(Outcome))


@record(
    title=Text("bảng điểm liệt", "a floor table"),
    doc=Text("Điểm liệt: tỷ lệ tối thiểu so với điểm tối đa.", "A floor: the least share of the maximum."),
)
class Floor:
    """The least share of the maximum, and what happens below it."""

    share: Fraction = option(
        Number(0, 100), doc=Text("Phần trăm của điểm tối đa.", "Percent of the maximum.")
    )
    otherwise: Outcome = option(
        OUTCOME,
        default=Outcome(named="not-ranked"),
        doc=Text("Hệ quả khi thấp hơn.", "What happens below it."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


YES_NO: Final = FormulaShape(BooleanType())
"""An expression that must be yes or no."""
