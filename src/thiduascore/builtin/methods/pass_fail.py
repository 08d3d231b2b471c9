"""Pass or fail: the points when something holds, none when it does not (NISTIR 7275r4, section 7.3)."""

from __future__ import annotations

from fractions import Fraction

from attrs import field

from thiduascore.plugin import (
    BooleanType,
    Expression,
    Lowering,
    Method,
    Path,
    Rule,
    Table,
    Text,
    number,
    option,
    record,
    shapes,
)


@record(
    doc=Text("Đạt thì được điểm, không đạt thì 0 điểm.", "The points when it holds, zero when it does not."),
    title=Text("bảng phương pháp đạt/không đạt", "a pass/fail table"),
)
class PassFail:
    """Keys of `pass-fail`."""

    holds: Expression = option(
        shapes.FormulaShape(BooleanType()),
        doc=Text("Điều phải đúng thì mới được điểm.", "What must hold to earn the points."),
    )
    earns: Fraction | str | None = option(
        shapes.Amount(),
        default=None,
        doc=Text(
            "Điểm khi đạt; mặc định là điểm tối đa của tiêu chí.",
            "The points when it holds; by default the criterion's maximum.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def stated_points(self) -> tuple[tuple[Path, Fraction | str], ...]:
        """The points where they are not the maximum, for the checks that compare them with it."""
        return () if self.earns is None else (((*self.at, "earns"), self.earns),)


def lower(options: PassFail, lowering: Lowering) -> Table:
    """Points = `earns` when `holds` is true, 0 when it is false; when that is unknown, between the two.

    Not applicable and unknown are the third and fourth outcomes, which the criterion's policies decide [X].
    """
    earned = lowering.maximum if options.earns is None else lowering.number(options.earns)
    return Table(
        inputs=(),
        rules=(
            Rule(
                lowering.tree(options.holds),
                number(earned),
                Text(options.holds.source),
                (*options.at, "holds"),
            ),
            Rule(None, number(0), Text("không đạt", "it does not hold"), options.at),
        ),
    )


PASS_FAIL = Method(
    name="pass-fail",
    options=PassFail,
    lower=lower,
    doc=Text("Đạt hoặc không đạt.", "Pass or fail."),
)
