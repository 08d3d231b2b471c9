"""The rulesets that come with the distribution, found by the ids of their campaigns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Text
from thiduascore.plugins import Registry, unmet_requirements
from thiduascore.records import frozen
from thiduascore.text import Document, parse_toml, read_file

RULESET: Final = "ruleset.toml"
"""The file that a ruleset's folder holds."""
_ID: Final = re.compile(r"\w[\w.-]*")
_PACKAGE: Final = Path(__file__).resolve().parent.parent


@frozen(kw_only=True)
class Campaign:
    """A campaign whose ruleset comes with the distribution."""

    id: str
    title: Text
    period: tuple[str, str]
    """The first day and the last, as files write them; the last is empty while it is open-ended."""
    requires: tuple[str, ...]
    """The plugins that it needs, with their versions."""
    unmet: tuple[Diagnostic, ...]
    """Those of them that are not there, or in another version."""
    folder: Path


@cache
def folders() -> Mapping[str, Path]:
    """The folder of each shipped ruleset by the campaign's id, sorted.

    They stand beside the package's modules; in a working copy of the project they stand beside `src`.
    """
    own = _PACKAGE / "rulesets"
    shelf = own if own.is_dir() or _PACKAGE.parent.name != "src" else _PACKAGE.parent.parent / "rulesets"
    found = sorted(file.parent for file in shelf.glob(f"*/{RULESET}"))
    return MappingProxyType({folder.name: folder for folder in found})


def shipped(name: str) -> Path | None:
    """The folder of the ruleset of that id; None when there is none."""
    return folders().get(name) if _ID.fullmatch(name) else None


def campaigns(registry: Registry) -> tuple[Campaign, ...]:
    """Every shipped campaign, by id, and which of the plugins that it needs are missing."""
    return tuple(_campaign(folder, registry) for folder in folders().values())


def _campaign(folder: Path, registry: Registry) -> Campaign:
    file = folder / RULESET
    try:
        document = parse_toml(read_file(file), str(file))
    except DiagnosticError as error:
        document = Document(str(file), "", {}, lambda text: {})
        return _described(folder, document, error.diagnostics)
    return _described(folder, document, unmet_requirements(document, registry))


def _described(folder: Path, document: Document, unmet: tuple[Diagnostic, ...]) -> Campaign:
    campaign, period = _table(document.value, "campaign"), _table(document.value, "campaign", "period")
    title, year = campaign.get("title", folder.name), period.get("year")
    first, last = (
        (f"{year}-01-01", f"{year}-12-31") if year else (period.get("from", ""), period.get("to", ""))
    )
    required = _table(document.value, "plugins").get("require", ())
    words = title if isinstance(title, Mapping) else {"vi": title}
    return Campaign(
        id=folder.name,
        title=Text(str(words.get("vi", "")), str(words.get("en", ""))),
        period=(str(first), str(last)),
        requires=tuple(map(str, required)) if isinstance(required, list) else (),
        unmet=unmet,
        folder=folder,
    )


def _table(value: Any, *keys: str) -> Mapping[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
