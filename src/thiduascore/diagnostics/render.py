"""One list of diagnostics, three forms: text for a terminal, JSON, and SARIF 2.1.0 for code-review tools."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from thiduascore.diagnostics.catalogue import phrase
from thiduascore.diagnostics.diagnostic import Diagnostic
from thiduascore.diagnostics.place import Place

_TAB = "    "
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_PLAIN = "\x1b[0m"


def as_text(diagnostics: Iterable[Diagnostic], lang: str, *, color: bool = False) -> str:
    """The diagnostics as a terminal shows them, one blank line between two, in the given order."""
    return "\n\n".join(_block(diagnostic, lang, color) for diagnostic in diagnostics)


def _block(diagnostic: Diagnostic, lang: str, color: bool) -> str:
    severity = diagnostic.severity
    label = f"{phrase(f'severity-{severity}', lang)}[{diagnostic.slug}]"
    if color:
        label = f"{_COLOURS[severity]}{label}{_PLAIN}"
    places = [diagnostic.place, *(related.place for related in diagnostic.related)]
    gutter = " " * max((len(str(place.line)) for place in places if place), default=1)
    lines = [f"{label}: {printable(diagnostic.message(lang))}"]
    if diagnostic.place:
        lines += _excerpt(diagnostic.place, gutter)
    for related in diagnostic.related:
        lines.append(f"{gutter} = {phrase('diagnostic-see', lang)}: {printable(related.message(lang))}")
        lines += _excerpt(related.place, gutter)
    if diagnostic.inside:
        titles = " › ".join(printable(title.said(lang)) for title in diagnostic.inside)
        lines.append(f"{gutter} = {phrase('diagnostic-in', lang)}: {titles}")
    advice = diagnostic.help(lang)
    if advice is not None:
        lines.append(f"{gutter} = {phrase('diagnostic-help', lang)}: {printable(advice)}")
    return "\n".join(lines)


def _excerpt(place: Place, gutter: str) -> list[str]:
    lines = [f"{gutter[1:]} --> {printable(str(place))}"]
    if not place.text:
        return lines
    start = place.column - place.text_column
    end = place.end_column - place.text_column if place.end_line == place.line else len(place.text)
    lead = _width(printable(place.text[:start]))
    marks = max(1, _width(printable(place.text[start:end])))
    number = str(place.line).rjust(len(gutter))
    return [
        *lines,
        f"{gutter} |",
        f"{number} | {printable(place.text)}",
        f"{gutter} | {' ' * lead}{'^' * marks}",
    ]


def printable(text: str) -> str:
    """The text with tabs widened and every character that could steer a terminal shown as a symbol.

    Files come from strangers: escape sequences and changes of writing direction in them must not act.
    """
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return _TAB
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _width(text: str) -> int:
    """Columns on a terminal: none for combining marks, two for wide characters."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
