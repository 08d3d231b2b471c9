"""What happened after the reports came in, applied to what the reports say.

In this order: the journal corrects facts and figures; units are scored; assessments of each stage stand in
the place of what was computed; the cohort is decided on with votes and revocations.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from thiduascore.cohort import Cohort
from thiduascore.cohort.cohort import hash_of_members
from thiduascore.cohort.counting import counted_assessments, counted_votes
from thiduascore.cohort.journal import Entry
from thiduascore.cohort.locks import held_by_locks
from thiduascore.cohort.proceedings import Key, Proceedings, key_of
from thiduascore.cohort.rulings import Revoked, Ruled, Rulings
from thiduascore.diagnostics import Diagnostic, nearest
from thiduascore.engine.prepared import Prepared
from thiduascore.model.declare import changed
from thiduascore.model.intake import intake as taken_in
from thiduascore.model.intake_scalars import read_number
from thiduascore.model.ruleset import Parameter, Ruleset
from thiduascore.model.submission import Intake, Report, Submission, submission_document

if TYPE_CHECKING:
    from collections.abc import Iterator


def with_proceedings(
    ruleset: Ruleset, intake: Intake, cohort: Cohort | None, proceedings: Proceedings
) -> Prepared:
    """Everything that the decision is made of, with what came after the reports."""
    journal, problems = proceedings.journal, [*proceedings.assessments.problems, *proceedings.votes.problems]
    problems += (
        _wrong(one, "journal-of-another-campaign", campaign=one.campaign, own=ruleset.campaign.id)
        for one in journal.entries
        if one.campaign != ruleset.campaign.id
    )
    effective = [one for one in journal.effective if one.campaign == ruleset.campaign.id]
    written = ruleset
    ruleset, unread = interpreted(ruleset, effective)
    amended, failed = _amended(ruleset, intake, effective)
    rows, locked = held_by_locks(effective, proceedings.assessments.rows)
    assessments = counted_assessments(ruleset, amended.submissions, rows)
    votes = counted_votes(ruleset, amended.submissions, proceedings.votes.rows)
    revoked, lost = _revoked(ruleset, amended.submissions, effective)
    units = {
        key: Ruled(votes.rows.get(key, ()), tuple(revoked.get(key, ()))) for key in {*votes.rows, *revoked}
    }
    problems += (*unread, *failed, *locked, *assessments.problems, *votes.problems, *lost)
    return Prepared(
        written=written,
        ruleset=ruleset,
        reported=intake.submissions,
        intake=amended,
        cohort=None if cohort is None else _following(cohort, intake, amended),
        rows=assessments.rows,
        rulings=Rulings(units),
        problems=problems,
    )


def _wrong(entry: Entry, slug: str, **arguments: Any) -> Diagnostic:
    return Diagnostic(slug, {"number": entry.number, **arguments})


def interpreted(ruleset: Ruleset, entries: Iterable[Entry]) -> tuple[Ruleset, list[Diagnostic]]:
    """The ruleset with the figures that appeals gave it; its hash says that it is not as it was written."""
    problems: list[Diagnostic] = []
    parameters = dict(ruleset.parameters)
    said: list[list[str]] = []
    for entry in entries:
        if entry.kind != "parameter":
            continue
        found = parameters.get(entry.parameter)
        value = read_number(entry.given)
        if found is None:
            near = nearest(entry.parameter, parameters)
            told = {"name": entry.parameter} | ({"nearest": near} if near else {})
            problems.append(_wrong(entry, "journal-unknown-parameter", **told))
        elif not isinstance(value, Fraction):
            problems.append(_wrong(entry, "journal-no-number", name=entry.parameter, text=str(entry.given)))
        elif entry.start is None and len(found.values) > 1:
            problems.append(_wrong(entry, "journal-which-value", name=entry.parameter))
        else:
            parameters[entry.parameter] = _read_otherwise(found, entry, value)
            said.append([entry.parameter, str(entry.start or ""), str(value)])
    if not said:
        return ruleset, problems
    digest = hashlib.sha256(json.dumps([ruleset.hash, *said]).encode()).hexdigest()
    return changed(ruleset, parameters=parameters, hash=f"sha256:{digest}"), problems


def _read_otherwise(parameter: Parameter, entry: Entry, value: Fraction) -> Parameter:
    values = tuple(
        changed(one, value=value, source=entry.source, status="found")
        if entry.start is None or one.start == entry.start
        else one
        for one in parameter.values
    )
    return changed(parameter, values=values)


def _amended(ruleset: Ruleset, intake: Intake, entries: Sequence[Entry]) -> tuple[Intake, list[Diagnostic]]:
    """The reports with the facts that appeals corrected."""
    problems: list[Diagnostic] = []
    corrections: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "fact":
            submission = _meant(entry, intake.submissions, problems)
            if submission is not None and _is_fact(ruleset, entry, problems):
                corrections[key_of(submission)].append(entry)
    if not corrections:
        return intake, problems
    submissions = tuple(
        _corrected(ruleset, one, corrections[key_of(one)], problems) if key_of(one) in corrections else one
        for one in intake.submissions
    )
    return evolve(intake, submissions=submissions), problems


def _meant(entry: Entry, submissions: Iterable[Submission], problems: list[Diagnostic]) -> Submission | None:
    """The report that an entry is about."""
    every = list(submissions)
    found = [one for one in every if one.unit.id == entry.unit]
    if not found:
        near = nearest(entry.unit, [one.unit.id for one in every])
        told = {"name": entry.unit} | ({"nearest": near} if near else {})
        problems.append(_wrong(entry, "journal-unknown-unit", **told))
        return None
    if entry.year is not None:
        found = [one for one in found if one.period is None or one.period.year == entry.year]
    if len(found) != 1:
        problems.append(_wrong(entry, "journal-which-period", unit=entry.unit))
        return None
    return found[0]


def _is_fact(ruleset: Ruleset, entry: Entry, problems: list[Diagnostic]) -> bool:
    if entry.fact in ruleset.facts:
        return True
    near = nearest(entry.fact, ruleset.facts)
    told = {"name": entry.fact} | ({"nearest": near} if near else {})
    problems.append(_wrong(entry, "journal-unknown-fact", **told))
    return False


def _corrected(
    ruleset: Ruleset, submission: Submission, entries: Iterable[Entry], problems: list[Diagnostic]
) -> Submission:
    """The report read anew with other facts; it stays as it was where a value cannot be read."""
    for entry in entries:
        tree = submission_document(submission)
        tree.setdefault("facts", {})[entry.fact] = entry.given
        if entry.proof is not None:
            tree.setdefault("evidence", {})[entry.fact] = [entry.proof]
        taken = taken_in(ruleset, [Report(tree=tree, file=submission.file)])
        made = taken.submissions[0] if taken.submissions else None
        if made is None or (entry.given is not None and entry.fact not in made.values):
            found = made.findings if made is not None else ()
            why = [one.diagnostic for one in found if one.arguments.get("fact") == entry.fact]
            told = {"unit": entry.unit, "fact": entry.fact, "text": str(entry.given)}
            problems.append(_wrong(entry, "journal-unreadable-value", **told))
            problems += why[:1]
        else:
            submission = made
    return submission


def _following(cohort: Cohort, before: Intake, after: Intake) -> Cohort:
    """The frozen cohort in which a corrected report stands for the one that was frozen."""
    hashes = {
        (key_of(old), old.hash): new.hash
        for old, new in zip(before.submissions, after.submissions, strict=True)
        if old.hash != new.hash
    }
    if not hashes:
        return cohort
    members = tuple(
        evolve(one, hash=hashes.get(((one.id, one.period), one.hash), one.hash)) for one in cohort.units
    )
    return evolve(cohort, units=members, hash=hash_of_members(cohort.campaign, members))


def _revoked(
    ruleset: Ruleset, submissions: Iterable[Submission], entries: Iterable[Entry]
) -> tuple[Mapping[Key, list[Revoked]], list[Diagnostic]]:
    problems: list[Diagnostic] = []
    found: dict[Key, list[Revoked]] = defaultdict(list)
    every = list(submissions)
    awards = [award.id for award in ruleset.awards]
    for entry in _of_kind(entries, "revoke"):
        if entry.award and entry.award not in awards:
            near = nearest(entry.award, awards)
            told = {"name": entry.award} | ({"nearest": near} if near else {})
            problems.append(_wrong(entry, "journal-unknown-award", **told))
            continue
        submission = _meant(entry, every, problems)
        if submission is not None:
            found[key_of(submission)].append(
                Revoked(
                    number=entry.number,
                    award=entry.award,
                    reason=entry.reason,
                    by=entry.by,
                    date=entry.date,
                )
            )
    return found, problems


def _of_kind(entries: Iterable[Entry], kind: str) -> Iterator[Entry]:
    return (entry for entry in entries if entry.kind == kind)
