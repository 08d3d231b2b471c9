"""What a report says about a unit, in words: its total, why it has no rank, what failed, what was noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from thiduascore.plugin import (
    Diagnostic,
    Lang,
    Refused,
    Results,
    Scorecard,
    Standing,
    effect_text,
    finding_text,
    phrase,
    points,
    sentences,
    shown,
    signed,
    title_of,
)

HUNDRED = 100
REASONS = 2
"""How many reasons a summary gives for a report that was not scored; the diagnostics give all."""


def unit_text(card: Scorecard) -> str:
    """The unit's name, or its id when it gave none."""
    return card.unit.name or card.unit.id


def total_text(card: Scorecard, lang: Lang) -> str:
    """The total, the range that it lies in, or a dash when there is no score."""
    if card.total is not None or card.least is None:
        return points(card, card.total, lang)
    return phrase(
        "report-range", lang, least=points(card, card.least, lang), most=points(card, card.most, lang)
    )


def level_title(standing: Standing, lang: Lang) -> str:
    """The title of the level that the cohort left it, empty when there is none or it is not known."""
    return title_of(standing.level, standing.card.plan).said(lang) if standing.level else ""


def self_text(card: Scorecard, lang: Lang) -> tuple[str, str]:
    """The self-score and its difference from the total; empty where there is none."""
    own = card.self_total
    if own is None:
        return "", ""
    return shown(own, lang), "" if card.total is None else signed(own - card.total, lang)


def has_periods(results: Results) -> bool:
    """Whether the scorecards are of more than one period, so that a report must tell them apart."""
    return len({standing.card.submission.period for standing in results.standings.all}) > 1


def remarks(standing: Standing, lang: Lang) -> list[str]:
    """Why there is no rank or no known total, which effects were applied, and how much rests on what."""
    card = standing.card
    found = list(_unknown(card, lang))
    judged = {line.plan.id: line.verdict.judgement for line in card.conditions}
    for fired in card.outcome.fired:
        title, effect = title_of(fired.by, card.plan), effect_text(fired, card.plan)
        key = f"report-condition-{judged.get(fired.by, 'floor')}"
        found.append(phrase(key, lang, title=title, effect=effect))
    if standing.split and card.unrounded is not None:
        found.append(phrase("report-split", lang, unrounded=shown(card.unrounded, lang)))
    if card.coverage < 1 and card.why_none != "coverage":
        found.append(phrase("report-coverage", lang, coverage=shown(card.coverage * HUNDRED, lang, 2)))
    if card.findings:
        found.append(phrase("report-finding-count", lang, count=len(card.findings)))
    return found


def _unknown(card: Scorecard, lang: Lang) -> Iterator[str]:
    if card.why_none:
        yield sentences.why_none(card, lang)
    elif card.total is None:
        ids = ", ".join(line.plan.id for line in card.criteria if line.earned.state == "unknown")
        key = "report-total-unknown" if ids else "report-total-unknown-condition"
        yield phrase(key, lang, criteria=ids, provisional=points(card, card.provisional, lang))


def unmet_conditions(card: Scorecard, lang: Lang) -> list[str]:
    """A sentence for each condition that fails or is not known."""
    return [
        sentences.condition_text(card, line, lang)
        for line in card.conditions
        if line.verdict.judgement in ("fails", "unknown")
    ]


def finding_texts(card: Scorecard, lang: Lang) -> list[str]:
    """A sentence for each finding, led by how grave it is."""
    return [
        f"{phrase(f'severity-{finding.severity}', lang)}: {finding_text(finding, card.plan).said(lang)}"
        for finding in card.findings
    ]


def refused_lines(refused: Refused, lang: Lang) -> Iterator[tuple[int, str]]:
    """Which report it was, its first reasons with their lines, and how many more there are."""
    where = (
        refused.file
        if refused.row is None
        else phrase("report-row", lang, file=refused.file, row=refused.row)
    )
    yield 1, where
    reasons = list(dict.fromkeys(_reason(diagnostic, lang) for diagnostic in refused.diagnostics))
    yield from ((2, reason) for reason in reasons[:REASONS])
    if len(reasons) > REASONS:
        yield 2, phrase("report-more", lang, count=len(reasons) - REASONS)


def _reason(diagnostic: Diagnostic, lang: Lang) -> str:
    said = diagnostic.message(lang)
    if diagnostic.place is None:
        return said
    return phrase("report-reason", lang, line=diagnostic.place.line, reason=said)


NUMERIC = frozenset({"rank", "total", "self", "difference"})
"""The columns that stand to the right."""


def columns(results: Results) -> list[str]:
    """The columns of the ranking; the period only where there are several."""
    names = ["rank", "unit", "period", "total", "level", "self", "difference", "remarks"]
    return names if has_periods(results) else [name for name in names if name != "period"]


def cells(standing: Standing, lang: Lang) -> dict[str, str]:
    """A unit's row of the ranking, by column."""
    card = standing.card
    own, difference = self_text(card, lang)
    return {
        "rank": "–" if standing.rank is None else shown(standing.rank, lang),
        "unit": unit_text(card),
        "period": sentences.period_text(card, lang),
        "total": total_text(card, lang),
        "level": level_title(standing, lang),
        "self": own,
        "difference": difference,
        "remarks": "; ".join(remarks(standing, lang)),
    }


def sections(results: Results, lang: Lang) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """What follows the ranking: a heading and its lines, each with its depth from 1; nothing is left out."""
    cards = [standing.card for standing in results.standings.all]
    told = {
        phrase("report-conditions", lang): list(_by_unit(cards, lang, unmet_conditions)),
        phrase("report-findings", lang): list(_by_unit(cards, lang, finding_texts)),
        phrase("report-refused", lang): [
            line for refused in results.refused for line in refused_lines(refused, lang)
        ],
    }
    yield from ((heading, lines) for heading, lines in told.items() if lines)


def _by_unit(
    cards: list[Scorecard], lang: Lang, of: Callable[[Scorecard, Lang], list[str]]
) -> Iterator[tuple[int, str]]:
    for card in cards:
        if texts := of(card, lang):
            yield 1, unit_text(card)
            yield from ((2, text) for text in texts)


def illustrative_text(results: Results, lang: Lang) -> str:
    """Says that figures are invented where submissions say so; empty where none does."""
    cards = [standing.card for standing in results.standings.all]
    marked = [card for card in cards if card.submission.illustrative]
    if not marked:
        return ""
    if len(marked) == len(cards):
        return phrase("report-illustrative", lang)
    return phrase("report-illustrative-some", lang, units=", ".join(unit_text(card) for card in marked))


def heading(results: Results, lang: Lang) -> list[str]:
    """The campaign's title, and the ruleset's id and version."""
    campaign = results.ruleset.campaign
    return [
        campaign.title.said(lang),
        phrase("report-ruleset", lang, id=campaign.id, version=campaign.version),
    ]
