"""The shapes of single values: texts, identifiers, numbers, dates, choices and references."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from thiduascore.diagnostics import Text, exact, nearest
from thiduascore.model.dates import PartialDate, partial_date, whole_date
from thiduascore.model.declare import Node, Referred, Schemas, kind_of
from thiduascore.records import frozen
from thiduascore.text.numbers import MOST_DIGITS, Unusable

ID: Final = re.compile(r"\w[\w.\-]*")
NAME: Final = re.compile(r"[^\W\d]\w*")
_QUOTED_NUMBER = re.compile(r"\s*[+-]?\s*\d[\d.,\s]*%?\s*")


def misfit(node: Node, expected: Text) -> None:
    """Report a value of the wrong kind."""
    if isinstance(node.value, Unusable):
        node.report(node.value.reason, text=node.value.text, most=MOST_DIGITS)
    else:
        node.report("wrong-type", name=node.key, expected=expected, found=kind_of(node.value))


class Leaf:
    """A shape that nests no records."""

    def records(self) -> tuple[type, ...]:
        return ()


@frozen
class String(Leaf):
    """A text in one language."""

    empty: bool = False
    """Whether it may have no characters."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str)

    def read(self, node: Node) -> str | None:
        if not isinstance(node.value, str):
            misfit(node, self.said())
            return None
        if not self.empty and not node.value.strip():
            node.report("empty-text", name=node.key)
            return None
        return node.value

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "string"} if self.empty else {"type": "string", "minLength": 1}

    def said(self) -> Text:
        return Text("văn bản", "a text")


@frozen
class Words(Leaf):
    """A text for people: `"…"` is Vietnamese, `{ vi = "…", en = "…" }` is both."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str | Mapping)

    def read(self, node: Node) -> Text | None:
        if isinstance(node.value, str):
            return None if String().read(node) is None else Text(node.value)
        if not isinstance(node.value, Mapping):
            misfit(node, self.said())
            return None
        for key, value in node.value.items():
            if key not in ("vi", "en"):
                node.child(key, value).report(
                    "unknown-key", key=True, name=key, nearest=nearest(key, ["vi", "en"])
                )
        if "vi" not in node.value:
            node.report(
                "missing-key", name="vi", doc=Text("Lời bằng tiếng Việt.", "The words in Vietnamese.")
            )
            return None
        said = {
            key: String().read(node.child(key, node.value[key])) for key in ("vi", "en") if key in node.value
        }
        return Text(said["vi"] or "", said.get("en") or "") if said["vi"] else None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        text = String().schema(schemas)
        both = {
            "type": "object",
            "properties": {"vi": text, "en": text},
            "required": ["vi"],
            "additionalProperties": False,
        }
        return {"oneOf": [text, both]}

    def said(self) -> Text:
        return Text(
            'văn bản tiếng Việt, hoặc `{ vi = "…", en = "…" }`',
            'a text in Vietnamese, or `{ vi = "…", en = "…" }`',
        )


@frozen
class Word(Leaf):
    """An identifier: Unicode letters, digits, `_`, `-` and `.`."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str)

    def read(self, node: Node) -> str | None:
        if not isinstance(node.value, str):
            misfit(node, self.said())
            return None
        if not self.matches(node.value):
            node.report("not-a-word", text=node.value)
            return None
        return node.value

    def matches(self, text: str) -> bool:
        """Whether a text is such an identifier."""
        return ID.fullmatch(text) is not None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}

    def said(self) -> Text:
        return Text("mã (chữ, số, `_`, `-`, `.`)", "an identifier (letters, digits, `_`, `-`, `.`)")


@frozen
class Reference(Leaf):
    """The id or name of something that the ruleset must declare.

    `kind` is `part` (item or criterion), `condition`, `level`, `award`, `council`, `parameter` or `quantity`
    (fact or value).
    """

    kind: str

    def accepts(self, value: object) -> bool:
        return isinstance(value, str)

    def read(self, node: Node) -> str | None:
        if not isinstance(node.value, str):
            misfit(node, self.said())
            return None
        node.reading.references.append(Referred(self.kind, node.value, node.path))
        return node.value

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}

    def said(self) -> Text:
        return REFERRED[self.kind]


REFERRED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "part": Text("mã của một nội dung hay tiêu chí", "the id of an item or criterion"),
        "condition": Text("mã của một điều kiện", "the id of a condition"),
        "level": Text("mã của một mức xếp loại", "the id of a level"),
        "award": Text("mã của một hình thức khen thưởng", "the id of an award"),
        "council": Text("mã của một hội đồng", "the id of a council"),
        "parameter": Text("tên của một tham số", "the name of a parameter"),
        "quantity": Text("tên của một số liệu hay giá trị tính sẵn", "the name of a fact or derived value"),
    }
)


