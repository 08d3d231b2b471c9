"""The plugins that a ruleset asks for, against those that are there."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion

from thiduascore.diagnostics import Diagnostic, nearest
from thiduascore.model.ruleset import Ruleset
from thiduascore.plugins.registry import Registry


def unmet_requirements(ruleset: Ruleset, registry: Registry) -> tuple[Diagnostic, ...]:
    """A diagnostic for each entry of `[plugins].require` that no loaded distribution meets.

    An entry is a name and versions as in packaging's requirements; the reading has seen to that.
    `thiduascore` itself can be required; a pre-release meets a requirement like any other version.
    """
    return tuple(
        Diagnostic(slug, arguments, ruleset.document.place(("plugins", "require", index)))
        for index, text in enumerate(ruleset.plugins.require)
        for slug, arguments in _unmet(Requirement(text), registry)
    )


def _unmet(wanted: Requirement, registry: Registry) -> Iterator[tuple[str, dict[str, str]]]:
    versions = {distribution.name: distribution.version for distribution in registry.distributions}
    name = canonicalize_name(wanted.name)
    if name not in versions:
        near = nearest(name, versions)
        yield "plugin-not-installed", {"distribution": name, **({"nearest": near} if near else {})}
    elif not _fits(wanted, versions[name]):
        yield (
            "plugin-version",
            {"distribution": name, "version": versions[name], "wanted": str(wanted.specifier)},
        )


def _fits(wanted: Requirement, version: str) -> bool:
    try:
        return wanted.specifier.contains(version, prereleases=True)
    except InvalidVersion:
        return False
