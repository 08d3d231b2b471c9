"""The plan: a ruleset lowered to typed trees and constants, for one date; every back end starts here.

It no longer contains labels to resolve, names of parameters, method kinds or defaults: a criterion is a
decision
table whose outputs are expressions, whatever its method was called.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import Type
from thiduascore.records import frozen

Mode = Literal["half-up", "half-even", "floor", "ceiling", "down", "up"]
UNSAID: Final = Text("")

Missing = Literal["unknown", "zero", "ignore", "reject", "previous", "mean", "median"]
NotApplicable = Literal["reweight", "reweight-whole", "full", "target", "leave-out"]
Hit = Literal["unique", "first", "any", "sum", "least", "most", "count"]
Ledger = Literal["base", "bonus", "deduction"]


@frozen
class Rounding:
    """Rounds to `places` decimals by `mode`; half-up takes a half away from zero."""

    places: int
    mode: Mode


@frozen
class FactSlot:
    """A fact's place in a row: numbers stand there as integers times ten to the `scale`."""

    name: str
    type: Type
    scale: int
    label: Text
    choices: Mapping[str, Text] = field(factory=dict, hash=False)
    """The labels of a choice's ids."""


@frozen
class ValueSlot:
    """A derived value, computed before the criteria, in an order in which each needs only earlier ones."""

    name: str
    tree: Tree
    label: Text


@frozen
class Input:
    """A named working value of a criterion, shown in its explanation; rules refer to it as `Name(name)`."""

    name: str
    label: Text
    tree: Tree
    places: int | None = None
    """Decimal places to which the input is truncated before the rules see it."""
    said: Text = UNSAID
    """Its tree as a sentence; filled in by the lowering."""


@frozen
class Rule:
    """One rule of a table: when it holds, what it earns, and its text and clause for the explanation."""

    when: Tree | None
    """A yes-no tree; None always holds."""
    points: Tree
    text: Text
    """What the method says of it; without English it is the author's own text."""
    at: Path
    source: str = ""
    said: Text = UNSAID
    """The rule as a sentence, for a rule in the author's own text; filled in by the lowering."""
    gives: Text = UNSAID
    """What it gives, in words, where the sentence on when it holds would leave that open."""


@frozen
class Judged:
    """A list of judges' marks among a table's inputs, which can come from files of assessments as well."""

    name: str
    """The input that holds the marks."""
    scale: Fraction
    """The greatest mark."""
    judges: tuple[str, ...] = ()
    """The judges in the order in which the table knows them; empty where the order says nothing."""


@frozen
class Table:
    """A criterion's method in its lowered form.

    With `unique`, a submission for which several rules hold has unknown points; `proven` says that the rules
    are
    known to part their domain, so that the first that holds is the only one.
    `otherwise` is earned when no rule holds; None makes the points unknown.
    """

    inputs: tuple[Input, ...]
    rules: tuple[Rule, ...]
    hit: Hit = "first"
    proven: bool = False
    otherwise: Tree | None = None
    judged: Judged | None = None


Statistic = Literal[
    "count",
    "least",
    "greatest",
    "sum",
    "mean",
    "median",
    "deviation",
    "sample-deviation",
    "others",
    "above",
    "equal",
    "distinct-above",
    "distinct",
    "wins",
    "draws",
]
"""Of the values of a class: how many, their least, greatest, sum, mean, median and standard deviation.
Of one unit's place among them: how many others there are, how many of them stand above it or are its equal,
how many different values stand above it, how many there are with its own.
Of pairs: against how many other units it wins or draws when each of several values has its weight."""


@frozen(kw_only=True)
class Observation:
    """What is looked at in every unit of a cohort: one number, or several in an order.

    A unit counts when the criterion applies to it and every number is known.
    """

    trees: tuple[Tree, ...]
    applies: tuple[Tree, ...] = ()
    """What must hold for the unit to be looked at: the criterion and the items around it apply."""
    claim: str = ""
    """The criterion that the unit may have claimed not to apply."""
    weights: tuple[Fraction, ...] = ()
    """For `wins` and `draws`: the weight of each number."""


@frozen(kw_only=True)
class FigureSlot:
    """A figure of the cohort that expressions see under a name, computed before the units are scored."""

    name: str
    statistic: Statistic
    of: int
    """Index of what is looked at among the plan's observations."""
    within: str
    """overall, cluster, kind or cluster-and-kind."""
    outliers: Literal["keep", "winsorise", "trim"] = "keep"
    """Whether values at the ends become the nearest that is kept, or are left out of the statistic."""
    lowest: int = 0
    highest: int = 0
    share: Fraction = Fraction(0)
    """Share of the values at each end, from 0 to 1, rounded down; in place of `lowest` and `highest`."""
    label: Text
    type: Type


@frozen
class Floor:
    """The least share of the maximum (0 to 1) and what happens below it."""

    share: Fraction
    effect: Effect


