"""The documentation does what it says: its commands are run, its files are read, its links lead somewhere.

`REWRITE=1` renews the outputs in the pages, to be reviewed with `git diff`; `make docs` renews the reference.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import runpy
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import pytest
from stories import Block, Story, blocks, with_files

from thiduascore import Engine, text
from thiduascore.authoring.reference_methods import SOURCES, documentation, untranslated
from thiduascore.builtin.readers import csv_rows, csv_table, lines
from thiduascore.cli.entrance import thiduascore
from thiduascore.cli.pages import reference
from thiduascore.diagnostics import phrases
from thiduascore.dmn import xml
from thiduascore.dmn.evaluate import MOST_STEPS as MODEL_STEPS
from thiduascore.dmn.load import MOST_BYTES as MODEL_BYTES
from thiduascore.feel import MOST_DEPTH, STANDARD, lexer, operations
from thiduascore.feel.functions import DMN
from thiduascore.feel.interpret import MOST_STEPS
from thiduascore.model import intake, intake_binding, intake_evidence, intake_unit
from thiduascore.text import DEFAULT_BYTES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MINIMAL = ROOT / "rulesets" / "examples" / "minimal"
"""The ruleset that the tutorials end with, and that the other pages find in their folder."""

WRITTEN_BY_HAND = {"en/submission.md", "vi/submission.md", "feel-conformance.md"}
"""Pages of the reference that `make docs` does not write; a run of the conformance kit writes the last."""

PAGES = sorted(DOCS.rglob("*.md"))
STORIES = [page for page in PAGES if page.parent.name in ("tutorial", "how-to")]
TUTORIALS = [DOCS / "tutorial" / name for name in ("bo-tieu-chi-dau-tien.md", "first-ruleset.md")]
"""Those that end with the minimal example."""
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _id(page: Path) -> str:
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", STORIES, ids=_id)
def test_a_page_can_be_followed_word_by_word(page: Path, tmp_path: Path) -> None:
    written = page.read_text(encoding="utf-8")
    if page.parent.name == "how-to":
        shutil.copytree(MINIMAL.parent, tmp_path / MINIMAL.parent.relative_to(ROOT))
    shown = with_files(written, page.parent / "code")
    renewed, differing = Story(tmp_path).through(shown, rewrite=bool(os.environ.get("REWRITE")))
    if os.environ.get("REWRITE"):
        page.write_text(renewed, encoding="utf-8")
        return
    assert shown == written
    for exchange, output in differing:
        assert f"$ {exchange.command}\n{output}" == str(exchange)


@pytest.mark.parametrize("page", TUTORIALS, ids=_id)
def test_a_tutorial_ends_with_the_minimal_example(page: Path, tmp_path: Path) -> None:
    Story(tmp_path).through(page.read_text(encoding="utf-8"))
    files = [file.relative_to(MINIMAL) for file in sorted(MINIMAL.rglob("*.toml"))]
    assert len(files) == 3
    for file in files:
        assert _toml(tmp_path / file) == _toml(MINIMAL / file)


def _toml(file: Path) -> object:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _loose() -> Iterator[tuple[Path, Block]]:
    """The blocks of hand-written pages that no story writes to a file."""
    for page in PAGES:
        if "reference" not in page.parts or _generated_name(page) in WRITTEN_BY_HAND:
            for block in blocks(page.read_text(encoding="utf-8")):
                if len(block.words) == 1:
                    yield page, block


def _generated_name(page: Path) -> str:
    return page.relative_to(DOCS / "reference").as_posix() if "reference" in page.parts else ""


def test_every_fragment_is_well_formed() -> None:
    for page, block in _loose():
        where = f"{_id(page)}:{block.start}"
        try:
            if block.kind == "toml":
                tomllib.loads(block.text)
            elif block.kind == "json":
                json.loads(block.text)
            elif block.kind == "python":
                ast.parse(block.text)
        except ValueError as error:
            pytest.fail(f"{where}: {error}")


def test_every_command_that_is_not_run_could_be() -> None:
    checked = 0
    for page, block in _loose():
        for line in block.text.splitlines() if block.kind == "sh" else ():
            words = shlex.split(line.partition(" > ")[0]) if line.startswith("thiduascore") else []
            if words:
                _parse(words[1:], f"{_id(page)}: {line}")
                checked += 1
    assert checked


def _parse(words: list[str], where: str) -> None:
    context = click.Context(thiduascore, info_name="thiduascore", obj="en")
    command = thiduascore.get_command(context, words[0])
    assert command is not None, where
    try:
        command.parse_args(click.Context(command, context, obj="en"), words[1:])
    except click.UsageError as error:
        pytest.fail(f"{where}: {error.format_message()}")


def test_every_link_leads_somewhere() -> None:
    for page in (*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            if "://" in path:
                continue
            file = (page.parent / path).resolve() if path else page
            assert file.exists(), f"{page.name} links to {target}"
            if anchor and file.suffix == ".md":
                assert anchor in _anchors(file), f"{page.name} links to {target}"


def _anchors(file: Path) -> set[str]:
    """The anchors that a page's headings have, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_found_from_the_index() -> None:
    seen: set[Path] = set()
    ahead = [DOCS / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in _LINK.findall(page.read_text(encoding="utf-8")))
        files = [(page.parent / link).resolve() for link in links if link.endswith(".md")]
        ahead += [file for file in files if file.is_relative_to(DOCS)]
    assert [_id(page) for page in PAGES if page not in seen and page.parent.name != "decisions"] == []


