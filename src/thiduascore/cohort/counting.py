"""Which assessments and votes count, each for one unit and period.

Every row either counts or is told of; rows are looked at in an order of their own, so that the order of files
and lines changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from attrs import define, evolve, field

from thiduascore.cohort.proceedings import Key, key_of
from thiduascore.diagnostics import Diagnostic, nearest, ordered
from thiduascore.model.assessment import Assessment, Ballot
from thiduascore.model.ruleset import Assessor, Item, Ruleset, Stage
from thiduascore.model.submission import Submission
from thiduascore.records import frozen

Row = TypeVar("Row", bound=Assessment | Ballot)


@define(eq=False)
class _Sorting:
    """The rows as they are sorted out, and what is wrong with some of them."""

    ruleset: Ruleset
    submissions: Mapping[str, Sequence[Submission]]
    problems: list[Diagnostic] = field(factory=list)

    def object(self, row: Assessment | Ballot, slug: str, key: str = "", **arguments: Any) -> None:
        self.problems.append(row.where.diagnostic(slug, key, **arguments))

    def submission(self, row: Assessment | Ballot) -> Submission | None:
        """The report that a row is about; None, with a problem, when that is not one."""
        found = self.submissions.get(row.unit, ())
        if not found:
            near = nearest(row.unit, self.submissions)
            self.object(row, "unknown-unit", "unit", name=row.unit, nearest=near)
            return None
        if row.year is not None:
            found = [one for one in found if one.period is None or one.period.year == row.year]
        if len(found) != 1:
            slug = "row-of-which-period" if found else "row-of-no-period"
            self.object(
                row, slug, "year" if row.year is not None else "unit", unit=row.unit, year=str(row.year)
            )
            return None
        return found[0]

    def known(self, row: Assessment | Ballot, key: str, name: str, names: Iterable[str]) -> bool:
        """Whether a name is declared; says so when it is not."""
        listed = list(names)
        if name not in listed:
            slug = "unknown-voter" if key == "member" else f"unknown-{key}"
            self.object(row, slug, key, name=name, nearest=nearest(name, listed))
        return name in listed


def by_unit(submissions: Iterable[Submission]) -> Mapping[str, Sequence[Submission]]:
    """The reports of each unit."""
    found: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        found[submission.unit.id].append(submission)
    return found


@frozen(kw_only=True)
class Counted:
    """The rows that count, by unit and period, and what is wrong with the others."""

    rows: Mapping[Key, tuple[Any, ...]] = field(factory=dict)
    problems: tuple[Diagnostic, ...] = ()


def counted_assessments(
    ruleset: Ruleset, submissions: Iterable[Submission], rows: Iterable[Assessment]
) -> Counted:
    """The assessments that a unit's scorecard is to be looked at with.

    What only the scorecard can show (points out of bounds, a change without a reason) is found there.
    """
    sorting = _Sorting(ruleset, by_unit(submissions))
    stages = {stage.id: stage for stage in ruleset.stages}
    criteria = [criterion.id for criterion in ruleset.criteria()]
    around = _around(ruleset)
    fit: dict[Key, list[Assessment]] = defaultdict(list)
    for row in sorted(rows, key=_order):
        known = [
            sorting.known(row, "stage", row.stage, stages),
            sorting.known(row, "criterion", row.criterion, criteria),
        ]
        submission = sorting.submission(row)
        if submission is None or not all(known):
            continue
        if _may(sorting, row, stages[row.stage], submission, around[row.criterion]):
            fit[key_of(submission)].append(row)
    counted = {key: tuple(_certain(sorting, each, _same_cell, _agree)) for key, each in fit.items()}
    for each in counted.values():
        _in_order(sorting, each, [stage.id for stage in ruleset.stages])
    return Counted(rows=counted, problems=ordered(sorting.problems))


def _order(row: Assessment | Ballot) -> Any:
    return row.key, str(row.document())


def _around(ruleset: Ruleset) -> Mapping[str, frozenset[str]]:
    """Of each criterion its own id and those of the items around it."""
    found: dict[str, frozenset[str]] = {}

    def walk(item: Item, outer: frozenset[str]) -> None:
        ids = outer | {item.id}
        for criterion in item.criteria:
            found[criterion.id] = ids | {criterion.id}
        for inner in item.items:
            walk(inner, ids)

    for item in ruleset.items:
        walk(item, frozenset())
    return found


def _may(
    sorting: _Sorting, row: Assessment, stage: Stage, submission: Submission, parts: frozenset[str]
) -> bool:
    """Whether this assessor may say this at this stage on this day; says why not."""
    found = len(sorting.problems)
    told = {"assessor": row.assessor, "stage": stage.title, "unit": row.unit, "criterion": row.criterion}
    if stage.self_scores:
        sorting.object(row, "assessment-of-self-scores", "stage", **told)
        return False
    assessor = next((one for one in stage.assessors if one.id == row.assessor), None)
    if stage.assessors and not row.judged and assessor is None:
        sorting.known(row, "assessor", row.assessor, [one.id for one in stage.assessors])
    if row.assessor == row.unit or (assessor is not None and assessor.unit == row.unit):
        if not (row.conflict or row.absent):
            sorting.object(row, "assessor-of-own-unit", "assessor", **told)
    elif assessor is not None and not _in_remit(assessor, submission, parts):
        sorting.object(row, "assessor-outside-remit", "assessor", **told)
    if stage.start is not None and row.date < stage.start:
        sorting.object(row, "assessment-before-stage", "date", day=str(stage.start), **told)
    if stage.end is not None and row.date > stage.end:
        sorting.object(row, "stage-locked", "date", day=str(stage.end), **told)
    return len(sorting.problems) == found


def _in_remit(assessor: Assessor, submission: Submission, parts: frozenset[str]) -> bool:
    unit = submission.unit
    return (
        (not assessor.parts or not parts.isdisjoint(assessor.parts))
        and (not assessor.units or unit.id in assessor.units)
        and (not assessor.clusters or unit.cluster in assessor.clusters)
    )


def _same_cell(row: Assessment) -> tuple[object, ...]:
    """Rows of which only one can be the last word: points on one day, or one judge's marks on one day."""
    judge = row.assessor if row.judged else ""
    return row.criterion, row.stage, row.date, row.judged, judge


