"""A tree as FEEL text that people read: on one line while it fits, else broken where the meaning breaks.

The text is that of `source` but for spaces and line feeds, so what is read back is the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from thiduascore.feel.source import argument_texts, context_key, source, strength, within
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    ContextOf,
    For,
    Invocation,
    ListOf,
    Logic,
    Quantified,
    Tests,
    Tree,
)

WIDTH: Final = 88
"""The most columns of a line, where the parts are not wider themselves."""
_STEP: Final = "  "


def laid_out(tree: Tree, *, width: int = WIDTH) -> str:
    """The text of an expression or of unary tests, in lines of at most `width` columns where that can be."""
    return source(tree) if isinstance(tree, Tests) else _Page(width).text(tree, "")


class _Page:
    """How wide the page is; a part is written at the indent of the line that it begins in."""

    def __init__(self, width: int) -> None:
        self.width = width

    def text(self, tree: Tree, indent: str, least: int = 0) -> str:
        """The part, in parentheses where it holds together less strongly than its place demands."""
        whole = within(tree, least)
        if len(indent) + len(whole) <= self.width:
            return whole
        if strength(tree) < least:
            deeper = indent + _STEP
            return f"(\n{deeper}{self.broken(tree, deeper)}\n{indent})"
        return self.broken(tree, indent)

    def broken(self, tree: Tree, indent: str) -> str:
        """The part in several lines; on one where nothing in it can be parted."""
        match tree:
            case Logic():
                own = strength(tree)
                parts = [self.text(part, indent, own + 1) for part in tree.operands]
                return f"\n{indent}{tree.operator} ".join(parts)
            case Arithmetic():
                own = strength(tree)
                left, right = self.text(tree.left, indent, own), self.text(tree.right, indent, own + 1)
                return f"{left}\n{indent}{tree.operator} {right}"
            case Comparison():
                # Two comparisons in a row need parentheses on either side.
                least = strength(tree) + 1
                left, right = self.text(tree.left, indent, least), self.text(tree.right, indent, least)
                return f"{left}\n{indent}{tree.operator} {right}"
            case Choose():
                return self._choose(tree, indent)
            case For() | Quantified():
                return self._repeated(tree, indent)
            case ListOf():
                return self._within_brackets("[", ((("", each)) for each in tree.elements), "]", indent)
            case ContextOf():
                entries = ((f"{context_key(name)}: ", value) for name, value in tree.entries)
                return self._within_brackets("{", entries, "}", indent)
            case Call():
                return self._called(f"{tree.function}", tree, indent)
            case Invocation():
                before = source(tree).removesuffix(f"({', '.join(argument_texts(tree))})")
                return self._called(before, tree, indent)
            case _:
                return source(tree)

    def _choose(self, tree: Choose, indent: str) -> str:
        """A chain of `else if` stays at one depth."""
        lines = [f"if {self.text(tree.condition, indent + '   ')}"]
        lines.append(f"{indent}then {self.text(tree.then, indent + '     ')}")
        if isinstance(tree.otherwise, Choose):
            return "\n".join((*lines, f"{indent}else {self._choose(tree.otherwise, indent)}"))
        return "\n".join((*lines, f"{indent}else {self.text(tree.otherwise, indent + '     ')}"))

    def _repeated(self, tree: For | Quantified, indent: str) -> str:
        """The iterators on the first line, what is asked or returned of each on the second."""
        whole, inner = source(tree), tree
        while isinstance(inner, For) and inner.flat and isinstance(inner.returns, For):
            inner = inner.returns
        word, body = ("return", inner.returns) if isinstance(inner, For) else ("satisfies", inner.satisfies)
        head = whole.removesuffix(f" {word} {source(body)}")
        return f"{head}\n{indent}{word} {self.text(body, indent + _STEP)}"

    def _called(self, before: str, tree: Call | Invocation, indent: str) -> str:
        names = [f"{name}: " for name in tree.named] or [""] * len(tree.arguments)
        alone = tree.arguments[0] if len(tree.arguments) == 1 and not tree.named else None
        if isinstance(alone, ListOf | ContextOf):
            return f"{before}({self.text(alone, indent)})"
        return before + self._within_brackets("(", zip(names, tree.arguments, strict=True), ")", indent)

    def _within_brackets(
        self, opening: str, parts: Iterable[tuple[str, Tree]], closing: str, indent: str
    ) -> str:
        deeper = indent + _STEP
        lines = [f"{deeper}{before}{self.text(part, deeper + ' ' * len(before))}" for before, part in parts]
        return f"{opening}\n" + ",\n".join(lines) + f"\n{indent}{closing}" if lines else opening + closing
