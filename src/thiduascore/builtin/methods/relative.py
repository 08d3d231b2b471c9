"""Points by how a value stands among those of the cohort: between its ends, beside its best, in its sum."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from thiduascore.plugin import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Input,
    Logic,
    Lowering,
    Method,
    Name,
    NumberType,
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

Direction = Literal["up", "down"]
Outcome = Literal["full", "half", "zero", "unknown"]

VALUE, COUNT = Name("the value"), Name("the count")
LEAST, GREATEST, BEST, SUM = Name("the least"), Name("the greatest"), Name("the best"), Name("the sum")
ZERO, ONE = number(0), number(1)
HALF = Fraction(1, 2)

OF = Text("Giá trị đạt được.", "The value reached.")
DIRECTION = Text(
    "`up`: càng cao càng tốt; `down`: càng thấp càng tốt.", "`up`: more is better; `down`: less is better."
)
ALL_EQUAL = Text(
    "Kết quả khi mọi đơn vị bằng nhau hoặc chỉ có một đơn vị.",
    "What everybody gets where all units are equal, or there is only one.",
)
SAID_EQUAL = Text("mọi đơn vị bằng nhau, hoặc chỉ có một đơn vị", "all units are equal, or there is one only")


def value_input(tree: Tree) -> Input:
    """The unit's own value."""
    return Input(VALUE.name, Text("giá trị đạt được", "value reached"), tree)


def outcome(maximum: Fraction, declared: str, nothing: Tree) -> Tree:
    """The points of a declared outcome; unknown is a division by `nothing`, a tree that is 0 then."""
    shares = {"full": Fraction(1), "half": HALF, "zero": Fraction(0)}
    if declared in shares:
        return number(maximum * shares[declared])
    return Arithmetic("/", number(maximum), nothing)


def part_of(maximum: Fraction, share: Tree) -> Tree:
    """The maximum times a share; the criterion's caps see to a unit outside the cohort that is beyond it."""
    return Arithmetic("*", number(maximum), share)


@record(
    doc=Text(
        "Điểm theo vị trí giữa mức thấp nhất và cao nhất của các đơn vị.",
        "Points by the place between the least and the greatest of the cohort.",
    ),
    title=Text("bảng phương pháp min-max", "a min-max table"),
    also=check_spread,
)
class MinMax(Spread):
    """Keys of `min-max`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    all_equal: Outcome = option(
        shapes.OneOf("full", "half", "zero", "unknown"), default="full", doc=ALL_EQUAL
    )


def lower_min_max(options: MinMax, lowering: Lowering) -> Table:
    """Points = maximum × (x - least) / (greatest - least) [H] [C].

    With `down`, (greatest - x) stands in place of (x - least).

    A unit at the least or below earns 0, at the greatest or above the maximum; with `down` the other way.
    Where all are equal, or there is only one, `all_equal` says what it earns: the maximum unless declared.
    """
    value = lowering.tree(options.of)
    cohort = lowering.cohort(options, value)
    return Table(
        inputs=(
            value_input(value),
            cohort.figure(COUNT.name, "count"),
            cohort.figure(LEAST.name, "least"),
            cohort.figure(GREATEST.name, "greatest"),
        ),
        rules=_between(options, lowering.maximum),
    )


def _between(options: MinMax, maximum: Fraction) -> tuple[Rule, ...]:
    upward, span = options.direction == "up", Arithmetic("-", GREATEST, LEAST)
    part = Arithmetic("-", VALUE, LEAST) if upward else Arithmetic("-", GREATEST, VALUE)
    low, high = (ZERO, number(maximum)) if upward else (number(maximum), ZERO)
    same = Logic("and", (Comparison("=", LEAST, GREATEST), Comparison("=", VALUE, LEAST)))
    said = Text(
        "điểm tối đa × vị trí giữa mức thấp nhất và cao nhất",
        "maximum × place between the least and the greatest",
    )
    return (
        Rule(same, outcome(maximum, options.all_equal, span), SAID_EQUAL, options.at),
        Rule(Comparison("<=", VALUE, LEAST), low, Text("ở mức thấp nhất", "at the least"), options.at),
        Rule(Comparison(">=", VALUE, GREATEST), high, Text("ở mức cao nhất", "at the greatest"), options.at),
        Rule(
            Comparison("<", LEAST, GREATEST), part_of(maximum, Arithmetic("/", part, span)), said, options.at
        ),
    )


@record(
    doc=Text("Điểm tối đa nhân với tỷ trọng trong tổng.", "The maximum times the share of the cohort's sum."),
    title=Text("bảng phương pháp tỷ trọng", "a share-of-sum table"),
    also=check_spread,
)
class ShareOfSum(Spread):
    """Keys of `share-of-sum`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    sum_zero: Literal["full", "zero", "unknown"] = option(
        shapes.OneOf("full", "zero", "unknown"),
        default="zero",
        doc=Text("Kết quả khi tổng bằng 0 hoặc âm.", "What everybody gets where the sum is 0 or below."),
    )


def lower_share_of_sum(options: ShareOfSum, lowering: Lowering) -> Table:
    """Points = maximum × x / Σ x over the cohort, at least 0 and at most the maximum.

    Where the sum is 0 or below, `sum_zero` says what everybody earns: 0 unless declared.
    A unit that is alone earns the maximum.
    """
    value = lowering.tree(options.of)
    cohort = lowering.cohort(options, value)
    return Table(
        inputs=(
            value_input(value),
            cohort.figure(COUNT.name, "count"),
            cohort.figure(SUM.name, "sum"),
        ),
        rules=(
            Rule(
                Comparison("<=", SUM, ZERO),
                outcome(lowering.maximum, options.sum_zero, Call("max", (SUM, ZERO))),
                Text(
                    "tổng không lớn hơn 0: theo quy định của bộ tiêu chí",
                    "the sum is not above 0: as declared",
                ),
                options.at,
            ),
            Rule(
                None,
                part_of(lowering.maximum, Arithmetic("/", VALUE, SUM)),
                Text("điểm tối đa × tỷ trọng trong tổng", "maximum × share of the sum"),
                options.at,
            ),
        ),
    )


MIN_MAX = Method(
    name="min-max",
    options=MinMax,
    lower=lower_min_max,
    doc=Text("Vị trí giữa mức thấp nhất và cao nhất.", "A place between the least and the greatest."),
)
SHARE_OF_SUM = Method(
    name="share-of-sum",
    options=ShareOfSum,
    lower=lower_share_of_sum,
    doc=Text("Tỷ trọng trong tổng của các đơn vị.", "A share of the cohort's sum."),
)
