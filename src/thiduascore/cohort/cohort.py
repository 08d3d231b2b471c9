"""The frozen cohort: who is compared, by the hash of what each reported, written down before anything is.

What is relative is computed over it and nothing else, so that a late unit cannot change other units' scores.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from attrs import field

from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Period, Submission
from thiduascore.records import frozen

FORMAT = 1


@frozen(kw_only=True)
class Member:
    """A unit of a cohort: who it is, where it belongs, and the hash of what it reported."""

    id: str
    name: str = ""
    kind: str = ""
    cluster: str = ""
    period: Period | None = None
    hash: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The unit and its period, by which it is found again."""
        if self.period is None:
            return self.id, "", ""
        return self.id, self.period.start.isoformat(), self.period.end.isoformat()


@frozen(kw_only=True)
class Cohort:
    """Who is compared, by id and period; `hash` is over all of it but the ruleset's own hash and version."""

    campaign: str
    version: str
    ruleset: str
    """The hash of the ruleset that was in force when the cohort was frozen."""
    units: tuple[Member, ...]
    hash: str = field(default="")

    def without(self, submissions: Sequence[Submission]) -> tuple[Member, ...]:
        """The units of the period of these reports that none of them is from."""
        there = {_member(one).key for one in submissions}
        periods = {one.period for one in submissions}
        return tuple(one for one in self.units if one.period in periods and one.key not in there)

    def clusters(self) -> tuple[str, ...]:
        """The clusters, sorted."""
        return tuple(sorted({unit.cluster for unit in self.units}))


Why = Literal["late", "changed", "moved", "absent"]
"""late: not in the cohort; changed: reported something else; moved: another cluster or kind; absent: in
the cohort, without a report now."""


@frozen(kw_only=True)
class Apart:
    """A unit that is not in the frozen cohort as it is now."""

    member: Member
    why: Why
    effect: tuple[Any, ...] = ()
    """What including it as it is now would change, see `changes.differences`; empty for an absent one."""


def frozen_cohort(ruleset: Ruleset, submissions: Iterable[Submission]) -> Cohort:
    """The cohort of these reports; the order in which they come changes nothing."""
    campaign = ruleset.campaign
    return cohort_of(submissions, campaign=campaign.id, version=campaign.version, ruleset=ruleset.hash)


def cohort_of(submissions: Iterable[Submission], *, campaign: str, version: str, ruleset: str) -> Cohort:
    """The same where a ruleset's id, version and hash are known."""
    members = sorted((_member(one) for one in submissions), key=lambda one: one.key)
    return Cohort(
        campaign=campaign,
        version=version,
        ruleset=ruleset,
        units=tuple(members),
        hash=hash_of_members(campaign, members),
    )


def _member(submission: Submission) -> Member:
    unit = submission.unit
    return Member(
        id=unit.id,
        name=unit.name,
        kind=unit.kind,
        cluster=unit.cluster,
        period=submission.period,
        hash=submission.hash,
    )


def hash_of_members(campaign: str, members: Iterable[Member]) -> str:
    """The hash over a cohort: its campaign and its members, in order."""
    return hash_of_documents(campaign, map(member_document, members))


def hash_of_documents(campaign: str, members: Iterable[Mapping[str, Any]]) -> str:
    """The hash of a cohort whose members are given as `member_document` makes them, in order.

    It is that of the document's campaign and units as JSON with sorted keys and no spaces.
    """
    found = hashlib.sha256(f'{{"campaign":{_written(campaign)},"units":['.encode("utf-8", "surrogatepass"))
    for index, one in enumerate(members):
        found.update(("," * (index > 0) + _written(one)).encode("utf-8", "surrogatepass"))
    found.update(b"]}")
    return "sha256:" + found.hexdigest()


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def member_document(member: Member) -> dict[str, Any]:
    """A unit of a cohort as values that JSON can hold."""
    period = member.period
    return {
        "id": member.id,
        "name": member.name,
        "kind": member.kind,
        "cluster": member.cluster,
        "period": {"from": period.start.isoformat(), "to": period.end.isoformat()} if period else None,
        "submission": member.hash,
    }


def cohort_document(cohort: Cohort) -> dict[str, Any]:
    """The cohort as values that JSON can hold."""
    return {
        "format": FORMAT,
        "campaign": {"id": cohort.campaign, "version": cohort.version, "ruleset": cohort.ruleset},
        "units": [member_document(one) for one in cohort.units],
        "hash": cohort.hash,
    }


def cohort_json(cohort: Cohort) -> str:
    """The document as text: two spaces of indent, one final line feed."""
    return json.dumps(cohort_document(cohort), ensure_ascii=False, indent=2) + "\n"


def _why(was: Member | None, now: Member) -> Why:
    if was is None:
        return "late"
    return "changed" if (was.kind, was.cluster) == (now.kind, now.cluster) else "moved"


def parted(cohort: Cohort, submissions: Iterable[Submission]) -> tuple[list[Submission], list[Apart]]:
    """The reports that are in the cohort as they were frozen, and every unit that is not, by id."""
    frozen_members = {one.key: one for one in cohort.units}
    kept: list[Submission] = []
    apart: list[Apart] = []
    seen = set()
    for submission in submissions:
        now = _member(submission)
        was = frozen_members.get(now.key)
        seen.add(now.key)
        if was == now:
            kept.append(submission)
            continue
        apart.append(Apart(member=now, why=_why(was, now)))
    apart += [Apart(member=one, why="absent") for one in cohort.units if one.key not in seen]
    return kept, sorted(apart, key=lambda one: one.member.key)
