"""What one submission earned before anything is added up: one `Earned` a criterion, one `Verdict` a
condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import field

from thiduascore.feel import Cause, Value
from thiduascore.records import frozen

State = Literal["scored", "unknown", "not-applicable", "rejected"]
Judgement = Literal["holds", "fails", "unknown", "not-applicable"]


@frozen
class Step:
    """One change of a criterion's points after its method: what did it, from what to what.

    kind: cap, floor, rounding, exempt, missing-zero, previous.
    """

    kind: str
    before: Fraction
    after: Fraction


@frozen(kw_only=True)
class Earned:
    """A criterion's result.

    `raw` is what the method gave, `points` what is left after caps and rounding; both None unless scored.
    `least` and `most` bound the points; they equal `points` when it is known.
    `reason` says why a criterion does not apply: applies, claim, item, missing.
    """

    state: State
    inputs: tuple[Value, ...] = ()
    rules: tuple[int, ...] = ()
    """Indexes of the rules that fired; empty when the table's `otherwise` did."""
    raw: Fraction | None = None
    points: Fraction | None = None
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    steps: tuple[Step, ...] = ()
    causes: tuple[Cause, ...] = ()
    reason: str = ""


@frozen
class Verdict:
    """Whether a condition holds, and why that is unknown where it is."""

    judgement: Judgement
    causes: tuple[Cause, ...] = ()


@frozen
class Working:
    """Everything that was found out about one submission, in the plan's order."""

    earned: tuple[Earned, ...]
    verdicts: tuple[Verdict, ...]
    items: Mapping[str, Verdict] = field(factory=dict)
    """For each item with an `applies`: holds, fails (the item does not apply) or unknown."""
