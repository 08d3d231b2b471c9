"""Cohorts for property tests of relative methods: units that often tie, lack facts, or stand apart."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

from attrs import evolve
from hypothesis import strategies as st

from thiduascore.cohort import frozen_cohort
from thiduascore.engine import Engine
from thiduascore.engine.peers import compared
from thiduascore.feel import Cause
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import FactValue, Submission, Unit
from thiduascore.program.peers import Peers
from thiduascore.program.program import Program

HERE = Path(__file__).resolve().parent
ENGINE = Engine([])
DAY = datetime.date(2021, 12, 31)
FACTS = ("a", "b", "n", "coastal", "honest")


@cache
def ruleset() -> Ruleset:
    """The ruleset in which every relative method stands."""
    return ENGINE.load((HERE / "relative.toml").read_text(encoding="utf-8"))


def program() -> Program:
    """Its program."""
    return ENGINE.program(ruleset(), DAY)


def peers_of(submissions: list[Submission], members: list[Submission] | None = None) -> list[Peers]:
    """The figures of each submission; the cohort is that of the members, else of all."""
    cohort = None if members is None else frozen_cohort(ruleset(), members)
    found = compared(ruleset(), submissions, lambda one: program(), cohort)
    peers = [found.of(one) for one in submissions]
    assert all(one is not None for one in peers)
    return [one for one in peers if one is not None]


def submission(index: int, values: dict[str, FactValue], **more: object) -> Submission:
    """A report; facts that it does not name are missing."""
    kind = str(more.get("kind", "province"))
    return Submission(
        campaign="peers",
        unit=Unit(f"u{index}", f"Đơn vị {index}", kind, str(more.get("cluster", "1"))),
        values=values,
        missing={name: (Cause("not-reported", (("fact", name),)),) for name in FACTS if name not in values},
        not_applicable={"trimmed": "lý do"} if more.get("claims") else {},
        hash=f"sha256:{index}",
    )


_NUMBERS = st.sampled_from([0, 1, 2, 3, 5, 8, 10]) | st.integers(0, 10**6)


@st.composite
def submissions(draw: st.DrawFn, *, gaps: bool = True, most: int = 8) -> list[Submission]:
    """A cohort of one to eight units in two clusters, of two kinds."""
    found = []
    for index in range(draw(st.integers(1, most))):
        values: dict[str, FactValue] = {
            "a": draw(_NUMBERS),
            "b": draw(_NUMBERS),
            "n": draw(st.sampled_from([0, 50, 100, 333]) | st.integers(0, 10**5)),
            "coastal": draw(st.booleans()),
            "honest": draw(st.sampled_from([True, True, True, False])),
        }
        if gaps:
            for name in draw(st.sets(st.sampled_from(FACTS), max_size=2)):
                del values[name]
        where = draw(st.sampled_from(["1", "1", "2"]))
        kind = draw(st.sampled_from(["province", "city"]))
        found.append(submission(index, values, cluster=where, kind=kind, claims=gaps and draw(st.booleans())))
    return found


def moved(one: Submission, **values: FactValue) -> Submission:
    """The submission with other values."""
    return evolve(one, values={**one.values, **values})
