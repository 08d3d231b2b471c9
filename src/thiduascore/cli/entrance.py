"""The way in and every way out: one exit code for each, and no traceback on any.

0 everything was scored or holds; 1 something in an author's or a unit's file is wrong;
2 the command was misused; 130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from thiduascore import __version__
from thiduascore.cli.language import asked_language
from thiduascore.cli.spoken import PROGRAM, SpokenGroup, SpokenOption, lang_option

COMMANDS = (
    "score", "rank", "cohort", "appeal", "revoke", "journal", "check", "explain", "explain-plan", "schema",
    "campaigns", "plugins", "new", "verify", "feel", "completion",
)  # fmt: skip
COMPLETION = "_THIDUASCORE_COMPLETE"
WRONG, MISUSED, INTERRUPTED, GONE = 1, 2, 130, 141


@click.command(cls=SpokenGroup, modules=COMMANDS, help="help-thiduascore")
@click.version_option(__version__, message="%(prog)s %(version)s", cls=SpokenOption, help="help-version")
@lang_option
def thiduascore() -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and says its exit code; whatever goes wrong is told in the reader's language."""
    _speak_utf8()
    lang = asked_language(arguments, os.environ)
    with click.Context(thiduascore, obj=lang):
        try:
            code = _invoke(list(arguments), lang)
            sys.stdout.flush()
            return code
        except BrokenPipeError:
            # Python would complain again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return GONE
        except (KeyboardInterrupt, click.Abort):
            return INTERRUPTED
        except Exception as error:
            return _told(error)


def _told(error: Exception) -> int:
    from thiduascore.cli.trouble import failure, misuse

    if isinstance(error, click.UsageError):
        return misuse(error)
    if os.environ.get("THIDUASCORE_DEBUG") == "1":
        raise error
    return failure(error)


def _invoke(arguments: list[str], lang: str) -> int:
    if instruction := os.environ.get(COMPLETION):
        from click.shell_completion import shell_complete

        return shell_complete(thiduascore, {"obj": lang}, PROGRAM, COMPLETION, instruction)
    try:
        with thiduascore.make_context(PROGRAM, arguments or ["--help"], obj=lang) as context:
            return thiduascore.invoke(context) or 0
    except click.exceptions.Exit as left:
        return left.exit_code


def _speak_utf8() -> None:
    """Vietnamese must come out whatever code page the terminal has, and lines end alike on every machine.

    A stream that the caller closed leads nowhere: Python has None in its place, and prints to the other one.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open until the end)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
