"""A table of units for a ruleset: round numbers, boundaries, gaps, claims, cells that nobody can read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl

from thiduascore.feel.types import BooleanType, DateType, ListType, NumberType, TextType, Type
from thiduascore.model.submission import FactValue
from thiduascore.program.plan import FactSlot, Plan

from .boundaries import boundaries, standing_on

SMALL = (0, 1, 2, 3, 4, 6, 7, 9, 10, 12, 19, 20, 30, 33, 40, 50, 60, 66, 75, 80, 90, 95, 100, 200, 300, 1000)
GREAT = (2**31, 2**45, 2**53, 2**60, 2**62, 10**18, 10**30)
DAYS = [
    datetime.date(2021, 10, 8),
    datetime.date(2021, 10, 15),
    datetime.date(2021, 10, 18),
    datetime.date(2022, 1, 3),
]
UNREADABLE = ("1.234,5", "x", "#REF!", "2021-02-29", "1.200")
PLACED = 24
"""Sets of facts that are made for each boundary."""

Row = dict[str, Any]


def table_of(plan: Plan, count: int, random: Random) -> pl.DataFrame:
    """So many units, as a table whose columns are named as those of CSV files."""
    drawn = _Drawn(plan, random)
    rows = [drawn.row(place) for place in range(count)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    forms = {slot.name: _Form(slot, random) for slot in plan.facts}
    columns = {}
    for name in names:
        fact = name.removeprefix("previous.")
        values = [row.get(name) for row in rows]
        columns[name] = forms[fact].column(values) if fact in forms else pl.Series(values, dtype=pl.String)
    return pl.DataFrame(columns)


class _Drawn:
    """What a table's units say, with the habits of this table."""

    def __init__(self, plan: Plan, random: Random) -> None:
        self.plan, self.random = plan, random
        self.slots = {slot.name: slot for slot in plan.facts}
        self.gaps = random.choice((0, 0, 0.02, 0.05, 0.2))
        self.unreadable = random.choice((0, 0, 0, 0.003))
        self.claims = random.choice((0, 0.1, 0.3))
        self.before = random.choice((0, 0, 0.3)) if self.gaps else 0
        self.great = random.choice((0, 0, 0, 0, 0, 0, 0.002, 0.02, 0.3))
        self.years = random.random() < 0.15
        self.placed = list(self._placed())

    def _placed(self) -> Any:
        """Facts that stand on each of the plan's boundaries."""
        for boundary in boundaries(self.plan):
            found = []
            for _ in range(PLACED):
                values = {name: self.value(self.slots[name]) for name in boundary.facts}
                placed = standing_on(boundary, self.slots, values, self.random)
                if placed:
                    found.append(placed)
            if found:
                yield found

    def row(self, place: int) -> Row:
        random = self.random
        facts = {name: self.value(slot) for name, slot in self.slots.items()}
        for _ in range(random.choice((0, 1, 1, 2, 3)) if self.placed else 0):
            facts |= random.choice(random.choice(self.placed))
        row: Row = {
            "unit.id": f"u{place}",
            "unit.name": f"Đơn vị {place}",
            "unit.cluster": f"cụm {place % 3}",
        }
        row["unit.kind"] = random.choice(("agency", "agency", "enterprise"))
        if self.years:
            row["period"] = random.choice(("2021", "2022", "2021-10"))
        for name, value in facts.items():
            if random.random() < self.gaps:
                if random.random() < self.before:
                    row[f"previous.{name}"] = value
                continue
            if random.random() < self.unreadable:
                value = random.choice(UNREADABLE)
            elif random.random() < self.great and isinstance(self.slots[name].type, NumberType):
                value = random.choice(GREAT) + random.randrange(-1, 2)
            row[name] = value
        if self.claims:
            for criterion in self.plan.criteria:
                if criterion.claimable and random.random() < self.claims:
                    row[f"not_applicable.{criterion.id}"] = "lý do"
        for slot in self.plan.facts:
            if slot.name in ("yes", "no") and random.random() < 0.7:
                row[f"evidence.{slot.name}.number"] = "1/QĐ"
        if random.random() < 0.001:
            row["unit.id"] = random.choice(("", "u0", "u1"))
        return row

    def value(self, slot: FactSlot) -> FactValue:
        """A value of a fact."""
        found: FactValue = self._of(slot.type, slot.scale)
        return found

    def _of(self, kind: Type, scale: int) -> Any:
        random = self.random
        match kind:
            case NumberType(least=least, most=most):
                return self._number(scale, least, most)
            case BooleanType():
                return random.random() < 0.6
            case DateType():
                return random.choice(DAYS) + datetime.timedelta(days=random.choice((0, 0, 0, 1, -1, 5, 30)))
            case TextType(choices=choices):
                return random.choice(choices or ("", "một", "hai"))
            case ListType(of=inner):
                return tuple(self._element(inner, scale) for _ in range(random.randrange(5)))
            case _:
                raise AssertionError(kind)

    def _element(self, kind: Type, scale: int) -> Any:
        if not isinstance(kind, NumberType):
            return self._of(kind, scale)
        part = self.random.randrange(10**scale) if scale and self.random.random() < 0.3 else 0
        return self.random.randrange(10) * 10**scale + part

    def _number(self, scale: int, least: Fraction | None, most: Fraction | None) -> int:
        random, unit = self.random, int(10**scale)
        kind = random.randrange(20)
        if kind == 0:
            ends = [int(end * unit) for end in (least, most) if end is not None]
            return random.choice(ends) + random.choice((0, 0, 1, -1)) if ends else -unit
        if kind < 3:
            return random.randrange(0, 10**6)
        if kind < 6:
            return random.choice(SMALL) * unit + random.choice((1, -1))
        if kind < 8 and scale:
            return random.randrange(0, 120 * unit)
        return random.choice(SMALL) * unit


