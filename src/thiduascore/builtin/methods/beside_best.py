"""Points beside the best unit of the cohort: its share, rescaled to it, by the distance from it."""

from __future__ import annotations

from typing import Literal

from thiduascore.builtin.methods.relative import (
    BEST,
    COUNT,
    DIRECTION,
    OF,
    ONE,
    VALUE,
    ZERO,
    Direction,
    outcome,
    part_of,
    value_input,
)
from thiduascore.builtin.methods.written import constant
from thiduascore.plugin import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Input,
    Lowering,
    Method,
    Name,
    Node,
    NumberType,
    Relative,
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


@record(
    doc=Text(
        "Điểm tối đa nhân với tỷ lệ so với đơn vị tốt nhất.", "The maximum times the share of the best unit."
    ),
    title=Text("bảng phương pháp so với đơn vị tốt nhất", "a share-of-best table"),
    also=check_spread,
)
class ShareOfBest(Spread):
    """Keys of `share-of-best`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(
        shapes.OneOf("up", "down"),
        default="up",
        doc=Text(
            "`up`: giá trị / mức cao nhất; `down`: mức thấp nhất / giá trị.",
            "`up`: value / greatest; `down`: least / value.",
        ),
    )
    best_zero: Literal["full", "zero", "unknown"] = option(
        shapes.OneOf("full", "zero", "unknown"),
        default="zero",
        doc=Text(
            "Kết quả khi mức cao nhất (`up`) bằng 0 hoặc âm.",
            "What everybody gets where the greatest (`up`) is 0 or below.",
        ),
    )


def lower_share_of_best(options: ShareOfBest, lowering: Lowering) -> Table:
    """Points = maximum × x / greatest; with `down`, maximum × least / x [C].

    The best unit earns the maximum.
    With `up` and a greatest of 0 or below, `best_zero` says what everybody earns: 0 unless declared.
    With `down` a value of 0 or below earns the maximum where it is the least; the others then earn 0.
    """
    value = lowering.tree(options.of)
    return beside_best(options, lowering, value, options.best_zero, options.direction)


def beside_best(
    options: Spread, lowering: Lowering, value: Tree, best_zero: str, direction: Direction
) -> Table:
    """Points by the share of the best, for a method whose value is a tree."""
    down = direction == "down"
    cohort = lowering.cohort(options, value)
    best = cohort.figure(BEST.name, "least" if down else "greatest")
    share = Arithmetic("/", BEST, VALUE) if down else Arithmetic("/", VALUE, BEST)
    points = Text("điểm tối đa × tỷ lệ so với đơn vị tốt nhất", "maximum × share of the best unit")
    nothing = Text(
        "mức tốt nhất không lớn hơn 0: theo quy định của bộ tiêu chí", "the best is not above 0: as declared"
    )
    rules: tuple[Rule, ...]
    if down:
        best_itself = Text("không kém đơn vị tốt nhất", "not worse than the best unit")
        rules = (
            Rule(Comparison("<=", VALUE, BEST), number(lowering.maximum), best_itself, options.at),
            Rule(Comparison("<=", BEST, ZERO), ZERO, nothing, options.at),
            Rule(None, part_of(lowering.maximum, share), points, options.at),
        )
    else:
        rules = (
            Rule(
                Comparison("<=", BEST, ZERO),
                outcome(lowering.maximum, best_zero, Call("max", (BEST, ZERO))),
                nothing,
                options.at,
            ),
            Rule(None, part_of(lowering.maximum, share), points, options.at),
        )
    return Table(inputs=(value_input(value), cohort.figure(COUNT.name, "count"), best), rules=rules)


@record(
    doc=Text(
        "Quy đổi để đơn vị cao điểm nhất được điểm tối đa.",
        "Rescaled so that the best unit gets the maximum.",
    ),
    title=Text("bảng phương pháp quy đổi", "a rescaled table"),
)
class Rescaled(Relative):
    """Keys of `rescaled`."""

    formula: Expression = option(
        shapes.FormulaShape(NumberType()),
        key="is",
        doc=Text(
            "Biểu thức cho số điểm trước khi quy đổi.", "An expression for the points before rescaling."
        ),
    )
    only_up: bool = option(
        shapes.YesNo(),
        default=False,
        doc=Text(
            "Không quy đổi khi đơn vị cao nhất đã vượt điểm tối đa.",
            "Points stay as they are where the best already has the maximum or more.",
        ),
    )
    best_zero: Literal["full", "zero", "unknown"] = option(
        shapes.OneOf("full", "zero", "unknown"),
        default="zero",
        doc=Text("Kết quả khi không đơn vị nào có điểm.", "What everybody gets where nobody has points."),
    )


def lower_rescaled(options: Rescaled, lowering: Lowering) -> Table:
    """Points = maximum × p / best, p the formula's points and best the greatest of them in the cohort.

    They are at least 0 and at most the maximum.
    Where the best is 0 or below, `best_zero` says what everybody earns: 0 unless declared.
    With `only_up` points stay as they are, up to the maximum, where the best is the maximum or more.
    """
    value = lowering.tree(options.formula)
    cohort = lowering.cohort(options, value)
    full = number(lowering.maximum)
    rules = [
        Rule(
            Comparison("<=", BEST, ZERO),
            outcome(lowering.maximum, options.best_zero, Call("max", (BEST, ZERO))),
            Text("không đơn vị nào có điểm: theo quy định của bộ tiêu chí", "nobody has points: as declared"),
            options.at,
        )
    ]
    if options.only_up:
        own = Call("max", (ZERO, Call("min", (full, VALUE))))
        said = Text(
            "đơn vị cao nhất đã đủ điểm tối đa, không quy đổi", "the best has the maximum: not rescaled"
        )
        rules.append(Rule(Comparison(">=", BEST, full), own, said, options.at))
    said = Text("điểm × điểm tối đa / điểm cao nhất", "points × maximum / the best's points")
    rules.append(Rule(None, part_of(lowering.maximum, Arithmetic("/", VALUE, BEST)), said, options.at))
    return Table(
        inputs=(
            Input(VALUE.name, Text("điểm trước khi quy đổi", "points before rescaling"), value),
            cohort.figure(COUNT.name, "count"),
            cohort.figure(BEST.name, "greatest"),
        ),
        rules=tuple(rules),
    )


def _check_distance(options: DistanceToBest, node: Node) -> None:
    check_spread(options, node)
    mark = constant(options.zero_at)
    if mark is not None and mark <= 0:
        node.child("zero_at", mark).report("target-not-positive", value=mark)


@record(
    doc=Text(
        "Điểm giảm theo khoảng cách đến đơn vị tốt nhất.", "Points fall with the distance to the best unit."
    ),
    title=Text("bảng phương pháp khoảng cách", "a distance-to-best table"),
    also=_check_distance,
)
class DistanceToBest(Spread):
    """Keys of `distance-to-best`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    zero_at: Expression = option(
        shapes.FormulaShape(NumberType(), like="of"),
        doc=Text("Cách đơn vị tốt nhất bao nhiêu thì 0 điểm.", "The distance at which nothing is earned."),
    )


