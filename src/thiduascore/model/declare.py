"""One declaration of a key gives its reading with placed diagnostics, its JSON Schema and its documentation.

    @record(doc=Text("Một bậc điểm.", "One band."))
    class Band:
        when: Expression = option(TestsShape("of"), doc=Text("Khi nào áp dụng.", "When it applies."))
        points: Fraction | str | None = option(Amount(), default=None, doc=Text("Điểm.", "Points."))
        start: Fraction | None = option(Number(), key="from", default=None, doc=Text("…", "…"))
        at: Path = field(default=(), eq=False, kw_only=True)

`read_record(Band, node)` reads it; `schema_of` and `reference_of` describe it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar, dataclass_transform

import attrs
from attrs import NOTHING, define, field

from thiduascore.diagnostics import Diagnostic, Path, Related, Text, nearest
from thiduascore.model.expression import Expression
from thiduascore.model.headings import headings
from thiduascore.records import frozen
from thiduascore.text.document import Document

T = TypeVar("T")
REQUIRED: Final[Any] = NOTHING
"""The default of a key that must be written."""

_OPTION = "thiduascore.option"


class Shape(Protocol):
    """What the value of a key looks like; every shape is a frozen value without state."""

    def accepts(self, value: object) -> bool:
        """Whether a value is of this shape's kind, so that `Either` knows which shape the author meant."""

    def read(self, node: Node) -> Any | None:
        """The value, or None when it cannot be used, in which case a problem was reported."""

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        """The JSON Schema of what is accepted."""

    def said(self) -> Text:
        """What is accepted, as a noun phrase."""

    def records(self) -> tuple[type, ...]:
        """The records that it nests."""


class Schemas(Protocol):
    """Collects the definitions of nested records while a schema is built."""

    @property
    def methods(self) -> Mapping[str, type]:
        """The registered methods' option records by name."""

    def reference(self, cls: type) -> dict[str, Any]:
        """`{"$ref": …}` to the record's definition."""


@frozen
class Option:
    """A declared key of a record."""

    name: str
    key: str
    shape: Shape
    doc: Text
    default: Any
    missing: str
    """The diagnostic for a required key that is not there."""
    stand_in: Any
    """What lets the reading go on without a required key that is unusable; None when nothing does."""

    @property
    def required(self) -> bool:
        """Whether the key must be written."""
        return self.default is REQUIRED


class Inline(Protocol):
    """A shape whose keys stand on the record's own table, such as a criterion's method."""

    def chosen(self, node: Node) -> type | None:
        """The record that reads the other keys of this table; None when the table does not say which."""

    def variants(self, methods: Mapping[str, type]) -> tuple[str, Mapping[str, type]]:
        """The key that chooses and, for each of its values, the record that reads the other keys."""


@frozen
class About:
    """What `record` remembers of a class."""

    doc: Text
    title: Text
    also: Callable[[Any, Node], None] | None = None


def option(
    shape: Any,
    *,
    doc: Text,
    default: Any = REQUIRED,
    key: str | None = None,
    missing: str = "missing-key",
    stand_in: Any = None,
) -> Any:
    """Declare a key of a record: its shape, its documentation in both languages and its default.

    `key` is the name in the file where that is no good name in Python (`from`, `to`, `is`).
    `missing` is the diagnostic when a required key is absent.
    With a `stand_in` the record is made nevertheless, and its other problems are found in the same reading.
    """
    made = Option("", key or "", shape, doc, default, missing, stand_in)
    return field(default=default, kw_only=True, metadata={_OPTION: made})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(option, attrs.field))
