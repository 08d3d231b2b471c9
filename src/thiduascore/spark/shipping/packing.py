"""The plugins of the driver's engine as things that executors can load: packages as files, objects as bytes.

A plugin that is a module, installed or handed to the engine, travels as the files of its package, found where
it was imported from, so that an editable installation will do; an object travels as Spark ships functions.
"""

from __future__ import annotations

import importlib.metadata
import io
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, Final, Literal

from attrs import frozen

import thiduascore.builtin
from thiduascore.diagnostics import Diagnostic, DiagnosticError, Text, phrase_text
from thiduascore.engine import Engine
from thiduascore.plugins.source import CORE, GROUP, Plugin

Ship = Literal["plugins", "engine", "nothing"]
"""What executors are sent: the plugins, these and thiduascore itself, or nothing, where all is installed."""

_PACKAGE: Final = "thiduascore"
_COMPILED: Final = frozenset({".so", ".pyd", ".dll", ".dylib"})
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive, so that the same files are the same bytes."""

Files = dict[str, bytes]


@frozen
class Packed:
    """A plugin on its way: where an executor imports it from, or its bytes."""

    name: str
    """Of the distribution."""
    version: str
    entry: str
    where: str = ""
    """The module and what in it, as entry points write it; empty for an object."""
    pickled: bytes = b""


@frozen
class Package:
    """Everything that executors are sent beside the ruleset."""

    plugins: tuple[Packed, ...]
    archive: bytes
    """A zip file from which Python imports; empty where nothing needs files."""

    @property
    def name(self) -> str:
        """The archive's name, which changes with what is in it; empty where there is none."""
        return f"thiduascore-{sha256(self.archive).hexdigest()[:16]}.zip" if self.archive else ""


def packed(engine: Engine, ship: Ship) -> Package | None:
    """What executors need to build the same engine; None where they build it from what they have.

    Raises DiagnosticError that names each plugin that cannot travel, and ValueError for another `ship`.
    """
    if ship not in ("plugins", "engine", "nothing"):
        raise ValueError(f"ship is 'plugins', 'engine' or 'nothing', not {ship!r}")
    plugins = [one for one in engine.registry.plugins if one.implementation is not thiduascore.builtin]
    if ship == "nothing":
        refused = [_refused(one, phrase_text("spark-stays-nothing")) for one in plugins if not one.entry]
        if refused:
            raise DiagnosticError(*refused)
        return None
    content: Files = {}
    found: list[Packed] = []
    problems: list[Diagnostic] = []
    for plugin in plugins:
        try:
            found.append(_packed(plugin, content))
        except DiagnosticError as error:
            problems += error.diagnostics
    if problems:
        raise DiagnosticError(*problems)
    if ship == "engine":
        content |= {**_package_files(_PACKAGE), **_metadata(CORE.name, CORE.version, ())}
    return Package(tuple(found), _zipped(content) if content else b"")


def _refused(plugin: Plugin, reason: Text) -> Diagnostic:
    return Diagnostic("spark-plugin-stays", {"distribution": str(plugin.distribution), "reason": reason})


def _packed(plugin: Plugin, content: Files) -> Packed:
    """The plugin on its way; the files that it needs are added to the content."""
    about = (plugin.distribution.name, plugin.distribution.version, plugin.entry)
    distribution, entries = _installed(plugin)
    module = plugin.implementation if isinstance(plugin.implementation, ModuleType) else None
    where = next((one.value for one in entries if one.name == plugin.entry), "")
    if not where and module is not None and _has_file(module.__name__):
        where = module.__name__
    if not where:
        return Packed(*about, pickled=_pickled(plugin))
    name = where.partition(":")[0].strip()
    if name.partition(".")[0] != _PACKAGE:
        recorded = _recorded(distribution, name) if distribution is not None else {}
        _add(content, recorded or _package_files(name), plugin)
        if distribution is not None:
            _add(content, _metadata(*about[:2], entries), plugin)
    return Packed(*about, where=where)


