"""Units of numbers as people read them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from thiduascore.diagnostics import compared_with, unit_said, with_unit

ROOT = Path(__file__).resolve().parents[2]
DECLARED = sorted(
    {
        part["unit"]
        for pattern in ("plugins/*/src/*/field.toml", "rulesets/**/ruleset.toml")
        for file in ROOT.glob(pattern)
        for section in ("facts", "parameters")
        for part in tomllib.loads(file.read_text(encoding="utf-8")).get(section, {}).values()
        if "unit" in part
    }
)


@pytest.mark.parametrize(
    ("number", "unit", "vi", "en"),
    [
        ("12", "hồ sơ", "12 hồ sơ", "12 dossiers"),
        ("1", "hồ sơ", "1 hồ sơ", "1 dossier"),
        ("97", "%", "97%", "97%"),
        ("5", "", "5", "5"),
        ("30", "thuê bao/100 dân", "30 thuê bao/100 dân", "30 subscribers per 100 inhabitants"),
        ("1", "doanh nghiệp/1.000 dân", "1 doanh nghiệp/1.000 dân", "1 enterprise per 1 000 inhabitants"),
        ("40.2", "Mbit/s", "40.2 Mbit/s", "40.2 Mbit/s"),
        ("3", "con trâu", "3 con trâu", "3 con trâu"),
    ],
)
def test_a_number_has_its_unit(number: str, unit: str, vi: str, en: str) -> None:
    assert (with_unit(number, unit, "vi"), with_unit(number, unit, "en")) == (vi, en)


@pytest.mark.parametrize("unit", DECLARED)
def test_what_the_fields_and_rulesets_declare_is_known_in_english(unit: str) -> None:
    assert unit_said(unit, "en").isascii() or unit == "km²"


def test_what_is_compared_names_what_is_counted() -> None:
    said = [
        compared_with("5", unit, lang)
        for unit in ("hồ sơ", "%", "tỷ đồng", "Mbit/s")
        for lang in ("vi", "en")
    ]
    assert said == ["5 hồ sơ", "5", "5%", "5%", "5 tỷ đồng", "5 billion VND", "5 Mbit/s", "5 Mbit/s"]
