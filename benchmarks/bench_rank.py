"""How long a cohort takes beside the scoring of its units: 10,000 of forty criteria, two awards, a target.

Twice: from files in memory, with eight of the criteria relative to the cluster; and from submissions that
were read before, with none relative, beside a rival.

The rival does by hand what an expert would write for these rules: it sorts by total and tie-breaks, ranks in
every cluster, and fills the quotas; it says no reasons and knows no ties at the last place.
Both must agree on every rank and award before anything is timed.
Scoring keeps its scorecards, as ranking must; what it costs when each is forgotten at once stands beside it,
because Python's collector visits everything that is kept again and again.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import random
import re
import statistics
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from attrs import evolve

from benchmarks.forty.submissions import submissions
from thiduascore import Engine, Ruleset, Scorecard, Standings, Submission
from thiduascore.cohort.order import drawn
from thiduascore.diagnostics import exact
from thiduascore.feel.types import Type
from thiduascore.model.submission import Unit

HERE = Path(__file__).resolve().parent
RATIO = 3.0
"""Ranking with awards takes at most so many times as long as scoring, which it includes."""
GROWTH = 1.3
"""Twice the units take at most so much more memory a unit."""
ROUNDS = 5
CLUSTERS = 50
SEED = "4071"
RULES = f"""
[ranking]
within = ["cluster", "overall"]
ties = [{{ by = "points", of = ["1"] }}, {{ by = "draw", seed = "{SEED}" }}]

[[awards]]
id = "flag"
title = {{ vi = "Cờ thi đua", en = "Flag" }}
source = "-"
levels = ["excellent"]
when = 'points("2") >= 10'
group = "one"
quotas = [{{ share = 20, within = "cluster" }}, {{ share = 15, within = "overall" }}]

[[awards]]
id = "letter"
title = {{ vi = "Giấy khen", en = "Letter" }}
source = "-"
levels = ["excellent", "good"]
when = "accidents <= 3"
group = "one"
quotas = [{{ share = 30, within = "cluster" }}]

