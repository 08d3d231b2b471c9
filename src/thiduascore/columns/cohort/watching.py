"""The first of two passes over a table whose points are relative: what figures need of each of its rows.

The columns that come out, one row for each row of the facts, in their order:

* `counts`: whether the unit counts in the cohort's figures at all.
* `seen.K.J` and `seen.K.J /`: the number J of the plan's observation K as numerator and denominator, in
  lowest terms, 64 bits each; null where the unit has no value. Numerators are below 2 to the 62 in size,
  denominators at least 1 and below 2 to the 42.
* `seen.K wide`: the same numbers as a text such as `1/3 5/1` where they do not fit; else null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Final

import polars as pl

from thiduascore.columns.apart import read_by
from thiduascore.columns.combinations import once, submission_of
from thiduascore.columns.exact.numbers import Number
from thiduascore.columns.exact.whole import Unsupported, scaled, widened
from thiduascore.columns.intake.facts import Spans, narrowed, spans_of
from thiduascore.columns.language.codes import Truth, number_of, truth
from thiduascore.columns.language.expressions import lowered, yes_no
from thiduascore.columns.rules.compiling import Compiler
from thiduascore.columns.rules.tables import certain_no
from thiduascore.program.environment import environment_of
from thiduascore.program.interpret import judge
from thiduascore.program.plan import ConditionPlan, Observation, Plan
from thiduascore.program.watching import Observed, Watched, gates, observed

COUNTS: Final = "counts"
NUM_LIMIT: Final = 1 << 62
DEN_LIMIT: Final = 1 << 42

Single = Callable[[int], Watched]
"""Watches the row of a number by the program."""


def number_columns(observation: int, number: int) -> tuple[str, str]:
    """The columns of a number of an observation."""
    return f"seen.{observation}.{number}", f"seen.{observation}.{number} /"


def wide_column(observation: int) -> str:
    """The column of numbers that do not fit."""
    return f"seen.{observation} wide"


def schema_of(plan: Plan) -> dict[str, pl.DataType]:
    """The columns and their types."""
    found: dict[str, pl.DataType] = {COUNTS: pl.Boolean()}
    for index, observation in enumerate(plan.observations):
        for number in range(len(observation.trees)):
            found |= dict.fromkeys(number_columns(index, number), pl.Int64())
        found[wide_column(index)] = pl.String()
    return found


class Watcher:
    """The observations of a plan, for tables whose columns say the same of their numbers."""

    def __init__(self, plan: Plan, spans: Spans) -> None:
        self.plan, self.spans = plan, spans
        self._compiler = Compiler(plan, spans).named()
        self._scope = self._compiler.scope
        self._asked: list[ConditionPlan | int] = []
        self._gates = [each for each in map(self._gate, gates(plan)) if each is not None]
        self._numbers = {index: self._observation(index) for index in range(len(plan.observations))}
        self._wide = any(part.reason == "overflow" for part in self._compiler.parts)

    def watch(self, facts: pl.DataFrame, single: Single) -> pl.DataFrame:
        """What figures need of each row of the facts."""
        if self._wide:
            ordinary = narrowed(facts)
            if ordinary is not None:
                return Watcher(self.plan, spans_of(ordinary)).watch(ordinary, single)
        found = self._compiler.sheet.over(facts.lazy()).select(self._columns(facts)).collect()
        asked = [self._asked_once(facts, part) for part in self._asked]
        found = found.hstack([each for frame in asked for each in frame])
        found = found.select(self._counts(found.columns), *self._seen(found))
        if "apart" in facts.columns and facts["apart"].any():
            rows = facts["apart"].arg_true()
            watched = [single(row) for row in rows]
            told = _as_columns(self.plan, watched).with_columns(pl.Series("#row", rows, dtype=pl.Int64))
            numbered = found.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("#row"))
            found = numbered.update(told, on="#row", include_nulls=True).drop("#row")
        return found

    def _gate(self, gate: ConditionPlan) -> pl.Expr | None:
        """Where a gate keeps a unit out; None where it must be asked apart."""
        try:
            holds = yes_no(gate.holds, self._scope)
            applies = truth(True) if gate.applies is None else yes_no(gate.applies, self._scope)
        except Unsupported as unsupported:
            self._leave(gate, unsupported)
            return None
        if gate.unknown == "fail":
            return ~(certain_no(applies) | (applies.certain & holds.certain))
        return applies.certain & certain_no(holds)

    def _observation(self, index: int) -> tuple[list[Number], pl.Expr] | None:
        """The numbers of an observation and where it is looked at; None where it must be asked apart."""
        observation = self.plan.observations[index]
        try:
            numbers = [number_of(lowered(tree, self._scope)) for tree in observation.trees]
            for number in numbers:
                _pair(number)
            applies = [yes_no(tree, self._scope) for tree in observation.applies]
        except Unsupported as unsupported:
            self._leave(index, unsupported)
            return None
        claim = f"claim.{observation.claim}"
        wanted: list[Truth] = [*applies, *([Truth(~pl.col(claim))] if claim in self.spans else [])]
        return numbers, reduce(lambda one, other: one & other, [one.certain for one in wanted], pl.lit(True))

    def _leave(self, part: ConditionPlan | int, why: Unsupported) -> None:
        self._asked.append(part)
        if why.reason == "overflow":
            self._wide = True

    def _columns(self, facts: pl.DataFrame) -> list[pl.Expr]:
        """What is computed of the facts: the gates, and the numbers not yet in lowest terms."""
        columns = [pl.int_range(pl.len(), dtype=pl.Int64).alias("#row")]
        columns += [each.alias(f"gate.{index}") for index, each in enumerate(self._gates)]
        for index, found in self._numbers.items():
            if found is None:
                continue
            numbers, looked_at = found
            there = reduce(lambda one, other: one & other, [~one.null for one in numbers], looked_at)
            for place, number in enumerate(numbers):
                names = number_columns(index, place)
                for name, part in zip(names, _pair(number), strict=True):
                    columns.append(pl.when(there).then(part).alias(name))
        return columns

    def _asked_once(self, facts: pl.DataFrame, part: ConditionPlan | int) -> pl.DataFrame:
        """What the program says of a part, for each combination of what this reads."""
        if isinstance(part, int):
            observation = self.plan.observations[part]
            needed, keys = read_by(self.plan, (*observation.trees, *observation.applies))
            keys += [f"claim.{observation.claim}"] if observation.claim else []

            def answer(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
                found = [_observed(self.plan, observation, needed, row) for row in rows]
                return _parts_of(part, observation, found)

        else:
            needed, keys = read_by(self.plan, [one for one in (part.holds, part.applies) if one is not None])

            def answer(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
                out = [_is_out(self.plan, part, needed, row) for row in rows]
                return pl.DataFrame({f"gate.{part.id} asked": pl.Series(out, dtype=pl.Boolean)})

        return once(facts, [name for name in keys if name in facts.columns], answer)

    def _counts(self, columns: Sequence[str]) -> pl.Expr:
        out = [pl.col(name) for name in columns if name.startswith("gate.")]
        return (~reduce(lambda one, other: one | other, out, pl.repeat(False, pl.len()))).alias(COUNTS)

    def _seen(self, found: pl.DataFrame) -> list[pl.Series]:
        """The numbers in lowest terms, and as texts where they do not fit."""
        columns: list[pl.Series] = []
        for index, observation in enumerate(self.plan.observations):
            if self._numbers[index] is None:
                columns += [found[name] for name in _names(index, observation)]
                continue
            pairs = [number_columns(index, place) for place in range(len(observation.trees))]
            columns += _fitting(index, [lowest_terms(found[num], found[den]) for num, den in pairs])
        return columns


def _names(index: int, observation: Observation) -> list[str]:
    pairs = (number_columns(index, place) for place in range(len(observation.trees)))
    return [name for pair in pairs for name in pair] + [wide_column(index)]


def _pair(number: Number) -> tuple[pl.Expr, pl.Expr]:
    """A numerator and a denominator; Unsupported where they do not fit 128 bits."""
    above = scaled(number.above, number.factor.numerator)
    below = scaled(number.below, number.factor.denominator)
    return widened(above, 64), widened(below, 64)


def lowest_terms(num: pl.Series, den: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The quotients in lowest terms; denominators are positive wherever there is a value."""
    num, den = num.alias("num"), den.alias("den")
    if (den == 1).all():
        return num, den
    kind = pl.Int128 if pl.Int128 in (num.dtype, den.dtype) else pl.Int64
    frame = pl.DataFrame([num.cast(kind), den.cast(kind)])
    left, right = pl.col("left"), pl.col("right")
    # Euclid's algorithm for all rows at once.
    terms = frame.select(left=pl.col("den"), right=pl.col("num") % pl.col("den"))
    while (terms["right"] != 0).any():
        goes_on = right != 0
        rest = left % pl.when(goes_on).then(right).otherwise(1)
        terms = terms.select(
            left=pl.when(goes_on).then(right).otherwise(left),
            right=pl.when(goes_on).then(rest).otherwise(0),
        )
    return frame["num"] // terms["left"], frame["den"] // terms["left"]


