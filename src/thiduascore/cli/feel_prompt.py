"""The prompt of `thiduascore feel eval`: reads expressions line by line, with history and completion.

The package prompt_toolkit is used where it is installed (`thiduascore[repl]`), else Python's own readline.
Without a terminal, lines are read as they come and nothing but values is printed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from thiduascore.cli.feel_eval import WRONG, told, value_of
from thiduascore.cli.language import say

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

    from thiduascore.feel import Value

LEAVE: Final = (":q", ":quit")
_BINDING = re.compile(r"\s*([^\W\d][\w ]*?)\s*:=(.*)", re.DOTALL)
_WORDS = re.compile(r"(?<!\w)[^\W\d][\w ]*$")
_SIGN = "feel> "
_MOST_LINES = 1000


def prompt(scope: Mapping[str, Value], *, strict: bool) -> int:
    """Evaluates lines until they end; the exit code is 1 when one of those from a pipe cannot be read.

    `name := expression` keeps a value under a name for the lines that follow.
    """
    names = dict(scope)
    if not sys.stdin.isatty():
        codes = [_line(line, names, strict=strict) for line in sys.stdin if line.strip()]
        return max(codes, default=0)
    click.echo(say("feel-prompt-welcome"))
    for line in _typed(lambda: candidates(names, strict=strict)):
        if line.strip() in LEAVE:
            break
        if line.strip():
            _line(line, names, strict=strict)
    return 0


def _line(line: str, names: dict[str, Value], *, strict: bool) -> int:
    from thiduascore.cli.trouble import complain
    from thiduascore.diagnostics import DiagnosticError

    text = line.strip()
    binding = _BINDING.fullmatch(text)
    if binding is None:
        return told(text, names, strict=strict)
    try:
        names[" ".join(binding[1].split())] = value_of(binding[2].strip(), names, strict=strict)
    except DiagnosticError as error:
        complain(error.diagnostics)
        return WRONG
    return 0


def candidates(names: Iterable[str], *, strict: bool) -> tuple[str, ...]:
    """Everything that can be completed: names, functions with their bracket, and the language's words."""
    from thiduascore.feel import DMN, KEYWORDS, STANDARD

    functions = STANDARD if strict else DMN
    return tuple(sorted({*names, *(f"{name}(" for name in functions), *KEYWORDS}))


def completed(line: str, words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The end of the line that some of the words begin with, the longest that there is, and those words."""
    tail = _WORDS.search(line)
    if tail is None:
        return "", ()
    fragment = tail[0]
    words = tuple(words)
    while fragment:
        found = tuple(word for word in words if word.startswith(fragment))
        if found:
            return fragment, found
        fragment = fragment.partition(" ")[2].lstrip()
    return "", ()


def history_file() -> Path:
    """Where the lines of earlier sessions are kept."""
    return Path(click.get_app_dir("thiduascore")) / "feel-history"


def _typed(words: Callable[[], tuple[str, ...]]) -> Iterator[str]:
    """The lines that somebody types, until the end of the input."""
    try:
        import prompt_toolkit  # noqa: F401 (whether it is there)
    except ImportError:
        yield from _with_readline(words)
    else:
        yield from _with_toolkit(words)


def completer(words: Callable[[], tuple[str, ...]]) -> Completer:
    """What completes the lines of prompt_toolkit."""
    from prompt_toolkit.completion import Completer, Completion

    class Completing(Completer):
        def get_completions(self, document: Any, complete_event: Any) -> Iterator[Completion]:
            fragment, found = completed(document.text_before_cursor, words())
            yield from (Completion(word, start_position=-len(fragment)) for word in found)

    return Completing()


def _with_toolkit(words: Callable[[], tuple[str, ...]]) -> Iterator[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    file = _kept()
    history = InMemoryHistory() if file is None else FileHistory(str(file))
    session: PromptSession[str] = PromptSession(
        _SIGN, history=history, completer=completer(words), complete_while_typing=False
    )
    while True:
        try:
            yield session.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _with_readline(words: Callable[[], tuple[str, ...]]) -> Iterator[str]:
    try:
        import readline
    except ImportError:  # Python for Windows has none: lines are read without history
        yield from _plainly()
        return

    def complete(text: str, state: int) -> str | None:
        line = readline.get_line_buffer()[: readline.get_endidx()]
        fragment, found = completed(line, words())
        ahead = len(fragment) - len(text)
        return found[state][ahead:] if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" \t\n()[]{},:=<>+-*/")
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(_MOST_LINES)
    file = _kept()
    if file is not None and file.exists():
        readline.read_history_file(file)
    try:
        yield from _plainly()
    finally:
        if file is not None:
            readline.write_history_file(file)


def _plainly() -> Iterator[str]:
    while True:
        try:
            yield input(_SIGN)
        except KeyboardInterrupt:
            click.echo()
        except EOFError:
            click.echo()
            return


def _kept() -> Path | None:
    """The file of the history; None where nothing can be kept."""
    file = history_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError:
        return None
    return file