[[targets]]
id = "half"
title = {{ vi = "Một nửa đạt từ 65 điểm", en = "Half reach 65" }}
source = "-"
holds = "result.total >= 65"
share = 50
"""


def relative(text: str) -> str:
    """The ruleset with eight criteria of seven methods that compare the unit with its cluster."""
    written = iter(
        (
            'method = "share-of-best"\nof = "{0}"',
            'method = "min-max"\nof = "{0}"',
            'method = "target-and-leader"\nof = "{0}"\ntarget = "{1}"',
            'method = "z-score"\nof = "{0}"\nanchors = [{{ z = -2, points = 0 }}, {{ z = 2, points = 3 }}]',
            'method = "rescaled"\nis = "{0} / {1} * 3"',
            'method = "rank-points"\nof = "{0}"',
        )
    )

    def compared(found: re.Match[str]) -> str:
        return next(written).format(found[1], found[2])

    ratio = r'method = "ratio"\nof = "(\w+)"\ntarget = "(\w+)"\ntarget_zero = "full"'
    text = re.sub(ratio, compared, text)
    return re.sub(
        r'method = "per-occurrence"\nof = "(\w+)"\neach = [\d.]+',
        r'method = "percentile-rank"\nof = "\1"',
        text,
        count=2,
    )


def files(ruleset: Ruleset, given: list[Submission]) -> list[str]:
    """The submissions as JSON files: numbers as exact texts, days as ISO texts."""
    return [json.dumps(_tree(ruleset, one)) for one in given]


def _tree(ruleset: Ruleset, one: Submission) -> dict[str, Any]:
    facts = {name: _written(value, ruleset.facts[name].type_) for name, value in one.values.items()}
    unit = {"id": one.unit.id, "name": one.unit.name, "cluster": one.unit.cluster}
    return {"format": 1, "campaign": ruleset.campaign.id, "unit": unit, "facts": facts}


def _written(value: Any, type_: Type) -> Any:
    if isinstance(value, tuple):
        return [_written(each, getattr(type_, "of", type_)) for each in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return exact(Fraction(value, 10 ** (getattr(type_, "scale", 0) or 0)))
    return value.isoformat() if isinstance(value, datetime.date) else value


def from_files(engine: Engine, texts: list[str], ruleset: Ruleset) -> list[Submission]:
    """The submissions read anew."""
    return list(engine.read(ruleset, [json.loads(text) for text in texts]).submissions)


def cohort(count: int) -> list[Submission]:
    """Units like the twelve of the other benchmark, each with figures of its own."""
    draw, given = random.Random(1), submissions()
    return [_varied(given[index % len(given)], index, draw) for index in range(count)]


def _varied(one: Submission, index: int, draw: random.Random) -> Submission:
    values = {name: _less(value, draw) for name, value in one.values.items()}
    unit = Unit(id=f"u{index:05}", name=f"Đơn vị {index}", cluster=f"c{index % CLUSTERS:02}")
    return evolve(one, unit=unit, values=values, hash=f"sha256:{index:064x}")


def _less(value: Any, draw: random.Random) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return max(0, value - draw.randint(0, value // 6))


def by_hand(cards: list[Scorecard]) -> dict[str, tuple[int, int, str]]:
    """Ranks in the cluster and overall, and the award, of each unit."""
    points = {id(card): {item.id: item.points or Fraction(0) for item in card.items} for card in cards}
    ranked = sorted(
        (card for card in cards if card.ranked),
        key=lambda card: (-(card.unrounded or 0), -points[id(card)]["1"], drawn(SEED, card.unit.id)),
    )
    sizes: dict[str, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for overall, card in enumerate(ranked, start=1):
        sizes[card.unit.cluster] = sizes.get(card.unit.cluster, 0) + 1
        places[card.unit.id] = (sizes[card.unit.cluster], overall)
    flags, given = len(ranked) * 15 // 100, dict[str, str]()
    left = {name: size * 20 // 100 for name, size in sizes.items()}
    for card in ranked:
        cluster = card.unit.cluster
        if card.level == "excellent" and points[id(card)]["2"] >= 10 and left[cluster] and flags:
            given[card.unit.id] = "flag"
            left[cluster] -= 1
            flags -= 1
    left = {name: size * 30 // 100 for name, size in sizes.items()}
    for card in ranked:
        accidents = card.submission.values["accidents"]
        fits = card.level in ("excellent", "good") and isinstance(accidents, int) and accidents <= 3
        if fits and card.unit.id not in given and left[card.unit.cluster]:
            given[card.unit.id] = "letter"
            left[card.unit.cluster] -= 1
    return {card.unit.id: (*places.get(card.unit.id, (0, 0)), given.get(card.unit.id, "")) for card in cards}


def decided(standings: Standings) -> dict[str, tuple[int, int, str]]:
    """The same of our standings."""
    found = {}
    for one in standings.all:
        ranks = {place.within: int(place.rank) for place in one.places}
        award = next((each.plan.id for each in one.given), "")
        found[one.card.unit.id] = (ranks.get("cluster", 0), ranks.get("overall", 0), award)
    return found


def timed(run: Callable[[], Any]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    run()
    return time.process_time() - start


def memory(engine: Engine, ruleset: Ruleset, count: int) -> float:
    """Bytes a unit that standings hold, at their most while they are made."""
    given = cohort(count)
    tracemalloc.start()
    standings = engine.rank(ruleset, given)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / len(standings.all)


def read_and_decided(engine: Engine, count: int) -> float:
    """Prints what reading, scoring and ranking a cohort from files in memory take; gives the last ratio."""
    text = relative((HERE / "forty" / "ruleset.toml").read_text("utf-8") + RULES)
    ruleset = engine.load(text)
    texts = files(ruleset, cohort(count))
    rivals: dict[str, Callable[[], Any]] = {
        "reading": lambda: from_files(engine, texts, ruleset),
        "reading and scoring": lambda: list(engine.score_many(ruleset, from_files(engine, texts, ruleset))),
        "reading, scoring and ranking": lambda: engine.rank(ruleset, from_files(engine, texts, ruleset)),
    }
    taken = {name: min(timed(run) for _ in range(2)) for name, run in rivals.items()}
    print(f"{count} files in memory, eight of the forty criteria relative to the cluster")
    for name, seconds in taken.items():
        print(f"{name:36} {seconds / count * 1e6:8.1f} µs a unit")
    return taken["reading, scoring and ranking"] / taken["reading and scoring"]


def main() -> int:
    """Prints the table and the claims; 1 when the rival disagrees or a claim does not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=10_000)
    count = parser.parse_args().units
    engine = Engine([])
    ruleset = engine.load((HERE / "forty" / "ruleset.toml").read_text("utf-8") + RULES)
    given = cohort(count)
    cards = [engine.score(ruleset, one) for one in given]
    if decided(engine.rank(ruleset, given)) != by_hand(cards):
        print("the rival by hand disagrees")
        return 1
    program = engine.program(ruleset, datetime.date(2021, 12, 31))
    rivals: dict[str, Callable[[], Any]] = {
        "scoring": lambda: [engine.score(ruleset, one) for one in given],
        "scoring, each forgotten at once": lambda: deque(
            (engine.score(ruleset, one) for one in given), maxlen=0
        ),
        "the same, total and level only": lambda: deque(map(program.quick, given), maxlen=0),
        "scoring and ranking": lambda: engine.rank(ruleset, given),
        "by hand, on scorecards read before": lambda: by_hand(cards),
    }
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        for name, run in rivals.items():
            times[name].append(timed(run))
    taken = {name: statistics.median(each) for name, each in times.items()}
    print(f"{count} units of {len(program.plan.criteria)} criteria, all ranks and awards agree")
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    for name, seconds in taken.items():
        ratio = seconds / taken["scoring"]
        print(f"{name:36} {seconds / count * 1e6:8.1f} µs a unit  {ratio:6.2f} × scoring")
    small, large = memory(engine, ruleset, count // 4), memory(engine, ruleset, count // 2)
    print(f"memory {small:.0f} bytes a unit at {count // 4} units, {large:.0f} at {count // 2}")
    ratio = read_and_decided(engine, count)
    claims = [
        (
            f"from files, ranking takes {ratio:.2f} times as long as scoring, at most {RATIO:.0f}",
            ratio <= RATIO,
        ),
        (f"memory a unit grows {large / small:.2f} times, at most {GROWTH}", large / small <= GROWTH),
    ]
    for text, held in claims:
        print(f"{'holds' if held else 'FAILS'}: {text}")
    return int(not all(held for _, held in claims))


if __name__ == "__main__":
    sys.exit(main())
