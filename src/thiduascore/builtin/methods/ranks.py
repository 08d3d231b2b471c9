"""Points by the place among the units of the cohort: ranks, percentile ranks, and comparison in pairs."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Literal

from attrs import field

from thiduascore.builtin.methods.relative import (
    ALL_EQUAL,
    DIRECTION,
    HALF,
    OF,
    SAID_EQUAL,
    ZERO,
    Direction,
    Outcome,
    outcome,
    part_of,
    value_input,
)
from thiduascore.plugin import (
    Arithmetic,
    Comparison,
    Expression,
    Input,
    Logic,
    Lowering,
    Method,
    Name,
    Negation,
    Node,
    NumberType,
    Path,
    Relative,
    Rule,
    Table,
    Text,
    Tree,
    number,
    option,
    record,
    shapes,
)

ABOVE, EQUAL, OTHERS = Name("the above"), Name("the equal"), Name("the others")
RANK, DIFFERENT = Name("the rank"), Name("the different")
WINS, DRAWS = Name("the wins"), Name("the draws")
NOBODY = Arithmetic("-", OTHERS, EQUAL)
ALONE = Logic("and", (Comparison("=", ABOVE, number(0)), Comparison(">=", EQUAL, OTHERS)))
OUTCOMES = shapes.OneOf("full", "half", "zero", "unknown")


def directed(tree: Tree, direction: Direction) -> Tree:
    """The value, of which the greater is the better."""
    return tree if direction == "up" else Negation(tree)


@record(
    doc=Text("Một số để so sánh.", "A number that is compared."),
    title=Text("bảng so sánh", "a comparison table"),
)
class Compared:
    """A number by which units are compared, and which way it is better."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    doc=Text("Một số để so sánh từng cặp.", "A number that is compared in pairs."),
    title=Text("bảng so sánh từng cặp", "a pair table"),
)
class Weighed(Compared):
    """The same with a weight."""

    weight: Fraction | str = option(
        shapes.Amount(0), default=Fraction(1), doc=Text("Trọng số khi so từng cặp.", "Its weight in pairs.")
    )


def _check_ranks(options: RankPoints, node: Node) -> None:
    table = node.value if isinstance(node.value, dict) else {}
    if options.ties == "ordinal" and not options.then:
        node.child("ties", options.ties).report("ordinal-without-then")
    if options.ties != "ordinal" and options.then:
        node.child("then", None).report("then-without-ordinal", key=True)
    if options.by_rank and "last" in table:
        node.child("last", options.last).report("rank-points-twice", key=True)
    for index, (before, later) in enumerate(pairwise(options.by_rank), 1):
        if later > before:
            listed = node.child("by_rank", None).child(index, later)
            listed.report("rank-points-rise", later=later, before=before)


