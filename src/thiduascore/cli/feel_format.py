"""`thiduascore feel format [EXPRESSION]`: an expression written as people read it."""

from __future__ import annotations

import sys

import click

from thiduascore.cli.spoken import Spoken, lang_option, option

NAME = "EXPRESSION"
WRONG = 1


@click.command(cls=Spoken, name="format", help="help-feel-format")
@click.argument("expression", required=False)
@option("--tests", is_flag=True, help="help-feel-tests")
@option("--width", type=click.IntRange(min=20, max=1000), default=88, help="help-feel-width")
@lang_option
def command(expression: str | None, tests: bool, width: int) -> int:
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import Diagnostic, place_at
    from thiduascore.feel import FeelError, comment, laid_out, parse, parse_tests
    from thiduascore.feel.lexer import MOST_CHARACTERS

    # One more than can be read is enough to refuse what never ends.
    text = sys.stdin.read(MOST_CHARACTERS + 1) if expression is None else expression
    try:
        tree = parse_tests(text) if tests else parse(text)
    except FeelError as error:
        problems = [
            Diagnostic(one.slug, one.arguments, place_at(NAME, text, *one.span)) for one in error.problems
        ]
        complain(problems)
        return WRONG
    lost = comment(text)
    if lost is not None:
        complain([Diagnostic("comment-in-expression", {}, place_at(NAME, text, *lost))])
        return WRONG
    click.echo(laid_out(tree, width=width))
    return 0
