"""The catalogue of everything that users read: one entry for each diagnostic, and phrases for all the rest.

It comes from the TOML files in the folder beside this module, one for each area.
A slug or phrase stands in one of them only, each slug in a table `[slug]`, each phrase in a table
`[phrase.key]` or in a line of a table `[phrase]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, KeysView, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import tomli

from thiduascore.diagnostics.words import Text, exact, shown, shown_day
from thiduascore.records import frozen

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Severity = Literal["error", "warning", "note"]
"""How grave a diagnostic is: an error stops, a warning is doubtful, a note informs."""

Argument = str | int | Fraction | Text
"""What fills a placeholder; numbers and texts are written in the reader's language."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ALONE = re.compile(r"`\{(\w+)\}`")


@frozen
class Entry:
    """What the catalogue says about one diagnostic.

    `wrong` and `right` are examples as an author would write them.
    """

    slug: str
    severity: Severity
    message: Text
    help: Text | None
    means: Text
    why: Text
    wrong: str
    right: str


@cache
def entry(slug: str) -> Entry:
    """The entry of a diagnostic; raises KeyError for a slug that no area has declared."""
    try:
        written = _written()[0][slug]
    except KeyError:
        raise KeyError(f"the catalogue has no diagnostic {slug!r}") from None
    return _entry(slug, tomli.loads(written)[slug])


@cache
def slugs() -> tuple[str, ...]:
    """Every diagnostic's slug, sorted."""
    return tuple(sorted(_written()[0]))


def phrases() -> KeysView[str]:
    """Every phrase's key; asking whether one is there costs a look-up."""
    return _written()[1].keys()


def phrase_text(key: str, **arguments: Argument) -> Text:
    """A phrase in both languages, its placeholders filled where arguments are given.

    Raises KeyError for a key that no area has declared.
    """
    found = _phrase(key)
    return Text(*(filled(found.said(lang), arguments, lang) for lang in ("vi", "en"))) if arguments else found


def phrase(key: str, lang: str, **arguments: Argument) -> str:
    """A phrase in `lang` with its placeholders filled; raises KeyError for an unknown key."""
    return filled(phrase_text(key).said(lang), arguments, lang)


def filled(template: str, arguments: Mapping[str, Argument], lang: str) -> str:
    """The template with each `{name}` replaced by its argument, written for `lang`.

    What stands between backquotes is to be typed, so numbers and dates are written there as files hold them.
    A title that stands alone there has quotation marks instead.
    A placeholder without an argument stays as it is: a message with a gap is better than none.
    """

    def titled(match: re.Match[str]) -> str:
        return f"“{{{match[1]}}}”" if isinstance(arguments.get(match[1]), Text) else match[0]

    template = _ALONE.sub(titled, template)

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name not in arguments:
            return match[0]
        typed = template.count("`", 0, match.start()) % 2 == 1
        return _typed(arguments[name], lang) if typed else worded(arguments[name], lang)

    return _PLACEHOLDER.sub(fill, template)


def outlined(template: str) -> str:
    """The template for readers who have no arguments at hand: `…` stands for each."""
    return _PLACEHOLDER.sub("…", template)


def placeholders(template: str) -> frozenset[str]:
    """The names of the template's placeholders."""
    return frozenset(_PLACEHOLDER.findall(template))


def worded(argument: Argument, lang: str) -> str:
    """An argument as the reader of `lang` would write it."""
    if isinstance(argument, Text):
        return argument.said(lang)
    if isinstance(argument, str):
        return shown_day(argument, lang)
    return shown(argument, lang)


def _typed(argument: Argument, lang: str) -> str:
    """An argument as a file holds it."""
    if isinstance(argument, Text):
        return argument.said(lang)
    return argument if isinstance(argument, str) else exact(argument)


@cache
def _phrase(key: str) -> Text:
    try:
        written = _written()[1][key]
    except KeyError:
        raise KeyError(f"the catalogue has no phrase {key!r}") from None
    return Text(**tomli.loads(written)["phrase"][key])


@cache
def _written() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The TOML of each entry and of each phrase.

    They are parsed one by one when they are asked for: a run speaks a few dozen of some two thousand, and
    parsing all of them takes as long as scoring a dozen units.
    """
    entries: dict[str, str] = {}
    texts: dict[str, str] = {}
    for file, text in _areas():
        for name, written in _tables(text):
            kind, key = (texts, name.removeprefix("phrase.")) if "." in name else (entries, name)
            key = key.strip('"')
            if key in kind:
                raise ValueError(f"{file} declares {key!r}, which stands elsewhere already")
            kind[key] = written
    return MappingProxyType(entries), MappingProxyType(texts)


def _areas() -> list[tuple[str, str]]:
    """The name and text of each file, sorted."""
    folder: Traversable = Path(__file__).with_name("catalogue")
    if not folder.is_dir():
        # Imported from a zip file, as executors of Spark do.
        from importlib.resources import files

        folder = files(__package__) / folder.name
    found = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    return sorted((each.name, each.read_text(encoding="utf-8")) for each in found)


def _tables(text: str) -> Iterator[tuple[str, str]]:
    """The name of each table and its TOML; in a table `[phrase]` each line is one of its own.

    A header inside an example, which is a text of several lines, is no header.
    """
    opened = ""
    for piece in text.split("\n[")[1:]:
        opened += f"[{piece}\n"
        if opened.count("'''") % 2 or opened.count('"""') % 2:
            continue
        name, _, rest = opened[1:].partition("]")
        if name != "phrase":
            yield name, opened
        for line in rest.splitlines() if name == "phrase" else ():
            if line and not line.startswith("#"):
                yield f"phrase.{line.partition(' ')[0]}", f"phrase.{line}"
        opened = ""


def _entry(slug: str, table: Mapping[str, Any]) -> Entry:
    return Entry(
        slug=slug,
        severity=table["severity"],
        message=Text(**table["message"]),
        help=Text(**table["help"]) if "help" in table else None,
        means=Text(**table["means"]),
        why=Text(**table["why"]),
        wrong=table["wrong"].strip("\n"),
        right=table["right"].strip("\n"),
    )