def _add(content: Files, more: Mapping[str, bytes], plugin: Plugin) -> None:
    """Adds files; raises DiagnosticError for machine code, which another machine may not run."""
    for name in more:
        if PurePosixPath(name).suffix in _COMPILED:
            raise DiagnosticError(_refused(plugin, phrase_text("spark-stays-compiled", file=name)))
    content |= more


def _installed(
    plugin: Plugin,
) -> tuple[importlib.metadata.Distribution | None, Sequence[importlib.metadata.EntryPoint]]:
    """The distribution that a plugin came from, and its entry points; none for one that was given."""
    try:
        found = importlib.metadata.distribution(plugin.distribution.name)
    except importlib.metadata.PackageNotFoundError:
        return None, ()
    entries = [each for each in found.entry_points if each.group == GROUP]
    return found, sorted(entries, key=lambda each: (each.name, each.value))


def _recorded(distribution: importlib.metadata.Distribution, module: str) -> Files:
    """The files that were installed; empty for an editable installation, which has none of the module's."""
    path = module.replace(".", "/")
    recorded = {each.as_posix(): each for each in distribution.files or () if Path(each.locate()).is_file()}
    if not recorded.keys() & {f"{path}.py", f"{path}/__init__.py"}:
        return {}
    return {
        name: each.read_binary()
        for name, each in recorded.items()
        if _is_content(name) and not each.parts[0].endswith((".dist-info", ".pth"))
    }


def _is_content(name: str) -> bool:
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts
    return not outside and "__pycache__" not in path.parts and path.suffix != ".pyc"


def _has_file(module: str) -> bool:
    found = sys.modules.get(module)
    return module != "__main__" and getattr(found, "__file__", None) is not None


def _package_files(module: str) -> Files:
    """The files of a module's outermost package that is no mere namespace, where it was imported from."""
    parts = module.split(".")
    prefixes = [".".join(parts[: count + 1]) for count in range(len(parts))]
    top = next((name for name in prefixes if _has_file(name)), module)
    path, found = top.replace(".", "/"), sys.modules[top]
    if not hasattr(found, "__path__"):
        spec: Any = found.__spec__
        return {f"{path}.py": spec.loader.get_data(spec.origin)}
    return dict(sorted(_below(files(top), path)))


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        name = f"{path}/{each.name}"
        if each.is_dir():
            yield from _below(each, name)
        elif _is_content(name):
            yield name, each.read_bytes()


def _metadata(name: str, version: str, entries: Sequence[importlib.metadata.EntryPoint]) -> Files:
    """What tells Python of an installed distribution, and which plugins it has."""
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    points = "".join(f"{each.name} = {each.value}\n" for each in entries)
    return {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{folder}/entry_points.txt": f"[{GROUP}]\n{points}".encode() if entries else b"",
    }


def _pickled(plugin: Plugin) -> bytes:
    """An object with the code that it is made of, which executors need not have.

    Raises DiagnosticError for one that holds what cannot travel, such as a lock or a connection.
    """
    from pyspark import cloudpickle

    registered = [top for top in _own(plugin.implementation) if top not in _by_value()]
    for top in registered:
        cloudpickle.register_pickle_by_value(sys.modules[top])
    try:
        return bytes(cloudpickle.dumps(plugin.implementation))
    except Exception as error:
        reason = phrase_text("spark-stays-object", error=f"{type(error).__name__}: {error}")
        raise DiagnosticError(_refused(plugin, reason)) from error
    finally:
        for top in registered:
            cloudpickle.unregister_pickle_by_value(sys.modules[top])


def _by_value() -> set[str]:
    from pyspark import cloudpickle

    return set(cloudpickle.list_registry_pickle_by_value())


def _own(given: object) -> list[str]:
    """The top-level packages of an object and of its hooks, which executors are not expected to have."""
    hooks = [getattr(given, name) for name in dir(given) if name.startswith("register_")]
    paths = [str(getattr(each, "__module__", "")) for each in (given, *hooks)]
    tops = {path.partition(".")[0] for path in paths}
    return sorted((tops & sys.modules.keys()) - {"__main__", _PACKAGE, *sys.stdlib_module_names})


def _zipped(content: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
