"""What came after the reports, in words: stages, judges, the journal, and who moved since then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from thiduascore.builtin.reports.csv import number_cell, text_cell
from thiduascore.builtin.reports.remarks import unit_text
from thiduascore.plugin import (
    Assessment,
    Cell,
    Entry,
    Lang,
    Move,
    MoveCause,
    MoveOutcome,
    Results,
    StageView,
    Standing,
    Text,
    exact,
    number_from_exact,
    phrase,
    phrase_text,
    severities,
    shown,
    title_of,
    views_of,
)

Lines = Iterator[tuple[int, str]]
MOST_MOVES = 20
"""How many moved units are told of a judge."""


def after_sections(results: Results, lang: Lang) -> Mapping[str, Lines]:
    """The sections, by their headings, each empty where there is nothing to tell."""
    return {
        "standings-moves": move_lines(results, lang),
        "standings-stages": _stages(results, lang),
        "standings-judges": _judges(results, lang),
        "standings-journal": _journal(results, lang),
    }


def after_cells(results: Results, lang: Lang) -> Callable[[Standing], list[str]]:
    """The cells of a unit: the total that each stage sees; of decisions compared, how it moved and why."""
    moves = {move.key: move for move in results.moves or ()}

    def cells(standing: Standing) -> list[str]:
        card = standing.card
        plain = {stage.id: card.total for stage in results.ruleset.stages if not stage.self_scores}
        totals = {view.id: view.score.total for view in views_of(card)} or plain
        found = [number_cell(totals.get(stage.id)) for stage in results.ruleset.stages]
        if results.moves is None:
            return found
        period = card.submission.period
        ends = ("", "") if period is None else (period.start.isoformat(), period.end.isoformat())
        move = moves.get((card.unit.id, *ends))
        if move is None:
            return [*found, "", ""]
        causes = "; ".join(cause_text(cause, results, lang) for cause in move.causes)
        return [*found, text_cell("; ".join(_parts(move, results, lang))), text_cell(causes)]

    return cells


def _stages(results: Results, lang: Lang) -> Lines:
    levels = {level.id: level.title for level in results.ruleset.levels}
    for standing in results.standings.all:
        views = [view for view in views_of(standing.card) if view.cells]
        if views:
            yield 1, unit_text(standing.card)
        for view in views:
            yield 2, _view(view, levels, lang)
            for cell in view.cells:
                yield from _cell(view, cell, lang)


def _view(view: StageView, levels: Mapping[str, Text], lang: Lang) -> str:
    score = view.score
    total = phrase_text("after-unknown") if score.total is None else score.total
    level = levels.get(score.level or "", phrase_text("change-none"))
    key = "after-stage-decides" if view.decides else "after-stage"
    if not levels:
        key += "-unlevelled"
    return phrase(key, lang, stage=view.title, total=total, level=level)


def _cell(view: StageView, cell: Cell, lang: Lang) -> Lines:
    told: dict[str, Any] = {
        "criterion": _named(cell.criterion, title_of(cell.criterion, view.plan)),
        "computed": _points(cell.computed, lang),
        "before": _points(cell.before, lang),
        "points": _points(cell.points, lang),
    }
    if not view.assesses:
        if cell.points != cell.computed:
            yield 3, phrase("after-self-score", lang, **told)
        return
    same = cell.points == cell.before
    key = "after-kept" if same else "after-changed" if cell.before == cell.computed else "after-changed-again"
    yield 3, phrase(key, lang, **told)
    for row in cell.by:
        yield 4, _row(row, lang)
    for row in cell.replaced:
        yield 4, phrase("after-replaced", lang, row=_row(row, lang))


def _named(name: str, title: Text) -> Text:
    return Text(f"{name} {title.vi}", f"{name} {title.en or title.vi}")


def _points(points: Fraction | None, lang: Lang) -> str:
    return phrase("after-unknown", lang) if points is None else shown(points, lang)


def _row(row: Assessment, lang: Lang) -> str:
    told = {"assessor": row.assessor, "day": row.date.isoformat()}
    if row.absent:
        return phrase("after-row-absent", lang, why=row.absent, **told)
    if row.conflict:
        return phrase("after-row-conflict", lang, why=row.conflict, **told)
    if row.mark is not None:
        return phrase("after-row-mark", lang, mark=row.mark, **told)
    points = row.points or Fraction(0)
    if not row.reason:
        return phrase("after-row", lang, points=points, **told)
    return phrase("after-row-reason", lang, points=points, why=row.reason, **told)


def _amount(number: Fraction, lang: Lang) -> str:
    """A number for people, and exactly where that is rounded."""
    said = shown(number, lang)
    return f"{said} ({exact(number)})" if said.startswith("≈") else said


def _judges(results: Results, lang: Lang) -> Lines:
    from thiduascore.builtin.standings.words import change_text

    for one in severities(results.standings):
        side = "above" if one.difference > 0 else "below" if one.difference < 0 else "even"
        yield (
            1,
            phrase(
                f"after-judge-{side}",
                lang,
                judge=one.label,
                difference=_amount(abs(one.difference), lang),
                scale=one.scale,
                count=one.marks,
            ),
        )
        if one.difference and not one.moved:
            yield 2, phrase("after-judge-nothing", lang)
        for change in one.moved[:MOST_MOVES]:
            yield 2, phrase("after-judge-moves", lang, change=change_text(results, change, lang))


def _journal(results: Results, lang: Lang) -> Lines:
    journal = results.proceedings.journal
    effective = {entry.number for entry in journal.effective}
    for entry in journal.entries:
        state = "" if entry.number in effective or entry.kind == "undo" else "-undone"
        yield (
            1,
            phrase(
                f"after-entry{state}",
                lang,
                number=entry.number,
                day=entry.date.isoformat(),
                by=entry.by,
                what=entry_text(entry, results, lang),
                why=entry.reason,
            ),
        )


def entry_text(entry: Entry, results: Results, lang: Lang) -> str:
    """What an entry changes, in words."""
    ruleset = results.ruleset
    facts = {name: fact.label for name, fact in ruleset.facts.items()}
    parameters = {name: one.label for name, one in ruleset.parameters.items()}
    awards = {one.id: one.title for one in ruleset.awards}
    stages = {one.id: one.title for one in ruleset.stages}
    return phrase(
        f"after-{entry.kind}-award" if entry.kind == "revoke" and entry.award else f"after-{entry.kind}",
        lang,
        unit=entry.unit,
        fact=facts.get(entry.fact, Text(entry.fact)),
        value=phrase_text("after-no-value") if entry.given is None else str(entry.given),
        parameter=parameters.get(entry.parameter, Text(entry.parameter)),
        award=awards.get(entry.award, Text(entry.award)),
        entry=entry.entry or 0,
        stage=stages.get(entry.stage, Text(entry.stage)),
        count=len(entry.rows),
    )


def move_lines(results: Results, lang: Lang, *, causes: bool = True) -> Lines:
    """Who stands elsewhere, and what moved them."""
    if results.moves is None:
        return
    if not results.moves:
        yield 1, phrase("after-nobody-moved", lang)
    for move in results.moves:
        yield 1, phrase("change", lang, unit=_unit(move), parts="; ".join(_parts(move, results, lang)))
        if not causes:
            continue
        if move.together and len(move.causes) > 1:
            yield 2, phrase("after-together", lang)
        for cause in move.causes:
            yield 3 if move.together and len(move.causes) > 1 else 2, cause_text(cause, results, lang)


def _unit(move: Move) -> str:
    shown_outcome = move.after or move.before
    return (shown_outcome.name if shown_outcome else "") or move.key[0]


def _parts(move: Move, results: Results, lang: Lang) -> Iterator[str]:
    titles = {level.id: level.title.said(lang) for level in results.ruleset.levels}
    awards = {award.id: award.title.said(lang) for award in results.ruleset.awards}
    before, after = move.before, move.after
    if before is None or after is None:
        yield phrase("after-joined" if before is None else "after-left", lang)
        return
    none = phrase("change-none", lang)
    if before.rank != after.rank:
        yield phrase("change-rank", lang, before=_read(before.rank, lang), after=_read(after.rank, lang))
    if before.total != after.total:
        yield phrase("after-total", lang, before=_read(before.total, lang), after=_read(after.total, lang))
    if before.level != after.level:
        both = [titles.get(one.level or "", none) for one in (before, after)]
        yield phrase("change-level", lang, before=both[0], after=both[1])
    for key, has, had in (("change-gained", after, before), ("change-lost", before, after)):
        yield from (phrase(key, lang, award=awards.get(one, one)) for one in _gained(has, had))


def _gained(has: MoveOutcome, had: MoveOutcome) -> list[str]:
    return [one for one in has.awards if one not in had.awards]


def _read(written: str | None, lang: Lang) -> str:
    number = None if written is None else number_from_exact(written)
    return phrase("change-none", lang) if number is None else shown(number, lang)


def cause_text(cause: MoveCause, results: Results, lang: Lang) -> str:
    """What changed, in words."""
    ruleset = results.ruleset
    of: str | Text = cause.of
    key = f"after-cause-{cause.kind}"
    if cause.kind == "fact":
        of = ruleset.facts[cause.of].label if cause.of in ruleset.facts else cause.of
        key = "after-cause-fact" if cause.of else "after-cause-facts"
    elif cause.kind == "assessment":
        of = next(
            (_named(one.id, one.title) for one in ruleset.criteria() if one.id == cause.of), Text(cause.of)
        )
        key = "after-cause-assessment" if cause.of else "after-cause-assessments"
    elif cause.kind == "vote":
        of = next((one.title for one in ruleset.awards if one.id == cause.of), Text(cause.of))
        key = "after-cause-vote" if cause.of else "after-cause-votes"
    none = phrase_text("after-no-value")
    return phrase(
        key,
        lang,
        unit=cause.unit,
        of=of,
        before=cause.before or none,
        after=cause.after or none,
        count=cause.count,
    )