def _fitting(index: int, pairs: Sequence[tuple[pl.Series, pl.Series]]) -> list[pl.Series]:
    """The numbers of an observation as 64 bits, as text where one does not fit."""
    frame = pl.DataFrame(
        [
            part.alias(name)
            for place, pair in enumerate(pairs)
            for name, part in zip(number_columns(index, place), pair, strict=True)
        ]
    )
    fits, texts = pl.lit(True), []
    for place in range(len(pairs)):
        num, den = map(pl.col, number_columns(index, place))
        fits = fits & num.is_between(1 - NUM_LIMIT, NUM_LIMIT - 1) & (den < DEN_LIMIT)
        texts.append(num.cast(pl.String) + "/" + den.cast(pl.String))
    wide = pl.when(~fits).then(pl.concat_str(texts, separator=" ")).alias(wide_column(index))
    parts = [pl.when(fits).then(pl.col(name)).cast(pl.Int64).alias(name) for name in frame.columns]
    return frame.select(*parts, wide).get_columns()


def _observed(
    plan: Plan, observation: Observation, needed: frozenset[str], row: Mapping[str, Any]
) -> Observed:
    submission = submission_of(plan, row, observation.claim, needed)
    return observed(observation, submission, environment_of(plan, submission, needed))


def _is_out(plan: Plan, gate: ConditionPlan, needed: frozenset[str], row: Mapping[str, Any]) -> bool:
    names = environment_of(plan, submission_of(plan, row, "", needed), needed)
    judgement = judge(gate.holds, gate.applies, names).judgement
    return judgement == "fails" or (judgement == "unknown" and gate.unknown == "fail")


