"""Formula: any FEEL expression that yields points."""

from __future__ import annotations

from attrs import field

from thiduascore.plugin import (
    Expression,
    Lowering,
    Method,
    NumberType,
    Path,
    Rule,
    Table,
    Text,
    option,
    record,
    shapes,
)


@record(
    doc=Text("Điểm tính bằng một biểu thức FEEL.", "The points are what a FEEL expression yields."),
    title=Text("bảng phương pháp công thức", "a formula table"),
)
class Formula:
    """Keys of `formula`."""

    formula: Expression = option(
        shapes.FormulaShape(NumberType()),
        key="is",
        doc=Text(
            "Biểu thức cho ra điểm; giới hạn của tiêu chí áp dụng sau đó.",
            "The expression that yields the points; the criterion's caps apply afterwards.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Formula, lowering: Lowering) -> Table:
    """Points = the expression's value.

    Outside its domain (a division by zero, the logarithm of zero) the points are unknown, with the cause.
    """
    rule = Rule(None, lowering.tree(options.formula), Text(options.formula.source), (*options.at, "is"))
    return Table(inputs=(), rules=(rule,))


FORMULA = Method(
    name="formula",
    options=Formula,
    lower=lower,
    doc=Text("Công thức tự viết.", "A formula of the author's."),
)
