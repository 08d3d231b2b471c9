"""The commands beside `score` and `verify`, and the help of all."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import tomli

from thiduascore.cli.entrance import COMMANDS
from thiduascore.cli.language import asked_language
from thiduascore.diagnostics import slugs

BAD = """format = 1
[campaign]
id = "x"
nickname = "y"
"""


def test_check_is_silent_about_a_good_ruleset(cli) -> None:
    ran = cli("check", "campaign", "--lang", "en")
    assert (ran.code, ran.out, ran.err) == (0, "nothing is wrong\n", "")


def test_check_shows_everything_at_once(cli, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(BAD, encoding="utf-8")
    ran = cli("check", "campaign", file, "--lang", "en")
    assert ran.code == 1
    assert "error[unknown-key]" in ran.out
    assert f"{file}:4:1" in ran.out
    assert ran.out.count("error[") > 2
    assert "errors: " in ran.out.splitlines()[-1]


def test_check_as_json_and_sarif(cli, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(BAD, encoding="utf-8")
    found = json.loads(cli("check", file, "--format", "json").out)
    assert "unknown-key" in {diagnostic["slug"] for diagnostic in found}
    log = json.loads(cli("check", file, "--format", "sarif", "--lang", "vi").out)
    assert log["version"] == "2.1.0"
    assert "unknown-key" in {result["ruleId"] for result in log["runs"][0]["results"]}
    assert len(log["runs"][0]["results"]) == len(found)
    out = tmp_path / "log.sarif"
    assert cli("check", file, "--format", "sarif", "--out", out).code == 1
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(
        cli("check", file, "--format", "sarif").out
    )
    assert json.loads(cli("check", "campaign", "--format", "json").out) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_explain_explains_every_slug(cli, lang: str) -> None:
    for slug in slugs():
        ran = cli("explain", slug, "--lang", lang)
        assert (ran.code, ran.err) == (0, "")
        assert f"[{slug}]" in ran.out
        assert ("Lý do: " if lang == "vi" else "Why it matters: ") in ran.out
    assert cli("explain", "[UNKNOWN-NAME]").code == 0, "as it is copied from a diagnostic"


def test_schema_describes_the_shipped_rulesets(cli, root: Path) -> None:
    schema = json.loads(cli("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((root / "rulesets").rglob("ruleset.toml"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert validator.is_valid(_dates_as_text(tomli.loads(text))), file
        line = text.splitlines()[0]
        assert line.startswith("#:schema "), file
        assert (
            file.parent / line.removeprefix("#:schema ")
        ).resolve() == root / "docs/reference/ruleset.schema.json"
    assert not validator.is_valid(_dates_as_text(tomli.loads(BAD)))


def _dates_as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _dates_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


def test_schema_of_scorecards_and_into_a_file(cli, tmp_path: Path) -> None:
    out = tmp_path / "schema.json"
    assert cli("schema", "--of", "scorecard", "--out", out).code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["title"] == "thiduascore scorecard"
    assert cli("schema", "--out", tmp_path / "no" / "schema.json").code == 2


def test_plugins_lists_the_core_and_what_it_adds(cli) -> None:
    ran = cli("plugins", "--lang", "en")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert any(line.startswith("thiduascore 0.") for line in lines)
    for part in ("  methods", "  readers", "  reports", "  checks"):
        assert part in lines
    assert any(line.startswith("    bands: ") for line in lines)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(cli, shell: str) -> None:
    ran = cli("completion", shell)
    assert ran.code == 0
    assert "_THIDUASCORE_COMPLETE" in ran.out


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("thiduascore sco", {"score"}),
        ("thiduascore score --expl", {"--explain"}),
        ("thiduascore score --format js", {"json", "jsonl"}),
        ("thiduascore check --format s", {"sarif"}),
        ("thiduascore explain unknown-na", {"unknown-name"}),
        ("thiduascore completion z", {"zsh"}),
    ],
)
def test_completion_completes(cli, monkeypatch, words: str, wanted: set[str]) -> None:
    monkeypatch.setenv("_THIDUASCORE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    lines = [line.split(",")[1] for line in cli().out.splitlines()]
    assert wanted <= set(lines)
    assert all(line.startswith(words.split()[-1]) for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_both_languages(cli, command: str) -> None:
    texts = {lang: cli(command, "--help", "--lang", lang).out for lang in ("vi", "en")}
    assert texts["vi"].startswith(f"Cách dùng: thiduascore {command}")
    assert texts["en"].startswith(f"Usage: thiduascore {command}")
    assert "help-" not in texts["vi"] + texts["en"]


def test_help_without_arguments(cli) -> None:
    ran = cli()
    assert ran.code == 0
    assert ran.out == cli("--help").out
    for command in COMMANDS:
        assert f"  {command} " in ran.out


@pytest.mark.parametrize(
    ("arguments", "environment", "wanted"),
    [
        ([], {}, "vi"),
        ([], {"LANG": "C.UTF-8"}, "vi"),
        ([], {"LANG": "vi_VN.UTF-8"}, "vi"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "de_DE"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        ([], {"LANG": "vi_VN", "LC_MESSAGES": "en_GB"}, "en"),
        (["check", "--lang", "en"], {"LANG": "vi_VN"}, "en"),
        (["check", "--lang=vi"], {"LANG": "en_US"}, "vi"),
        (["check", "--lang"], {"LANG": "en_US"}, "en"),
    ],
)
def test_the_language_is_asked_for_or_the_terminals(arguments, environment, wanted: str) -> None:
    assert asked_language(arguments, environment) == wanted