def _as_columns(plan: Plan, watched: Sequence[Watched]) -> pl.DataFrame:
    """What the program watched, as columns."""
    found = pl.DataFrame({COUNTS: pl.Series([counts for counts, _ in watched], dtype=pl.Boolean)})
    for index, observation in enumerate(plan.observations):
        found = found.hstack(_parts_of(index, observation, [seen[index] for _, seen in watched]))
    return found


def _parts_of(index: int, observation: Observation, found: Sequence[Observed]) -> pl.DataFrame:
    """What an observation found, one by one, as columns."""
    reduced = [None if one is None else _reduced(one) for one in found]
    fits = [one is None or _fits(one) for one in reduced]
    names = _names(index, observation)
    columns = {
        name: pl.Series(
            [one[place] if one is not None and fit else None for one, fit in zip(reduced, fits, strict=True)],
            dtype=pl.Int64,
        )
        for place, name in enumerate(names[:-1])
    }
    texts = [None if one is None or fit else _text(one) for one, fit in zip(reduced, fits, strict=True)]
    return pl.DataFrame({**columns, names[-1]: pl.Series(texts, dtype=pl.String)})


def _reduced(parts: Sequence[int]) -> tuple[int, ...]:
    pairs = (Fraction(*pair).as_integer_ratio() for pair in zip(parts[::2], parts[1::2], strict=True))
    return tuple(part for pair in pairs for part in pair)


def _fits(parts: Sequence[int]) -> bool:
    return all(abs(num) < NUM_LIMIT for num in parts[::2]) and all(den < DEN_LIMIT for den in parts[1::2])


def _text(parts: Sequence[int]) -> str:
    return " ".join(f"{num}/{den}" for num, den in zip(parts[::2], parts[1::2], strict=True))


def numbers_in(text: str) -> tuple[int, ...]:
    """The numerators and denominators of a text for numbers that do not fit."""
    return tuple(int(part) for pair in text.split(" ") for part in pair.split("/"))