@frozen
class Effect:
    """What failing a condition or floor does.

    kind: not-ranked, disqualify, zero (of = "" is the whole), cap-total, cap-level, lower-level, deduct.
    """

    kind: Literal["not-ranked", "disqualify", "zero", "cap-total", "cap-level", "lower-level", "deduct"]
    of: str = ""
    amount: Fraction = Fraction(0)


@frozen(kw_only=True)
class CriterionPlan:
    """A leaf that earns or loses points."""

    id: str
    title: Text
    source: str
    points_source: str
    at: Path
    index: int
    maximum: Fraction
    """The most points; for a deduction, the most that it takes away, as a positive number."""
    weight: Fraction
    stake: Fraction
    """The most that it brings to the total when everything applies; zero outside the base."""
    least: Fraction
    most: Fraction
    """Caps of the points after the method."""
    table: Table
    facts: tuple[str, ...]
    """Facts that the method or applicability reads, directly or through derived values."""
    applies: Tree | None = None
    applies_said: Text = UNSAID
    """`applies` as a sentence; filled in by the lowering."""
    exempt: Tree | None = None
    missing: Missing = "unknown"
    not_applicable: NotApplicable = "reweight"
    target: Fraction | None = None
    claimable: bool = False
    rounding: Rounding | None = None
    floor: Floor | None = None
    ledger: Ledger = "base"
    group: str = ""
    needs_full: str = ""
    """Id of the item or criterion that must have earned its maximum for this bonus to count."""
    approximate: bool = False
    """Whether its points rest on a root, logarithm or fractional power (34 digits)."""
    figures: tuple[int, ...] = ()
    """Indexes of the figures of the cohort that its method reads."""
    stand_ins: tuple[tuple[str, int], ...] = ()
    """For facts that may be missing: the figure of the group that then stands for each."""


Aggregation = Literal[
    "sum",
    "mean",
    "ratio-of-sums",
    "flat",
    "geometric",
    "harmonic",
    "power",
    "minimum",
    "maximum",
    "median",
    "best",
    "drop",
]


@frozen(kw_only=True)
class GroupPlan:
    """An item, or the root whose id is empty."""

    id: str
    title: Text
    source: str
    weight_source: str
    at: Path
    weight: Fraction
    """The most points of the group, in points of its parent's scale."""
    children: tuple[GroupPlan | int, ...]
    """Groups, and indexes into the plan's criteria."""
    aggregate: Aggregation = "sum"
    keep: int = 0
    """For best: how many are kept."""
    drop_lowest: int = 0
    drop_highest: int = 0
    by: Literal["points", "share"] = "share"
    exponent: Fraction = Fraction(1)
    at_zero: Fraction | None = None
    """For geometric and harmonic: the share that a zero counts as; None makes the result zero."""
    applies: Tree | None = None
    not_applicable: NotApplicable = "reweight"
    at_most: Fraction | None = None
    floor: Floor | None = None
    rounding: Rounding | None = None


@frozen(kw_only=True)
class ConditionPlan:
    """A mandatory condition."""

    id: str
    title: Text
    source: str
    at: Path
    holds: Tree
    text: Text
    effect: Effect
    facts: tuple[str, ...]
    unknown: Literal["fail", "hold", "unknown"] = "fail"
    applies: Tree | None = None


@frozen(kw_only=True)
class LevelPlan:
    """A level, best first; thresholds are inclusive unless `strict`.

    Without `start` the level has no threshold of its own: the cohort decides who of those that meet the rest
    has it.
    """

    id: str
    title: Text
    source: str
    start: Fraction | None
    strict: bool = False
    needs: tuple[str, ...] = ()
    floors: tuple[tuple[str, Fraction], ...] = ()
    """(item or criterion id, least share of its maximum)."""
    combined: tuple[tuple[tuple[str, ...], Fraction], ...] = ()
    """(item or criterion ids, least sum of their points)."""


@frozen(kw_only=True)
class Plan:
    """Everything that scoring one submission needs, and nothing that it does not."""

    campaign: str
    title: Text
    version: str
    ruleset_hash: str
    date: datetime.date
    """The date at which dated parameters were taken."""
    total: Fraction
    facts: tuple[FactSlot, ...]
    values: tuple[ValueSlot, ...]
    criteria: tuple[CriterionPlan, ...]
    root: GroupPlan
    conditions: tuple[ConditionPlan, ...]
    levels: tuple[LevelPlan, ...]
    observations: tuple[Observation, ...] = ()
    figures: tuple[FigureSlot, ...] = ()
    population: Literal["ranked", "without-disqualified", "all"] = "ranked"
    """Which units count in figures: all; all but those that a condition disqualifies; or neither those nor
    those that a condition keeps from being ranked."""
    input_rounding: Rounding | None = None
    total_rounding: Rounding | None = None
    display_rounding: Rounding | None = None
    floor: Fraction | None = None
    ceiling: Fraction | None = None
    bonus_cap: Fraction | None = None
    deduction_cap: Fraction | None = None
    rank_on: Literal["unrounded", "rounded"] = "unrounded"
    minimum_coverage: Fraction = Fraction(0)
    functions: Functions = field(default=STANDARD, eq=False, repr=False)
    """What expressions may call."""
