"""The core's reports: one module a format; each turns results into the whole text of a file.

In: `Results`, and the `Page` for which it is written.
Out: `REPORTS`, registered through the same hook as a plugin's.
May import: `thiduascore.plugin`.

Texts of authors and units are data in every format: escaped where a format could read them as anything else.
"""

from __future__ import annotations

from thiduascore.builtin.reports.csv import CSV
from thiduascore.builtin.reports.json import JSON, JSONL
from thiduascore.builtin.reports.markdown import MARKDOWN
from thiduascore.builtin.reports.table import TABLE

__all__ = ["REPORTS"]

REPORTS = (CSV, JSON, JSONL, MARKDOWN, TABLE)
