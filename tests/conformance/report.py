"""What a run says: counts, the board's CSV and properties files, and the page of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import tomli
from attrs import frozen

from conformance.judge import Outcome
from conformance.kit import LEVELS, OTHER

KIT = "0dbcaf9b98bc3af4e36d44a7aed95e9e85703a13"
"""The commit of the kit that the published numbers are of."""

REMAINDER = Path(__file__).with_name("remainder.toml")


@frozen
class Count:
    """How many of some cases passed."""

    slug: str
    passed: int
    cases: int

    @property
    def share(self) -> str:
        """In per cent, with two decimals, rounded down, so that only all of them are 100 %."""
        hundredths = 10_000 * self.passed // self.cases
        return f"{hundredths // 100}.{hundredths % 100:02d}"


def counts(outcomes: Iterable[Outcome]) -> tuple[Count, ...]:
    """The counts that are published, and that of the cases outside the levels when they were run."""
    outcomes = tuple(outcomes)
    levels = [one for one in outcomes if one.case.level in LEVELS]
    groups = {
        "level-2": [one for one in levels if one.case.level == LEVELS[0]],
        "level-3": [one for one in levels if one.case.level == LEVELS[1]],
        "both": levels,
        "values": [one for one in levels if one.case.wants_value],
        "other": [one for one in outcomes if one.case.level == OTHER],
    }
    return tuple(
        Count(slug, sum(one.passed for one in some), len(some)) for slug, some in groups.items() if some
    )


def failing(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The names of the cases of the levels that failed, in the board's order."""
    return tuple(one.case.name for one in outcomes if not one.passed and one.case.level in LEVELS)


# The board's files


def board_csv(outcomes: Iterable[Outcome]) -> str:
    """`tck_results.csv`: folder, file, case, SUCCESS or ERROR, and what differed."""
    lines = []
    for one in outcomes:
        case = one.case
        if case.level in LEVELS:
            result = ("SUCCESS", "") if one.passed else ("ERROR", f"FAILURE: {one.told()}")
            cells = (f"{case.level}/{case.folder}", case.file, case.id, *result)
            lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n")
    return "".join(lines)


def board_properties(version: str, day: str) -> str:
    """`tck_results.properties`."""
    return "".join(
        f"{key}={value}\n"
        for key, value in (
            ("vendor.name", "thiduascore maintainers"),
            ("vendor.url", ""),
            ("product.name", "thiduascore"),
            ("product.url", ""),
            ("product.version", version),
            ("product.comment", "Exact, explained FEEL and DMN in Python: every null says why it is one"),
            ("last.update", day),
            ("instructions.url", ""),
        )
    )


# The page of the reference


def remainder() -> Sequence[Mapping[str, object]]:
    """The groups of cases that are known to fail, with the reasons."""
    groups: Sequence[Mapping[str, object]] = tomli.loads(REMAINDER.read_text(encoding="utf-8"))["groups"]
    return groups


def unexplained(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Cases that fail without a reason, and reasons for cases that do not fail."""
    known = [name for group in remainder() for name in group["cases"]]  # type: ignore[attr-defined]
    return tuple(sorted({*known} ^ {*failing(outcomes)}))


_TITLES = {
    "vi": {
        "level-2": "Mức 2",
        "level-3": "Mức 3",
        "both": "Cả hai mức",
        "values": "Trong đó các ca mà kết quả mong đợi không phải là null",
    },
    "en": {
        "level-2": "Level 2",
        "level-3": "Level 3",
        "both": "Both levels",
        "values": "Of these, the cases that expect a value rather than null",
    },
}
_TEXTS = {
    "vi": (
        "## Tiếng Việt",
        "Số ca của bộ kiểm tra tương thích DMN công khai (DMN TCK, commit `{kit}`) "
        "mà hệ thống cho đúng kết quả.",
        "| Phần | Đúng | Tổng số | Tỷ lệ |",
        "Một hệ thống luôn trả lời null cũng đạt 43 %, nên dòng cuối được tính riêng.",
        "Số được coi là bằng nhau khi lệch dưới 0,00000001, như các chương trình chạy khác của bộ kiểm tra; "
        "mọi giá trị khác phải giống hệt.",
        "### Các ca còn lại",
        "Chạy lại: `DMN_TCK=đường/dẫn/tck python tests/conformance/run.py`; "
        "thêm `--failing` để xem từng ca sai, `--results THƯ_MỤC` để ghi các tệp của bảng công bố.",
    ),
    "en": (
        "## English",
        "How many cases of the public DMN conformance kit (DMN TCK, commit `{kit}`) "
        "give what the kit expects.",
        "| Part | Right | Of | Share |",
        "An engine that always answers null would reach 43 %, which is why the last line stands apart.",
        "Numbers count as equal when they are less than 0.00000001 apart, as in the kit's other runners; "
        "every other value must be the same.",
        "### The remaining cases",
        "To run it again: `DMN_TCK=path/to/tck python tests/conformance/run.py`; "
        "`--failing` shows each case that fails, `--results FOLDER` writes the board's files.",
    ),
}


def page(outcomes: Iterable[Outcome]) -> str:
    """The page, in both languages; raises ValueError when a case fails and nobody says why."""
    outcomes = tuple(outcomes)
    wrong = unexplained(outcomes)
    if wrong:
        raise ValueError(f"remainder.toml does not say why these fail, or they do not: {', '.join(wrong)}")
    parts = ["<!-- tests/conformance/run.py --write -->\n\n# FEEL: DMN TCK"]
    for lang in ("vi", "en"):
        parts += _section(outcomes, lang)
    return "\n\n".join(parts) + "\n"


def _section(outcomes: Sequence[Outcome], lang: str) -> Iterator[str]:
    heading, about, columns, always_null, equality, rest, again = _TEXTS[lang]
    yield heading
    yield about.format(kit=KIT)
    rows = [
        f"| {_TITLES[lang][one.slug]} | {one.passed} | {one.cases} | {_share(one, lang)} |"
        for one in counts(outcomes)
        if one.slug in _TITLES[lang]
    ]
    yield "\n".join((columns, "| --- | ---: | ---: | ---: |", *rows))
    yield f"{always_null}\n{equality}"
    yield rest
    for group in remainder():
        names = [f"* `{name}`" for name in group["cases"]]  # type: ignore[attr-defined]
        yield f"{group[lang]}"
        yield "\n".join(names)
    yield again


def _share(one: Count, lang: str) -> str:
    return f"{one.share.replace('.', ',') if lang == 'vi' else one.share} %"
