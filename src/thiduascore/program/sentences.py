"""A scorecard as sentences, in Vietnamese or English, for a council to read line by line."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from thiduascore.diagnostics import Lang, phrase, shown, shown_day
from thiduascore.model.submission import Period
from thiduascore.program.aggregate import leaves
from thiduascore.program.criterion_sentences import beside, details, points, result, signed
from thiduascore.program.interpret import groups
from thiduascore.program.outcome import Fired, ItemResult, Line
from thiduascore.program.plan import GroupPlan
from thiduascore.program.scorecard import ConditionLine, Scorecard
from thiduascore.program.words import cause_text, effect_text, finding_text, line_text, title_of

__all__ = ["condition_text", "explain", "period_text", "points", "signed", "why_none"]

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
    if card.submission.period is not None:
        yield phrase("card-period", lang, period=period_text(card, lang))
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
        yield beside("card-self", own, own - card.total, lang)
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


def period_text(card: Scorecard, lang: Lang) -> str:
    """The year, or the first and the last day; empty where the submission states no period."""
    return days_text(card.submission.period, lang)


def days_text(period: Period | None, lang: Lang) -> str:
    """A period as its year, or its first and last day; empty for none."""
    if period is None:
        return ""
    start, end = period.start, period.end
    if (start.year, start.month, start.day) == (end.year, 1, 1) and (end.month, end.day) == (12, 31):
        return str(period.year)
    return shown_day(f"{start.isoformat()} – {end.isoformat()}", lang)


def _items(card: Scorecard, lang: Lang) -> Iterator[str]:
    if not card.items:
        return
    yield phrase("card-items", lang)
    greatest = {item.id: item.points for item in card.settlement.most.items}
    for item, depth in _nested(card):
        most = greatest.get(item.id)
        key = "card-item" if item.points == most else "card-item-range"
        yield INDENT * depth + phrase(
            "card-item-away" if item.points is None else key, lang,
            id=item.id, title=title_of(item.id, card.plan), most=points(card, most, lang),
            points=points(card, item.points, lang), capacity=points(card, item.capacity, lang),
        )  # fmt: skip


def _nested(card: Scorecard) -> Iterator[tuple[ItemResult, int]]:
    """The items, each with its depth from 1."""
    depths = dict(_depths(card.plan.root, 0))
    for item in card.items:
        yield item, depths[item.id]


def _depths(group: GroupPlan, depth: int) -> Iterator[tuple[str, int]]:
    yield group.id, depth
    for child in group.children:
        if isinstance(child, GroupPlan):
            yield from _depths(child, depth + 1)


def _criteria(card: Scorecard, lang: Lang) -> Iterator[str]:
    yield phrase("card-criteria", lang)
    for line in card.criteria:
        yield INDENT + result(card, line, lang)
        for detail in details(card, line, lang):
            yield INDENT * 2 + detail


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
            said = line_text(line, card.plan).said(lang) + _reweighting(card, line, lang)
            yield f"{INDENT}{signed(line.amount, lang):>12}  {said}"
    yield f"{INDENT}{shown(card.least, lang):>12}  {phrase('card-sum', lang)}"


def _reweighting(card: Scorecard, line: Line, lang: Lang) -> str:
    """How the points of what does not apply were spread, where it is points × weight / maximum - points."""
    group = next((each for each in groups(card.plan.root) if each.id == line.of), None)
    if line.kind != "reweight" or group is None:
        return ""
    inside = set(leaves(group))
    scored = [each for each in card.criteria if each.plan.index in inside and each.plan.ledger == "base"]
    scored = [each for each in scored if each.earned.state != "not-applicable"]
    earned = sum((each.contribution for each in scored), Fraction(0))
    most = sum((each.plan.maximum for each in scored), Fraction(0))
    if not most or earned * group.weight / most - earned != line.amount:
        return ""
    part, weight, whole = (shown(each, lang) for each in (earned, group.weight, most))
    return f": {part} × {weight} / {whole} − {part}"


def _unmet(card: Scorecard, lang: Lang) -> Iterator[str]:
    unmet = card.outcome.unmet
    if not unmet or not card.known:
        return
    yield phrase("card-unmet", lang)
    starts = {level.id: level.start or Fraction(0) for level in card.plan.levels}
    for level, kind, of in unmet:
        yield INDENT + phrase(
            f"card-unmet-{kind}", lang, level=title_of(level, card.plan), title=title_of(of, card.plan),
            start=starts[level],
        )  # fmt: skip


def _findings(card: Scorecard, lang: Lang) -> Iterator[str]:
    if card.findings:
        yield phrase("card-findings", lang)
    for finding in card.findings:
        grave = phrase(f"severity-{finding.severity}", lang)
        yield f"{INDENT}{grave}: {finding_text(finding, card.plan).said(lang)}"


def _foot(card: Scorecard, lang: Lang) -> Iterator[str]:
    yield phrase(
        "card-provenance", lang, ruleset=card.plan.ruleset_hash, submission=card.submission.hash,
        engine=card.versions.engine,
    )  # fmt: skip
