"""The page of the methods: for each one its keys, its formula and its edge cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from thiduascore.diagnostics import Lang, phrase, phrases
from thiduascore.model.reference import reference_of
from thiduascore.plugins import Registry
from thiduascore.program.method import Method

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "C": "COINr, goalposts and distance methods",
        "CV": "Canvas gradebook, assignment group rules",
        "D": "OMG Decision Model and Notation 1.5, hit policies",
        "H": "OECD/JRC, Handbook on Constructing Composite Indicators, 2008, chapters 5 and 6",
        "X": "NISTIR 7275 revision 4 (XCCDF 1.2), section 7.3",
    }
)
"""What the letters in brackets in docstrings of methods stand for."""


def methods_page(registry: Registry, lang: Lang) -> str:
    """A section for each method that is registered, and the sources that they name."""
    sections = "\n\n".join(_section(method, lang) for method in registry.methods.values())
    cited = [f"- [{key}] {source}" for key, source in SOURCES.items() if f"[{key}]" in sections]
    return "\n\n".join([sections, f"## {phrase('page-sources', lang)}", "\n".join(cited)])


def _section(method: Method, lang: Lang) -> str:
    keys = reference_of(method.options, lang).replace("## ", "### ").strip()
    return "\n\n".join((f"## {method.name}", method.doc.said(lang), formula(method, lang), keys))


def formula(method: Method, lang: Lang) -> str:
    """What the method computes: the docstring of its lowering, or its translation where there is one."""
    key = f"about-method-{method.name}"
    if key in phrases():
        return phrase(key, lang)
    return documentation(method.lower)


def documentation(documented: object) -> str:
    """A docstring without its indentation."""
    lines = (documented.__doc__ or "").strip().splitlines()
    return "\n".join([line.strip() for line in lines])


def untranslated(methods: Mapping[str, Method]) -> Iterator[str]:
    """The methods whose English formula is not their docstring, so that the two languages may differ."""
    for name, method in methods.items():
        if _bare(formula(method, "en")) != _bare(documentation(method.lower)):
            yield name


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text)
