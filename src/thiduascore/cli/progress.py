"""How far the work is: a bar on a terminal's standard error, once it has taken longer than people wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from thiduascore.cli.language import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PATIENCE = 1.0
"""Seconds before the bar appears."""


class Paced(Protocol):
    """Says how fast the work goes."""

    def said(self, done: int, total: int | None, milliseconds: int) -> str:
        """The words behind the bar, so many milliseconds after any moment that stays the same."""


class Progress:
    """Counts steps; shows nothing where standard error is no terminal."""

    def __init__(self, pace: Callable[[], Paced] | None = None) -> None:
        self._pace = pace() if pace is not None else None
        self._since = time.monotonic() if sys.stderr.isatty() else None
        self._bar: Bar | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def watch(self, done: int, total: int | None) -> None:
        """Takes note that `done` of `total` are finished; None while nobody knows how many there are."""
        if self._since is None:
            return
        words = ""
        if self._pace is not None:
            words = self._pace.said(done, total, int(time.monotonic() * 1000))
        if self._bar is None:
            if time.monotonic() - self._since < PATIENCE:
                return
            self._bar = _bar()
        self._bar.update(self._bar.task_ids[0], completed=done, total=total, pace=words)


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    bar.add_task(say("progress"), total=None, pace="")
    bar.start()
    return bar
