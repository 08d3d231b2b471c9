"""A management field as data: the `field.toml` of a plugin's package, opened when something asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import tomli
from attrs import field

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Place, Text
from thiduascore.diagnostics.catalogue import Argument
from thiduascore.model.declare import Reading, read_record
from thiduascore.records import frozen
from thiduascore.text import Document, parse_toml

if TYPE_CHECKING:
    from thiduascore.model.field_records import FieldFile

TABLES: Final = ("facts", "parameters", "values")
"""Kinds that stand in a field's file as a table of names."""
LISTS: Final = ("checks", "criteria", "conditions")
"""Kinds that stand there as a list of tables with a `name`."""
MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {**dict.fromkeys(TABLES, "_"), "checks": "-", "criteria": ".", "conditions": "."}
)
"""What parts the field's id from the rest of a name."""
FIELD_ID: Final = re.compile(r"[a-z][a-z0-9]*")
FIELD_FORMAT: Final = 1
"""The version of `field.toml` that this release reads."""

_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)


@frozen
class Lent:
    """One thing that a field has for rulesets; `keys` are what stands under its name."""

    kind: str
    name: str
    keys: Mapping[str, Any] = field(hash=False)
    document: Document
    at: Path


@frozen(slots=False, eq=False)
class Field:
    """A management field: its facts, dated figures, checks, criteria and conditions.

    `file` is the name of its file in diagnostics; the text is read as TOML when it is first needed.
    """

    id: str
    file: str
    text: str = field(repr=False)
    distribution: str = ""
    """The distribution that answers for it, with its version."""

    @property
    def name(self) -> str:
        """Its id, by which the registry knows it."""
        return self.id

    @cached_property
    def document(self) -> Document:
        """What the file says.

        Raises DiagnosticError, naming the distribution, when it is no TOML or a name cannot stand there.
        """
        try:
            document = parse_toml(self.text, self.file)
        except DiagnosticError as error:
            raise DiagnosticError(*map(self.blamed, error.diagnostics)) from None
        problems = tuple(map(self.blamed, _misnamed(self.id, document)))
        if problems:
            raise DiagnosticError(*problems)
        return document

    def blamed(self, problem: Diagnostic) -> Diagnostic:
        """A problem of the field's file, so that its reader knows whose file it is."""
        reason = Text(problem.message("vi"), problem.message("en"))
        arguments: dict[str, Argument] = {"distribution": self.distribution or self.file, "reason": reason}
        helped = [problem.help(lang) for lang in ("vi", "en")]
        if None not in helped:
            arguments["help"] = Text(*(each or "" for each in helped))
        return Diagnostic("field-file-wrong", arguments, problem.place, problem.related, problem.inside)

    @cached_property
    def whole(self) -> tuple[FieldFile | None, tuple[Diagnostic, ...]]:
        """Everything that the file says, as records, and everything that is wrong with it.

        Raises DiagnosticError as `document` does.
        """
        from thiduascore.model.field_records import FieldFile

        reading = Reading(self.document)
        found = read_record(FieldFile, reading.root())
        return found, tuple(map(self.blamed, reading.problems))

    @property
    def title(self) -> Text:
        """What the field is called."""
        return _words(self.document.value.get("field"), "title")

    @property
    def doc(self) -> Text:
        """What the field is about."""
        return _words(self.document.value.get("field"), "doc")

    @cached_property
    def lent(self) -> Mapping[str, Mapping[str, Lent]]:
        """Everything in the file by kind and name, in the file's order."""
        return {kind: dict(self._lent(kind)) for kind in (*TABLES, *LISTS)}

    def _lent(self, kind: str) -> Iterator[tuple[str, Lent]]:
        for name, keys, at in _entries(self.document.value, kind):
            kept = {key: value for key, value in keys.items() if kind in TABLES or key != "name"}
            yield name, Lent(kind, name, kept, self.document, at)


def field_of(text: str, file: str) -> Field:
    """The field of a file's text; only the head of the text is read.

    Raises DiagnosticError when the text does not say which field it is.
    """
    head = _head(text)
    try:
        about = tomli.loads(head)
    except tomli.TOMLDecodeError:
        about = parse_toml(text, file).value
    table = about.get("field")
    name = table.get("id") if isinstance(table, Mapping) else None
    if not isinstance(name, str) or not FIELD_ID.fullmatch(name):
        place = parse_toml(text, file).place(("field", "id"))
        raise DiagnosticError(Diagnostic("field-without-id", {"file": file}, place))
    return Field(name, file, text)


def _head(text: str) -> str:
    """The text up to the header after `[field]`; the whole where there is no such header."""
    start = text.find("[field]")
    end = _HEADER.search(text, start + 1) if start >= 0 else None
    return text if end is None else text[: end.start()]


def _entries(value: Any, kind: str) -> Iterator[tuple[str, Mapping[str, Any], Path]]:
    """Each thing of a kind that has a name and keys; what is malformed is told by a full reading."""
    found = value.get(kind)
    if kind in TABLES:
        for name, keys in found.items() if isinstance(found, Mapping) else ():
            if isinstance(keys, Mapping):
                yield name, keys, (kind, name)
        return
    for index, keys in enumerate(found if isinstance(found, list) else ()):
        if isinstance(keys, Mapping) and isinstance(keys.get("name"), str):
            yield keys["name"], keys, (kind, index)


def _misnamed(own: str, document: Document) -> Iterator[Diagnostic]:
    """A diagnostic for each name without the field's prefix, and for each that is taken in the file."""
    taken: dict[str, Path] = {}
    for kind in (*TABLES, *LISTS):
        for name, _, at in _entries(document.value, kind):
            prefix = own + MARKS[kind]
            if not name.startswith(prefix) or name == prefix:
                arguments = {"name": name, "prefix": prefix}
                yield Diagnostic("field-name-prefix", arguments, _place(document, kind, at))
            elif name in taken:
                yield Diagnostic("field-name-twice", {"name": name}, _place(document, kind, at))
            taken.setdefault(name, at)


def _place(document: Document, kind: str, at: Path) -> Place:
    return document.place(at, key=True) if kind in TABLES else document.place((*at, "name"))


def _words(table: Any, key: str) -> Text:
    given = table.get(key) if isinstance(table, Mapping) else None
    if isinstance(given, Mapping):
        return Text(str(given.get("vi", "")), str(given.get("en", "")))
    return Text(given if isinstance(given, str) else "")
