"""A table file scored from end to end: batch by batch, with finished parts that outlive an interruption."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, Literal

import polars as pl
from attrs import frozen

from thiduascore.columns.cohort.frozen import COHORT, CohortTable
from thiduascore.columns.table import Among
from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
from thiduascore.engine import Engine
from thiduascore.model.ruleset import Ruleset
from thiduascore.program.document import scorecard_document
from thiduascore.tables.batches import Batch, batches, rows_of
from thiduascore.tables.choosing import MOST_CARDS, NONE, Choice
from thiduascore.tables.comparing import comparison
from thiduascore.tables.formats import TableFile, check_columns
from thiduascore.tables.joining import apart_of, join, write_apart, write_cards, write_rejects
from thiduascore.tables.manifest import manifest_of
from thiduascore.tables.parts import Part, Parts, started
from thiduascore.tables.rejecting import rejected, single
from thiduascore.tables.repeated import Repeated, repeated
from thiduascore.tables.scoring import Scored, Scorer
from thiduascore.tables.suffixes import kind_of

Watch = Callable[[int, int | None], None]
"""Is told how many rows are done and of how many; None while nobody knows."""


@frozen(kw_only=True)
class Asked:
    """What is to be made of a table."""

    out: str
    as_of: datetime.date | None = None
    decimal: Literal[".", ","] = "."
    chosen: Choice = NONE
    resume: bool = False
    cohort: CohortTable | None = None
    """Who is compared and ranked, as it was frozen; without it, everybody in the table."""
    rows: int | None = None
    """Rows of a part; by the count of columns unless it is given."""


@frozen(kw_only=True)
class Summary:
    """What became of a table."""

    rows: int
    units: int
    rejects: int
    cards: int
    resumed: int
    """How many parts were finished before this run."""
    rejects_file: str
    """Where the rows that were not scored are told; empty when there are none."""
    cards_file: str
    apart: int = 0
    """How many units are not as they were when the cohort was frozen, those without a row among them."""
    apart_file: str = ""
    """Where they are told; empty when there are none."""
    notes: tuple[Diagnostic, ...] = ()


def score_file(
    engine: Engine, ruleset: Ruleset, table: TableFile, asked: Asked, *, watch: Watch | None = None
) -> Summary:
    """Scores a table and writes the result, the rows that could not be read, and the chosen scorecards.

    Raises DiagnosticError when the table or the file to write cannot be used; OSError when it cannot be
    written. Whatever is raised, and when the run is interrupted, no file is half written, and the parts that
    were finished stay for a run with `resume`.
    """
    cohort = asked.cohort
    scorer = Scorer(engine, ruleset, as_of=asked.as_of, decimal=asked.decimal, frozen=cohort is not None)
    notes = [*_checked(scorer, table, asked)]
    rows = asked.rows or rows_of(len(table.schema) + 2 * len(scorer.schema))
    manifest = manifest_of(
        engine, ruleset, table,
        rows=rows,
        as_of=asked.as_of.isoformat() if asked.as_of else "",
        decimal=asked.decimal,
        chosen=asked.chosen.written,
        cohort="" if cohort is None else cohort.hash,
    )  # fmt: skip
    parts = started(asked.out, manifest, resume=asked.resume)
    done = len(parts.frames())
    _parts(scorer, table, parts, rows, asked, watch, manifest.input)
    found = _delivered(parts, scorer, asked)
    if found.cards == MOST_CARDS:
        notes.append(Diagnostic("cards-limit", {"most": MOST_CARDS}, Place(asked.out)))
    if found.lacking and engine.is_relative(ruleset):
        notes.append(Diagnostic("table-cohort-incomplete", {}, Place(table.path)))
    parts.remove()
    rejects_file, cards_file, apart_file = _beside(asked, found)
    return Summary(
        rows=found.rows, units=found.units, rejects=found.rejects, cards=found.cards, resumed=done,
        rejects_file=rejects_file, cards_file=cards_file, apart=found.apart, apart_file=apart_file,
        notes=tuple(notes),
    )  # fmt: skip


def _checked(scorer: Scorer, table: TableFile, asked: Asked) -> Iterator[Diagnostic]:
    """What is doubtful; raises DiagnosticError for what cannot be done."""
    if kind_of(asked.out) is None:
        raise DiagnosticError(Diagnostic("table-out-suffix", {"path": asked.out}, Place(asked.out)))
    check_out(asked.out, table)
    yield from check_columns(table, scorer.ruleset)
    if scorer.ordering.earlier:
        yield Diagnostic("table-without-history", {}, Place(table.path))


def check_out(out: str, table: TableFile) -> None:
    """Raises DiagnosticError when the file to write is the table itself."""
    if os.path.realpath(out) == os.path.realpath(table.path):
        raise DiagnosticError(Diagnostic("table-out-is-in", {"path": out}, Place(out)))


def _parts(
    scorer: Scorer,
    table: TableFile,
    parts: Parts,
    rows: int,
    asked: Asked,
    watch: Watch | None,
    digest: str,
) -> None:
    """Makes the parts that are not finished yet; where units are compared, in the second of two passes."""
    finished = [(part.rows, len(part.cards)) for part in parts.all()]
    read, cards = sum(count for count, _ in finished), sum(count for _, count in finished)
    twice = repeated(table, rows)
    passes = 2 if scorer.frozen or scorer.engine.is_relative(scorer.ruleset) else 1

    def told(done: int, before: int) -> None:
        if watch is not None:
            total = None if table.rows is None else passes * table.rows
            watch(before * (table.rows or 0) + done, total)

    compared = None
    if passes == 2:
        counting = partial(single, twice=twice)
        told_of_it = partial(told, before=0)
        compared = comparison(scorer, table, parts, rows, digest, asked.cohort, counting, told_of_it)
    for index, batch in enumerate(batches(table, rows, skip=read), start=len(finished)):
        among = None if compared is None else compared.among(index)
        units, part = _part(scorer, batch, twice, table.path, asked.chosen, MOST_CARDS - cards, among)
        parts.add(index, units, part)
        read, cards = read + part.rows, cards + len(part.cards)
        told(read, passes - 1)


def _part(
    scorer: Scorer,
    batch: Batch,
    twice: Repeated,
    path: str,
    chosen: Choice,
    most: int,
    among: Among | None,
) -> tuple[pl.DataFrame, Part]:
    frame = single(batch, twice)
    found = scorer.score(frame, among)
    rejects = rejected(batch, twice, path, found.refused)
    cards = _cards(scorer, frame, found, chosen, most, among)
    part = Part(rows=batch.height, units=found.units.height, rejects=rejects, cards=cards)
    return found.units, part


def _cards(
    scorer: Scorer, frame: pl.DataFrame, found: Scored, chosen: Choice, most: int, among: Among | None
) -> tuple[str, ...]:
    """The full scorecards of the chosen rows, a line of JSON each."""
    positions = chosen.positions(found.units)[: max(0, most)]
    cards = (scorer.card(frame, found.kept[position], among) for position in positions)
    return tuple(
        json.dumps(scorecard_document(card), ensure_ascii=False, separators=(",", ":")) for card in cards
    )


@frozen
class _Counts:
    rows: int
    units: int
    rejects: int
    cards: int
    apart: int
    lacking: bool
    """Whether a unit of the frozen cohort is not there as it was."""


def _delivered(parts: Parts, scorer: Scorer, asked: Asked) -> _Counts:
    """Joins the parts; the result is put in its place last, so that what belongs to it is there before."""
    rows = units = cards = 0
    refused: set[int] = set()
    for part in parts.all():
        rows, units, cards = rows + part.rows, units + part.units, cards + len(part.cards)
        refused |= {each.row for each in part.rejects}
    apart = None if asked.cohort is None else apart_of(asked.cohort, parts)
    # A late unit leaves the others' figures as they were.
    lacking = apart is not None and (apart[COHORT] != "late").any()
    found = _Counts(rows, units, len(refused), cards, 0 if apart is None else apart.height, lacking)
    rejects_file, cards_file, apart_file = files = _beside(asked, found)
    if rejects_file:
        write_rejects((each for part in parts.all() for each in part.rejects), Path(rejects_file))
    if cards_file:
        write_cards((each for part in parts.all() for each in part.cards), Path(cards_file))
    if apart is not None and apart_file:
        write_apart(apart, Path(apart_file))
    kind = kind_of(asked.out)
    assert kind is not None, "checked before anything was read"
    join(parts, Path(os.path.realpath(asked.out)), kind, scorer.ordering, scorer.schema)
    for name, suffix in zip(files, (REJECTS, CARDS, APART), strict=True):
        if not name:
            # What an earlier run left there would be taken for this one's.
            Path(beside(asked.out, suffix)).unlink(missing_ok=True)
    return found


REJECTS: Final = ".rejects.csv"
CARDS: Final = ".cards.jsonl"
APART: Final = ".apart.csv"


def _beside(asked: Asked, found: _Counts) -> tuple[str, str, str]:
    """The files of rejects, scorecards and units apart; empty names where there is nothing to tell."""
    there = ((found.rejects, REJECTS), (asked.chosen.written, CARDS), (found.apart, APART))
    rejects, cards, apart = (beside(asked.out, suffix) if one else "" for one, suffix in there)
    return rejects, cards, apart


def beside(out: str, suffix: str) -> str:
    """The file beside a result, by its suffix."""
    return os.path.splitext(out)[0] + suffix
