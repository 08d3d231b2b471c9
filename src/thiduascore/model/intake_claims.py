"""What a unit says about its own points: self-scores, and criteria that it holds not to apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from thiduascore.diagnostics import Path, nearest
from thiduascore.model.intake_binding import Binding
from thiduascore.model.intake_scalars import (
    Unread,
    absent,
    canonical,
    key_text,
    plain,
    read_number,
    read_yes_no,
    tagged,
)


def bind_self_scores(binding: Binding) -> tuple[dict[str, Fraction], dict[str, Any]]:
    """Points by criterion id as the unit sees them, and what the canonical document says about them."""
    scores: dict[str, Fraction] = {}
    document: dict[str, Any] = {}
    for name, raw, path in _known(binding, "self", document):
        score = _score(binding, raw, path, f"self.{name}")
        if score is None:
            continue
        document[name] = canonical(score)
        if isinstance(score, Unread):
            continue
        scores[name] = score
        most = binding.expected.points[name]
        if most is not None and score > most:
            binding.find("self-score-above-maximum", path, criterion=name, score=score, most=most)
    return scores, document


def bind_self_total(binding: Binding) -> tuple[Fraction | None, Any]:
    """The unit's own total, and what the canonical document says about it."""
    total = _score(binding, binding.report.tree.get("self_total"), ("self_total",), "self_total")
    if total is None:
        return None, None
    return None if isinstance(total, Unread) else total, canonical(total)


def _score(binding: Binding, raw: Any, path: Path, name: str) -> Fraction | Unread | None:
    score = read_number(raw, binding.report.decimal)
    if isinstance(score, Unread):
        binding.find_unread(score, path, name)
    return score


def bind_not_applicable(binding: Binding) -> tuple[dict[str, str], dict[str, Any]]:
    """The reasons by criterion id, and their canonical form; a claim without a reason is dropped."""
    reasons: dict[str, str] = {}
    document: dict[str, Any] = {}
    for name, raw, path in _known(binding, "not_applicable", document):
        claimed = read_yes_no(raw)
        if claimed is False:
            continue
        document[name] = plain(raw) or ""
        reason = binding.text(raw, path, f"not_applicable.{name}")
        if claimed is True or absent(raw):
            binding.find("claim-without-reason", path, criterion=name)
        elif reason:
            reasons[name] = reason
    return reasons, document


def _known(binding: Binding, section: str, document: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
    """The entries of a section whose keys are ids of criteria; others become findings."""
    ids = binding.expected.points.keys()
    seen: set[str] = set()
    for name, raw, path in sorted(
        _entries(binding.section(section), (section,)), key=lambda each: len(each[2])
    ):
        if name in seen:
            binding.find("claim-twice", path, key=True, criterion=name)
            _keep(document, path[1:], plain(raw))
        elif name in ids:
            seen.add(name)
            yield name, raw, path
        elif not absent(raw):
            binding.find(
                "unknown-claim",
                path,
                key=True,
                name=f"{section}.{name}",
                criterion=name,
                nearest=nearest(name, ids),
            )
            document[name] = plain(raw)


def _keep(document: dict[str, Any], path: Path, value: Any) -> None:
    """Writes down what stands at a path as it stands there, so that a replay finds it again."""
    *outer, last = map(key_text, path)
    table: Any = document
    for key in outer:
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            return
    table.setdefault(last, value)


def _entries(table: Mapping[Any, Any], path: Path) -> Iterator[tuple[str, Any, Path]]:
    """Keys and values; `3.1 = 8` without quotes is TOML for a table in a table, and means `"3.1" = 8`."""
    for key, raw in table.items():
        name, where = key_text(key), (*path, key)
        if isinstance(raw, Mapping) and not tagged(raw):
            yield from ((f"{name}.{rest}", value, at) for rest, value, at in _entries(raw, where))
        else:
            yield name, raw, where
