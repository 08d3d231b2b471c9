"""What a run's parts were made from; a run goes on only where all of it is still the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import polars as pl
from attrs import asdict, frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
from thiduascore.engine import Engine
from thiduascore.model.ruleset import Ruleset
from thiduascore.tables.formats import TableFile

FORMAT = 3
_CHUNK = 1024 * 1024


@frozen(kw_only=True)
class Manifest:
    """Everything on which the bytes of a result depend, as texts and numbers."""

    ruleset: str
    """The content hash."""
    engine: str
    plugins: dict[str, str]
    polars: str
    input: str
    """`sha256:` and the digest of the table's bytes."""
    size: int
    """The table's bytes."""
    rows: int
    """How many rows a part is made from."""
    as_of: str
    decimal: str
    chosen: str
    """Which rows have their full scorecards written."""
    cohort: str
    """The hash of the frozen cohort; empty without one."""
    format: int = FORMAT


def manifest_of(
    engine: Engine,
    ruleset: Ruleset,
    table: TableFile,
    *,
    rows: int,
    as_of: str,
    decimal: str,
    chosen: str,
    cohort: str,
) -> Manifest:
    """The manifest of a run that starts now; reads the whole table for its hash."""
    return Manifest(
        ruleset=ruleset.hash,
        engine=engine.versions.engine,
        plugins=dict(sorted(engine.versions.plugins.items())),
        polars=pl.__version__,
        input=_hash(table.path),
        size=table.size,
        rows=rows,
        as_of=as_of,
        decimal=decimal,
        chosen=chosen,
        cohort=cohort,
    )


def manifest_json(manifest: Manifest) -> str:
    """The manifest as JSON text, the same for equal ones."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def check_same(before: str, now: Manifest, file: str) -> None:
    """Raises DiagnosticError with every difference between a run that was interrupted and this one.

    `before` is the text of its manifest, and `file` where that stands.
    """
    try:
        found = json.loads(before)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DiagnosticError(Diagnostic("resume-without-manifest", {"path": file}, Place(file)))
    differing = tuple(_differing(found, json.loads(manifest_json(now)), file))
    if differing:
        raise DiagnosticError(*differing)


def _differing(before: dict[str, Any], now: dict[str, Any], file: str) -> Iterator[Diagnostic]:
    for name in now:
        if before.get(name) != now[name]:
            shown = {"before": _shown(before.get(name)), "now": _shown(now[name])}
            yield Diagnostic("resume-differs", {"name": name, **shown}, Place(file))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items()) or "–"
    return str(value)[:80] or "–"


def _hash(path: str) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return f"sha256:{found.hexdigest()}"
