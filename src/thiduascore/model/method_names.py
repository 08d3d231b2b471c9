"""The method that an author meant by a name of their own, in Vietnamese or English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from thiduascore.diagnostics import nearest, phrase, phrases


def method_meant(name: str, methods: Collection[str]) -> str | None:
    """The method whose synonyms in the catalogue have the name, else the one a slip of the pen away."""
    wanted = _plain(name)
    return next((method for method in methods if wanted in _also(method)), None) or nearest(name, methods)


def _also(method: str) -> Iterator[str]:
    key = f"method-also-{method}"
    for lang in ("vi", "en") if key in phrases() else ():
        yield from map(_plain, phrase(key, lang).split(","))


def _plain(name: str) -> str:
    """The name in lower case, without accents, with hyphens between its words."""
    letters = unicodedata.normalize("NFD", name.strip().lower()).replace("đ", "d")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "-".join(re.findall(r"\w+", bare.replace("_", " ")))
