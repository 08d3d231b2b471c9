"""`thiduascore score` of a table: from file to file, with what could not be scored beside the result."""

from __future__ import annotations

import datetime
import os
import sys
import time
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from thiduascore.cli.language import say
from thiduascore.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thiduascore.engine import Engine
    from thiduascore.tables.scored import Summary

WRONG, MISUSED = 1, 2
_OTHERWISE = {"--cohort": "cohort-for-tables"}
"""Options for which another command or file is to be named where they do not fit."""


@frozen(kw_only=True)
class Wanted:
    """What the command line asked for."""

    ruleset: str
    table: str
    out: str | None
    as_of: datetime.date | None
    decimal: Literal[".", ","]
    explain_where: str | None
    cohort: str | None
    resume: bool


def concerns(submissions: tuple[str, ...], out: str | None) -> bool:
    """Whether the command line is about a table."""
    from thiduascore.tables.suffixes import is_table

    return any(is_table(path, out) for path in submissions)


def misfit(given: Mapping[str, bool], *, tables: bool) -> int:
    """Complains about an option that was given and is not for tables, or only for them; 0 when none is."""
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import Diagnostic, phrase_text

    what = phrase_text("table-what-table" if tables else "table-what-reports")
    wrong = [
        Diagnostic(_OTHERWISE.get(name, "table-option"), {"name": name, "what": what})
        for name, was in given.items()
        if was
    ]
    complain(wrong)
    return MISUSED if wrong else 0


def score_table(wanted: Wanted, tables: tuple[str, ...]) -> int:
    """Scores one table and says what became of it."""
    if wrong := _unusable(tables, wanted.out, "table-out-suffix"):
        return wrong
    from thiduascore.engine import Engine

    return _scored(Engine(), wanted)


def freeze_table(ruleset: str, tables: tuple[str, ...], out: str | None, decimal: Literal[".", ","]) -> int:
    """Writes down who is in a table, and beside it the rows that are no reports."""
    if wrong := _unusable(tables, out, "cohort-out-suffix", (".parquet", ".json")):
        return wrong
    assert out is not None, "asked for before"
    from thiduascore.cli.trouble import complain, unwritten
    from thiduascore.engine import Engine
    from thiduascore.tables.formats import opened
    from thiduascore.tables.frozen import freeze_file

    engine, table = Engine(), opened(tables[0])
    loaded = engine.load(ruleset)
    try:
        with Progress(Pace) as progress:
            found = freeze_file(engine, loaded, table, out, decimal=decimal, watch=progress.watch)
    except OSError as error:
        return unwritten(error, out)
    complain(found.notes)
    said = [say("table-frozen", units=found.units, out=out, hash=found.hash)]
    if found.rejects:
        said.append(say("table-not-frozen", count=found.rejects, file=found.rejects_file))
    print("\n".join(said), file=sys.stderr)
    return WRONG if found.rejects else 0


def _unusable(tables: tuple[str, ...], out: str | None, slug: str, suffixes: tuple[str, ...] = ("",)) -> int:
    """Complains about a command line by which no table can be taken; 0 when it can.

    `slug` says that there is no file to write to, or one with none of the suffixes.
    """
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import Diagnostic, Place
    from thiduascore.tables.suffixes import is_table

    if len(tables) > 1:
        table = next(path for path in tables if is_table(path, out))
        complain([Diagnostic("table-alone", {"path": table}, Place(table))])
        return MISUSED
    if out is None or out == "-" or not out.lower().endswith(suffixes):
        complain([Diagnostic(slug, {"path": out or "-"})])
        return MISUSED
    return without_polars()


def without_polars() -> int:
    """Says that tables need Polars where it is not installed; 0 where it is."""
    from importlib.util import find_spec

    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import Diagnostic

    if find_spec("polars") is not None:
        return 0
    complain([Diagnostic("table-needs-polars", {})])
    return MISUSED


def _scored(engine: Engine, wanted: Wanted) -> int:
    from thiduascore.cli.frozen import frozen_table_for
    from thiduascore.cli.trouble import complain, unwritten
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
    from thiduascore.tables.choosing import NONE, choice
    from thiduascore.tables.formats import opened
    from thiduascore.tables.scored import Asked, score_file

    assert wanted.out is not None, "asked for before"
    if wanted.cohort is not None and os.path.realpath(wanted.cohort) == os.path.realpath(wanted.out):
        raise DiagnosticError(Diagnostic("table-out-is-in", {"path": wanted.out}, Place(wanted.out)))
    ruleset, begun = engine.load(wanted.ruleset), time.monotonic()
    chosen = choice(wanted.explain_where) if wanted.explain_where else NONE
    cohort = None if wanted.cohort is None else frozen_table_for(wanted.cohort, ruleset)
    asked = Asked(
        out=wanted.out,
        as_of=wanted.as_of,
        decimal=wanted.decimal,
        chosen=chosen,
        resume=wanted.resume,
        cohort=cohort,
    )
    try:
        with Progress(Pace) as progress:
            summary = score_file(engine, ruleset, opened(wanted.table), asked, watch=progress.watch)
    except OSError as error:
        return unwritten(error, wanted.out)
    except KeyboardInterrupt:
        _stopped(wanted.out)
        raise
    complain(summary.notes)
    _told(summary, wanted.out, round(time.monotonic() - begun))
    return WRONG if summary.rejects else 0


def _told(summary: Summary, out: str, seconds: int) -> None:
    rate = summary.units // max(1, seconds)
    said = [say("table-done", units=summary.units, out=out, seconds=seconds, rate=rate)]
    if summary.rejects:
        said.append(say("table-rejects", count=summary.rejects, file=summary.rejects_file))
    if summary.cards_file:
        said.append(say("table-cards", count=summary.cards, file=summary.cards_file))
    if summary.apart_file:
        said.append(say("table-apart", count=summary.apart, file=summary.apart_file))
    print("\n".join(said), file=sys.stderr)


def _stopped(out: str) -> None:
    from thiduascore.tables.parts import parts_of

    parts = parts_of(out)
    if parts.begun:
        print(say("table-stopped", folder=str(parts.folder)), file=sys.stderr)


class Pace:
    """How fast the rows go by, and how long the rest takes at that pace."""

    def __init__(self) -> None:
        self._from: tuple[int, int] | None = None

    def said(self, done: int, total: int | None, milliseconds: int) -> str:
        """The pace at a moment; empty at the first, from which it is counted."""
        if self._from is None:
            self._from = (done, milliseconds)
            return ""
        rows, taken = done - self._from[0], max(1, milliseconds - self._from[1])
        rate = rows * 1000 // taken
        if total is None or not rows:
            return say("table-rate-only", rate=rate)
        left = (total - done) * taken // rows // 1000
        return say("table-rate", rate=rate, left=f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}")
