"""The JSON Schemas: of rulesets, with the methods that are registered, and of field plugins' files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from thiduascore.cohort.journal import Entry
from thiduascore.cohort.sheets import AssessmentFile, VoteFile
from thiduascore.model.field_records import FieldFile
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.schema import schema_of
from thiduascore.plugins import Registry


def ruleset_schema(registry: Registry) -> dict[str, Any]:
    """The schema of a ruleset's TOML, for the editors that follow a `#:schema` line."""
    return schema_of(Ruleset, methods={name: method.options for name, method in registry.methods.items()})


def field_schema() -> dict[str, Any]:
    """The schema of a field plugin's `field.toml`."""
    return schema_of(FieldFile)


def proceedings_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of what comes after the reports: files of assessments and votes, an entry of a journal."""
    return {
        "assessments": schema_of(AssessmentFile),
        "votes": schema_of(VoteFile),
        "journal": schema_of(Entry),
    }


def json_text(value: Mapping[str, Any]) -> str:
    """JSON as the project's files hold it: two spaces of indent, letters as they are, a final line feed."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
