"""What units are ranked by, as columns beside the result: the range of the total, a key for each tie-break.

Where something is unknown in a row, or a tie-break has no form in columns, the row's scorecard is asked, by
the functions that rank a cohort.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import polars as pl
from attrs import frozen

from thiduascore.cohort.entrant import Entrant, state_of
from thiduascore.cohort.history import NOTHING_EARLIER
from thiduascore.cohort.order import compared
from thiduascore.cohort.placing import keyed
from thiduascore.cohort.plan import CohortPlan, TiePlan
from thiduascore.columns.beside import OPEN
from thiduascore.columns.exact.numbers import Number
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported
from thiduascore.columns.language.codes import EPOCH, Day, Text, Truth
from thiduascore.columns.results import held, read, written
from thiduascore.columns.rules.compiling import Working
from thiduascore.columns.rules.settling import Outcome
from thiduascore.diagnostics import exact, number_from_exact
from thiduascore.feel import Null, Value
from thiduascore.feel.types import BooleanType, DateType, TextType
from thiduascore.program.scorecard import Scorecard
from thiduascore.tables.tie_codes import codes_of

LEAST, MOST, SURELY, MAYBE = "#least", "#most", "#surely", "#maybe"
"""The least and the most that a unit can be ranked by, and whether it takes part in each of the two."""
_NO_MORE: Final = (Fraction(-1), Fraction(10**30))
"""What `count-back` has behind the last share, as `cohort.order` compares it: -1 %, and then the shorter one
first."""


@frozen
class Key:
    """A column by which units are ranked where they are equal so far; one that has nothing stands last."""

    name: str
    type: pl.DataType
    less: bool = False
    """Whether the lesser value is the better one."""
    exact: bool = False
    """Whether it holds exact numbers as texts."""


@frozen
class Draw:
    """A recorded draw: a unit's lot follows from its id."""

    seed: str


def keys_of(plan: CohortPlan, types: Mapping[str, pl.DataType]) -> tuple[Key | Draw, ...]:
    """What parts units with equal totals, in order; `types` are those of the result's columns."""
    return tuple(key for number, tie in enumerate(plan.ties) for key in _keys(f"#tie {number}", tie, types))


def _keys(name: str, tie: TiePlan, types: Mapping[str, pl.DataType]) -> tuple[Key | Draw, ...]:
    if tie.by == "draw":
        return (Draw(tie.seed),)
    if tie.by == "previous-rank":
        # A table comes without a history, in which nobody has a rank of last period.
        return ()
    if tie.by == "count-back":
        return tuple(Key(f"{name}.{place}", pl.String(), exact=True) for place in range(len(tie.parts)))
    if tie.by == "points" and len(tie.parts) == 1:
        kinds = [types.get(f"{kind}.{tie.parts[0]}") for kind in ("item", "criterion")]
        kind = next((each for each in kinds if isinstance(each, pl.Decimal)), None)
        if kind is not None:
            return (Key(name, kind, less=tie.less),)
    match None if tie.value is None else tie.value.tree.type:
        case BooleanType() | DateType():
            return (Key(name, pl.Int64(), less=tie.less),)
        case TextType():
            return (Key(name, pl.String(), less=True),)
        case _:
            return (Key(name, pl.String(), less=tie.less, exact=True),)


