"""What holds of stages, votes and the journal, whatever people write."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thiduascore import (
    Assessments,
    DiagnosticError,
    Engine,
    Journal,
    Proceedings,
    Votes,
    moves,
    next_entry,
    read_assessments,
    record_of,
    standings_document,
    views_of,
    with_entry,
)
from thiduascore.cohort import Results
from thiduascore.cohort.journal import entry_line, journal_of
from thiduascore.cohort.proceedings import NO_JOURNAL
from thiduascore.cohort.record import read_record_of
from thiduascore.cohort.voting import VotePlan, tally
from thiduascore.diagnostics import Text
from thiduascore.model.assessment import Assessment, Ballot

EXAMPLE = Path(__file__).resolve().parents[2] / "rulesets" / "examples" / "stages"
ENGINE = Engine(plugins=[])
RULESET = ENGINE.load(EXAMPLE)
INTAKE = ENGINE.read(RULESET, EXAMPLE / "submissions")
DAY = datetime.date(2025, 1, 6)
UNITS, CRITERIA = "abcde", ("1.1", "1.2", "2.1")


def decided(
    rows: Iterable[Assessment] = (), votes: Iterable[Ballot] = (), journal: Journal = NO_JOURNAL
) -> Results:
    """The example's decision with these proceedings."""
    given_rows = Assessments(rows=tuple(rows))
    proceedings = Proceedings(assessments=given_rows, votes=Votes(rows=tuple(votes)), journal=journal)
    return ENGINE.results(RULESET, INTAKE, proceedings=proceedings, light=True)


def told(results: Results) -> Any:
    """Everything that the decision says of units, without what it was made of."""
    document = standings_document(results, ENGINE.versions)
    return {key: document[key] for key in ("units", "periods", "judges")}


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """An assessment that may count or not."""
    stage = draw(st.sampled_from(("cross-check", "cross-check", "appraisal", "panel", "self", "none")))
    marked = draw(st.booleans())
    value = Fraction(draw(st.integers(-2, 24)), 2)
    return Assessment(
        unit=draw(st.sampled_from((*UNITS, "x"))),
        criterion=draw(st.sampled_from((*CRITERIA, "9"))),
        stage=stage,
        assessor=draw(st.sampled_from(("statistics", "head-of-culture", "j1", "j2", "j3", "j4", "a"))),
        date=datetime.date(2024, 12, draw(st.integers(4, 20))),
        points=None if marked else value,
        mark=value if marked and value < 11 else None,
        absent="vắng" if marked and value >= 11 else "",
        reason=draw(st.sampled_from(("", "có lý do"))),
    )


ROWS = st.lists(assessments(), max_size=25)
BALLOTS = st.lists(
    st.builds(
        Ballot,
        award=st.sampled_from(("flag", "letter")),
        unit=st.sampled_from(UNITS),
        member=st.sampled_from(("chair", "deputy", "union", "youth", "commune-b")),
        vote=st.sampled_from(("yes", "yes", "no", "abstain", "absent")),
    ),
    max_size=30,
)


@given(ROWS, BALLOTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[Assessment], votes: list[Ballot], chance: Any) -> None:
    other, ballots = list(rows), list(votes)
    chance.shuffle(other)
    chance.shuffle(ballots)
    first, second = decided(rows, votes), decided(other, ballots)
    assert told(first) == told(second)
    assert sorted(one.slug for one in first.problems) == sorted(one.slug for one in second.problems)


@given(ROWS, st.integers(0, 25))
def test_how_rows_are_spread_over_files_never_matters(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Assessment], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("files")
    sound = [row for row in rows if row.absent or row.points is not None or row.mark is not None]
    for name, part in (("1", sound[cut:]), ("2", sound[:cut]), ("all", sound)):
        text = json.dumps({"assessments": [row.document() for row in part]})
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    whole = read_assessments(folder / "all.json")
    parts = read_assessments([folder / "1.json", folder / "2.json"])
    assert whole.rows == parts.rows == tuple(sorted(sound, key=lambda row: (row.key, str(row.document()))))


