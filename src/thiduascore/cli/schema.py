"""`thiduascore schema`: the JSON Schema of rulesets, for editors."""

from __future__ import annotations

import click

from thiduascore.cli.spoken import Spoken, lang_option, option


@click.command(cls=Spoken, name="schema", help="help-schema")
@option("--out", metavar="FILE", help="help-out")
@lang_option
def command(out: str | None) -> int:
    import json

    from thiduascore.authoring.schema import ruleset_schema
    from thiduascore.cli.trouble import delivered
    from thiduascore.engine import Engine

    text = json.dumps(ruleset_schema(Engine().registry), ensure_ascii=False, indent=2) + "\n"
    return delivered([text], out)
