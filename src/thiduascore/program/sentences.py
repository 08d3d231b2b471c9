"""A scorecard as sentences, in Vietnamese or English, for a council to read line by line."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from thiduascore.diagnostics import Lang, phrase, shown
from thiduascore.feel import Days, Months, Null, Value
from thiduascore.feel.tree import Constant, Name
from thiduascore.feel.types import ListType, NumberType
from thiduascore.model.dates import PartialDate
from thiduascore.model.submission import Evidence, FactValue
from thiduascore.program.outcome import Fired
from thiduascore.program.plan import FactSlot, Rounding
from thiduascore.program.rounding import rounded
from thiduascore.program.scorecard import ConditionLine, CriterionLine, Scorecard
from thiduascore.program.words import cause_text, effect_text, line_text, step_text, title_of

INDENT = "    "
HUNDRED = 100


def explain(card: Scorecard, lang: Lang) -> str:
    """The whole scorecard as text, one sentence a line, ending in a line feed."""
    sections = (_head, _items, _criteria, _conditions, _contributions, _unmet, _findings, _foot)
    blocks = ("\n".join(section(card, lang)) for section in sections)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(card: Scorecard, lang: Lang) -> Iterator[str]:
    plan = card.plan
    name = f"{card.unit.name} ({card.unit.id})" if card.unit.name else card.unit.id
    yield phrase("card-title", lang, unit=name)
    yield phrase("card-campaign", lang, title=plan.title, id=plan.campaign, version=plan.version)
    if card.why_none:
        yield phrase("card-no-score", lang, why=why_none(card, lang))
    elif card.total is None:
        yield phrase(
            "card-range", lang, least=points(card, card.least, lang), most=points(card, card.most, lang),
            provisional=points(card, card.provisional, lang),
        )  # fmt: skip
    else:
        yield phrase("card-total", lang, total=points(card, card.total, lang), most=plan.total)
    yield from _level(card, lang)
    own = card.self_total
    if own is not None and card.total is not None:
        yield phrase("card-self", lang, self=own, difference=signed(own - card.total, lang))
    elif own is not None:
        yield phrase("card-self-only", lang, self=own)
    yield phrase("card-coverage", lang, coverage=shown(card.coverage * HUNDRED, lang, 2))
    if card.approximate:
        yield phrase("card-approximate", lang)


def why_none(card: Scorecard, lang: Lang) -> str:
    """Why there is no score."""
    rejecting = [line.plan.id for line in card.criteria if line.earned.state == "rejected"]
    return phrase(
        f"why-none-{card.why_none}",
        lang,
        coverage=shown(card.coverage * HUNDRED, lang, 2),
        least=card.plan.minimum_coverage * HUNDRED,
        criteria=", ".join(rejecting),
    )


def _level(card: Scorecard, lang: Lang) -> Iterator[str]:
    if card.why_none or not card.plan.levels:
        return
    if not card.outcome.ranked:
        yield phrase("card-not-ranked", lang)
    elif card.outcome.level != card.settlement.most.level:
        yield phrase("card-level-unknown", lang)
    elif card.level is None:
        yield phrase("card-no-level", lang)
    else:
        yield phrase("card-level", lang, level=title_of(card.level, card.plan))


def _items(card: Scorecard, lang: Lang) -> Iterator[str]:
    if not card.items:
        return
    yield phrase("card-items", lang)
    for item in card.items:
        key = "card-item" if item.points is not None else "card-item-away"
        yield INDENT + phrase(
            key, lang, id=item.id, title=title_of(item.id, card.plan),
            points=points(card, item.points, lang), capacity=points(card, item.capacity, lang),
        )  # fmt: skip


def _criteria(card: Scorecard, lang: Lang) -> Iterator[str]:
    yield phrase("card-criteria", lang)
    for line in card.criteria:
        yield INDENT + _result(card, line, lang)
        for detail in _details(card, line, lang):
            yield INDENT * 2 + detail


def _result(card: Scorecard, line: CriterionLine, lang: Lang) -> str:
    plan, earned = line.plan, line.earned
    key, why = "card-criterion" if plan.ledger == "base" else f"card-{plan.ledger}", ""
    if earned.state == "not-applicable":
        key = "card-criterion-away"
        claim = card.submission.not_applicable.get(plan.id, "")
        why = phrase(f"card-away-{earned.reason}", lang, claim=claim)
    elif earned.state != "scored":
        key = f"card-criterion-{earned.state}"
    return phrase(
        key, lang, id=plan.id, title=plan.title, why=why, maximum=plan.maximum,
        points=points(card, earned.points, lang), least=earned.least, most=earned.most,
    )  # fmt: skip


def _details(card: Scorecard, line: CriterionLine, lang: Lang) -> Iterator[str]:
    plan, earned = line.plan, line.earned
    if earned.state == "not-applicable" and earned.reason != "missing":
        return
    yield from _facts(card, line, lang)
    reported = [Name(name) for name in plan.facts]
    for given, value in zip(plan.table.inputs, earned.inputs, strict=False):
        if not isinstance(given.tree, Constant) and given.tree not in reported:
            yield phrase("card-input", lang, label=given.said, value=value_text(value, lang))
    for index in earned.rules:
        rule = plan.table.rules[index]
        source = rule.source or plan.source
        cited = phrase("card-source", lang, source=source) if source else ""
        yield phrase("card-rule", lang, rule=rule.said, source=cited)
    for step in earned.steps:
        yield phrase("card-step", lang, step=step_text(step))
    if line.lost:
        yield phrase("card-lost", lang, lost=points(card, line.lost, lang))
    for cause in earned.causes:
        yield phrase("card-cause", lang, cause=cause_text(cause, card.plan))
    if line.difference is not None and line.self_score is not None:
        difference = signed(line.difference, lang)
        yield phrase("card-criterion-self", lang, self=line.self_score, difference=difference)
    elif line.self_score is not None:
        yield phrase("card-criterion-self-only", lang, self=line.self_score)


def _facts(card: Scorecard, line: CriterionLine, lang: Lang) -> Iterator[str]:
    slots = {slot.name: slot for slot in card.plan.facts}
    for name in line.plan.facts:
        value = card.submission.values.get(name)
        said = phrase("not-known", lang) if value is None else fact_text(slots[name], value, lang)
        yield phrase("card-fact", lang, label=slots[name].label, value=said)
        for evidence in line.evidence.get(name, ()):
            yield phrase("card-evidence", lang, evidence=evidence_text(evidence, lang))


def _conditions(card: Scorecard, lang: Lang) -> Iterator[str]:
    if card.conditions:
        yield phrase("card-conditions", lang)
    for line in card.conditions:
        yield INDENT + condition_text(card, line, lang)


def condition_text(card: Scorecard, line: ConditionLine, lang: Lang) -> str:
    """Whether a condition holds and what follows."""
    effect = line.plan.effect
    fired = Fired(by=line.plan.id, kind=effect.kind, of=effect.of, amount=effect.amount)
    source = phrase("card-source", lang, source=line.plan.source) if line.plan.source else ""
    said = phrase(
        f"card-condition-{line.verdict.judgement}", lang, title=line.plan.title, source=source,
        effect=effect_text(fired, card.plan),
    )  # fmt: skip
    causes = "; ".join(cause_text(cause, card.plan).said(lang) for cause in line.verdict.causes)
    return f"{said}: {causes}" if causes else said


def _contributions(card: Scorecard, lang: Lang) -> Iterator[str]:
    if card.least is None:
        return
    yield phrase("card-contributions" if card.total is not None else "card-contributions-least", lang)
    for line in card.contributions:
        if line.amount:
            yield f"{INDENT}{signed(line.amount, lang):>12}  {line_text(line, card.plan).said(lang)}"
    yield INDENT + phrase("card-sum", lang, total=shown(card.least, lang))


def _unmet(card: Scorecard, lang: Lang) -> Iterator[str]:
    unmet = card.outcome.unmet
    if not unmet or not card.known:
        return
    yield phrase("card-unmet", lang)
    starts = {level.id: level.start for level in card.plan.levels}
    for level, kind, of in unmet:
        yield INDENT + phrase(
            f"card-unmet-{kind}", lang, level=title_of(level, card.plan), title=title_of(of, card.plan),
            start=starts[level],
        )  # fmt: skip


def _findings(card: Scorecard, lang: Lang) -> Iterator[str]:
    if card.findings:
        yield phrase("card-findings", lang)
    for finding in card.findings:
        yield f"{INDENT}{phrase(f'severity-{finding.severity}', lang)}: {finding.message(lang)}"


def _foot(card: Scorecard, lang: Lang) -> Iterator[str]:
    yield phrase(
        "card-provenance", lang, ruleset=card.plan.ruleset_hash, submission=card.submission.hash,
        engine=card.versions.engine,
    )  # fmt: skip


def points(card: Scorecard, value: Fraction | None, lang: Lang) -> str:
    """Points for the eye: by the ruleset's display rounding where it has one, else exact or `≈` to six
    places.
    """
    if value is None:
        return "–"
    return shown(rounded(value, card.plan.display_rounding), lang)


def signed(value: Fraction, lang: Lang, rounding: Rounding | None = None) -> str:
    """A difference with its sign."""
    text = shown(rounded(value, rounding), lang)
    return f"+{text}" if value > 0 else text


def fact_text(slot: FactSlot, value: FactValue, lang: Lang) -> str:
    """A reported value for the eye, with its unit where the fact has one."""
    if isinstance(value, tuple):
        return "; ".join(fact_text(slot, element, lang) for element in value)
    if isinstance(value, str) and value in slot.choices:
        return slot.choices[value].said(lang)
    if isinstance(value, int) and not isinstance(value, bool):
        kind = slot.type.of if isinstance(slot.type, ListType) else slot.type
        unit = kind.unit if isinstance(kind, NumberType) else None
        number = shown(Fraction(value, 10**slot.scale), lang)
        return f"{number} {unit}" if isinstance(unit, str) else number
    return value_text(value, lang)


def value_text(value: Value, lang: Lang) -> str:
    """A working value for the eye."""
    if isinstance(value, Null):
        return phrase("not-known", lang)
    if isinstance(value, bool):
        return phrase("yes" if value else "no", lang)
    if isinstance(value, Fraction):
        return shown(value, lang, 4)
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Days | Months):
        return shown(Fraction(value.count), lang)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(element, lang)}" for key, element in value.items())
    return value if isinstance(value, str) else "; ".join(value_text(element, lang) for element in value)


def evidence_text(evidence: Evidence, lang: Lang) -> str:
    """A document as officials cite it: number, issuer, date, where it is."""
    parts = [
        phrase("card-evidence-document", lang, number=evidence.number) if evidence.number else "",
        evidence.issuer,
        phrase("card-evidence-date", lang, date=date_text(evidence.date)) if evidence.date else "",
        evidence.note,
        evidence.file,
        evidence.link,
    ]
    return ", ".join(part for part in parts if part)


def date_text(date: PartialDate) -> str:
    """A date as officials write it, as far as it is known: `16/09/2021`, `09/2021`, `2021`."""
    return "/".join(reversed(str(date).split("-")))
