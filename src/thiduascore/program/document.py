"""The scorecard as a JSON document: numbers as texts, a fixed order of keys, the same bytes for the same
inputs.

A number is written as `92.5`, or as `280/3` where its decimals never end.
A title is `{"vi": …, "en": …}`; a cause, a step and a line carry their slug and both sentences.
`document_schema` describes it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from thiduascore.diagnostics import Text, exact
from thiduascore.feel import Cause, Days, Months, Null, Value
from thiduascore.feel.functions.written import text_of
from thiduascore.model.submission import Evidence, Finding, submission_document
from thiduascore.program.assessed import rows_of
from thiduascore.program.outcome import Line, Outcome
from thiduascore.program.peers_document import peers_document
from thiduascore.program.plan import Plan, Rule
from thiduascore.program.scorecard import ConditionLine, CriterionLine, Scorecard
from thiduascore.program.words import cause_text, finding_text, line_text

FORMAT = 1
Document = dict[str, Any]


def scorecard_json(card: Scorecard) -> str:
    """The document as text: UTF-8 characters as they are, two spaces of indent, one final line feed."""
    return json.dumps(scorecard_document(card), ensure_ascii=False, indent=2) + "\n"


def scorecard_document(card: Scorecard) -> Document:
    """Everything that the scorecard says, as values that JSON can hold."""
    return {
        "format": FORMAT,
        "campaign": {
            "id": card.plan.campaign,
            "title": _text(card.plan.title),
            "version": card.plan.version,
            "total": exact(card.plan.total),
        },
        "unit": {
            "id": card.unit.id,
            "name": card.unit.name,
            "kind": card.unit.kind,
            "cluster": card.unit.cluster,
        },
        "period": _period(card),
        "result": _result(card),
        "criteria": [_criterion(card, line) for line in card.criteria],
        "items": [
            {
                "id": item.id,
                "points": _number(item.points),
                "capacity": exact(item.capacity),
                "contribution": exact(item.contribution),
            }
            for item in card.items
        ],
        "conditions": [_condition(card, line) for line in card.conditions],
        "contributions": [_line(card.plan, line) for line in card.contributions],
        "findings": [_finding(finding, card.plan) for finding in card.findings],
        "cohort": peers_document(card.plan, card.peers),
        **({"assessments": [row.document() for row in rows]} if (rows := rows_of(card)) else {}),
        "provenance": _provenance(card),
        "submission": submission_document(card.submission),
    }


def _result(card: Scorecard) -> Document:
    outcome = card.outcome
    return {
        "total": _number(card.total),
        "unrounded": _number(card.unrounded),
        "least": _number(card.least),
        "most": _number(card.most),
        "provisional": _number(card.provisional),
        "known": card.known,
        "why_none": card.why_none,
        "level": card.level,
        "ranked": card.ranked,
        "base": exact(outcome.base),
        "bonus": exact(outcome.bonus),
        "deduction": exact(outcome.deduction),
        "coverage": exact(card.coverage),
        "approximate": card.approximate,
        "self_total": _number(card.self_total),
        "effects": _effects(outcome),
        "unmet": [{"level": level, "kind": kind, "of": of} for level, kind, of in outcome.unmet],
    }


def _effects(outcome: Outcome) -> list[Document]:
    return [
        {"by": fired.by, "kind": fired.kind, "of": fired.of, "amount": exact(fired.amount)}
        for fired in outcome.fired
    ]


def _criterion(card: Scorecard, line: CriterionLine) -> Document:
    plan, earned = line.plan, line.earned
    return {
        "id": plan.id,
        "title": _text(plan.title),
        "source": plan.source,
        "points_source": plan.points_source,
        "ledger": plan.ledger,
        "maximum": exact(plan.maximum),
        "stake": exact(plan.stake),
        "state": earned.state,
        "reason": earned.reason,
        "claim": card.submission.not_applicable.get(plan.id, "") if earned.reason == "claim" else "",
        "facts": [_fact(card, name) for name in plan.facts],
        "inputs": [
            {
                "name": given.name,
                "label": _text(given.label),
                "text": _text(given.said),
                "value": _value(value),
            }
            for given, value in zip(plan.table.inputs, earned.inputs, strict=False)
        ],
        "rules": [_rule(plan.table.rules[index]) for index in earned.rules],
        "raw": _number(earned.raw),
        "steps": [
            {"kind": step.kind, "before": exact(step.before), "after": exact(step.after)}
            for step in earned.steps
        ],
        "points": _number(earned.points),
        "least": exact(earned.least),
        "most": exact(earned.most),
        "lost": _number(line.lost),
        "causes": _causes(earned.causes, card.plan),
        "self_score": _number(line.self_score),
        "difference": _number(line.difference),
        "contribution": exact(line.contribution),
    }


def _fact(card: Scorecard, name: str) -> Document:
    slot = next(slot for slot in card.plan.facts if slot.name == name)
    value = card.submission.values.get(name)
    return {
        "name": name,
        "label": _text(slot.label),
        "value": None if value is None else fact_value(value, slot.scale),
        "causes": _causes(card.submission.missing.get(name, ()), card.plan),
        "evidence": [_evidence(one) for one in card.submission.evidence.get(name, ())],
    }


def fact_value(value: object, scale: int) -> Any:
    """A fact as JSON holds it: numbers as texts, dates as `2021-09-16`, lists element by element."""
    if isinstance(value, tuple):
        return [fact_value(element, scale) for element in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return exact(Fraction(value, 10**scale))
    return value.isoformat() if isinstance(value, datetime.date) else value


def _evidence(evidence: Evidence) -> Document:
    written = {
        "number": evidence.number,
        "issuer": evidence.issuer,
        "date": "" if evidence.date is None else str(evidence.date),
        "file": evidence.file,
        "link": evidence.link,
        "note": evidence.note,
    }
    return {key: value for key, value in written.items() if value}


def _rule(rule: Rule) -> Document:
    return {"text": _text(rule.said), "written": rule.text.vi, "source": rule.source}


def _condition(card: Scorecard, line: ConditionLine) -> Document:
    return {
        "id": line.plan.id,
        "title": _text(line.plan.title),
        "source": line.plan.source,
        "text": _text(line.plan.text),
        "judgement": line.verdict.judgement,
        "effect": {
            "kind": line.plan.effect.kind,
            "of": line.plan.effect.of,
            "amount": exact(line.plan.effect.amount),
        },
        "facts": [_fact(card, name) for name in line.plan.facts],
        "causes": _causes(line.verdict.causes, card.plan),
    }


def _line(plan: Plan, line: Line) -> Document:
    return {
        "kind": line.kind,
        "of": line.of,
        "amount": exact(line.amount),
        "text": _text(line_text(line, plan)),
    }


def _finding(finding: Finding, plan: Plan) -> Document:
    place = finding.place
    return {
        "slug": finding.slug,
        "severity": finding.severity,
        "plugin": finding.plugin,
        "check": str(finding.arguments.get("check", "")),
        "text": _text(finding_text(finding, plan)),
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _causes(causes: Iterable[Cause], plan: Plan) -> list[Document]:
    return [{"slug": cause.slug, "text": _text(cause_text(cause, plan))} for cause in causes]


def _provenance(card: Scorecard) -> Document:
    return {
        "engine": card.versions.engine,
        "plugins": dict(sorted(card.versions.plugins.items())),
        "ruleset": {"version": card.plan.version, "hash": card.plan.ruleset_hash},
        "submission": {"hash": card.submission.hash},
        "parameters_at": card.plan.date.isoformat(),
    }


def _period(card: Scorecard) -> Document | None:
    period = card.submission.period
    return None if period is None else {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _value(value: Value) -> Any:
    if isinstance(value, Null):
        return None
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, tuple):
        return [_value(element) for element in value]
    if isinstance(value, Mapping):
        return {key: _value(element) for key, element in sorted(value.items())}
    if isinstance(value, Days | Months):
        return exact(Fraction(value.count))
    return value if isinstance(value, bool | str) else text_of(value)


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _text(text: Text) -> Document:
    return {"vi": text.vi, "en": text.en or text.vi}
