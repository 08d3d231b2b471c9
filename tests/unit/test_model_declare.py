"""One declaration gives reading, schema and reference pages, and they agree."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from thiduascore.builtin.methods import METHODS
from thiduascore.model.declare import options_of
from thiduascore.model.reference import reference_of
from thiduascore.model.ruleset import Criterion, Ruleset, hash_of
from thiduascore.model.schema import schema_of
from thiduascore.text import parse_toml

CASES = Path(__file__).resolve().parent.parent / "cases" / "rulesets"
OPTIONS = {method.name: method.options for method in METHODS}
SCHEMA = schema_of(Ruleset, methods=OPTIONS)


def as_json(value: Any) -> Any:
    """The document's value as JSON has it; a decimal becomes a float, which is near enough for a schema."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def complaints(path: Path) -> list[str]:
    document = parse_toml(path.read_text(encoding="utf-8"), path.name)
    found = Draft202012Validator(SCHEMA).iter_errors(as_json(document.value))
    return sorted(error.message for error in found)


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", sorted((CASES / "good").glob("*.toml")), ids=lambda path: path.stem)
def test_a_good_ruleset_meets_the_schema(path: Path) -> None:
    assert complaints(path) == []


def test_the_schema_finds_keys_that_nothing_declares() -> None:
    found = " ".join(complaints(CASES / "bad" / "unknown_keys.toml"))
    for name in ("lable", "wieght", "hold", "claimabel", "condition"):
        assert repr(name) in found


def test_the_schema_knows_which_keys_belong_to_which_method() -> None:
    found = " ".join(complaints(CASES / "bad" / "methods.toml"))
    assert "'pass-fial' is not one of" in found
    assert "'bands' was unexpected" in found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_reference_has_a_row_for_every_key(lang: str) -> None:
    page = reference_of(Ruleset, lang, methods=OPTIONS)
    records = [Ruleset, Criterion, *OPTIONS.values()]
    for option in (each for record in records for each in options_of(record)):
        row = next(line for line in page.splitlines() if line.startswith(f"| `{option.key}` |"))
        assert row.count(" | ") == 3
        assert option.doc.said(lang) in page
    assert all(f'`method = "{name}"`' in page for name in OPTIONS)


def test_every_key_is_documented_in_both_languages() -> None:
    seen: list[type] = [Ruleset, *OPTIONS.values()]
    for record in seen:
        for option in options_of(record):
            assert option.doc.vi, (record, option.key)
            assert option.doc.en, (record, option.key)
            seen += [inner for inner in option.shape.records() if inner not in seen]


def test_the_hash_does_not_depend_on_line_ends_or_the_form_of_letters() -> None:
    composed, decomposed = 'title = "Đ\u1ed9ng"\n', 'title = "Đo\u0302\u0323ng"\r\n'
    assert hash_of(composed) == hash_of(decomposed) == hash_of("\ufeff" + composed)
    assert hash_of(composed) != hash_of(composed + "\n")
    assert hash_of("").startswith("sha256:e3b0c442")


def test_fractions_stay_exact() -> None:
    from thiduascore.model.read import read_ruleset_text

    text = (
        (CASES / "good" / "ledgers.toml")
        .read_text(encoding="utf-8")
        .replace("ceiling = 12", "ceiling = 12.1")
    )
    ruleset, _ = read_ruleset_text(text, "ledgers.toml", methods=OPTIONS)
    assert ruleset is not None
    assert ruleset.scoring.ceiling == Fraction(121, 10)
