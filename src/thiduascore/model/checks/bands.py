"""Bands: together they part the domain of what they test, without gap, overlap or band that nothing reaches.

The analysis is exact, on intervals of rational numbers, including single points such as exactly 98.
Bands whose ends depend on facts cannot be analysed before scoring and are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from thiduascore.diagnostics import Diagnostic, Path, Text
from thiduascore.feel.types import BooleanType, NumberType, TextType, Type
from thiduascore.model.accepting import accepted, accepted_values
from thiduascore.model.content import Criterion
from thiduascore.model.draft import Draft
from thiduascore.model.intervals import (
    HIGHEST,
    LOWEST,
    Grid,
    Interval,
    after,
    before,
    complement,
    intersection,
    meeting,
    union,
)
from thiduascore.model.spoken import interval_said
from thiduascore.model.stated import Amount, Banding, BandRow, states_bands, states_points
from thiduascore.records import frozen

MOST_OVERLAPS: Final = 100
"""How many overlaps of one criterion are told."""


@frozen
class Analysed:
    """Bands over numbers, with the numbers that each accepts and those that can occur."""

    criterion: Criterion
    banding: Banding
    sets: tuple[tuple[Interval, ...], ...]
    domain: Interval
    grid: Grid

    def occurring(self, intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
        """The intervals of a set that hold a number of the domain that can occur."""
        return tuple(each for each in intersection(intervals, (self.domain,)) if self.grid.kept((each,)))

    def said(self, interval: Interval) -> Text:
        """The interval in words: by its whole numbers, or by the only number in it that can occur."""
        drawn = self.grid.kept((interval,))[0]
        single = drawn[0][:2] == drawn[1][:2]
        return interval_said(drawn if single or self.grid.places == 0 else interval)


def _banded(draft: Draft) -> Iterator[tuple[Criterion, Banding, Type]]:
    for criterion in draft.criteria():
        if states_bands(criterion.options) and draft.sound(criterion.at):
            banding = criterion.options.stated_bands()
            subject = draft.types.get(banding.subject.at)
            if subject is not None and banding.rows:
                yield criterion, banding, subject


def _numeric(draft: Draft) -> Iterator[Analysed]:
    for criterion, banding, subject in _banded(draft):
        if not isinstance(subject, NumberType):
            continue
        sets = [accepted(row.tests.tree, draft.amount) for row in banding.rows]
        known = tuple(each for each in sets if each is not None)
        if len(known) == len(sets):
            low = LOWEST if subject.least is None else before(subject.least)
            high = HIGHEST if subject.most is None else after(subject.most)
            places = subject.scale if banding.places is None else banding.places
            yield Analysed(criterion, banding, known, (low, high), Grid(places))


def bands_of_yes_no(draft: Draft) -> Iterator[Diagnostic]:
    """A yes-no value has no bands."""
    for _, banding, subject in _banded(draft):
        if isinstance(subject, BooleanType):
            yield draft.diagnostic("band-on-yes-no", banding.subject.at)


def gaps(draft: Draft) -> Iterator[Diagnostic]:
    """Numbers that can occur and fall into no band."""
    for bands in _numeric(draft):
        everything = [interval for each in bands.sets for interval in each]
        for gap in bands.occurring(complement(everything)):
            related = tuple(
                draft.related("band-beside-the-gap", row.tests.at)
                for row, accepts in zip(bands.banding.rows, bands.sets, strict=True)
                if any(gap[0] == high or low == gap[1] for low, high in accepts)
            )
            path, gap_said = bands.banding.rows[0].tests.at[:-2], bands.said(gap)
            yield draft.diagnostic("band-gap", path, key=True, related=related, gap=gap_said)


def overlaps(draft: Draft) -> Iterator[Diagnostic]:
    """Numbers that can occur and fall into two bands."""
    for bands in _numeric(draft):
        for later, earlier in meeting(bands.sets, MOST_OVERLAPS):
            row, other = bands.banding.rows[later], bands.banding.rows[earlier]
            for shared in bands.occurring(intersection(bands.sets[later], bands.sets[earlier])):
                related = (draft.related("band-accepts-too", other.tests.at),)
                said = bands.said(shared)
                yield draft.diagnostic("band-overlap", row.tests.at, related=related, overlap=said)


def unreachable(draft: Draft) -> Iterator[Diagnostic]:
    """A band that accepts nothing, or nothing that can occur."""
    for bands in _numeric(draft):
        for row, accepts in zip(bands.banding.rows, bands.sets, strict=True):
            if not bands.occurring(accepts):
                domain = interval_said(bands.domain)
                yield draft.diagnostic("unreachable-band", row.tests.at, text=row.tests.source, domain=domain)


def unordered(draft: Draft) -> Iterator[Diagnostic]:
    """Bands go up or down from one to the next, as a table is read."""
    for bands in _numeric(draft):
        starts = [each[0] for each in map(union, bands.sets) if each]
        if len(starts) == len(bands.sets) and starts not in (sorted(starts), sorted(starts, reverse=True)):
            descending = starts[0] > starts[-1]
            index = next(i for i in range(1, len(starts)) if (starts[i] > starts[i - 1]) == descending)
            yield draft.diagnostic("band-unordered", bands.banding.rows[index].tests.at)


def choices_in_bands(draft: Draft) -> Iterator[Diagnostic]:
    """Every choice falls into exactly one band."""
    for _, banding, subject in _banded(draft):
        if not isinstance(subject, TextType) or subject.choices is None:
            continue
        rows = [(row, accepted_values(row.tests.tree, subject.choices)) for row in banding.rows]
        if any(accepts is None for _, accepts in rows):
            continue
        for choice in subject.choices:
            hits = [row for row, accepts in rows if accepts and choice in accepts]
            yield from _choice(draft, banding, choice, hits)


def _choice(draft: Draft, banding: Banding, choice: str, hits: list[BandRow]) -> Iterator[Diagnostic]:
    said = Text(f"“{choice}”", f"“{choice}”")
    if not hits:
        yield draft.diagnostic("band-gap", banding.rows[0].tests.at[:-2], key=True, gap=said)
    for other in hits[1:]:
        related = (draft.related("band-accepts-too", hits[0].tests.at),)
        yield draft.diagnostic("band-overlap", other.tests.at, related=related, overlap=said)


def _stated(criterion: Criterion) -> tuple[tuple[Path, Amount], ...]:
    """Every number of points that the method's keys write out."""
    options = criterion.options
    banding = options.stated_bands() if states_bands(options) else None
    rows = tuple(stated for row in banding.rows for stated in row.points) if banding else ()
    return rows + (options.stated_points() if states_points(options) else ())


