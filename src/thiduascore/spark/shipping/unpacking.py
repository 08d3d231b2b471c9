"""The plugins that an executor was sent, loaded in its Python worker, which may have loaded others before."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import pickle
import sys
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.plugins.source import GROUP, Distribution, Plugin, normalised
from thiduascore.spark.shipping.packing import Packed

_PACKAGE: Final = "thiduascore"


def unpacked(plugins: Sequence[Packed], archive: str) -> tuple[Plugin, ...]:
    """The plugins, from an archive that Spark has put on Python's path.

    Raises DiagnosticError that names each that cannot be loaded.
    """
    versions = _prefer(_found(archive)) if archive else {}
    loaded, problems = [], []
    for one in plugins:
        version = versions.get(one.name, one.version)
        try:
            loaded.append(Plugin(Distribution(one.name, version), _implementation(one), one.entry))
        except (Exception, SystemExit) as error:
            arguments = {
                "distribution": f"{one.name} {version}",
                "entry": one.where or "–",
                "reason": f"{type(error).__name__}: {error}",
            }
            problems.append(Diagnostic("plugin-not-loaded", arguments))
    if problems:
        raise DiagnosticError(*problems)
    return tuple(loaded)


def _implementation(one: Packed) -> object:
    if one.where:
        return importlib.metadata.EntryPoint(one.entry, one.where, GROUP).load()
    return pickle.loads(one.pickled)


def _found(archive: str) -> str:
    """Where Spark has put the archive."""
    for path in sys.path:
        if os.path.basename(path) == archive and os.path.exists(path):
            return path
    raise DiagnosticError(Diagnostic("spark-archive-missing", {"name": archive}))


def _prefer(path: str) -> dict[str, str]:
    """Has the modules of an archive imported from it and nowhere else; the versions of what is in it.

    A worker that scored before may have imported the same names from what is installed, or from an archive
    that was sent before.
    """
    if sys.path[0] != path:
        sys.path.insert(0, path)
        importlib.invalidate_caches()
    with zipfile.ZipFile(path) as archive:
        files = [PurePosixPath(name) for name in archive.namelist()]
    tops = {".".join((*each.parts[:-1], each.stem)) for each in files if each.suffix == ".py"}
    tops = {name.removesuffix(".__init__") for name in tops}
    for name, module in list(sys.modules.items()):
        ours = any(name == top or name.startswith(f"{top}.") for top in tops)
        if ours and name.partition(".")[0] != _PACKAGE:
            origin = getattr(getattr(module, "__spec__", None), "origin", None)
            if not str(origin).startswith(path):
                del sys.modules[name]
    found = importlib.metadata.distributions(path=[path])
    return {normalised(each.name): each.version for each in found}