@record(
    doc=Text("Điểm theo thứ hạng trong các đơn vị.", "Points by the rank in the cohort."),
    title=Text("bảng phương pháp thứ hạng", "a rank-points table"),
    also=_check_ranks,
)
class RankPoints(Relative):
    """Keys of `rank-points`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    ties: Literal["competition", "modified", "dense", "mid", "ordinal"] = option(
        shapes.OneOf("competition", "modified", "dense", "mid", "ordinal"),
        default="competition",
        doc=Text(
            "Khi bằng nhau: `competition` 1-2-2-4, `modified` 1-3-3-4, `dense` 1-2-2-3, "
            "`mid` 1-2,5-2,5-4; `ordinal` 1-2-3-4 so tiếp theo `then`.",
            "Equal units: `competition` 1-2-2-4, `modified` 1-3-3-4, `dense` 1-2-2-3, `mid` 1-2.5-2.5-4; "
            "`ordinal` 1-2-3-4 parts them by `then`.",
        ),
    )
    then: tuple[Compared, ...] = option(
        shapes.Many(shapes.Nested(Compared)),
        default=(),
        doc=Text(
            "So tiếp bằng gì khi bằng nhau, lần lượt.", "By what equal units are parted, one after another."
        ),
    )
    last: Fraction = option(
        shapes.Number(0), default=Fraction(0), doc=Text("Điểm của hạng cuối.", "The points of the last rank.")
    )
    by_rank: tuple[Fraction, ...] = option(
        shapes.Many(shapes.Number(0)),
        default=(),
        doc=Text(
            "Điểm của hạng nhất, nhì, …; hạng sau đó 0 điểm.",
            "The points of the first rank, the second, …; later ranks have none.",
        ),
    )
    all_equal: Outcome = option(OUTCOMES, default="full", doc=ALL_EQUAL)


def lower_rank_points(options: RankPoints, lowering: Lowering) -> Table:
    """Points = maximum - (maximum - `last`) × (r - 1) / (R - 1), r the rank and R the last rank.

    With above units standing above it and equal others equal to it, r is above + 1 (`competition`),
    above + equal + 1 (`modified`), above + 1 + equal / 2 (`mid`), or different values above + 1 (`dense`).
    `ordinal` compares `then` one after another; units that are still equal share the rank above + 1.
    R is the number of units, for `dense` that of different values, itself included.
    With `by_rank` the points are those listed; a rank between two places has the points between theirs.
    Where all are equal, or there is only one, `all_equal` says what it earns: the maximum unless declared.
    A unit outside the cohort is ranked as if it were the only one to join.
    """
    value = lowering.tree(options.of)
    dense = options.ties == "dense"
    trees = [directed(value, options.direction)]
    trees += [directed(lowering.tree(one.of), one.direction) for one in options.then]
    cohort = lowering.cohort(options, *trees)
    steps: Tree = Arithmetic("-", DIFFERENT, number(1)) if dense else OTHERS
    inputs = [
        value_input(value),
        cohort.figure(OTHERS.name, "others"),
        cohort.figure(ABOVE.name, "distinct-above" if dense else "above"),
        cohort.figure(EQUAL.name, "equal"),
    ]
    if dense:
        inputs.append(cohort.figure(DIFFERENT.name, "distinct"))
    inputs.append(Input(RANK.name, Text("thứ hạng", "rank"), _rank(options.ties)))
    rules = [Rule(ALONE, outcome(lowering.maximum, options.all_equal, NOBODY), SAID_EQUAL, options.at)]
    rules += _listed(options) if options.by_rank else [_evenly(options, lowering.maximum, steps)]
    return Table(inputs=tuple(inputs), rules=tuple(rules))


def _rank(ties: str) -> Tree:
    first = Arithmetic("+", ABOVE, number(1))
    shared: dict[str, Tree] = {"modified": EQUAL, "mid": Arithmetic("*", EQUAL, number(HALF))}
    return Arithmetic("+", first, shared[ties]) if ties in shared else first


def _evenly(options: RankPoints, maximum: Fraction, steps: Tree) -> Rule:
    """The points, falling by the same for each of as many steps as there are ranks after the first."""
    fallen = Arithmetic("/", Arithmetic("-", RANK, number(1)), steps)
    points = Arithmetic("-", number(maximum), Arithmetic("*", number(maximum - options.last), fallen))
    said = Text(
        "điểm giảm đều từ hạng nhất đến hạng cuối", "points fall evenly from the first rank to the last"
    )
    return Rule(None, points, said, options.at)


def _listed(options: RankPoints) -> list[Rule]:
    """A rule for each rank, and for what stands between it and the next."""
    rules = []
    listed = pairwise((*options.by_rank, Fraction(0)))
    for place, (here, after) in enumerate(listed, 1):
        said = Text(f"điểm của hạng {place}", f"the points of rank {place}")
        rules.append(Rule(Comparison("=", RANK, number(place)), number(here), said, options.at))
        if options.ties == "mid":
            later = Comparison("<", RANK, number(place + 1))
            said = Text(f"giữa hạng {place} và {place + 1}", f"between ranks {place} and {place + 1}")
            rules.append(Rule(later, number((here + after) / 2), said, options.at))
    said = Text("hạng sau đó không có điểm", "later ranks have no points")
    return [*rules, Rule(None, ZERO, said, options.at)]


@record(
    doc=Text("Điểm theo tỷ lệ đơn vị đứng dưới.", "Points by the share of units below."),
    title=Text("bảng phương pháp bách phân vị", "a percentile-rank table"),
)
class PercentileRank(Relative):
    """Keys of `percentile-rank`."""

    of: Expression = option(shapes.FormulaShape(NumberType()), doc=OF)
    direction: Direction = option(shapes.OneOf("up", "down"), default="up", doc=DIRECTION)
    definition: Literal["mid", "below", "at-or-below"] = option(
        shapes.OneOf("mid", "below", "at-or-below"),
        default="mid",
        doc=Text(
            "`mid`: (số đứng dưới + nửa số bằng nó) / số đơn vị khác; `below`: số đứng dưới / số khác; "
            " `at-or-below`: số không hơn nó, kể cả nó / tất cả.",
            "`mid`: (below + half of the equal) / others; `below`: below / others; `at-or-below`: not above "
            "it, itself included / all.",
        ),
    )
    all_equal: Outcome = option(OUTCOMES, default="full", doc=ALL_EQUAL)


def lower_percentile(options: PercentileRank, lowering: Lowering) -> Table:
    """Points = maximum × percentile rank: (below + equal / 2) / (n - 1) unless declared [C].

    below and equal count the other units below it and equal to it, and n all units, itself included.
    `below` is below / (n - 1), `at-or-below` (below + equal + 1) / n.
    Where all are equal, or there is only one, `all_equal` says what it earns: the maximum unless declared.
    """
    value = lowering.tree(options.of)
    cohort = lowering.cohort(options, directed(value, options.direction))
    below = Arithmetic("-", Arithmetic("-", OTHERS, ABOVE), EQUAL)
    all_of_them = Arithmetic("+", OTHERS, number(1))
    shares: dict[str, Tree] = {
        "mid": Arithmetic("/", Arithmetic("+", below, Arithmetic("*", EQUAL, number(HALF))), OTHERS),
        "below": Arithmetic("/", below, OTHERS),
        "at-or-below": Arithmetic("/", Arithmetic("-", all_of_them, ABOVE), all_of_them),
    }
    said = Text("điểm tối đa × tỷ lệ đơn vị đứng dưới", "maximum × share of the units below")
    return Table(
        inputs=(
            value_input(value),
            cohort.figure(OTHERS.name, "others"),
            cohort.figure(ABOVE.name, "above"),
            cohort.figure(EQUAL.name, "equal"),
        ),
        rules=(
            Rule(ALONE, outcome(lowering.maximum, options.all_equal, NOBODY), SAID_EQUAL, options.at),
            Rule(None, part_of(lowering.maximum, shares[options.definition]), said, options.at),
        ),
    )


@record(
    doc=Text("So từng cặp theo nhiều số.", "A comparison in pairs by several numbers."),
    title=Text("bảng phương pháp Copeland", "a copeland table"),
)
class Copeland(Relative):
    """Keys of `copeland`."""

    among: tuple[Weighed, ...] = option(
        shapes.Many(shapes.Nested(Weighed), least=1),
        doc=Text("Các số để so từng cặp.", "The numbers that are compared in pairs."),
    )
    all_equal: Outcome = option(OUTCOMES, default="full", doc=ALL_EQUAL)


def lower_copeland(options: Copeland, lowering: Lowering) -> Table:
    """Points = maximum × (wins + draws / 2) / (n - 1) [H].

    A unit wins against another when the numbers in which it is better weigh more than those in which it is
    worse, and draws when they weigh the same; n is the number of units.
    A unit that draws with all others, or is alone, earns what `all_equal` says: the maximum unless declared.
    A class of more than 2,000 units leaves the points unknown.
    """
    trees = [directed(lowering.tree(one.of), one.direction) for one in options.among]
    weights = tuple(lowering.number(one.weight) for one in options.among)
    cohort = lowering.cohort(options, *trees, weights=weights)
    own = tuple(
        Input(f"the number {index}", Text("giá trị đạt được", "value reached"), lowering.tree(one.of))
        for index, one in enumerate(options.among, 1)
    )
    return Table(
        inputs=(
            *own,
            cohort.figure(OTHERS.name, "others"),
            cohort.figure(WINS.name, "wins"),
            cohort.figure(DRAWS.name, "draws"),
        ),
        rules=_paired(options, lowering.maximum),
    )


def _paired(options: Copeland, maximum: Fraction) -> tuple[Rule, ...]:
    share = Arithmetic("/", Arithmetic("+", WINS, Arithmetic("*", DRAWS, number(HALF))), OTHERS)
    same = outcome(maximum, options.all_equal, Arithmetic("-", OTHERS, DRAWS))
    draws = Text("ngang với mọi đơn vị, hoặc chỉ có một đơn vị", "it draws with everybody, or is alone")
    said = Text(
        "điểm tối đa × (số đơn vị nó hơn + một nửa số ngang nó) / số đơn vị khác",
        "maximum × (wins + half of the draws) / other units",
    )
    return (
        Rule(Comparison(">=", DRAWS, OTHERS), same, draws, options.at),
        Rule(None, part_of(maximum, share), said, options.at),
    )


RANK_POINTS = Method(
    name="rank-points",
    options=RankPoints,
    lower=lower_rank_points,
    doc=Text("Điểm theo thứ hạng.", "Points by rank."),
)
PERCENTILE_RANK = Method(
    name="percentile-rank",
    options=PercentileRank,
    lower=lower_percentile,
    doc=Text("Điểm theo tỷ lệ đơn vị đứng dưới.", "Points by the share of units below."),
)
COPELAND = Method(
    name="copeland",
    options=Copeland,
    lower=lower_copeland,
    doc=Text("So từng cặp (Copeland).", "Comparison in pairs (Copeland)."),
)
