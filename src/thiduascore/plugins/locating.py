"""Where a finding's reason stands: the fact, self-score or evidence in the unit's file that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from thiduascore.diagnostics import Path
from thiduascore.feel import names
from thiduascore.model.submission import Finding, Submission
from thiduascore.plugins.written import Written


def located(found: Finding, submission: Submission, facts: Iterable[str] = ()) -> Finding:
    """The finding with its place, where it has none yet and the submission knows one.

    `facts` are those that a check read, the likeliest to be wrong first.
    """
    if found.place is not None:
        return found
    paths = (*_about(found, submission), *(("facts", name) for name in facts if name in submission.values))
    place = submission.placed(paths[0]) if paths else None
    return found if place is None else evolve(found, place=place)


def read_by(one: Written) -> Iterator[str]:
    """The facts that a check read: a figure that stands alone before those that it is compared with."""
    sides = (sorted(names(side.tree)) for side in one.sides)
    for read in sorted(sides, key=len):
        yield from read
    yield from one.facts


def _about(found: Finding, submission: Submission) -> Iterator[Path]:
    """What the finding itself names."""
    name = str(found.arguments.get("fact") or found.arguments.get("of") or "")
    criterion = str(found.arguments.get("criterion", ""))
    if found.slug.startswith("evidence-") and name in submission.evidence:
        yield "evidence", name
    elif name in submission.values:
        yield "facts", name
    elif criterion in submission.self_scores:
        yield "self", criterion
    elif criterion in submission.not_applicable:
        yield "not_applicable", criterion
