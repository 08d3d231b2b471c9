"""Runs command lines in this process, as a user would from the folder of these tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

from thiduascore.cli.entrance import run

HERE = Path(__file__).resolve().parent
SUBMISSIONS = "campaign/submissions"


@frozen
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs one command line; the terminal's language is Vietnamese unless the test says otherwise."""
    monkeypatch.chdir(HERE)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "THIDUASCORE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: str | os.PathLike[str]) -> Ran:
        capsys.readouterr()
        code = run([os.fspath(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return ran
