"""Each layer imports only itself and the layers below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LAYERS = (
    "diagnostics",
    "text",
    "feel",
    "dmn",
    "model",
    "program",
    "cohort",
    "columns",
    "plugins",
    "plugin",  # the public door of `plugins`: everything that a plugin may use
    "builtin",
    "engine",
    "tables",  # an engine over tables larger than memory
    "spark",
    "authoring",
    "cli",
    "testing",
)
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "thiduascore"
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(tree: ast.AST, *, package: str) -> Iterator[str]:
    """Every module of this project that the code names in an import, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "thiduascore")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{package}: imports are absolute"
            if node.module == "thiduascore":
                yield from (f"thiduascore.{name.name}" for name in node.names)
            elif node.module and node.module.startswith("thiduascore."):
                yield node.module


def layer(module: str) -> str | None:
    """The layer that a dotted name belongs to; None for the public door and what is not a layer."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else None


def violations(name: str, source: str) -> list[str]:
    """What module `name` imports although it lies above it."""
    own = layer(name)
    if own is None:
        return []
    wrong = []
    for module in imported(ast.parse(source), package=name):
        other = layer(module)
        if other is not None and LAYERS.index(other) > LAYERS.index(own):
            wrong.append(f"{name} imports {module}")
        if own == "builtin" and other not in (None, "builtin", "plugin", "diagnostics"):
            wrong.append(f"{name} imports {module}, not thiduascore.plugin")
    return wrong


def dotted(file: Path) -> str:
    """The module's dotted name."""
    return ".".join(("thiduascore", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    )


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_downward(file: Path) -> None:
    assert violations(dotted(file), file.read_text(encoding="utf-8")) == []


def test_every_folder_is_a_layer() -> None:
    folders = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    assert folders <= set(LAYERS)


@pytest.mark.parametrize("name", [layer for layer in LAYERS if (PACKAGE / layer).is_dir()])
def test_every_layer_says_what_it_is(name: str) -> None:
    words = ast.get_docstring(ast.parse((PACKAGE / name / "__init__.py").read_text(encoding="utf-8"))) or ""
    for part in ("In:", "Out:", "May import:"):
        assert part in words, f"{name}/__init__.py does not say {part!r}"


def test_an_upward_import_is_noticed() -> None:
    assert violations("thiduascore.feel.tree", "def f():\n    from thiduascore.model import x") != []
    assert violations("thiduascore.text.toml", "import thiduascore.cli") != []
    assert violations("thiduascore.builtin.readers.toml", "from thiduascore.model import x") != []
    assert violations("thiduascore.model.read", "from thiduascore.feel import parse") == []


def test_only_plugins_knows_pluggy() -> None:
    users = {
        dotted(file).split(".")[1] for file in MODULES if "import pluggy" in file.read_text(encoding="utf-8")
    }
    assert users <= {"plugins"}


def test_evaluation_reads_no_file_clock_or_hook() -> None:
    forbidden = {"os", "time", "random", "pluggy", "pathlib", "socket", "subprocess", "threading"}
    for file in (PACKAGE / "program").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {
            name.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for name in node.names
        }
        names |= {
            (node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        }
        assert names & forbidden == set(), file.name