def test_the_reference_is_what_make_docs_writes() -> None:
    pages, folder = reference(), DOCS / "reference"
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert there - WRITTEN_BY_HAND == set(pages)
    stale = [name for name, text in pages.items() if (folder / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"


def test_a_difference_is_noticed(tmp_path: Path) -> None:
    page = "```toml a.toml\nx = 1\n```\n\n```console\n$ cat a.toml\nx = 2\n$ echo one\n…\n```\n"
    renewed, differing = Story(tmp_path).through(page, rewrite=True)
    assert [output for _, output in differing] == ["x = 1\n"]
    assert renewed == page.replace("x = 2", "x = 1")


def test_the_web_handler_answers_from_several_threads() -> None:
    module = runpy.run_path(str(DOCS / "how-to" / "code" / "web_handler.py"))
    engine = Engine(plugins=[])
    handler = module["application"](engine, engine.load(MINIMAL))

    def post(body: bytes, method: str = "POST", length: str | None = None) -> tuple[str, Any]:
        started: list[str] = []
        environment = {
            "REQUEST_METHOD": method,
            "CONTENT_LENGTH": str(len(body)) if length is None else length,
            "wsgi.input": io.BytesIO(body),
        }
        chunks = handler(environment, lambda status, headers: started.append(status))
        return started[0], json.loads(b"".join(chunks))

    def scored(initiatives: int) -> str:
        facts = {"initiatives": initiatives, "complaints": 0}
        body = {"unit": {"id": "a"}, "period": 2024, "facts": facts}
        status, card = post(json.dumps(body).encode())
        assert status == "200 OK"
        return str(card["result"]["least"])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(scored, range(4))) == ["20", "25", "30", "35"]
    status, problems = post('{"unit": {"name": "Đơn vị A"}}'.encode())
    assert status.startswith("422")
    assert [problem["slug"] for problem in problems["problems"]] == ["missing-unit-id"]
    assert all(problem["vi"] and problem["en"] for problem in problems["problems"])
    for body, expected in ((b"{", "422"), (b"[]", "400"), (b"\xff", "400"), (b"[" * 100_000, "422")):
        assert post(body)[0].startswith(expected)
    assert post(b"", method="GET")[0].startswith("405")
    assert post(b"", length="9" * 20)[0].startswith("413")


def test_every_method_and_function_is_explained_in_both_languages() -> None:
    registry = Engine(plugins=[]).registry
    assert list(untranslated(registry.methods)) == []
    about = {key for key in phrases() if key.startswith("about-")}
    functions = {*STANDARD, *DMN, *registry.functions}
    assert about == {f"about-method-{name}" for name in registry.methods} | {
        f"about-function-{name.replace(' ', '-')}" for name in functions
    }


def test_every_source_that_a_method_names_is_listed() -> None:
    for method in Engine(plugins=[]).registry.methods.values():
        assert set(re.findall(r"\[([A-Z]+)\]", documentation(method.lower))) <= SOURCES.keys()


def test_the_limits_are_those_of_the_code() -> None:
    said = (DOCS / "explanation" / "safety.md").read_text(encoding="utf-8")
    mebi = 1024 * 1024
    for limit in (
        f"(TOML, JSON, YAML) | {DEFAULT_BYTES // mebi} MiB |",
        f"nesting of tables and lists | {text.MOST_DEPTH} |",
        f"digits of a number, and its exponent | {text.MOST_DIGITS} |",
        f"JSON Lines | {lines.MOST_BYTES // mebi} MiB |",
        f"a decision model | {MODEL_BYTES // mebi} MiB, {xml.MOST_ELEMENTS:,} elements, "
        f"nested {xml.MOST_DEPTH} deep; its evaluation {MODEL_STEPS:,} steps |",
        f"JSON Lines | {lines.MOST_ROWS:,}, of which {lines.MOST_UNREADABLE:,} unreadable; "
        f"{lines.MOST_FILE // mebi} MiB |",
        f"parts of one report | {intake_binding.MOST_PARTS:,}, and 20 for each fact and criterion |",
        f"columns of CSV | {csv_table.MOST_COLUMNS:,} |",
        f"| {csv_rows.MOST_CELL:,} characters, {csv_rows.MOST_LINES} lines |",
        f"| {lexer.MOST_CHARACTERS:,} characters, {lexer.MOST_TOKENS:,} words and signs, {MOST_DEPTH} levels",
        f"{MOST_STEPS:,} steps, numbers of {operations.MOST_BITS:,} bits, "
        f"texts of {operations.MOST_CHARACTERS:,} characters",
    ):
        assert limit in said


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_key_of_a_submission_is_described(lang: str) -> None:
    said = (DOCS / "reference" / lang / "submission.md").read_text(encoding="utf-8")
    keys = (*intake._KEYS, *intake_unit._UNIT_KEYS, *intake_evidence._KEYS)
    assert [key for key in keys if f"`{key}`" not in said] == []
