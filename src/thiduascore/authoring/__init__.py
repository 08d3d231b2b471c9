"""Authoring: what helps to write rulesets: the schemas that editors read, and the reference pages.

In: the registry of an engine, and the declarations of the model.
Out: JSON Schemas and Markdown, in Vietnamese and English.
May import: `engine` and what lies below it.

All of it is generated from what the engine itself reads by, so that it cannot say anything else.
"""

from __future__ import annotations

from thiduascore.authoring.pages import pages
from thiduascore.authoring.schema import json_text, ruleset_schema

__all__ = ["json_text", "pages", "ruleset_schema"]
