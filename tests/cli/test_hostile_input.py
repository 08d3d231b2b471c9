"""Input that is meant to hang the program or exhaust the machine: little memory and time are given."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

HERE = Path(__file__).resolve().parent
RULESET = (HERE / "campaign" / "ruleset.toml").read_text(encoding="utf-8")
OTHER = HERE / "campaign" / "submissions" / "phong-mot.toml"
SECONDS = 60
MEMORY = 1536 * 1024 * 1024
HEAD = "unit.id,registered,due,on_time,complaints\n"
MEBI = 1024 * 1024


@frozen
class Ran:
    code: int
    out: str
    err: str


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "thiduascore", *map(str, arguments)]


def hostile(*arguments: object, seconds: float = SECONDS) -> Ran:
    """Runs a command line that must end in time and within the memory, without a fault of the program."""
    process = subprocess.run(
        command(*arguments, "--lang", "en"),
        cwd=HERE,
        capture_output=True,
        check=False,
        timeout=seconds,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    ran = Ran(process.returncode, process.stdout.decode(), process.stderr.decode())
    assert "Traceback" not in ran.err
    assert "internal-error" not in ran.err and "out-of-memory" not in ran.err
    assert len(ran.err) < MEBI, "nobody reads so many errors"
    return ran


def filled(head: str, part: str, tail: str = "", size: int = 500_000) -> str:
    """A text of that many characters, of parts in which `%d` counts them."""
    parts, length, number = [head], len(head), 0
    while length < size:
        parts.append(part.replace("%d", str(number)))
        length += len(parts[-1])
        number += 1
    return "".join(parts) + tail


FILES = {
    "keys.toml": (filled('unit = {id = "x"}\n[facts]\n', "f%d = 1\n"), "report-too-large"),
    "tables.toml": (filled("", "[a%d.b.c.d]\n"), "report-too-large"),
    "dotted.toml": (filled("", "a%d" + ".b" * 50 + " = 1\n"), "report-too-large"),
    "twice.toml": (filled("", "a = 1\n"), "duplicate-key"),
    "faults.toml": (filled("", "a%d =\n"), "toml-syntax"),
    "quotes.toml": (filled("", 'a = "\n'), "toml-syntax"),
    "keys.json": (filled('{"facts": {', '"f%d": 1, ', '"x": 1}}'), "report-too-large"),
    "list.json": (filled("[", "[],", "1]"), "submission-not-a-table"),
    "evidence.json": (
        filled('{"unit": {"id": "x"}, "evidence": {"due": [', "{},", "1]}}"),
        "report-too-large",
    ),
    "keys.yaml": (filled("", "f%d: 1\n", size=200_000), "report-too-large"),
    "flow.yaml": (filled("a: [", "{},", "1]", size=200_000), "report-too-large"),
    "huge.yaml": (filled("a: [", "1,", "1]", MEBI), "file-too-large"),
    "name.toml": (f'unit = {{id = "x", name = "{"N" * 500_000}"}}\n', "unit-text-too-long"),
    "id.toml": (f'unit = {{id = "{"N" * 500_000}"}}\n', "unusable-unit-id"),
    "number.toml": (f'unit = {{id = "x"}}\nfacts = {{due = "{"9" * 500_000}"}}\n', "unreadable-number"),
    "same.csv": (HEAD + "x,true,9,9,0\nx,true,9,8,0\n" * 2_000, "contradicting-submissions"),
    "uneven.csv": (HEAD + "x\n" * 150_000, "too-many-unreadable"),
    "long.csv": (HEAD + "x" * (16 * MEBI), "line-too-long"),
    "wide.csv": ("c," * 100_000, "csv-many-columns"),
    "log.csv": ("a = 1\n" * 1_000_000, "csv-without-unit-id"),
    "quote.csv": (HEAD + 'x,true,"9,9,0\n' + ",\n" * 150_000, "csv-open-quote"),
    "braces.jsonl": ("{\n" * 150_000, "too-many-unreadable"),
    "rows.csv": (HEAD + "\n" * 150_000, "too-many-rows"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_submission(tmp_path: Path, name: str) -> None:
    content, slug = FILES[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    ran = hostile("score", "campaign", tmp_path / name, OTHER, "--format", "csv")
    assert ran.code == 1
    assert f"error[{slug}]" in ran.err
    assert "phong-mot" in ran.out
    assert f"{name}:" in ran.err


def test_a_thousand_bad_files_are_told_in_short(tmp_path: Path) -> None:
    for number in range(1_000):
        (tmp_path / f"{number}.toml").write_text("[", encoding="utf-8")
    ran = hostile("score", "campaign", tmp_path, OTHER)
    assert ran.err.count("error[toml-syntax]") == 100
    assert "900 more" in ran.err
    assert all(f"{number}.toml" in ran.out for number in range(1_000)), "the report names every one"


# Rulesets


def chain(formula: str, first: str = "due", count: int = 1_000) -> str:
    """A ruleset with derived values, each made of the one before, `p`, and a criterion of the last."""
    values = [f"[values.v0]\nlabel = 'v'\nis = '{first}'\n"]
    for number in range(1, count):
        is_ = re.sub(r"\bp\b", f"v{number - 1}", formula)
        values.append(f"[values.v{number}]\nlabel = 'v'\nis = '{is_}'\n")
    last = f"v{count - 1}"
    of = last if first == "due" else f"count({last})"
    return RULESET.replace('of = "complaints"', f'of = "{of}"') + "\n" + "".join(values)


def twins() -> str:
    """Two lists that hold themselves twice, sixty deep, and a condition that they are equal."""
    values = ""
    for name in "ab":
        values += f"[values.{name}0]\nlabel = 'v'\nis = '[due]'\n"
        for depth in range(1, 60):
            inner = f"{name}{depth - 1}"
            values += f"[values.{name}{depth}]\nlabel = 'v'\nis = '[{inner}, {inner}]'\n"
    return RULESET.replace('holds = "registered"', 'holds = "a59 = b59"') + "\n" + values


def criteria(count: int, of: str = "complaints") -> str:
    """A ruleset with so many criteria."""
    head, rest = RULESET.split("[[items.criteria]]", 1)
    each = (
        "[[items.criteria]]\nid = '1.%d'\ntitle = 'c'\npoints = {0}\nmethod = 'per-occurrence'\nof = '{1}'\n"
    )
    each = each.format(100 / count, of) + f"base = {100 / count}\neach = -1\n"
    made = "".join(each.replace("%d", str(number)) for number in range(count))
    return head + made + rest[rest.index("[[conditions]]") :]


def items(count: int, *, nested: bool) -> str:
    """A ruleset with so many items, each within the one before or beside it."""
    head, rest = RULESET.split("[[items]]", 1)
    parts = []
    for number in range(count):
        depth = number + 1 if nested else 1
        weight = 100 if nested else 100 / count
        parts.append(f"[[{'.'.join(['items'] * depth)}]]\nid = 'i{number}'\ntitle = 't'\nweight = {weight}\n")
        parts.append("weight_source = 'project'\nsource = 's'\n")
        if not nested:
            parts.append(f"[[items.criteria]]\nid = 'c{number}'\ntitle = 'c'\npoints = {weight}\n")
            parts.append("method = 'per-occurrence'\nof = 'complaints'\neach = 1\n")
    return head + "".join(parts) + rest[rest.index("[[conditions]]") :]


def bands(when: str, count: int) -> str:
    """A ruleset with a criterion of so many bands."""
    rows = ", ".join(f"{{ when = '{when}', points = 20 }}".replace("%d", str(n)) for n in range(count))
    old = RULESET[RULESET.index('method = "per-occurrence"') : RULESET.index("[[conditions]]")]
    return RULESET.replace(old, f'method = "bands"\nof = "complaints"\nbands = [{rows}]\n\n')


RULESETS = {
    "doubling": (lambda: chain("p + p"), None),
    "squaring": (lambda: chain("p * p"), None),
    "dividing": (lambda: chain("p / (p + 1)"), None),
    "deciding": (lambda: chain("if p > 1 then p + p else p - p"), None),
    "a-long-chain": (lambda: chain("p + 1", count=5_000), None),
    "a-long-circle": (lambda: chain("p + 1", "v999"), "value-cycle"),
    "growing-lists": (lambda: chain("for x in [1, 2, 3, 4, 5, 6, 7, 8, 9] return p", "[due]", 40), None),
    "twins": (twins, None),
    "criteria": (lambda: criteria(5_000), None),
    "one-name-wrong": (lambda: criteria(5_000, "complainst"), "unknown-name"),
    "items-beside": (lambda: items(2_000, nested=False), None),
    "items-within": (lambda: items(300, nested=True), "nested-too-deep"),
    "bands": (lambda: bands("[%d..%d]", 2_000), "band-gap"),
    "bands-above": (lambda: bands(">= %d", 2_000), "band-overlap"),
    "keys": (lambda: filled("", "f%d = 1\n"), "too-many-problems"),
    "tables": (lambda: filled("", "[a%d.b.c.d]\n"), "too-many-problems"),
    "facts": (lambda: filled(RULESET + "\n[facts]\n", "f%d = 1\n"), "too-many-problems"),
}


@pytest.mark.parametrize("name", RULESETS)
def test_a_hostile_ruleset(tmp_path: Path, name: str) -> None:
    make, slug = RULESETS[name]
    (tmp_path / "ruleset.toml").write_text(make(), encoding="utf-8")
    ran = hostile("score", tmp_path, OTHER)
    if slug is None:
        assert ran.code == 0 and "Phòng Một" in ran.out
    else:
        assert (ran.code, ran.out) == (1, "")
        assert f"[{slug}]" in ran.err and "ruleset.toml:" in ran.err


# The process


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that takes a while, once it has begun to read."""
    rows = "".join(f"u{number},true,9,9,0\n" for number in range(90_000))
    (tmp_path / "many.csv").write_text(HEAD + rows, encoding="utf-8")
    out = tmp_path / "ranking.csv"
    arguments = command("score", "campaign", tmp_path / "many.csv", "--format", "csv", "--out", out)
    process = subprocess.Popen(arguments, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2)
    yield process
    process.kill()


