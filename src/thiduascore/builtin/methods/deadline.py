"""Deadlines: points that shrink, or are taken away, with each day, working day or period of delay."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.plugin import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    DateType,
    Days,
    Expression,
    Input,
    ListOf,
    Lowering,
    Method,
    Name,
    Node,
    Path,
    Rule,
    Table,
    Text,
    Tree,
    number,
    option,
    record,
    shapes,
)

DONE, DUE, LATE = Name("the date"), Name("the deadline"), Name("the delay")
_LABELS = {
    "days": Text("số ngày chậm", "days late"),
    "working-days": Text("số ngày làm việc chậm", "working days late"),
    "periods": Text("số kỳ chậm", "periods late"),
}

_IN_TIME = Text("đúng hạn", "in time")
_TOO_LATE = Text("chậm quá mức cho phép", "later than allowed")
_SPENT = Text("chậm, mất hết điểm", "late, nothing left")
_LATER = Text("chậm, trừ theo thời gian", "late, less for each unit of delay")


def _check_deadline(deadline: Deadline, node: Node) -> None:
    if (deadline.unit == "periods") != (deadline.period_days is not None):
        node.report("deadline-period")
    if deadline.unit != "working-days" and not deadline.moves and (deadline.holidays or deadline.worked):
        node.report("holidays-not-used")


@record(
    doc=Text("Điểm theo thời hạn.", "Points by a deadline."),
    title=Text("bảng phương pháp thời hạn", "a deadline table"),
    also=_check_deadline,
)
class Deadline:
    """Keys of `deadline`."""

    of: Expression = option(
        shapes.FormulaShape(DateType()),
        doc=Text("Ngày thực hiện, ngày gửi.", "The date on which it was done or sent."),
    )
    by: Expression = option(
        shapes.FormulaShape(DateType()),
        doc=Text("Hạn cuối; đúng ngày này vẫn là đúng hạn.", "The deadline; that very day is still in time."),
    )
    unit: Literal["days", "working-days", "periods"] = option(
        shapes.OneOf("days", "working-days", "periods"),
        default="days",
        doc=Text(
            "Đơn vị tính chậm: ngày, ngày làm việc, kỳ.",
            "What delay is counted in: days, working days, periods.",
        ),
    )
    each: Fraction | str = option(
        shapes.Amount(least=0),
        doc=Text("Điểm mất cho mỗi đơn vị chậm.", "The points lost for each unit of delay."),
    )
    period_days: int | None = option(
        shapes.Whole(1),
        default=None,
        doc=Text(
            "Với `periods`: một kỳ dài bao nhiêu ngày; kỳ đã bắt đầu tính trọn.",
            "For `periods`: how many days make one; a period that has begun counts.",
        ),
    )
    late_zero_after: int | None = option(
        shapes.Whole(0),
        default=None,
        doc=Text(
            "Chậm quá số đơn vị này thì mất hết điểm.", "A delay of more units than this loses all points."
        ),
    )
    holidays: tuple[datetime.date, ...] = option(
        shapes.Many(shapes.Day()), default=(), doc=Text("Các ngày nghỉ lễ.", "The public holidays.")
    )
    worked: tuple[datetime.date, ...] = option(
        shapes.Many(shapes.Day()),
        default=(),
        doc=Text("Các ngày nghỉ cuối tuần phải làm bù.", "Days of a weekend that are worked instead."),
    )
    moves: bool = option(
        shapes.YesNo(),
        default=False,
        doc=Text(
            "Hạn rơi vào ngày nghỉ thì lùi đến ngày làm việc tiếp theo.",
            "A deadline on a day off moves to the next working day.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Deadline, lowering: Lowering) -> Table:
    """Points = maximum - each × delay; in the deduction ledger the points taken away are each × delay.

    Delay: 0 up to and with the deadline's day; then the days or working days after it, or the periods begun.
    Working days run from Monday to Friday, without `holidays`, with `worked`.
    More than `late_zero_after` units of delay lose the whole maximum; no more than the maximum is ever lost.
    A date that is missing leaves the points unknown.
    """
    calendar = tuple(
        ListOf(tuple(Constant(day) for day in days)) for days in (options.holidays, options.worked)
    )
    due = lowering.tree(options.by)
    inputs = (
        Input(DONE.name, Text("ngày thực hiện", "date done"), lowering.tree(options.of)),
        Input(
            DUE.name,
            Text("hạn cuối", "deadline"),
            Call("next working day", (due, *calendar)) if options.moves else due,
        ),
        Input(LATE.name, _LABELS[options.unit], _delay(options, calendar)),
    )
    return Table(inputs=inputs, rules=tuple(_rules(options, lowering)))


def _rules(options: Deadline, lowering: Lowering) -> Iterator[Rule]:
    everything = number(lowering.maximum)
    lost = Arithmetic("*", number(lowering.number(options.each)), LATE)
    costs: list[tuple[Tree | None, Tree, Text]] = [(Comparison("<=", DONE, DUE), number(0), _IN_TIME)]
    if options.late_zero_after is not None:
        costs.append((Comparison(">", LATE, number(options.late_zero_after)), everything, _TOO_LATE))
    costs += [(Comparison(">=", lost, everything), everything, _SPENT), (None, lost, _LATER)]
    for when, cost, text in costs:
        points = cost if lowering.ledger == "deduction" else _less(lowering.maximum, cost)
        yield Rule(when, points, text, options.at)


def _less(maximum: Fraction, lost: Tree) -> Tree:
    if isinstance(lost, Constant) and isinstance(lost.value, Fraction):
        return number(maximum - lost.value)
    return Arithmetic("-", number(maximum), lost)


def _delay(options: Deadline, calendar: tuple[Tree, ...]) -> Tree:
    if options.unit == "working-days":
        late: Tree = Call("working days between", (DUE, DONE, *calendar))
    else:
        late = Arithmetic("/", Arithmetic("-", DONE, DUE), Constant(Days(Fraction(options.period_days or 1))))
        late = Call("ceiling", (late,)) if options.unit == "periods" else late
    return Choose(Comparison("<=", DONE, DUE), number(0), late)


DEADLINE = Method(
    name="deadline",
    options=Deadline,
    lower=lower,
    doc=Text("Thời hạn.", "A deadline."),
)
