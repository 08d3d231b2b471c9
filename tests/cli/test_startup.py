"""Which modules a run of the command line imports: what it costs before it does anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
GOOD = "campaign/submissions/phong-*.toml"
SPARED = {
    "cohort": "changes counting document figures files journal locks moved pairs peers proceedings_document "
    "record severity sheets voting why",
    "engine": "moves proceedings scoring_tables verification",
    "program": "assessed compiled document generate",
    "feel": "compilation generate layout",
    "builtin": "standings readers.csv_rows readers.csv_table readers.json_lines readers.lines reports.csv "
    "reports.json reports.markdown",
    "tables": "batches formats joining parts ranks scored scoring",
}
"""Modules of each layer that scoring a few files as a table does without."""
LAYERS = ("authoring", "columns", "dmn", "spark", "testing")
LIBRARIES = ("numpy", "polars", "pyspark", "rich", "yaml")


def imported(*arguments: str) -> set[str]:
    """The modules that a process of its own has imported at the end of a run."""
    code = (
        f"import sys, json; sys.argv = ['thiduascore', *{list(arguments)!r}]\n"
        "from thiduascore.cli import main\n"
        "try:\n    main()\nexcept SystemExit as left:\n    assert not left.code, left.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_the_version_is_told_by_the_command_line_alone() -> None:
    found = imported("--version")
    own = {name for name in found if name.partition(".")[0] == "thiduascore"}
    assert own == {
        "thiduascore",
        "thiduascore.cli",
        "thiduascore.cli.entrance",
        "thiduascore.cli.language",
        "thiduascore.cli.spoken",
    }
    assert not found & {"attrs", "pluggy", "tomli", *LIBRARIES}


@pytest.fixture(scope="module")
def scoring() -> set[str]:
    """What scoring three files as a table imports."""
    return imported("score", "campaign", GOOD)


@pytest.mark.parametrize("layer", SPARED)
def test_scoring_imports_only_what_it_does(scoring: set[str], layer: str) -> None:
    spared = {f"thiduascore.{layer}.{name}" for name in SPARED[layer].split()}
    assert scoring & spared == set()


def test_scoring_leaves_out_whole_layers_and_libraries(scoring: set[str]) -> None:
    assert scoring & {*LIBRARIES, *(f"thiduascore.{layer}" for layer in LAYERS)} == set()


def test_what_is_spared_is_there() -> None:
    from importlib.util import find_spec

    for layer, names in SPARED.items():
        for name in names.split():
            assert find_spec(f"thiduascore.{layer}.{name}") is not None, name
