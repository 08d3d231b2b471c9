"""What standings say in words: a row for each unit, then reasons, places, targets, and who stands apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from thiduascore.builtin.reports.remarks import (
    has_periods,
    level_title,
    refused_lines,
    total_text,
    unit_text,
)
from thiduascore.builtin.standings.after import after_sections
from thiduascore.plugin import (
    Apart,
    Change,
    Count,
    Decision,
    Lang,
    Limit,
    Page,
    PeriodResult,
    Reason,
    Results,
    Standing,
    TargetResult,
    Unit,
    class_text,
    phrase,
    sentences,
    shown,
    title_of,
)

Lines = Iterator[tuple[int, str]]
PERCENT = 100
MOST_NAMED = 10
"""How many units a line names."""


def kinds(results: Results) -> tuple[str, ...]:
    """The rankings that the ruleset makes."""
    return results.ruleset.ranking.within


def columns(results: Results) -> list[str]:
    """The columns: a rank for each ranking, the classes that units are in, the unit, and what it gets."""
    within = kinds(results)
    ranks = [f"rank-{kind}" for kind in within]
    shown_classes = [kind for kind in ("cluster", "kind") if any(kind in one for one in within)]
    names = [*ranks, *shown_classes, "unit", *(["period"] if has_periods(results) else []), "total"]
    if results.ruleset.levels:
        names.append("level")
    return [*names, *(["awards"] if results.ruleset.awards else [])]


def is_number(name: str) -> bool:
    """Whether a column stands to the right."""
    return name == "total" or name.startswith("rank-")


def head(name: str, lang: Lang) -> str:
    """The title of a column."""
    own = {"unit": "report-unit", "period": "report-period", "total": "report-total", "level": "report-level"}
    return phrase(own.get(name, f"standings-{name}"), lang)


def cells(standing: Standing, names: Sequence[str], lang: Lang) -> list[str]:
    """A unit's row."""
    return [_cell(standing, name, lang) for name in names]


def _cell(standing: Standing, name: str, lang: Lang) -> str:
    card = standing.card
    if name.startswith("rank-"):
        place = next((one for one in standing.places if one.within == name[len("rank-") :]), None)
        return "–" if place is None else shown(Fraction(place.rank), lang)
    if name == "cluster":
        return card.unit.cluster
    if name == "kind":
        kinds = standing.ranking.plan.kinds
        return kinds[card.unit.kind].said(lang) if card.unit.kind in kinds else card.unit.kind
    if name == "unit":
        return unit_text(card)
    if name == "period":
        return sentences.period_text(card, lang)
    if name == "total":
        return total_text(card, lang)
    return level_title(standing, lang) if name == "level" else awards_text(standing, lang)


def awards_text(standing: Standing, lang: Lang) -> str:
    """The awards that the unit is proposed for, and those that wait for the council."""
    given = [one.plan.title.said(lang) for one in standing.given]
    open_ = [
        phrase("standings-award-council", lang, award=one.plan.title)
        for one in standing.awards
        if one.state == "council"
    ]
    return "; ".join([*given, *open_])


def sections(results: Results, page: Page) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """What follows the rows: a heading and its lines, each with its depth from 1."""
    lang = page.lang
    told = {
        "standings-why": iter(()) if page.brief else _reasons(results, lang),
        "standings-quotas": _by_period(results, lambda one: _quotas(results, one, lang), lang),
        "standings-targets": _by_period(
            results,
            lambda one: (line for each in one.targets for line in target_lines(results, each, lang)),
            lang,
        ),
        "standings-apart": _aparts(results, lang),
        **after_sections(results, lang),
        "report-refused": (line for one in results.refused for line in refused_lines(one, lang)),
    }
    for key, lines in told.items():
        found = list(lines)
        if found:
            yield phrase(key, lang), found


def _reasons(results: Results, lang: Lang) -> Lines:
    for standing in results.standings.all:
        yield 1, unit_text(standing.card)
        yield from _said(standing.why, 2, lang)
        yield from _said(standing.why_level, 2, lang)
        for decision in told_awards(standing):
            title, state = decision.plan.title, f"standings-{decision.state}"
            yield 2, phrase(state, lang, award=title)
            if decision.state != "given" or len(decision.why) > 1:
                yield from _said(decision.why, 3, lang)


def told_awards(standing: Standing) -> list[Decision]:
    """The decisions that people ask about: what the unit is given, what still waits, and why not the next
    better one.

    Of the awards of a group, one beyond the unit's reach is told only where the next lower one is in reach,
    or it is the last; CSV and JSON have all of them.
    """
    groups: dict[str, list[Decision]] = {}
    for decision in standing.awards:
        groups.setdefault(decision.plan.group or f" {decision.plan.id}", []).append(decision)
    told: list[Decision] = []
    for decisions in groups.values():
        for decision, lower in zip(decisions, (*decisions[1:], None), strict=True):
            next_better = lower is None or lower.state != "refused"
            unranked = decision.plan.ranked and standing.rank is None
            if decision.state != "refused" or (next_better and decision.better is None and not unranked):
                told.append(decision)
    return [decision for decision in standing.awards if decision in told]


def _said(reasons: Sequence[Reason], depth: int, lang: Lang) -> Lines:
    for reason in reasons:
        yield depth, reason.text.said(lang)


