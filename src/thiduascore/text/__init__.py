"""Text: a file on disk to a value with the place of each of its parts.

In: paths and texts in TOML, JSON or YAML.
Out: `Document`, whose numbers are exact and whose places point at the right token; or a `DiagnosticError`.
May import: `thiduascore.diagnostics`.
"""

from thiduascore.text.document import Document
from thiduascore.text.toml import parse_toml, parse_toml_leniently

__all__ = ["Document", "parse_toml", "parse_toml_leniently"]