def test_an_interrupt_leaves_nothing_half_written(slow: subprocess.Popen[bytes], tmp_path: Path) -> None:
    slow.send_signal(signal.SIGINT)
    out, err = slow.communicate(timeout=SECONDS)
    assert (slow.returncode, out, err) == (130, b"", b"")
    assert [each.name for each in tmp_path.iterdir()] == ["many.csv"]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_only_the_first_line_is_wanted(form: str) -> None:
    line = " ".join(command("score", "campaign", "campaign/submissions", "--format", form)) + " | head -1"
    ran = subprocess.run(["sh", "-c", line], cwd=HERE, capture_output=True, check=False, timeout=SECONDS)
    assert ran.stdout.count(b"\n") == 1
    assert b"Traceback" not in ran.stderr and b"BrokenPipe" not in ran.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str) -> None:
    line = " ".join(command("score", "campaign", "campaign/submissions", "--format", "json")) + " " + closed
    ran = subprocess.run(["sh", "-c", line], cwd=HERE, capture_output=True, check=False, timeout=SECONDS)
    assert ran.returncode == 1
    assert b"internal-error" not in ran.stderr and b"AttributeError" not in ran.stderr
    assert ran.stdout.startswith(b"{") == (">&-" not in closed.replace("2>&-", ""))


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    limit = 2_000
    arguments = command("score", "campaign", "campaign/submissions", "--format", "json")
    ran = subprocess.run(
        [*arguments, "--out", tmp_path / "ranking.json", "--lang", "en"],
        cwd=HERE,
        capture_output=True,
        check=False,
        timeout=SECONDS,
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        ),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert ran.returncode == 2
    assert b"error[output-not-written]" in ran.stderr
    assert list(tmp_path.iterdir()) == []
