"""The commands about plugins and shipped campaigns."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import tomli
from installing import install, install_project

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGNS = sorted(file.parent.name for file in (ROOT / "rulesets").glob("*/ruleset.toml"))


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin for tests, installed."""
    install(tmp_path / "site", "thiduascore-books", "1.2.0", {"books": "thiduascore_books"})
    monkeypatch.syspath_prepend(str(tmp_path / "site"))


@pytest.mark.usefixtures("books")
def test_plugins_counts_what_a_field_holds(cli) -> None:
    ran = cli("plugins", "--lang", "en")
    assert ran.code == 0
    assert (
        "thiduascore-books 1.2.0\n  fields\n    books: Public libraries "
        "(8 facts, 2 figures, 4 checks, 2 criteria, 1 conditions)\n" in ran.out
    )


@pytest.mark.usefixtures("books")
def test_explain_explains_a_check_in_both_languages(cli) -> None:
    assert cli("explain", "books-enough", "--lang", "en").out == (
        "note[books-enough]: Enough books\n\n"
        "Looks at: books_a_head >= books_per_head\n\n"
        "Tolerance: 0.01\n\n"
        "Finding: there are too few books a head\n\n"
        "Source: Quyết định 2/QĐ-TV\n\n"
        "Comes from: thiduascore-books 1.2.0\n"
    )
    needs = cli("explain", "books-lent-need-books", "--lang", "vi").out
    assert "lỗi[books-lent-need-books]: Có sách mới cho mượn" in needs
    assert "Đối chiếu: books_loans = 0 or books_held > 0" in needs
    assert 'Khi: books_class = null or books_class != "hang-1"' in needs
    outlier = cli("explain", "books-loans-outlier", "--lang", "en").out
    assert "books_loans / books_held (among at least 4 units, 3 interquartile ranges)" in outlier
    coded = cli("explain", "self-total", "--lang", "en")
    assert coded.code == 0 and "Looks at: a program, not an expression" in coded.out
    assert "`books-enough`" in cli("explain", "books-enuogh", "--lang", "en").err


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("name", ["books", "thiduascore-books"])
def test_explain_shows_tables_in_both_languages(cli, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    vi, en = (cli("plugins", "explain", name, "--lang", lang) for lang in ("vi", "en"))
    assert (vi.code, en.code) == (0, 0)
    assert vi.out.startswith("books: Thư viện công cộng\n")
    for heading in ("Số liệu", "Tham số", "Giá trị tính sẵn", "Phép kiểm tra", "Tiêu chí", "Điều kiện"):
        assert f"\n{heading}\n" in vi.out
    assert "0,6 cuốn/người, từ 01/01/2021 (đã thấy: Quyết định 2/QĐ-TV)" in vi.out
    for part in (
        "0.5 books per person, 2018-01-01 to 2020-12-31 (found: Quyết định 1/QĐ-TV)",
        "books_held_paper + books_held_digital = books_held ± 0",
        "books_loans / books_held (among at least 4 units, 3 interquartile ranges)",
        "Paper cards [until 2020-12-31]",
    ):
        assert part in en.out


@pytest.mark.usefixtures("books")
def test_explain_writes_markdown_and_json(cli, tmp_path: Path) -> None:
    ran = cli("plugins", "explain", "books", "--format", "markdown", "--lang", "en")
    assert ran.out.startswith("# Public libraries (`books`)\n")
    assert "| Name | Label | Type | Evidence |\n| --- | --- | --- | --- |\n" in ran.out
    out = tmp_path / "books.json"
    assert cli("plugins", "explain", "books", "--format", "json", "--out", out).code == 0
    tree = json.loads(out.read_text(encoding="utf-8"))
    assert (tree["id"], tree["title"]["en"]) == ("books", "Public libraries")
    assert [len(table["rows"]) for table in tree["tables"]] == [8, 2, 1, 4, 2, 1]


@pytest.mark.usefixtures("books")
def test_explain_suggests_the_nearest_field(cli) -> None:
    ran = cli("plugins", "explain", "boks", "--lang", "en")
    assert ran.code == 1
    assert "there is no field `boks`" in ran.err
    assert "write `books`" in ran.err


def test_a_new_plugin_is_written_once(cli, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    ran = cli("new", "plugin", "library", "--out", folder, "--lang", "en")
    assert ran.code == 0
    written = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert written == {
        "README.md",
        "pyproject.toml",
        "src/thiduascore_library/__init__.py",
        "src/thiduascore_library/field.toml",
        "src/thiduascore_library/py.typed",
        "tests/test_field.py",
        "tests/cases/cases.toml",
    }
    texts = [(folder / name).read_text(encoding="utf-8") for name in written]
    assert not [text for text in texts if re.search("@[A-Z]+@", text)]
    again = cli("new", "plugin", "library", "--out", folder, "--lang", "en")
    assert again.code == 1 and "is there already" in again.err
    assert cli("new", "plugin", "thu-vien", "--lang", "en").code == 1


def test_a_new_plugin_works_once_installed(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "thiduascore-reading"
    assert cli("new", "plugin", "reading", "--out", folder).code == 0
    monkeypatch.syspath_prepend(str(install_project(tmp_path / "site", folder)))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    ran = cli("plugins", "explain", "reading", "--format", "json", "--lang", "en")
    assert ran.code == 0
    assert "reading-share-quotient" in ran.out


def test_the_schema_of_fields_fits_every_field(cli) -> None:
    schema = json.loads(cli("schema", "--of", "field").out)
    validator = jsonschema.Draft202012Validator(schema)
    files = [ROOT / "tests" / "thiduascore_books" / "field.toml", *ROOT.glob("plugins/*/src/*/field.toml")]
    for file in files:
        tree = json.loads(json.dumps(tomli.loads(file.read_text(encoding="utf-8")), default=str))
        assert [error.message for error in validator.iter_errors(tree)] == [], file
    wrong = {"format": 1, "field": {"id": "x", "title": "x", "doc": "x"}, "checks": [{"nam": "x-y"}]}
    assert not validator.is_valid(wrong)


def test_campaigns_are_listed(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = cli("campaigns", "--lang", "en")
    assert ran.code == 0
    listed = [line.split(":")[0] for line in ran.out.splitlines() if not line.startswith(" ")]
    assert listed == CAMPAIGNS
    assert "\n  needs no plugin\n" in ran.out
    trees = json.loads(cli("campaigns", "--format", "json").out)
    assert [tree["id"] for tree in trees] == CAMPAIGNS
    assert {"id": "tttt-covid-2021", "requires": [], "ready": True}.items() <= trees[
        CAMPAIGNS.index("tttt-covid-2021")
    ].items()


def test_a_campaign_is_found_by_id_from_anywhere(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = ROOT / "rulesets" / "tttt-covid-2021" / "submissions" / "don-vi-a.toml"
    by_path = cli("score", ROOT / "rulesets" / "tttt-covid-2021", unit)
    monkeypatch.chdir(tmp_path)
    by_id = cli("score", "tttt-covid-2021", unit)
    assert (by_id.code, by_id.out) == (by_path.code, by_path.out)
    assert cli("check", "tttt-covid-2021").code == 0
    shown = cli("check", "tttt-covid-2021", "--lang", "en").out
    assert "--> tttt-covid-2021/ruleset.toml:" in shown


def test_a_folder_of_that_name_comes_first(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tttt-covid-2021").mkdir()
    (tmp_path / "tttt-covid-2021" / "ruleset.toml").write_text("format = 2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli("check", "tttt-covid-2021").code == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tttt-covid-2012", "write `tttt-covid-2021`"),
        ("ruleset.tom", "there is no file `ruleset.tom`"),
        ("../tttt-covid-2021", "there is no file"),
    ],
)
def test_a_name_that_is_neither_is_told(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("check", name, "--lang", "en")
    assert ran.code == 1
    assert said in ran.out + ran.err