def lower_distance(options: DistanceToBest, lowering: Lowering) -> Table:
    """Points = maximum × (1 - d / zero_at), at least 0, d the distance from the best unit of the cohort.

    The distance is greatest - x, with `down` x - least; a unit beyond the best has none.
    A `zero_at` of 0 or below leaves the points unknown.
    """
    value = lowering.tree(options.of)
    cohort = lowering.cohort(options, value)
    upward = options.direction == "up"
    distance, reach = Name("the distance"), Name("the reach")
    gap = Arithmetic("-", BEST, VALUE) if upward else Arithmetic("-", VALUE, BEST)
    left = Arithmetic("-", ONE, Arithmetic("/", distance, reach))
    return Table(
        inputs=(
            value_input(value),
            cohort.figure(COUNT.name, "count"),
            cohort.figure(BEST.name, "greatest" if upward else "least"),
            Input(distance.name, Text("khoảng cách đến đơn vị tốt nhất", "distance to the best unit"), gap),
            Input(
                reach.name,
                Text("khoảng cách được 0 điểm", "distance that earns nothing"),
                lowering.tree(options.zero_at),
            ),
        ),
        rules=(
            Rule(
                Comparison(">", reach, ZERO),
                part_of(lowering.maximum, left),
                Text(
                    "điểm tối đa × phần khoảng cách còn lại",
                    "maximum × the part of the distance that is left",
                ),
                options.at,
            ),
        ),
    )


SHARE_OF_BEST = Method(
    name="share-of-best",
    options=ShareOfBest,
    lower=lower_share_of_best,
    doc=Text("Tỷ lệ so với đơn vị tốt nhất.", "A share of the best unit."),
)
RESCALED = Method(
    name="rescaled",
    options=Rescaled,
    lower=lower_rescaled,
    doc=Text("Quy đổi theo đơn vị cao điểm nhất.", "Rescaled to the best unit."),
)
DISTANCE_TO_BEST = Method(
    name="distance-to-best",
    options=DistanceToBest,
    lower=lower_distance,
    doc=Text("Khoảng cách đến đơn vị tốt nhất.", "The distance to the best unit."),
)
