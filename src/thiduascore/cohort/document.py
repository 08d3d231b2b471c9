"""Standings as a JSON document: numbers as texts, a fixed order of keys, the same bytes for the same inputs.

A reason carries its slug, what fills it in, and its sentence in both languages.
`standings_schema` describes it.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from thiduascore.cohort.allot import Limit
from thiduascore.cohort.awarding import Decision
from thiduascore.cohort.changes import Change
from thiduascore.cohort.cohort import Apart
from thiduascore.cohort.entrant import Rank
from thiduascore.cohort.moved import move_document
from thiduascore.cohort.placing import Place
from thiduascore.cohort.proceedings_document import journal_document, judge_documents, stage_documents
from thiduascore.cohort.reaching import Count, TargetResult
from thiduascore.cohort.reasons import Reason
from thiduascore.cohort.record import inputs_document
from thiduascore.cohort.results import Results
from thiduascore.cohort.standings import PeriodResult, Standing
from thiduascore.diagnostics import Argument, Text, exact
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Period, Refused
from thiduascore.program.document import scorecard_document
from thiduascore.program.scorecard import Versions

FORMAT = 1
Document = dict[str, Any]


def standings_json(results: Results, versions: Versions, *, scorecards: bool = False) -> str:
    """The document as text: UTF-8 characters as they are, two spaces of indent, one final line feed."""
    document = standings_document(results, versions, scorecards=scorecards)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def standings_document(results: Results, versions: Versions, *, scorecards: bool = False) -> Document:
    """Everything that was decided, as values that JSON can hold; with every scorecard when asked for."""
    standings, ruleset = results.standings, results.ruleset
    return {
        "format": FORMAT,
        "campaign": {
            "id": ruleset.campaign.id,
            "title": _text(ruleset.campaign.title),
            "version": ruleset.campaign.version,
        },
        "units": [_unit(one) for one in standings.all],
        "periods": [_period_result(one, ruleset) for one in standings.periods],
        "apart": [_apart(one) for one in standings.apart],
        "refused": [_refused(one) for one in results.refused],
        "judges": judge_documents(results, change_document),
        "journal": journal_document(results),
        "moves": None if results.moves is None else [move_document(one) for one in results.moves],
        "inputs": inputs_document(results),
        "provenance": {
            "engine": versions.engine,
            "plugins": dict(sorted(versions.plugins.items())),
            "ruleset": {"version": ruleset.campaign.version, "hash": ruleset.hash},
            "cohort": "" if standings.cohort is None else standings.cohort.hash,
            "history": standings.history,
        },
        "scorecards": [scorecard_document(one.card) for one in standings.all] if scorecards else [],
    }


def _unit(standing: Standing) -> Document:
    card = standing.card
    return {
        "id": card.unit.id,
        "name": card.unit.name,
        "kind": card.unit.kind,
        "cluster": card.unit.cluster,
        "period": period_document(card.submission.period),
        "state": standing.state,
        "rank": _rank(standing.rank),
        "total": _number(card.total),
        "unrounded": _number(card.unrounded),
        "least": _number(card.total if card.total is not None else card.least),
        "most": _number(card.total if card.total is not None else card.most),
        "level": standing.level,
        "own_level": card.level,
        "places": [_place(place) for place in standing.places],
        "awards": [_decision(one) for one in standing.awards],
        "why": [_reason(one) for one in standing.why],
        "why_level": [_reason(one) for one in standing.why_level],
        "stages": stage_documents(card),
        "submission": card.submission.hash,
        "parameters_at": card.plan.date.isoformat(),
    }


def _place(place: Place) -> Document:
    return {
        "within": place.within,
        "class": place.name,
        "rank": _rank(place.rank),
        "count": place.count,
        "shared": place.shared,
        "behind": None if place.better is None else place.better.id,
        "split": place.split,
        "may_fall": place.may_fall,
    }


def _decision(decision: Decision) -> Document:
    return {
        "award": decision.plan.id,
        "track": decision.plan.track,
        "state": decision.state,
        "why": [_reason(one) for one in decision.why],
    }


def _reason(reason: Reason) -> Document:
    return {
        "kind": reason.slug,
        "values": {name: _argument(value) for name, value in sorted(reason.arguments.items())},
        "text": _text(reason.text),
    }


def _argument(value: Argument) -> Any:
    if isinstance(value, Text):
        return _text(value)
    return value if isinstance(value, str) else exact(value)


def _period_result(result: PeriodResult, ruleset: Ruleset) -> Document:
    kinds = (("level", result.level_quotas), ("award", result.award_quotas))
    return {
        "period": period_document(result.period),
        "quotas": [
            document for kind, limits in kinds for of, limit in limits for document in _rooms(kind, of, limit)
        ],
        "targets": [_target(one) for one in result.targets],
    }


def _rooms(kind: str, of: str, limit: Limit) -> list[Document]:
    return [
        {
            "kind": kind,
            "id": of,
            "within": limit.plan.within,
            "class": name,
            "places": str(room.places),
            "base": None if room.base is None else str(room.base),
            "of": limit.plan.of if limit.plan.shares else "",
            "of_id": limit.plan.of_id,
            "shares": [exact(share * 100) for share in limit.plan.shares],
            "round": limit.plan.mode if limit.plan.shares else "",
            "carried": str(room.carried),
            "taken": str(room.taken),
            "tied": room.closed,
        }
        for name, room in sorted(limit.rooms.items())
    ]


def _target(result: TargetResult) -> Document:
    plan = result.plan
    return {
        "id": plan.id,
        "title": _text(plan.title),
        "source": plan.source,
        "state": result.state,
        "share": None if plan.share is None else exact(plan.share * 100),
        "number": _number(plan.number),
        "counts": [_count(one) for one in result.counts],
        "homeless": list(result.homeless),
    }


def _count(count: Count) -> Document:
    return {
        "group": count.group,
        "state": count.state,
        "least": exact(count.least),
        "most": exact(count.most),
        "of_least": exact(count.of_least),
        "of_most": exact(count.of_most),
        "unknown": list(count.unknown),
        "missed": list(count.missed),
    }


def _apart(apart: Apart) -> Document:
    member = apart.member
    return {
        "unit": member.id,
        "name": member.name,
        "period": period_document(member.period),
        "why": apart.why,
        "effect": [change_document(one) for one in apart.effect],
    }


def change_document(change: Change) -> Document:
    """A unit's change between two decisions."""
    return {
        "unit": change.unit,
        "name": change.name,
        "period": period_document(change.period),
        "rank": [_rank(one) for one in change.rank],
        "total": [None if one is None else exact(one) for one in change.total],
        "level": list(change.level),
        "gained": list(change.gained),
        "lost": list(change.lost),
    }


def _refused(refused: Refused) -> Document:
    return {
        "file": refused.file,
        "row": refused.row,
        "unit": refused.unit,
        "why": [_text(Text(one.message("vi"), one.message("en"))) for one in refused.diagnostics],
    }


def period_document(period: Period | None) -> Document | None:
    """A period's two ends; None where there is none."""
    return None if period is None else {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _rank(rank: Rank | None) -> str | None:
    return None if rank is None else exact(rank)


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _text(text: Text) -> Document:
    return {"vi": text.vi, "en": text.en or text.vi}
