"""`thiduascore feel eval`: one expression, many from a pipe, and the prompt."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from thiduascore.cli import feel_prompt


@pytest.mark.parametrize(
    ("expression", "given", "shown"),
    [
        ("0.1 + 0.2", None, "0.3"),
        ("1 / 3", None, "0.3333333333333333333333333333333333"),
        ('"Hà" + " Nội"', None, "Hà Nội"),
        ('date("2024-02-28") + duration("P2D")', None, "2024-03-01"),
        ('{"a b": 1, c: [true, "x"]}', None, '{"a b": 1, c: [true, "x"]}'),
        ("[1..5)", None, "[1..5)"),
        ("function(x) x + 1", None, "function(x)"),
        ("số vụ đúng hạn / số vụ * 100", '{"số vụ": 8, "số vụ đúng hạn": 7}', "87.5"),
        ("đơn vị.tên riêng", '{"đơn vị": {"tên riêng": "Phòng Một"}}', "Phòng Một"),
        ("for i in 1..3 return i * i", None, "[1, 4, 9]"),
    ],
)
def test_a_value_is_printed(cli, expression: str, given: str | None, shown: str) -> None:
    ran = cli("feel", "eval", expression, *(("--input", given) if given else ()))
    assert (ran.code, ran.out, ran.err) == (0, f"{shown}\n", "")


def test_a_null_says_why(cli) -> None:
    ran = cli("feel", "eval", "1 / 0")
    assert (ran.code, ran.out, ran.err) == (0, "null\n", "null vì: phép chia cho 0\n")
    ran = cli("feel", "eval", "{a: [1, 1 / 0]}", "--lang", "en")
    assert ran.out == "{a: [1, null]}\n"
    assert ran.err == "a[2] is null because: a division by zero\n"
    assert cli("feel", "eval", "x", "--input", '{"x": null}').err == "null vì: `x` không có giá trị\n"


def test_the_strict_mode_checks_first(cli) -> None:
    given = ("--input", '{"tong": 2, "dung": 1, "ten": "A", "cac": [1, 2], "gi": null}', "--strict")
    assert cli("feel", "eval", "dung / tong", *given).out == "0.5\n"
    assert cli("feel", "eval", "sum(cac)", *given).out == "3\n"
    ran = cli("feel", "eval", "dung / tog", *given, "--lang", "en")
    assert ran.code == 1
    assert "error[unknown-name]" in ran.err
    assert "--> EXPRESSION:1:8" in ran.err
    assert "write `tong`" in ran.err
    assert cli("feel", "eval", "dung + ten", *given).code == 1
    assert cli("feel", "eval", "dung + ten", *given[:2]).out == "null\n"


def test_what_cannot_be_read_is_told_with_its_place(cli) -> None:
    ran = cli("feel", "eval", "1 +\n)", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "--> EXPRESSION:2:1" in ran.err


def test_a_value_steers_no_terminal(cli) -> None:
    ran = cli("feel", "eval", r'"\u001b[31m" + x', "--input", '{"x": "\\u202e"}')
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


# From a pipe


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_lines_from_a_pipe(cli, monkeypatch) -> None:
    piped(monkeypatch, "điểm tốt := 90\n\nđiểm tốt + 1\nđiểm tốt >= 90\n")
    ran = cli("feel", "eval")
    assert (ran.code, ran.out, ran.err) == (0, "91\ntrue\n", "")


def test_one_bad_line_from_a_pipe_stops_no_other(cli, monkeypatch) -> None:
    piped(monkeypatch, "1 +\nx := )\n2 + 2\n")
    ran = cli("feel", "eval", "--lang", "en")
    assert (ran.code, ran.out) == (1, "4\n")
    assert ran.err.count("error[") == 2


# The prompt


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Somebody sits at a terminal, and their earlier lines are kept elsewhere."""
    monkeypatch.setattr(sys, "stdin", Terminal())
    file = tmp_path / "state" / "feel-history"
    monkeypatch.setattr(feel_prompt, "history_file", lambda: file)
    return file


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str | type[BaseException]) -> None:
    waiting: Iterator[str | type[BaseException]] = iter((*lines, EOFError))

    def answer(sign: str) -> str:
        line = next(waiting)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setitem(sys.modules, "prompt_toolkit", None)


