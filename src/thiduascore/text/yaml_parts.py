"""Where each character of a YAML scalar stands in the file, whatever its quoting, folding or indentation."""

from __future__ import annotations

import re

from thiduascore.text.document import normal_parts

_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[ \t]*\r?\n[ \t]*|[^\n])", re.DOTALL
)


def parts_of_scalar(source: str, start: int, end: int, style: str | None, value: str) -> tuple[int, ...]:
    """Where each character of the normalised `value` stands in `source[start:end]`, and where it ends.

    The value, which the parser has already decoded, is laid along its source.
    Blanks of the source that the value does not have are indentation or folding.
    """
    at, stop = _content(source, start, end, style)
    starts: list[int] = []
    for character in value:
        at = _reach(source, at, stop, character, style)
        starts.append(min(at, stop))
        at = _beyond(source, at, stop, character, style)
    return normal_parts(list(value), [*starts, max([min(at, stop), *starts[-1:]])])


def _content(source: str, start: int, end: int, style: str | None) -> tuple[int, int]:
    if style in ("'", '"'):
        return start + 1, end - 1
    if style in ("|", ">"):
        line = source.find("\n", start, end)
        return (end if line < 0 else line + 1), end
    return start, end


def _reach(source: str, at: int, stop: int, character: str, style: str | None) -> int:
    """Goes past indentation and escaped line ends to where the character is written."""
    while at < stop:
        fold = _ESCAPE.match(source, at) if style == '"' else None
        if fold is not None and "\n" in fold[0]:
            at = fold.end()
        elif source[at] == character:
            break
        elif source[at] in " \t\r\n" and not (character in " \n" and source[at] in "\r\n"):
            at += 1
        else:
            break
    return at


def _beyond(source: str, at: int, stop: int, character: str, style: str | None) -> int:
    """Where the next character may begin."""
    if at >= stop:
        return stop
    if style == '"' and source[at] == "\\":
        match = _ESCAPE.match(source, at)
        return match.end() if match else at + 1
    if style == "'" and source.startswith("''", at):
        return at + 2
    if source.startswith("\r\n", at):
        return at + 2
    return at + 1
