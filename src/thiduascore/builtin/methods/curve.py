"""Curves through two declared points: log-normal, and the logistic S-curve."""

from __future__ import annotations

from attrs import field

from thiduascore.builtin.methods.written import constant
from thiduascore.plugin import (
    Arithmetic,
    Call,
    Expression,
    Input,
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

SHARE = Name("the share")


def _check_marks(curve: Curve, node: Node) -> None:
    half, top = constant(curve.half), constant(curve.top)
    if half is not None and half == top:
        node.child("top", top).report("curve-marks-equal", value=top)


def _check_log_normal(curve: LogNormal, node: Node) -> None:
    _check_marks(curve, node)
    for key, mark in (("half", constant(curve.half)), ("top", constant(curve.top))):
        if mark is not None and mark <= 0:
            node.child(key, mark).report("logarithm-of-nothing", value=mark)


@record(
    doc=Text("Điểm theo đường cong chữ S đi qua hai điểm.", "Points along an S-curve through two points."),
    title=Text("bảng phương pháp đường cong", "a curve table"),
    also=_check_marks,
)
class Curve:
    """Keys of `s-curve`."""

    of: Expression = option(
        shapes.FormulaShape(NumberType()), doc=Text("Giá trị đạt được.", "The value reached.")
    )
    half: Expression = option(
        shapes.FormulaShape(NumberType(), like="of"),
        doc=Text("Giá trị được nửa số điểm tối đa.", "The value that earns half of the maximum."),
    )
    top: Expression = option(
        shapes.FormulaShape(NumberType(), like="of"),
        doc=Text(
            "Giá trị được chín phần mười điểm tối đa; nhỏ hơn `half` nghĩa là càng thấp càng tốt.",
            "The value that earns nine tenths of the maximum; below `half` it means that less is better.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    doc=Text(
        "Điểm theo đường cong log-chuẩn đi qua hai điểm.",
        "Points along a log-normal curve through two points.",
    ),
    title=Text("bảng phương pháp đường cong log-chuẩn", "a log-normal table"),
    also=_check_log_normal,
)
class LogNormal(Curve):
    """Keys of `log-normal`."""


def lower_log_normal(options: LogNormal, lowering: Lowering) -> Table:
    """Points = maximum × Φ(z₉₀ × (ln x - ln half) / (ln top - ln half)).

    Φ is the normal distribution and z₉₀ = 1.2815… its ninth decile.
    So x = half earns 0.5 and x = top earns 0.9 of the maximum; the share is computed to 34 decimal places.
    An x of 0 or less is at the end of the curve; marks of 0 or less, or equal ones, leave the points unknown.
    """
    return _lowered("log normal share", options, lowering)


def lower_s_curve(options: Curve, lowering: Lowering) -> Table:
    """Points = maximum / (1 + 9^-t), t = (x - half) / (top - half): the logistic curve.

    So x = half earns 0.5 and x = top earns 0.9 of the maximum; the share is computed to 34 decimal places.
    Equal marks leave the points unknown.
    """
    return _lowered("s curve share", options, lowering)


def _lowered(function: str, options: Curve, lowering: Lowering) -> Table:
    share = Call(function, tuple(lowering.tree(each) for each in (options.of, options.half, options.top)))
    return Table(
        inputs=(Input(SHARE.name, Text("tỷ lệ trên đường cong", "share on the curve"), share),),
        rules=(
            Rule(
                None,
                Arithmetic("*", number(lowering.maximum), SHARE),
                Text("điểm tối đa × tỷ lệ trên đường cong", "maximum × share on the curve"),
                options.at,
            ),
        ),
    )


LOG_NORMAL = Method(
    name="log-normal",
    options=LogNormal,
    lower=lower_log_normal,
    doc=Text("Đường cong log-chuẩn.", "A log-normal curve."),
)
S_CURVE = Method(
    name="s-curve",
    options=Curve,
    lower=lower_s_curve,
    doc=Text("Đường cong chữ S.", "An S-curve."),
)
