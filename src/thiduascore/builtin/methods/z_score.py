"""z-score: how many standard deviations from the mean a value stands, and points by declared marks."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Literal

from attrs import field

from thiduascore.builtin.methods.relative import (
    COUNT,
    DIRECTION,
    OF,
    SAID_EQUAL,
    VALUE,
    ZERO,
    Direction,
    outcome,
    value_input,
)
from thiduascore.plugin import (
    Arithmetic,
    Comparison,
    Expression,
    Input,
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

MEAN, DEVIATION, SCORE = Name("the mean"), Name("the deviation"), Name("the z-score")


@record(
    doc=Text("Mốc quy đổi z ra điểm.", "A mark of z and its points."), title=Text("bảng mốc", "a mark table")
)
class Anchor:
    """A z-score and the points that it earns."""

    z: Fraction = option(shapes.Number(), doc=Text("Số độ lệch chuẩn so với trung bình.", "The z-score."))
    points: Fraction | str = option(shapes.Amount(0), doc=Text("Số điểm.", "Its points."))
    at: Path = field(default=(), eq=False, kw_only=True)


def _check_anchors(options: ZScore, node: Node) -> None:
    check_spread(options, node)
    for index, (before, later) in enumerate(pairwise(options.anchors), 1):
        if later.z <= before.z:
            place = node.child("anchors", None).child(index, None)
            place.report("anchors-not-rising", later=later.z, before=before.z)


@record(
    doc=Text("Điểm theo số độ lệch chuẩn so với trung bình.", "Points by the distance from the mean."),
    title=Text("bảng phương pháp z-score", "a z-score table"),
    also=_check_anchors,
)
class ZScore(Spread):
    """Keys of `z-score`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    deviation: Literal["sample", "population"] = option(
        shapes.OneOf("sample", "population"),
        default="sample",
        doc=Text(
            "Độ lệch chuẩn mẫu (chia cho n - 1) hay của cả tổng thể (chia cho n).",
            "The deviation of a sample (by n - 1) or of the whole population (by n).",
        ),
    )
    anchors: tuple[Anchor, ...] = option(
        shapes.Many(shapes.Nested(Anchor), least=2),
        doc=Text(
            "Các mốc z và điểm, tăng dần; giữa hai mốc theo đường thẳng, ngoài các mốc giữ điểm mốc cuối.",
            "Marks of z with their points, rising; between them a straight line, beyond them as the last.",
        ),
    )
    all_equal: Literal["mean", "full", "half", "zero", "unknown"] = option(
        shapes.OneOf("mean", "full", "half", "zero", "unknown"),
        default="mean",
        doc=Text(
            "Kết quả khi mọi đơn vị bằng nhau hoặc chỉ có một đơn vị; `mean`: điểm của z = 0.",
            "What everybody gets where all are equal or there is only one; `mean`: the points of z = 0.",
        ),
    )


def lower(options: ZScore, lowering: Lowering) -> Table:
    """z = (x - mean) / deviation, with `down` (mean - x) / deviation; points by the marks [H] [C].

    Between two marks they follow a straight line, beyond the first and the last they stay.
    The deviation is the root of the sample variance unless declared (34 digits).
    Where it is 0, as in a cohort of one, `all_equal` says what everybody earns: the points of z = 0.
    """
    value = lowering.tree(options.of)
    cohort = lowering.cohort(options, value)
    off = Arithmetic("-", VALUE, MEAN) if options.direction == "up" else Arithmetic("-", MEAN, VALUE)
    marks = [(one.z, lowering.number(one.points)) for one in options.anchors]
    middle = number(_points_at(Fraction(0), marks))
    same = middle if options.all_equal == "mean" else outcome(lowering.maximum, options.all_equal, DEVIATION)
    score = Arithmetic("/", off, DEVIATION)
    return Table(
        inputs=(
            value_input(value),
            cohort.figure(COUNT.name, "count"),
            cohort.figure(MEAN.name, "mean"),
            cohort.figure(
                DEVIATION.name, "sample-deviation" if options.deviation == "sample" else "deviation"
            ),
            Input(SCORE.name, Text("z", "z"), score),
        ),
        rules=(
            Rule(Comparison("=", DEVIATION, ZERO), same, SAID_EQUAL, options.at),
            *_rules(marks, options.at),
        ),
    )


def _points_at(z: Fraction, marks: list[tuple[Fraction, Fraction]]) -> Fraction:
    """The points of a known z-score."""
    if z <= marks[0][0]:
        return marks[0][1]
    for (low, least), (high, most) in pairwise(marks):
        if z <= high:
            return least + (most - least) * (z - low) / (high - low)
    return marks[-1][1]


def _rules(marks: list[tuple[Fraction, Fraction]], at: Path) -> list[Rule]:
    (first, least), (last, most) = marks[0], marks[-1]
    below, beyond = (
        Text("từ mốc đầu trở xuống", "at or below the first mark"),
        Text("từ mốc cuối trở lên", "at or above the last mark"),
    )
    rules = [
        Rule(Comparison("<=", SCORE, number(first)), number(least), below, at),
        Rule(Comparison(">=", SCORE, number(last)), number(most), beyond, at),
    ]
    for (low, from_), (high, to) in pairwise(marks):
        slope = (to - from_) / (high - low) if high > low else Fraction(0)
        line = Arithmetic("*", number(slope), Arithmetic("-", SCORE, number(low)))
        points: Tree = Arithmetic("+", number(from_), line)
        rules.append(
            Rule(Comparison("<=", SCORE, number(high)), points, Text("giữa hai mốc", "between two marks"), at)
        )
    return rules


Z_SCORE = Method(
    name="z-score",
    options=ZScore,
    lower=lower,
    doc=Text("Số độ lệch chuẩn so với trung bình.", "Standard deviations from the mean."),
)
