"""The plugins that a ruleset asks for, against those that are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from thiduascore.diagnostics import Diagnostic, nearest
from thiduascore.model.ruleset import Ruleset
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.source import normalised

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def unmet_requirements(ruleset: Ruleset, registry: Registry) -> tuple[Diagnostic, ...]:
    """A diagnostic for each entry of `[plugins].require` that no loaded distribution meets.

    An entry is a name and versions as in packaging's requirements; the reading has seen to that.
    `thiduascore` itself can be required; a pre-release meets a requirement like any other version.
    """
    if not ruleset.plugins.require:
        return ()
    from packaging.requirements import Requirement  # slow to import, seldom needed

    return tuple(
        Diagnostic(slug, arguments, ruleset.document.place(("plugins", "require", index)))
        for index, text in enumerate(ruleset.plugins.require)
        for slug, arguments in _unmet(Requirement(text), registry)
    )


def _unmet(wanted: Requirement, registry: Registry) -> Iterator[tuple[str, dict[str, str]]]:
    versions = {distribution.name: distribution.version for distribution in registry.distributions}
    name = normalised(wanted.name)
    if name not in versions:
        near = nearest(name, versions)
        yield "plugin-not-installed", {"distribution": name, **({"nearest": near} if near else {})}
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
