"""A checklist as a workbook that an office edits: its criteria, what it is called, its short forms; and read again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from isoaudit.model import POINTS, Checklist, Citation, Criterion, Kinds, Selection
from isoaudit.tables.cells import Cell, Column, codes, text, word_key
from isoaudit.tables.days import day
from isoaudit.tables.workbooks.forms import Form, FormColumn, Value, forms_workbook
from isoaudit.wording import label, labels

CRITERIA, HEAD, SHORT = "Tiêu chí", "Phiếu", "Phiếu rút gọn"
"""The sheets."""
ALL_KINDS = "mọi cơ quan"
_CITATION = re.compile(r"(?P<document>\S+)\s+Đ(?P<article>\d+)(?:\.(?P<clause>\d+)(?:\.(?P<point>[^\W\d_]))?)?")
_CITED = "TT26/2014 Đ36.1.đ; QĐ19/2014 Đ4.4.b"


def citations(value: str, cell: Cell) -> list[dict[str, Any]] | None:
    """Places in the law: ``TT26/2014 Đ36.1.đ; QĐ19/2014 Đ4.4.b``, that is document, article, clause, point."""
    found = []
    for part in _parts(value):
        match = _CITATION.fullmatch(part)
        if match is None:
            cell.refuse("CHECKLISTBOOK_001", value=part, expected=_CITED)
            return None
        numbers = {name: int(match[name]) for name in ("article", "clause") if match[name]}
        found.append(
            {"document": match["document"], **numbers, **({"point": match["point"]} if match["point"] else {})}
        )
    return found


def kinds(value: str, cell: Cell) -> Any:
    """«mọi cơ quan», or kinds of agency by their labels; empty: all."""
    if not value or value.casefold() == ALL_KINDS:
        return "all"
    return _coded("kind", value, cell)


def grounds(value: str, cell: Cell) -> list[str] | None:
    """How it can be seen: «hồ sơ; phỏng vấn»."""
    return _coded("ground", value, cell)


def worst(value: str, cell: Cell) -> str | None:
    """The worst finding; empty: a nonconformity."""
    found = _coded("verdict", value or label("verdict", "nonconforming"), cell)
    if found and found[0] in ("nonconforming", "observation") and len(found) == 1:
        return found[0]
    if found:
        cell.refuse("TABLE_004", value=value, expected=[label("verdict", v) for v in ("nonconforming", "observation")])
    return None


def _coded(vocabulary: str, value: str, cell: Cell) -> list[str] | None:
    known = codes(vocabulary)
    found = [known.get(word_key(part)) for part in _parts(value)]
    if None in found:
        cell.refuse("TABLE_004", value=value, expected=list(labels()[vocabulary].values()))
        return None
    return [one for one in found if one]


def lines(value: str, cell: Cell) -> list[str]:
    """Texts, a line of the cell each."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def listed(value: str, cell: Cell) -> list[str]:
    """Short names separated by semicolons or line ends."""
    return _parts(value)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", value) if part.strip()]


CRITERION_COLUMNS = (
    Column("criterion", text, required=True, title="Mã tiêu chí"),
    Column("criterion_point", text, required=True, title="Điểm của Điều 36"),
    Column("question", text, required=True, title="Câu hỏi"),
    Column("basis", citations, required=True, title="Căn cứ pháp lý"),
    Column("iso_9001_2015", listed, title="Mục của tiêu chuẩn"),
    Column("examine", grounds, required=True, title="Cách xem"),
    Column("look_for", lines, required=True, title="Cần xem, cần hỏi"),
    Column("kinds", kinds, title="Áp dụng cho"),
    Column("ask", text, title="Đề nghị báo cáo, gửi kèm"),
    Column("worst", worst, title="Mức cao nhất"),
    Column("requirement", text, required=True, title="Nội dung quy định"),
    Column("gap_hint", text, required=True, title="Gợi ý ghi khi chưa đạt"),
    Column("remedy", text, required=True, title="Đề nghị với cơ quan"),
    Column("caution", text, title="Điều cần cân nhắc"),
    Column("in_force_from", day, required=True, title="Áp dụng từ"),
    Column("in_force_to", day, title="Áp dụng đến hết"),
    Column("in_short_forms", listed, title="Trong phiếu rút gọn"),
)
HEAD_COLUMNS = (
    Column("about", text, required=True, title="Mục"),
    Column("said", text, title="Nội dung"),
)
SHORT_COLUMNS = (
    Column("short_id", text, required=True, title="Mã phiếu rút gọn"),
    Column("short_title", text, required=True, title="Tên in trong văn bản"),
    Column("short_kinds", kinds, title="Dùng cho"),
)
HEAD_FIELDS = {"id": "Mã phiếu", "version": "Phiên bản", "title": "Tên phiếu", "annex": "Là phụ lục"}
"""The rows of the sheet on the checklist itself, by field."""
YES, NO = "có", "không"
COLUMN_OF = {"id": "criterion", "point": "criterion_point", "by_record": "ask"}
"""Columns that are not named as the field they hold."""
_WIDTHS = (16, 9, 44, 34, 10, 14, 50, 20, 40, 16, 40, 40, 40, 40, 12, 12, 14)