@given(st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(("1.1", "1.2")))))
def test_a_stage_that_changes_nothing_gives_the_computed_result(cells: set[tuple[str, str]]) -> None:
    plain = decided()
    computed = {
        (one.card.unit.id, line.plan.id): line.earned.points
        for one in plain.standings.all
        for line in one.card.criteria
    }
    rows = [
        Assessment(
            unit=unit,
            criterion=criterion,
            stage="cross-check",
            assessor="k",
            date=datetime.date(2024, 12, 5),
            points=computed[unit, criterion],
        )
        for unit, criterion in cells
    ]
    results = decided(rows)
    assert results.problems == ()
    without = [[{**one, "stages": []} for one in told(each)["units"]] for each in (plain, results)]
    assert without[0] == without[1]


@given(ROWS)
def test_every_stage_adds_up_and_the_deciding_one_is_the_result(rows: list[Assessment]) -> None:
    for one in decided(rows).standings.all:
        for view in views_of(one.card):
            outcome = view.settlement.least
            if outcome.total is not None:
                assert sum((line.amount for line in outcome.lines), Fraction(0)) == outcome.total
            if view.decides:
                assert view.score == one.card.trace.score
            for cell in view.cells:
                assert cell.by or not view.assesses


@given(ROWS, ROWS)
def test_a_locked_stage_stays_what_it_was(rows: list[Assessment], later: list[Assessment]) -> None:
    from thiduascore.cohort.locks import rows_of_stage

    before = decided(row for row in rows if row.stage == "cross-check")
    held = [row.document() for row in rows_of_stage(before.standings, "cross-check")]
    entry = next_entry(
        NO_JOURNAL, "communes-2024", "lock", date=DAY, by="HĐ", reason="xong", stage="cross-check", rows=held
    )
    changed = [row for row in later if row.stage == "cross-check"]
    after = decided(changed, journal=with_entry(NO_JOURNAL, entry))
    assert told(after)["units"] == told(before)["units"]


def entries(journal: Journal, drawn: list[tuple[str, str, int]]) -> Journal:
    """A journal with these entries added."""
    for kind, unit, number in drawn:
        kinds: dict[str, dict[str, Any]] = {
            "fact": {"unit": unit, "fact": "reports_on_time", "value": number % 13},
            "parameter": {"parameter": "council_majority", "value": str(number), "source": "Điều 5"},
            "revoke": {"unit": unit},
            "undo": {"entry": max(1, number % (len(journal.entries) + 1))},
        }
        entry = next_entry(journal, "communes-2024", kind, date=DAY, by="HĐ", reason="vì thế", **kinds[kind])
        journal = with_entry(journal, entry)
    return journal


KINDS = st.tuples(
    st.sampled_from(("fact", "parameter", "revoke", "undo")), st.sampled_from(UNITS), st.integers(0, 100)
)


@given(st.lists(KINDS, min_size=1, max_size=5), st.data())
def test_a_journal_notices_any_edit(drawn: list[tuple[str, str, int]], data: st.DataObject) -> None:
    journal = entries(NO_JOURNAL, drawn)
    text = "".join(map(entry_line, journal.documents))
    assert journal_of(text, "j").documents == journal.documents
    lines = text.splitlines(keepends=True)
    how = data.draw(st.sampled_from(("letter", "drop", "swap", "repeat")))
    at = data.draw(st.integers(0, len(lines) - 1))
    if how == "letter":
        position = data.draw(st.integers(0, len(text) - 1))
        edited = text[:position] + data.draw(st.sampled_from('x9é"{')) + text[position + 1 :]
    elif how == "drop":
        edited = "".join(lines[:at] + lines[at + 1 :])
    elif how == "swap":
        edited = "".join(reversed(lines))
    else:
        edited = "".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])
    cut_at_the_end = how == "drop" and at == len(lines) - 1
    if edited == text or cut_at_the_end:
        return  # a journal that was cut is noticed by the decision that holds its last hash
    try:
        found = journal_of(edited, "j")
    except DiagnosticError as error:
        assert error.diagnostics
        return
    assert found.documents == journal.documents


