"""A comparison, a band table and an arithmetic formula, in each rival's own words, with their inputs.

No row stands on a boundary that binary fractions miss: there the rivals' answers differ (`1 / 3 * 90 >= 30`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

Row = Mapping[str, int | Fraction]


class Formula(NamedTuple):
    """One expression: `feel` is FEEL, `ternary` what ZEN and rule-engine read, `cel` the same on floats."""

    name: str
    feel: str
    ternary: str
    cel: str
    rows: tuple[Row, ...]


_BANDS = ((95, 20), (90, 18), (85, 15), (75, 10), (60, 5))
_RATES = tuple({"rate": Fraction(tenths, 10)} for tenths in (1000, 955, 925, 900, 884, 850, 700, 612, 431))
_COUNTS = tuple(
    {"done": done, "assigned": assigned, "late": late, "bonus": bonus}
    for done, assigned, late, bonus in (
        *((97, 100, 3, 2), (120, 120, 0, 0), (41, 43, 5, 1), (7, 9, 2, 3), (512, 530, 11, 0), (3, 8, 1, 5)),
        *((88, 91, 4, 2), (19, 20, 0, 1), (250, 300, 45, 4)),
    )
)
_ARITHMETIC = "(done - late / 2{0}) / assigned * 100{0} + bonus * 0.4"

FORMULAS = (
    Formula(
        "comparison",
        "done / assigned * 100 >= 90",
        "done / assigned * 100 >= 90",
        "done / assigned * 100.0 >= 90.0",
        tuple({name: row[name] for name in ("done", "assigned")} for row in _COUNTS),
    ),
    Formula(
        "band table",
        "".join(f"if rate >= {least} then {points} else " for least, points in _BANDS) + "0",
        "".join(f"rate >= {least} ? {points} : (" for least, points in _BANDS) + "0" + ")" * len(_BANDS),
        "".join(f"rate >= {least}.0 ? {points}.0 : (" for least, points in _BANDS)
        + "0.0"
        + ")" * len(_BANDS),
        _RATES,
    ),
    Formula("arithmetic", _ARITHMETIC.format(""), _ARITHMETIC.format(""), _ARITHMETIC.format(".0"), _COUNTS),
)
