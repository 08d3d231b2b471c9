"""Decision tables with several inputs and a hit policy (DMN 1.5, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from attrs import field

from thiduascore.plugin import (
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
    TableColumn,
    TableRow,
    Tabulation,
    Tests,
    Text,
    Tree,
    number,
    option,
    record,
    shapes,
)

Hit = Literal["unique", "first", "any", "sum", "least", "most", "count"]
HITS: Final = MappingProxyType[str, Hit](
    {"U": "unique", "F": "first", "A": "any", "C+": "sum", "C<": "least", "C>": "most", "C#": "count"}
)


@record(
    doc=Text("Một đầu vào của bảng.", "One input of the table."),
    title=Text("bảng đầu vào", "a table of an input"),
)
class TableInput:
    """Keys of one input."""

    of: Expression = option(shapes.FormulaShape(), doc=Text("Giá trị được thử.", "The value that is tested."))
    label: Text | None = option(
        shapes.Words(), default=None, doc=Text("Tên của cột.", "The column's heading.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    doc=Text("Một dòng của bảng.", "One rule of the table."), title=Text("bảng dòng", "a table of a rule")
)
class TableRule:
    """Keys of one rule."""

    when: tuple[Expression, ...] = option(
        shapes.Many(shapes.TestsShape("inputs.of")),
        doc=Text("Phép thử cho từng đầu vào; `-` là bất kỳ.", "A test for each input; `-` is anything."),
    )
    points: Expression = option(
        shapes.FormulaShape(NumberType()),
        doc=Text("Điểm của dòng này: số hoặc biểu thức.", "The rule's points: a number or an expression."),
    )
    source: str = option(
        shapes.String(), default="", doc=Text("Điều khoản của dòng này.", "The rule's clause.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def _check_table(table: DecisionTable, node: Node) -> None:
    keys = node.value if isinstance(node.value, Mapping) else {}
    columns, rows = keys["inputs"], keys["rules"]
    for index, row in enumerate(rows):
        cells = row.get("when", ()) if isinstance(row, Mapping) else ()
        if len(cells) != len(columns):
            place = node.child("rules", rows).child(index, row).child("when", cells)
            place.report("table-rule-length", count=len(cells), inputs=len(columns))


@record(
    doc=Text("Điểm theo bảng quyết định nhiều đầu vào.", "Points by a decision table with several inputs."),
    title=Text("bảng phương pháp bảng quyết định", "a decision table"),
    also=_check_table,
)
class DecisionTable:
    """Keys of `table`."""

    inputs: tuple[TableInput, ...] = option(
        shapes.Many(shapes.Nested(TableInput), least=1), doc=Text("Các đầu vào.", "The inputs.")
    )
    rules: tuple[TableRule, ...] = option(
        shapes.Many(shapes.Nested(TableRule), least=1), doc=Text("Các dòng.", "The rules.")
    )
    hit: str = option(
        shapes.OneOf(*HITS),
        default="U",
        doc=Text(
            "Khi nhiều dòng cùng đúng: U chỉ một dòng được đúng, F dòng đầu, A các dòng phải cho cùng điểm, "
            "C+ cộng, C< thấp nhất, C> cao nhất, C# đếm số dòng.",
            "When several rules hold: U only one may, F the first, A all must give the same points, "
            "C+ their sum, C< the least, C> the greatest, C# how many hold.",
        ),
    )
    otherwise: Fraction | str | None = option(
        shapes.Amount(),
        default=None,
        doc=Text("Điểm khi không dòng nào đúng.", "The points when no rule holds."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def stated_points(self) -> tuple[tuple[Path, Fraction | str], ...]:
        """The numbers of points that rules give, for the checks that compare them with the maximum."""
        rules = [((*rule.at, "points"), rule.points.tree) for rule in self.rules]
        numbers = [(at, tree.value) for at, tree in rules if isinstance(tree, Constant)]
        stated = [(at, value) for at, value in numbers if isinstance(value, Fraction)]
        last = [] if self.otherwise is None else [((*self.at, "otherwise"), self.otherwise)]
        return (*stated, *last)

    def stated_table(self) -> Tabulation:
        """The table, for the checks that its rows part what can occur."""
        columns = tuple(TableColumn(given.of, given.label) for given in self.inputs)
        rows = tuple(TableRow(rule.when, rule.points, rule.at) for rule in self.rules)
        complete = self.otherwise is not None or self.hit == "C#"
        return Tabulation(columns, rows, self.hit, complete, (*self.at, "rules"))


def lower(options: DecisionTable, lowering: Lowering) -> Table:
    """A rule holds when the test of every input holds; the hit policy says what such rules earn together [D].

    Unknown: U and two rules that hold, A and rules that disagree, no rule that holds and no `otherwise`.
    An input that is missing makes only those rules unknown that test it.
    """
    subjects = tuple(Name(f"input {index + 1}") for index in range(len(options.inputs)))
    inputs = tuple(
        Input(subject.name, given.label or Text(given.of.source), lowering.tree(given.of))
        for subject, given in zip(subjects, options.inputs, strict=True)
    )
    rules = tuple(
        Rule(
            when=_all_of(rule, subjects, lowering),
            points=lowering.tree(rule.points),
            text=Text(" · ".join(tests.source for tests in rule.when)),
            at=rule.at,
            source=rule.source,
        )
        for rule in options.rules
    )
    otherwise = None if options.otherwise is None else number(lowering.number(options.otherwise))
    return Table(inputs=inputs, rules=rules, hit=HITS[options.hit], otherwise=otherwise)


def _all_of(rule: TableRule, subjects: tuple[Name, ...], lowering: Lowering) -> Tree | None:
    conditions = tuple(
        lowering.condition(tests, subject)
        for tests, subject in zip(rule.when, subjects, strict=True)
        if not _is_dash(tests)
    )
    if len(conditions) > 1:
        return Logic("and", conditions)
    return conditions[0] if conditions else None


def _is_dash(tests: Expression) -> bool:
    return isinstance(tests.tree, Tests) and not tests.tree.alternatives


TABLE = Method(
    name="table",
    options=DecisionTable,
    lower=lower,
    doc=Text("Bảng quyết định.", "A decision table."),
)
