"""The plugins that a ruleset asks for, against those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from thiduascore.diagnostics import Diagnostic, Text, nearest, phrase_text
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.source import normalised
from thiduascore.text import Document

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def unmet_requirements(document: Document, registry: Registry) -> tuple[Diagnostic, ...]:
    """A diagnostic for each entry of `[plugins].require` that no loaded distribution meets.

    An entry is a name and versions as in packaging's requirements; one that is not is passed over, for the
    reading tells of it.
    `thiduascore` itself can be required; a pre-release meets a requirement like any other version.
    """
    required = _required(document.value)
    if not required:
        return ()
    from packaging.requirements import InvalidRequirement, Requirement  # slow to import, seldom needed

    found = []
    for index, text in enumerate(required):
        try:
            wanted = Requirement(text)
        except (InvalidRequirement, TypeError):
            continue
        place = document.place(("plugins", "require", index))
        found += [Diagnostic(slug, arguments, place) for slug, arguments in _unmet(wanted, registry)]
    return tuple(found)


def missing_plugins(document: Document, registry: Registry) -> tuple[Diagnostic, ...]:
    """Those of the unmet requirements whose distribution is not there at all."""
    return tuple(
        each for each in unmet_requirements(document, registry) if each.slug == "plugin-not-installed"
    )


def _required(value: Any) -> list[Any]:
    plugins = value.get("plugins") if isinstance(value, Mapping) else None
    required = plugins.get("require") if isinstance(plugins, Mapping) else None
    return required if isinstance(required, list) else []


def _unmet(wanted: Requirement, registry: Registry) -> Iterator[tuple[str, dict[str, str | Text]]]:
    versions = {distribution.name: distribution.version for distribution in registry.distributions}
    name = normalised(wanted.name)
    if name not in versions:
        near = nearest(name, versions)
        how = (
            phrase_text("how-to-install-or-write", distribution=name, nearest=near)
            if near
            else phrase_text("how-to-install", distribution=name)
        )
        yield "plugin-not-installed", {"distribution": name, "how": how}
    elif not _fits(wanted, versions[name]):
        yield (
            "plugin-version",
            {"distribution": name, "version": versions[name], "wanted": str(wanted.specifier)},
        )


def _fits(wanted: Requirement, version: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        return wanted.specifier.contains(version, prereleases=True)
    except InvalidVersion:
        return False
