"""The comparison of procedures, and of instruments, as workbooks: to be read, filtered, put to the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from isoaudit.model import Agency, LawUpdate, Scope
from isoaudit.tables.cells import Column, text
from isoaudit.tables.workbooks.forms import Form, FormColumn, Value, forms_workbook
from isoaudit.tables.workbooks.lists import LATE, LEFT, ListForm, list_workbook
from isoaudit.wording import date_short, label, sentence

_PERSON = "Người kiểm tra xem, đối chiếu với hồ sơ của cơ quan rồi kết luận; bảng này không phải kết luận."
_UPDATES = ListForm(
    (
        ("Cơ quan", 30), ("Văn bản", 24), ("Phần của văn bản", 14), ("Ngày có hiệu lực", 13), ("Ngày cuối cùng", 13),
        ("Ngày cập nhật", 13), ("Số ngày chậm", 12), (LEFT, 8), (LATE, 10), ("Tình trạng", 24), ("Mã TTHC", 20),
        ("Tên văn bản", 40), ("Bằng chứng cập nhật", 30),
    ),
    printed=11,
    frozen=2,
)  # fmt: skip


def scope_workbook(found: Sequence[tuple[Agency, Scope]], year: int) -> bytes:
    """Sums by agency and field, then every item; the same content, the same bytes."""
    title = f"Đối chiếu danh mục TTHC với phạm vi áp dụng HTQLCL năm {year}"
    guide = [
        title,
        "TTHC đã công bố thuộc thẩm quyền của cơ quan được đối chiếu với danh mục kèm công bố HTQLCL, theo mã rồi theo "
        "tên (điểm a khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN; khoản 1 Điều 3 Quyết định số 19/2014/QĐ-TTg).",
        label("scope_said", "later"),
        label("scope_said", "common"),
        _PERSON,
    ]
    sums = [_sum(agency, scope) for agency, scope in found]
    fields = [
        {
            "Cơ quan": agency.name,
            "Lĩnh vực": one.field or sentence(label("scope_said", "no_field")),
            "Đã công bố": str(one.published),
            "Đã có trong phạm vi": str(one.covered),
            "Chưa có": str(one.published - one.covered),
        }
        for agency, scope in found
        for one in scope.fields
    ]
    items = [
        {
            "Cơ quan": agency.name,
            "Vấn đề cần xem": label("scope_item", item.kind),
            "Mã TTHC": item.code,
            "Tên TTHC": item.name,
            "Lĩnh vực": item.field,
            "Ghi chú": item.note,
        }
        for agency, scope in found
        for item in scope.items
    ]
    forms = (
        _form("Tổng hợp", "Mỗi cơ quan một dòng.", _SUMS, sums),
        _form("Theo lĩnh vực", "Số TTHC đã có trong phạm vi trên số đã công bố, theo lĩnh vực.", _FIELDS, fields),
        _form("Chi tiết", "Từng TTHC cần xem.", _ITEMS, items),
    )
    return forms_workbook(guide, forms)


_SUMS = (
    ("Cơ quan", 34), ("Đến ngày", 12), ("Ngày công bố HTQLCL", 13), ("Đã công bố", 10), ("Đã có trong phạm vi", 12),
    ("Chưa có", 9), ("Công bố sau", 9), ("Hết hiệu lực, không thuộc, không rõ", 14), ("Khác tên, mã, cấp", 10),
    ("Chưa ghi mã", 9), ("Chưa có quy trình", 12), ("TTHC nội bộ, không tính", 12), ("Chưa đối chiếu được", 34),
)  # fmt: skip
_FIELDS = (("Cơ quan", 34), ("Lĩnh vực", 40), ("Đã công bố", 10), ("Đã có trong phạm vi", 12), ("Chưa có", 9))
_ITEMS = (
    ("Cơ quan", 30), ("Vấn đề cần xem", 26), ("Mã TTHC", 16), ("Tên TTHC", 56), ("Lĩnh vực", 24), ("Ghi chú", 44),
)  # fmt: skip


def _sum(agency: Agency, scope: Scope) -> dict[str, Value]:
    def number(*kinds: str) -> str:
        return str(sum(item.kind in kinds for item in scope.items))

    figures = {
        "Đã công bố": str(scope.published),
        "Đã có trong phạm vi": str(scope.covered),
        "Chưa có": number("missing", "missing_later"),
        "Công bố sau": number("missing_later"),
        "Hết hiệu lực, không thuộc, không rõ": number("repealed", "not_theirs", "unknown"),
        "Khác tên, mã, cấp": number("renamed", "other_code", "other_level"),
        "Chưa ghi mã": number("without_code"),
        "Chưa có quy trình": number("without_process") if scope.processes else "không có cột",
        "TTHC nội bộ, không tính": str(scope.internal),
    }
    return {
        "Cơ quan": agency.name,
        "Đến ngày": date_short(scope.on) if scope.on else "",
        "Ngày công bố HTQLCL": date_short(scope.declared_on) if scope.declared_on else "",
        **({} if scope.open else figures),
        "Chưa đối chiếu được": " ".join(label("scope_said", why).format(agency=agency.code) for why in scope.open),
    }


def _form(title: str, purpose: str, columns: Sequence[tuple[str, int]], rows: Sequence[Mapping[str, Value]]) -> Form:
    shown = tuple(FormColumn(Column(heading, text), width, read_only=True) for heading, width in columns)
    return Form(title, purpose, shown, rows)


def updates_workbook(found: Sequence[tuple[Agency, date, Sequence[LawUpdate]]], year: int) -> bytes:
    """A row for each instrument and agency, what is overdue in colour; the same content, the same bytes."""
    rows = [
        (
            agency.name,
            one.number,
            one.part,
            one.in_force,
            one.due,
            one.taken_on,
            one.late or None,
            (one.due - on).days if one.state == "in_time" else None,
            LATE if one.state == "overdue" else "",
            sentence(label("update_state", one.state)),
            ", ".join(one.codes),
            one.title,
            one.evidence,
        )
        for agency, on, updates in found
        for one in updates
    ]
    title = f"Cập nhật văn bản quy phạm pháp luật vào HTQLCL năm {year}"
    return list_workbook(_UPDATES, "Cập nhật văn bản", title, label("update_said", "rule"), rows)
