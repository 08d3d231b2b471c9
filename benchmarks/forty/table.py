"""Units by the thousand with made-up figures, the same at every run, as a table of typed columns."""

from __future__ import annotations

import datetime

import polars as pl

GRADES = ("low", "middle", "high", "high")
DAY = datetime.date(2021, 10, 1)


def table(rows: int) -> pl.DataFrame:
    """A table as the intake takes it: counts as integers, percentages as decimals, days as dates."""
    index = pl.int_range(rows, dtype=pl.Int64, eager=True)

    def drawn(seed: int, count: int) -> pl.Series:
        return (index.hash(seed) % count).cast(pl.Int64)

    columns = {
        "unit.id": "u" + index.cast(pl.String),
        "registered": drawn(1, 50) > 0,
        "inspected": drawn(2, 41),
    }
    for each in range(1, 9):
        columns[f"kept_{each}"] = drawn(10 + each, 4) > 0
        columns[f"due_{each}"] = drawn(20 + each, 60) + 1
        columns[f"done_{each}"] = columns[f"due_{each}"] * (drawn(30 + each, 60) + 41) // 100
    for each in range(1, 7):
        columns[f"target_{each}"] = drawn(40 + each, 60) + 1
        columns[f"reached_{each}"] = columns[f"target_{each}"] * (drawn(50 + each, 80) + 41) // 100
        columns[f"cases_{each}"] = drawn(60 + each, 7)
    for each in range(1, 5):
        places = drawn(70 + each, 4)
        columns[f"grade_{each}"] = pl.Series(GRADES).gather(places)
    for each in range(1, 4):
        days = drawn(80 + each, 21) + 30 * (each - 1)
        columns[f"sent_{each}"] = (days + (DAY - datetime.date(1970, 1, 1)).days).cast(pl.Int32).cast(pl.Date)
        hundredths = (drawn(90 + each, 7001) + 3000).cast(pl.Decimal(38, 2))
        columns[f"share_{each}"] = (hundredths / 100).cast(pl.Decimal(38, 2))
    columns["violations"] = drawn(5, 40) // 37
    columns["accidents"] = drawn(6, 5)
    return pl.DataFrame(columns)
