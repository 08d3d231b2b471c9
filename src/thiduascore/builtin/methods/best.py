"""The best of several: alternatives of one unit, or a list of values."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.plugin import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Input,
    ListOf,
    ListType,
    Lowering,
    Method,
    Name,
    Node,
    NumberType,
    Path,
    Rule,
    Table,
    Text,
    number,
    option,
    record,
    shapes,
)

CASES, COUNTED = Name("the cases"), Name("the counted cases")


def _check_best(best: Best, node: Node) -> None:
    if (best.of is None) == (best.alternatives is None):
        node.report("best-of-what")
    if best.keep is not None and (best.drop_lowest or best.drop_highest):
        node.report("keep-and-drop")


@record(
    doc=Text("Chỉ tính những trường hợp tốt nhất.", "Only the best cases count."),
    title=Text("bảng phương pháp tốt nhất", "a best table"),
    also=_check_best,
)
class Best:
    """Keys of `best`: either `of` or `alternatives`; either `keep` or `drop_lowest` and `drop_highest`."""

    of: Expression | None = option(
        shapes.FormulaShape(ListType(NumberType())),
        default=None,
        doc=Text("Danh sách các giá trị.", "The list of values."),
    )
    alternatives: tuple[Expression, ...] | None = option(
        shapes.Many(shapes.FormulaShape(NumberType()), least=1),
        default=None,
        doc=Text("Các trường hợp, mỗi trường hợp một biểu thức.", "The cases, one expression each."),
    )
    keep: int | None = option(
        shapes.Whole(1),
        default=None,
        doc=Text(
            "Giữ bao nhiêu giá trị cao nhất; mặc định 1 khi không bỏ giá trị nào.",
            "How many of the greatest are kept; 1 unless something is dropped.",
        ),
    )
    drop_lowest: int = option(
        shapes.Whole(0),
        default=0,
        doc=Text("Bỏ bao nhiêu giá trị thấp nhất.", "How many of the least are dropped."),
    )
    drop_highest: int = option(
        shapes.Whole(0),
        default=0,
        doc=Text("Bỏ bao nhiêu giá trị cao nhất.", "How many of the greatest are dropped."),
    )
    take: Literal["sum", "mean"] = option(
        shapes.OneOf("sum", "mean"),
        default="sum",
        doc=Text("Cộng hay lấy trung bình các giá trị còn lại.", "Add up what is left, or take its mean."),
    )
    each: Fraction | str = option(
        shapes.Amount(),
        default=Fraction(1),
        doc=Text("Điểm cho mỗi đơn vị giá trị.", "The points for each unit of value."),
    )
    absent: Literal["unknown", "ignored"] = option(
        shapes.OneOf("unknown", "ignored"),
        default="unknown",
        doc=Text(
            "Trường hợp thiếu số liệu: `unknown` làm điểm chưa xác định, `ignored` bỏ qua.",
            "A case without data: `unknown` leaves the points unknown, `ignored` passes over it.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Best, lowering: Lowering) -> Table:
    """Points = each × (sum or mean) of the `keep` greatest values, or of all but the dropped extremes.

    The choice is by value, so that of equal values it does not matter which is kept or dropped [CV].
    Fewer values than `keep` all count; when nothing is left a sum is 0 and a mean is unknown.
    """
    if options.of is not None:
        cases = lowering.tree(options.of)
    else:
        cases = ListOf(tuple(lowering.tree(case) for case in options.alternatives or ()))
    if options.absent == "ignored":
        cases = Call("present", (cases,))
    dropped = (number(options.drop_lowest), number(options.drop_highest))
    if options.drop_lowest or options.drop_highest:
        counted = Call("trimmed", (CASES, *dropped))
    else:
        counted = Call("highest", (CASES, number(options.keep or 1)))
    inputs = (
        Input(CASES.name, Text("các trường hợp", "cases"), cases),
        Input(COUNTED.name, Text("các trường hợp được tính", "cases that count"), counted),
    )
    points = Arithmetic("*", number(lowering.number(options.each)), Call(options.take, (COUNTED,)))
    rule = Rule(None, points, Text("tính những trường hợp tốt nhất", "the best cases count"), options.at)
    if options.take == "mean":
        return Table(inputs=inputs, rules=(rule,))
    nothing = Comparison("=", Call("count", (COUNTED,)), number(0))
    none = Rule(nothing, number(0), Text("không có trường hợp nào", "no case"), options.at)
    return Table(inputs=inputs, rules=(none, rule))


BEST = Method(
    name="best",
    options=Best,
    lower=lower,
    doc=Text("Tốt nhất trong nhiều trường hợp.", "The best of several cases."),
)