@frozen
class YesNo(Leaf):
    """`true` or `false`."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, bool)

    def read(self, node: Node) -> bool | None:
        if isinstance(node.value, bool):
            return node.value
        misfit(node, self.said())
        return None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "boolean"}

    def said(self) -> Text:
        return Text("`true` hoặc `false`", "`true` or `false`")


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal | Unusable) and not isinstance(value, bool)


def _in_range(node: Node, value: Fraction, least: Fraction | int | None, most: Fraction | int | None) -> bool:
    if (least is None or value >= least) and (most is None or value <= most):
        return True
    node.report(
        "out-of-range",
        name=node.key,
        value=value,
        range=_range_said(least, most),
    )
    return False


def _range_said(least: Fraction | int | None, most: Fraction | int | None) -> Text:
    if most is None:
        return Text(f"không nhỏ hơn {exact(least or 0)}", f"at least {exact(least or 0)}")
    if least is None:
        return Text(f"không lớn hơn {exact(most)}", f"at most {exact(most)}")
    return Text(f"từ {exact(least)} đến {exact(most)}", f"from {exact(least)} to {exact(most)}")


def _bounds(least: Fraction | int | None, most: Fraction | int | None) -> dict[str, Any]:
    pairs = (("minimum", least), ("maximum", most))
    return {key: int(bound) for key, bound in pairs if bound is not None and Fraction(bound).denominator == 1}


def _ranged(said: Text, least: Fraction | int | None, most: Fraction | int | None) -> Text:
    if least is None and most is None:
        return said
    span = _range_said(least, most)
    return Text(f"{said.vi} {span.vi}", f"{said.en} {span.en}")


@frozen
class Number(Leaf):
    """An exact number, within `least` and `most` (inclusive) where they are given."""

    least: Fraction | int | None = None
    most: Fraction | int | None = None

    def accepts(self, value: object) -> bool:
        return _is_number(value)

    def read(self, node: Node) -> Fraction | None:
        value = node.value
        if isinstance(value, str) and _QUOTED_NUMBER.fullmatch(value):
            node.report("number-in-quotes", name=node.key, text=value)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Fraction(value)
            return number if _in_range(node, number, self.least, self.most) else None
        else:
            misfit(node, Text("số", "a number"))
        return None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "number", **_bounds(self.least, self.most)}

    def said(self) -> Text:
        return _ranged(Text("số", "a number"), self.least, self.most)


@frozen
class Whole(Leaf):
    """A whole number, within `least` and `most` (inclusive) where they are given."""

    least: int | None = None
    most: int | None = None

    def accepts(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def read(self, node: Node) -> int | None:
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            misfit(node, Text("số nguyên", "a whole number"))
            return None
        return node.value if _in_range(node, Fraction(node.value), self.least, self.most) else None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "integer", **_bounds(self.least, self.most)}

    def said(self) -> Text:
        return _ranged(Text("số nguyên", "a whole number"), self.least, self.most)


@frozen
class Amount(Leaf):
    """A number, or the name of the parameter that holds it."""

    least: Fraction | int | None = None
    most: Fraction | int | None = None

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) or _is_number(value)

    def read(self, node: Node) -> Fraction | str | None:
        if isinstance(node.value, str) and NAME.fullmatch(node.value):
            return Reference("parameter").read(node)
        if isinstance(node.value, str) and not _QUOTED_NUMBER.fullmatch(node.value):
            misfit(node, self.said())
            return None
        return Number(self.least, self.most).read(node)

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"oneOf": [Number(self.least, self.most).schema(schemas), {"type": "string", "minLength": 1}]}

    def said(self) -> Text:
        number = Number(self.least, self.most).said()
        return Text(f"{number.vi}, hoặc tên của một tham số", f"{number.en}, or the name of a parameter")


@frozen
class Day(Leaf):
    """A calendar day: a date, or `"2021-09-16"` where the format has no dates."""

    def accepts(self, value: object) -> bool:
        return whole_date(value) is not None

    def read(self, node: Node) -> datetime.date | None:
        day = whole_date(node.value)
        if day is None:
            misfit(node, self.said())
        return day

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def said(self) -> Text:
        return Text("ngày, như 2021-09-16", "a date such as 2021-09-16")


@frozen
class PartialDay(Leaf):
    """A date of day, month or year precision."""

    def accepts(self, value: object) -> bool:
        return partial_date(value) is not None

    def read(self, node: Node) -> PartialDate | None:
        date = partial_date(node.value)
        if date is None:
            misfit(node, self.said())
        return date

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        written = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
        return {"anyOf": [written, {"type": "integer", "minimum": 1, "maximum": 9999}]}

    def said(self) -> Text:
        return Text(
            'ngày, tháng hoặc năm: 2021-09-16, "2021-09" hoặc "2021"',
            'a day, month or year: 2021-09-16, "2021-09" or "2021"',
        )


class OneOf(Leaf):
    """One of the named choices."""

    __slots__ = ("choices",)

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def accepts(self, value: object) -> bool:
        return value in self.choices

    def read(self, node: Node) -> str | None:
        if not isinstance(node.value, str):
            misfit(node, self.said())
        elif node.value in self.choices:
            return node.value
        else:
            near = nearest(node.value, self.choices)
            choices = ", ".join(f"`{choice}`" for choice in self.choices)
            node.report("not-a-choice", name=node.key, text=node.value, choices=choices, nearest=near)
        return None

    def schema(self, schemas: Schemas) -> dict[str, Any]:
        return {"enum": list(self.choices)}

    def said(self) -> Text:
        quoted = [f"`{choice}`" for choice in self.choices]
        return Text(_listed(quoted, "hoặc"), _listed(quoted, "or"))


def _listed(parts: list[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"
