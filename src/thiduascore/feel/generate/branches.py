"""Comparisons of one kind of value, `and`, `or` and `if`, where a side may need statements of its own."""

from __future__ import annotations

from attrs import evolve

from thiduascore.feel.generate.numbers import OPPOSITE, bound, compared, joined
from thiduascore.feel.generate.values import Code, Duration, Listed, Plain, Quantity, Several, Truth, truth
from thiduascore.feel.generate.writer import Unsupported, Writer

Lines = list[tuple[int, str]]


def simplified(code: Truth, writer: Writer) -> Truth:
    """What is left to be asked where some conditions are known to hold."""
    if code.known is None and code.text in writer.known:
        return truth(True)
    if code.known is None and code.opposite in writer.known:
        return truth(False)
    return code


def settled(code: Code, writer: Writer) -> Code:
    """The same value, computed now and once, however often it is used."""
    match code:
        case Quantity():
            return bound(code, writer)
        case Duration(days=days):
            return Duration(bound(days, writer))
        case Plain(text=text, kind=kind):
            return Plain(writer.bind(text), kind)
        case Truth(known=None):
            return Truth(writer.bind(code.text, "b"))
        case Several(elements=elements):
            return Several(tuple(settled(one, writer) for one in elements))
        case Listed():
            return evolve(code, text=writer.bind(code.text), den=writer.bind(code.den) if code.den else "")
        case _:
            return code


def same_kind(operator: str, left: Code, right: Code) -> Truth:
    """The comparison of two values of one kind."""
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return compared(operator, left, right)
    if isinstance(left, Duration) and isinstance(right, Duration):
        return compared(operator, left.days, right.days)
    if isinstance(left, Truth) and isinstance(right, Truth) and operator in ("=", "!="):
        texts = f"({left.text})", f"({right.text})"
    elif isinstance(left, Plain) and isinstance(right, Plain) and left.kind == right.kind in ("str", "date"):
        texts = left.text, right.text
    else:
        raise Unsupported("comparison")
    text, opposite = (
        f"{texts[0]} {'==' if sign == '=' else sign} {texts[1]}" for sign in (operator, OPPOSITE[operator])
    )
    return Truth(text, opposite, frozenset({text}))


def both(left: Truth, right: Truth, *, joint: bool) -> Truth:
    if left.known is joint or right.known is (not joint):
        return right
    if right.known is joint:
        return left
    word = "and" if joint else "or"
    implies = left.implies | right.implies if joint else frozenset()
    return Truth(f"({left.text} {word} {right.text})", "", implies)


def in_steps(left: Truth, right: Truth, aside: Writer, writer: Writer, *, joint: bool) -> Truth:
    """The right side has statements of its own: they run only when the left side does not decide."""
    name = writer.names.fresh("b")
    writer.line(f"{name} = {left.text}")
    writer.line(f"if {name}:" if joint else f"if not {name}:")
    inside = writer.inside()
    inside.lines.extend((depth + 1, text) for depth, text in aside.lines)
    inside.line(f"{name} = {right.text}")
    return Truth(name)


def either(condition: Truth, branches: list[Code], lines: list[Lines], writer: Writer) -> Code:
    left, right = branches
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return joined(condition, (left, lines[0]), (right, lines[1]), writer)
    if isinstance(left, Duration) and isinstance(right, Duration):
        return Duration(joined(condition, (left.days, lines[0]), (right.days, lines[1]), writer))
    if isinstance(left, Truth) and isinstance(right, Truth):
        return Truth(_one_of(condition, (left.text, right.text), lines, writer))
    if isinstance(left, Plain) and isinstance(right, Plain) and left.kind == right.kind:
        return Plain(_one_of(condition, (left.text, right.text), lines, writer), left.kind)
    raise Unsupported("choice-of-kinds")


def _one_of(condition: Truth, texts: tuple[str, str], lines: list[Lines], writer: Writer) -> str:
    if not any(lines):
        return f"({texts[0]} if {condition.text} else {texts[1]})"
    name = writer.names.fresh()
    for head, text, own in zip((f"if {condition.text}:", "else:"), texts, lines, strict=True):
        writer.line(head)
        inside = writer.inside()
        inside.lines.extend(own)
        inside.line(f"{name} = {text}")
    return name
