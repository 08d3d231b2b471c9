"""Where plugins come from: distributions that are installed, and objects that an embedder hands over."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable
from typing import Final

from attrs import field

from thiduascore import __version__
from thiduascore.diagnostics import Diagnostic
from thiduascore.records import frozen

GROUP: Final = "thiduascore"
"""The entry-point group in which a distribution names its plugin."""


@frozen(order=True)
class Distribution:
    """An installed distribution, by its normalised name, and its version."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


CORE: Final = Distribution("thiduascore", __version__)


@frozen
class Plugin:
    """An implementation of hooks, and the distribution that answers for it."""

    distribution: Distribution
    implementation: object = field(eq=id)
    entry: str = ""
    """The entry point's name; empty for an object that was handed over."""


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(given: object) -> Plugin:
    """The plugin of an object that an embedder hands over.

    A module belongs to the distribution called like its top-level package, when there is one.
    """
    if isinstance(given, Plugin):
        return given
    path = getattr(given, "__name__", None) or type(given).__module__
    top = str(path).partition(".")[0]
    if top == "thiduascore":
        return Plugin(CORE, given)
    name = normalised(top)
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        version = str(getattr(given, "__version__", "0"))
    return Plugin(Distribution(name, version), given)


def installed() -> tuple[tuple[Plugin, ...], tuple[Diagnostic, ...]]:
    """The plugin of every entry point in the group, and what stood in the way of the others."""
    plugins, problems = [], []
    for entry in _entries(importlib.metadata.entry_points(group=GROUP)):
        distribution = _distribution(entry)
        try:
            plugins.append(Plugin(distribution, entry.load(), entry.name))
        except (Exception, SystemExit) as error:
            reason = f"{type(error).__name__}: {error}"
            arguments = {"distribution": str(distribution), "entry": entry.value, "reason": reason}
            problems.append(Diagnostic("plugin-not-loaded", arguments))
    return tuple(plugins), tuple(problems)


def _entries(found: Iterable[importlib.metadata.EntryPoint]) -> list[importlib.metadata.EntryPoint]:
    return sorted(found, key=lambda entry: (_distribution(entry), entry.name, entry.value))


def _distribution(entry: importlib.metadata.EntryPoint) -> Distribution:
    if entry.dist is None:
        return Distribution(normalised(entry.module.partition(".")[0]), "0")
    return Distribution(normalised(entry.dist.name), entry.dist.version)