@frozen(slots=False)
class Ties:
    """The columns beside the results of one plan; `types` are those of the results' own columns."""

    plan: CohortPlan
    types: Mapping[str, pl.DataType]

    @property
    def _by(self) -> str:
        return "total" if self.plan.rounded else "unrounded"

    @cached_property
    def _looking(self) -> tuple[tuple[TiePlan, tuple[Key, ...]], ...]:
        """The tie-breaks that look at what a row says, with their columns."""
        every = [(tie, _keys(f"#tie {number}", tie, self.types)) for number, tie in enumerate(self.plan.ties)]
        plain = [(tie, tuple(key for key in keys if isinstance(key, Key))) for tie, keys in every]
        return tuple((tie, keys) for tie, keys in plain if keys)

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns and their types."""
        found: dict[str, pl.DataType] = {}
        if self.plan.undecided != "not-ranked":
            kind = self.types[self._by]
            found |= {LEAST: kind, MOST: kind, SURELY: pl.Boolean(), MAYBE: pl.Boolean()}
        return found | {key.name: key.type for _, keys in self._looking for key in keys}

    def hows(self, working: Working, outcome: Outcome, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """How each tie-break is looked at: columns, lots, nobody is parted, or rows with the reason."""
        for number, tie in enumerate(self.plan.ties):
            keys = _keys(f"#tie {number}", tie, self.types)
            plain = tuple(key for key in keys if isinstance(key, Key))
            if not plain:
                yield "lots" if keys else "nobody", ""
                continue
            try:
                _written(tie, plain, working, outcome, sheet)
            except Unsupported as unsupported:
                yield "rows", unsupported.reason
            else:
                yield "columns", ""

    def columns(self, working: Working, outcome: Outcome, sheet: Sheet) -> Iterator[pl.Expr]:
        """The keys of the tie-breaks that have a form in columns."""
        for tie, keys in self._looking:
            try:
                yield from _written(tie, keys, working, outcome, sheet)
            except Unsupported:
                continue

    def read(self, raw: pl.DataFrame, totals: pl.DataFrame) -> Mapping[str, pl.Series]:
        """The columns of rows in which nothing is unknown."""
        found: dict[str, pl.Series] = {}
        if LEAST in self.schema:
            key, ranked = totals[self._by], totals["ranked"]
            found |= {LEAST: key, MOST: key, SURELY: ranked, MAYBE: ranked}
        lacking = False
        for tie, keys in self._looking:
            if keys[0].name not in raw.columns:
                lacking = True
                made = [pl.repeat(None, raw.height, dtype=key.type, eager=True) for key in keys]
            else:
                made = [read(raw, key.name, key.type) if key.exact else raw[key.name] for key in keys]
            if tie.by == "count-back":
                made = _counted_back(made)
            found |= {key.name: each.cast(key.type) for key, each in zip(keys, made, strict=True)}
        return {**found, OPEN: pl.repeat(lacking, raw.height, dtype=pl.Boolean, eager=True)}

    def settled(self, unknown: pl.Expr) -> Mapping[str, pl.Expr]:
        """The columns where something is unknown."""
        found = {OPEN: pl.col(OPEN) | unknown} if self._looking else {}
        if LEAST in self.schema:
            views = {LEAST: f"{self._by} least", MOST: f"{self._by} most"}
            views |= {SURELY: "ranked least", MAYBE: "ranked most"}
            for name, view in views.items():
                found[name] = pl.when(unknown).then(pl.col(view)).otherwise(pl.col(name))
        return found

    def wanted(self) -> pl.Expr:
        """The rows that can have a rank."""
        return pl.col("ranked") | pl.col(SURELY) if LEAST in self.schema else pl.col("ranked")

    def row(self, card: Scorecard) -> Mapping[str, Any]:
        """The columns of one scorecard."""
        found: dict[str, Any] = {}
        if LEAST in self.schema:
            kind, settlement = self.schema[LEAST], card.settlement
            for end, ranked, one in ((LEAST, SURELY, settlement.least), (MOST, MAYBE, settlement.most)):
                found |= {end: held(getattr(one, self._by), kind), ranked: one.ranked}
        entrant = Entrant(card, NOTHING_EARLIER, state_of(card), None, level=card.level)
        keyed([entrant], self.plan)
        for tie, keys in self._looking:
            value = Null() if entrant.key is None else compared(entrant, tie)
            values = _in_order(value, len(keys)) if isinstance(value, tuple) else [value] * len(keys)
            found |= {key.name: _cell(each, key) for key, each in zip(keys, values, strict=True)}
        return found


def _written(
    tie: TiePlan, keys: Sequence[Key], working: Working, outcome: Outcome, sheet: Sheet
) -> list[pl.Expr]:
    """The expressions of a tie-break; Unsupported where it has no form in columns."""
    found: list[pl.Expr] = []
    for key, code in zip(keys, codes_of(tie, working, outcome, sheet), strict=True):
        match code:
            case Number():
                found += written(code, key.type, key.name)
            case Truth():
                found.append(code.expr.cast(pl.Int64).alias(key.name))
            case Day():
                found.append(code.number.expr.alias(key.name))
            case Text():
                found.append(code.expr.alias(key.name))
            case _:
                raise Unsupported("kind-of-value")
    return found


def _counted_back(shares: Sequence[pl.Series]) -> list[pl.Series]:
    """The shares of each row from best to worst, as exact texts."""
    frame = pl.DataFrame([each.alias(str(place)) for place, each in enumerate(shares)])
    known = frame.unique(maintain_order=True)
    numbers = [[number_from_exact(text) for text in row if text is not None] for row in known.rows()]
    texts = [[exact(each) for each in _in_order(row, len(shares))] for row in numbers]
    names = [f"#{place}" for place in range(len(shares))]
    made = pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String()), orient="row")
    both = known.hstack(made)
    joined = frame.join(both, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")
    return [joined[name] for name in names]


def _in_order(shares: Sequence[Any], count: int) -> list[Any]:
    """So many keys, of which each parts what is equal before: the shares from best to worst."""
    last, behind = _NO_MORE
    return [*sorted(shares, reverse=True), last, *[behind] * count][:count]


def _cell(value: Value, key: Key) -> Any:
    """A value as its column holds it."""
    if isinstance(value, Null):
        return None
    if isinstance(value, datetime.date):
        days = value.toordinal() - EPOCH
        return exact(Fraction(days)) if key.exact else days
    if isinstance(value, bool):
        return exact(Fraction(value)) if key.exact else int(value)
    return held(value, key.type)
