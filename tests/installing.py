"""Installs a distribution as far as tests need: its metadata and modules stand on the path."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path


def install(site: Path, name: str, version: str, entry_points: Mapping[str, str]) -> None:
    """Writes the metadata of a distribution into a folder that stands on the path."""
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )
    lines = "".join(f"{key} = {value}\n" for key, value in entry_points.items())
    (folder / "entry_points.txt").write_text(f"[thiduascore]\n{lines}", encoding="utf-8")


def install_project(site: Path, folder: Path) -> Path:
    """The same for a project with a `pyproject.toml`; gives the folder of its modules."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install(site, project["name"], project["version"], project["entry-points"]["thiduascore"])
    return folder / "src" if (folder / "src").is_dir() else folder
