"""Relative methods on small cohorts, worked by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from strategies.methods import ENGINE, ruleset_text, slugs

from thiduascore.diagnostics import exact
from thiduascore.engine import Engine
from thiduascore.program.scorecard import Scorecard

NUMBERS = {"x": '"number"\nscale = 2', "y": '"number"\nscale = 2'}
RANKING = '[ranking]\nwithin = ["cluster"]\n'


def cards(keys: str, rows: list[dict[str, Any]], *, more: str = "", points: int = 10) -> list[Scorecard]:
    """The scorecards of one cluster, a unit for each row of facts."""
    text = ruleset_text(keys, NUMBERS, points=points, more=more or RANKING)
    ruleset = ENGINE.load(text)
    reports = [
        {"format": 1, "campaign": "test", "unit": {"id": f"u{index}", "cluster": "1"}, "facts": row}
        for index, row in enumerate(rows)
    ]
    taken = ENGINE.read(ruleset, reports)
    assert not taken.refused
    return list(ENGINE.score_many(ruleset, taken.submissions))


def earned(keys: str, values: list[Any], **options: Any) -> list[str]:
    """What units earn that report these values, or these pairs of values; a range where it is not known."""
    rows = [
        dict(zip(("x", "y"), value if isinstance(value, tuple) else (value, 0), strict=True))
        for value in values
    ]
    found = [card.criteria[0].earned for card in cards(keys, rows, **options)]
    return [exact(one.points) if one.points is not None else f"{one.least}..{one.most}" for one in found]


TARGET = 'method = "target-and-leader"\nof = "x"\ntarget = "y"'


def test_half_at_the_target_and_the_rest_beside_the_leader() -> None:
    """Below: ½·10·8/10; at: ½·10; above: 5 + 5·20 %/40 %; the leader: 5 + 5·40 %/40 %."""
    assert earned(TARGET, [(8, 10), (10, 10), (24, 20), (14, 10)]) == ["4", "5", "7.5", "10"]


def test_each_excess_is_beside_its_own_target() -> None:
    """30 above 100 is less than 10 above 20."""
    assert earned(TARGET, [(130, 100), (30, 20)]) == ["8", "10"]


def test_without_a_target_the_share_of_the_best_counts() -> None:
    assert earned('method = "target-and-leader"\nof = "x"', [4, 10, 5]) == ["4", "10", "5"]


def test_nobody_above_the_target_leaves_half_of_the_points_to_nobody() -> None:
    assert earned(TARGET, [(5, 10), (10, 10)]) == ["2.5", "5"]


def test_a_unit_without_a_target_is_nobodys_leader() -> None:
    assert earned(TARGET, [(9, 0), (12, 10), (11, 10)]) == ["0..10", "10", "7.5"]


COST = TARGET + '\ndirection = "down"\nat_target = 60'


def test_a_cost_earns_its_part_at_the_target_and_more_below() -> None:
    """60 % of 10 at the target; above it 6·10/20; below it 6 + 4·(10 %/50 %)."""
    assert earned(COST, [(10, 10), (20, 10), (9, 10), (5, 10)]) == ["6", "3", "6.8", "10"]


SIMPLE = [
    ('method = "min-max"\nof = "x"', [2, 4, 10], ["0", "2.5", "10"]),
    ('method = "min-max"\nof = "x"\ndirection = "down"', [2, 4, 10], ["10", "7.5", "0"]),
    ('method = "share-of-best"\nof = "x"', [2, 4, 10], ["2", "4", "10"]),
    ('method = "share-of-best"\nof = "x"\ndirection = "down"', [2, 4, 10], ["10", "5", "2"]),
    ('method = "share-of-best"\nof = "x"\ndirection = "down"', [0, 4], ["10", "0"]),
    ('method = "rescaled"\nis = "x / 2"', [2, 4, 8], ["2.5", "5", "10"]),
    ('method = "rescaled"\nis = "x * 2"\nonly_up = true', [2, 4, 8], ["4", "8", "10"]),
    ('method = "distance-to-best"\nof = "x"\nzero_at = "4"', [2, 8, 10], ["0", "5", "10"]),
    ('method = "distance-to-best"\nof = "x"\nzero_at = 4\ndirection = "down"', [2, 3, 7], ["10", "7.5", "0"]),
    ('method = "share-of-sum"\nof = "x"', [1, 3, 4], ["1.25", "3.75", "5"]),
    ('method = "percentile-rank"\nof = "x"', [1, 5, 5, 9], ["0", "5", "5", "10"]),
    ('method = "percentile-rank"\nof = "x"\ndefinition = "below"', [1, 5, 5, 8], ["0", "10/3", "10/3", "10"]),
    (
        'method = "percentile-rank"\nof = "x"\ndefinition = "at-or-below"',
        [1, 5, 5, 8],
        ["2.5", "7.5", "7.5", "10"],
    ),
]


@pytest.mark.parametrize(("keys", "values", "expected"), SIMPLE, ids=lambda value: str(value)[:40])
def test_worked_by_hand(keys: str, values: list[Any], expected: list[str]) -> None:
    assert earned(keys, values) == expected


TIES = [
    ("competition", ["10", "7", "7", "1"], ["10", "8", "8", "4"]),
    ("modified", ["10", "4", "4", "1"], ["10", "6", "6", "4"]),
    ("dense", ["10", "5.5", "5.5", "1"], ["10", "8", "8", "6"]),
    ("mid", ["10", "5.5", "5.5", "1"], ["10", "7", "7", "4"]),
]


@pytest.mark.parametrize(("ties", "evenly", "listed"), TIES, ids=lambda value: str(value)[:12])
def test_ranks_of_equal_units(ties: str, evenly: list[str], listed: list[str]) -> None:
    keys = f'method = "rank-points"\nof = "x"\nties = "{ties}"\n'
    assert earned(f"{keys}last = 1", [9, 7, 7, 3]) == evenly
    assert earned(f"{keys}by_rank = [10, 8, 6, 4]", [9, 7, 7, 3]) == listed


def test_a_total_order_parts_equal_units_by_what_is_declared() -> None:
    keys = 'method = "rank-points"\nof = "x"\nties = "ordinal"\nby_rank = [10, 8, 6]\n'
    keys += 'then = [{ of = "y", direction = "down" }]'
    assert earned(keys, [(9, 0), (7, 2), (7, 1), (3, 0)]) == ["10", "6", "8", "0"]
    assert earned(keys, [(7, 1), (7, 1)]) == ["10", "10"]


def test_z_scores_by_declared_marks() -> None:
    """2, 4, 6: mean 4, sample deviation 2, so z is -1, 0, 1."""
    keys = 'method = "z-score"\nof = "x"\n'
    keys += "anchors = [{ z = -2, points = 0 }, { z = 0, points = 4 }, { z = 2, points = 10 }]"
    assert earned(keys, [2, 4, 6]) == ["2", "4", "7"]
    assert earned(keys + '\ndirection = "down"', [2, 4, 6]) == ["7", "4", "2"]
    assert earned(keys, [5, 5]) == ["4", "4"]
    # 1, 3: mean 2, population deviation 1.
    assert earned(keys + '\ndeviation = "population"', [1, 3]) == ["2", "7"]


def test_pairs_are_won_by_weight() -> None:
    """u0 leads in x (1), u1 in y (2): u1 beats u0 and u2, u0 beats u2."""
    keys = 'method = "copeland"\namong = [{ of = "x" }, { of = "y", weight = 2 }]'
    assert earned(keys, [(9, 5), (8, 6), (7, 4)]) == ["5", "10", "0"]
    assert earned('method = "copeland"\namong = [{ of = "x" }, { of = "y" }]', [(9, 5), (8, 6)]) == [
        "10",
        "10",
    ]


MIN_MAX = 'method = "min-max"\nof = "x"'
COPELAND = 'method = "copeland"\namong = [{ of = "x" }]'
OUTCOMES = [
    (MIN_MAX, "all_equal", {"full": "10", "half": "5", "zero": "0", "unknown": "0..10"}),
    ('method = "rank-points"\nof = "x"', "all_equal", {"full": "10", "half": "5", "unknown": "0..10"}),
    ('method = "percentile-rank"\nof = "x"', "all_equal", {"full": "10", "zero": "0", "unknown": "0..10"}),
    (COPELAND, "all_equal", {"full": "10", "half": "5", "unknown": "0..10"}),
    ('method = "share-of-best"\nof = "x"', "best_zero", {"full": "10", "zero": "0", "unknown": "0..10"}),
    ('method = "share-of-sum"\nof = "x"', "sum_zero", {"full": "10", "zero": "0", "unknown": "0..10"}),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "key", "outcomes"), OUTCOMES, ids=lambda value: str(value)[:30])
def test_equal_units_get_the_declared_outcome(keys: str, key: str, outcomes: dict[str, str]) -> None:
    """Nobody divides by zero: neither where all are 0, nor in a cluster of one."""
    for declared, points in outcomes.items():
        assert earned(f'{keys}\n{key} = "{declared}"', [0, 0]) == [points, points]
    assert earned(keys, [0, 0]) == [next(iter(outcomes.values()))] * 2 or key != "all_equal"


def test_outliers_are_replaced_or_left_out_of_the_figures() -> None:
    keys = 'method = "min-max"\nof = "x"\noutliers_lowest = 1\noutliers_highest = 1\noutliers = '
    assert earned(keys + '"winsorise"', [1, 2, 4, 6, 100]) == ["0", "0", "5", "10", "10"]
    assert earned(keys + '"trim"', [1, 2, 4, 6, 100]) == ["0", "0", "5", "10", "10"]
    share = 'method = "share-of-sum"\nof = "x"\noutliers_percent = 20\noutliers = '
    # winsorised 2, 2, 4, 6, 6 of sum 20; trimmed 2, 4, 6 of sum 12
    assert earned(share + '"winsorise"', [1, 2, 4, 6, 100]) == ["0.5", "1", "2", "3", "10"]
    assert earned(share + '"trim"', [1, 2, 4, 6, 100]) == ["5/6", "5/3", "10/3", "5", "10"]


def test_a_missing_value_takes_the_mean_or_the_median_of_its_class() -> None:
    rows = [{"x": 2}, {"x": 3}, {"x": 10}, {}]
    for policy, points in (("mean", "5"), ("median", "3")):
        keys = f'method = "ratio"\nof = "x"\ntarget = 10\nmissing = "{policy}"'
        line = cards(keys, rows)[-1].criteria[0]
        assert line.earned.points == Fraction(points)
        assert [step.kind for step in line.earned.steps] == [policy]


def test_who_does_not_apply_or_is_disqualified_is_not_compared() -> None:
    keys = 'method = "share-of-best"\nof = "x"\napplies = "y = 0"'
    assert [card.total for card in cards(keys, [{"x": 4, "y": 0}, {"x": 8, "y": 0}, {"x": 99, "y": 1}])] == [
        5,
        10,
        None,
    ]
    gate = '[[conditions]]\nid = "k"\ntitle = "K"\nholds = "y = 0"\notherwise = "disqualify"\nsource = "1"\n'
    for population, best in (("ranked", 10), ("without-disqualified", 10), ("all", 5)):
        more = f'{RANKING}population = "{population}"\n{gate}'
        found = cards('method = "share-of-best"\nof = "x"', [{"x": 4, "y": 0}, {"x": 8, "y": 1}], more=more)
        assert found[0].total == best


Z = 'method = "z-score"\nof = "x"\n'
WRONG = [
    ('method = "min-max"\nof = "x"\noutliers_lowest = 1', "outliers-kept"),
    ('method = "min-max"\nof = "x"\noutliers = "trim"', "outliers-nowhere"),
    (f'{MIN_MAX}\noutliers = "trim"\noutliers_lowest = 1\noutliers_percent = 5', "outliers-twice"),
    (f"{Z}anchors = [{{ z = 1, points = 0 }}, {{ z = 1, points = 5 }}]", "anchors-not-rising"),
    ('method = "rank-points"\nof = "x"\nby_rank = [5, 6]', "rank-points-rise"),
    ('method = "rank-points"\nof = "x"\nby_rank = [6, 5]\nlast = 1', "rank-points-twice"),
    ('method = "rank-points"\nof = "x"\nties = "ordinal"', "ordinal-without-then"),
    ('method = "rank-points"\nof = "x"\nthen = [{ of = "y" }]', "then-without-ordinal"),
    ('method = "target-and-leader"\nof = "x"\ntarget = "-1"', "target-not-positive"),
    ('method = "distance-to-best"\nof = "x"\nzero_at = 0', "target-not-positive"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "slug"), WRONG, ids=[slug for _, slug in WRONG])
def test_nonsense_is_refused(keys: str, slug: str) -> None:
    assert slug in slugs(keys, NUMBERS, points=10)


def test_a_target_in_another_unit_is_refused() -> None:
    facts = {"x": '"percent"', "y": '"money"'}
    assert "unit-mismatch" in slugs('method = "target-and-leader"\nof = "x"\ntarget = "y"', facts)


def test_that_ranks_can_reverse_is_said_once() -> None:
    found = ENGINE.check(ruleset_text('method = "min-max"\nof = "x"', {"x": '"number"'}))
    assert [one.severity for one in found if one.slug == "ranks-can-reverse"] == ["note"]


def test_a_stored_scorecard_is_verified_with_its_own_figures() -> None:
    from thiduascore.program.document import scorecard_document

    ruleset = ENGINE.load(ruleset_text('method = "min-max"\nof = "x"', {"x": '"number"'}, more=RANKING))
    reports = [
        {"format": 1, "campaign": "test", "unit": {"id": str(number), "cluster": "1"}, "facts": {"x": number}}
        for number in (1, 2, 4)
    ]
    found = list(Engine([]).score_many(ruleset, ENGINE.read(ruleset, reports).submissions))
    document = scorecard_document(found[1])
    assert ENGINE.verify(document, ruleset).changes == ()
    assert [row["value"] for row in document["cohort"]["figures"]] == ["3", "1", "4"]
    document["cohort"]["figures"][2]["value"] = "2"
    assert [change.part for change in ENGINE.verify(document, ruleset).changes][:1] == ["result"]


@pytest.mark.parametrize(
    "cohort", [[], {"hash": 1, "figures": []}, {"hash": "x"}, {"hash": "x", "figures": [1]}]
)
def test_a_scorecard_with_a_broken_cohort_is_refused(cohort: Any) -> None:
    from thiduascore.diagnostics import DiagnosticError
    from thiduascore.program.document import scorecard_document

    ruleset = ENGINE.load(ruleset_text('method = "formula"\nis = "x"', {"x": '"number"'}))
    report = {"format": 1, "campaign": "test", "unit": {"id": "u"}, "facts": {"x": 1}}
    document = scorecard_document(ENGINE.score(ruleset, ENGINE.read(ruleset, report).submissions[0]))
    with pytest.raises(DiagnosticError):
        ENGINE.verify({**document, "cohort": cohort}, ruleset)


def test_pairs_of_too_many_units_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thiduascore.cohort.peers.MOST_PAIRED", 2)
    assert earned(COPELAND, [1, 2]) == ["0", "10"]
    (line,) = cards(COPELAND, [{"x": 1}, {"x": 2}, {"x": 3}])[0].criteria
    assert [cause.slug for cause in line.earned.causes] == ["cohort-too-large"]


def test_a_rank_cannot_be_put_in_the_place_of_a_missing_number() -> None:
    """Its own value stands in, but nobody counted who is above it."""
    keys = 'method = "rank-points"\nof = "x"\nmissing = "mean"'
    (line,) = cards(keys, [{"x": 1}, {"x": 2}, {}])[-1].criteria
    assert line.earned.state == "unknown"


def test_including_late_units_is_shown_one_by_one_or_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """u0 and u1 were frozen with 5 and 10; each late one lowers both, and so do both together."""
    ruleset = ENGINE.load(ruleset_text(MIN_MAX.replace("min-max", "share-of-best"), NUMBERS, more=RANKING))
    reports = [
        {
            "format": 1,
            "campaign": "test",
            "unit": {"id": f"u{index}", "cluster": "1"},
            "facts": {"x": x, "y": 0},
        }
        for index, x in enumerate((5, 10, 20, 40))
    ]
    taken = ENGINE.read(ruleset, reports).submissions
    frozen = ENGINE.freeze(ruleset, taken[:2])

    def effects() -> list[dict[str, tuple[Fraction | None, Fraction | None]]]:
        apart = ENGINE.rank(ruleset, taken, cohort=frozen).apart
        return [{change.unit: change.total for change in one.effect} for one in apart]

    alone = effects()
    assert [one["u1"] for one in alone] == [(8, 4), (8, 2)]
    assert [one["u0"] for one in alone] == [(4, 2), (4, 1)]
    monkeypatch.setattr("thiduascore.engine.cohorts.MOST_RESCORED", 1)
    together = effects()
    assert together[0] == together[1]
    assert together[0]["u2"] == (None, 4)