def record(
    *, doc: Text, title: Text | None = None, also: Callable[[Any, Node], None] | None = None
) -> Callable[[type[T]], type[T]]:
    """Make a frozen record class of declared options.

    The class states `at: Path = field(default=(), eq=False, kw_only=True)`: where its table stands.
    `also(instance, node)` reports what no single key can say, such as two keys that exclude each other.
    """

    def made(cls: type[T]) -> type[T]:
        built = cls if "__attrs_attrs__" in vars(cls) else frozen(cls)
        built.__record__ = About(doc, title or Text(cls.__name__, cls.__name__), also)  # type: ignore[attr-defined]
        return built

    return made


def changed(record: T, **changes: Any) -> T:
    """The record with other values for some attributes."""
    copy: Any = attrs.evolve
    made: T = copy(record, **changes)
    return made


def is_record(cls: object) -> bool:
    """Whether a class was declared with `record`."""
    return hasattr(cls, "__record__")


def about(cls: type) -> About:
    """What was said of a record class when it was declared."""
    found: About = cls.__record__  # type: ignore[attr-defined]
    return found


def options_of(cls: type) -> tuple[Option, ...]:
    """The declared keys of a record class, in order; a shape that reads inline keys is not among them."""
    return tuple(each for each in _declared(cls) if not hasattr(each.shape, "chosen"))


def inline_of(cls: type) -> tuple[str, Inline] | None:
    """The attribute and shape through which a record's other keys are read, where it has one."""
    for each in _declared(cls):
        if hasattr(each.shape, "chosen"):
            return each.name, each.shape  # type: ignore[return-value]
    return None


@cache
def _declared(cls: type) -> tuple[Option, ...]:
    found = []
    for attribute in attrs.fields(cls):
        if _OPTION in attribute.metadata:
            made: Option = attribute.metadata[_OPTION]
            found.append(attrs.evolve(made, name=attribute.name, key=made.key or attribute.name))
    return tuple(found)


MOST_PROBLEMS: Final = 1_000
"""How many problems of a file's tables are told; a file with more is no ruleset."""


@frozen
class Read:
    """An expression that was read, with the shape that says what it must yield."""

    expression: Expression
    shape: Shape


@frozen
class Referred:
    """A name that must exist elsewhere in the file."""

    kind: str
    name: str
    at: Path


@define(eq=False)
class Reading:
    """What one reading of a document collects."""

    document: Document
    methods: Mapping[str, type] = field(factory=dict)
    problems: list[Diagnostic] = field(factory=list)
    expressions: dict[Path, Read] = field(factory=dict)
    references: list[Referred] = field(factory=list)
    broken: list[Path] = field(factory=list)
    """Where values could not be used."""
    lacking: tuple[Path, ...] = ()
    """Tables that should have been completed from elsewhere, so that nobody is told what they lack."""

    def root(self) -> Node:
        """The node of the whole document."""
        return Node(self.document.value, (), self)

    def diagnostic(
        self,
        slug: str,
        path: Path,
        *,
        key: bool = False,
        span: tuple[int, int] | None = None,
        related: tuple[Related, ...] = (),
        arguments: Mapping[str, Any] = MappingProxyType({}),
        **more: Any,
    ) -> Diagnostic:
        """A diagnostic placed at a path of the document, with the titles around it.

        For what the document took over from a plugin, the place there is a related one.
        """
        place = self.document.place(path, key=key, span=span)
        origin = self.document.origin(path)
        if origin is not None:
            elsewhere = (each for each in related if each.place != place)
            related = (*elsewhere, Related(origin, "taken-over-from-here"))
        return Diagnostic(
            slug=slug,
            arguments={
                name: value for name, value in (*arguments.items(), *more.items()) if value is not None
            },
            place=place,
            related=related,
            inside=headings(self.document.value, path),
        )


