"""The core's readers: a file of one format to raw reports, one for each unit in it.

In: the path of a file.
Out: `Report`s, lazily; a file, row or line that cannot be read is a report with problems, never an exception.
May import: `thiduascore.plugin`.

No reader knows a ruleset: what a text means is decided once, for all formats, by the intake.
"""

from thiduascore.builtin.readers.csv_table import CSV
from thiduascore.builtin.readers.json_lines import JSON_LINES
from thiduascore.builtin.readers.whole import JSON, TOML, YAML

__all__ = ["READERS"]

READERS = (CSV, JSON, JSON_LINES, TOML, YAML)
