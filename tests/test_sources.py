"""Each campaign's SOURCE.md against its ruleset, both ways: what the official text asks for is in the ruleset
or named as not scorable with its reason, and every source that the ruleset gives is a clause of the text.

A clause is a row of a table whose columns are `Khoản`, `Yêu cầu (tóm tắt)` and `Mã hóa`; ids stand between
backquotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from thiduascore.text import parse_document

RULESETS = Path(__file__).resolve().parent.parent / "rulesets"
CAMPAIGNS = sorted(file.parent for file in RULESETS.glob("*/SOURCE.md"))
HEADER = ("Khoản", "Yêu cầu (tóm tắt)", "Mã hóa")
CONVENTION = "Quy ước của bộ tiêu chí"
NOT_SCORABLE = re.compile(r"Không chấm được: \S.{15,}")


def _clauses(folder: Path) -> dict[str, str]:
    """What each clause is encoded as, by its name."""
    found: dict[str, str] = {}
    inside = False
    for line in (folder / "SOURCE.md").read_text("utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|")) if "|" in line else ()
        if cells == HEADER:
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(line) <= set("|-: "):
            assert len(cells) == 3, f"a clause has three cells: {line}"
            assert cells[0] not in found, f"{cells[0]} stands twice"
            found[cells[0]] = cells[2]
    return found


def _named(encoding: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", encoding))


def _parts(value: object, key: str = "", source: str = "") -> Iterator[tuple[str, str]]:
    """The id of every part that can carry out a clause, with its sources; facts and parameters by name.

    A part without a source of its own has that of the item around it.
    """
    if isinstance(value, dict):
        own = str(value.get("source", source))
        if isinstance(value.get("id"), str):
            yield value["id"], own
        for name, inner in value.items():
            if key in ("facts", "parameters", "values", "kinds") and isinstance(inner, dict):
                yield name, str(inner.get("source", ""))
            yield from _parts(inner, name, own)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner, key, source)


def _ruleset(folder: Path) -> dict[str, set[str]]:
    """The sources of every part of a ruleset, by its id."""
    file = folder / "ruleset.toml"
    found: dict[str, set[str]] = {}
    for name, sources in _parts(parse_document(file.read_text("utf-8"), file.name, "toml").value):
        found.setdefault(name, set()).update(one.strip() for one in sources.split(";") if one.strip())
    return found


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=lambda folder: folder.name)
def test_every_clause_is_encoded_or_named_as_not_scorable(folder: Path) -> None:
    parts, clauses = _ruleset(folder), _clauses(folder)
    assert len(clauses) >= 5
    for clause, encoding in clauses.items():
        named = _named(encoding)
        assert named <= parts.keys(), f"{clause}: the ruleset has no {named - parts.keys()}"
        if NOT_SCORABLE.search(encoding):
            continue
        assert named, f"{clause} is neither encoded nor explained"
        citing = {name for name, sources in parts.items() if clause in sources}
        assert named & citing, f"{clause}: none of {named} gives it as its source"


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=lambda folder: folder.name)
def test_every_source_of_a_ruleset_is_a_clause_of_the_text(folder: Path) -> None:
    clauses = _clauses(folder).keys() | {CONVENTION}
    unknown = {
        (name, source)
        for name, sources in _ruleset(folder).items()
        if name in _scored(folder)
        for source in sources - clauses
    }
    assert not unknown


def _scored(folder: Path) -> set[str]:
    """The ids of items, criteria, conditions, levels, awards and targets: what a text can ask for."""
    file = folder / "ruleset.toml"
    value = parse_document(file.read_text("utf-8"), file.name, "toml").value
    return {name for name, _ in _parts({key: value.get(key, []) for key in _ENCODED})}


_ENCODED = ("items", "conditions", "levels", "awards", "targets")


def test_all_five_texts_have_a_ruleset() -> None:
    assert {folder.name for folder in CAMPAIGNS} >= {
        "nong-thon-moi-2016-2020",
        "sau-linh-vuc-2021",
        "tttt-covid-2021",
        "vinh-phuc-2021-2025",
        "vpcp-covid-2021",
    }
