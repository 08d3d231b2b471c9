"""Means without a form in columns: the program is asked once for each combination of what is combined.

A share is a short rational or, where roots are taken, a number of 34 digits; what does not fit the column
that is there for it leaves its row to the program, and never wraps around.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Final

import polars as pl
from attrs import frozen

from thiduascore.columns.exact.numbers import Number
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Whole, width
from thiduascore.program.means import combined
from thiduascore.program.plan import GroupPlan

Part = tuple[Number, pl.Expr | None, Fraction, Fraction]
"""The share of a part, where it is gone, its weight and its most points."""


@frozen
class Room:
    """How much room a mean has in what is added up from it: the wider, the fewer rows are left over."""

    places: int
    """Decimal places of an approximation."""
    bits: int
    """Bits of a numerator and a denominator."""
    plain: bool = False
    """Whether harmonic means are quotients of whole numbers, whose bounds are proven instead."""


ROOMS: Final = (Room(35, 40, plain=True), Room(35, 40), Room(34, 24), Room(34, 16))


def asked(group: GroupPlan, parts: Sequence[Part], room: Room, sheet: Sheet, slow: list[pl.Expr]) -> Number:
    """The group's share; where it has no room the row is slow."""
    columns: list[pl.Expr] = []
    for index, (share, gone, _, _) in enumerate(parts):
        above = share.above.expr
        columns.append((above if gone is None else pl.when(~gone).then(above)).alias(f"{index}"))
        columns.append(share.below.expr.alias(f"{index} /"))
    unit, low, high, most = Fraction(1), -1 << room.bits, 1 << room.bits, 1 << room.bits
    rooted = group.aggregate == "geometric" or (group.aggregate == "power" and group.exponent != 1)
    if rooted:
        unit, low, most = Fraction(1, 10**room.places), 0, 1
        high = int(_greatest(group, parts) / unit) + 1
    bits = width(low, high)
    kind = pl.Struct({"num": pl.Int128 if bits > 64 else pl.Int64, "den": pl.Int64, "fits": pl.Boolean})
    answer = partial(_answers, group, parts, unit, (low, high, most), kind)
    found = sheet.named(pl.struct(columns).map_batches(answer, return_dtype=kind))
    slow.append(sheet.named(~found.struct.field("fits")))
    num = Whole(sheet.named(found.struct.field("num")), low, high, bits)
    den = None if rooted else Whole(sheet.named(found.struct.field("den")), 1, most)
    return Number(unit, num, den)


def _greatest(group: GroupPlan, parts: Sequence[Part]) -> Fraction:
    """What no mean of the shares exceeds."""
    ends = [group.at_zero or Fraction(0)]
    for share, _, _, _ in parts:
        high = max(abs(share.above.low), abs(share.above.high))
        ends.append(abs(share.factor) * high / max(1, share.below.low))
    return max(ends)


def _answers(
    group: GroupPlan,
    parts: Sequence[Part],
    unit: Fraction,
    room: tuple[int, int, int],
    kind: pl.Struct,
    shares: pl.Series,
) -> pl.Series:
    """The mean of each row's shares, asked once for each combination of them.

    `room` are the least and the greatest numerator, and the greatest denominator.
    """
    low, high, most = room
    frame = shares.struct.unnest()
    distinct = frame.unique(maintain_order=True)
    answers = []
    for row in distinct.iter_rows():
        there = [
            (share.factor * Fraction(num, den), weight, own)
            for (share, _, weight, own), num, den in zip(parts, row[::2], row[1::2], strict=True)
            if num is not None
        ]
        value = combined(group, there)[0] / unit if there else Fraction(0)
        fits = low <= value.numerator <= high and value.denominator <= most
        num, den = (value.numerator, value.denominator) if fits else (0, 1)
        answers.append({"num": num, "den": den, "fits": fits})
    made = distinct.with_columns(pl.Series("answer", answers, dtype=kind))
    return frame.join(made, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")["answer"]
