"""Units of numbers in English: rulesets and fields declare them in Vietnamese, which is also what they are.

A unit that is not here stays in its author's own word.
"""

from __future__ import annotations

import re
from typing import Final

_ENGLISH: Final = {
    "bưu gửi": ("postal item", "postal items"),
    "báo cáo": ("report", "reports"),
    "chuyên mục": ("column", "columns"),
    "chỉ tiêu": ("target", "targets"),
    "cuốn": ("book", "books"),
    "cuộc": ("event", "events"),
    "cơ quan": ("agency", "agencies"),
    "cấp độ": ("level", "levels"),
    "doanh nghiệp": ("enterprise", "enterprises"),
    "dân": ("inhabitant", "inhabitants"),
    "dịch vụ": ("service", "services"),
    "dự án": ("project", "projects"),
    "gia đình": ("family", "families"),
    "giây": ("second", "seconds"),
    "giải pháp": ("solution", "solutions"),
    "giờ": ("hour", "hours"),
    "gương, mô hình": ("example or model", "examples or models"),
    "huyện": ("district", "districts"),
    "hình thức": ("form", "forms"),
    "hệ thống": ("system", "systems"),
    "hồ sơ": ("dossier", "dossiers"),
    "hộ": ("household", "households"),
    "hoạt động": ("activity", "activities"),
    "khiếu nại": ("complaint", "complaints"),
    "khách hàng": ("customer", "customers"),
    "kiến nghị": ("petition", "petitions"),
    "lượt": ("time", "times"),
    "lần": ("time", "times"),
    "lớp": ("course", "courses"),
    "máy": ("machine", "machines"),
    "mô hình": ("model", "models"),
    "mục tiêu": ("goal", "goals"),
    "người": ("person", "people"),
    "ngày": ("day", "days"),
    "ngày làm việc": ("working day", "working days"),
    "nhiệm vụ": ("task", "tasks"),
    "nền tảng": ("platform", "platforms"),
    "nội dung": ("item", "items"),
    "phong trào": ("campaign", "campaigns"),
    "phản ánh": ("report by the public", "reports by the public"),
    "quyết định": ("decision", "decisions"),
    "sáng kiến": ("initiative", "initiatives"),
    "sản phẩm": ("product", "products"),
    "sự cố": ("incident", "incidents"),
    "sự kiện": ("event", "events"),
    "thuê bao": ("subscriber", "subscribers"),
    "thôn": ("hamlet", "hamlets"),
    "thư": ("letter", "letters"),
    "thủ tục": ("procedure", "procedures"),
    "tin, bài": ("article", "articles"),
    "trường hợp": ("case", "cases"),
    "trạm": ("station", "stations"),
    "tồn tại": ("shortcoming", "shortcomings"),
    "vi phạm": ("violation", "violations"),
    "việc": ("task", "tasks"),
    "vụ": ("case", "cases"),
    "vụ việc": ("case", "cases"),
    "văn bản": ("document", "documents"),
    "xã": ("commune", "communes"),
    "đài": ("radio station", "radio stations"),
    "điển hình": ("model example", "model examples"),
    "điểm": ("point", "points"),
    "đơn vị": ("unit", "units"),
    "đề xuất": ("proposal", "proposals"),
    "địa phương": ("locality", "localities"),
    "đợt": ("round", "rounds"),
    "ổ dịch": ("outbreak", "outbreaks"),
    "ứng dụng": ("application", "applications"),
}
"""By the Vietnamese unit, the English one of a single thing and of several."""
_MONEY: Final = {
    "nghìn đồng": "thousand VND",
    "triệu USD": "million USD",
    "triệu đồng": "million VND",
    "tỷ USD": "billion USD",
    "tỷ đồng": "billion VND",
    "đồng": "VND",
}
_PER: Final = re.compile(r"(?P<count>\d[\d.]*) (?P<unit>.+)")


def with_unit(number: str, unit: str, lang: str) -> str:
    """A number with its unit as people read it: `12 hồ sơ`, `12 dossiers`, `97%`."""
    if not unit or unit == "%":
        return number + unit
    return f"{number} {unit_said(unit, lang, one=number == '1')}"


def compared_with(number: str, unit: str, lang: str) -> str:
    """A number that something is compared with; in English without what is counted, which that names."""
    measures = unit in _MONEY or unit.isascii()
    return with_unit(number, unit, lang) if lang != "en" or measures else number


def unit_said(unit: str, lang: str, *, one: bool = False) -> str:
    """A unit as people read it; of `one` thing or of several."""
    if lang != "en" or unit in _MONEY:
        return _MONEY[unit] if lang == "en" else unit
    of, *per = unit.split("/")
    parts = [_ENGLISH[of][not one] if of in _ENGLISH else of]
    for each in per:
        counted = _PER.fullmatch(each)
        if counted is None:
            parts.append(_ENGLISH[each][0] if each in _ENGLISH else each)
            continue
        name = counted["unit"]
        count = counted["count"].replace(".", " ")
        parts.append(f"{count} {_ENGLISH[name][1] if name in _ENGLISH else name}")
    return "/".join(parts) if unit.isascii() else " per ".join(parts)
