"""A report with each field's typical errors: each is told by the name of its check, at the line it stands in.

Adding an error to a file in `planted/` adds to its test: the comment at the end of a line names the checks
that find something there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from installing import install_project

from thiduascore.model.field import field_of
from thiduascore.text import parse_document

HERE = Path(__file__).resolve().parent
PROJECTS = {
    field_of(file.read_text(encoding="utf-8"), file.name).id: file.parents[2]
    for file in (HERE.parents[1] / "plugins").glob("*/src/*/field.toml")
}
REPORTS = sorted((HERE / "planted").glob("*.toml"))

RULESET = """\
format = 1
[campaign]
id = "planted"
title = {{ vi = "Phong trào thử", en = "A campaign for tests" }}
issuer = "Ban tổ chức"
version = "1.0.0"
document = {{ number = "1/QĐ-BTC", date = {year}-01-01 }}
period = {{ year = {year} }}
[scoring]
total = 10
[plugins]
require = ["{distribution}>=1,<2"]
facts = ["{field}_*"]
[[items]]
id = "1"
title = {{ vi = "Nội dung", en = "Item" }}
weight = 10
weight_source = "project"
source = "Điều 1"
[[items.criteria]]
id = "1.1"
title = {{ vi = "Tiêu chí", en = "Criterion" }}
points = 10
method = "formula"
is = "10"
"""


def planted(report: Path) -> set[tuple[str, int]]:
    """The checks named at the ends of lines, each with the number of its line."""
    lines = enumerate(report.read_text(encoding="utf-8").splitlines(), 1)
    comments = ((number, line.partition(" # ")[2]) for number, line in lines if not line.startswith("#"))
    return {(name, number) for number, comment in comments for name in comment.split()}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.stem)
def test_planted_errors_are_told_by_name_and_line(
    cli, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = PROJECTS[report.stem]
    monkeypatch.syspath_prepend(str(install_project(tmp_path / "site", project)))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    year = parse_document(report.read_text(encoding="utf-8"), report.name, "toml").value["period"]["year"]
    ruleset = tmp_path / "ruleset.toml"
    asked = RULESET.format(year=year, distribution=project.name, field=report.stem)
    ruleset.write_text(asked, encoding="utf-8")
    ran = cli("score", ruleset, report, "--format", "json")
    (card,) = json.loads(ran.out)["scorecards"]
    found = {(each["check"], each["line"]) for each in card["findings"] if each["check"]}
    assert found == planted(report)
    shown = cli("score", ruleset, report, "--lang", "vi").out
    told = re.sub(r"\s+", " ", shown)
    assert all(re.sub(r"\s+", " ", each["text"]["vi"]) in told for each in card["findings"] if each["check"])


def test_every_field_has_a_report() -> None:
    assert {report.stem for report in REPORTS} == PROJECTS.keys()
