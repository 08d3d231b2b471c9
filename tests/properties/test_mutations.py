"""Rulesets and submissions with slips of every kind in them: only diagnostics come of it, and soon."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from hypothesis import event, given
from hypothesis import strategies as st

from thiduascore.cohort import Page
from thiduascore.diagnostics import as_text
from thiduascore.engine import Engine, RulesetError
from thiduascore.program.document import scorecard_json
from thiduascore.program.sentences import explain

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 5
FOLDERS = (
    ROOT / "rulesets" / "tttt-covid-2021",
    ROOT / "rulesets" / "examples" / "minimal",
    ROOT / "tests" / "cli" / "campaign",
    ROOT / "tests" / "cases" / "submissions",
)
RULESETS = {folder: (folder / "ruleset.toml").read_bytes() for folder in FOLDERS}
SUFFIXES = {".toml", ".json", ".yaml", ".csv", ".jsonl"}
SUBMISSIONS = {
    folder: [
        (file.suffix, file.read_bytes())
        for file in sorted([*folder.glob("submissions/*"), *folder.glob("*")])
        if file.suffix in SUFFIXES and file.name != "ruleset.toml"
    ]
    for folder in FOLDERS
}
LINES = sorted({line for text in RULESETS.values() for line in text.splitlines() if line.strip()})
SCRAPS = [
    *(b'"', b"'", b"[", b"]", b"{", b"}", b"=", b",", b".", b"\n", b"\\", b"#", b"\0", b"\xff", b"\x1b[31m"),
    *(b"-1", b"0", b"1e999999", b"nan", b"inf", b"-0", b"9" * 70, b"0.000001", b"1.234,5", b"true", b"null"),
    *(b"2023-02-29", b"#REF!", b"=1+1", b'""', b"{}", b"[]", b"[[items]]", b"&a ", b"*a", b"- ", b"? "),
    *("\u00d0".encode(), "e\u0301".encode(), "\u202e".encode(), "\u200b".encode()),
]
FORMULAS = [
    *(
        "due / 0",
        "1/3",
        "if true then 1 else null",
        "[1, [2]]",
        "unit",
        "period",
        "sum([])",
        "mean([1, null])",
    ),
    *("2 ** 0.5", "0 ** -1", "10 ** 5000", "log(0)", "sqrt(-1)", "modulo(1, 0)", "decimal(1.5, 70)", "?"),
    *('date("2024-02-30")', 'date("9999-12-31") + duration("P1Y")', "some x in [1, 2] satisfies x > 1", "-"),
    *(
        "> 3",
        "not(1)",
        "[0..1]",
        "(0..0)",
        "null",
        '\\"a\\" + \\"b\\"',
        "unit.name",
        "period.start - period.end",
    ),
]
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
TEXT = re.compile(rb'"[^"\n]*"')


@st.composite
def slips(draw: st.DrawFn, text: bytes) -> bytes:
    """The text with one to four slips in it."""
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from(KINDS))(draw, text)
    return text


def at(draw: st.DrawFn, text: bytes) -> int:
    return draw(st.integers(0, len(text)))


def flipped(draw: st.DrawFn, text: bytes) -> bytes:
    place = at(draw, text)
    return (
        text[:place]
        + bytes(each ^ 1 << draw(st.integers(0, 7)) for each in text[place : place + 1])
        + text[place + 1 :]
    )


def cut(draw: st.DrawFn, text: bytes) -> bytes:
    place = at(draw, text)
    return text[:place] + text[place + draw(st.sampled_from([1, 5, 60, len(text)])) :]


def spliced(draw: st.DrawFn, text: bytes) -> bytes:
    place = at(draw, text)
    return text[:place] + draw(st.sampled_from(SCRAPS)) + text[place:]


def swapped(draw: st.DrawFn, text: bytes) -> bytes:
    lines = text.split(b"\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def foreign(draw: st.DrawFn, text: bytes) -> bytes:
    lines = text.split(b"\n")
    lines[draw(st.integers(0, len(lines) - 1))] = draw(st.sampled_from(LINES))
    return b"\n".join(lines)


def put(draw: st.DrawFn, text: bytes, pattern: re.Pattern[bytes], new: bytes) -> bytes:
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = found[draw(st.integers(0, len(found) - 1))]
    return text[: match.start()] + new + text[match.end() :]


def renumbered(draw: st.DrawFn, text: bytes) -> bytes:
    return put(draw, text, NUMBER, draw(st.sampled_from(SCRAPS)))


def reworded(draw: st.DrawFn, text: bytes) -> bytes:
    return put(draw, text, TEXT, b'"' + draw(st.sampled_from(FORMULAS)).encode() + b'"')


KINDS = [flipped, cut, spliced, swapped, foreign, renumbered, reworded]
ENGINE = Engine(plugins=[])


@given(st.data())
def test_slips_in_rulesets_and_submissions(tmp_path_factory, data: st.DataObject) -> None:
    campaign = data.draw(st.sampled_from(FOLDERS), "campaign")
    text = RULESETS[campaign]
    if data.draw(st.booleans(), "in the ruleset"):
        text = data.draw(slips(text), "ruleset")
    sent = [
        (suffix, data.draw(slips(content), "submission"))
        for suffix, content in data.draw(
            st.lists(st.sampled_from(SUBMISSIONS[campaign]), min_size=1, max_size=2)
        )
    ]
    folder = tmp_path_factory.mktemp("slips")
    (folder / "ruleset.toml").write_bytes(text)
    files = [folder / f"{number}{suffix}" for number, (suffix, _) in enumerate(sent)]
    for file, (_, content) in zip(files, sent, strict=True):
        file.write_bytes(content)
    start = time.monotonic()
    event(scored(folder, files))
    assert time.monotonic() - start < SECONDS


def scored(folder: Path, files: list[Path]) -> str:
    """Checks, reads, scores, explains, reports and verifies; what came of it."""
    for lang in ("vi", "en"):
        as_text(ENGINE.check(folder), lang)
    try:
        ruleset = ENGINE.load(folder)
    except RulesetError as error:
        assert any(each.severity == "error" for each in error.diagnostics)
        return "the ruleset is refused"
    intake = ENGINE.read(ruleset, files)
    assert intake.submissions or any(refused.diagnostics for refused in intake.refused)
    results = ENGINE.results(ruleset, intake)
    for refused in results.refused:
        as_text(refused.diagnostics, "vi")
    for standing in results.standings.all:
        for lang in ("vi", "en"):
            explain(standing.card, lang)
        assert ENGINE.verify(json.loads(scorecard_json(standing.card)), ruleset).holds
    for report in ENGINE.registry.reports.values():
        report.write(results, Page(lang="vi", width=None, color=False))
    return "scored" if results.standings.all else "nothing is scored"
