"""The figures of a table's classes: plain aggregates of columns give what the program's own way gives."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.relative import program, submissions

from thiduascore.cohort.peers import PAIRED, ClassSeen
from thiduascore.columns.cohort.peers import SortedValues, is_own, places, shared_figures
from thiduascore.columns.cohort.watching import (
    DEN_LIMIT,
    NUM_LIMIT,
    Watcher,
    number_columns,
    numbers_in,
    schema_of,
)
from thiduascore.columns.intake.facts import figure_column, frame_of, spans_of
from thiduascore.diagnostics import Text
from thiduascore.feel.tree import Constant
from thiduascore.feel.types import NumberType
from thiduascore.model.submission import Submission
from thiduascore.program.plan import FigureSlot, Observation, Statistic
from thiduascore.program.watching import watched

CLASSES = 3
_STATISTICS = [each for each in typing.get_args(Statistic) if each not in PAIRED]
_NUMS = st.integers(-20, 20) | st.integers(1 - NUM_LIMIT, NUM_LIMIT - 1)
_DENS = st.integers(1, 5) | st.just(100) | st.integers(1, DEN_LIMIT - 1)
_CLOSE = st.sampled_from(
    [
        (1, 2),
        (1, 3),
        (2, 3),
        (-1, 3),
        (-1, 2),
        (3, 2),
        (4, 3),
        (NUM_LIMIT - 1, DEN_LIMIT - 1),
        (NUM_LIMIT - 1, 1),
    ]
)
"""Quotients that share their whole part, and the widest."""
_PAIRS = (_CLOSE | st.tuples(_NUMS, _DENS)).map(lambda pair: Fraction(*pair).as_integer_ratio())
_ROWS = st.tuples(
    st.integers(0, CLASSES - 1), st.sampled_from([True, True, False]), st.none() | st.tuples(_PAIRS, _PAIRS)
)
_SLOTS = st.builds(
    FigureSlot,
    name=st.just("x"),
    statistic=st.sampled_from(_STATISTICS),
    of=st.just(0),
    within=st.just("overall"),
    outliers=st.sampled_from(["keep", "trim", "winsorise"]),
    lowest=st.integers(0, 3),
    highest=st.integers(0, 3),
    share=st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(49, 100)]),
    label=st.just(Text("")),
    type=st.just(NumberType()),
)
Row = tuple[int, bool, tuple[tuple[int, int], tuple[int, int]] | None]


@settings(max_examples=4 * settings.default.max_examples)
@given(
    st.lists(_ROWS, max_size=5) | st.lists(_ROWS, min_size=6, max_size=30),
    st.lists(_SLOTS, min_size=1, max_size=8),
    st.integers(1, 2),
)
def test_aggregates_and_windows_give_the_figures_of_each_class(
    rows: list[Row], chosen: list[FigureSlot], numbers: int
) -> None:
    slots = dict(enumerate(chosen))
    frame = _frame(rows, numbers)
    counting = frame.filter(pl.col("counts") & pl.col("num.0").is_not_null())
    values = SortedValues(counting.select("class", num="num.0", den="den.0"))
    shared = {at: slot for at, slot in slots.items() if not is_own(slot)}
    found = shared_figures(shared, range(CLASSES), values)
    own = places(frame, {at: slot for at, slot in slots.items() if is_own(slot)}, numbers)
    for one in range(CLASSES):
        there = [index for index, row in enumerate(rows) if row[0] == one]
        plain = ClassSeen(
            observed=[_observed(rows[index], numbers) for index in there],
            counts=[rows[index][1] for index in there],
            observation=Observation(trees=(Constant(Fraction(0)),) * numbers),
        )
        for at, slot in slots.items():
            expected = plain.figure(slot)
            if at in shared:
                assert found[one][at] == expected
            else:
                assert isinstance(expected, Sequence)
                assert own[figure_column(at)].gather(there).to_list() == list(expected)


def _frame(rows: list[Row], numbers: int) -> pl.DataFrame:
    columns = {
        f"{name}.{number}": pl.Series(
            [None if row[2] is None else row[2][number][part] for row in rows], dtype=pl.Int64
        )
        for number in range(numbers)
        for part, name in enumerate(("num", "den"))
    }
    return pl.DataFrame(
        {
            "class": pl.Series([row[0] for row in rows], dtype=pl.Int64),
            "counts": pl.Series([row[1] for row in rows], dtype=pl.Boolean),
            **columns,
        }
    )


def _observed(row: Row, numbers: int) -> tuple[int, ...] | None:
    return None if row[2] is None else tuple(part for pair in row[2][:numbers] for part in pair)


@given(submissions())
def test_columns_see_of_each_unit_what_the_interpreter_sees(units: list[Submission]) -> None:
    plan = program().plan
    facts = frame_of(plan, units)
    found = Watcher(plan, spans_of(facts)).watch(facts, lambda row: watched(plan, units[row]))
    assert found.schema == schema_of(plan)
    for one, row in zip(units, found.iter_rows(named=True), strict=True):
        counts, seen = watched(plan, one)
        assert row["counts"] == counts
        for index, expected in enumerate(seen):
            pairs = [number_columns(index, number) for number in range(len(plan.observations[index].trees))]
            parts = [row[name] for pair in pairs for name in pair]
            text = row[f"seen.{index} wide"]
            got = numbers_in(text) if text is not None else None if parts[0] is None else tuple(parts)
            assert got == (None if expected is None else _lowest(expected))


def _lowest(parts: Sequence[int]) -> tuple[int, ...]:
    pairs = (Fraction(*pair).as_integer_ratio() for pair in zip(parts[::2], parts[1::2], strict=True))
    return tuple(part for pair in pairs for part in pair)
