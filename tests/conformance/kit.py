"""The kit's test files: their cases, with inputs and expected values as values of the language."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from thiduascore.feel.temporal.reading import any_date_from_text, date_time_from_text, time_from_text
from thiduascore.feel.values import Context, Null, Value, duration_from_text
from thiduascore.text import number_from_text

LEVELS = ("compliance-level-2", "compliance-level-3")
OTHER = "non-compliant"
_NS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@frozen
class Expected:
    """What one element of the model should give."""

    name: str
    value: Value


@frozen
class Case:
    """One test case: a model, its inputs by (namespace or "", name), and what it should give."""

    level: str
    folder: str
    file: str
    id: str
    model: Path
    service: str | None
    inputs: Mapping[tuple[str, str], Value]
    results: tuple[Expected, ...]

    @property
    def name(self) -> str:
        """The case as it is named on the command line."""
        return f"{self.folder}/{self.id}"

    @property
    def wants_value(self) -> bool:
        """Whether anything but null is expected."""
        return any(not isinstance(one.value, Null) for one in self.results)


def cases_of(kit: Path, level: str) -> Iterator[Case]:
    """The cases of a level, in the board's order."""
    for file in sorted((kit / "TestCases" / level).glob("*/*.xml")):
        root = ElementTree.parse(file).getroot()
        if root.tag != f"{_NS}testCases":
            continue
        model = file.parent / (root.findtext(f"{_NS}modelName") or "").strip()
        for case in sorted(root.iter(f"{_NS}testCase"), key=lambda one: one.get("id") or ""):
            yield Case(
                level,
                file.parent.name,
                file.stem,
                case.get("id") or "",
                model,
                case.get("invocableName") if case.get("type") == "decisionService" else None,
                {
                    (one.get("namespace") or "", one.get("name") or ""): value_of(one)
                    for one in case.iter(f"{_NS}inputNode")
                },
                tuple(_expected(one) for one in case.iter(f"{_NS}resultNode")),
            )


def _expected(node: ElementTree.Element) -> Expected:
    inner = node.find(f"{_NS}expected")
    return Expected(node.get("name") or "", Null() if inner is None else value_of(inner))


def value_of(element: ElementTree.Element) -> Value:
    """The value that an element of the kit's `valueType` holds."""
    components = element.findall(f"{_NS}component")
    if components:
        return Context({one.get("name") or "": value_of(one) for one in components})
    listed = element.find(f"{_NS}list")
    if listed is not None:
        nothing = listed.get(f"{_XSI}nil") == "true"
        return Null() if nothing else tuple(value_of(one) for one in listed.findall(f"{_NS}item"))
    simple = element.find(f"{_NS}value")
    if simple is None or simple.get(f"{_XSI}nil") == "true":
        return Null()
    kind, text = simple.get(f"{_XSI}type"), simple.text or ""
    return _untyped(text) if kind is None else _simple(kind.rpartition(":")[2], text)


def _untyped(text: str) -> Value:
    """A value whose type the kit leaves to the model: whatever it looks like."""
    if text in ("true", "false"):
        return text == "true"
    number = number_from_text(text)
    return number if number is not None else date_time_from_text(text) or text


def _simple(kind: str, text: str) -> Value:
    found: Value | None
    match kind:
        case "decimal" | "double" | "integer" | "int" | "float" | "long":
            found = Fraction(text.strip())
        case "boolean":
            found = text.strip() in ("true", "1")
        case "date":
            found = any_date_from_text(text.strip())
        case "time":
            found = time_from_text(text.strip())
        case "dateTime":
            found = date_time_from_text(text.strip())
        case "duration":
            found = duration_from_text(text.strip())
        case _:
            found = text
    if found is None:
        raise ValueError(f"the kit has a {kind} {text!r} that cannot be read")
    return found
