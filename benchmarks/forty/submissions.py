"""Twelve units with made-up figures, the same at every run."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import Any

from thiduascore.model.submission import Submission, Unit

SHARES = 10**2
"""Percentages stand as integers times this."""


def submissions() -> list[Submission]:
    """Units from poor to excellent, every fact reported."""
    return [
        Submission(campaign="forty", unit=Unit(f"u{index}"), values=_values(random.Random(index), index / 11))
        for index in range(12)
    ]


def _values(draw: random.Random, skill: float) -> dict[str, Any]:
    """Facts of a unit that succeeds with probability `skill` or a little more."""
    luck = 0.4 + 0.6 * skill
    day = datetime.date(2021, 10, 1)
    values: dict[str, Any] = {"registered": True, "inspected": draw.randint(0, 40)}
    values |= {f"kept_{index}": draw.random() < luck for index in range(1, 9)}
    for index in range(1, 9):
        values[f"due_{index}"] = due = draw.randint(1, 60)
        values[f"done_{index}"] = round(due * min(1, luck + draw.random() / 4))
    for index in range(1, 7):
        values[f"target_{index}"] = target = draw.randint(1, 60)
        values[f"reached_{index}"] = round(target * min(1.2, luck + draw.random() / 3))
        values[f"cases_{index}"] = draw.randint(0, 6) if index < 6 else round(6 * (1 - skill))
    for index in range(1, 5):
        values[f"grade_{index}"] = draw.choice(["low", "middle", "high", "high"])
    for index in range(1, 4):
        values[f"sent_{index}"] = day + datetime.timedelta(days=30 * index - 30 + draw.randint(0, 20))
        values[f"share_{index}"] = draw.randint(round(5000 * luck), 100 * SHARES)
    values["violations"] = draw.randint(0, 3) if skill < 0.7 else 0
    values["accidents"] = draw.randint(0, 4)
    return values


def context(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts as JSON values, for ZEN Engine: percentages with decimals, dates as numbers of days.

    It has no dates of its own; numbers spare it the parsing of texts.
    """
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, datetime.date):
            found[name] = value.toordinal()
        else:
            found[name] = value / SHARES if name.startswith("share_") else value
    return found
