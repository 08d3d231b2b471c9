"""Documentation pages as stories: each named file is written, each command is run, and its output compared.

A fenced block says in its first line what it is:

    ```toml ruleset.toml           the file, as a whole
    ```toml ruleset.toml append    what is added at the end of the file
    ```diff ruleset.toml           lines to take out (-) and to put in their place (+)
    ```console                     commands behind `$ `, each with what it prints

A line that holds only `…` stands for any lines.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import evolve, field, frozen
from installing import install_project

from thiduascore.cli.entrance import run

ANYTHING = "…"
PROMPT = "$ "


@frozen
class Block:
    """A fenced block: the words behind its fence, its text, and the lines that the text takes (from 0)."""

    words: tuple[str, ...]
    text: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What it is written in; empty when it does not say."""
        return self.words[0] if self.words else ""


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = page.splitlines()
    opened: int | None = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if opened is None:
            opened = number
            continue
        text = "".join(f"{each}\n" for each in lines[opened + 1 : number])
        yield Block(tuple(lines[opened][3:].split()), text, opened + 1, number)
        opened = None
    assert opened is None, f"the block of line {opened} is never closed"


@frozen
class Exchange:
    """A command and what it prints."""

    command: str
    output: str

    def __str__(self) -> str:
        return f"{PROMPT}{self.command}\n{self.output}"


def exchanges(text: str) -> list[Exchange]:
    """The commands of a console block with their outputs."""
    found: list[Exchange] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(PROMPT):
            found.append(Exchange(line[len(PROMPT) :].rstrip("\n"), ""))
        else:
            assert found, f"a console block begins with a command: {line!r}"
            found[-1] = evolve(found[-1], output=found[-1].output + line)
    return found


def agrees(expected: str, output: str) -> bool:
    """Whether the output is as expected; a line that is only `…` stands for any lines."""
    lines = ["(?s:.*)" if line == ANYTHING else re.escape(line) for line in expected.rstrip().splitlines()]
    return re.fullmatch("\n".join(lines), output.rstrip()) is not None


@frozen
class Story:
    """A page that is being lived through, in a folder of its own."""

    folder: Path
    last: list[int] = field(factory=lambda: [0])

    def through(self, page: str, *, rewrite: bool = False) -> tuple[str, list[tuple[Exchange, str]]]:
        """The page, with outputs renewed when asked for, and each exchange that went otherwise."""
        try:
            return self._through(page, rewrite)
        finally:
            self._leave()

    def _through(self, page: str, rewrite: bool) -> tuple[str, list[tuple[Exchange, str]]]:
        lines = page.splitlines(keepends=True)
        differing: list[tuple[Exchange, str]] = []
        renewed: list[tuple[Block, str]] = []
        for block in blocks(page):
            if block.kind == "console":
                done = [self._exchange(each, differing) for each in exchanges(block.text)]
                renewed.append((block, "".join(map(str, done))))
            elif len(block.words) > 1:
                self._write(block)
        for block, text in reversed(renewed if rewrite else []):
            lines[block.start : block.end] = [text]
        return "".join(lines), differing

    def _exchange(self, each: Exchange, differing: list[tuple[Exchange, str]]) -> Exchange:
        output = "".join(f"{line.rstrip()}\n" for line in self.obey(each.command).rstrip().splitlines())
        if agrees(each.output, output):
            return each
        differing.append((each, output))
        return evolve(each, output=output)

    def _write(self, block: Block) -> None:
        kind, name, *how = block.words
        file = self.folder / name
        assert file.resolve().is_relative_to(self.folder.resolve()), name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = block.text
        if kind == "diff":
            text = patched(file.read_text(encoding="utf-8"), text)
        elif how:
            assert how == ["append"], how
            text = f"{file.read_text(encoding='utf-8')}\n{text}"
        file.write_text(text, encoding="utf-8")

    def obey(self, command: str) -> str:
        """What a command prints, standard output and standard error as a terminal shows them."""
        words = shlex.split(command)
        known: dict[str, Callable[[list[str]], object]] = {
            "thiduascore": self._thiduascore,
            "python": self._python,
            "pip": self._pip,
            "pytest": self._pytest,
            "cat": lambda names: [print(Path(name).read_text(encoding="utf-8"), end="") for name in names],
            "echo": lambda names: print(*(str(self.last[0]) if name == "$?" else name for name in names)),
        }
        assert words and words[0] in known, f"a page can only use {', '.join(known)}: {command}"
        printed = io.StringIO()
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            known[words[0]](words[1:])
        return printed.getvalue()

    def _thiduascore(self, arguments: list[str]) -> None:
        self.last[0] = run(arguments)

    def _pip(self, arguments: list[str]) -> None:
        """Installs the story's own project, without building it and without a network."""
        assert arguments == ["install", "-e", "."], arguments
        site = self.folder / ".site"
        for path in (site, install_project(site, self.folder)):
            sys.path.insert(0, str(path))
        importlib.invalidate_caches()

    def _pytest(self, arguments: list[str]) -> None:
        """Runs pytest apart from the one that runs now; it always takes half a second."""
        path = os.pathsep.join(each for each in sys.path if each)
        environment = {**os.environ, "PYTHONPATH": path, "PYTEST_ADDOPTS": "-p no:cacheprovider"}
        command = [sys.executable, "-m", "pytest", *arguments]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        self.last[0] = ran.returncode
        print(re.sub(r" in \d+\.\d+s", " in 0.50s", ran.stdout + ran.stderr), end="")

    def _leave(self) -> None:
        """Takes what the story installed off the path again."""
        own = str(self.folder)
        sys.path[:] = [path for path in sys.path if not path.startswith(own)]
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(own + os.sep):
                del sys.modules[name]

    def _python(self, arguments: list[str]) -> None:
        before = set(sys.modules)
        sys.path.insert(0, str(self.folder))
        try:
            runpy.run_path(arguments[0], run_name="__main__")
        finally:
            sys.path.remove(str(self.folder))
            for name in [name for name in sys.modules if name not in before and "." not in name]:
                if (self.folder / f"{name}.py").exists():
                    del sys.modules[name]


def with_files(page: str, folder: Path) -> str:
    """The page with each of its Python files as it stands in the folder, where it does."""
    lines = page.splitlines(keepends=True)
    for block in reversed(list(blocks(page))):
        file = folder / block.words[1] if block.kind == "python" and len(block.words) == 2 else None
        if file is not None and file.is_file():
            lines[block.start : block.end] = [file.read_text(encoding="utf-8")]
    return "".join(lines)


def patched(text: str, difference: str) -> str:
    """The text with the lines behind `-` replaced by those behind `+`; the others say where."""
    lines = difference.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(old) == 1, f"these lines stand there {text.count(old)} times:\n{old}"
    return text.replace(old, new)