@frozen
class Node:
    """A value of the document, with where it stands."""

    value: object
    path: Path
    reading: Reading

    @property
    def key(self) -> str:
        """The nearest key that leads to the value."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")

    def child(self, key: str | int, value: object) -> Node:
        """The node of a member."""
        return Node(value, (*self.path, key), self.reading)

    def report(
        self,
        slug: str,
        *,
        key: bool = False,
        span: tuple[int, int] | None = None,
        related: tuple[Related, ...] = (),
        arguments: Mapping[str, Any] = MappingProxyType({}),
        **more: Any,
    ) -> None:
        """Collect a problem of this value; arguments that are None are left out."""
        reading, given = self.reading, {**arguments, **more}
        reading.broken.append(self.path)
        if self.path in reading.lacking and slug.startswith("missing-"):
            return
        if len(reading.problems) < MOST_PROBLEMS:
            reading.problems.append(
                reading.diagnostic(slug, self.path, key=key, span=span, related=related, arguments=given)
            )
        elif len(reading.problems) == MOST_PROBLEMS:
            reading.problems.append(reading.diagnostic("too-many-problems", self.path, most=MOST_PROBLEMS))


def read_record(cls: type[T], node: Node) -> T | None:
    """Read a table as a record, reporting every problem in it.

    None when a required key is missing or unusable; an optional key that cannot be used takes its default.
    """
    if not isinstance(node.value, Mapping):
        node.report("wrong-type", name=node.key, expected=about(cls).title, found=kind_of(node.value))
        return None
    inline = inline_of(cls)
    chosen = inline[1].chosen(node) if inline else None
    if inline is None or chosen is not None:
        report_unknown_keys(node, (*options_of(cls), *(options_of(chosen) if chosen else ())))
    values = _whole(cls, read_options(cls, node))
    if inline is None:
        return _build(cls, values, node)
    own = None if chosen is None else _build(chosen, _whole(chosen, read_options(chosen, node)), node)
    return None if values is None or own is None else _build(cls, {**values, inline[0]: own}, node)


def _whole(cls: type, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    lacking = any(values[each.name] is None for each in options_of(cls) if each.required)
    return None if lacking else values


def _build(cls: type[T], values: Mapping[str, Any] | None, node: Node) -> T | None:
    if values is None:
        return None
    maker: Any = cls
    built: T = maker(**values, at=node.path)
    also = about(cls).also
    if also is not None:
        also(built, node)
    return built


def read_options(cls: type, node: Node) -> Mapping[str, Any]:
    """The value of each declared key of a table by attribute name; None for a required one without value."""
    table: Mapping[str, object] = node.value  # type: ignore[assignment]
    values: dict[str, Any] = {}
    for each in options_of(cls):
        got = None
        if each.key in table:
            got = each.shape.read(node.child(each.key, table[each.key]))
        elif each.required:
            node.report(each.missing, name=each.key, doc=each.doc)
        if got is None:
            got = each.stand_in if each.required else each.default
        values[each.name] = got
    return values


def report_unknown_keys(node: Node, known: tuple[Option, ...]) -> None:
    """Report each key of a table that nothing declares, with the near one that may be meant."""
    table: Mapping[str, object] = node.value  # type: ignore[assignment]
    keys = [each.key for each in known]
    for key in table:
        if key not in keys:
            if len(node.reading.problems) > MOST_PROBLEMS:
                return
            near = nearest(key, [each for each in keys if each not in table])
            node.child(key, table[key]).report("unknown-key", key=True, name=key, nearest=near)


_KINDS: Final[tuple[tuple[type, Text], ...]] = (
    (bool, Text("giá trị có/không", "a yes-no value")),
    (str, Text("văn bản", "a text")),
    (int, Text("số nguyên", "a whole number")),
    (Mapping, Text("bảng", "a table")),
    (list, Text("danh sách", "a list")),
    (tuple, Text("danh sách", "a list")),
    (type(None), Text("giá trị rỗng", "an empty value")),
)


def kind_of(value: object) -> Text:
    """What a value of a document is, as a noun phrase."""
    if hasattr(value, "isoformat"):
        return Text("ngày giờ", "a date or time")
    return next((said for kind, said in _KINDS if isinstance(value, kind)), Text("số", "a number"))
