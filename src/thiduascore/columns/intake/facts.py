"""A table of facts as the kernel reads it, and what its columns say of their own numbers.

The columns: `unit.id`, `unit.name`, `unit.kind`, `unit.cluster` (texts, never null), `period.start` and
`period.end` (dates), `fact.NAME` (numbers as integers times ten to the fact's scale; null where it is
missing), `cause.NAME` (why it is missing where it is, a place in `CAUSES`; null is the first), `claim.ID`
(yes where a unit holds that a criterion does not apply), `before.NAME` (yes where a missing fact was
reported for an earlier period) and `apart` (yes where the program must score the row).
Where points are relative also `class.WITHIN` (the class of a kind in which the unit is compared) and
`figure.N` with `figure.N /` (figures of its cohort as numerators and denominators), see `comparing`.
Only the facts must all be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import polars as pl
from attrs import frozen

from thiduascore.columns.exact.numbers import Number, of_whole
from thiduascore.columns.exact.rounding import at_places
from thiduascore.columns.exact.whole import Unsupported, Whole
from thiduascore.columns.language.codes import Code, Day, Listed, Text, Truth
from thiduascore.feel.types import (
    BooleanType,
    DateType,
    ListType,
    NumberType,
    TextType,
    Type,
)
from thiduascore.feel.values import Cause
from thiduascore.model.submission import Submission
from thiduascore.program.plan import FactSlot, Plan, Rounding

MOST_ELEMENTS: Final = 500
"""Elements of a reported list; a longer one is left to the program, which counts its steps."""
_FIRST_DAY, _LAST_DAY = -719162, 2932896
ORDINARY: Final = 1 << 40
"""A number beyond it, at its fact's scale, is a very great one."""
MOST_WIDE: Final = Fraction(1, 20)
"""The most rows of a table, as a share, that are left to the program for their great numbers."""
NOTICED: Final = "noticed"
"""What the intake noticed in a row, as a count; nothing that is computed with."""
MEMBERS: Final = ("id", "name", "kind", "cluster")
CAUSES: Final = (
    "not-reported",
    "unreadable",
    "too-many-decimals",
    "outside-domain",
    "no-evidence",
    "evidence-outside-period",
    "",
)
"""Why a fact is missing, as `cause.NAME` has it; the last is that nobody says."""


@frozen
class Span:
    """What is known of a column: bounds of its numbers (of a list's elements), whether a row can be empty.

    `most` is the greatest count of elements of a list.
    """

    low: int = 0
    high: int = 0
    nullable: bool = False
    bits: int = 64
    most: int = 0


Spans = dict[str, Span]


def figure_column(position: int) -> str:
    """The column of a figure of the cohort, by its slot's position in the plan."""
    return f"figure.{position}"


def class_column(within: str) -> str:
    """The column of the class in which a row stands, a place in `CohortFigures.classes`."""
    return f"class.{within}"


def figure_spans(spans: Spans) -> Spans:
    """What is known of the columns of figures, which hold for every table of a cohort."""
    return {name: span for name, span in spans.items() if name.startswith("figure.")}


def column_type(kind: Type) -> pl.DataType | type[pl.DataType]:
    """The type of a fact's column."""
    match kind:
        case NumberType():
            return pl.Int64
        case BooleanType():
            return pl.Boolean
        case DateType():
            return pl.Date
        case TextType():
            return pl.String
        case ListType(of=of):
            return pl.List(column_type(of))
        case _:
            raise AssertionError("facts are of no other type")


def frame_of(plan: Plan, submissions: Sequence[Submission]) -> pl.DataFrame:
    """The table of submissions that were read one by one."""
    columns: dict[str, pl.Series] = {}
    for member in MEMBERS:
        columns[f"unit.{member}"] = pl.Series(
            [getattr(one.unit, member) for one in submissions], dtype=pl.String
        )
    for end in ("start", "end"):
        days = [None if one.period is None else getattr(one.period, end) for one in submissions]
        columns[f"period.{end}"] = pl.Series(days, dtype=pl.Date)
    apart = [False] * len(submissions)
    for slot in plan.facts:
        values = [one.values.get(slot.name) for one in submissions]
        for index, value in enumerate(values):
            if not _fits(value):
                values[index], apart[index] = None, True
        plain = [list(value) if isinstance(value, tuple) else value for value in values]
        columns[f"fact.{slot.name}"] = pl.Series(plain, dtype=column_type(slot.type))
        before = [slot.name in one.previous and slot.name not in one.values for one in submissions]
        if any(before):
            columns[f"before.{slot.name}"] = pl.Series(before, dtype=pl.Boolean)
        codes = [_code(slot.name, one) for one in submissions]
        if any(codes):
            columns[f"cause.{slot.name}"] = pl.Series(codes, dtype=pl.UInt8)
    for criterion in plan.criteria:
        claims = [criterion.id in one.not_applicable for one in submissions]
        if any(claims):
            columns[f"claim.{criterion.id}"] = pl.Series(claims, dtype=pl.Boolean)
    if any(apart):
        columns["apart"] = pl.Series(apart)
    return pl.DataFrame(columns)


