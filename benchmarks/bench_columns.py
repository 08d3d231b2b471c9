"""How fast a table is scored: forty criteria, against one Polars query of the same rules written by hand.

`python benchmarks/bench_columns.py 1000000` takes that many units.
The query is as exact: whole hundredths, quotients rounded by one floor division.
Written once more it gives the same table: every item, criterion, state and condition, points as Decimals.
All must agree on every value before anything is timed.
Each figure is the median of rounds in which everybody has a turn: a busy machine slows all alike.
"""

from __future__ import annotations

import datetime
import importlib
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    import polars as pl
except ImportError:
    print("Polars is not installed (pip install 'thiduascore[columns]'): left out")
    sys.exit(0)

from benchmarks.forty import decision
from benchmarks.forty.by_query import points, query, whole
from benchmarks.forty.table import table
from thiduascore import Engine
from thiduascore.columns.intake.facts import spans_of
from thiduascore.columns.intake.reading import Reading
from thiduascore.columns.kernel import Kernel
from thiduascore.model.intake_binding import expected
from thiduascore.program.plan import Plan

HERE = Path(__file__).resolve().parent
ROUNDS = 7
ROWS = 100_000
QUERY_RATIO = 1.2
ZEN_RATIO = 50.0
COMPILE_AT_MOST = 0.5
WHOLE = "by hand, the same table"
BANDS = slice(8, 16)
"""Where the eight criteria stand that are written on Decimals and in float32 too."""
SHORT = ("unit.id", "total", "level", "ranked")


def agree(found: pl.DataFrame, by_hand: pl.DataFrame, plan: Plan) -> bool:
    """Whether totals, levels and points are the same in every row."""
    hundredths = (pl.col("total") * 100).cast(pl.Int64)
    same = found.select(hundredths).to_series().equals(by_hand["total"].cast(pl.Int64), check_names=False)
    same &= found["level"].cast(pl.String).equals(by_hand["level"], check_names=False)
    for place, criterion in enumerate(plan.criteria):
        points = found.select((pl.col(f"criterion.{criterion.id}") * 100).cast(pl.Int64)).to_series()
        same &= points.equals(by_hand[f"p{place}"].cast(pl.Int64), check_names=False)
    return bool(same)


def zen(frame: pl.DataFrame) -> float | None:
    """Seconds a unit in ZEN Engine, all in one call; None where it is not installed."""
    try:
        engine = importlib.import_module("zen")
    except ImportError:
        return None
    some = frame.head(200).with_columns(
        pl.col(r"^sent_\d$").cast(pl.Int32) + 719163, pl.col(r"^share_\d$").cast(pl.Float64)
    )
    requests = [{"key": "forty", "context": row} for row in some.drop("unit.id").to_dicts()]
    batched = engine.ZenEngine({"loader": lambda key: decision.in_expressions()})
    batched.evaluate_batch(requests)
    start = time.perf_counter()
    batched.evaluate_batch(requests)
    return (time.perf_counter() - start) / len(requests)


def floats(frame: pl.DataFrame) -> Callable[[], Any] | None:
    """Eight of the criteria in float32 NumPy, for scale; None where that is not installed."""
    try:
        numpy = importlib.import_module("numpy")
    except ImportError:
        return None
    arrays = {
        name: frame[name].to_numpy().astype("float32")
        for name in frame.columns
        if name[:4] in ("done", "due_")
    }

    def run() -> Any:
        total = 0
        for each in range(1, 9):
            share = arrays[f"done_{each}"] / arrays[f"due_{each}"] * 100
            total = total + numpy.select([share >= 95, share >= 80, share >= 50], [3, 2, 1], 0)
        return total

    return run


def decimals(frame: pl.DataFrame) -> pl.LazyFrame:
    """Eight of the criteria by a query on Decimals, which are of 128 bits, with the points of all eight."""
    kind = pl.Decimal(38, 2)
    names = [f"{name}_{each}" for each in range(1, 9) for name in ("done", "due")]
    facts = frame.select(pl.col(names).cast(kind))
    found = []
    for each in range(1, 9):
        done, due = pl.col(f"done_{each}") * 100, pl.col(f"due_{each}")
        chain = pl.when(done >= due * 95).then(3).when(done >= due * 80).then(2)
        found.append(chain.when(done >= due * 50).then(1).otherwise(0).cast(kind))
    return facts.lazy().select(pl.sum_horizontal(found).alias("points"))


