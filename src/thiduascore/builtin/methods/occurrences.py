"""Points for each occurrence: of a count, or of one count a period."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.plugin import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Expression,
    For,
    Input,
    ListType,
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
    shown,
)

COUNT, STEPS, COUNTS = Name("the count"), Name("the steps"), Name("the counts")
_ONE = Name("one count")


def _check_each(each: Fraction | str, base: Fraction | str, node: Node) -> None:
    """A negative `each` makes sense only where there is something to take it from."""
    table = node.value if isinstance(node.value, Mapping) else {}
    if not isinstance(each, Fraction) or each >= 0:
        return
    if table.get("ledger") == "deduction":
        node.child("each", each).report("negative-deduction", value=each)
    elif base == 0 and "at_least" not in table:
        node.child("each", each).report("negative-each", value=each)


def _check_per_occurrence(options: PerOccurrence, node: Node) -> None:
    _check_each(options.each, options.base, node)


@record(
    doc=Text("Điểm cho mỗi lần, mỗi việc hoặc mỗi bước.", "Points for each occurrence or each step."),
    title=Text("bảng phương pháp theo số lần", "a per-occurrence table"),
    also=_check_per_occurrence,
)
class PerOccurrence:
    """Keys of `per-occurrence`."""

    of: Expression = option(
        shapes.FormulaShape(NumberType()), doc=Text("Số lần, hoặc giá trị.", "The count, or value.")
    )
    each: Fraction | str = option(
        shapes.Amount(),
        doc=Text(
            "Điểm cho mỗi bước; trong phần điểm trừ là số dương bị trừ.",
            "The points of each step; in the deduction ledger, the positive amount taken away.",
        ),
    )
    step: Fraction = option(
        shapes.Number(least=Fraction(1, 10**9)),
        default=Fraction(1),
        doc=Text("Bao nhiêu thì thành một bước.", "How much makes one step."),
    )
    part: Literal["whole", "begun", "share"] = option(
        shapes.OneOf("whole", "begun", "share"),
        default="whole",
        doc=Text(
            "Bước chưa trọn: `whole` không tính, `begun` tính trọn, `share` tính theo phần.",
            "An unfinished step: `whole` leaves it out, `begun` counts it whole, `share` counts its part.",
        ),
    )
    above: Fraction | str = option(
        shapes.Amount(),
        default=Fraction(0),
        doc=Text("Chỉ tính phần vượt quá số này.", "Only what exceeds this counts."),
    )
    base: Fraction | str = option(
        shapes.Amount(),
        default=Fraction(0),
        doc=Text("Điểm khởi đầu, khi chưa có lần nào.", "The points to start from, without any occurrence."),
    )
    first: Fraction | str = option(
        shapes.Amount(),
        default=Fraction(0),
        doc=Text(
            "Điểm thêm một lần ngay khi vượt `above`.",
            "Points added once, as soon as the value exceeds `above`.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower_occurrences(options: PerOccurrence, lowering: Lowering) -> Table:
    """Points = base while x ≤ above; else base + first + each × steps, steps = (x - above) / step.

    Steps are rounded down with `part = "whole"`, up with `"begun"`, and not at all with `"share"`.
    Caps come after: the criterion's `at_most` and `at_least` (0 unless declared).
    """
    above, base = lowering.number(options.above), lowering.number(options.base)
    steps: Tree = Arithmetic("/", Arithmetic("-", COUNT, number(above)), number(options.step))
    if options.part != "share":
        steps = Call("floor" if options.part == "whole" else "ceiling", (steps,))
    start = base + lowering.number(options.first)
    points = Arithmetic("+", number(start), Arithmetic("*", number(lowering.number(options.each)), STEPS))
    return Table(
        inputs=(
            Input(COUNT.name, Text("số lần", "count"), lowering.tree(options.of)),
            Input(STEPS.name, _steps_label(options), steps),
        ),
        rules=(
            Rule(
                Comparison("<=", COUNT, number(above)),
                number(base),
                Text("không có lần nào được tính", "nothing that counts"),
                options.at,
            ),
            Rule(None, points, Text("điểm cho mỗi lần × số lần", "points each × count"), options.at),
        ),
    )


def _steps_label(options: PerOccurrence) -> Text:
    """What a step is, in words, so that a reader can count the steps again."""
    if options.step == 1:
        return Text("số lần được tính", "occurrences that count")
    return Text(
        f"số lần được tính, cứ {shown(options.step, 'vi')} là một lần",
        f"steps that count, one for every {shown(options.step, 'en')}",
    )


def _check_per_period(options: PerPeriod, node: Node) -> None:
    _check_each(options.each, Fraction(0), node)
    if options.at_most_each is not None and isinstance(options.each, Fraction) and options.each < 0:
        node.child("at_most_each", options.at_most_each).report("cap-of-negative", value=options.each)


@record(
    doc=Text(
        "Điểm cho mỗi lần, có trần riêng cho từng kỳ.", "Points for each occurrence, with a cap a period."
    ),
    title=Text("bảng phương pháp theo kỳ", "a per-period table"),
    also=_check_per_period,
)
class PerPeriod:
    """Keys of `per-period`."""

    of: Expression = option(
        shapes.FormulaShape(ListType(NumberType())),
        doc=Text("Danh sách số lần, mỗi kỳ một số.", "The list of counts, one a period."),
    )
    each: Fraction | str = option(
        shapes.Amount(), doc=Text("Điểm cho mỗi lần.", "The points of each occurrence.")
    )
    at_most_each: Fraction | str | None = option(
        shapes.Amount(least=0),
        default=None,
        doc=Text("Trần điểm của mỗi kỳ.", "The cap on the points of one period."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower_periods(options: PerPeriod, lowering: Lowering) -> Table:
    """Points = Σ min(each × count, at_most_each) over the periods; without a cap, each × Σ count.

    A list without periods earns 0; a period whose count is missing makes the points unknown, never zero.
    """
    each = lowering.number(options.each)
    counts = Input(COUNTS.name, Text("số lần từng kỳ", "counts by period"), lowering.tree(options.of))
    points: Tree = Arithmetic("*", number(each), _ONE)
    cap = None if options.at_most_each is None else lowering.number(options.at_most_each)
    if cap is not None:
        points = Choose(Comparison(">", points, number(cap)), number(cap), points)
    return Table(
        inputs=(counts,),
        rules=(
            Rule(
                Comparison("=", Call("count", (COUNTS,)), number(0)),
                number(0),
                Text("không có kỳ nào", "no period"),
                options.at,
            ),
            Rule(
                None,
                Call("sum", (For(_ONE.name, COUNTS, points),)),
                _period_text(each, cap),
                options.at,
            ),
        ),
    )


def _period_text(each: Fraction, cap: Fraction | None) -> Text:
    """The rule with its figures, since a sum over periods is too long to write out."""
    vi, en = (shown(each, lang) for lang in ("vi", "en"))
    if cap is None:
        return Text(f"mỗi lần {vi} điểm, cộng các kỳ", f"{en} points each, added up over the periods")
    return Text(
        f"mỗi lần {vi} điểm, mỗi kỳ không quá {shown(cap, 'vi')} điểm, cộng các kỳ",
        f"{en} points each, at most {shown(cap, 'en')} a period, added up over the periods",
    )


PER_OCCURRENCE = Method(
    name="per-occurrence",
    options=PerOccurrence,
    lower=lower_occurrences,
    doc=Text("Điểm theo số lần.", "Points for each occurrence."),
)
PER_PERIOD = Method(
    name="per-period",
    options=PerPeriod,
    lower=lower_periods,
    doc=Text("Điểm theo số lần của từng kỳ.", "Points for the occurrences of each period."),
)