def test_the_prompt_answers_until_it_is_left(cli, monkeypatch, history: Path) -> None:
    typed(monkeypatch, "x := 20", KeyboardInterrupt, "  ", "x * 2 + 2", "1 / 0", ":q", "never")
    ran = cli("feel", "eval", "--lang", "en")
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == ["", "42", "null"]
    assert ran.err == "null because: a division by zero\n"
    assert history.exists()


def test_the_prompt_needs_no_readline(cli, monkeypatch, history: Path) -> None:
    typed(monkeypatch, "1 + 1")
    monkeypatch.setitem(sys.modules, "readline", None)
    assert cli("feel", "eval").out.splitlines()[1] == "2"


def test_a_history_that_cannot_be_kept_stops_nothing(cli, monkeypatch, tmp_path: Path, history) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(feel_prompt, "history_file", lambda: tmp_path / "file" / "feel-history")
    typed(monkeypatch, "1 + 1")
    assert cli("feel", "eval").out.splitlines()[1] == "2"


def test_the_prompt_with_prompt_toolkit(cli, monkeypatch, history: Path) -> None:
    toolkit = pytest.importorskip("prompt_toolkit")
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    assert toolkit.PromptSession
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text('upper case("a")\r')
        keys.send_text('string length("abc")\r:q\r')
        ran = cli("feel", "eval")
    assert ran.out.splitlines()[1:] == ["A", "3"]
    assert "string length" in history.read_text(encoding="utf-8")


def test_prompt_toolkit_completes_the_same() -> None:
    pytest.importorskip("prompt_toolkit")
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    completing = feel_prompt.completer(lambda: WORDS)
    found = [*completing.get_completions(Document("1 + string l"), CompleteEvent())]
    assert [(one.text, one.start_position) for one in found] == [("string length(", -8)]


WORDS = ("số vụ", "số vụ đúng hạn", "string length(", "string(", "sum(", "then")


@pytest.mark.parametrize(
    ("line", "fragment", "found"),
    [
        ("su", "su", ("sum(",)),
        ("1 + string l", "string l", ("string length(",)),
        ("if a th", "th", ("then",)),
        ("số vụ đ", "số vụ đ", ("số vụ đúng hạn",)),
        ("sum(số", "số", ("số vụ", "số vụ đúng hạn")),
        ("1 + ", "", ()),
        ("xyz", "", ()),
        ("", "", ()),
    ],
)
def test_what_can_be_completed(line: str, fragment: str, found: tuple[str, ...]) -> None:
    assert feel_prompt.completed(line, WORDS) == (fragment, found)


def test_names_functions_and_words_can_be_completed() -> None:
    words = feel_prompt.candidates(["điểm"], strict=False)
    assert {"điểm", "string length(", "then", "get entries("} <= {*words}
    assert "get entries(" not in feel_prompt.candidates([], strict=True)


def test_nothing_heavy_is_loaded_for_help() -> None:
    """In a process of its own, since other tests have loaded everything into this one."""
    code = (
        "import sys; from thiduascore.cli.entrance import run; run(['feel', '--help']); "
        "print([name for name in sys.modules if name.startswith(('thiduascore.dmn', 'thiduascore.feel'))])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_group_shows_its_commands(cli) -> None:
    ran = cli("feel", "--lang", "en")
    assert ran.code == 0
    assert "  eval " in ran.out and "  dmn " in ran.out
    ran = cli("feel", "evl", "--lang", "en")
    assert ran.code == 2
    assert "write `eval`" in ran.err
