"""Where something stands in a file that a person wrote."""

from __future__ import annotations

from thiduascore.records import frozen

Path = tuple[str | int, ...]
"""The way into a document's value: `("items", 0, "criteria", 2, "of")`."""

_WINDOW = 160
_LEAD = 60


@frozen
class Place:
    """A stretch of a file; lines and columns count from 1, columns count characters, the end is exclusive.

    `text` is the first line of the stretch, or a window of it when the line is long.
    `text_column` is the column of the window's first character.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    text: str = ""
    text_column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def place_at(file: str, text: str, start: int, end: int) -> Place:
    """The place of `text[start:end]`, where `text` is the whole of the file.

    Offsets outside the text are moved to its nearest end, so that no place can fail.
    A line ends with `\\n` or `\\r\\n`.
    """
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text)))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    line = text.count("\n", 0, start) + 1
    end_line_start = text.rfind("\n", 0, end) + 1
    cut = max(line_start, start - _LEAD) if line_end - line_start > _WINDOW else line_start
    return Place(
        file=file,
        line=line,
        column=start - line_start + 1,
        end_line=line + text.count("\n", start, end),
        end_column=end - end_line_start + 1,
        text=text[cut : min(line_end, cut + _WINDOW)].removesuffix("\r"),
        text_column=cut - line_start + 1,
    )
