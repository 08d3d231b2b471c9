"""Arithmetic, comparison, choice and rounding of quantities in generated code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from thiduascore.feel.generate.values import Quantity, Truth, product, quantity, truth, whole
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.feel.rounding import rounded

ZERO: Final = Fraction(0)
OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}
_PYTHON: Final = {"=": "==", "!=": "!=", "<": "<", ">=": ">=", ">": ">", "<=": "<="}


def bound(value: Quantity, writer: Writer) -> Quantity:
    """The same quantity whose parts are single names, so that using it twice computes it once."""
    num = writer.bind(value.num) if value.num else ""
    den = writer.bind(value.den) if value.den else ""
    return Quantity(value.factor, num, den, value.bits)


def added(terms: Sequence[Quantity]) -> Quantity:
    """The sum of quantities; those that are constant are added now."""
    fixed = sum((term.factor for term in terms if term.constant), ZERO)
    moving = [term for term in terms if not term.constant and term.factor]
    if not moving:
        return quantity(fixed)
    if fixed:
        moving.append(quantity(fixed))
    if len(moving) == 1:
        return moving[0]
    dens = list(dict.fromkeys(term.den for term in moving if term.den))
    scale = math.lcm(*(term.factor.denominator for term in moving))
    sizes = [int(term.factor * scale) for term in moving]
    common = math.gcd(*sizes)
    parts = []
    for term, size in zip(moving, sizes, strict=True):
        others = [den for den in dens if den != term.den]
        text = whole(product(abs(size) // common, term.num, *others))
        parts.append(("- " if size < 0 else "+ ") + text)
    source = " ".join(parts)
    source = source[2:] if source.startswith("+ ") else "-" + source[2:]
    bits = sum(term.bits for term in moving) + len(moving)
    return Quantity(Fraction(common, scale), f"({source})", product(*dens), bits)


def negative(value: Quantity) -> Quantity:
    """The quantity with the other sign."""
    return Quantity(-value.factor, value.num, value.den, value.bits)


def multiplied(left: Quantity, right: Quantity) -> Quantity:
    """The product."""
    factor = left.factor * right.factor
    if not factor:
        return quantity(ZERO)
    num, den = product(left.num, right.num), product(left.den, right.den)
    return Quantity(factor, num, den, left.bits + right.bits)


def divided(left: Quantity, right: Quantity, writer: Writer, *, positive: bool = False) -> Quantity:
    """The quotient; generated code that meets a divisor of zero gives up: the interpreter's result is null.

    `positive` says that the divisor is declared never to be negative; code that meets one that is gives up.
    """
    if not right.factor:
        raise Unsupported("division-by-zero")
    if not right.num:
        return multiplied(left, Quantity(1 / right.factor, right.den, "", right.bits))
    below = writer.bind(right.num)
    factor, above = left.factor / right.factor, product(left.num, right.den)
    bits = left.bits + right.bits
    if f"{below} >= 1" in writer.known:
        return Quantity(factor, above, product(left.den, below), bits)
    if positive and right.factor > 0:
        writer.line(f"if {below} < 1: raise Unproven")
        writer.positive(below)
        return Quantity(factor, above, product(left.den, below), bits)
    num, den = writer.names.fresh("n"), writer.names.fresh("d")
    writer.line(f"{num} = {whole(above)}")
    writer.line(f"{den} = {below}")
    writer.line(f"if {den} < 1:")
    inside = writer.inside()
    inside.line(f"if not {den}: raise Unproven")
    inside.line(f"{num} = -{num}")
    inside.line(f"{den} = -{den}")
    writer.positive(den)
    return Quantity(factor, num, product(left.den, den), bits)


def compared(sign: str, left: Quantity, right: Quantity) -> Truth:
    """`left sign right` by cross-multiplication, with everything constant folded."""
    if left.constant and not right.constant:
        return compared(MIRRORED[sign], right, left)
    if left.constant:
        return truth(_holds(sign, left.factor, right.factor))
    if not left.factor or not right.factor:
        left, right = (one if one.factor else quantity(ZERO) for one in (left, right))
        if left.constant:
            return compared(sign, left, right)
    scale = math.lcm(left.factor.denominator, right.factor.denominator)
    one, other = int(left.factor * scale), int(right.factor * scale)
    common = math.gcd(one, other)
    one, other = one // common, other // common
    if one < 0:
        one, other, sign = -one, -other, MIRRORED[sign]
    if right.constant and (not left.den or not other):
        return _with_constant(sign, one, left.num, other)
    if left.den == right.den:
        return _written(sign, product(one, left.num), product(other, right.num))
    return _written(sign, product(one, left.num, right.den), product(other, right.num, left.den))


def _holds(sign: str, left: Fraction, right: Fraction) -> bool:
    found: dict[str, bool] = {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        ">=": left >= right,
        ">": left > right,
        "<=": left <= right,
    }
    return found[sign]


def _with_constant(sign: str, times: int, num: str, limit: int) -> Truth:
    """`times × num sign limit` for whole numbers, `times` positive: one comparison with a whole limit."""
    if sign in ("=", "!="):
        if limit % times:
            return truth(sign == "!=")
        return _written(sign, num, str(limit // times))
    if sign in (">=", "<"):
        return _written(sign, num, str(-(-limit // times)))
    return _written(">=" if sign == ">" else "<", num, str(limit // times + 1))


def _written(sign: str, left: str, right: str) -> Truth:
    left, right = whole(left), whole(right)
    text = f"{left} {_PYTHON[sign]} {right}"
    opposite = f"{left} {_PYTHON[OPPOSITE[sign]]} {right}"
    return Truth(text, opposite, frozenset({text}))


def chosen(condition: Truth, then: Quantity, otherwise: Quantity, writer: Writer) -> Quantity:
    """The one quantity or the other, both without statements of their own."""
    return joined(condition, (then, ()), (otherwise, ()), writer)


def joined(
    condition: Truth,
    then: tuple[Quantity, Sequence[tuple[int, str]]],
    otherwise: tuple[Quantity, Sequence[tuple[int, str]]],
    writer: Writer,
) -> Quantity:
    """The one quantity or the other, each with the lines that compute it."""
    left, right = then[0], otherwise[0]
    scale = math.lcm(left.factor.denominator, right.factor.denominator)
    sizes = int(left.factor * scale), int(right.factor * scale)
    common = math.gcd(*sizes) or 1
    one, other = (_signed(size // common, side.num) for size, side in zip(sizes, (left, right), strict=True))
    bits = max(left.bits, right.bits)
    factor = Fraction(common, scale)
    if not (then[1] or otherwise[1] or left.den or right.den):
        return Quantity(factor, f"({one} if {condition.text} else {other})", "", bits)
    num = writer.names.fresh("n")
    den = writer.names.fresh("d") if left.den or right.den else ""
    for head, text, side, lines in (
        (f"if {condition.text}:", one, left, then[1]),
        ("else:", other, right, otherwise[1]),
    ):
        writer.line(head)
        inside = writer.inside()
        inside.lines.extend(lines)
        inside.line(f"{num} = {text}")
        if den:
            inside.line(f"{den} = {whole(side.den)}")
    return Quantity(factor, num, den, bits)


def _signed(size: int, num: str) -> str:
    return str(size) if not num or not size else ("-" if size < 0 else "") + product(abs(size), num)


def never_negative(value: Quantity, writer: Writer) -> bool:
    """Whether the quantity is known to be zero or more here."""
    parts = value.num.split("*") if value.num else []
    return value.factor >= 0 and all(part.isdigit() or f"{part} >= 1" in writer.known for part in parts)


def extreme(sign: str, values: Sequence[Quantity], writer: Writer) -> Quantity:
    """The least (sign `<`) or greatest (sign `>`) of some quantities."""
    found = bound(values[0], writer)
    for value in values[1:]:
        other = bound(value, writer)
        condition = compared(sign, other, found)
        if condition.known is not None:
            found = other if condition.known else found
        else:
            found = bound(chosen(condition, other, found, writer), writer)
    return found


def magnitude(value: Quantity) -> Quantity:
    """The quantity without its sign."""
    if value.constant:
        return quantity(abs(value.factor))
    return Quantity(abs(value.factor), f"abs({value.num})" if value.num else "", value.den, value.bits)


def at_places(value: Quantity, places: int, mode: str, writer: Writer, *, clamped: bool = False) -> Quantity:
    """The quantity rounded to so many decimal places.

    `clamped` says that a result below zero will count as zero: only that it is below zero must be right.
    """
    if value.constant:
        return quantity(rounded(value.factor, places, mode))
    unit = Fraction(10) ** places
    scaled = value.factor * unit
    if scaled.denominator == 1 and not value.den:
        return value
    bits = value.bits + width_of_unit(places) + 2
    source = _rounded_source(scaled, value, mode, writer, clamped=clamped)
    return Quantity(1 / unit, f"({source})", "", bits)


def width_of_unit(places: int) -> int:
    """Bits of ten to so many places."""
    return 4 * abs(places) + 1


def _rounded_source(scaled: Fraction, value: Quantity, mode: str, writer: Writer, *, clamped: bool) -> str:
    """Source of the whole number that stands for `scaled × num / den`."""
    size, below = scaled.numerator, scaled.denominator
    num = whole(product(abs(size), value.num)) if size > 0 else f"(-{whole(product(-size, value.num))})"
    den = whole(product(below, value.den))
    if mode == "floor" or (clamped and mode == "down"):
        return f"{num} // ({den})"
    if mode == "ceiling" or (clamped and mode == "up"):
        return f"-(-{num} // ({den}))"
    if mode == "half-up" and clamped:
        if not value.den and below % 2 == 0:
            return f"({num} + {below // 2}) // {below}"
        below_bound = value.den if not value.den else writer.bind(value.den)
        single = whole(product(below, below_bound))
        return f"(2*{num} + {single}) // ({whole(product(2 * below, below_bound))})"
    return f"{_HELPERS[mode]}({num}, {den})"


def _half_up(num: int, den: int) -> int:
    found = (2 * abs(num) + den) // (2 * den)
    return found if num >= 0 else -found


def _half_down(num: int, den: int) -> int:
    found = -((den - 2 * abs(num)) // (2 * den))
    return found if num >= 0 else -found


def _half_even(num: int, den: int) -> int:
    down, rest = divmod(num, den)
    twice = 2 * rest
    return down + (twice > den or (twice == den and down % 2 == 1))


def _down(num: int, den: int) -> int:
    return num // den if num >= 0 else -(-num // den)


def _up(num: int, den: int) -> int:
    return -(-num // den) if num >= 0 else num // den


_HELPERS: Final = {
    "half-up": "half_up",
    "half-down": "half_down",
    "half-even": "half_even",
    "down": "down",
    "up": "up",
}

NAMESPACE: Final[dict[str, Any]] = {
    "half_up": _half_up,
    "half_down": _half_down,
    "half_even": _half_even,
    "down": _down,
    "up": _up,
    "abs": abs,
}
"""What the sources of this module call."""