def points_above_maximum(draft: Draft) -> Iterator[Diagnostic]:
    """No band or rule gives more points than the criterion has."""
    for criterion in draft.criteria():
        maximum = draft.amount(criterion.points)
        for path, amount in _stated(criterion):
            points = draft.amount(amount)
            if points is not None and maximum is not None and points > maximum:
                related = (draft.related("maximum-is-here", (*criterion.at, "points")),)
                yield draft.diagnostic(
                    "points-above-maximum", path, related=related, points=points, maximum=maximum
                )


def maximum_out_of_reach(draft: Draft) -> Iterator[Diagnostic]:
    """Some band earns the criterion's maximum."""
    for criterion, banding, _ in _banded(draft):
        maximum = draft.amount(criterion.points)
        points = [draft.amount(amount) for row in banding.rows for _, amount in row.points]
        known: list[Fraction] = [each for each in points if each is not None]
        if maximum is not None and known and len(known) == len(points) and max(known) < maximum:
            best, path = max(known), (*criterion.at, "points")
            yield draft.diagnostic("maximum-out-of-reach", path, maximum=maximum, best=best)


CHECKS: Final = (
    bands_of_yes_no,
    gaps,
    overlaps,
    unreachable,
    unordered,
    choices_in_bands,
    points_above_maximum,
    maximum_out_of_reach,
)
