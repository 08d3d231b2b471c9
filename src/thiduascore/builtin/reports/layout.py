"""Text for a screen: a table whose columns share the width, and paragraphs that are wrapped and indented.

Rich could do it; importing it would cost every report as much time as scoring a dozen units.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from thiduascore.plugin import screen_width

GAP = "   "
NARROWEST = 12
"""Columns of text are not squeezed further than this; a line may then be longer than the screen."""


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int], width: int
) -> Iterator[tuple[int | None, str]]:
    """The lines of a table, each with the number of its row; None for the head and the rule below it.

    The columns in `right` are numbers: they stand to the right and are never wrapped.
    """
    natural = [max(map(screen_width, column)) for column in zip(heads, *rows, strict=True)]
    sizes = _squeezed(natural, [index for index in range(len(heads)) if index not in right], width)
    yield from ((None, line) for line in _lines(heads, sizes, right))
    yield None, GAP.join("─" * size for size in sizes)
    for number, row in enumerate(rows):
        yield from ((number, line) for line in _lines(row, sizes, right))


def room(columns: Sequence[Sequence[str]], *, width: int) -> int:
    """The screen columns that are left for one more column beside these, none of them squeezed."""
    return width - sum(max(map(screen_width, column)) + len(GAP) for column in columns)


def paragraph(text: str, *, indent: int, width: int) -> list[str]:
    """The text in lines that fit, each led by `indent` spaces."""
    return [" " * indent + line for line in wrapped(text, max(width - indent, NARROWEST))]


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words, or within one that is longer."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if screen_width(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while screen_width(word) > width:
            cut = _fitting(word, width)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line]


def _fitting(word: str, width: int) -> int:
    """How many characters of a word fit, at least one."""
    taken = 0
    for index, character in enumerate(word):
        taken += screen_width(character)
        if taken > width:
            return max(index, 1)
    return len(word)


def _squeezed(natural: Sequence[int], elastic: Sequence[int], width: int) -> list[int]:
    """The sizes of the columns: the widest elastic one gives way until all fit."""
    sizes = list(natural)
    room = width - len(GAP) * (len(sizes) - 1)
    while sum(sizes) > room:
        widest = max(elastic, key=lambda index: sizes[index])
        if sizes[widest] <= NARROWEST:
            break
        sizes[widest] -= 1
    return sizes


def _lines(cells: Sequence[str], sizes: Sequence[int], right: Collection[int]) -> Iterator[str]:
    columns = [
        [cell] if index in right else wrapped(cell, size)
        for index, (cell, size) in enumerate(zip(cells, sizes, strict=True))
    ]
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        yield GAP.join(
            " " * (size - screen_width(part)) + part
            if index in right
            else part + " " * (size - screen_width(part))
            for index, (part, size) in enumerate(zip(parts, sizes, strict=True))
        ).rstrip()
