"""Ratio: the share of a target that was reached, or for costs the target over the value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.builtin.methods.written import constant
from thiduascore.plugin import (
    Arithmetic,
    Comparison,
    Constant,
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

AtZero = Literal["full", "zero", "unknown"]

VALUE, TARGET, SHARE = Name("the value"), Name("the target"), Name("the share")
_ZERO, _FULL = number(0), Text("đạt mức cao nhất được tính", "at or above the most that counts")
_AT_ZERO = Text("mẫu số bằng 0: theo quy định của bộ tiêu chí", "the divisor is 0: as the ruleset declares")


def _check_ratio(ratio: Ratio, node: Node) -> None:
    target = constant(ratio.target)
    if target is not None and target <= 0:
        node.child("target", target).report("target-not-positive", value=target)
    table = node.value if isinstance(node.value, Mapping) else {}
    if (
        ratio.cap == "none" or (isinstance(ratio.cap, Fraction) and ratio.cap > 1)
    ) and "at_most" not in table:
        node.child("cap", ratio.cap).report("cap-without-room")


@record(
    doc=Text(
        "Điểm tối đa nhân với tỷ lệ đạt được so với chỉ tiêu.", "The maximum times the share of the target."
    ),
    title=Text("bảng phương pháp tỷ lệ", "a ratio table"),
    also=_check_ratio,
)
class Ratio:
    """Keys of `ratio`."""

    of: Expression = option(
        shapes.FormulaShape(NumberType()), doc=Text("Giá trị đạt được.", "The value reached.")
    )
    target: Expression = option(
        shapes.FormulaShape(NumberType(), like="of"),
        doc=Text("Chỉ tiêu: số hoặc biểu thức.", "The target: a number or an expression."),
    )
    cap: Fraction | str = option(
        shapes.Either(shapes.OneOf("none"), shapes.Amount(least=0)),
        default=Fraction(1),
        doc=Text(
            "Tỷ lệ cao nhất được tính (1 là 100%), hoặc `none`.",
            "The greatest share that counts (1 is 100%), or `none`.",
        ),
    )
    direction: Literal["up", "down"] = option(
        shapes.OneOf("up", "down"),
        default="up",
        doc=Text(
            "`up`: càng cao càng tốt, giá trị / chỉ tiêu; `down`: càng thấp càng tốt, chỉ tiêu / giá trị.",
            "`up`: more is better, value / target; `down`: less is better, target / value.",
        ),
    )
    target_zero: AtZero = option(
        shapes.OneOf("full", "zero", "unknown"),
        default="unknown",
        doc=Text("Kết quả khi chỉ tiêu bằng 0 (`up`).", "What a target of 0 gives (`up`)."),
    )
    value_zero: AtZero = option(
        shapes.OneOf("full", "zero", "unknown"),
        default="full",
        doc=Text("Kết quả khi giá trị bằng 0 (`down`).", "What a value of 0 gives (`down`)."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Ratio, lowering: Lowering) -> Table:
    """Points = maximum × clip(value / target, 0, cap); with `down`, maximum × clip(target / value, 0, cap).

    A divisor of 0 gives what `target_zero` or `value_zero` declares: maximum × cap (or × 1), 0, or unknown.
    A divisor below 0 has no share: the points are unknown.
    A cap above 1 needs `at_most` on the criterion to matter.
    """
    value, target = lowering.tree(options.of), lowering.tree(options.target)
    upward = options.direction == "up"
    above, below, divisor = (VALUE, TARGET, target) if upward else (TARGET, VALUE, value)
    cap = None if options.cap == "none" else lowering.number(options.cap)
    at_zero = options.target_zero if upward else options.value_zero
    most = lowering.maximum * (1 if cap is None else cap)
    inputs = (
        Input(VALUE.name, Text("giá trị đạt được", "value reached"), value),
        Input(TARGET.name, Text("chỉ tiêu", "target"), target),
    )
    known = divisor.value if isinstance(divisor, Constant) and isinstance(divisor.value, Fraction) else None
    if known is not None and known <= 0:
        rule = Rule(None, number(most if at_zero == "full" else 0), _AT_ZERO, options.at)
        return Table(inputs=inputs, rules=(rule,) if known == 0 and at_zero != "unknown" else ())
    share = Input(SHARE.name, Text("tỷ lệ đạt được", "share reached"), Arithmetic("/", above, below))
    rules = _share_rules(lowering.maximum, cap, options.at)
    if known is None:
        rules = (_zero_rule(below, at_zero, most, options.at), *(_guarded(rule, below) for rule in rules))
    return Table(inputs=(*inputs, share), rules=rules)


def _share_rules(maximum: Fraction, cap: Fraction | None, at: Path) -> tuple[Rule, ...]:
    rules = [Rule(Comparison("<=", SHARE, _ZERO), _ZERO, Text("không đạt phần nào", "nothing reached"), at)]
    if cap is not None:
        rules.append(Rule(Comparison(">=", SHARE, number(cap)), number(maximum * cap), _FULL, at))
    points = Arithmetic("*", number(maximum), SHARE)
    return (*rules, Rule(None, points, Text("điểm tối đa × tỷ lệ đạt được", "maximum × share reached"), at))


def _zero_rule(divisor: Tree, at_zero: AtZero, most: Fraction, at: Path) -> Rule:
    # The share itself has no value then, and says why.
    points = SHARE if at_zero == "unknown" else number(most if at_zero == "full" else 0)
    return Rule(Comparison("=", divisor, _ZERO), points, _AT_ZERO, at)


def _guarded(rule: Rule, divisor: Tree) -> Rule:
    """The rule, for a divisor above zero only."""
    positive = Comparison(">", divisor, _ZERO)
    when = positive if rule.when is None else Logic("and", (positive, rule.when))
    return Rule(when, rule.points, rule.text, rule.at)


RATIO = Method(
    name="ratio",
    options=Ratio,
    lower=lower,
    doc=Text("Tỷ lệ so với chỉ tiêu.", "A share of a target."),
)
