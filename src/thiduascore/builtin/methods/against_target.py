"""Half the points at the target, the rest beside the leader; the way in which clusters of provinces score."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from thiduascore.builtin.methods.beside_best import beside_best
from thiduascore.builtin.methods.relative import (
    BEST,
    COUNT,
    DIRECTION,
    OF,
    VALUE,
    ZERO,
    value_input,
)
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
    Spread,
    Table,
    Text,
    Tree,
    check_spread,
    number,
    option,
    record,
    shapes,
)

TARGET, EXCESS = Name("the target"), Name("the excess")
SAID_EXCESS = Text("mức vượt chỉ tiêu", "excess over the target")


def _check_target(options: TargetAndLeader, node: Node) -> None:
    check_spread(options, node)
    target = None if options.target is None else constant(options.target)
    if target is not None and target <= 0:
        node.child("target", target).report("target-not-positive", value=target)


@record(
    doc=Text(
        "Đạt chỉ tiêu được một nửa số điểm, phần còn lại so với đơn vị vượt cao nhất.",
        "Half the points at the target, the rest beside the leader.",
    ),
    title=Text("bảng phương pháp chỉ tiêu và đơn vị dẫn đầu", "a target-and-leader table"),
    also=_check_target,
)
class TargetAndLeader(Spread):
    """Keys of `target-and-leader`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    target: Expression | None = option(
        shapes.FormulaShape(NumberType(), like="of"),
        default=None,
        doc=Text(
            "Chỉ tiêu được giao; không có thì tính theo tỷ lệ so với đơn vị tốt nhất.",
            "The target that was set; without one the share of the best unit counts.",
        ),
    )
    at_target: Fraction = option(
        shapes.Number(0, 100),
        default=Fraction(50),
        doc=Text(
            "Đạt đúng chỉ tiêu được bao nhiêu phần trăm số điểm.",
            "How many percent of the points the target itself earns.",
        ),
    )
    direction: Literal["up", "down"] = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    best_zero: Literal["full", "zero", "unknown"] = option(
        shapes.OneOf("full", "zero", "unknown"),
        default="zero",
        doc=Text(
            "Không có chỉ tiêu: kết quả khi mức tốt nhất bằng 0 hoặc âm.",
            "Without a target: what everybody gets where the best is 0 or below.",
        ),
    )


def lower(options: TargetAndLeader, lowering: Lowering) -> Table:
    """Below the target: h × x / target; at it: h; above: h + (maximum - h) × e / leader's e.

    h is `at_target` percent of the maximum: a half unless declared.
    e = (x - target) / target is a unit's excess over its own target, the leader's the greatest in the cohort.
    With `down`, less is better: h × target / x up to the target, and e = (target - x) / target.
    Without `target`: maximum × x / greatest, with `down` maximum × least / x, as `share-of-best` has it.
    A target of 0 or below leaves the points unknown, and such a unit is nobody's leader.
    A unit outside the cohort that is beyond the leader earns the maximum.
    """
    value = lowering.tree(options.of)
    if options.target is None:
        return beside_best(options, lowering, value, options.best_zero, options.direction)
    upward, target = options.direction == "up", lowering.tree(options.target)
    gap = Arithmetic("-", value, target) if upward else Arithmetic("-", target, value)
    # Where the target is not above zero the excess has no value, so that it does not count.
    divisor = Call("max", (target, ZERO))
    cohort = lowering.cohort(options, Arithmetic("/", gap, divisor), said=SAID_EXCESS)
    own = Arithmetic("-", VALUE, TARGET) if upward else Arithmetic("-", TARGET, VALUE)
    return Table(
        inputs=(
            value_input(value),
            Input(TARGET.name, Text("chỉ tiêu", "target"), target),
            Input(EXCESS.name, SAID_EXCESS, Arithmetic("/", own, TARGET)),
            cohort.figure(COUNT.name, "count"),
            cohort.figure(BEST.name, "greatest"),
        ),
        rules=_rules(lowering.maximum, options.at_target / 100, upward, options.at),
    )


def _rules(maximum: Fraction, part: Fraction, upward: bool, at: Path) -> tuple[Rule, ...]:
    half = number(maximum * part)
    reached = Arithmetic("/", VALUE, TARGET) if upward else Arithmetic("/", TARGET, VALUE)
    rest = Arithmetic("*", number(maximum * (1 - part)), Arithmetic("/", EXCESS, BEST))
    beyond = Comparison(">=", EXCESS, BEST)
    return (
        _rule(
            Comparison("<", EXCESS, ZERO),
            Arithmetic("*", half, reached),
            Text(
                "chưa đạt chỉ tiêu: phần điểm của chỉ tiêu × tỷ lệ đạt",
                "below the target: its points × share",
            ),
            at,
        ),
        _rule(Comparison("=", EXCESS, ZERO), half, Text("đạt đúng chỉ tiêu", "the target exactly"), at),
        _rule(beyond, number(maximum), Text("vượt chỉ tiêu cao nhất", "nobody exceeds the target more"), at),
        _rule(
            Comparison("<", EXCESS, BEST),
            Arithmetic("+", half, rest),
            Text(
                "vượt chỉ tiêu: phần điểm của chỉ tiêu + phần còn lại × mức vượt / mức vượt cao nhất",
                "above the target: its points + the rest × excess / the leader's excess",
            ),
            at,
        ),
    )


def _rule(when: Tree, points: Tree, text: Text, at: Path) -> Rule:
    return Rule(Logic("and", (Comparison(">", TARGET, ZERO), when)), points, text, at)


TARGET_AND_LEADER = Method(
    name="target-and-leader",
    options=TargetAndLeader,
    lower=lower,
    doc=Text(
        "Đạt chỉ tiêu được một nửa, phần còn lại so với đơn vị dẫn đầu.",
        "Half at the target, the rest beside the leader.",
    ),
)
