"""Hit policies: what the rules of a decision table that hold give together (DMN 1.5, section 8.2.10).

Rulesets' tables and tables of `.dmn` files share this; what a rule that may or may not hold means is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, Literal

from thiduascore.feel.values import Null, Value, merged, missing
from thiduascore.records import frozen

Hit = Literal[
    "unique", "first", "any", "priority", "rule-order", "output-order", "collect",
    "sum", "least", "most", "count",
]  # fmt: skip
"""U, F, A, P, R, O, C, C+, C<, C>, C#."""

ORDERED: Final = ("priority", "output-order")
"""The policies for which the outputs have priorities."""


@frozen
class Settled:
    """What a table gives, and the rules that it rests on, in the order in which they count."""

    value: Value
    rules: tuple[int, ...]


def settled(
    hit: Hit,
    holding: Sequence[int],
    output: Callable[[int], Value],
    *,
    priority: Callable[[int], tuple[int, ...]] | None = None,
) -> Settled | None:
    """What the rules `holding` (indices, in the order of the table) give; None when no rule holds.

    `output` works out what one rule gives; only the rules that count are asked.
    `priority` gives a rule's place among the outputs' priorities, the least first.
    Null with a cause: `several-rules-match` (U), `rules-disagree` (A), `outputs-not-comparable` (the sum of
    anything but numbers, the least and the most of what has no order).
    """
    if not holding:
        return Settled(Fraction(0), ()) if hit == "count" else None
    if hit in ORDERED and priority is not None:
        holding = sorted(holding, key=priority)
    rules = tuple(holding)
    if hit == "unique" and len(rules) > 1:
        return Settled(missing("several-rules-match"), rules)
    if hit in ("unique", "first", "priority"):
        return Settled(output(rules[0]), rules[:1])
    values = tuple([output(index) for index in rules])
    if hit == "any":
        return Settled(_agreed(values), rules)
    if hit in ("rule-order", "output-order", "collect"):
        return Settled(values, rules)
    return Settled(aggregated(hit, values), rules)


def _agreed(values: Sequence[Value]) -> Value:
    """The one value that all rules give; where they differ, null because of those that are null."""
    if all(value == values[0] for value in values):
        return values[0]
    unknown = merged(values)
    return unknown if unknown.causes else missing("rules-disagree")


def aggregated(hit: Hit, values: Sequence[Value]) -> Value:
    """The sum, the least, the greatest or the count of the outputs, which are at least one."""
    if hit == "count":
        return Fraction(len(values))
    if any(isinstance(value, Null) for value in values):
        return merged(values)
    if hit == "sum":
        numbers = [value for value in values if isinstance(value, Fraction)]
        return sum(numbers, Fraction(0)) if len(numbers) == len(values) else missing("outputs-not-comparable")
    if len({type(value) for value in values}) > 1 or isinstance(values[0], bool | tuple | dict):
        return missing("outputs-not-comparable")
    try:
        return min(values) if hit == "least" else max(values)  # type: ignore[type-var]
    except TypeError:
        return missing("outputs-not-comparable")
