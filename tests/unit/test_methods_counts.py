"""Per occurrence, per period, best and panel: lists and counts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from strategies.methods import scorer, slugs

COUNT = {"n": '"count"'}
NUMBER = {"x": '"number"'}
LIST = {"marks": '"list of number"'}
COUNTS = {"quarters": '"list of count"'}


def test_each_occurrence_adds_up_to_the_cap() -> None:
    score = scorer('method = "per-occurrence"\nof = "n"\neach = 1.5', COUNT)
    assert [score(n=n).points for n in (0, 1, 5, 6)] == [0, Fraction(3, 2), Fraction(15, 2), 8]


def test_violations_take_from_the_base_down_to_zero() -> None:
    score = scorer('method = "per-occurrence"\nof = "n"\nbase = 8\neach = -3', COUNT)
    assert [score(n=n).points for n in (0, 1, 2, 3)] == [8, 5, 2, 0]


def test_a_deduction_is_the_positive_amount_taken_away_up_to_its_cap() -> None:
    keys = 'method = "per-occurrence"\nof = "n"\neach = 0.5\nledger = "deduction"\nat_most = 1.5'
    score = scorer(keys, COUNT)
    assert [score(n=n).points for n in (0, 2, 3, 9)] == [0, 1, Fraction(3, 2), Fraction(3, 2)]


@pytest.mark.parametrize(
    ("part", "points"),
    [("whole", [0, 0, 2, 2, 4]), ("begun", [0, 2, 2, 4, 4]), ("share", [0, 1, 2, 3, 4])],
)
def test_a_step_that_is_not_finished_counts_as_declared(part: str, points: list[int]) -> None:
    score = scorer(f'method = "per-occurrence"\nof = "n"\neach = 2\nstep = 10\npart = "{part}"', COUNT)
    assert [score(n=n).points for n in (0, 5, 10, 15, 20)] == points


def test_only_what_exceeds_counts_with_something_for_exceeding_at_all() -> None:
    """Above 92 %: +0.1, each further 1 % +0.1, at most 0.5."""
    keys = 'method = "per-occurrence"\nof = "x"\nabove = 92\nfirst = 0.1\neach = 0.1\nat_most = 0.5'
    score = scorer(keys, NUMBER)
    values = ["92", "92.5", "93", "94.9", "99"]
    expected = ["0", "0.1", "0.2", "0.3", "0.5"]
    assert [score(x=Fraction(x)).points for x in values] == [Fraction(each) for each in expected]


def test_each_period_has_its_own_cap() -> None:
    score = scorer('method = "per-period"\nof = "quarters"\neach = 0.5\nat_most_each = 1', COUNTS)
    assert score(quarters=[1, 5, 0, 2]).points == Fraction(5, 2)
    assert score(quarters=[]).points == 0


def test_a_period_without_a_count_leaves_the_points_unknown() -> None:
    score = scorer('method = "per-period"\nof = "quarters"\neach = 0.5', COUNTS)
    assert score(quarters=[1, 5]).points == 3
    assert score(quarters=[1, None]).state == "unknown"


def test_the_best_of_alternatives_counts() -> None:
    facts = {"awards": '"count"', "papers": '"count"'}
    score = scorer('method = "best"\nalternatives = ["2 * awards", "papers"]', facts)
    assert (score(awards=1, papers=5).points, score(awards=3, papers=5).points) == (5, 6)
    assert score(awards=3).state == "unknown"


def test_an_alternative_without_data_is_passed_over_where_that_is_declared() -> None:
    facts = {"awards": '"count"', "papers": '"count"'}
    keys = 'method = "best"\nalternatives = ["2 * awards", "papers"]\nabsent = "ignored"'
    assert scorer(keys, facts)(awards=3).points == 6
    assert scorer(keys, facts)().points == 0


@pytest.mark.parametrize(
    ("keys", "points"),
    [
        ("keep = 2", 5),
        ('keep = 2\ntake = "mean"', Fraction(5, 2)),
        ("keep = 9", 7),
        ("drop_lowest = 1", 7),
        ("drop_lowest = 1\ndrop_highest = 1", 4),
        ("drop_highest = 4", 0),
        ("each = 2", 6),
    ],
)
def test_the_best_of_a_list_counts(keys: str, points: Fraction) -> None:
    assert scorer(f'method = "best"\nof = "marks"\n{keys}', LIST)(marks=[2, 0, 3, 2]).points == points


PANEL = 'method = "panel"\nof = "marks"\nscale = 10\n'


@pytest.mark.parametrize(
    ("combine", "marks", "points"),
    [
        ('combine = "mean"', [10, 5, 5], Fraction(16, 3)),
        ('combine = "median"', [10, 5, 5], 4),
        ('combine = "median"', [10, 5, 5, 6], Fraction(22, 5)),
        ('combine = "trimmed-mean"\ntrim = 1\nraters = 3', [10, 5, 7, 5], Fraction(24, 5)),
        ('combine = "trimmed-mean"\ntrim = 1\nraters = 3', [5, 5, 5, 10], 4),
        ('combine = "weighted-mean"\nweights = [2, 1, 1]', [10, 5, 5], 6),
    ],
)
def test_a_panel_combines_its_marks(combine: str, marks: list[int | None], points: Fraction) -> None:
    assert scorer(PANEL + combine, LIST)(marks=marks).points == points


def test_an_absent_judge_is_not_a_zero() -> None:
    assert scorer(PANEL, LIST)(marks=[10, None, 5]).points == 6
    weighted = scorer(f'{PANEL}combine = "weighted-mean"\nweights = [2, 1, 1]', LIST)
    assert weighted(marks=[None, 10, 5]).points == 6


def test_judges_can_be_facts_of_their_own_of_which_some_are_not_reported() -> None:
    judges = {name: '"number"' for name in ("one", "two", "three")}
    score = scorer('method = "panel"\nof = "[one, two, three]"\nscale = 10\nraters = 2', judges)
    assert score(one=10, three=5).points == 6
    assert score(one=10).state == "unknown"


@pytest.mark.parametrize("combine", ["mean", "median", "weighted-mean"])
def test_too_few_judges_give_no_points(combine: str) -> None:
    weights = "weights = [1, 1, 1]" if combine == "weighted-mean" else ""
    score = scorer(f'{PANEL}combine = "{combine}"\nraters = 2\n{weights}', LIST)
    assert score(marks=[10, 6, None]).points == Fraction(32, 5)
    assert [cause.slug for cause in score(marks=[10, None, None]).causes] == ["too-few-values"]


def test_marks_and_weights_must_be_as_many() -> None:
    score = scorer(f'{PANEL}combine = "weighted-mean"\nweights = [2, 1, 1]', LIST)
    assert [cause.slug for cause in score(marks=[10, 5]).causes] == ["weights-do-not-match"]


@pytest.mark.parametrize(
    ("slug", "wrong", "right", "facts"),
    [
        ("negative-each", "each = -1", "base = 8\neach = -1", COUNT),
        ("negative-deduction", 'ledger = "deduction"\neach = -1', 'ledger = "deduction"\neach = 1', COUNT),
    ],
)
def test_negative_points_without_a_base_are_diagnostics(
    slug: str, wrong: str, right: str, facts: dict[str, str]
) -> None:
    method = 'method = "per-occurrence"\nof = "n"\n'
    assert slug in slugs(method + wrong, facts)
    assert slug not in slugs(method + right, facts)


@pytest.mark.parametrize(
    ("slug", "method", "wrong", "right"),
    [
        ("best-of-what", "best", "", 'of = "marks"'),
        ("best-of-what", "best", 'of = "marks"\nalternatives = ["1"]', 'alternatives = ["sum(marks)"]'),
        ("keep-and-drop", "best", 'of = "marks"\nkeep = 1\ndrop_lowest = 1', 'of = "marks"\ndrop_lowest = 1'),
        (
            "cap-of-negative",
            "per-period",
            'of = "marks"\neach = -1\nat_most_each = 1',
            'of = "marks"\neach = 1',
        ),
        ("panel-weights", "panel", 'of = "marks"\nscale = 9\nweights = [1]', 'of = "marks"\nscale = 9'),
        ("panel-trim", "panel", 'of = "marks"\nscale = 9\ntrim = 1', 'of = "marks"\nscale = 9'),
        (
            "panel-trims-everything",
            "panel",
            'of = "marks"\nscale = 9\ncombine = "trimmed-mean"\ntrim = 1\nraters = 2',
            'of = "marks"\nscale = 9\ncombine = "trimmed-mean"\ntrim = 1\nraters = 3',
        ),
        ("scale-not-positive", "panel", 'of = "marks"\nscale = 0', 'of = "marks"\nscale = 9'),
    ],
)
def test_options_that_exclude_each_other_are_diagnostics(
    slug: str, method: str, wrong: str, right: str
) -> None:
    assert slug in slugs(f'method = "{method}"\n{wrong}', LIST)
    assert slug not in slugs(f'method = "{method}"\n{right}', LIST)
