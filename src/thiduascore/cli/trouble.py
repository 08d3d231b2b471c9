"""What is said on standard error: diagnostics, misuse of a command, and the program's own faults."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.output import write
from thiduascore.cli.spoken import BadValue, UnknownCommand
from thiduascore.diagnostics import Diagnostic, DiagnosticError, as_text, nearest, phrase_text

if TYPE_CHECKING:
    from thiduascore.diagnostics import Text

WRONG, MISUSED = 1, 2
MOST_SHOWN = 100
"""How many diagnostics are printed at most: nobody reads more, and one bad table has one for each row."""

_REASONS = {
    errno.EACCES: "os-no-permission",
    errno.EPERM: "os-no-permission",
    errno.ENOENT: "os-no-folder",
    errno.ENOTDIR: "os-no-folder",
    errno.EISDIR: "os-is-folder",
    errno.ENOSPC: "os-no-space",
    errno.EROFS: "os-read-only",
}


def complain(diagnostics: Iterable[Diagnostic]) -> None:
    """Prints diagnostics as text, in colour on a terminal, with a blank line after them.

    Of very many only the first are shown, with the first of each kind, and how many more there are.
    """
    found = tuple(diagnostics)
    if found:
        text = as_text(_first(found), language(), color=sys.stderr.isatty())
        print(text, file=sys.stderr, end="\n\n")
    if len(found) > MOST_SHOWN:
        print(say("diagnostics-not-shown", count=len(found) - MOST_SHOWN), file=sys.stderr, end="\n\n")


def _first(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    kinds = {each.slug: position for position, each in reversed(list(enumerate(found)))}
    wanted = list(dict.fromkeys([*sorted(kinds.values()), *range(len(found))]))[:MOST_SHOWN]
    return [found[position] for position in sorted(wanted)]


def misuse(error: click.UsageError) -> int:
    """Says what was wrong with the command line, and the exit code."""
    complain([_misuse(error)])
    return MISUSED


def failure(error: Exception) -> int:
    """Says what went wrong, by the diagnostics that the error carries or as a fault of the program."""
    if isinstance(error, DiagnosticError):
        complain(error.diagnostics)
        return WRONG
    try:
        if isinstance(error, MemoryError):
            complain([Diagnostic("out-of-memory", {})])
            return WRONG
        problem = f"{type(error).__name__}: {error}"
        complain([Diagnostic("internal-error", {"problem": problem})])
    except Exception:
        # The catalogue itself may be what is broken.
        print(f"thiduascore: {type(error).__name__} (THIDUASCORE_DEBUG=1)", file=sys.stderr)
    return WRONG


def delivered(chunks: Iterable[str], out: str | None) -> int:
    """Writes a report where it belongs and says the exit code; a file that cannot be written is a misuse."""
    try:
        write(chunks, out)
    except BrokenPipeError:
        raise
    except OSError as error:
        return unwritten(error, out or "-")
    return 0


def unwritten(error: OSError, out: str) -> int:
    """Says why a file cannot be written, and the exit code."""
    complain([Diagnostic("output-not-written", {"file": out, "problem": _reason(error)})])
    return MISUSED


def _reason(error: OSError) -> Text | str:
    key = _REASONS.get(error.errno or 0)
    if key is not None:
        return phrase_text(key)
    return say("os-other", name=errno.errorcode.get(error.errno or 0, type(error).__name__))


def _misuse(error: click.UsageError) -> Diagnostic:
    command = error.ctx.command_path if error.ctx else "thiduascore"
    if isinstance(error, UnknownCommand):
        return _near("no-such-command", error.name, error.names)
    if isinstance(error, click.NoSuchOption):
        return _near("no-such-option", error.option_name, _options(error.ctx))
    if isinstance(error, click.MissingParameter):
        return Diagnostic("missing-argument", {"name": _name(error.param), "command": command})
    if isinstance(error, click.BadOptionUsage):
        return Diagnostic("option-without-value", {"name": error.option_name, "command": command})
    if isinstance(error, BadValue):
        return Diagnostic(
            "bad-option-value", {"name": _name(error.param), "value": error.value, "choices": error.wanted}
        )
    return Diagnostic("wrong-usage", {"problem": error.format_message(), "command": command})


def _near(slug: str, name: str, names: Iterable[str]) -> Diagnostic:
    near = nearest(name, names)
    return Diagnostic(slug, {"name": name} | ({"nearest": near} if near else {}))


def _options(context: click.Context | None) -> list[str]:
    parameters = context.command.get_params(context) if context else []
    return [name for parameter in parameters for name in parameter.opts if name.startswith("-")]


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Argument):
        return say(f"argument-{parameter.name}")
    return f"`{parameter.opts[0]}`" if parameter else ""
