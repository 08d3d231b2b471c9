"""Reported values against the facts that a ruleset declares: accepted, or missing with a cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from thiduascore.diagnostics import Path, exact
from thiduascore.feel.types import ListType, NumberType, TextType, Type
from thiduascore.feel.values import Cause
from thiduascore.model.intake_binding import Binding
from thiduascore.model.intake_evidence import Documents, unsupported
from thiduascore.model.intake_scalars import (
    Read,
    Unread,
    canonical,
    plain,
    read_single,
    tagged,
    written,
)
from thiduascore.model.submission import FactValue, Period, Single
from thiduascore.records import frozen

SEPARATOR = "|"
"""Parts the elements of a list that stands in one text."""


@frozen
class Bound:
    """What became of a reported value: `value` or `cause` is None, and `document` is its canonical form."""

    value: FactValue | None
    cause: Cause | None
    document: Any


@frozen
class Facts:
    """The facts section, bound."""

    values: Mapping[str, FactValue]
    missing: Mapping[str, tuple[Cause, ...]]
    document: Mapping[str, Any]


def bind_facts(binding: Binding, evidence: Documents, period: Period | None) -> Facts:
    """Every fact of the ruleset, accepted or missing; unknown names become findings."""
    values: dict[str, FactValue] = {}
    missing: dict[str, tuple[Cause, ...]] = {}
    document: dict[str, Any] = {}
    for name, bound in _section(binding, "facts", document):
        cause = bound.cause
        if bound.value is not None:
            cause = unsupported(binding, binding.expected.facts[name], name, evidence, period, bound.value)
        if cause is not None:
            missing[name] = (cause,)
        elif bound.value is not None:
            values[name] = bound.value
    for name in binding.expected.facts.keys() - values.keys() - missing.keys():
        missing[name] = (Cause("not-reported", (("fact", name),)),)
    return Facts(values, missing, document)


def bind_previous(binding: Binding) -> tuple[dict[str, FactValue], dict[str, Any]]:
    """The values of an earlier period, and what the canonical document says about them."""
    document: dict[str, Any] = {}
    read = _section(binding, "previous", document, "previous.")
    return {name: bound.value for name, bound in read if bound.value is not None}, document


def section_document(binding: Binding, section: str) -> dict[str, Any]:
    """What the canonical document says about the values of a section."""
    document: dict[str, Any] = {}
    for _ in _section(binding, section, document):
        pass
    return document


def _section(
    binding: Binding, section: str, document: dict[str, Any], prefix: str = ""
) -> Iterator[tuple[str, Bound]]:
    for name, path, raw in binding.entries(binding.section(section), (section,)):
        if name not in binding.expected.facts:
            binding.unknown_fact(path, name, prefix=prefix)
            document[name] = plain(raw)
            continue
        bound = bind_value(binding, raw, path, name, prefix)
        document[name] = bound.document
        yield name, bound


def bind_value(binding: Binding, raw: Any, path: Path, name: str, prefix: str) -> Bound:
    """What becomes of one reported value; findings about it go to the binding."""
    type_ = binding.expected.types[name]
    listed = isinstance(type_, ListType)
    of = type_.of if isinstance(type_, ListType) else type_
    elements = _elements(raw, path) if listed else [(path, raw)]
    read = [(where, _element(read_single(each, of, binding.report.decimal))) for where, each in elements]
    for where, element in read:
        if isinstance(element, Unread):
            choices = of.choices or () if isinstance(of, TextType) else ()
            binding.find_unread(element, where, prefix + name, choices)
    bad = [element for _, element in read if isinstance(element, Unread)]
    document = [canonical(element) for _, element in read] if listed else canonical(read[0][1])
    if bad:
        return Bound(None, Cause("unreadable", (("fact", name), ("text", bad[0].shown))), document)
    accepted = [(where, element) for where, element in read if not isinstance(element, Unread)]
    cause = _unfit(binding, accepted, of, name, prefix)
    if cause is not None:
        return Bound(None, cause, document)
    values = tuple(_scaled(element, of) for _, element in accepted)
    return Bound(values if listed else values[0], None, document)


def _element(read: Read | Unread | None) -> Read | Unread:
    """An element of a list; nothing between two separators cannot be read as a value."""
    return Unread("", "empty-element") if read is None else read


def _elements(raw: Any, path: Path) -> list[tuple[Path, Any]]:
    """The elements of a list with their places, from a list or from one text."""
    if isinstance(raw, list | tuple):
        return [((*path, index), each) for index, each in enumerate(raw)]
    text = written(raw)
    if not isinstance(text, str) or tagged(raw):
        return [(path, raw)]
    return [] if text == "[]" else [(path, part) for part in text.split(SEPARATOR)]


def _unfit(
    binding: Binding, read: list[tuple[Path, Read]], type_: Type, name: str, prefix: str
) -> Cause | None:
    """The cause for which a number does not fit the fact's places or domain; None when all fit."""
    if not isinstance(type_, NumberType):
        return None
    cause: Cause | None = None
    more: dict[str, Any]
    for path, number in read:
        assert isinstance(number, Fraction)
        if 10 ** (type_.scale or 0) % number.denominator:
            slug, more = "too-many-decimals", {"places": str(type_.scale or 0)}
        elif (type_.least is not None and number < type_.least) or (
            type_.most is not None and number > type_.most
        ):
            slug, more = "outside-domain", {"domain": _domain(type_)}
        else:
            continue
        binding.find(slug, path, fact=prefix + name, value=number, **more)
        cause = cause or Cause(slug, tuple(sorted({"fact": name, "value": exact(number), **more}.items())))
    return cause


def _domain(type_: NumberType) -> str:
    """The domain as a reader of either language understands it: `≥ 0`, `≤ 100`, `0 … 100`."""
    least, most = (None if bound is None else exact(bound) for bound in (type_.least, type_.most))
    if most is None:
        return f"≥ {least}"
    return f"≤ {most}" if least is None else f"{least} … {most}"


def _scaled(read: Read, type_: Type) -> Single:
    if isinstance(type_, NumberType):
        assert isinstance(read, Fraction)
        power: int = 10 ** (type_.scale or 0)
        return read.numerator * (power // read.denominator)
    assert not isinstance(read, Fraction)
    return read
