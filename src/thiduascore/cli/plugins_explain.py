"""`thiduascore plugins explain FIELD`: the facts, figures, checks, criteria and conditions of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import language
from thiduascore.cli.spoken import OneOf, Spoken, lang_option, option

if TYPE_CHECKING:
    from thiduascore.authoring.field_tables import FieldTable
    from thiduascore.model.field import Field

WIDE = 160


@click.command(cls=Spoken, name="explain", help="help-plugins-explain")
@click.argument("field", metavar="FIELD")
@option(
    "--format",
    "form",
    type=OneOf(["table", "markdown", "json"]),
    default="table",
    help="help-plugins-explain-format",
)
@option("--out", type=click.Path(), help="help-out")
@lang_option
def command(field: str, form: str, out: str | None) -> int:
    from thiduascore.authoring.field_tables import field_tables
    from thiduascore.cli.trouble import delivered

    found = _field(field)
    tables = field_tables(found, language())
    if form == "json":
        text = _json(found, tables)
    elif form == "markdown":
        text = _markdown(found, tables)
    else:
        text = _table(found, tables)
    return delivered([text], out)


def _field(name: str) -> Field:
    """The field of that id or distribution."""
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, nearest
    from thiduascore.engine import Engine

    registry = Engine().registry
    by_distribution = {registry.origin("fields", each).name: each for each in registry.fields}
    found = registry.fields.get(by_distribution.get(name, name))
    if found is not None:
        return found
    near = nearest(name, (*registry.fields, *by_distribution))
    listed = ", ".join(f"`{each}`" for each in registry.fields) or "–"
    arguments = {"name": name, "fields": listed, **({"nearest": near} if near else {})}
    raise DiagnosticError(Diagnostic("unknown-field", arguments))


def _table(field: Field, tables: tuple[FieldTable, ...]) -> str:
    import shutil

    from thiduascore.builtin.reports.layout import table
    from thiduascore.diagnostics import printable

    width = shutil.get_terminal_size((WIDE, 0)).columns
    lines = [f"{field.id}: {field.title.said(language())}", field.doc.said(language())]
    for each in tables:
        rows = [[printable(cell) for cell in row] for row in each.rows]
        lines += ["", each.heading, *(line for _, line in table(each.heads, rows, right=(), width=width))]
    return "\n".join(lines) + "\n"


def _markdown(field: Field, tables: tuple[FieldTable, ...]) -> str:
    from thiduascore.builtin.reports.markdown import escaped, paragraph

    def row(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cells) + " |"

    title = f"# {escaped(field.title.said(language()))} (`{field.id}`)"
    parts = [title, paragraph(field.doc.said(language()))]
    for each in tables:
        rule = row(tuple("---" for _ in each.heads))
        rows = (row(tuple(escaped(cell) for cell in cells)) for cells in each.rows)
        parts += [f"## {each.heading}", "\n".join([row(each.heads), rule, *rows])]
    return "\n\n".join(parts) + "\n"


def _json(field: Field, tables: tuple[FieldTable, ...]) -> str:
    import json

    tree = {
        "id": field.id,
        "title": {"vi": field.title.vi, "en": field.title.en},
        "doc": {"vi": field.doc.vi, "en": field.doc.en},
        "tables": [
            {"title": each.heading, "rows": [dict(zip(each.heads, row, strict=True)) for row in each.rows]}
            for each in tables
        ],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
