"""Laws of relative methods: what the units are compared by, and nothing else, decides."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from strategies.relative import ENGINE, moved, peers_of, program, ruleset, submission, submissions

from thiduascore.model.submission import Submission
from thiduascore.program.earned import Earned

LEADERS = (
    "leader",
    "min-max",
    "best",
    "best-down",
    "rank",
    "rank-mid",
    "rank-dense",
    "rank-ordinal",
    "percentile",
)
SCALED = (*LEADERS, "target", "sum", "rescaled", "copeland", "z")
SHIFTED = ("min-max", "rank", "percentile", "rank-ordinal")


def scored(units: list[Submission], members: list[Submission] | None = None) -> list[dict[str, Earned]]:
    """What each unit earned, by criterion."""
    found = []
    for one, peers in zip(units, peers_of(units, members), strict=True):
        earned = program().generated(one, peers).trace.working.earned
        found.append({plan.id: each for plan, each in zip(program().plan.criteria, earned, strict=True)})
    return found


@given(submissions(), st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(units: list[Submission], random: object) -> None:
    before = dict(zip((one.unit.id for one in units), scored(units), strict=True))
    shuffled = list(units)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dict(zip((one.unit.id for one in shuffled), scored(shuffled), strict=True)) == before


@given(submissions())
def test_points_lie_between_nothing_and_the_maximum(units: list[Submission]) -> None:
    for one in scored(units):
        for earned in one.values():
            assert 0 <= earned.least <= earned.most <= 10


@given(submissions(gaps=False))
def test_equal_units_of_a_class_get_equal_points(units: list[Submission]) -> None:
    twin = submission(99, dict(units[0].values), cluster=units[0].unit.cluster, kind=units[0].unit.kind)
    found = scored([*units, twin])
    assert {name: earned.points for name, earned in found[0].items()} == {
        name: earned.points for name, earned in found[-1].items()
    }


@given(submissions(gaps=False, most=6))
def test_the_leader_gets_the_maximum(units: list[Submission]) -> None:
    """Also where all are equal, or there is one only; of leaders that are 0 nothing can be a share."""
    honest = [moved(one, honest=True, n=int(str(one.values["n"])) + 1) for one in units]
    found = scored(honest)
    for criterion, value in (("leader", "n"), ("min-max", "n"), ("rank", "a")):
        for one, earned in zip(honest, found, strict=True):
            cluster = [other for other in honest if other.unit.cluster == one.unit.cluster]
            if one.values[value] == max(int(str(other.values[value])) for other in cluster):
                assert earned[criterion].points == 10


@given(submissions(gaps=False), st.integers(2, 50))
def test_another_scale_of_everything_changes_no_points(units: list[Submission], factor: int) -> None:
    scaled = [
        moved(one, **{name: int(str(one.values[name])) * factor for name in ("a", "b", "n")}) for one in units
    ]
    for before, after in zip(scored(units), scored(scaled), strict=True):
        for name in SCALED:
            assert before[name].points == after[name].points, name


@given(submissions(gaps=False), st.integers(1, 1000))
def test_what_compares_differences_only_does_not_see_a_shift(units: list[Submission], shift: int) -> None:
    shifted = [
        moved(one, **{name: int(str(one.values[name])) + shift for name in ("a", "b", "n")}) for one in units
    ]
    for before, after in zip(scored(units), scored(shifted), strict=True):
        for name in SHIFTED:
            assert before[name].points == after[name].points, name


@given(submissions(gaps=False))
def test_better_than_before_never_earns_less_beside_the_same_others(units: list[Submission]) -> None:
    """In a method in which more is better; the others stay as they are."""
    better = [moved(units[0], a=int(str(units[0].values["a"])) + 7), *units[1:]]
    before, after = scored(units)[0], scored(better)[0]
    for name in ("rank", "rank-ordinal", "sum", "target"):
        old, new = before[name].points, after[name].points
        assert old is None or new is None or old <= new, name


@given(submissions(gaps=False, most=5), submissions(gaps=False, most=2))
def test_a_unit_outside_the_cohort_changes_nothing(units: list[Submission], late: list[Submission]) -> None:
    others = [submission(50 + index, dict(one.values)) for index, one in enumerate(late)]
    alone = scored(units, units)
    assert scored([*units, *others], units)[: len(units)] == alone


@given(submissions(gaps=False))
def test_a_disqualified_unit_counts_for_nobody(units: list[Submission]) -> None:
    """The ruleset's population is without the disqualified: whatever they reported moves no one."""
    cheats = [moved(one, a=10**6, b=1, n=10**6) if not one.values["honest"] else one for one in units]
    for one, before, after in zip(units, scored(units), scored(cheats), strict=True):
        if one.values["honest"]:
            assert before == after


@given(submissions(gaps=False, most=5))
def test_a_changed_report_leaves_its_class_open(units: list[Submission]) -> None:
    """A frozen unit whose report is another now: nobody of its class can be scored as it was frozen."""
    changed = [submission(0, {**units[0].values, "a": 12345}, cluster=units[0].unit.cluster), *units[1:]]
    changed[0] = moved(changed[0])
    frozen = [submission(0, dict(units[0].values), cluster="1", kind="province"), *units[1:]]
    late = [submission(70, dict(units[0].values), cluster="1")]
    for one, earned in zip([*units[1:], *late], scored([*units[1:], *late], frozen), strict=True):
        causes = {cause.slug for cause in earned["rank"].causes}
        assert ("cohort-incomplete" in causes) == (one.unit.cluster == "1")


def test_one_report_alone_is_no_cohort() -> None:
    one = submission(0, {"a": 3, "b": 2, "n": 1, "coastal": True, "honest": True})
    (card,) = ENGINE.score_many(ruleset(), [one])
    assert card.total is None
    assert (card.peers, card.least is not None, card.most is not None) == (None, True, True)
    two = [one, submission(1, {"a": 3, "b": 2, "n": 1, "coastal": True, "honest": True}, cluster="2")]
    assert [found["min-max"].points for found in scored(two)] == [Fraction(10), Fraction(10)]
