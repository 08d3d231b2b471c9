"""Plugins that only the driver has: they travel to the executors, or are refused by name."""

from __future__ import annotations

import importlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from attrs import evolve

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")
pytest.importorskip("pyspark", reason="pyspark, of the extra `spark`, is not installed")

from thiduascore import DiagnosticError, Engine  # noqa: E402
from thiduascore.feel.functions import Function, Parameter  # noqa: E402
from thiduascore.feel.types import NumberType  # noqa: E402
from thiduascore.plugin import hookimpl  # noqa: E402
from thiduascore.plugins.source import Distribution, Plugin  # noqa: E402
from thiduascore.spark.executing import Shipment, scorer_of, versions_of  # noqa: E402
from thiduascore.spark.shipping.packing import packed  # noqa: E402
from thiduascore.tables.scoring import Scorer  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")
RULESET = Path(__file__).resolve().parents[2] / "rulesets" / "examples" / "minimal" / "ruleset.toml"
TEXT = RULESET.read_text(encoding="utf-8").replace('of = "initiatives"', 'of = "many times(initiatives)"')
PLUGIN = "thiduascore_driver_only"
UNITS = {
    "unit.id": ["A", "B", "C"],
    "registered": [True, True, False],
    "dossiers_received": [100, 200, 300],
    "dossiers_on_time": [99, 181, 200],
    "plan_issued": [True, True, True],
    "evidence.plan_issued.number": ["1", "2", "3"],
    "initiatives": [0, 1, 2],
    "training_planned": [3, 3, 3],
    "training_done": [1, 2, 3],
    "complaints": [0, 1, 2],
}


def write_plugin(modules: Path, metadata: Path, *, version: str, times: int, recorded: bool) -> None:
    """A plugin of two modules and a file of data; its metadata stand apart unless they name files."""
    package = modules / PLUGIN
    package.mkdir(parents=True, exist_ok=True)
    (package / "times.txt").write_text(str(times))
    (package / "multiplying.py").write_text(
        dedent(
            """
            from fractions import Fraction
            from pkgutil import get_data

            TIMES = Fraction(get_data(__package__, "times.txt").decode())

            def multiplied(number):
                return number * TIMES
            """
        )
    )
    (package / "__init__.py").write_text(
        dedent(
            f"""
            from thiduascore.feel.functions import Function, Parameter
            from thiduascore.feel.types import NumberType
            from thiduascore.plugin import hookimpl
            from {PLUGIN}.multiplying import multiplied

            @hookimpl
            def register_functions():
                return [
                    Function(
                        name="many times",
                        parameters=(Parameter("n", NumberType()),),
                        result=lambda *_: NumberType(),
                        apply=multiplied,
                    )
                ]
            """
        )
    )
    for old in metadata.glob("*.dist-info"):
        for file in old.iterdir():
            file.unlink()
        old.rmdir()
    info = (modules if recorded else metadata) / f"{PLUGIN}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PLUGIN}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[thiduascore]\nmany = {PLUGIN}\n")
    names = ("__init__.py", "multiplying.py", "times.txt")
    files = [f"{PLUGIN}/{name},," for name in names] if recorded else []
    (info / "RECORD").write_text("\n".join([*files, f"{info.name}/METADATA,,"]) + "\n")


def forget() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == PLUGIN]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture
def driver_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Two folders on this process's path, for modules and metadata, which no executor looks into."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "modules"), str(tmp_path / "metadata")])
    yield tmp_path / "modules", tmp_path / "metadata"
    forget()


def on_one_machine(engine: Engine) -> Any:
    return Scorer(engine, engine.load(TEXT)).score(pl.DataFrame(UNITS)).units.sort("unit.id")


def on_spark(spark: Any, engine: Engine, **options: Any) -> Any:
    from thiduascore.spark import score_spark

    frame = spark.createDataFrame(pl.DataFrame(UNITS).to_arrow()).repartition(2)
    return pl.from_arrow(score_spark(engine.load(TEXT), frame, engine=engine, **options).toArrow())


def same(found: Any, expected: Any) -> bool:
    return bool(found.sort("unit.id").select(expected.columns).equals(expected))


def test_a_plugin_that_only_the_driver_has_scores_in_executors(
    spark: Any, driver_only: tuple[Path, Path]
) -> None:
    write_plugin(*driver_only, version="1.0", times=2, recorded=False)
    first = Engine()
    earlier = on_one_machine(first)
    assert same(on_spark(spark, first), earlier)
    # The workers live on, and have the first version's modules loaded.
    forget()
    write_plugin(*driver_only, version="2.0", times=1, recorded=True)
    second = Engine()
    expected = on_one_machine(second)
    assert same(on_spark(spark, second), expected)
    assert not expected.equals(earlier)


class ManyTimes:
    """A plugin as an embedder hands it over."""

    @hookimpl
    def register_functions(self) -> list[Function]:
        return [made()]


