"""The wheels: each holds what it needs, and together they work without the repository.

They are built with the backend that is installed here, so that nothing is fetched.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = sorted(file.parent for file in (ROOT / "plugins").glob("*/pyproject.toml"))
PROJECTS = [ROOT, *PLUGINS]
CAMPAIGNS = sorted(file.parent for file in (ROOT / "rulesets").glob("*/ruleset.toml"))


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel of each project, by the name of its folder; the core's by an empty name."""
    from hatchling.build import build_wheel

    folder = tmp_path_factory.mktemp("wheels")
    made = {}
    for project in PROJECTS:
        with contextlib.chdir(project):
            made["" if project == ROOT else project.name] = folder / build_wheel(str(folder))
    return made


@pytest.fixture(scope="module")
def site(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which every wheel was unpacked, which is all that installing pure wheels does.

    Beside them stand the libraries that are installed here, and nothing else of the project: where a plugin
    is installed too, removing it from this folder would leave that one to be found.
    """
    folder = tmp_path_factory.mktemp("site")
    for wheel in wheels.values():
        zipfile.ZipFile(wheel).extractall(folder)
    for place in map(Path, sys.path):
        for entry in place.iterdir() if place.name in ("site-packages", "dist-packages") else ():
            own = entry.name.startswith(("thiduascore", "__editable__")) or entry.suffix == ".pth"
            if not own and not (folder / entry.name).exists():
                (folder / entry.name).symlink_to(entry)
    return folder


def modules(package: Path) -> Iterator[str]:
    for file in package.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(package.parent).as_posix()


def test_the_core_s_wheel_holds_modules_catalogue_templates_and_campaigns(wheels: dict[str, Path]) -> None:
    names = set(zipfile.ZipFile(wheels[""]).namelist())
    assert set(modules(ROOT / "src" / "thiduascore")) <= names
    for folder in CAMPAIGNS:
        shipped = {
            name.replace(folder.name, f"thiduascore/rulesets/{folder.name}", 1) for name in modules(folder)
        }
        assert shipped <= names
    assert any("authoring/templates/field/" in name for name in names)
    assert not [name for name in names if re.match(r"(src|tests|docs|rulesets|plugins)/", name)]


@pytest.mark.parametrize("project", PLUGINS, ids=lambda project: project.name)
def test_a_plugin_s_wheel_holds_its_package_and_names_its_entry_point(
    wheels: dict[str, Path], project: Path
) -> None:
    archive = zipfile.ZipFile(wheels[project.name])
    names = set(archive.namelist())
    (package,) = (folder for folder in (project / "src").iterdir() if folder.is_dir())
    assert set(modules(package)) <= names
    (points,) = (name for name in names if name.endswith("entry_points.txt"))
    text = archive.read(points).decode()
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for key, value in declared["entry-points"]["thiduascore"].items():
        assert f"{key} = {value}" in text


def run(site: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line with only that folder on the path, from one that is not the repository."""
    command = [sys.executable, "-S", "-m", "thiduascore", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_together_they_work_without_the_repository(site: Path, tmp_path: Path) -> None:
    where = [sys.executable, "-c", "import thiduascore; print(thiduascore.__file__)"]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(site)
    listed = run(site, "campaigns", folder=tmp_path)
    assert listed.returncode == 0
    for folder in CAMPAIGNS:
        assert f"{folder.name}: " in listed.stdout
    assert "pip install" not in listed.stdout
    for folder in CAMPAIGNS:
        submissions = str(site / "thiduascore" / "rulesets" / folder.name / "submissions")
        scored = run(site, "score", folder.name, submissions, "--format", "json", folder=tmp_path)
        assert '"scorecards"' in scored.stdout, scored.stderr
    checked = run(site, "check", *(folder.name for folder in CAMPAIGNS), folder=tmp_path)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("project", PLUGINS, ids=lambda project: project.name)
def test_removing_one_plugin_leaves_the_others(site: Path, project: Path, tmp_path: Path) -> None:
    """Only the campaigns that need it say so, and say what to install."""
    rest = tmp_path / "site"
    rest.mkdir()
    gone = project.name.replace("-", "_")
    for entry in site.iterdir():
        if not re.match(rf"{gone}(-[\d.]+\.dist-info)?$", entry.name):
            (rest / entry.name).symlink_to(entry)
    ids = [folder.name for folder in CAMPAIGNS]
    checked = run(rest, "check", *ids, "--format", "json", folder=tmp_path)
    errors = [each for each in json.loads(checked.stdout) if each["severity"] == "error"]
    needing = [
        f"{folder.name}/ruleset.toml"
        for folder in CAMPAIGNS
        if project.name in (folder / "ruleset.toml").read_text(encoding="utf-8")
    ]
    assert checked.returncode == (1 if needing else 0)
    assert [each["place"]["file"] for each in errors] == needing
    command = f'`pip install "{project.name}>=1,<2"`'
    assert all(command in each["help"]["en"] for each in errors)


def test_without_any_plugin_one_command_is_named(site: Path, tmp_path: Path) -> None:
    core = tmp_path / "site"
    core.mkdir()
    for entry in site.iterdir():
        if not entry.name.startswith("thiduascore_"):
            (core / entry.name).symlink_to(entry)
    wanted = " ".join(f'"{project.name}>=1,<2"' for project in PLUGINS)
    for command in ("check", "score", "rank"):
        submissions = [] if command == "check" else [str(ROOT / "rulesets/sau-linh-vuc-2021/submissions")]
        arguments = (command, "sau-linh-vuc-2021", *submissions, "--lang", "en")
        ran = run(core, *arguments, folder=tmp_path)
        said = ran.stdout if command == "check" else ran.stderr
        assert ran.returncode == 1
        assert said.count("error[") == 1
        (line,) = (line for line in said.splitlines() if "pip install" in line)
        assert set(line.partition("pip install ")[2].rstrip("`").split()) == set(wanted.split())
    free = str(ROOT / "rulesets/vpcp-covid-2021/submissions")
    assert "Vụ A" in run(core, "score", "vpcp-covid-2021", free, folder=tmp_path).stdout
