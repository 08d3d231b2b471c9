"""Reports to try the intake with, and the same report written in every format."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from thiduascore.builtin.methods import METHODS
from thiduascore.builtin.readers import READERS
from thiduascore.diagnostics import as_text
from thiduascore.model.intake import intake
from thiduascore.model.read import read_ruleset_text
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Intake, Report, Submission

CASES = Path(__file__).resolve().parent.parent / "cases" / "submissions"


@cache
def ruleset() -> Ruleset:
    """The small ruleset that has a fact of every type."""
    text = (CASES / "ruleset.toml").read_text(encoding="utf-8")
    found, diagnostics = read_ruleset_text(
        text, "ruleset.toml", methods={each.name: each.options for each in METHODS}
    )
    assert found is not None, as_text(diagnostics, "en")
    return found


def read(path: Path, **options: Any) -> list[Report]:
    """The reports in a file, by the reader of its suffix."""
    reader = next(reader for reader in READERS if path.suffix in reader.suffixes)
    return list(reader.read(path, **options))


def taken(*trees: Mapping[str, Any], **keys: Any) -> Intake:
    """The intake of trees that no file holds."""
    return intake(ruleset(), [Report(tree=tree, **keys) for tree in trees])


def bound(tree: Mapping[str, Any], **keys: Any) -> Submission:
    """The one submission of a tree that must not be refused."""
    found = taken(tree, **keys)
    assert not found.refused, as_text(found.refused[0].diagnostics, "en")
    return found.submissions[0]


def facts(**values: Any) -> dict[str, Any]:
    """A report with an id, a kind and these facts."""
    return {"unit": {"id": "a", "kind": "agency"}, "facts": values}


# Values that every format can write, CSV included: no empty texts or lists, no blanks around a text.

_LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="|\u0085\u2028\u2029"
)
words = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
days = st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 12, 31))
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**6), 10**6, places=2),
    st.decimals(-100, 100, places=5),
)
odd = st.sampled_from(
    [
        "1.234,5",
        "1,5",
        "10.041",
        "1e5",
        "95%",
        "#REF!",
        "#N/A",
        "2021-02-29",
        "31/12/2021",
        "rồi",
        "Có",
        "KHÔNG",
        "0",
    ]
)
scalars = st.one_of(numbers, st.booleans(), days, words, odd)
_FACTS = (
    "registered",
    "plan",
    "minutes",
    "families",
    "rate",
    "fund",
    "change",
    "head",
    "started",
    "remark",
    "unknown",
)
_LISTS = ("inspections", "marks", "heads")
fact_tables = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.one_of(scalars, numbers) for name in _FACTS},
        **{name: st.lists(st.one_of(scalars, st.integers(0, 9)), min_size=1, max_size=4) for name in _LISTS},
    },
)
evidence = st.fixed_dictionaries(
    {},
    optional={
        "number": words,
        "issuer": words,
        "date": st.one_of(days, st.sampled_from(["2021", "2021-09", "9/2021"])),
        "link": st.sampled_from(["https://example.org/1", "javascript:alert(1)"]),
        "note": words,
    },
).filter(bool)
reports = st.fixed_dictionaries(
    {
        "unit": st.fixed_dictionaries(
            {"id": words, "kind": st.sampled_from(["agency", "enterprise"])},
            optional={"name": words, "cluster": words},
        ),
        "facts": fact_tables.filter(bool),
    },
    optional={
        "campaign": st.just("thu-nghiem"),
        "illustrative": st.booleans(),
        "period": st.one_of(
            st.integers(1990, 2050),
            st.just({"from": datetime.date(2021, 9, 16), "to": datetime.date(2021, 12, 31)}),
        ),
        "evidence": st.dictionaries(st.sampled_from(["plan", "minutes", "families"]), evidence, min_size=1),
        "self": st.dictionaries(st.sampled_from(["1.1", "1.2", "9.9"]), st.one_of(numbers, odd), min_size=1),
        "self_total": st.one_of(numbers, odd),
        "not_applicable": st.dictionaries(st.sampled_from(["1.1", "1.2"]), words, min_size=1),
        "previous": fact_tables.filter(bool),
    },
)

# Anything at all in any place, as a broken program or a hostile hand may write it.

_anything = st.recursive(
    st.one_of(st.none(), scalars, st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
_KEYS = (
    "format",
    "campaign",
    "illustrative",
    "period",
    "evidence",
    "self",
    "self_total",
    "not_applicable",
    "previous",
)
_named = st.dictionaries(
    st.one_of(st.sampled_from([*_FACTS, *_LISTS, "1.1", "1.2", "3"]), words), _anything, max_size=5
)
junk = st.fixed_dictionaries(
    {"unit": st.one_of(st.just({"id": "a", "kind": "agency"}), _anything)},
    optional={"facts": st.one_of(_named, _anything), "extra": _anything}
    | {key: st.one_of(_named, _anything) for key in _KEYS},
)

# The same report in every format.


def to_toml(tree: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in tree.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in tree.items() if isinstance(value, dict)}
    lines = [f"{_quoted(key)} = {_inline(value, ' = ', bare=True)}" for key, value in plain.items()]
    for key, table in tables.items():
        lines.append(f"[{_quoted(key)}]")
        lines.extend(f"{_quoted(name)} = {_inline(value, ' = ', bare=True)}" for name, value in table.items())
    return "\n".join(lines) + "\n"


def to_json(tree: Mapping[str, Any]) -> str:
    return _inline(tree, ": ", bare=False)


def to_yaml(tree: Mapping[str, Any]) -> str:
    return "".join(f"{_quoted(key)}: {_inline(value, ': ', bare=True)}\n" for key, value in tree.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _inline(value: Any, colon: str, *, bare: bool) -> str:
    """A value on one line; `bare` dates are written without quotes."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(
                f"{_quoted(key)}{colon}{_inline(each, colon, bare=bare)}" for key, each in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each, colon, bare=bare) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat() if bare else _quoted(value.isoformat())
    return (
        _quoted(value)
        if isinstance(value, str)
        else format(value, "f")
        if isinstance(value, Decimal)
        else str(value)
    )


_GROUPS = ("unit", "evidence", "self", "not_applicable", "previous")


def to_cells(tree: Mapping[str, Any]) -> dict[str, str]:
    """Column → cell."""
    cells: dict[str, str] = {}
    for key, value in tree.items():
        if key == "facts":
            cells |= {name: _cell(each) for name, each in value.items()}
        elif isinstance(value, Mapping):
            for name, each in value.items():
                inner = each if isinstance(each, Mapping) else {"": each}
                cells |= {f"{key}.{name}.{part}".rstrip("."): _cell(last) for part, last in inner.items()}
        else:
            cells[key] = _cell(value)
    return cells


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(_cell, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def to_csv(trees: Iterable[Mapping[str, Any]], separator: str = ",") -> str:
    rows = [to_cells(tree) for tree in trees]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    ".toml": to_toml,
    ".json": to_json,
    ".yaml": to_yaml,
    ".jsonl": to_json,
    ".csv": lambda tree: to_csv([tree]),
    ".tsv": lambda tree: to_csv([tree], "\t"),
}
