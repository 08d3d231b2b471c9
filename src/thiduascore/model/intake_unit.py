"""Who reports, for which campaign and which period: without these there is no submission."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from thiduascore.diagnostics import nearest
from thiduascore.model.dates import partial_date
from thiduascore.model.intake_binding import Binding
from thiduascore.model.intake_scalars import (
    Unread,
    plain,
    read_day,
    read_yes_no,
    tagged,
    written,
)
from thiduascore.model.submission import Period, Unit

_UNIT_KEYS = ("id", "name", "kind", "cluster")
_PERIOD_KEYS = ("from", "to", "year")
_LONGEST_ID = 200
_LONGEST_TEXT = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_STROKED_D = re.compile(r"[\u00d0\u00f0]")


def check_heading(binding: Binding) -> None:
    """Refuses a report of another format or campaign."""
    tree = binding.report.tree
    form = written(tree.get("format"))
    if form not in (None, "1"):
        shown = form.shown if isinstance(form, Unread) else form
        binding.refuse("unknown-submission-format", ("format",), text=shown)
    found, campaign = written(tree.get("campaign")), binding.expected.campaign
    if found is not None and found != campaign:
        shown = found.shown if isinstance(found, Unread) else found
        binding.refuse("wrong-campaign", ("campaign",), found=shown, expected=campaign)


def bind_unit(binding: Binding) -> tuple[Unit, dict[str, Any]]:
    """The unit, and what the canonical document says about it."""
    table = _unit_table(binding)
    texts = {key: "" for key in _UNIT_KEYS}
    document: dict[str, Any] = {}
    for name, path, raw in binding.entries(table, ("unit",)):
        if name not in texts:
            binding.unknown_key(path, name, _UNIT_KEYS, prefix="unit.")
            document[name] = plain(raw)
            continue
        texts[name] = binding.text(raw, path, f"unit.{name}")
        if name == "id" and not texts[name]:
            binding.refusals.append(binding.findings.pop().diagnostic)
        elif name != "id" and len(texts[name]) > _LONGEST_TEXT:
            binding.refuse("unit-text-too-long", path, name=f"unit.{name}", most=_LONGEST_TEXT)
        document[name] = texts[name] or plain(raw)
        if _STROKED_D.search(texts[name]):
            binding.note("icelandic-letter", path, name=f"unit.{name}", text=texts[name])
    kind = _kind(binding, texts["kind"])
    if kind:
        document["kind"] = kind
    if "id" in document:
        _check_id(binding, texts["id"])
    else:
        binding.refuse("missing-unit-id", ("unit",))
    return Unit(texts["id"], texts["name"], kind, texts["cluster"]), document


def _unit_table(binding: Binding) -> Mapping[Any, Any]:
    found = binding.report.tree.get("unit")
    return found if isinstance(found, Mapping) and not tagged(found) else {}


def _check_id(binding: Binding, unit_id: str) -> None:
    if _CONTROL.search(unit_id) or len(unit_id) > _LONGEST_ID:
        binding.refuse("unusable-unit-id", ("unit", "id"), most=_LONGEST_ID)


def _kind(binding: Binding, kind: str) -> str:
    """The kind; a campaign with one kind of unit need not be told."""
    kinds = binding.expected.kinds
    if not kinds or kind in kinds:
        return kind
    if not kind and len(kinds) == 1:
        return kinds[0]
    listed = ", ".join(f"`{each}`" for each in kinds)
    if kind:
        binding.refuse(
            "unknown-unit-kind", ("unit", "kind"), text=kind, kinds=listed, nearest=nearest(kind, kinds)
        )
    else:
        binding.refuse("missing-unit-kind", ("unit",), kinds=listed)
    return ""


def bind_period(binding: Binding) -> Period | None:
    """The period that the report speaks of, None when it says nothing about one."""
    raw = binding.report.tree.get("period")
    if isinstance(raw, Mapping) and not tagged(raw):
        start, end = _ends(binding, raw)
    else:
        start, end = _whole(binding, raw, ("period",))
    if start is None or end is None:
        if (start or end) is not None and not binding.refusals:
            binding.refuse("open-period", ("period",))
        return None
    if start > end:
        binding.refuse("period-backwards", ("period",), start=start.isoformat(), end=end.isoformat())
        return None
    _check_overlap(binding, start, end)
    return Period(start, end)


Ends = tuple[datetime.date | None, datetime.date | None]


def _ends(binding: Binding, table: Mapping[Any, Any]) -> Ends:
    given = {name: raw for name, _, raw in binding.entries(table, ("period",))}
    for name in given:
        if name not in _PERIOD_KEYS:
            binding.refuse(
                "unknown-period-key",
                ("period", name),
                key=True,
                name=name,
                nearest=nearest(name, _PERIOD_KEYS),
            )
    if "year" in given and len(given) > 1:
        binding.refuse("period-twice", ("period",))
        return None, None
    if "year" in given:
        return _whole(binding, given["year"], ("period", "year"))
    return _day(binding, given, "from"), _day(binding, given, "to")


def _day(binding: Binding, given: Mapping[str, Any], key: str) -> datetime.date | None:
    day = read_day(given.get(key))
    if isinstance(day, Unread):
        binding.refuse("unreadable-period", ("period", key), text=day.shown)
        return None
    return day


def _whole(binding: Binding, raw: Any, path: tuple[str, ...]) -> Ends:
    """The first and last day of a year or month."""
    text = written(raw)
    if text is None:
        return None, None
    date = None if isinstance(text, Unread) else partial_date(text)
    if date is None or date.day is not None:
        binding.refuse("unreadable-period", path, text=text.shown if isinstance(text, Unread) else text)
        return None, None
    return date.first, date.last


def _check_overlap(binding: Binding, start: datetime.date, end: datetime.date) -> None:
    first, last = binding.expected.start, binding.expected.end
    if (first is not None and end < first) or (last is not None and start > last):
        binding.find(
            "period-outside-campaign",
            ("period",),
            period=days(start, end),
            campaign=days(first, last),
        )


def days(start: datetime.date | None, end: datetime.date | None) -> str:
    """A period in one text, open ends as dots: `2021-09-16 – …`."""
    return f"{start.isoformat() if start else '…'} – {end.isoformat() if end else '…'}"


def bind_illustrative(binding: Binding) -> tuple[bool, Any]:
    """Whether the report is an illustration, and what the canonical document says about it."""
    read = read_yes_no(binding.report.tree.get("illustrative"))
    if isinstance(read, Unread):
        binding.find_unread(read, ("illustrative",), "illustrative")
        return False, plain(binding.report.tree.get("illustrative"))
    return bool(read), True if read else None
