"""Lists that are gone through: `for`, `some`, `every` and filters as comprehensions of whole numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve

from thiduascore.feel.generate.values import Code, Listed, Quantity, Several, Truth, product, quantity, whole
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.feel.tree import For, Quantified, Tree

MOST_TOGETHER: Final = 500
"""Rounds of loops with several iterators, and elements of a series: as many as a list's elements."""

Loop = For | Quantified


def iterators(tree: Loop) -> tuple[list[tuple[str, Tree]], Tree]:
    """The variables of a loop with what each goes through, and what is done with them."""
    found: list[tuple[str, Tree]] = []
    while True:
        found.append((tree.variable, tree.over))
        body = tree.returns if isinstance(tree, For) else tree.satisfies
        if isinstance(tree, For) and tree.flat and isinstance(body, For):
            tree = body
        elif isinstance(tree, Quantified) and isinstance(body, Quantified):
            if body.quantifier != tree.quantifier:
                return found, body
            tree = body
        else:
            return found, body


def listed(code: Code) -> Listed:
    """The code of a list of numbers; one that is written out gets a common denominator."""
    if isinstance(code, Listed):
        return code
    elements = (
        [one for one in code.elements if isinstance(one, Quantity)] if isinstance(code, Several) else []
    )
    if not isinstance(code, Several) or len(elements) < len(code.elements):
        raise Unsupported("loop")
    dens = list(dict.fromkeys(one.den for one in elements if one.den))
    scale = math.lcm(*(one.factor.denominator for one in elements))
    parts = []
    for one in elements:
        others = [den for den in dens if den != one.den]
        parts.append(whole(product(int(one.factor * scale), one.num, *others)) + ", ")
    bits = sum(one.bits for one in elements)
    return Listed(f"({''.join(parts)})", Fraction(1, scale), bits, product(*dens))


def series(start: Code, end: Code) -> Several:
    """The numbers from one constant to another, one apart, either way."""
    if not (isinstance(start, Quantity) and isinstance(end, Quantity) and start.constant and end.constant):
        raise Unsupported("series")
    step = -1 if start.factor > end.factor else 1
    count = int((end.factor - start.factor) * step // 1) + 1
    if count > MOST_TOGETHER:
        raise Unsupported("series")
    return Several(tuple(quantity(start.factor + position * step) for position in range(count)))


def together(lists: Sequence[Listed], writer: Writer) -> list[Listed]:
    """The lists of several iterators, each computed once; where they make too many rounds, code gives up."""
    if len(lists) == 1:
        return list(lists)
    found = [evolve(one, text=writer.bind(one.text)) for one in lists]
    writer.line(f"if {'*'.join(f'len({one.text})' for one in found)} > {MOST_TOGETHER}: raise Unproven")
    return found


def before(names: Sequence[str], aside: Writer, writer: Writer) -> None:
    """Adds what a body needs beforehand; what needs an element of its own cannot stand in a comprehension."""
    if any(_mentions(text, names) for _, text in aside.lines):
        raise Unsupported("loop")
    writer.add(aside)


def _mentions(text: str, names: Sequence[str]) -> bool:
    return not set(re.findall(r"\w+", text)).isdisjoint(names)


def looped(tree: Loop, found: Code, names: Sequence[str], lists: Sequence[Listed]) -> Code:
    """The code of a loop whose body is `found`."""
    chain = " ".join(f"for {name} in {one.text}" for name, one in zip(names, lists, strict=True))
    if isinstance(tree, For) and isinstance(found, Quantity) and not _mentions(found.den, names):
        return Listed(f"[{whole(found.num)} {chain}]", found.factor, found.bits, found.den)
    if isinstance(tree, Quantified) and isinstance(found, Truth):
        some = tree.quantifier == "some"
        return Truth(f"({'True in' if some else 'False not in'} [{found.text} {chain}])")
    raise Unsupported("loop")


def element(code: Code, index: Code, writer: Writer) -> Code:
    """`list[index]` for an index that is known now."""
    if not isinstance(index, Quantity) or not index.constant or index.factor.denominator > 1:
        raise Unsupported("filter")
    position = int(index.factor)
    offset = position - 1 if position > 0 else position
    if not position:
        raise Unsupported("filter")
    if isinstance(code, Several) and abs(position) <= len(code.elements):
        return code.elements[offset]
    if not isinstance(code, Listed):
        raise Unsupported("filter")
    text = writer.bind(code.text)
    writer.line(f"if len({text}) < {abs(position)}: raise Unproven")
    return code.each(f"{text}[{offset}]")


def kept(code: Listed, name: str, condition: Truth) -> Listed:
    """The elements, each of which is called `name`, for which a condition holds."""
    return evolve(code, text=f"[{name} for {name} in {code.text} if {condition.text}]")
