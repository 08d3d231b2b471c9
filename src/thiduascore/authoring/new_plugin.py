"""A new plugin's folder, from templates: it works and its tests pass as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
from thiduascore.model.field import FIELD_ID

TEMPLATES = Path(__file__).with_name("templates")

PluginKind = Literal["field", "hooks"]
"""`field`: a management field as data; `hooks`: what is written in Python."""


def new_plugin(name: str, kind: PluginKind = "field") -> Mapping[str, str]:
    """The files of a new plugin: path in its folder → text.

    `name` is the field's id, by which every name of the plugin begins.
    Raises DiagnosticError `bad-plugin-name` when it cannot be one.
    """
    if not FIELD_ID.fullmatch(name):
        raise DiagnosticError(Diagnostic("bad-plugin-name", {"name": name}))
    words = {"@NAME@": name, "@MODULE@": f"thiduascore_{name}", "@DISTRIBUTION@": f"thiduascore-{name}"}
    folder = TEMPLATES / kind
    return {
        _path(file.relative_to(folder), words["@MODULE@"]): _filled(file, words)
        for file in sorted(folder.rglob("*.txt"))
    }


def write_plugin(folder: Path, files: Mapping[str, str]) -> None:
    """Writes the files into a folder that is not there yet.

    Raises DiagnosticError `folder-exists` when it is, and OSError when it cannot be written.
    """
    if folder.exists():
        raise DiagnosticError(Diagnostic("folder-exists", {"folder": str(folder)}, Place(str(folder))))
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _path(template: Path, module: str) -> str:
    return template.as_posix().removesuffix(".txt").replace("src/module/", f"src/{module}/")


def _filled(file: Path, words: Mapping[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
