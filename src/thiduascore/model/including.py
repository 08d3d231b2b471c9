"""`include`: a ruleset's document with what it takes over from plugins put in its place.

The author's keys win.
What an included thing reads (facts, parameters, derived values) comes along by itself.
Places of what was taken over are those of the line that asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import define, evolve, field

from thiduascore.diagnostics import Path, nearest, phrase_text
from thiduascore.model.declare import options_of
from thiduascore.model.field import MARKS, TABLES, Lent
from thiduascore.model.library import Library
from thiduascore.records import frozen
from thiduascore.text.document import Borrowed, Document

_WORD: Final = re.compile(r"[^\W\d]\w*")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORDED: Final = frozenset({"title", "label", "doc", "source", "include", "id", "unit", "points_source"})
"""Keys whose texts are for people; names in them stand for nothing."""


@frozen
class Objection:
    """Why something cannot be taken over: a diagnostic's slug, where, and its arguments."""

    slug: str
    at: Path
    arguments: Mapping[str, Any] = field(factory=dict)


@frozen
class Included:
    """A document with what it includes.

    `lacking` are the tables whose `include` names nothing, so that nobody reports what they lack.
    `lenders` says, for each distribution that something was taken from, where that was first asked for.
    """

    document: Document
    objections: tuple[Objection, ...] = ()
    lacking: tuple[Path, ...] = ()
    lenders: Mapping[str, Path] = field(factory=dict)


def asks(value: Any) -> bool:
    """Whether a document's value takes anything over."""
    if isinstance(value, Mapping):
        plugins = value.get("plugins")
        return (isinstance(plugins, Mapping) and "facts" in plugins) or any(
            map(_holds_include, value.values())
        )
    return False