def _by_period(results: Results, told: Callable[[PeriodResult], Lines], lang: Lang) -> Lines:
    """What is told of each period, below its name where there are several."""
    for period in results.standings.periods:
        lines = list(told(period))
        if not has_periods(results):
            yield from lines
        elif lines:
            yield 1, sentences.days_text(period.period, lang) or phrase("standings-no-period", lang)
            yield from ((depth + 1, text) for depth, text in lines)


def _quotas(results: Results, period: PeriodResult, lang: Lang) -> Lines:
    plan = results.standings.all[0].card.plan
    titles = {one.id: one.title for one in results.ruleset.awards}
    kinds = results.ruleset.campaign.kinds
    for of, limit in (*period.level_quotas, *period.award_quotas):
        title = titles[of] if of in titles else title_of(of, plan)
        for name, room in sorted(limit.rooms.items()):
            yield 1, phrase(
                "standings-quota", lang, title=title, taken=room.taken, places=room.places + room.carried,
                how=_how(limit, room.base, lang), **{"class": class_text(limit.plan.within, name, kinds)},
            )  # fmt: skip


def _how(limit: Limit, base: int | None, lang: Lang) -> str:
    """How the places were worked out: 40 % of 3."""
    if base is None:
        return phrase("standings-a-number", lang)
    shares = " × ".join(f"{shown(share * PERCENT, lang)}%" for share in limit.plan.shares)
    return phrase("standings-a-share", lang, shares=shares, base=base, of=phrase(f"of-{limit.plan.of}", lang))


def target_lines(results: Results, target: TargetResult, lang: Lang) -> Lines:
    """A target with its counts, and the units that it fails by."""
    names = {standing.card.unit.id: _name_and_id(standing.card.unit) for standing in results.standings.all}

    def named(units: Sequence[str]) -> str:
        return _named([names.get(unit, unit) for unit in units], lang)

    yield 1, phrase(f"target-{target.state}", lang, title=target.plan.title)
    for count in target.counts:
        yield 2, _count(target, count, lang)
        if count.missed and target.plan.share is not None:
            yield 3, phrase("target-missed", lang, units=named(count.missed))
        if count.unknown:
            yield 3, phrase("target-not-known", lang, units=named(count.unknown))
    if target.homeless:
        yield 2, phrase("target-homeless", lang, units=named(target.homeless))


def _name_and_id(unit: Unit) -> str:
    return f"{unit.name} ({unit.id})" if unit.name else unit.id


def _count(target: TargetResult, count: Count, lang: Lang) -> str:
    amounts = {
        "count": _between(count.least, count.most, lang),
        "of": _between(count.of_least, count.of_most, lang),
        "group": phrase("target-group", lang, group=count.group) if target.plan.per is not None else "",
        "state": phrase(f"target-is-{count.state}", lang),
    }
    if target.plan.number is not None:
        return phrase("target-number", lang, needed=target.plan.number, **amounts)
    share = target.plan.share or Fraction(0)
    return phrase("target-share", lang, needed=share * PERCENT, **amounts)


def _between(least: Fraction, most: Fraction, lang: Lang) -> str:
    if least == most:
        return shown(least, lang)
    return phrase("report-range", lang, least=least, most=most)


def _named(units: Sequence[str], lang: Lang) -> str:
    named = ", ".join(units[:MOST_NAMED])
    if len(units) <= MOST_NAMED:
        return named
    return phrase("standings-and-more", lang, units=named, count=len(units) - MOST_NAMED)


def _aparts(results: Results, lang: Lang) -> Lines:
    for apart in results.standings.apart:
        yield 1, phrase(f"apart-{apart.why}", lang, unit=apart.member.name or apart.member.id)
        yield from effect_lines(results, apart, lang)


def effect_lines(results: Results, apart: Apart, lang: Lang) -> Lines:
    """What including a unit would change."""
    if apart.why == "absent":
        return
    if not apart.effect:
        yield 2, phrase("apart-nothing", lang)
    for change in apart.effect:
        yield 2, change_text(results, change, lang)


def change_text(results: Results, change: Change, lang: Lang) -> str:
    """What differs for a unit, in one line."""
    titles = {level.id: level.title.said(lang) for level in results.ruleset.levels}
    awards = {award.id: award.title.said(lang) for award in results.ruleset.awards}
    parts = []
    if change.rank[0] != change.rank[1]:
        ranks = (_rank(one, lang) for one in change.rank)
        parts.append(phrase("change-rank", lang, **dict(zip(("before", "after"), ranks, strict=True))))
    if change.total[0] != change.total[1]:
        totals = (phrase("not-known", lang) if one is None else shown(one, lang) for one in change.total)
        parts.append(phrase("change-total", lang, **dict(zip(("before", "after"), totals, strict=True))))
    if change.level[0] != change.level[1]:
        levels = (titles.get(one or "", phrase("change-none", lang)) for one in change.level)
        parts.append(phrase("change-level", lang, **dict(zip(("before", "after"), levels, strict=True))))
    parts += [phrase("change-gained", lang, award=awards[one]) for one in change.gained]
    parts += [phrase("change-lost", lang, award=awards[one]) for one in change.lost]
    return phrase("change", lang, unit=change.name or change.unit, parts="; ".join(parts))


def _rank(rank: int | Fraction | None, lang: Lang) -> str:
    return phrase("change-none", lang) if rank is None else shown(Fraction(rank), lang)


def cohort_text(results: Results, lang: Lang) -> str:
    """How many units are in the cohort, and the hash over it; empty when none was made."""
    cohort = results.standings.cohort
    return phrase("standings-cohort", lang, count=len(cohort.units), hash=cohort.hash) if cohort else ""
