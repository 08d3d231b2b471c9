"""A panel of judges: their marks, combined and scaled to the maximum."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.plugin import (
    Arithmetic,
    Call,
    Expression,
    Input,
    Judged,
    ListOf,
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
)

MARKS, PRESENT, COMBINED = Name("the marks"), Name("the marks given"), Name("the combined mark")


def _check_panel(panel: Panel, node: Node) -> None:
    if (panel.combine == "weighted-mean") != bool(panel.weights):
        node.report("panel-weights")
    if (panel.combine == "trimmed-mean") != bool(panel.trim):
        node.report("panel-trim")
    elif panel.trim and panel.raters <= 2 * panel.trim:
        node.child("raters", panel.raters).report(
            "panel-trims-everything", raters=panel.raters, trim=panel.trim
        )
    if panel.judges and panel.weights and len(panel.judges) != len(panel.weights):
        node.child("judges", None).report(
            "panel-judges", judges=len(panel.judges), weights=len(panel.weights)
        )
    if isinstance(panel.scale, Fraction) and panel.scale <= 0:
        node.child("scale", panel.scale).report("scale-not-positive", value=panel.scale)


@record(
    doc=Text("Điểm do nhiều người chấm.", "Points given by a panel of judges."),
    title=Text("bảng phương pháp hội đồng", "a panel table"),
    also=_check_panel,
)
class Panel:
    """Keys of `panel`."""

    of: Expression = option(
        shapes.FormulaShape(ListType(NumberType())),
        doc=Text(
            "Danh sách điểm của từng người chấm, như `[judge_1, judge_2, judge_3]`; "
            "số liệu không báo cáo là người vắng mặt hoặc phải tránh.",
            "The list of the judges' marks, such as `[judge_1, judge_2, judge_3]`; "
            "a fact that is not reported is a judge who was absent or had a conflict of interest.",
        ),
    )
    combine: Literal["mean", "median", "trimmed-mean", "weighted-mean"] = option(
        shapes.OneOf("mean", "median", "trimmed-mean", "weighted-mean"),
        default="mean",
        doc=Text("Cách gộp các điểm.", "How the marks are combined."),
    )
    trim: int = option(
        shapes.Whole(0),
        default=0,
        doc=Text(
            "Với `trimmed-mean`: bỏ bao nhiêu điểm cao nhất và bấy nhiêu điểm thấp nhất.",
            "For `trimmed-mean`: how many of the greatest, and as many of the least, are dropped.",
        ),
    )
    weights: tuple[Fraction, ...] = option(
        shapes.Many(shapes.Number(least=0)),
        default=(),
        doc=Text(
            "Với `weighted-mean`: trọng số của từng người chấm.", "For `weighted-mean`: each judge's weight."
        ),
    )
    judges: tuple[str, ...] = option(
        shapes.Many(shapes.String()),
        default=(),
        doc=Text(
            "Mã của từng người chấm như trong tệp thẩm định, cùng thứ tự với `weights`; không ghi thì "
            "ai cũng được chấm.",
            "The judges' ids as they stand in files of assessments, in the order of `weights`; anybody when "
            "left out.",
        ),
    )
    raters: int = option(
        shapes.Whole(1),
        default=1,
        doc=Text(
            "Số người chấm tối thiểu; ít hơn thì chưa có điểm.",
            "The least number of judges; with fewer there are no points.",
        ),
    )
    scale: Fraction | str = option(
        shapes.Amount(),
        doc=Text(
            "Thang điểm của người chấm, như 10.", "The greatest mark that a judge can give, such as 10."
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


def lower(options: Panel, lowering: Lowering) -> Table:
    """Points = maximum × combined mark / scale.

    mean: Σx/n; median: the middle mark, for an even number the mean of the middle two.
    trimmed mean: the mean without the `trim` greatest and `trim` least marks, one copy of each equal extreme.
    weighted mean: Σwx/Σw.
    Marks from files of assessments stand in the place of the list that the unit's report holds.
    An absent or conflicted judge has no mark, which is not a zero, and takes the weight away.
    Fewer marks than `raters`, and a list whose length is not that of `weights`, leave the points unknown.
    """
    enough = Call("at least", (MARKS, number(options.raters)))
    inputs = (
        Input(MARKS.name, Text("điểm của các thành viên", "marks"), lowering.tree(options.of)),
        Input(PRESENT.name, Text("các điểm được tính", "marks that count"), Call("present", (enough,))),
        Input(COMBINED.name, _combined_label(options), _combined(options, enough)),
    )
    scale = lowering.number(options.scale)
    scaled = Arithmetic("/", COMBINED, number(scale))
    points = Arithmetic("*", number(lowering.maximum), scaled)
    text = Text("điểm tối đa × điểm chung của hội đồng / thang điểm", "maximum × combined mark / scale")
    known = options.judges or not options.weights
    return Table(
        inputs=inputs,
        rules=(Rule(None, points, text, options.at),),
        judged=Judged(MARKS.name, scale, options.judges) if known else None,
    )


def _combined_label(options: Panel) -> Text:
    """What the combined mark is, so that a reader can compute it again."""
    if options.combine == "trimmed-mean":
        return Text(
            f"điểm trung bình, bỏ {options.trim} điểm cao nhất và {options.trim} điểm thấp nhất",
            f"mean without the {options.trim} greatest and {options.trim} least marks",
        )
    return {
        "mean": Text("điểm trung bình", "mean mark"),
        "median": Text("điểm trung vị", "median mark"),
        "weighted-mean": Text("điểm trung bình có trọng số", "weighted mean mark"),
    }[options.combine]


def _combined(options: Panel, enough: Tree) -> Tree:
    if options.combine == "trimmed-mean":
        trim = number(options.trim)
        return Call("mean", (Call("trimmed", (PRESENT, trim, trim)),))
    if options.combine == "weighted-mean":
        weights = ListOf(tuple(number(weight) for weight in options.weights))
        return Call("weighted mean", (enough, weights))
    return Call(options.combine, (PRESENT,))


PANEL = Method(
    name="panel",
    options=Panel,
    lower=lower,
    doc=Text("Hội đồng chấm điểm.", "A panel of judges."),
)
