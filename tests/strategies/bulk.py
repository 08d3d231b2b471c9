"""Many submissions from one number: enough of them that every branch of a criterion is met in some row."""

from __future__ import annotations

import datetime
from random import Random

from strategies.programs import DAY, NAMES

from thiduascore.model.submission import FactValue, Period, Submission, Unit

_SMALL = (0, 0, 1, 2, 3, 4, 5, 7, 9, 10, 19, 20, 1000, 10**6)


def _value(random: Random, name: str) -> FactValue:
    """A value on or near what the pool's criteria ask."""
    day = datetime.date(2021, 10, 1) + datetime.timedelta(random.choice((0, 7, 14, 17, 18, 45, 120)))
    count = range(random.randrange(5))
    choices = ("low", "mid", "high")
    texts = ("a", "b", "a,b", "1:a", "a,1:b")
    found: dict[str, FactValue] = {
        "p": random.choice((0, 999, 1000, 2000, 6665, 6666, 8500, 9000, 9001, 10000)),
        "n": random.choice(_SMALL) * random.choice((1, 500, 1000)),
        "yes": random.random() < 0.5,
        "no": random.random() < 0.5,
        "kind": random.choice(choices),
        "on": day,
        "by": day + datetime.timedelta(random.choice((-7, 0, 1, 7))),
        "counts": tuple(random.randrange(5) for _ in count),
        "marks": tuple(random.choice((0, 50, 75, 80, 85, 100)) for _ in count),
        "picks": tuple(random.choice(choices) for _ in count),
        "days": tuple(day + datetime.timedelta(number) for number in count),
        "ticks": tuple(random.random() < 0.7 for _ in count),
        "notes": tuple(random.choice(texts) for _ in count),
    }
    return found.get(name, random.choice(_SMALL))


def bulk(seed: int, count: int, criteria: int, *, needed: tuple[str, ...] = NAMES) -> list[Submission]:
    """So many reports; in two of five some of the needed facts are missing."""
    random = Random(seed)
    found = []
    for _ in range(count):
        absent = (
            set(random.choices(needed, k=random.randrange(3))) if needed and random.random() < 0.3 else ()
        )
        claims = [f"c{index}" for index in range(criteria) if random.random() < 0.05]
        found.append(
            Submission(
                campaign="pool",
                unit=Unit("u", "Đơn vị", random.choice(["agency", "enterprise", ""]), "cụm 1"),
                period=random.choice([Period(datetime.date(2021, 1, 1), DAY), None]),
                values={name: _value(random, name) for name in NAMES if name not in absent},
                previous={name: _value(random, name) for name in sorted(absent) if random.random() < 0.2},
                not_applicable=dict.fromkeys(claims, "lý do"),
            )
        )
    return found
