"""What `verify` says of a scorecard: the total, what differs by criterion, then what has changed since."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from thiduascore.cli.language import language, say

if TYPE_CHECKING:
    from thiduascore.diagnostics import Text
    from thiduascore.engine import Change, Verification
    from thiduascore.model.ruleset import Ruleset

CIRCUMSTANCES = ("campaign", "ruleset-version", "ruleset", "submission", "engine", "plugin")
TOTAL = ("total", "least", "most")
FOLLOWING = frozenset(
    {"unrounded", "provisional", "known", "base", "bonus", "deduction", "coverage", "effects", "unmet"}
)
"""Results that differ wherever a criterion or condition does, so that they say nothing more."""
_HASH = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]+")


def said(verification: Verification, document: Mapping[str, Any], ruleset: Ruleset) -> Iterator[str]:
    """The verdict, and a line for each thing that an official must know."""
    from thiduascore.diagnostics import printable

    key = "verify-holds" if verification.holds else "verify-fails"
    yield say(key, unit=printable(verification.unit), total=_total(document["result"].get))
    results = [change for change in verification.changes if change.part not in CIRCUMSTANCES]
    yield from ("  " + line for line in _results(results, document, ruleset))
    since = [change for part in CIRCUMSTANCES for change in verification.changes if change.part == part]
    if since:
        yield "  " + say("verify-since")
    yield from ("    " + _line(change, _short) for change in since)


def _results(changes: list[Change], document: Mapping[str, Any], ruleset: Ruleset) -> Iterator[str]:
    figures = {change.of: change for change in changes if change.part == "result"}
    if figures.keys() & set(TOTAL):
        before, after = (_total(_side(document["result"], figures, side)) for side in ("before", "after"))
        yield say("verify-total", before=before, after=after)
    if "level" in figures:
        yield _line(figures["level"], _titles({level.id: level.title for level in ruleset.levels}), "level")
    if "ranked" in figures:
        yield _line(figures["ranked"], _answer, "ranked")
    told = [change for change in changes if change.part in ("criterion", "condition")]
    named: dict[str, Text] = {criterion.id: criterion.title for criterion in ruleset.criteria()}
    named |= {condition.id: condition.title for condition in ruleset.conditions}
    for change in told or [change for change in changes if change.part == "item"]:
        title = named[change.of].said(language()) if change.of in named else ""
        yield _line(change, _judgement if change.part == "condition" else _number, title=title)
    hidden = {*TOTAL, "level", "ranked", *(FOLLOWING if told or figures.keys() & {*TOTAL} else ())}
    yield from (_line(change, _number) for name, change in figures.items() if name not in hidden)
    yield from (_line(change, _number) for change in changes if change.part == "working")


def _side(result: Mapping[str, Any], figures: Mapping[str, Change], side: str) -> Callable[[str], Any]:
    """Reads the results on one side of the comparison; what has not changed is the same on both."""
    return lambda name: getattr(figures[name], side) if name in figures else result.get(name)


def _total(read: Callable[[str], Any]) -> str:
    """The total, or the range in which it lies."""
    total, least, most = (_number(str(read(name) or "")) for name in TOTAL)
    if read("total"):
        return total
    return say("report-range", least=least, most=most) if read("least") else say("verify-no-score")


def _line(change: Change, shown: Callable[[str], str], part: str = "", title: str = "") -> str:
    from thiduascore.diagnostics import printable

    before, after = (
        printable(shown(text)) if text else say("verify-nothing") for text in (change.before, change.after)
    )
    of = printable(f"{change.of} {title}".strip())
    return say(f"verify-{part or change.part}", of=of, before=before, after=after)


def _number(written: str) -> str:
    from thiduascore.diagnostics import number_from_exact, shown

    number = number_from_exact(written)
    return written if number is None else shown(number, language())


def _judgement(written: str) -> str:
    from thiduascore.diagnostics import phrases

    key = f"judgement-{written}"
    return say(key) if key in phrases() else written


def _answer(written: str) -> str:
    return say("yes" if written == "true" else "no")


def _titles(titles: Mapping[str, Text]) -> Callable[[str], str]:
    return lambda name: titles[name].said(language()) if name in titles else name


def _short(written: str) -> str:
    """A hash by its beginning, which is enough to tell two apart."""
    return _HASH.sub(r"\1…", written)
