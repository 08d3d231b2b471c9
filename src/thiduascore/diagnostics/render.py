"""One list of diagnostics, three forms: text for a terminal, JSON, and SARIF 2.1.0 for code-review tools."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from thiduascore.diagnostics.catalogue import entry, phrase
from thiduascore.diagnostics.diagnostic import Diagnostic
from thiduascore.diagnostics.place import Place
from thiduascore.diagnostics.words import Text

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
    lead = screen_width(printable(place.text[:start]))
    marks = max(1, screen_width(printable(place.text[start:end])))
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
    steers = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "\N{REPLACEMENT CHARACTER}" if steers else character


def screen_width(text: str) -> int:
    """Columns on a terminal: none for combining marks, two for wide characters."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """The diagnostics as a JSON list for other programs, in the given order, in both languages."""
    return _dumped([_plain_diagnostic(diagnostic) for diagnostic in diagnostics])


def sarif(diagnostics: Iterable[Diagnostic], lang: str, *, version: str = "") -> str:
    """The diagnostics as a SARIF 2.1.0 log with one run; `version` is that of thiduascore.

    Columns count characters (`unicodeCodePoints`), as everywhere else.
    """
    found = list(diagnostics)
    rules = sorted({diagnostic.slug for diagnostic in found})
    driver: dict[str, Any] = {"name": "thiduascore", "rules": [_rule(slug, lang) for slug in rules]}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, rules.index(diagnostic.slug), lang) for diagnostic in found],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _dumped({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _plain_diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "slug": diagnostic.slug,
        "severity": diagnostic.severity,
        "message": {lang: diagnostic.message(lang) for lang in ("vi", "en")},
    }
    if diagnostic.help("vi") is not None:
        plain["help"] = {lang: diagnostic.help(lang) for lang in ("vi", "en")}
    if diagnostic.place:
        plain["place"] = _plain_place(diagnostic.place)
    if diagnostic.inside:
        plain["inside"] = [_plain_text(title) for title in diagnostic.inside]
    if diagnostic.related:
        plain["related"] = [
            {
                "message": {lang: related.message(lang) for lang in ("vi", "en")},
                "place": _plain_place(related.place),
            }
            for related in diagnostic.related
        ]
    return plain


def _plain_place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _plain_text(text: Text) -> dict[str, str]:
    return {"vi": text.said("vi"), "en": text.said("en")}


def _rule(slug: str, lang: str) -> dict[str, Any]:
    about = entry(slug)
    return {
        "id": slug,
        "shortDescription": {"text": about.means.said(lang)},
        "fullDescription": {"text": about.why.said(lang)},
        "defaultConfiguration": {"level": about.severity},
    }


def _result(diagnostic: Diagnostic, rule: int, lang: str) -> dict[str, Any]:
    advice = diagnostic.help(lang)
    label = phrase("diagnostic-help", lang)
    message = diagnostic.message(lang) + (f"; {label}: {advice}" if advice is not None else "")
    result: dict[str, Any] = {
        "ruleId": diagnostic.slug,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": message},
    }
    if diagnostic.place:
        location = _location(diagnostic.place)
        if diagnostic.inside:
            name = " › ".join(title.said(lang) for title in diagnostic.inside)
            location["logicalLocations"] = [{"fullyQualifiedName": name}]
        result["locations"] = [location]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.place), "message": {"text": related.message(lang)}}
            for number, related in enumerate(diagnostic.related)
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    path = place.file.replace("\\", "/")
    uri = ("file://" if path.startswith("/") else "") + quote(path.encode("utf-8", "surrogatepass"))
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _dumped(value: Any) -> str:
    """JSON text; half a surrogate pair, as in a file name that is not UTF-8, is written as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
