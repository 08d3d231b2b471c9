"""XML: a file's text to elements that know where they stand; nothing in it is ever fetched or expanded.

A document type declaration is refused, and with it every entity that a file could declare.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final
from xml.parsers import expat

from attrs import Factory, define, field, frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place, phrase_text, place_at

MOST_ELEMENTS: Final = 200_000
"""How many elements a file may have: ten times the largest model of a real undertaking."""

MOST_DEPTH: Final = 200
"""How deeply elements may be nested."""

MOST_TEXT: Final = 200_000
"""How many characters of one text are kept: more than an expression may have, so that it is refused there."""

_WITH_TEXT: Final = ("text", "typeRef")
"""The elements whose text means something."""

_MOST_OF_A_HEAD: Final = 65_536
"""How much of a file is looked at for its root element."""

_SEPARATOR = "\n"
"""Parts a namespace from a name; neither can contain it."""


@frozen
class Chunk:
    """A stretch of an element's text: its offset in the text, and its line and column in the file."""

    offset: int
    line: int
    column: int


@define(eq=False)
class Element:
    """An element: its name, what it holds, and where it stands (lines and columns from 1).

    Its text is kept only where texts mean something.
    """

    file: File
    namespace: str
    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    children: list[Element] = Factory(list)
    parts: list[str] = Factory(list)
    chunks: list[Chunk] = Factory(list)
    """Where the text goes on elsewhere than right behind what came before, as after an entity."""

    @property
    def text(self) -> str:
        """The element's own text, without that of its children."""
        return "".join(self.parts)

    def get(self, attribute: str) -> str | None:
        """An attribute without a namespace, without the space around it; None when it is absent or empty."""
        return (self.attributes.get(attribute) or "").strip() or None

    def all(self, *names: str) -> Iterator[Element]:
        """The children of these names, in the namespace of this element."""
        return (one for one in self.children if one.name in names and one.namespace == self.namespace)

    def first(self, *names: str) -> Element | None:
        """The first child of these names."""
        return next(self.all(*names), None)

    def place(self) -> Place:
        """Where the element begins, underlined up to the end of its name."""
        return self.file.place(self.line, self.column, len(self.name) + 1)

    def place_in_text(self, start: int, end: int) -> Place:
        """Where the characters `start` to `end` of the element's own text stand."""
        found = [chunk for chunk in self.chunks if chunk.offset <= start]
        if not found:
            return self.place()
        chunk = found[-1]
        before = self.text[chunk.offset : start]
        line = chunk.line + before.count("\n")
        column = chunk.column + start - chunk.offset
        if "\n" in before:
            column = start - chunk.offset - before.rfind("\n")
        return self.file.place(line, column, end - start)


@frozen
class File:
    """A file as the user named it, with its text."""

    name: str
    text: str = field(repr=False)

    def place(self, line: int, column: int, length: int) -> Place:
        """A stretch of one line."""
        start = self._starts[min(line, len(self._starts)) - 1]
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        first = min(start + column - 1, end)
        return place_at(self.name, self.text, first, min(first + max(length, 1), max(end, first)))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(match.end() for match in re.finditer("\n", self.text)))


def read_xml(text: str, name: str) -> Element:
    """The root element of an XML text; raises DiagnosticError with the first thing that is wrong with it.

    `name` is the file as the user wrote it.
    """
    reading = _Reading(File(name, text))
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = reading.doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    reading.parser = parser
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        place = reading.file.place(error.lineno, error.offset + 1, 1)
        # Expat misses elements too where the text ends inside the first one.
        unclosed = reading.root is not None and error.code == _NO_ELEMENTS
        problem = phrase_text("xml-not-closed" if unclosed else _PROBLEMS.get(error.code, "xml-other"))
        raise DiagnosticError(Diagnostic("xml-syntax", {"problem": problem}, place)) from None
    assert reading.root is not None, "expat reports a text without an element"
    return reading.root


def root_attribute(text: str, attribute: str) -> str | None:
    """An attribute of the root element, without reading what is inside it; None where there is none.

    What is wrong behind the root's own tag does not matter here; nothing is said of a document type.
    """
    found: list[str] = []

    def doctype(*_: object) -> None:
        raise DiagnosticError

    def start(tag: str, attributes: dict[str, str]) -> None:
        parser.StartElementHandler = None
        found.append(attributes.get(attribute, ""))

    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    with contextlib.suppress(expat.ExpatError, DiagnosticError):
        parser.Parse(text[:_MOST_OF_A_HEAD].encode("utf-8", "surrogatepass"), False)
    return found[0] if found else None


@define
class _Reading:
    """The elements that are open while a text is read."""

    file: File
    parser: Any = None
    root: Element | None = None
    opened: list[Element] = Factory(list)
    count: int = 0
    behind: tuple[Element, int, int, int] | None = None
    """The element whose text was read last, how long it is now, and the line and column behind it."""

    def doctype(self, *_: object) -> None:
        self.refuse("xml-doctype", {})

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(_SEPARATOR)
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(self.file, namespace, name, attributes, line, column)
        self.count += 1
        if self.count > MOST_ELEMENTS:
            self.refuse("xml-too-large", {"most": MOST_ELEMENTS})
        if len(self.opened) >= MOST_DEPTH:
            self.refuse("xml-too-deep", {"most": MOST_DEPTH})
        if self.opened:
            self.opened[-1].children.append(element)
        else:
            self.root = element
        self.opened.append(element)
        self.parser.CharacterDataHandler = self.characters if name in _WITH_TEXT else None

    def end(self, tag: str) -> None:
        self.opened.pop()
        self.parser.CharacterDataHandler = None

    def characters(self, text: str) -> None:
        element = self.opened[-1]
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        last, length, *place = self.behind or (None, 0)
        if last is not element:
            length = sum(map(len, element.parts))
        if length > MOST_TEXT:
            return
        if last is not element or place != [line, column]:
            element.chunks.append(Chunk(length, line, column))
        element.parts.append(text)
        # The parser gives line ends one by one.
        after = (line + 1, 1) if text == "\n" else (line, column + len(text))
        self.behind = (element, length + len(text), *after)

    def refuse(self, slug: str, arguments: dict[str, int]) -> None:
        place = self.file.place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, 1)
        raise DiagnosticError(Diagnostic(slug, arguments, place))


_NO_ELEMENTS: Final = expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]
_PROBLEMS: Final[Mapping[int, str]] = {
    expat.errors.codes[message]: key
    for message, key in (
        (expat.errors.XML_ERROR_NO_ELEMENTS, "xml-no-element"),
        (expat.errors.XML_ERROR_TAG_MISMATCH, "xml-tag-mismatch"),
        (expat.errors.XML_ERROR_UNCLOSED_TOKEN, "xml-not-closed"),
        (expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION, "xml-not-closed"),
        (expat.errors.XML_ERROR_PARTIAL_CHAR, "xml-not-closed"),
        (expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE, "xml-attribute-twice"),
        (expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT, "xml-more"),
        (expat.errors.XML_ERROR_UNDEFINED_ENTITY, "xml-entity"),
        (expat.errors.XML_ERROR_UNBOUND_PREFIX, "xml-prefix"),
        (expat.errors.XML_ERROR_INVALID_TOKEN, "xml-character"),
        (expat.errors.XML_ERROR_BAD_CHAR_REF, "xml-character"),
        (expat.errors.XML_ERROR_UNKNOWN_ENCODING, "xml-encoding"),
        (expat.errors.XML_ERROR_INCORRECT_ENCODING, "xml-encoding"),
    )
}
