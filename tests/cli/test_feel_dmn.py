"""Decision models in `cases/dmn`: what they give, why they give nothing, and what is said of broken ones.

`NAME.inputs` beside a model holds one input a line, with `>` before the decisions that are asked for from
there on; `NAME.expected` holds what the command prints for each.
`broken/NAME.expected` is what standard error says in Vietnamese, without the excerpts.
`REWRITE=1 pytest tests/cli/test_feel_dmn.py` writes them anew; review them with `git diff`.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from thiduascore.dmn.xml import MOST_DEPTH, MOST_ELEMENTS

CASES = Path("../cases/dmn")
HERE = Path(__file__).resolve().parent
MODELS = sorted(each.stem for each in (HERE / CASES).glob("*.inputs"))
BROKEN = sorted(each.stem for each in (HERE / CASES / "broken").glob("*.dmn"))
TOLD = re.compile(r"^(?:\S+ ?\S+\[[a-z0-9-]+\]: .*|\s*--> .+:\d+:\d+)$", re.MULTILINE)
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="x">'


def expected(file: Path, told: str) -> str:
    """What the file says, after it was renewed where that was asked for."""
    if os.environ.get("REWRITE"):
        file.write_text(told, encoding="utf-8")
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODELS)
def test_what_a_model_gives(cli, name: str) -> None:
    folder = HERE / CASES
    lines = (folder / f"{name}.inputs").read_text(encoding="utf-8").splitlines()
    told, wanted = "", []
    for line in lines:
        if line.startswith(("#", ">")):
            told += f"{line}\n"
            if line.startswith(">"):
                wanted = [part for each in line[1:].split(",") for part in ("--decision", each)]
            continue
        asked = ("feel", "dmn", CASES / f"{name}.dmn", "--input", line, "--why", *wanted)
        ran = cli(*asked)
        assert (ran.code, ran.err) == (0, "")
        assert json.loads(ran.out)["values"]
        told += f"\n{line}\n{ran.out}"
        english = cli(*asked, "--lang", "en")
        assert json.loads(english.out)["values"] == json.loads(ran.out)["values"]
        assert json.loads(english.out)["causes"].keys() == json.loads(ran.out)["causes"].keys()
    assert told == expected(folder / f"{name}.expected", told)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_model_is_told_with_its_places(cli, name: str) -> None:
    ran = cli("feel", "dmn", CASES / "broken" / f"{name}.dmn")
    told = "\n".join(line.strip() for line in TOLD.findall(ran.err)) + "\n"
    assert ran.code == (1 if "lỗi[" in told else 0)
    assert told.strip()
    assert told == expected(HERE / CASES / "broken" / f"{name}.expected", told)
    assert "internal-error" not in ran.err


def test_one_unreadable_expression_stops_no_other(cli) -> None:
    ran = cli("feel", "dmn", CASES / "broken" / "biểu-thức-sai.dmn", "--why")
    assert json.loads(ran.out) == {
        "values": {"Xếp loại": None, "Vẫn tính được": 2},
        "causes": {"Xếp loại": ["biểu thức không đọc được"]},
    }


def test_every_expected_text_belongs_to_a_model() -> None:
    folder = HERE / CASES
    assert {each.stem for each in folder.glob("*.expected")} == set(MODELS)
    assert {each.stem for each in (folder / "broken").glob("*.expected")} == set(BROKEN)
    assert len(BROKEN) > 15


def test_a_decision_by_its_name(cli) -> None:
    file = CASES / "quy-tắc-chọn-dòng.dmn"
    ran = cli("feel", "dmn", file, "--decision", "F", "--decision", "C tổng", "--input", '{"Điểm": 90}')
    assert json.loads(ran.out) == {"F": 1, "C tổng": 6}
    ran = cli("feel", "dmn", file, "--decision", "C tong", "--lang", "en")
    assert ran.code == 1
    assert "error[dmn-no-such-decision]" in ran.err
    assert "C tổng" in ran.err


def test_a_service_by_its_name(cli) -> None:
    file = CASES / "biểu-thức-trong-khung.dmn"
    ran = cli("feel", "dmn", file, "--decision", "Dịch vụ", "--input", '{"Số gốc": 0.1}')
    assert ran.out == '{\n  "Dịch vụ": {\n    "Gấp ba": 0.3\n  }\n}\n'


def test_a_service_is_given_nothing_but_what_is_said(cli) -> None:
    file = CASES / "biểu-thức-trong-khung.dmn"
    asked = ("feel", "dmn", file, "--decision", "Dịch vụ", "--why", "--lang", "en")
    assert json.loads(cli(*asked, "--input", '{"Số gốc": 0}').out)["values"] == {"Dịch vụ": {"Gấp ba": 0}}
    told = json.loads(cli(*asked).out)
    assert told["causes"] == {"Dịch vụ.Gấp ba": ["the input “Số gốc” is not given"]}


def test_a_decision_that_is_given_is_not_worked_out(cli) -> None:
    file = CASES / "biểu-thức-trong-khung.dmn"
    ran = cli("feel", "dmn", file, "--decision", "Gấp ba", "--input", '{"Số gốc": 5}')
    assert json.loads(ran.out) == {"Gấp ba": 15}


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        ("{", "json-syntax"),
        ("[1]", "dmn-input-not-object"),
        ('{"Diem": 1}', "dmn-no-such-input"),
        ('{"Điểm": 1e999}', "exponent-too-large"),
        ("khong-co.json", "file-not-found"),
    ],
)
def test_a_bad_input_is_told(cli, given: str, slug: str) -> None:
    ran = cli("feel", "dmn", CASES / "quy-tắc-chọn-dòng.dmn", "--input", given, "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert f"error[{slug}]" in ran.err


def test_input_and_output_in_files(cli, tmp_path: Path) -> None:
    (tmp_path / "vào.json").write_text('{"Điểm": 60}', encoding="utf-8")
    out = tmp_path / "ra.json"
    file = CASES / "quy-tắc-chọn-dòng.dmn"
    ran = cli("feel", "dmn", file, "--decision", "U", "--input", tmp_path / "vào.json", "--out", out)
    assert (ran.code, ran.out) == (0, "")
    assert out.read_text(encoding="utf-8") == '{\n  "U": 1\n}\n'


# Hostile files


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "hostile.dmn"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (HEAD + "<a>" * 100_000, "xml-too-deep"),
        (HEAD + "<a/>" * (MOST_ELEMENTS + 1) + "</definitions>", "xml-too-large"),
        (HEAD + "<a>" * (MOST_DEPTH - 2), "xml-syntax"),
        ("<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///dev/zero'> %p;]><a/>", "xml-doctype"),
        (HEAD + "<a " + " ".join(f'a{at}="1"' for at in range(50_000)) + "/>", "xml-syntax"),
        (HEAD + "<inputData/>" * 100_000 + "</definitions>", "dmn-missing-attribute"),
        (HEAD + "<a>" + "\n" * 2_000_000, "xml-syntax"),
        (HEAD + "<a>" + "&lt;" * 200_000, "xml-syntax"),
        (HEAD + "\x01</definitions>", "xml-syntax"),
        (HEAD + "<a>&#0;</a></definitions>", "xml-syntax"),
        ('<?xml version="1.0" encoding="UTF-7"?><a/>', "dmn-not-definitions"),
        ("<a" + "b" * 1_000_000, "xml-syntax"),
    ],
)
def test_hostile_xml_is_refused_at_once(cli, tmp_path: Path, text: str, slug: str) -> None:
    ran = cli("feel", "dmn", written(tmp_path, text), "--lang", "en")
    assert ran.code == 1
    assert f"error[{slug}]" in ran.err
    assert len(ran.err) < 100_000


def test_a_long_chain_of_decisions_is_no_deep_recursion(cli, tmp_path: Path) -> None:
    count = 5000
    chain = "".join(
        f'<decision id="d{at}" name="d{at}"><informationRequirement><requiredDecision href="#d{at - 1}"/>'
        f"</informationRequirement><literalExpression><text>d{at - 1} + 1</text></literalExpression>"
        "</decision>"
        for at in range(1, count)
    )
    first = '<decision id="d0" name="d0"><literalExpression><text>0</text></literalExpression></decision>'
    file = written(tmp_path, f"{HEAD}{chain}{first}</definitions>")
    ran = cli("feel", "dmn", file, "--decision", f"d{count - 1}")
    assert json.loads(ran.out) == {f"d{count - 1}": count - 1}


def test_loops_inside_loops_end(cli, tmp_path: Path) -> None:
    inner = "<literalExpression><text>1</text></literalExpression>"
    for _ in range(8):
        over = "<in><literalExpression><text>1..100</text></literalExpression></in>".replace(
            "1..100", "[1..100]"
        )
        inner = f'<for iteratorVariable="i">{over}<return>{inner}</return></for>'
    text = f'{HEAD}<decision id="d" name="d">{inner}</decision></definitions>'
    ran = cli("feel", "dmn", written(tmp_path, text), "--why", "--lang", "en")
    found = json.loads(ran.out)
    assert "too" in str(found["causes"])


def test_a_model_that_imports_itself_by_way_of_another(cli, tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.dmn").write_text(
            f'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="{one}">'
            f'<import name="{other}" namespace="{other}" '
            'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
            f'<decision id="{one}1" name="{one}1"><informationRequirement>'
            f'<requiredDecision href="{other}#{other}1"/></informationRequirement>'
            f"<literalExpression><text>{other}.{other}1</text></literalExpression></decision></definitions>",
            encoding="utf-8",
        )
    ran = cli("feel", "dmn", tmp_path / "a.dmn", "--lang", "en")
    assert ran.code == 1
    assert "error[dmn-cycle]: elements require each other in a ring: a1 → b1 → a1" in ran.err
