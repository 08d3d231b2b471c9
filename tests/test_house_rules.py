"""The house rules that can be measured: sizes, names, calls, the catalogue against the code, documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import tomli

from thiduascore.authoring.pages import LANGUAGES, hooks
from thiduascore.cli.entrance import COMMANDS
from thiduascore.diagnostics import entry, phrases, slugs
from thiduascore.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "thiduascore"
SOURCES = sorted([*PACKAGE.rglob("*.py"), *ROOT.glob("plugins/*/src/**/*.py")])
CATALOGUE = sorted((PACKAGE / "diagnostics" / "catalogue").glob("*.toml"))
REFERENCE = ROOT / "docs" / "reference"
MOST_LINES = 400
MOST_FUNCTION_LINES = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def name(file: Path) -> str:
    """The file as a message shows it."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """The module's syntax."""
    return ast.parse(file.read_text(encoding="utf-8"))


def test_modules_stay_short() -> None:
    long = {
        name(file): lines
        for file in SOURCES
        if (lines := len(file.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_functions_stay_short() -> None:
    long = {
        f"{name(file)}:{node.lineno} {node.name}": size
        for file in SOURCES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_no_module_is_named_for_being_useful() -> None:
    assert [name(file) for file in SOURCES if {file.stem, file.parent.name} & VAGUE] == []


def test_every_module_says_what_it_is() -> None:
    assert [name(file) for file in SOURCES if not ast.get_docstring(tree(file))] == []


def test_only_the_command_line_prints() -> None:
    printing = {
        name(file)
        for file in SOURCES
        if file.parent != PACKAGE / "cli"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert printing == set()


def test_no_text_is_evaluated() -> None:
    """One module turns generated code, built from typed trees alone, into functions; nothing else can."""
    calls = {
        (name(file), node.func.id)
        for file in SOURCES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("eval", "exec", "compile")
    }
    assert {file for file, _ in calls} <= {"src/thiduascore/feel/generate/writer.py"}
    assert "eval" not in {function for _, function in calls}


def test_no_binary_float_between_a_file_and_a_report() -> None:
    floats = {
        f"{name(file)}:{node.lineno}"
        for file in SOURCES
        if file.parent != PACKAGE / "cli"
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    }
    assert floats == set()


# The catalogue


def texts_of(file: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every bilingual text of an area: its entry, which text it is, and both languages."""
    area = tomli.loads(file.read_text(encoding="utf-8"))
    for key, text in area.pop("phrase", {}).items():
        yield key, "phrase", text
    for slug, table in area.items():
        for part in ("message", "help", "means", "why"):
            if part in table:
                yield slug, part, table[part]


@pytest.mark.parametrize("file", CATALOGUE, ids=lambda file: file.stem)
def test_both_languages_say_the_same(file: Path) -> None:
    for key, part, text in texts_of(file):
        assert set(text) == {"vi", "en"}, f"{key}.{part} lacks a language"
        both = {lang: set(PLACEHOLDER.findall(said)) for lang, said in text.items()}
        assert both["vi"] == both["en"], f"{key}.{part} names different placeholders"
        assert all(said.strip() for said in text.values()), f"{key}.{part} is empty"


@pytest.mark.parametrize("slug", slugs())
def test_a_message_states_a_fact(slug: str) -> None:
    known = entry(slug)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug)
    for said in (known.message.vi, known.message.en):
        assert not said.endswith("."), "a message has no full stop"
        assert not (said[0].isupper() and said[1].islower()), "a message begins in lower case"
    for said in (known.means.vi, known.means.en, known.why.vi, known.why.en):
        assert said.endswith((".", "?")), "an explanation is a sentence"
    assert known.right.strip() and known.wrong != known.right


def constants() -> tuple[set[str], set[tuple[str, str]]]:
    """Every string in the code, and the constant beginning and end of every string that it puts together."""
    whole: set[str] = set()
    parts: set[tuple[str, str]] = set()
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and node.values:
                parts.add((_text(node.values[0]), _text(node.values[-1])))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                parts.add((_text(node.left), _text(node.right)))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "'-'.join":
                first = next(
                    (_text(one) for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)), ""
                )
                parts.add((f"{first}-", ""))
    return whole, {part for part in parts if len(part[0]) > 2 or len(part[1]) > 2}


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def used(key: str, whole: set[str], parts: set[tuple[str, str]]) -> bool:
    """Whether the code has this key, or a beginning and an end that it can be put together from."""
    return key in whole or any(
        key.startswith(start) and key.endswith(end) and len(key) > len(start) + len(end)
        for start, end in parts
    )


def test_the_code_uses_every_entry() -> None:
    whole, parts = constants()
    assert [key for key in (*slugs(), *phrases()) if not used(key, whole, parts)] == []


def named() -> Iterator[tuple[str, str, str]]:
    """Every entry that the code names where only an entry can stand: (place, what it is, key)."""
    kinds = {"Diagnostic": "slug", "Problem": "slug", "Finding": "slug", "diagnostic": "slug"}
    kinds |= {"phrase": "phrase", "phrase_text": "phrase", "say": "phrase"}
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = (
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
            kind, first = kinds.get(function), node.args[0]
            if kind and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{name(file)}:{node.lineno}", kind, first.value


def test_every_entry_that_the_code_names_is_there() -> None:
    known = {"slug": set(slugs()), "phrase": set(phrases())}
    found = list(named())
    assert len(found) > 100, "the code is not read as it should be"
    assert [each for each in found if each[2] not in known[each[1]]] == []


# The documentation


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_that_can_be_used_is_documented(lang: str) -> None:
    pages = {file.stem: file.read_text(encoding="utf-8") for file in (REFERENCE / lang).glob("*.md")}
    registry = Engine(plugins=[]).registry
    for slug in slugs():
        assert f"## {slug}\n" in pages["diagnostics"], slug
    for hook, doc in hooks():
        assert f"## {hook}\n" in pages["hooks"] and doc, hook
    for command in COMMANDS:
        assert f"## {command}\n" in pages["commands"], command
    for method in registry.methods:
        assert f"## {method}\n" in pages["methods"], method
    for thing in (*registry.readers, *registry.reports, *registry.checks):
        assert f"`{thing}`" in pages["formats"], thing
    for function in registry.functions:
        assert f"`{function}(" in pages["functions"], function


def test_the_public_surface_is_sorted_and_there() -> None:
    import thiduascore

    assert list(thiduascore.__all__) == sorted(thiduascore.__all__)
    assert all(getattr(thiduascore, public) is not None for public in thiduascore.__all__)
    with pytest.raises(AttributeError):
        thiduascore.nothing_of_the_kind  # noqa: B018


# The repository


def test_no_registry_or_machine_is_written_down() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert pins and all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin) for pin in pins)


def test_the_readme_commands_are_targets() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    wanted = set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE))
    assert {"demo", "test"} <= wanted <= targets
    assert {"demo", "test", "check", "bench", "docs", "clean"} <= targets