@given(ROWS, st.sampled_from(UNITS), st.sampled_from((None, "flag", "letter")))
def test_undoing_a_revocation_restores(rows: list[Assessment], unit: str, award: str | None) -> None:
    what: dict[str, Any] = {"unit": unit, "award": award}
    entry = next_entry(NO_JOURNAL, "communes-2024", "revoke", date=DAY, by="HĐ", reason="vì thế", **what)
    journal = with_entry(NO_JOURNAL, entry)
    undone = next_entry(journal, "communes-2024", "undo", date=DAY, by="HĐ", reason="vì thế", entry=1)
    assert told(decided(rows, journal=with_entry(journal, undone))) == told(decided(rows))
    revoked = next(one for one in decided(rows, journal=journal).standings.all if one.card.unit.id == unit)
    assert revoked.rank is None or award is not None
    assert award not in [one.plan.id for one in revoked.given]


@given(ROWS, BALLOTS, st.lists(KINDS, max_size=3))
def test_a_decision_can_be_made_again_from_its_own_record(
    rows: list[Assessment], votes: list[Ballot], drawn: list[tuple[str, str, int]]
) -> None:
    results = decided(rows, votes, entries(NO_JOURNAL, drawn))
    document = json.loads(json.dumps(standings_document(results, ENGINE.versions)))
    record = read_record_of(document, "decision.json")
    assert record.outcomes == record_of(results).outcomes
    again = ENGINE.results(
        RULESET,
        ENGINE.read(RULESET, record.submissions),
        history=record.history,
        proceedings=record.proceedings,
        light=True,
    )
    assert told(again) == told(results)


@given(st.lists(KINDS, max_size=2), st.lists(assessments(), max_size=4))
@settings(max_examples=25)
def test_moves_name_a_cause_for_everybody_who_moved(
    drawn: list[tuple[str, str, int]], rows: list[Assessment]
) -> None:
    old, new = decided(), decided(rows, journal=entries(NO_JOURNAL, drawn))
    found = moves(ENGINE, record_of(old), new)
    outcomes = [record_of(each).outcomes for each in (old, new)]
    moved = {key for key in outcomes[0] if outcomes[0][key].place != outcomes[1][key].place}
    assert {one.key for one in found} == moved
    assert all(one.causes for one in found)
    assert moves(ENGINE, record_of(new), new) == ()


VOTE = st.sampled_from(("yes", "no", "abstain", "absent"))


@given(st.lists(VOTE, min_size=1, max_size=9), st.integers(0, 100), st.integers(0, 100), st.data())
def test_one_more_yes_never_fails_a_vote(
    votes: list[Any], threshold: int, quorum: int, data: st.DataObject
) -> None:
    plan = VotePlan(
        council="c",
        title=Text("c"),
        source="",
        members=tuple(str(number) for number in range(len(votes))),
        threshold=Fraction(threshold, 100),
        quorum=Fraction(quorum, 100),
    )

    def counted(given_votes: list[Any]) -> Any:
        ballots = (
            Ballot(award="a", unit="u", member=str(number), vote=vote)
            for number, vote in enumerate(given_votes)
        )
        return tally(plan, ballots)

    found = counted(votes)
    assert found.yes + found.no + found.abstain + found.absent == len(votes)
    at = data.draw(st.integers(0, len(votes) - 1))
    better = counted([*votes[:at], "yes", *votes[at + 1 :]])
    assert better.share >= found.share
    if found.result == "carried":
        assert better.result == "carried"
    assert (found.result == "carried") == (found.share * 100 >= threshold and found.present * 100 >= quorum)
