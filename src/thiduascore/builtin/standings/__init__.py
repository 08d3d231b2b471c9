"""The core's forms of standings: one module a form; each turns a cohort's decision into the text of a file.

In: `Results` with its standings, and the `Page` for which it is written.
Out: `FORMS`, by name.
May import: `thiduascore.plugin`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from thiduascore.builtin.standings.csv import write_csv
from thiduascore.builtin.standings.markdown import write_markdown
from thiduascore.builtin.standings.table import write_table
from thiduascore.plugin import Page, Results

__all__ = ["FORMS"]

FORMS: Final[Mapping[str, Callable[[Results, Page], str]]] = MappingProxyType(
    {"table": write_table, "csv": write_csv, "markdown": write_markdown}
)
"""The forms in which standings are written; JSON needs the engine's versions and is apart."""
