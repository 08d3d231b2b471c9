"""A `.dmn` file and everything that it imports, from files beside it and never from anywhere else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import Factory, define

from thiduascore.diagnostics import Argument, Diagnostic, DiagnosticError
from thiduascore.dmn.definitions import Definitions, Import
from thiduascore.dmn.read import read_definitions
from thiduascore.dmn.xml import read_xml, root_attribute
from thiduascore.text import path_inside, read_file

MOST_BYTES: Final = 4 * 1024 * 1024
"""The largest file that is read: ten times a model of a thousand decisions."""

MOST_FILES: Final = 200
"""In how many files of a folder a namespace is looked for."""


def read_files(path: str | os.PathLike[str]) -> tuple[Definitions, Mapping[str, Definitions]]:
    """The definitions of a file, and those by namespace of it and of everything that it imports.

    An import that says where its file is must name one in the same folder.
    For one that does not, the folder's `.dmn` files are asked for their namespace.
    Raises DiagnosticError with what is wrong with the form of these files.
    """
    main = _read(os.fspath(path))
    loading = _Loading(Path(path))
    loading.add(main)
    if loading.found:
        raise DiagnosticError(*loading.found)
    return main, loading.parts


def _read(name: str) -> Definitions:
    return read_definitions(read_xml(read_file(name, limit=MOST_BYTES), name))


@define
class _Loading:
    """What has been read so far."""

    main: Path
    parts: dict[str, Definitions] = Factory(dict)
    found: list[Diagnostic] = Factory(list)
    siblings: dict[str, str] | None = None
    """The other files of the folder by namespace, once they have been asked."""

    def add(self, definitions: Definitions) -> None:
        waiting = [definitions]
        while waiting:
            part = waiting.pop()
            self.parts[part.namespace] = part
            for one in part.imports:
                if one.namespace not in self.parts:
                    imported = self.imported(one)
                    if imported is not None:
                        waiting.append(imported)

    def imported(self, one: Import) -> Definitions | None:
        try:
            found = self.located(one) if one.location else self.searched(one.namespace)
        except DiagnosticError as error:
            self.found += error.diagnostics
            return None
        if found is None or found.namespace != one.namespace:
            self.report("dmn-import-not-found", one, namespace=one.namespace)
            return None
        return found

    def located(self, one: Import) -> Definitions:
        location = (one.location or "").removeprefix("./")
        if "/" in location or "\\" in location:
            raise DiagnosticError(Diagnostic("path-leaves-folder", {"path": location}, one.at.place()))
        path_inside(self.main.parent, location)
        try:
            return _read(os.fspath(self.main.parent / location))
        except DiagnosticError as error:
            if all(each.place is not None and each.place.text for each in error.diagnostics):
                raise
            raise DiagnosticError(
                Diagnostic("dmn-import-not-found", {"namespace": one.namespace}, one.at.place())
            ) from None

    def searched(self, namespace: str) -> Definitions | None:
        if self.siblings is None:
            self.siblings = _by_namespace(self.main)
        known = self.siblings.get(namespace)
        return None if known is None else _read(known)

    def report(self, slug: str, one: Import, /, **arguments: Argument) -> None:
        self.found.append(Diagnostic(slug, arguments, one.at.place()))


def _by_namespace(main: Path) -> dict[str, str]:
    """The other files of a folder by the namespace that each names; of two with the same one the first."""
    found: dict[str, str] = {}
    for file in sorted(main.parent.glob("*.dmn"))[:MOST_FILES]:
        if file.name != main.name and not file.is_symlink():
            name = os.fspath(file)
            with contextlib.suppress(DiagnosticError):
                found.setdefault(root_attribute(read_file(name, limit=MOST_BYTES), "namespace") or "", name)
    return found
