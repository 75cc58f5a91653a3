"""The book of outgoing papers as the recorded acts know it, and what is to be known of each series of numbers.

Decree 30/2020, Annex IV: the columns of the book of outgoing papers (Sổ đăng ký văn bản đi). What no act holds, who
keeps the copy and how many were made, is left open for the clerk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date

from isoaudit.tables.workbooks.lists import List, ListForm, Value, lists_workbook

_BOOK = ListForm(
    (
        ("Số, ký hiệu", 17), ("Ngày", 12), ("Tên loại và trích yếu", 40), ("Người ký", 20), ("Nơi nhận", 44),
        ("Đơn vị, người nhận bản lưu", 29), ("Số bản", 8), ("Ghi chú", 22), ("Đơn vị kiểm tra", 30),
        ("Cuộc kiểm tra", 28),
    ),
    printed=8,
    frozen=2,
    has_days=False,
)  # fmt: skip
_SERIES = ListForm(
    (
        ("Ký hiệu", 18), ("Năm", 8), ("Đơn vị kiểm tra", 34), ("Số văn bản đã ghi", 10),
        ("Số tiếp theo theo dữ liệu", 13), ("Điều cần biết", 90),
    ),
    printed=6,
    frozen=1,
    has_days=False,
)  # fmt: skip
_UNREAD = ListForm(
    (("Số đã ghi", 22), ("Ngày", 12), ("Việc", 44), ("Cuộc kiểm tra", 28)), printed=4, frozen=1, has_days=False
)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A paper as the book has it; all as it is read."""

    number: str
    on: date
    title: str
    signer: str
    addressees: str
    unit: str
    note: str
    inspections: str


def number_workbook(
    rows: Sequence[RegisterRow],
    series: Sequence[tuple[str, ...]],
    unread: Sequence[tuple[str, ...]],
    year: int,
) -> bytes:
    """The workbook of papers, of series and of numbers that cannot be read; the same rows, the same bytes."""
    lists = [List(_BOOK, "Văn bản đi", [_line(row) for row in rows]), List(_SERIES, "Soát số", series)]
    if unread:
        lists.append(List(_UNREAD, "Số không đọc được", unread))
    said = "Theo các việc đã ghi trong isoaudit; văn bản khác của cơ quan không có ở đây. Đối chiếu với sổ của văn thư."
    return lists_workbook(lists, f"SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM {year}: KIỂM TRA HTQLCL", said)


def _line(row: RegisterRow) -> tuple[Value, ...]:
    number, on, title, signer, addressees, unit, note, inspections = astuple(row)
    return number, on, title, signer, addressees, "", "", note, unit, inspections
