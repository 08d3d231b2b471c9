"""Intervals in words."""

from __future__ import annotations

from thiduascore.diagnostics import Text, shown
from thiduascore.diagnostics.catalogue import phrase
from thiduascore.model.intervals import HIGHEST, LOWEST, Interval


def interval_said(interval: Interval) -> Text:
    """An interval as people say it: `exactly 98`, `from 85 to under 95`, `95 and more`."""
    return Text(_said(interval, "vi"), _said(interval, "en"))


def _said(interval: Interval, lang: str) -> str:
    low, high = interval
    if low == LOWEST and high == HIGHEST:
        return phrase("interval-any", lang)
    if low[0] == high[0] == 0 and low[1] == high[1]:
        return phrase("interval-exactly", lang, value=shown(low[1], lang))
    start = "" if low == LOWEST else "above" if low[2] else "from"
    end = "" if high == HIGHEST else "to" if high[2] else "under"
    key = "-".join(part for part in ("interval", start, end) if part)
    return phrase(key, lang, low=shown(low[1], lang), high=shown(high[1], lang))
