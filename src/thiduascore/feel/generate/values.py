"""The forms in which generated code carries values: exact without a rational number at run time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.feel.operations import MOST_BITS
from thiduascore.feel.values import Days, Value
from thiduascore.records import frozen

FACT_BITS: Final = 400
"""How wide a single reported number may be; a wider one is left to the interpreter."""

ONE: Final = Fraction(1)


@frozen
class Quantity:
    """The number `factor × num / den`: a rational constant times two whole numbers of the generated code.

    An empty `num` or `den` stands for 1; both are products, so that they can be multiplied as they are.
    `den` is positive wherever it is used.
    `bits` bounds the width of the number's numerator and denominator, as the interpreter bounds it.
    """

    factor: Fraction
    num: str = ""
    den: str = ""
    bits: int = 0

    def __attrs_post_init__(self) -> None:
        if self.bits > MOST_BITS:
            raise Unsupported("number-too-wide")

    @property
    def constant(self) -> bool:
        """Whether the number is known now."""
        return not self.num and not self.den


@frozen
class Truth:
    """A yes or no: a Python expression whose value is a `bool`, or what it is known to be.

    `opposite` is an expression for the contrary, empty when there is none but `not`.
    `implies` holds conditions that are true when it is.
    """

    text: str
    opposite: str = ""
    implies: frozenset[str] = frozenset()

    @property
    def known(self) -> bool | None:
        """The answer, where it is known now."""
        return {"True": True, "False": False}.get(self.text)


@frozen
class Plain:
    """A value that Python carries as the interpreter does: a text, a date, months, a list or a context."""

    text: str
    kind: str


@frozen
class Duration:
    """A duration in days."""

    days: Quantity


@frozen
class Listed:
    """A list of numbers: a tuple or list of whole numbers, each to be multiplied by `factor / den`.

    An empty `den` stands for 1; otherwise it is a product of whole numbers above zero, the same for all.
    """

    text: str
    factor: Fraction
    bits: int = FACT_BITS
    den: str = ""

    def each(self, text: str) -> Quantity:
        """The number that one whole number of the list stands for."""
        return Quantity(self.factor, text, self.den, self.bits)


@frozen
class Several:
    """A list whose elements are written out."""

    elements: tuple[Code, ...]


@frozen
class Fields:
    """A context whose members are written out."""

    members: Mapping[str, Code]


Code = Quantity | Truth | Plain | Duration | Listed | Several | Fields

TRUE: Final = Truth("True", "False")
FALSE: Final = Truth("False", "True")


def truth(known: bool) -> Truth:
    """A known yes or no."""
    return TRUE if known else FALSE


def quantity(value: Fraction) -> Quantity:
    """A known number."""
    return Quantity(value, bits=width(value))


def width(value: Fraction) -> int:
    """Bits of the wider of numerator and denominator."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def product(*parts: str | int) -> str:
    """Source of a product; factors of one and empty parts are left out."""
    kept = [str(part) for part in parts if part not in ("", 1)]
    return "0" if 0 in parts else "*".join(kept)


def whole(text: str) -> str:
    """Source of a product that may be empty."""
    return text or "1"


def value_source(code: Code, writer: Writer) -> str:
    """Source whose value is what the interpreter would hold."""
    match code:
        case Quantity(factor=factor) if code.constant:
            return writer.names.constant(factor)
        case Quantity(factor=factor, num=num, den=den):
            above, below = product(factor.numerator, num), product(factor.denominator, den)
            return f"ratio({whole(above)}, {below})" if below else f"number({above})"
        case Truth(text=text) | Plain(text=text):
            return text
        case Duration(days=days):
            return f"Days({value_source(days, writer)})"
        case Listed(text=text):
            return f"tuple([{value_source(code.each('e'), writer)} for e in {text}])"
        case Several(elements=elements):
            return "(" + "".join(value_source(one, writer) + ", " for one in elements) + ")"
        case Fields(members=members):
            entries = [
                f"({writer.names.constant(name)}, {value_source(one, writer)})"
                for name, one in members.items()
            ]
            return f"Context(({''.join(entry + ', ' for entry in entries)}))"


@frozen
class Slot:
    """How a traced value is read back: what is constant in it stands here, the rest in the trace."""

    kind: str
    factor: Fraction = ONE
    num: bool = False
    den: bool = False

    def read(self, parts: Iterator[Any]) -> Value:
        """The value, taking its parts off the trace."""
        if self.kind in ("number", "days"):
            found = self.factor * (next(parts) if self.num else 1) / (next(parts) if self.den else 1)
            return Days(found) if self.kind == "days" else found
        if self.kind == "list":
            elements, factor = next(parts), self.factor / (next(parts) if self.den else 1)
            return tuple([element * factor for element in elements])
        value: Value = next(parts)
        return value


def traced(code: Code, writer: Writer) -> tuple[Slot, tuple[str, ...]]:
    """The slot that reads a value back, and the source of its parts."""
    match code:
        case Quantity(factor=factor, num=num, den=den):
            return Slot("number", factor, bool(num), bool(den)), tuple(part for part in (num, den) if part)
        case Duration(days=days):
            slot, parts = traced(days, writer)
            return Slot("days", slot.factor, slot.num, slot.den), parts
        case Listed(text=text, factor=factor, den=den):
            return Slot("list", factor, den=bool(den)), tuple(part for part in (text, den) if part)
        case _:
            return Slot("value"), (value_source(code, writer),)