def checklist_workbook(checklist: Checklist) -> bytes:
    """The checklist as a workbook of three sheets, how to edit it first. Raises TableError (TABLE_015)."""
    heads = {field: str(getattr(checklist, field)) for field in ("id", "version", "title")}
    heads["annex"] = YES if checklist.annex else NO
    head_rows = [{"about": words, "said": heads[field]} for field, words in HEAD_FIELDS.items()]
    about, said = HEAD_COLUMNS
    head = (FormColumn(about, 20, read_only=True), FormColumn(said, 90))
    short = tuple(FormColumn(one, width) for one, width in zip(SHORT_COLUMNS, (20, 60, 40), strict=True))
    criteria = [_row(one, checklist.selections) for one in checklist.criteria]
    forms = (
        Form(CRITERIA, _PURPOSE, _columns(), criteria, empty=10),
        Form(HEAD, "Đổi câu hỏi thì ghi phiên bản mới.", head, head_rows),
        Form(SHORT, _OF_SHORT, short, [_short_row(one) for one in checklist.selections], empty=3),
    )
    return forms_workbook(_GUIDE, forms)


def _columns() -> tuple[FormColumn, ...]:
    offered = {
        "criterion_point": POINTS,
        "worst": (label("verdict", "nonconforming"), label("verdict", "observation")),
    }
    return tuple(
        FormColumn(one, width, offered.get(one.name, ()), day=one.name.startswith("in_force"))
        for one, width in zip(CRITERION_COLUMNS, _WIDTHS, strict=True)
    )


def _row(criterion: Criterion, selections: Sequence[Selection]) -> Mapping[str, Value]:
    row: dict[str, Value] = {
        "criterion": criterion.id,
        "criterion_point": criterion.point,
        "question": criterion.question,
        "basis": "; ".join(map(_cited, criterion.basis)),
        "iso_9001_2015": "; ".join(criterion.iso_9001_2015),
        "examine": "; ".join(label("ground", ground) for ground in criterion.examine),
        "look_for": "\n".join(criterion.look_for),
        "kinds": _kinds(criterion.kinds),
        "ask": criterion.ask or "",
        "worst": label("verdict", criterion.worst),
        "requirement": criterion.requirement,
        "gap_hint": criterion.gap_hint,
        "remedy": criterion.remedy,
        "caution": criterion.caution or "",
        "in_force_from": criterion.in_force_from,
        "in_short_forms": "; ".join(one.id for one in selections if criterion.id in one.criteria),
    }
    return {**row, "in_force_to": criterion.in_force_to} if isinstance(criterion.in_force_to, date) else row


def _short_row(selection: Selection) -> Mapping[str, Value]:
    return {"short_id": selection.id, "short_title": selection.title, "short_kinds": _kinds(selection.kinds)}


def _kinds(of: Kinds) -> str:
    return ALL_KINDS if of == "all" else "; ".join(label("kind", kind) for kind in of)


def _cited(citation: Citation) -> str:
    parts = (citation.article, citation.clause, citation.point)
    return f"{citation.document} Đ{'.'.join(str(part) for part in parts if part is not None)}"


_PURPOSE = "Mỗi dòng một tiêu chí, theo thứ tự 13 nội dung của Điều 36. Mã đã dùng không dùng lại cho câu hỏi khác."
_OF_SHORT = "Tiêu chí nào thuộc phiếu rút gọn thì ghi mã phiếu rút gọn ấy ở cột cuối của trang «Tiêu chí»."
_GUIDE = (
    "Phiếu kiểm tra",
    f"Trang «{CRITERIA}»: sửa câu hỏi, thêm dòng, xóa dòng. Trang «{HEAD}»: tên và phiên bản. Trang «{SHORT}»: các "
    "phiếu rút gọn.",
    f"Căn cứ pháp lý ghi như «{_CITED}»: văn bản, điều, khoản, điểm; điểm của Điều 36 đứng đầu. Chỉ ghi văn bản, điều "
    "đã có trong checklists/law.yaml.",
    "Cần xem, cần hỏi: mỗi ý một dòng trong ô (Alt + Enter). Cột «Đề nghị báo cáo, gửi kèm» có chữ thì tiêu chí xem "
    "được qua hồ sơ, báo cáo; để trống thì chỉ xem tại trụ sở.",
    "Sửa xong thì ghi phiên bản mới, lưu tệp rồi thả vào trang bắt đầu (thẻ 3, mục «Phiếu kiểm tra»), hoặc chạy: "
    "isoaudit checklist import TỆP. Có chỗ chưa đúng thì không ghi "
    "gì, các chỗ ấy được đánh dấu trong bản sao của tệp.",
    "Phiếu mới chỉ dùng cho các cuộc kiểm tra nhập từ sau đó; cuộc đã nhập giữ phiếu của mình.",
)
