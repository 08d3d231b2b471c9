"""Relative methods: every back end agrees, and figures are what plain arithmetic makes of the numbers."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from strategies.relative import peers_of, program, submission, submissions

from thiduascore.cohort.figures import Figure, Values
from thiduascore.cohort.pairs import pairs_of
from thiduascore.diagnostics import Text
from thiduascore.feel.types import NumberType
from thiduascore.model.submission import Submission
from thiduascore.program.document import scorecard_document, scorecard_json
from thiduascore.program.peers_document import peers_document, peers_in
from thiduascore.program.plan import FigureSlot, Statistic
from thiduascore.program.score import score_of
from thiduascore.program.watching import watched


@given(submissions())
def test_what_is_watched_is_the_same_by_both_ways(units: list[Submission]) -> None:
    plan, watch = program().plan, program().compiled.watch
    for one in units:
        counts, seen = watch(one)
        expected_counts, expected = watched(plan, one)
        assert counts == expected_counts
        assert [_numbers(found) for found in seen] == [_numbers(found) for found in expected]


def _numbers(found: tuple[int, ...] | None) -> list[Fraction] | None:
    if found is None:
        return None
    return [Fraction(above, below) for above, below in zip(found[::2], found[1::2], strict=True)]


@given(submissions())
def test_the_interpreter_and_the_generated_code_score_alike(units: list[Submission]) -> None:
    for one, peers in zip(units, peers_of(units), strict=True):
        reference = program().reference(one, peers)
        trace = program().compiled.trace(one, peers)
        assert trace.working == reference.trace.working
        assert program().quick(one, peers) == trace.score == score_of(reference.settlement)
        assert scorecard_json(program().generated(one, peers)) == scorecard_json(reference)


@given(submissions(most=3))
def test_without_the_cohort_both_say_that_it_is_needed(units: list[Submission]) -> None:
    for one in units:
        reference = program().reference(one)
        assert scorecard_json(program().generated(one)) == scorecard_json(reference)
        for line in reference.criteria:
            needs = "needs-cohort" in {cause.slug for cause in line.earned.causes}
            if line.plan.figures and line.earned.state == "scored":
                # Up to the target nobody else matters; a missing fact is zero whoever else there is.
                assert line.plan.id in ("target", "target-down") or one.missing
            assert not needs or line.earned.state != "scored" or one.missing


def test_every_relative_method_has_a_generated_form() -> None:
    assert program().compiled.interpreted == ()
    assert program().compiled._watching.interpreted == ()


@given(submissions())
def test_a_stored_scorecard_holds_the_figures_that_it_used(units: list[Submission]) -> None:
    plan = program().plan
    for one, peers in zip(units, peers_of(units), strict=True):
        document = scorecard_document(program().reference(one, peers))["cohort"]
        again = peers_in(plan, document)
        assert peers_document(plan, again) == document
        assert scorecard_json(program().reference(one, again)) == scorecard_json(
            program().reference(one, peers)
        )


def _slot(statistic: Statistic) -> FigureSlot:
    return FigureSlot(
        name="x", statistic=statistic, of=0, within="overall", label=Text(""), type=NumberType()
    )


PLAIN: dict[Statistic, Callable[[Sequence[Fraction]], Fraction]] = {
    "least": min,
    "greatest": max,
    "sum": lambda numbers: sum(numbers, Fraction(0)),
    "mean": statistics.mean,
    "median": statistics.median,
}


@given(submissions(gaps=False))
def test_figures_are_what_plain_arithmetic_makes(units: list[Submission]) -> None:
    numbers = sorted(Fraction(int(one.values["a"]), int(one.values["b"]) + 1) for one in units)  # type: ignore[arg-type]
    values = Values(tuple(number.as_integer_ratio() for number in numbers))
    for statistic, plain in PLAIN.items():
        figure = values.figure(_slot(statistic))
        assert (figure.value, figure.rough) == (plain(numbers), False)
    assert _is_root(values.figure(_slot("deviation")), statistics.pvariance(numbers))
    if len(numbers) > 1:
        assert _is_root(values.figure(_slot("sample-deviation")), statistics.variance(numbers))


def _is_root(figure: Figure, square: Fraction) -> bool:
    """Whether it is the root to 34 digits, and says whether it is exact."""
    assert isinstance(figure.value, Fraction)
    off = abs(figure.value**2 - square)
    return off <= square / 10**33 and figure.rough == (off != 0)


def test_a_sum_too_wide_to_be_exact_is_to_34_digits_and_says_so() -> None:
    primes = [number for number in range(2, 1000) if all(number % part for part in range(2, number))]
    numbers = sorted(Fraction(1, prime) for prime in primes)
    values = Values(tuple(number.as_integer_ratio() for number in numbers))
    for statistic in ("sum", "mean"):
        figure = values.figure(_slot(statistic))
        exact = PLAIN[statistic](numbers)
        assert figure.rough
        assert isinstance(figure.value, Fraction)
        assert abs(figure.value - exact) <= exact / 10**33
    assert values.figure(_slot("median")).rough is False


@given(submissions(gaps=False))
def test_pairs_are_counted_as_one_by_one(units: list[Submission]) -> None:
    weights = (Fraction(1), Fraction(3, 2), Fraction(1))
    members = [tuple(int(one.values[name]) for name in ("a", "b", "n")) for one in units]  # type: ignore[arg-type]
    pairs = pairs_of(members, weights)
    for one in members:
        lead = [
            sum(
                (
                    weight * ((mine > theirs) - (mine < theirs))
                    for weight, mine, theirs in zip(weights, one, other, strict=True)
                ),
                Fraction(0),
            )
            for other in members
        ]
        assert pairs.score(one) == (sum(each > 0 for each in lead), sum(each == 0 for each in lead))


@pytest.mark.parametrize("wide", [10**300, 10**500])
def test_a_figure_too_wide_for_generated_code_is_left_to_the_interpreter(wide: int) -> None:
    units = [
        submission(index, {"a": wide + index, "b": 1, "n": 1, "coastal": False, "honest": True})
        for index in range(3)
    ]
    for one, peers in zip(units, peers_of(units), strict=True):
        assert scorecard_json(program().generated(one, peers)) == scorecard_json(
            program().reference(one, peers)
        )
