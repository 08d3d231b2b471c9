"""A plugin with one method: full points for a share of attendance, none below half of it."""

from fractions import Fraction

from attrs import field

from thiduascore.plugin import (
    Arithmetic,
    Comparison,
    Expression,
    Input,
    Lowering,
    Method,
    Name,
    NumberType,
    Path,
    Rule,
    Table,
    Text,
    hookimpl,
    number,
    option,
    record,
    shapes,
)

SHARE = Name("the share")


@record(
    doc=Text("Điểm theo tỷ lệ tham dự.", "Points by the share of attendance."),
    title=Text("bảng phương pháp tham dự", "an attendance table"),
)
class Attendance:
    """The keys that a criterion with `method = "attendance"` has beside the common ones."""

    present: Expression = option(
        shapes.FormulaShape(NumberType()), doc=Text("Số buổi có mặt.", "Meetings attended.")
    )
    held: Expression = option(
        shapes.FormulaShape(NumberType()), doc=Text("Số buổi đã họp.", "Meetings held.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Attendance, lowering: Lowering) -> Table:
    """Points = maximum × present / held; 0 when that share is under one half."""
    share = Arithmetic("/", lowering.tree(options.present), lowering.tree(options.held))
    too_few = Comparison("<", SHARE, number(Fraction(1, 2)))
    return Table(
        inputs=(Input(SHARE.name, Text("tỷ lệ tham dự", "share attended"), share),),
        rules=(
            Rule(too_few, number(0), Text("tham dự dưới một nửa", "less than half attended"), options.at),
            Rule(
                None,
                Arithmetic("*", number(lowering.maximum), SHARE),
                Text("điểm tối đa × tỷ lệ tham dự", "maximum × share attended"),
                options.at,
            ),
        ),
    )


@hookimpl
def register_methods() -> list[Method]:
    """What the engine asks every plugin for, once, when it is built."""
    doc = Text("Tỷ lệ tham dự.", "A share of attendance.")
    return [Method(name="attendance", options=Attendance, lower=lower, doc=doc)]