def measured(rivals: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Seconds of each rival: the median of rounds in which all have a turn."""
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        for name, run in rivals.items():
            start = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def large(engine: Engine) -> float:
    """Seconds to compile two hundred criteria: the forty, five times."""
    text = (HERE / "forty" / "ruleset.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[[items]]")
    items, _, tail = rest.partition("[[conditions]]")
    copies = []
    for copy in range(5):
        copied = ("[[items]]" + items).replace('\nid = "', f'\nid = "{copy}.')
        copies.append(copied)
    tail = tail.replace('of = "2"', 'of = "0.2"')
    scaled = head.replace("total = 100", "total = 500")
    ruleset = engine.load(f"{scaled}{''.join(copies)}[[conditions]]{tail}")
    plan = engine.program(ruleset, datetime.date(2021, 12, 31)).plan
    assert len(plan.criteria) == 200
    spans = spans_of(_facts(table(1000), ruleset))
    start = time.perf_counter()
    _ = Kernel(plan, spans).least
    return time.perf_counter() - start


def _facts(frame: pl.DataFrame, ruleset: Any) -> pl.DataFrame:
    paths = [("unit", "id") if name == "unit.id" else ("facts", name) for name in frame.columns]
    return Reading(frame, paths, expected(ruleset), ".").columns().facts


def main(rows: int) -> int:
    """Prints the table and the claims; 1 when rivals disagree or a claim does not hold."""
    engine = Engine([])
    ruleset = engine.load(HERE / "forty")
    plan = engine.program(ruleset, datetime.date(2021, 12, 31)).plan
    frame = table(rows)
    facts = _facts(frame, ruleset)
    spans = spans_of(facts)
    short, full = Kernel(plan, spans, details=False), Kernel(plan, spans)
    units = engine.score_table(ruleset, frame).units.drop("row")
    schema = units.schema
    same = agree(units, query(frame).collect(), plan) and units.equals(whole(frame, schema))
    del units
    if not same:
        print("the query by hand disagrees")
        return 1
    rivals: dict[str, Callable[[], Any]] = {
        "by hand": lambda: query(frame).select(SHORT).collect(),
        "by hand, with points": lambda: query(frame).collect(),
        WHOLE: lambda: whole(frame, schema),
        "columns": lambda: short.score(facts, _never),
        "columns, with details": lambda: full.score(facts, _never),
        "score_table": lambda: engine.score_table(ruleset, frame, details=False),
        "score_table, with details": lambda: engine.score_table(ruleset, frame),
    }
    on_decimals, on_integers = decimals(frame), frame.lazy().select(pl.sum_horizontal(points()[BANDS]))
    hundredths = on_decimals.select((100 * pl.col("points")).cast(pl.Int64)).collect().to_series()
    assert hundredths.equals(on_integers.collect().to_series().cast(pl.Int64)), "the query on Decimals agrees"
    rivals |= {"by hand, 8 criteria": on_integers.collect, "Decimals, 8 criteria": on_decimals.collect}
    found = floats(frame)
    if found is not None:
        rivals["float32 NumPy, 8 criteria"] = found
    times = measured(rivals)
    print(f"{len(plan.criteria)} criteria, {rows} units; all agree on every value")
    print(f"Python {platform.python_version()}, Polars {pl.__version__}, {platform.machine()}")
    for name, seconds in times.items():
        ratio = seconds / times["by hand"]
        print(f"{name:32} {seconds * 1000:9.1f} ms  {rows / seconds / 1e6:7.2f} M/s  {ratio:6.2f} × by hand")
    return _claims(times, zen(frame), rows, large(engine))


def _never(rows: Sequence[int]) -> Any:
    raise AssertionError("every row has a form in columns")


def _claims(times: dict[str, float], each: float | None, rows: int, compile_: float) -> int:
    claims = []
    for ours, theirs in (("columns", "by hand"), ("columns, with details", WHOLE)):
        ratio = times[ours] / times[theirs]
        text = f"{ours} take {ratio:.2f} times as long as {theirs}, at most {QUERY_RATIO}"
        claims.append((text, ratio <= QUERY_RATIO))
    claims += [
        (f"200 criteria compile in {compile_:.2f} s, at most {COMPILE_AT_MOST}", compile_ <= COMPILE_AT_MOST),
    ]
    if each is None:
        print("ZEN Engine is not installed (pip install zen-engine): left out")
    else:
        faster = each / (times["score_table, with details"] / rows)
        claims.append(
            (f"score_table is {faster:.0f} times as fast as ZEN Engine, at least 50", faster >= ZEN_RATIO)
        )
    for text, held in claims:
        print(f"{'holds' if held else 'FAILS'}: {text}")
    return int(not all(held for _, held in claims))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