def _code(fact: str, submission: Submission) -> int:
    """Why a fact is missing, as a place in `CAUSES`."""
    if fact in submission.values:
        return 0
    return CAUSES.index(next((cause.slug for cause in submission.missing.get(fact, ())), ""))


def causes_in(fact: str, code: int | None) -> tuple[Cause, ...]:
    """What `cause.NAME` says of a missing fact, as far as it does."""
    slug = CAUSES[code or 0]
    return (Cause(slug, (("fact", fact),)),) if slug else ()


def _fits(value: Any) -> bool:
    """Whether a value fits its column."""
    if isinstance(value, tuple):
        return len(value) <= MOST_ELEMENTS and all(map(_fits, value))
    return not isinstance(value, int) or abs(value) < 1 << 62


def spans_of(frame: pl.DataFrame) -> Spans:
    """What the columns of a table say of their numbers; bounds are widened, so that tables look alike."""
    asked, counts = [], frame.null_count().row(0, named=True)
    schema = {name: kind for name, kind in frame.schema.items() if name != NOTICED}
    for name, kind in schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.List):
            asked.append(column.list.len().max().alias(f"{name} most"))
            if kind.inner.is_integer():
                ends = column.list.min().min(), column.list.max().max()
                asked += [ends[0].alias(f"{name} low"), ends[1].alias(f"{name} high")]
        elif kind.is_integer():
            asked += [column.min().alias(f"{name} low"), column.max().alias(f"{name} high")]
    found = frame.select(asked).row(0, named=True) if asked and frame.height else {}
    return {name: _span(name, kind, counts[name], found) for name, kind in schema.items()}


def _span(name: str, kind: pl.DataType, nulls: int, found: dict[str, Any]) -> Span:
    low, high = found.get(f"{name} low"), found.get(f"{name} high")
    return Span(
        low=min(1, _wide(low or 0)),
        high=max(-1, _wide(high or 0)),
        nullable=nulls > 0,
        bits=128 if kind == pl.Int128 else 64,
        most=_wide(found.get(f"{name} most") or 0),
    )


def _wide(value: int) -> int:
    """The next power of two less one, away from zero."""
    found = (1 << abs(value).bit_length()) - 1
    return found if value > 0 else -found


def fact_code(slot: FactSlot, span: Span, rounding: Rounding | None) -> Code:
    """The code of a fact's column."""
    column = pl.col(f"fact.{slot.name}")
    match slot.type:
        case NumberType(least=least, most=most):
            low, high = _declared(span, least, most, slot.scale)
            number = _rounded(of_whole(Whole(column, low, high, span.bits, span.nullable)), slot, rounding)
            return number
        case BooleanType():
            return Truth(column, None, span.nullable)
        case TextType(choices=choices):
            return Text(column, span.nullable, None, choices)
        case DateType():
            day = Whole(column.cast(pl.Int32).cast(pl.Int64), _FIRST_DAY, _LAST_DAY, 64, span.nullable)
            return Day(day, column)
        case ListType(of=NumberType()) if rounding is None or slot.scale <= rounding.places:
            factor = Fraction(1, 10**slot.scale)
            return Listed(column, factor, min(span.low, 0), max(span.high, 0), span.most, span.nullable)
        case _:
            raise Unsupported("kind-of-fact")


def _declared(span: Span, least: Fraction | None, most: Fraction | None, scale: int) -> tuple[int, int]:
    """The bounds of a column, no wider than what its fact may hold."""
    low, high = span.low, span.high
    if least is not None:
        low = max(low, int(least * 10**scale // 1))
    if most is not None:
        high = min(high, -int(-most * 10**scale // 1))
    return min(low, high), max(low, high)


def _rounded(value: Number, slot: FactSlot, rounding: Rounding | None) -> Number:
    found = Number(value.factor / 10**slot.scale, value.num, value.den)
    if rounding is None or slot.scale <= rounding.places:
        return found
    return at_places(found, rounding.places, rounding.mode)


def narrowed(facts: pl.DataFrame) -> pl.DataFrame | None:
    """The table with its few rows of very great numbers left to the program; None for none or many.

    A single number of twenty digits would else widen every column beyond what can be proven.
    """
    names = [name for name, kind in facts.schema.items() if name.startswith("fact.") and kind.is_integer()]
    wide = [~pl.col(name).is_between(-ORDINARY, ORDINARY) for name in names]
    if not wide:
        return None
    apart = facts.select(pl.any_horizontal(wide).fill_null(False)).to_series()
    if not 0 < apart.sum() <= facts.height * MOST_WIDE:
        return None
    before = facts["apart"] if "apart" in facts.columns else False
    emptied = [pl.when(~apart).then(pl.col(name)).alias(name) for name in names]
    return facts.with_columns(*emptied, (apart | before).alias("apart"))
