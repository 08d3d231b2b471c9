"""Records of `field.toml` that a ruleset does not have: what the field is, and its checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.feel.types import NumberType
from thiduascore.model.aggregation import YES_NO
from thiduascore.model.declare import Node, option, record
from thiduascore.model.expression import Expression
from thiduascore.model.field import FIELD_FORMAT
from thiduascore.model.quantities import Fact, Parameter, Value
from thiduascore.model.shapes import (
    EMPTY,
    Anything,
    FormulaShape,
    Many,
    Nested,
    OneOf,
    String,
    Table,
    Whole,
    Word,
    Words,
)

_NUMBER = FormulaShape(NumberType())


@record(
    title=Text("bảng lĩnh vực", "a field table"),
    doc=Text("Lĩnh vực quản lý mà phần mở rộng phục vụ.", "The management field that the plugin serves."),
)
class FieldHead:
    """Which field it is."""

    id: str = option(
        Word(), doc=Text("Mã lĩnh vực, đứng đầu mọi tên.", "The field's id, which begins every name.")
    )
    title: Text = option(Words(), doc=Text("Tên lĩnh vực.", "What the field is called."))
    doc: Text = option(Words(), doc=Text("Lĩnh vực gồm những gì.", "What the field is about."))
    at: Path = field(default=(), eq=False, kw_only=True)


def _said_once(check: FieldCheck, node: Node) -> None:
    table: Mapping[str, Any] = node.value if isinstance(node.value, Mapping) else {}
    if sum(key in table for key in ("value", "holds", "outlier")) != 1:
        node.report("check-unclear")
        return
    for key in ("relation", "against", "tolerance"):
        if "value" in table and key not in table:
            node.report("missing-key", name=key, doc=Text("Đi cùng `value`.", "It goes with `value`."))
        elif "value" not in table and key in table:
            node.child(key, None).report("check-key-of-another-form", key=True, name=key, form="value")
    for key in ("fence", "units"):
        if "outlier" not in table and key in table:
            node.child(key, None).report("check-key-of-another-form", key=True, name=key, form="outlier")


@record(
    title=Text("bảng phép kiểm tra", "a check table"),
    also=_said_once,
    doc=Text(
        "Một phép kiểm tra báo cáo: so hai giá trị (`value`, `relation`, `against`, `tolerance`), một điều "
        "kiện phải đúng (`holds`), hoặc so với các đơn vị khác (`outlier`).",
        "A check of a submission: two values that are compared (`value`, `relation`, `against`, "
        "`tolerance`), a condition that must hold (`holds`), or a comparison with other units (`outlier`).",
    ),
)
class FieldCheck:
    """What a field looks for in a submission."""

    name: str = option(
        Word(),
        doc=Text("Tên, bắt đầu bằng mã lĩnh vực và `-`.", "Its name: the field's id, `-`, words."),
    )
    title: Text = option(Words(), doc=Text("Kiểm tra điều gì.", "What is checked."))
    says: Text = option(
        Words(),
        doc=Text("Lời của phát hiện: điều gì không đúng.", "The words of the finding: what is wrong."),
    )
    value: Expression | None = option(
        _NUMBER, default=None, doc=Text("Giá trị được kiểm tra.", "The value that is checked.")
    )
    relation: str = option(
        OneOf("=", "<=", ">="),
        default="=",
        doc=Text("Quan hệ phải có giữa `value` và `against`.", "How `value` must stand to `against`."),
    )
    against: Expression | None = option(
        _NUMBER, default=None, doc=Text("Giá trị để so.", "What it is compared with.")
    )
    tolerance: Expression | None = option(
        _NUMBER,
        default=None,
        doc=Text(
            "Sai số cho phép, theo đơn vị của `value`; phải nêu, kể cả khi là 0.",
            "How far they may lie apart, in the unit of `value`; to be written even when it is 0.",
        ),
    )
    holds: Expression | None = option(YES_NO, default=None, doc=Text("Điều phải đúng.", "What must hold."))
    outlier: Expression | None = option(
        _NUMBER,
        default=None,
        doc=Text(
            "Giá trị được so với các đơn vị khác trong cùng kỳ.",
            "A value that is compared with those of the other units of the period.",
        ),
    )
    fence: Expression | None = option(
        _NUMBER,
        default=None,
        doc=Text(
            "Ngoài tứ phân vị bao nhiêu lần khoảng tứ phân vị thì báo; mặc định 3.",
            "How many interquartile ranges beyond the quartiles; 3 unless told.",
        ),
    )
    units: int = option(
        Whole(4, 100_000),
        default=8,
        doc=Text("Cần ít nhất bao nhiêu đơn vị để so.", "The fewest units that are compared."),
    )
    when: Expression | None = option(
        YES_NO, default=None, doc=Text("Chỉ kiểm tra khi đúng.", "It is looked at only when this holds.")
    )
    severity: str = option(
        OneOf("error", "warning", "note"), default="warning", doc=Text("Mức độ.", "How grave it is.")
    )
    source: str = option(
        String(),
        missing="missing-source",
        doc=Text("Văn bản hay số liệu công bố làm căn cứ.", "The text or published figures behind it."),
    )
    at: Path = field(default=(), eq=False, kw_only=True)


@record(
    title=Text("tệp lĩnh vực", "a field file"),
    doc=Text(
        "`field.toml` của một phần mở rộng lĩnh vực: số liệu, tham số, phép kiểm tra, tiêu chí và điều kiện.",
        "`field.toml` of a field plugin: its facts, parameters, checks, criteria and conditions.",
    ),
)
class FieldFile:
    """Everything that a field's file says; criteria and conditions are read where they are included."""

    format: int = option(
        Whole(FIELD_FORMAT, FIELD_FORMAT),
        stand_in=FIELD_FORMAT,
        doc=Text("Phiên bản định dạng tệp: 1.", "The version of the file format: 1."),
    )
    head: FieldHead = option(Nested(FieldHead), key="field", doc=Text("Lĩnh vực.", "The field."))
    parameters: Mapping[str, Parameter] = option(
        Table(Nested(Parameter), named=True),
        default=EMPTY,
        doc=Text("Các tham số.", "Dated figures by name."),
    )
    facts: Mapping[str, Fact] = option(
        Table(Nested(Fact), named=True), default=EMPTY, doc=Text("Các số liệu.", "Reported values by name.")
    )
    values: Mapping[str, Value] = option(
        Table(Nested(Value), named=True),
        default=EMPTY,
        doc=Text("Các giá trị tính sẵn.", "Derived values by name."),
    )
    checks: tuple[FieldCheck, ...] = option(
        Many(Nested(FieldCheck)), default=(), doc=Text("Các phép kiểm tra.", "The checks.")
    )
    criteria: tuple[Node, ...] = option(
        Many(Anything()),
        default=(),
        doc=Text(
            "Các tiêu chí soạn sẵn: `name` và các khóa của một tiêu chí; `points` có thể để bộ tiêu chí nêu.",
            "Ready criteria: `name` and the keys of a criterion; `points` may be left to the ruleset.",
        ),
    )
    conditions: tuple[Node, ...] = option(
        Many(Anything()),
        default=(),
        doc=Text(
            "Các điều kiện soạn sẵn: `name` và các khóa của một điều kiện.",
            "Ready conditions: `name` and the keys of a condition.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
