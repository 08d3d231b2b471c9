"""Choice: each of a fact's choices has its points."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field

from thiduascore.plugin import (
    Comparison,
    Constant,
    Expression,
    Input,
    Lowering,
    Method,
    Name,
    Path,
    Rule,
    Table,
    Text,
    TextType,
    number,
    option,
    record,
    shapes,
)

CHOSEN = Name("the choice")


@record(
    doc=Text("Mỗi phương án có số điểm của nó.", "Each choice has its points."),
    title=Text("bảng phương pháp lựa chọn", "a choice table"),
)
class Choice:
    """Keys of `choice`."""

    of: Expression = option(
        shapes.FormulaShape(TextType()), doc=Text("Số liệu kiểu lựa chọn.", "The fact that holds the choice.")
    )
    points: Mapping[str, Fraction | str] = option(
        shapes.Table(shapes.Amount()),
        key="choices",
        doc=Text(
            "Điểm của từng phương án; phải đủ mọi phương án.",
            "The points of each choice; every choice must be there.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def stated_choices(self) -> tuple[Expression, Path, Mapping[str, Fraction | str]]:
        """The fact, the table's place and the points, for the check that every choice has its points."""
        return self.of, (*self.at, "choices"), self.points


def lower(options: Choice, lowering: Lowering) -> Table:
    """Points = `choices[choice]`.

    A choice that has no points leaves the criterion unknown; it is never a silent zero.
    """
    rules = tuple(
        Rule(
            Comparison("=", CHOSEN, Constant(choice)),
            number(lowering.number(points)),
            Text(choice),
            (*options.at, "choices", choice),
        )
        for choice, points in options.points.items()
    )
    chosen = Input(CHOSEN.name, Text("phương án", "choice"), lowering.tree(options.of))
    return Table(inputs=(chosen,), rules=rules, hit="unique", proven=True)


CHOICE = Method(
    name="choice",
    options=Choice,
    lower=lower,
    doc=Text("Điểm theo phương án đã chọn.", "Points by the choice that was made."),
)