class DiesOnce(ManyTimes):
    """Its function kills each worker that calls it when it tries a task for the first time."""

    @hookimpl
    def register_functions(self) -> list[Function]:
        def deadly(number: Any) -> Any:
            from pyspark import TaskContext

            context = TaskContext.get()
            if context is not None and context.attemptNumber() == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return number * 3

        return [evolve(made(), apply=deadly)]


def made() -> Function:
    return Function(
        name="many times",
        parameters=(Parameter("n", NumberType()),),
        result=lambda *_: NumberType(),
        apply=lambda number: number * 3,
    )


def test_an_object_that_an_embedder_hands_over_travels(spark: Any) -> None:
    engine = Engine(plugins=[ManyTimes()])
    assert same(on_spark(spark, engine), on_one_machine(engine))


def test_a_worker_that_is_killed_while_it_scores_changes_nothing(spark: Any) -> None:
    engine = Engine(plugins=[DiesOnce()])
    assert same(on_spark(spark, engine), on_one_machine(engine))


def told(engine: Engine, ship: Any = "plugins") -> list[tuple[str, str]]:
    with pytest.raises(DiagnosticError) as raised:
        packed(engine, ship)
    return [(each.slug, each.message("en")) for each in raised.value.diagnostics]


def test_what_cannot_travel_is_refused_by_name(driver_only: tuple[Path, Path]) -> None:
    class Locked(ManyTimes):
        def __init__(self) -> None:
            self.lock = threading.Lock()

    locked = Plugin(Distribution("embedder", "7"), Locked())
    ((slug, message),) = told(Engine(plugins=[locked]))
    assert slug == "spark-plugin-stays"
    assert "embedder 7" in message and "lock" in message
    ((slug, message),) = told(Engine(plugins=[Plugin(Distribution("embedder", "7"), ManyTimes())]), "nothing")
    assert (slug, "embedder 7" in message) == ("spark-plugin-stays", True)
    write_plugin(*driver_only, version="1.0", times=2, recorded=False)
    (driver_only[0] / PLUGIN / "fast.so").write_bytes(b"machine code")
    ((slug, message),) = told(Engine())
    assert slug == "spark-plugin-stays"
    assert "thiduascore-driver-only 1.0" in message and f"{PLUGIN}/fast.so" in message
    with pytest.raises(ValueError, match="everything"):
        packed(Engine(), "everything")  # type: ignore[arg-type]


def test_the_same_plugins_are_the_same_bytes(driver_only: tuple[Path, Path]) -> None:
    write_plugin(*driver_only, version="1.0", times=2, recorded=True)
    first = packed(Engine(), "plugins")
    os.utime(driver_only[0] / PLUGIN / "times.txt", (1, 1))
    assert first is not None and first == packed(Engine(), "plugins")
    (driver_only[0] / PLUGIN / "times.txt").write_text("4")
    assert first.name != packed(Engine(), "plugins").name  # type: ignore[union-attr]


def test_thiduascore_itself_is_imported_from_what_was_sent(driver_only: tuple[Path, Path]) -> None:
    write_plugin(*driver_only, version="1.0", times=2, recorded=False)
    engine = Engine()
    package = packed(engine, "engine")
    assert package is not None
    file = driver_only[0].parent / package.name
    file.write_bytes(package.archive)
    (driver_only[0].parent / "shipment").write_bytes(shipped(engine, package))
    code = """
        import json, pickle, sys
        import thiduascore, polars
        from thiduascore.spark.executing import scorer_of
        scorer = scorer_of(pickle.load(open(sys.argv[2], "rb")))
        units = scorer.score(polars.DataFrame(json.loads(sys.argv[3]))).units
        print(thiduascore.__file__.startswith(sys.argv[1]), units.sort("unit.id").write_json())
    """
    arguments = [str(file), str(driver_only[0].parent / "shipment"), json.dumps(UNITS)]
    outside = [path for path in sys.path if path and not Path(path, "thiduascore").is_dir()]
    path = os.pathsep.join([str(file), *outside[: -len(driver_only)]])
    found = subprocess.run(
        [sys.executable, "-c", dedent(code), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        cwd=driver_only[0].parent,
        timeout=100,
    )
    assert found.stdout == f"True {on_one_machine(engine).write_json()}\n", found.stderr


def shipped(engine: Engine, package: Any) -> bytes:
    return pickle.dumps(
        Shipment(TEXT, "ruleset.toml", versions_of(engine), plugins=package.plugins, archive=package.name)
    )


def test_an_archive_that_did_not_come_is_told(driver_only: tuple[Path, Path]) -> None:
    write_plugin(*driver_only, version="1.0", times=2, recorded=False)
    engine = Engine()
    package = packed(engine, "plugins")
    assert package is not None and find_spec(PLUGIN)
    with pytest.raises(DiagnosticError) as raised:
        scorer_of(Shipment(TEXT, "", versions_of(engine), plugins=package.plugins, archive=package.name))
    assert [each.slug for each in raised.value.diagnostics] == ["spark-archive-missing"]
