"""Bands: intervals of a value, each with its points, or with points that run linearly through it."""

from __future__ import annotations

from fractions import Fraction

from attrs import field

from thiduascore.plugin import (
    Arithmetic,
    Banding,
    BandRow,
    Comparison,
    Constant,
    Expression,
    Input,
    Interval,
    Lowering,
    Method,
    Name,
    Negation,
    Node,
    Path,
    Rule,
    Table,
    Tests,
    Text,
    Tree,
    number,
    option,
    record,
    shapes,
    shown,
)

VALUE = Name("the value")
SUBJECT = Name("?")


def _check_band(band: Band, node: Node) -> None:
    ends = (band.start, band.end)
    if band.points is not None and ends != (None, None):
        node.report("band-points-twice")
    elif band.points is None and None in ends:
        node.report("band-without-points")
    elif band.points is None and _interval(band.when.tree) is None:
        node.child("when", band.when.source).report("band-not-an-interval", text=band.when.source)


@record(
    doc=Text("Một bậc điểm.", "One band."), title=Text("bảng bậc điểm", "a table of a band"), also=_check_band
)
class Band:
    """Keys of one band: either `points`, or `from` and `to`."""

    when: Expression = option(
        shapes.TestsShape("of"),
        doc=Text("Khi nào thuộc bậc này, như `[85..95)`.", "What falls into this band, such as `[85..95)`."),
    )
    points: Fraction | str | None = option(
        shapes.Amount(), default=None, doc=Text("Điểm của cả bậc.", "The points of the whole band.")
    )
    start: Fraction | str | None = option(
        shapes.Amount(),
        key="from",
        default=None,
        doc=Text(
            "Điểm ở đầu thấp của khoảng; cùng với `to`, điểm thay đổi đều theo giá trị.",
            "The points at the low end of the interval; with `to`, the points run linearly.",
        ),
    )
    end: Fraction | str | None = option(
        shapes.Amount(),
        key="to",
        default=None,
        doc=Text("Điểm ở đầu cao của khoảng.", "The points at the high end of the interval."),
    )
    source: str = option(
        shapes.String(), default="", doc=Text("Điều khoản của bậc này.", "The band's clause.")
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    doc=Text("Điểm theo bậc của một giá trị.", "Points by the band that a value falls into."),
    title=Text("bảng phương pháp bậc điểm", "a bands table"),
)
class Bands:
    """Keys of `bands`."""

    of: Expression = option(
        shapes.FormulaShape(), doc=Text("Giá trị để xếp bậc.", "The value that is banded.")
    )
    bands: tuple[Band, ...] = option(
        shapes.Many(shapes.Nested(Band), least=1),
        doc=Text(
            "Các bậc; mỗi giá trị phải thuộc đúng một bậc.",
            "The bands; every value must fall into exactly one.",
        ),
    )
    truncate: int | None = option(
        shapes.Whole(0, 30),
        default=None,
        doc=Text(
            "Số chữ số thập phân giữ lại (cắt, không làm tròn) trước khi xếp bậc.",
            "Decimal places kept (cut off, not rounded) before the value is banded.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)

    def stated_bands(self) -> Banding:
        """The bands, for the checks that they part the value's domain."""
        return Banding(
            self.of, tuple(BandRow(band.when, _stated(band)) for band in self.bands), self.truncate
        )


def _stated(band: Band) -> tuple[tuple[Path, Fraction | str], ...]:
    """The amounts of points that a band names, with their places."""
    keys = (("points", band.points), ("from", band.start), ("to", band.end))
    return tuple(((*band.at, key), amount) for key, amount in keys if amount is not None)


def lower(options: Bands, lowering: Lowering) -> Table:
    """Step: points = those of the band that holds.
    Linear: points = from + (to - from) × (x - low) / (high - low) for the band's interval from low to high.

    `truncate` cuts the value toward zero to that many decimals first, as tables of whole percents mean it.
    Gaps and overlaps between bands whose ends are numbers are diagnostics, so only one can hold.
    Other ends are compared when scoring: a value that falls into two bands then has unknown points.
    """
    rules = tuple(
        Rule(
            when=lowering.condition(band.when, VALUE),
            points=_points(band, lowering),
            text=Text(band.when.source),
            at=band.at,
            source=band.source,
            gives=_gives(band, lowering),
        )
        for band in options.bands
    )
    value = Input(VALUE.name, Text("giá trị xét", "value"), lowering.tree(options.of), options.truncate)
    proven = all(_is_proven(band.when.tree) for band in options.bands)
    return Table(inputs=(value,), rules=rules, hit="unique", proven=proven)


def _points(band: Band, lowering: Lowering) -> Tree:
    if band.points is not None:
        return number(lowering.number(band.points))
    interval = _interval(lowering.tree(band.when))
    assert interval is not None and interval.low is not None and interval.high is not None
    assert band.start is not None and band.end is not None
    start, end = lowering.number(band.start), lowering.number(band.end)
    part = Arithmetic("/", Arithmetic("-", VALUE, interval.low), Arithmetic("-", interval.high, interval.low))
    return Arithmetic("+", number(start), Arithmetic("*", number(end - start), part))


def _gives(band: Band, lowering: Lowering) -> Text:
    """That the points run through a linear band, and from where to where."""
    if band.start is None or band.end is None:
        return Text("")
    ends = lowering.number(band.start), lowering.number(band.end)
    (low, high), (start, end) = ([shown(points, lang) for points in ends] for lang in ("vi", "en"))
    return Text(f"điểm thay đổi đều từ {low} đến {high}", f"points run evenly from {start} to {end}")


def _interval(tests: Tree) -> Interval | None:
    """The one interval with two ends that a linear band stands on."""
    if not isinstance(tests, Tests) or tests.negated or len(tests.alternatives) != 1:
        return None
    only = tests.alternatives[0]
    return only if isinstance(only, Interval) and only.low is not None and only.high is not None else None


def _is_proven(tests: Tree) -> bool:
    """Whether the checks of the ruleset have looked at these tests: numbers only, written out."""
    return isinstance(tests, Tests) and all(
        _is_number(end) for test in tests.alternatives for end in _ends(test)
    )


def _ends(test: Tree) -> tuple[Tree, ...]:
    if isinstance(test, Interval):
        return tuple(end for end in (test.low, test.high) if end is not None)
    return (test.right,) if isinstance(test, Comparison) and test.left == SUBJECT else (test,)


def _is_number(end: Tree) -> bool:
    inner = end.of if isinstance(end, Negation) else end
    return isinstance(inner, Constant) and isinstance(inner.value, Fraction)


BANDS = Method(
    name="bands",
    options=Bands,
    lower=lower,
    doc=Text("Bậc điểm, theo nấc hoặc tuyến tính.", "Bands, in steps or linear."),
)
