"""Where moments stand in time: what can be compared with what, and what counts as the same."""

from __future__ import annotations

import math
from fractions import Fraction

from thiduascore.feel.temporal.moments import DateTime, Time
from thiduascore.feel.temporal.zones import instant, offset_of_time


def place_in_time(value: Time | DateTime) -> tuple[str, Fraction]:
    """The clock that a moment is measured on, and the seconds on it; only moments of one clock have an order.

    Moments bound to a place are measured on universal time; a time of day in a zone whose offset changes, on
    the clock of that zone; local ones on a clock of their own.
    """
    if isinstance(value, DateTime):
        return ("local" if value.time.is_local else "universal"), instant(value)
    offset = offset_of_time(value)
    if offset is not None:
        return "universal", value.seconds - offset
    return value.zone or "local", value.seconds


def same_moment(value: Time | DateTime) -> tuple[str, int]:
    """What two equal moments have in common: equality looks at whole seconds, as the standard wants it."""
    clock, seconds = place_in_time(value)
    return clock, math.floor(seconds)
