"""What an embedder hands over as a ruleset or as submissions: paths, folders, patterns, texts and values."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place, nearest
from thiduascore.engine.campaigns import RULESET, folders, shipped
from thiduascore.model.submission import Report
from thiduascore.plugins import Registry
from thiduascore.text import Document, read_file

RulesetSource = str | os.PathLike[str] | Document
SubmissionSource = str | os.PathLike[str] | Mapping[str, Any]


class RulesetError(DiagnosticError):
    """The ruleset cannot be used; `diagnostics` holds everything that is wrong with it, by place."""


def ruleset_text(source: RulesetSource) -> tuple[str, str]:
    """The text of a ruleset, and the name under which diagnostics speak of it.

    A string with a line feed is the ruleset's own text; any other, and any path, is a file or a folder that
    holds `ruleset.toml`, or else the id of a campaign whose ruleset comes with the distribution.
    Raises RulesetError when the file cannot be read.
    """
    if isinstance(source, Document):
        return source.text, source.name
    if isinstance(source, str) and "\n" in source:
        return source, RULESET
    name = os.fspath(source)
    if not os.path.lexists(name):
        return _shipped_text(name)
    if os.path.isdir(name):
        name = os.path.join(name, RULESET)
    try:
        return read_file(name), name
    except DiagnosticError as error:
        raise RulesetError(*error.diagnostics) from None


def _shipped_text(name: str) -> tuple[str, str]:
    """The text of a shipped ruleset; its name is the same wherever the distribution is installed."""
    folder = shipped(name)
    try:
        if folder is not None:
            return read_file(folder / RULESET), f"{name}/{RULESET}"
        near = nearest(name, folders()) if os.path.basename(name) == name else None
        if near is None:
            return read_file(name), name
    except DiagnosticError as error:
        raise RulesetError(*error.diagnostics) from None
    raise RulesetError(Diagnostic("campaign-not-found", {"path": name, "nearest": near}, Place(name)))


def reports(sources: Iterable[SubmissionSource], registry: Registry, *, decimal: str) -> Iterator[Report]:
    """Every report of every source, in their order; what cannot be read is a report with its problems."""
    readers = {suffix: reader for reader in registry.readers.values() for suffix in reader.suffixes}
    for source in sources:
        if isinstance(source, Mapping):
            yield Report(tree=source, decimal=decimal)  # type: ignore[arg-type]
            continue
        for path in paths(os.fspath(source), readers):
            yield from _read(path, registry, readers, decimal)


def paths(pattern: str, suffixes: Collection[str]) -> list[str]:
    """The files that a path names: itself, the submissions in a folder, or what a pattern matches, sorted.

    In a folder only files with a reader's suffix are submissions; hidden ones and folders are passed over.
    A path that names nothing is given back as it is, so that reading it says why.
    """
    if os.path.isdir(pattern):
        with os.scandir(pattern) as entries:
            found = [entry.path for entry in entries if _is_submission(entry, suffixes)]
        return sorted(found) or [pattern]
    if not os.path.lexists(pattern) and glob.has_magic(pattern):
        matches = glob.glob(pattern, recursive=True)
        return sorted(match for match in matches if not os.path.isdir(match)) or [pattern]
    return [pattern]


def _is_submission(entry: os.DirEntry[str], suffixes: Collection[str]) -> bool:
    if entry.name.startswith(".") or entry.name == RULESET or _suffix(entry.name) not in suffixes:
        return False
    return entry.is_symlink() or not entry.is_dir()


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _read(path: str, registry: Registry, readers: Mapping[str, Any], decimal: str) -> Iterator[Report]:
    listed = ", ".join(f"`{suffix}`" for suffix in sorted(readers))
    if os.path.isdir(path):
        about = {"folder": path, "suffixes": listed}
        yield _refused(path, Diagnostic("folder-without-submissions", about, Place(path)))
        return
    if glob.has_magic(path) and not os.path.lexists(path):
        yield _refused(path, Diagnostic("nothing-matches", {"pattern": path}, Place(path)))
        return
    reader = readers.get(_suffix(path))
    if reader is None:
        arguments = {"file": path, "suffixes": listed}
        yield _refused(path, Diagnostic("no-reader", arguments, Place(path)))
        return
    try:
        for report in reader.read(Path(path)):
            yield evolve(report, decimal=decimal)
    except DiagnosticError as error:
        yield _refused(path, *error.diagnostics)
    except Exception as error:
        # A plugin's reader must not stop the other files.
        origin = registry.origin("readers", reader.name)
        arguments = {
            "reader": reader.name,
            "plugin": str(origin),
            "problem": f"{type(error).__name__}: {error}",
        }
        yield _refused(path, Diagnostic("reader-failed", arguments, Place(path)))


def _refused(path: str, *problems: Diagnostic) -> Report:
    return Report(file=path, problems=problems)


def watched(found: Iterable[Report], watch: Callable[[int, int | None], None]) -> Iterator[Report]:
    """The same reports; `watch` is told of each."""
    for number, report in enumerate(found, start=1):
        watch(number, None)
        yield report
