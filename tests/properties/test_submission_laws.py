"""Laws of the intake: format, order and file name leave no trace, and nothing that is read can raise."""

from __future__ import annotations

import json
import random
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies.submissions import WRITERS, junk, read, reports, ruleset, taken, to_csv

from thiduascore.builtin.readers import READERS
from thiduascore.diagnostics import entry
from thiduascore.diagnostics.catalogue import placeholders
from thiduascore.model.intake import intake
from thiduascore.model.submission import Intake, Report, submission_document


def written(text: str | bytes, suffix: str) -> list[Report]:
    """What the reader of a suffix makes of a file with that text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{suffix}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path)


def outcome(found: Intake) -> object:
    """What an intake came to, without order and places."""
    refused = sorted(
        (each.unit, tuple(sorted(each.slug for each in each.diagnostics))) for each in found.refused
    )
    return sorted(found.submissions, key=lambda each: each.hash), refused


@given(reports)
def test_every_format_gives_the_same_submission(tree: dict[str, Any]) -> None:
    expected = taken(tree)
    for suffix, writer in WRITERS.items():
        found = intake(ruleset(), written(writer(tree), suffix))
        assert outcome(found) == outcome(expected), suffix
        assert [each.hash for each in found.submissions] == [each.hash for each in expected.submissions]


@given(st.one_of(reports, junk))
def test_the_canonical_document_reads_back_as_an_equal_submission(tree: dict[str, Any]) -> None:
    for submission in taken(tree).submissions:
        document = json.dumps(submission_document(submission), ensure_ascii=False)
        again = intake(ruleset(), written(document.encode("utf-8", "surrogatepass"), ".json"))
        assert again.submissions == (submission,)
        assert again.submissions[0].hash == submission.hash


@given(st.one_of(reports, junk), st.randoms(use_true_random=False))
def test_the_order_of_keys_never_matters(tree: dict[str, Any], chance: random.Random) -> None:
    assert outcome(taken(_shuffled(tree, chance))) == outcome(taken(tree))


@given(st.lists(reports, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(trees: list[dict[str, Any]], chance: random.Random) -> None:
    """Also where two rows are the same unit's, whether or not they say the same."""
    one = intake(ruleset(), written(to_csv(trees), ".csv"))
    chance.shuffle(trees)
    other = intake(ruleset(), written(to_csv(trees), ".csv"))
    assert outcome(one) == outcome(other)
    assert sorted(each.slug for each in one.notes) == sorted(each.slug for each in other.notes)


@given(reports)
def test_the_form_of_letters_never_matters(tree: dict[str, Any]) -> None:
    decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(tree, default=str, ensure_ascii=False)))
    composed = json.loads(unicodedata.normalize("NFC", json.dumps(tree, default=str, ensure_ascii=False)))
    assert outcome(taken(decomposed)) == outcome(taken(composed))


@given(reports)
def test_every_fact_is_either_a_value_or_missing(tree: dict[str, Any]) -> None:
    for submission in taken(tree).submissions:
        assert not submission.values.keys() & submission.missing.keys()
        assert submission.values.keys() | submission.missing.keys() == ruleset().facts.keys()
        assert all(submission.missing.values())


@given(reports)
def test_what_is_reported_and_missing_has_a_finding(tree: dict[str, Any]) -> None:
    for submission in taken(tree).submissions:
        for name, causes in submission.missing.items():
            if causes[0].slug != "not-reported":
                assert any(name in finding.arguments.values() for finding in submission.findings)


@given(st.one_of(reports, junk))
def test_every_finding_and_refusal_can_be_said(tree: dict[str, Any]) -> None:
    found = taken(tree)
    said = [finding.diagnostic for each in found.submissions for finding in each.findings]
    for diagnostic in (*said, *found.notes, *(one for each in found.refused for one in each.diagnostics)):
        told = entry(diagnostic.slug)
        assert placeholders(told.message.vi) | placeholders(told.message.en) <= diagnostic.arguments.keys()
        assert diagnostic.message("vi") and diagnostic.message("en")


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(data=st.binary(max_size=300))
@example(data=b"")
@example(data=b"\xff\xfeu\x00n\x00i\x00t\x00")
@example(data=b'unit.id\n"')
@example(data=b"\r\r\r")
@example(data=b"[" * 10_000)
def test_no_bytes_raise(reader: Any, data: bytes) -> None:
    found = intake(ruleset(), written(data, reader.suffixes[0]))
    assert not found.submissions or data


@pytest.mark.parametrize("suffix", sorted(WRITERS))
@given(tree=reports, at=st.integers(0, 10_000), bad=st.binary(min_size=1, max_size=4))
def test_a_damaged_file_never_raises(suffix: str, tree: dict[str, Any], at: int, bad: bytes) -> None:
    raw = WRITERS[suffix](tree).encode()
    at %= len(raw)
    intake(ruleset(), written(raw[:at] + bad + raw[at + len(bad) :], suffix))


@given(st.lists(reports, min_size=2, max_size=4, unique_by=lambda tree: tree["unit"]["id"]))
def test_a_bad_row_stops_no_other(trees: list[dict[str, Any]]) -> None:
    whole = intake(ruleset(), written(to_csv(trees), ".csv"))
    assume(all(each.row for each in whole.refused))  # the header is sound
    damaged = to_csv(trees).encode() + b'"never closed,x\r\nshort\r\n\xff\xfe\r\n'
    found = intake(ruleset(), written(damaged, ".csv"))
    assert found.submissions == whole.submissions
    assert len(found.refused) == len(whole.refused) + (
        3 if len(to_csv(trees).split("\r\n")[0].split(",")) > 1 else 2
    )


def _shuffled(value: Any, chance: random.Random) -> Any:
    if not isinstance(value, Mapping):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: _shuffled(value[key], chance) for key in keys}