class _Form:
    """How a table holds a fact: as text, or as the type that is made for it."""

    def __init__(self, slot: FactSlot, random: Random) -> None:
        self.slot, self.as_text = slot, random.random() < 0.3

    def column(self, values: Sequence[Any]) -> pl.Series:
        kind = self._typed()
        if kind is None or self.as_text or any(self._odd(value) for value in values):
            return pl.Series([self._text(value) for value in values], dtype=pl.String)
        return pl.Series([self._plain(value) for value in values], dtype=kind)

    def _typed(self) -> Any:
        return _column_type(self.slot.type, self.slot.scale)

    def _odd(self, value: Any) -> bool:
        """Whether no column of the type can hold the value: a text that is no choice, a very great number."""
        numbers = isinstance(self.slot.type, NumberType | DateType | BooleanType | ListType)
        if isinstance(value, str):
            return numbers
        most = 2**63 if self.slot.scale == 0 else 10**35
        return isinstance(value, int) and not -most <= value < most

    def _plain(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return [self._plain(element) for element in value]
        if isinstance(value, bool) or not isinstance(value, int) or self.slot.scale == 0:
            return value
        return Decimal(value).scaleb(-self.slot.scale)

    def _text(self, value: Any) -> str | None:
        match value:
            case None | str():
                return value
            case bool():
                return "có" if value else "không"
            case tuple():
                return "|".join(str(self._text(element)) for element in value) or "[]"
            case int():
                return format(Decimal(value).scaleb(-self.slot.scale), "f")
            case _:
                return str(value)


def _column_type(kind: Type, scale: int) -> Any:
    match kind:
        case NumberType():
            return pl.Int64 if scale == 0 else pl.Decimal(38, scale)
        case BooleanType():
            return pl.Boolean
        case DateType():
            return pl.Date
        case TextType():
            return pl.String
        case ListType(of=inner):
            return pl.List(_column_type(inner, scale))
        case _:
            return None
