"""A decision's record: what it was made of, in a form that can be decided on again and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from thiduascore.cohort.history import NOTHING_EARLIER, History, Year
from thiduascore.cohort.journal import entry_line, journal_of
from thiduascore.cohort.moved import Outcome, UnitKey
from thiduascore.cohort.proceedings import Assessments, Journal, Proceedings, Votes
from thiduascore.cohort.results import Results
from thiduascore.cohort.sheets import AssessmentFile, VoteFile, assessment_of, ballot_of
from thiduascore.cohort.standings import Standing
from thiduascore.diagnostics import Diagnostic, DiagnosticError, exact, ordered
from thiduascore.model.declare import Reading, read_record
from thiduascore.model.submission import submission_document
from thiduascore.records import frozen
from thiduascore.text import Document


@frozen(kw_only=True)
class Record:
    """An earlier decision as its JSON document has it."""

    campaign: str
    ruleset: str
    """The hash of its ruleset."""
    version: str
    outcomes: Mapping[UnitKey, Outcome]
    submissions: tuple[Mapping[str, Any], ...]
    """The reports, as they came in."""
    proceedings: Proceedings
    history: History


def inputs_document(results: Results) -> dict[str, Any]:
    """Everything that the decision was made of besides the ruleset, in an order of its own."""
    inside = {key_of_standing(one) for one in results.standings.all}
    reports = [one for one in results.reported if (one.unit.id, *_ends(one.period)) in inside]
    reports.sort(key=lambda one: (one.unit.id, *_ends(one.period)))
    history = results.history
    return {
        "submissions": [submission_document(one) for one in reports],
        "assessments": [row.document() for row in results.proceedings.assessments.rows],
        "votes": [row.document() for row in results.proceedings.votes.rows],
        "journal": list(results.proceedings.journal.documents),
        "history": [
            {
                "unit": one.unit,
                "year": one.year,
                "titles": sorted(one.titles),
                "level": one.level,
                "rank": one.rank,
            }
            for one in history.years
        ],
    }


def key_of_standing(standing: Standing) -> UnitKey:
    """By what a unit is found in a record."""
    return standing.card.unit.id, *_ends(standing.card.submission.period)


def outcome_of(standing: Standing) -> Outcome:
    """Where a unit stands."""
    total = standing.card.total
    return Outcome(
        name=standing.card.unit.name,
        rank=None if standing.rank is None else exact(standing.rank),
        total=None if total is None else exact(total),
        level=standing.level,
        awards=tuple(one.plan.id for one in standing.given),
    )


def _ends(period: Any) -> tuple[str, str]:
    return ("", "") if period is None else (period.start.isoformat(), period.end.isoformat())


def record_of(results: Results) -> Record:
    """A decision as its own record, to compare another one with."""
    document = inputs_document(results)
    return Record(
        campaign=results.ruleset.campaign.id,
        ruleset=results.ruleset.hash,
        version=results.ruleset.campaign.version,
        outcomes={key_of_standing(one): outcome_of(one) for one in results.standings.all},
        submissions=tuple(document["submissions"]),
        proceedings=results.proceedings,
        history=results.history,
    )


def read_record_of(document: Any, file: str) -> Record:
    """The decision that standings written as JSON hold.

    Raises DiagnosticError `not-standings` when the document is none, or has not what it was made of.
    """
    try:
        return _record(document, file)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problem = str(error.args[0]) if isinstance(error, KeyError) and error.args else "units"
        raise DiagnosticError(Diagnostic("not-standings", {"file": file, "problem": problem})) from None


def _record(document: Any, file: str) -> Record:
    inputs, provenance = document["inputs"], document["provenance"]
    return Record(
        campaign=document["campaign"]["id"],
        ruleset=provenance["ruleset"]["hash"],
        version=provenance["ruleset"]["version"],
        outcomes={_unit_key(one): _outcome(one) for one in document["units"]},
        submissions=tuple(dict(one) for one in inputs["submissions"]),
        proceedings=Proceedings(
            assessments=Assessments(rows=_assessments(inputs["assessments"], file)),
            votes=Votes(rows=_votes(inputs["votes"], file)),
            journal=journal_from(inputs["journal"]),
        ),
        history=_history(inputs["history"], provenance["history"]),
    )


def _unit_key(unit: Mapping[str, Any]) -> UnitKey:
    period = unit["period"] or {"from": "", "to": ""}
    return unit["id"], period["from"], period["to"]


def _outcome(unit: Mapping[str, Any]) -> Outcome:
    given = tuple(one["award"] for one in unit["awards"] if one["state"] == "given")
    return Outcome(
        name=unit["name"], rank=unit["rank"], total=unit["total"], level=unit["level"], awards=given
    )


def _assessments(rows: Any, file: str) -> Any:
    reading = Reading(Document(file, "", {"assessments": rows}, lambda text: {}))
    whole = read_record(AssessmentFile, reading.root())
    if whole is None or reading.problems:
        raise DiagnosticError(*ordered(reading.problems))
    return tuple(assessment_of(row) for row in whole.assessments)


def _votes(rows: Any, file: str) -> Any:
    reading = Reading(Document(file, "", {"votes": rows}, lambda text: {}))
    whole = read_record(VoteFile, reading.root())
    if whole is None or reading.problems:
        raise DiagnosticError(*ordered(reading.problems))
    return tuple(ballot_of(row) for row in whole.votes)


def journal_from(entries: Iterable[Mapping[str, Any]]) -> Journal:
    """The journal of entries as JSON has them; raises DiagnosticError when they do not follow one another."""
    return journal_of("".join(map(entry_line, entries)), "")


def _history(years: Iterable[Mapping[str, Any]], hash_: str) -> History:
    found = tuple(
        Year(
            unit=one["unit"],
            year=one["year"],
            titles=frozenset(one["titles"]),
            level=one["level"],
            rank=one["rank"],
        )
        for one in years
    )
    return History(found, hash=hash_) if found else NOTHING_EARLIER
