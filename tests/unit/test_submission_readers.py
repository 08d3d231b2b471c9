"""What the readers make of files: encodings, separators, quotes, limits and places."""

from __future__ import annotations

from pathlib import Path

import pytest
from strategies.submissions import read, ruleset

from thiduascore.builtin.readers import csv_rows, csv_table, lines
from thiduascore.model.intake import intake
from thiduascore.model.submission import Report

HEAD = "unit.id,unit.kind,remark\n"


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Writes a file and reads it back as reports."""

    def written(text: str | bytes, name: str = "a.csv", **options: str) -> list[Report]:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path, **options)

    return written


def slugs(reports: list[Report]) -> list[str]:
    return [problem.slug for report in reports for problem in report.problems]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "a,agency,x\n",
        "\ufeff" + HEAD + "a,agency,x",
        HEAD.replace(",", ";") + "a;agency;x\n",
        HEAD.replace(",", "\t") + "a\tagency\tx\n",
        "sep=;\n" + HEAD.replace(",", ";") + "a;agency;x\n",
        (HEAD + "a,agency,x\n").replace("\n", "\r\n"),
        (HEAD + "a,agency,x\n").replace("\n", "\r"),
        "\n \n" + HEAD + "\n,,\na,agency,x\n\n",
        HEAD + '"a", "agency" ,"x"\n',
        '"unit.id","unit.kind","facts.remark"\na,agency,x\n',
    ],
)
def test_a_table_is_read_however_it_was_saved(write, text: str) -> None:  # type: ignore[no-untyped-def]
    (report,) = write(text)
    assert report.tree == {"unit": {"id": "a", "kind": "agency"}, "facts": {"remark": "x"}}


def test_columns_reach_every_part_of_a_report(write) -> None:  # type: ignore[no-untyped-def]
    header = "unit.id,period.from,evidence.plan.number,self.1.1,self_total,not_applicable.1.2,previous.rate"
    (report,) = write(f"{header},campaign\na,2021-01-01,1/KH,4,9,mới,80,thu-nghiem\n")
    assert report.tree == {
        "unit": {"id": "a"},
        "period": {"from": "2021-01-01"},
        "evidence": {"plan": {"number": "1/KH"}},
        "self": {"1.1": "4"},
        "self_total": "9",
        "not_applicable": {"1.2": "mới"},
        "previous": {"rate": "80"},
        "campaign": "thu-nghiem",
    }


def test_a_second_document_of_a_fact_has_columns_of_its_own(write) -> None:  # type: ignore[no-untyped-def]
    header = "unit.id,unit.kind,plan,evidence.plan.2.number,evidence.plan.number,evidence.plan.10.date"
    reports = write(f"{header}\na,agency,có,2/KH,1/KH,2021-13\nb,agency,có,2/KH,,\n")
    several, one = (intake(ruleset(), [report]).submissions[0] for report in reports)
    assert [each.number for each in several.evidence["plan"]] == ["1/KH", "2/KH"]
    assert [each.number for each in one.evidence["plan"]] == ["2/KH"]
    (finding,) = [each.diagnostic for each in several.findings if each.slug == "evidence-date-unreadable"]
    assert (finding.place.line, finding.place.column) == (2, 23)
    listed = {"unit": {"id": "b", "kind": "agency"}, "facts": {"plan": "có"}}
    listed["evidence"] = {"plan": [{"number": "2/KH"}]}
    assert intake(ruleset(), [Report(tree=listed)]).submissions[0].hash == one.hash


def test_a_cell_and_its_column_have_places(write) -> None:  # type: ignore[no-untyped-def]
    (report,) = write(HEAD + 'a,agency,"hai\ndòng ""x"""\n')
    cell, column = report.place(("facts", "remark")), report.place(("facts", "remark"), key=True)
    assert cell is not None and column is not None
    assert (cell.line, cell.column, cell.end_line) == (2, 11, 3)
    assert (column.line, column.column) == (1, 19)
    whole = report.place(("evidence",))
    assert whole is not None and (whole.line, whole.column) == (2, 1)


def test_the_decimal_mark_is_declared_and_never_guessed(write) -> None:  # type: ignore[no-untyped-def]
    text = "unit.id;unit.kind;rate\na;agency;92,5\n"
    assert intake(ruleset(), write(text, decimal=",")).submissions[0].values == {"rate": 9250}
    assert intake(ruleset(), write(text)).submissions[0].values == {}


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ("b,agency", "csv-uneven-row"),
        ("b,agency,x,y", "csv-uneven-row"),
        ('b,agency,"x', "csv-open-quote"),
        ('b,agency,"x"y', "csv-text-after-quote"),
        ("b,agency,x\0", "line-nul"),
        ("b,agency," + "x" * (csv_rows.MOST_CELL + 1), "csv-long-cell"),
        ('b,agency,"' + "x\n" * 400 + '"', "csv-open-quote"),
    ],
)
def test_a_broken_row_is_refused_and_those_around_it_are_read(write, row: str, slug: str) -> None:  # type: ignore[no-untyped-def]
    reports = write(f"{HEAD}a,agency,x\n{row}\nc,agency,z\n")
    assert slugs(reports)[0] == slug
    assert reports[1].row == 3
    assert [report.tree["unit"]["id"] for report in (reports[0], reports[-1])] == ["a", "c"]


@pytest.mark.parametrize(
    ("raw", "slug"),
    [
        ("đơn vị".encode("utf-16"), "file-utf16"),
        ("unit.id".encode("utf-16-le"), "file-utf16"),
        (HEAD.encode() + b"a,agency,\xd0\xf4n v\xea\xf2\n", "line-windows-1258"),
        (HEAD.encode() + b"a,agency,\x81\xff\n", "line-not-utf8"),
    ],
)
def test_another_encoding_is_named(write, raw: bytes, slug: str) -> None:  # type: ignore[no-untyped-def]
    assert slugs(write(raw)) == [slug]


def test_limits_are_said_when_they_are_met(write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lines, "MOST_ROWS", 3)
    monkeypatch.setattr(csv_table, "MOST_COLUMNS", 3)
    monkeypatch.setattr(lines, "MOST_BYTES", 100)
    assert slugs(write(HEAD + "a,agency,x\n" * 5)) == ["too-many-rows"]
    assert slugs(write("a,b,c,d\n")) == ["csv-many-columns"]
    reports = write(HEAD + "x" * 200_000 + "\na,agency,x\n")
    assert slugs(reports) == ["line-too-long"]
    assert reports[1].row == 3


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".toml", ".yaml"])
def test_a_file_that_cannot_be_opened_is_a_report_with_a_problem(tmp_path: Path, suffix: str) -> None:
    gone, folder = tmp_path / f"gone{suffix}", tmp_path / f"folder{suffix}"
    folder.mkdir()
    assert slugs(read(gone)) == ["file-not-found"]
    assert slugs(read(folder)) == ["file-is-folder"]


def test_a_bad_line_of_json_is_refused_with_its_number(write) -> None:  # type: ignore[no-untyped-def]
    reports = write('{"unit": {"id": "a"}}\n{"a": 1, "a": 2}\n\n{"unit": {"id": "b"}}\n', "a.jsonl")
    assert [report.row for report in reports] == [1, 2, 4]
    (problem,) = reports[1].problems
    assert problem.place is not None and problem.place.line == 2
    assert [related.place.line for related in problem.related] == [2]


def test_large_tables_are_read_as_they_come(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "large.csv").write_text(HEAD + "a,agency,x\n" * 50_000)
    first = next(iter(csv_table.read_csv(tmp_path / "large.csv")))
    assert first.row == 2
