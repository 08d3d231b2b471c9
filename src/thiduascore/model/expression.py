"""An expression as it stands in a ruleset: its text, its place and its parsed tree."""

from __future__ import annotations

from attrs import field

from thiduascore.diagnostics import Path
from thiduascore.feel.tree import Tree
from thiduascore.records import frozen


@frozen
class Expression:
    """A FEEL expression or a row of unary tests, parsed when the file was read.

    The spans of `tree` are offsets into `source`, so a place inside the expression is
    `document.place(expression.at, span=node.span)`.
    Where the author wrote a bare number, yes-no or date, `tree` is a constant and `source` its FEEL text.
    """

    source: str
    at: Path = field(eq=False)
    tree: Tree
