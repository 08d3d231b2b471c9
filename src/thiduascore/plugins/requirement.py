"""The plugins that a ruleset asks for, against those that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from thiduascore.diagnostics import Diagnostic, Place, Text, nearest, phrase_text
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.source import normalised
from thiduascore.text import Document

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def unmet_requirements(document: Document, registry: Registry) -> tuple[Diagnostic, ...]:
    """What `[plugins].require` asks for and no loaded distribution meets.

    All that can only be installed is one diagnostic, with the one command to run; a name that is nearly one
    that is there, and another version than is there, have each their own.
    An entry is a name and versions as in packaging's requirements; one that is not is passed over, for the
    reading tells of it.
    `thiduascore` itself can be required; a pre-release meets a requirement like any other version.
    """
    required = _required(document.value)
    if not required:
        return ()
    from packaging.requirements import InvalidRequirement, Requirement  # slow to import, seldom needed

    found: list[Diagnostic] = []
    absent: list[tuple[str, Place]] = []
    for index, text in enumerate(required):
        try:
            wanted = Requirement(text)
        except (InvalidRequirement, TypeError):
            continue
        place = document.place(("plugins", "require", index))
        unmet = _unmet(wanted, text, registry)
        if unmet == ABSENT:
            absent.append((text, place))
        elif unmet is not None:
            found.append(Diagnostic(*unmet, place))
    return (*_to_install(absent), *found)


def _to_install(absent: list[tuple[str, Place]]) -> Iterator[Diagnostic]:
    """One diagnostic at the first of the requirements, with the command that installs them all."""
    if absent:
        names = ", ".join(normalised(_NAME.split(text.strip())[0]) for text, _ in absent)
        exact = " ".join(_quoted(text) for text, _ in absent)
        arguments: dict[str, str | Text] = {"distribution": names}
        arguments["how"] = phrase_text("how-to-install", distribution=exact)
        yield Diagnostic("plugin-not-installed", arguments, absent[0][1])


def _quoted(text: str) -> str:
    """A requirement as it is given to pip; shells would read `<`, `>` and spaces as something else."""
    plain = text.strip()
    return f'"{plain}"' if _NAME.search(plain) else plain


def missing_plugins(document: Document, registry: Registry) -> tuple[Diagnostic, ...]:
    """Those of the unmet requirements whose distribution is not there at all."""
    return tuple(
        each for each in unmet_requirements(document, registry) if each.slug == "plugin-not-installed"
    )


def _required(value: Any) -> list[Any]:
    plugins = value.get("plugins") if isinstance(value, Mapping) else None
    required = plugins.get("require") if isinstance(plugins, Mapping) else None
    return required if isinstance(required, list) else []


_NAME: Final = re.compile(r"[^\w.-]")
"""What ends the name in a requirement."""

Unmet = tuple[str, dict[str, str | Text]]
ABSENT: Final[Unmet] = ("plugin-not-installed", {})
"""Of what is not there, and is like nothing that is."""


def _unmet(wanted: Requirement, text: str, registry: Registry) -> Unmet | None:
    versions = {distribution.name: distribution.version for distribution in registry.distributions}
    name = normalised(wanted.name)
    if name not in versions:
        near = nearest(name, versions)
        if near is None:
            return ABSENT
        how = phrase_text("how-to-install-or-write", distribution=_quoted(text), nearest=near)
        return "plugin-not-installed", {"distribution": name, "how": how}
    if not _fits(wanted, versions[name]):
        about = {"distribution": name, "version": versions[name], "wanted": str(wanted.specifier)}
        return "plugin-version", {**about}
    return None


def _fits(wanted: Requirement, version: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        return wanted.specifier.contains(version, prereleases=True)
    except InvalidVersion:
        return False