def _agree(one: Assessment, other: Assessment) -> bool:
    if one.assessor != other.assessor:
        return one.points == other.points
    said = (one.points, one.mark, one.absent, one.conflict, one.reason)
    return said == (other.points, other.mark, other.absent, other.conflict, other.reason)


def _certain(
    sorting: _Sorting,
    rows: Sequence[Row],
    same: Callable[[Row], object],
    agree: Callable[[Row, Row], bool],
) -> Iterable[Row]:
    """Rows that nothing contradicts; of equal ones the first."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[same(row)].append(row)
    for together in groups.values():
        first, *others = together
        if all(agree(first, other) for other in others):
            repeated = [one for one in others if _who(one) == _who(first)]
            for other in repeated:
                sorting.object(other, "repeated-row", other=first.where, unit=other.unit)
            yield from (one for one in together if not any(one is other for other in repeated))
        else:
            for other in others:
                sorting.object(other, "contradicting-rows", other=first.where, **_about(other))


def _who(row: Assessment | Ballot) -> str:
    return row.assessor if isinstance(row, Assessment) else row.member


def _about(row: Assessment | Ballot) -> dict[str, str]:
    of = row.criterion if isinstance(row, Assessment) else row.award
    return {"unit": row.unit, "of": of, "who": _who(row)}


def _in_order(sorting: _Sorting, rows: Iterable[Assessment], stages: Sequence[str]) -> None:
    """Warn where a stage came before the one that it follows."""
    by_cell: dict[str, list[Assessment]] = defaultdict(list)
    for row in rows:
        by_cell[row.criterion].append(row)
    for each in by_cell.values():
        inside = sorted(each, key=lambda row: stages.index(row.stage))
        for row in inside:
            before = [one for one in inside if stages.index(one.stage) < stages.index(row.stage)]
            late = max(before, key=lambda one: one.date, default=None)
            if late is not None and late.date > row.date:
                told = {"unit": row.unit, "criterion": row.criterion, "day": str(late.date)}
                sorting.object(row, "stage-before-earlier-stage", "date", other=late.where, **told)


def counted_votes(ruleset: Ruleset, submissions: Iterable[Submission], rows: Iterable[Ballot]) -> Counted:
    """The votes of each unit, those of members of the council that the award asks."""
    sorting = _Sorting(ruleset, by_unit(submissions))
    councils = {council.id: council for council in ruleset.councils}
    votes = {award.id: councils.get(award.vote or "") for award in ruleset.awards}
    fit: dict[Key, list[Ballot]] = defaultdict(list)
    for row in sorted(rows, key=_order):
        submission = sorting.submission(row)
        if not sorting.known(row, "award", row.award, votes) or submission is None:
            continue
        council = votes[row.award]
        if council is None:
            sorting.object(row, "vote-without-council", "award", award=row.award)
            continue
        members = {member.id: member for member in council.members}
        if not sorting.known(row, "member", row.member, members):
            continue
        own = members[row.member].unit == row.unit or row.member == row.unit
        if row.vote in ("yes", "no", "abstain") and (own or row.conflict):
            sorting.object(row, "vote-in-conflict", "vote", member=row.member, unit=row.unit)
            row = evolve(row, vote="absent", conflict=row.conflict or row.unit)
        fit[key_of(submission)].append(row)
    counted = {
        key: tuple(_certain(sorting, each, lambda row: (row.award, row.member), _same_vote))
        for key, each in fit.items()
    }
    return Counted(rows=counted, problems=ordered(sorting.problems))


def _same_vote(one: Ballot, other: Ballot) -> bool:
    return (one.vote, one.conflict) == (other.vote, other.conflict)
