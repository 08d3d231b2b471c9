"""The human titles around a place: how an author who thinks in items and criteria finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from thiduascore.diagnostics import Path, Text

_TITLED = frozenset({"items", "criteria", "conditions", "levels", "awards", "targets", "stages", "councils"})
_LABELLED = frozenset({"facts", "values", "parameters"})


def headings(value: object, path: Path) -> tuple[Text, ...]:
    """The titles of the tables on the way to `path`, outermost first.

    An item is called by its title, a criterion, condition or level by id and title, a fact by name and label.
    """
    return tuple(_along(value, path))


def _along(value: object, path: Path) -> Iterator[Text]:
    here: Any = value
    family = ""
    for step, part in enumerate(path):
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return
        before = path[step - 1] if step else ""
        family = before if isinstance(before, str) else ""
        if isinstance(here, Mapping) and family:
            name = part if family in _LABELLED else here.get("id")
            if family in _LABELLED and step == 1:
                yield from _called(here.get("label"), str(name))
            elif family in _TITLED and isinstance(part, int):
                yield from _called(here.get("title"), "" if family == "items" else str(name or ""))


def _called(words: object, name: str) -> Iterator[Text]:
    if isinstance(words, Mapping):
        vi, en = words.get("vi"), words.get("en")
    else:
        vi, en = words, None
    vi, en = (part if isinstance(part, str) else "" for part in (vi, en))
    if vi or en:
        yield Text(f"{name} {vi}".strip() if vi else "", f"{name} {en}".strip() if en else "")
    elif name:
        yield Text(name, name)