def _holds_include(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "include" in value or any(map(_holds_include, value.values()))
    return isinstance(value, list) and any(map(_holds_include, value))


def including(
    document: Document, library: Library, *, common: type, methods: Mapping[str, type], whole: bool = True
) -> Included:
    """The document with everything that it asks for.

    `common` is the record with the keys that every criterion has, `methods` the methods' own.
    Without `whole`, the library is known to lack a plugin, and names that it does not have are passed over.
    Raises DiagnosticError when the file of a field cannot be read.
    """
    if not asks(document.value):
        return Included(document)
    taking = _Taking(document, library, common, methods, whole)
    value = taking.run()
    made = evolve(document, value=value, borrowed=taking.borrowed)
    return Included(made, tuple(taking.objections), tuple(taking.lacking), taking.lenders)


@define
class _Taking:
    """Builds the new value; one use only."""

    document: Document
    library: Library
    common: type
    methods: Mapping[str, type]
    whole: bool
    borrowed: dict[Path, Borrowed] = field(factory=dict)
    objections: list[Objection] = field(factory=list)
    lacking: list[Path] = field(factory=list)
    lenders: dict[str, Path] = field(factory=dict)
    reading: list[tuple[Mapping[str, Any], Path]] = field(factory=list)
    """What was included, whose names come along, and the line that asked for it."""

    def run(self) -> dict[str, Any]:
        value = dict(self.document.value)
        for kind in TABLES:
            if isinstance(value.get(kind), Mapping):
                value[kind] = {
                    name: self._merged(kind, keys, (kind, name)) for name, keys in value[kind].items()
                }
        value |= self._listed(value, ())
        if isinstance(value.get("conditions"), list):
            value["conditions"] = [
                self._merged("conditions", keys, ("conditions", index))
                for index, keys in enumerate(value["conditions"])
            ]
        self._facts_asked_for(value)
        self._come_along(value)
        return value

    def _listed(self, table: Mapping[str, Any], at: Path) -> dict[str, Any]:
        """The items and criteria of a table, each with what it includes."""
        found: dict[str, Any] = {}
        for key in ("items", "criteria"):
            entries = table.get(key)
            if not isinstance(entries, list) or (key == "criteria" and not at):
                continue
            found[key] = [
                self._merged("criteria", entry, (*at, key, index))
                if key == "criteria"
                else {**entry, **self._listed(entry, (*at, key, index))}
                if isinstance(entry, Mapping)
                else entry
                for index, entry in enumerate(entries)
            ]
        return found

    def _merged(self, kind: str, keys: Any, at: Path) -> Any:
        """A table with the keys of what it includes behind its own."""
        name = keys.get("include") if isinstance(keys, Mapping) else None
        if not isinstance(name, str) or kind == "values":
            return keys
        lent = self._found(kind, name, (*at, "include"))
        if lent is None:
            self.lacking.append(at)
            return keys
        self.borrowed[at] = Borrowed((*at, "include"), lent.document, lent.at)
        merged = {**self._kept(lent, keys), **keys}
        self.reading.append((merged, (*at, "include")))
        return merged

    def _kept(self, lent: Lent, keys: Mapping[str, Any]) -> dict[str, Any]:
        """What is taken over; another method than the included one has other keys of its own."""
        if lent.kind != "criteria" or keys.get("method") in (None, lent.keys.get("method")):
            return dict(lent.keys)
        shared = {each.key for each in options_of(self.common)}
        return {key: value for key, value in lent.keys.items() if key in shared}

    def _found(self, kind: str, name: str, at: Path) -> Lent | None:
        lent = self.library.find(kind, name)
        if lent is None:
            if self.whole:
                self._object(kind, name, at, nearest(name, self.library.names(kind)))
        else:
            self.lenders.setdefault(self.library.lender(lent), at)
        return lent

    def _object(self, kind: str, name: str, at: Path, near: str | None) -> None:
        """No plugin has it: advise the nearest name, else the list of the field, else a plugin."""
        own = name.partition(MARKS[kind])[0]
        if near is not None:
            advice = phrase_text("write-instead", nearest=near)
        elif own in self.library.fields:
            advice = phrase_text("see-names-of-field", field=own)
        else:
            advice = phrase_text("require-first")
        about = {"kind": phrase_text(f"kind-{kind}"), "name": name, "advice": advice}
        self.objections.append(Objection("unknown-included", at, about))

    def _facts_asked_for(self, value: dict[str, Any]) -> None:
        """The facts that `[plugins].facts` names, as they are."""
        plugins = value.get("plugins")
        asked = plugins.get("facts") if isinstance(plugins, Mapping) else None
        for index, pattern in enumerate(asked if isinstance(asked, list) else ()):
            if isinstance(pattern, str):
                for name in self._matching(pattern, ("plugins", "facts", index)):
                    self._take("facts", name, ("plugins", "facts", index), value)

    def _matching(self, pattern: str, at: Path) -> Iterator[str]:
        if not pattern.endswith("*"):
            if self._found("facts", pattern, at) is not None:
                yield pattern
            return
        start = pattern[:-1]
        matching = [name for name in self.library.names("facts") if name.startswith(start)]
        if not matching and self.whole:
            self._object("facts", pattern, at, None)
        yield from matching

    def _take(self, kind: str, name: str, asked: Path, value: dict[str, Any]) -> None:
        """Put a thing among the ruleset's, unless the author has one of that name."""
        declared = any(name in each for key in TABLES if isinstance(each := value.get(key), Mapping))
        lent = None if declared else self.library.find(kind, name)
        if lent is None or not isinstance(value.get(kind, {}), Mapping):
            return
        self.lenders.setdefault(self.library.lender(lent), asked)
        keys = {**lent.keys, "include": name} if kind != "values" else dict(lent.keys)
        value[kind] = {**value.get(kind, {}), name: keys}
        self.borrowed[kind, name] = Borrowed(asked, lent.document, lent.at)
        self.reading.append((keys, asked))

    def _come_along(self, value: dict[str, Any]) -> None:
        """What is read by what was included, and by what comes along itself."""
        while self.reading:
            keys, asked = self.reading.pop(0)
            for name in dict.fromkeys(_named(keys)):
                for kind in TABLES:
                    self._take(kind, name, asked, value)


def _named(value: Any) -> Iterator[str]:
    """The words that can be names in the texts of a table, leaving out what is for people."""
    if isinstance(value, str):
        yield from _WORD.findall(_QUOTED.sub(" ", value) if '"' in value else value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _WORDED:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
