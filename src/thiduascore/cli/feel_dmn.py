"""`thiduascore feel dmn FILE`: what the decisions of a DMN model give for some input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thiduascore.cli.feel_given import causes_of, document_of, nulls
from thiduascore.cli.spoken import Spoken, lang_option, option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from thiduascore.dmn import Inputs, Key, Model
    from thiduascore.feel import Value

WRONG = 1


@click.command(cls=Spoken, name="dmn", help="help-feel-dmn")
@click.argument("file", type=click.Path())
@option("--input", "given", metavar="JSON", help="help-feel-input")
@option("--decision", "wanted", metavar="NAME", multiple=True, help="help-feel-dmn-decision")
@option("--why", is_flag=True, help="help-feel-why")
@option("--out", type=click.Path(), help="help-out")
@lang_option
def command(file: str, given: str | None, wanted: tuple[str, ...], why: bool, out: str | None) -> int:
    from thiduascore.cli.trouble import complain, delivered
    from thiduascore.dmn import load
    from thiduascore.dmn.values import json_text
    from thiduascore.feel import Context

    model = load(file)
    keys = _wanted(model, wanted)
    found = dict(_worked_out(model, keys, _inputs(model, given)))
    shown: Value = Context(found)
    if why:
        causes = {path: tuple(causes_of(null)) for path, null in nulls(shown, "")}
        shown = Context({"values": shown, "causes": Context(causes)})
    complain(model.diagnostics)
    code = delivered([json_text(shown), "\n"], out)
    return code or (WRONG if any(each.severity == "error" for each in model.diagnostics) else 0)


def _wanted(model: Model, names: Iterable[str]) -> tuple[Key, ...]:
    """The elements that were asked for, or every decision."""
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, nearest
    from thiduascore.text import normal

    found, wrong = [], []
    for name in names:
        key = model.named(" ".join(normal(name).split()))
        if key is None:
            near = nearest(name, model.results())
            wrong.append(
                Diagnostic("dmn-no-such-decision", {"name": name} | ({"nearest": near} if near else {}))
            )
        else:
            found.append(key)
    if wrong:
        raise DiagnosticError(*wrong)
    return tuple(found) or model.decisions()


def _inputs(model: Model, given: str | None) -> Inputs:
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, nearest
    from thiduascore.dmn.values import values_from

    document = document_of(given)
    types = model.types[model.main.namespace]
    declared = {node.variable.name: types.of(node.variable.type) for node in model.givens()}
    values = values_from(document, declared, types.of)
    usable = {*declared, *model.mentioned()}
    wrong = [name for name in values if name not in usable]
    if wrong:
        raise DiagnosticError(
            *(
                Diagnostic(
                    "dmn-no-such-input",
                    {"name": name} | ({"nearest": near} if (near := nearest(name, usable)) else {}),
                    document.place((name,), key=True),
                )
                for name in wrong
            )
        )
    return {("", name): value for name, value in values.items()}


def _worked_out(model: Model, keys: tuple[Key, ...], inputs: Inputs) -> Iterable[tuple[str, Value]]:
    """Each element's value by its name; a decision service gives what its decisions give."""
    from thiduascore.dmn import evaluate, serve
    from thiduascore.dmn.definitions import Service
    from thiduascore.feel import Context

    plain = [key for key in keys if not isinstance(model.node(key), Service)]
    values: Mapping[Key, Value] = dict(zip(plain, evaluate(model, plain, inputs), strict=True))
    for key in keys:
        value = values[key] if key in values else Context(serve(model, key, inputs))
        yield model.node(key).variable.name, value
