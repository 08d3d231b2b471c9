"""Goalposts: how far between a low and a high mark a value stands, times the maximum [C]."""

from __future__ import annotations

from typing import Literal

from attrs import field

from thiduascore.builtin.methods.written import constant
from thiduascore.plugin import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Input,
    Logic,
    Lowering,
    Method,
    Name,
    Node,
    NumberType,
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

VALUE, LOW, HIGH = Name("the value"), Name("the low mark"), Name("the high mark")


def _check_goalposts(goalposts: Goalposts, node: Node) -> None:
    low, high = constant(goalposts.low), constant(goalposts.high)
    if low is not None and high is not None and low >= high:
        node.child("low", low).report("goalposts-reversed", low=low, high=high)
    elif goalposts.log and low is not None and low <= 0:
        node.child("low", low).report("logarithm-of-nothing", value=low)


@record(
    doc=Text(
        "Điểm theo vị trí giữa mốc thấp và mốc cao.", "Points by the place between a low and a high mark."
    ),
    title=Text("bảng phương pháp hai mốc", "a goalposts table"),
    also=_check_goalposts,
)
class Goalposts:
    """Keys of `goalposts`."""

    of: Expression = option(
        shapes.FormulaShape(NumberType()), doc=Text("Giá trị đạt được.", "The value reached.")
    )
    low: Expression = option(
        shapes.FormulaShape(NumberType(), like="of"), doc=Text("Mốc thấp.", "The low mark.")
    )
    high: Expression = option(
        shapes.FormulaShape(NumberType(), like="of"),
        doc=Text("Mốc cao, lớn hơn mốc thấp.", "The high mark, above the low one."),
    )
    direction: Literal["up", "down"] = option(
        shapes.OneOf("up", "down"),
        default="up",
        doc=Text(
            "`up`: mốc cao được điểm tối đa; `down`: mốc thấp được điểm tối đa.",
            "`up`: the high mark earns the maximum; `down`: the low mark does.",
        ),
    )
    log: bool = option(
        shapes.YesNo(),
        default=False,
        doc=Text(
            "So trên thang logarit tự nhiên; các mốc phải lớn hơn 0.",
            "Compare natural logarithms; the marks must be above 0.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Goalposts, lowering: Lowering) -> Table:
    """Points = maximum × clip((x - low) / (high - low), 0, 1); with `down`, (high - x) in place of (x - low).

    With `log`, x, low and high are replaced by their natural logarithms (34 digits).
    A value of 0 or less is then at the low end.
    A low mark that is not below the high one leaves the points unknown [C].
    """
    upward = options.direction == "up"
    none, full = number(0), number(lowering.maximum)
    texts = (
        Text("từ mốc thấp trở xuống", "at or below the low mark"),
        Text("từ mốc cao trở lên", "at or above the high mark"),
    )
    inputs = (
        Input(VALUE.name, Text("giá trị đạt được", "value reached"), lowering.tree(options.of)),
        Input(LOW.name, Text("mốc thấp", "low mark"), lowering.tree(options.low)),
        Input(HIGH.name, Text("mốc cao", "high mark"), lowering.tree(options.high)),
    )
    sound: Tree = Comparison("<", LOW, HIGH)
    rules = (
        _rule(sound, Comparison("<=", VALUE, LOW), none if upward else full, texts[0], options.at),
        _rule(sound, Comparison(">=", VALUE, HIGH), full if upward else none, texts[1], options.at),
        _rule(
            sound,
            Comparison(">", VALUE, LOW),
            Arithmetic("*", full, _part(upward, options.log)),
            Text("giữa hai mốc", "between the marks"),
            options.at,
        ),
    )
    return Table(inputs=inputs, rules=rules)


def _rule(sound: Tree, when: Tree, points: Tree, text: Text, at: Path) -> Rule:
    return Rule(Logic("and", (sound, when)), points, text, at)


def _part(upward: bool, log: bool) -> Tree:
    value, low, high = (Call("log", (mark,)) if log else mark for mark in (VALUE, LOW, HIGH))
    span = Arithmetic("-", high, low)
    return Arithmetic("/", Arithmetic("-", value, low) if upward else Arithmetic("-", high, value), span)


GOALPOSTS = Method(
    name="goalposts",
    options=Goalposts,
    lower=lower,
    doc=Text("Vị trí giữa hai mốc.", "A place between two marks."),
)
