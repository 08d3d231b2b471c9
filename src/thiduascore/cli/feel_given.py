"""What the commands of `feel` have in common: input as JSON, and words for why a value is null."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from thiduascore.cli.language import language

if TYPE_CHECKING:
    from thiduascore.feel import Null, Value
    from thiduascore.text import Document

NAME = "--input"


def document_of(given: str | None) -> Document:
    """The JSON of `--input`: an object written out, or the path of a file that holds one."""
    from thiduascore.text import parse_json, read_file

    if given is None:
        return parse_json("{}", NAME)
    if given.lstrip().startswith(("{", "[", '"')):
        return parse_json(given, NAME)
    return parse_json(read_file(given), given)


def causes_of(null: Null) -> list[str]:
    """Why a value is null, in the reader's language; nothing is known of a null that was simply given."""
    from thiduascore.diagnostics import phrase

    return [phrase(f"cause-{cause.slug}", language(), **dict(cause.arguments)) for cause in null.causes]


def nulls(value: Value, path: str) -> Iterator[tuple[str, Null]]:
    """Every null in a value that has a cause, by the way to it: `Kết quả.hạng`, `Danh sách[2]`."""
    from thiduascore.feel import Null

    if isinstance(value, Null):
        if value.causes:
            yield path, value
    elif isinstance(value, tuple):
        for position, element in enumerate(value, 1):
            yield from nulls(element, f"{path}[{position}]")
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from nulls(member, f"{path}.{name}" if path else name)
