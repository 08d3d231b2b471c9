"""`thiduascore schema`: the JSON Schemas, for editors and other programs."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import OneOf, Spoken, lang_option, option


@click.command(cls=Spoken, name="schema", help="help-schema")
@option(
    "--of",
    "subject",
    type=OneOf(["ruleset", "field", "scorecard", "standings", "assessments", "votes", "journal"]),
    default="ruleset",
    help="help-schema-of",
)
@option("--out", type=click.Path(), help="help-out")
@lang_option
def command(subject: str, out: str | None) -> int:
    from thiduascore.authoring.schema import field_schema, json_text, proceedings_schemas, ruleset_schema
    from thiduascore.cli.trouble import delivered
    from thiduascore.cohort.document_schema import standings_schema
    from thiduascore.engine import Engine
    from thiduascore.program.document_schema import scorecard_schema

    if subject == "ruleset":
        schema = ruleset_schema(Engine().registry)
    elif subject == "field":
        schema = field_schema()
    elif subject in ("assessments", "votes", "journal"):
        schema = proceedings_schemas()[subject]
    else:
        schema = scorecard_schema() if subject == "scorecard" else standings_schema()
    return delivered([json_text(schema)], out)
