"""The copy of a refused workbook in which each problem stands beside its cell."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from isoaudit.errors import RunError
from isoaudit.files import read_bounded, write_whole
from isoaudit.tables import Table, is_workbook

_TO_MEND = " - cần sửa"
BESIDE = "cùng thư mục với tệp đã chọn"
"""Where the copy lies, in words; of a file that was dropped the page says it otherwise."""
_LONGEST_NAME = 240
"""Bytes of the name of a copy; while it is written it has a longer one."""


def copy_to_mend(table: Table) -> str:
    """Leave a copy of a refused workbook with its problems beside the cells; where it is, in words."""
    try:
        data = read_bounded(table.path)
        if not is_workbook(data):
            return ""
        from isoaudit.tables.workbooks.marking import marked

        copy = _free(table.path)
        write_whole(copy, marked(data, table.faults))
    except RunError as error:
        return f"Chưa ghi được bản có đánh dấu chỗ cần sửa: {error}"
    except Exception:  # the copy only helps: whatever it fails of, the refusal is what must be said
        return "Không lập được bản có đánh dấu chỗ cần sửa; sửa tệp gốc theo các dòng báo ở trên."
    return f"Các chỗ cần sửa được đánh dấu trong «{copy.name}», {BESIDE}."


def _free(path: Path) -> Path:
    """A name beside the file that is not taken: a copy that somebody has begun to mend is not overwritten."""
    stem = path.stem.partition(_TO_MEND)[0]
    ends = chain([_TO_MEND], (f"{_TO_MEND} {number}" for number in count(2)))
    return next(copy for end in ends if not (copy := path.with_name(f"{_short(stem, end)}{end}.xlsx")).exists())


def _short(stem: str, end: str) -> str:
    """A name that leaves room for its end: file systems take 255 bytes."""
    room = _LONGEST_NAME - len(f"{end}.xlsx".encode())
    return stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
