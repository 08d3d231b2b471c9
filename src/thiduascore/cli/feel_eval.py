"""`thiduascore feel eval [EXPRESSION]`: the value of one expression, or of each that is typed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import click

from thiduascore.cli.feel_given import causes_of, document_of, nulls
from thiduascore.cli.language import say
from thiduascore.cli.spoken import Spoken, lang_option, option

if TYPE_CHECKING:
    from thiduascore.feel import Value
    from thiduascore.feel.tree import Scalar
    from thiduascore.feel.types import Type

NAME = "EXPRESSION"
WRONG = 1


@click.command(cls=Spoken, name="eval", help="help-feel-eval")
@click.argument("expression", required=False)
@option("--input", "given", metavar="JSON", help="help-feel-input")
@option("--strict", is_flag=True, help="help-feel-strict")
@lang_option
def command(expression: str | None, given: str | None, strict: bool) -> int:
    from thiduascore.dmn.values import values_from
    from thiduascore.feel.types import AnyType

    scope = values_from(document_of(given), {}, lambda name: AnyType())
    if expression is None:
        from thiduascore.cli.feel_prompt import prompt

        return prompt(scope, strict=strict)
    return told(expression, scope, strict=strict)


def told(expression: str, scope: Mapping[str, Value], *, strict: bool) -> int:
    """Prints the value of an expression, and on standard error why it is null; the exit code."""
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import DiagnosticError, printable
    from thiduascore.feel import Null
    from thiduascore.feel.functions.written import text_of

    try:
        value = value_of(expression, scope, strict=strict)
    except DiagnosticError as error:
        complain(error.diagnostics)
        return WRONG
    shown = text_of(value)
    click.echo("null" if isinstance(shown, Null) else printable(str(shown)))
    for path, null in nulls(value, ""):
        key = "feel-null-inside-because" if path else "feel-null-because"
        said = say(key, path=path, causes="; ".join(causes_of(null)))
        print(printable(said), file=sys.stderr)
    return 0


def value_of(expression: str, scope: Mapping[str, Value], *, strict: bool) -> Value:
    """The value of an expression; raises DiagnosticError with what keeps it from being read."""
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, place_at
    from thiduascore.feel import FeelError, check, evaluate, parse

    try:
        if not strict:
            return evaluate(expression, scope)
        tree, problems = check(parse(expression), {name: _type_of(value) for name, value in scope.items()})
        if problems:
            raise FeelError(problems)
        return evaluate(tree, scope, mode="strict")
    except FeelError as error:
        raise DiagnosticError(
            *(
                Diagnostic(each.slug, each.arguments, place_at(NAME, expression, *each.span))
                for each in error.problems
            )
        ) from None


def _type_of(value: Value) -> Type:
    """The type of a value from JSON; an element of a list stands for all."""
    from thiduascore.feel import Null
    from thiduascore.feel.fitting import type_of
    from thiduascore.feel.types import AnyType, ContextType, ListType, NullType

    if isinstance(value, Null):
        return NullType()
    if isinstance(value, tuple):
        return ListType(_type_of(value[0]) if value else AnyType())
    if isinstance(value, Mapping):
        return ContextType({name: _type_of(member) for name, member in value.items()})
    return type_of(cast("Scalar", value))
