"""The settings of a year as a person reads them, on lines."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.desk.settings.book import day_said, not_signed, office_lines, scalars, setting_said, signer_said
from isoaudit.desk.settings.score import score_lines
from isoaudit.desk.settings.units import unit_lines
from isoaudit.model import Settings
from isoaudit.wording import label


def settings_lines(found: Settings) -> Iterator[str]:
    """Each value, then part by part, an empty line between; last for which papers and agencies nobody signs."""
    for name, value in scalars(found):
        yield f"{label('setting', name)}: {setting_said(name, value)}"
    parts = (
        ("Cơ quan ban hành", office_lines(found)),
        (
            "Ai ký văn bản nào, gửi ai (dòng đầu tiên phù hợp được dùng)",
            [signer_said(found, one) for one in found.signers],
        ),
        *([("Đơn vị kiểm tra khác", unit_lines(found))] if found.units else []),
        ("Ngày nghỉ, ngày làm việc bù", [day_said(one) for one in found.days_off]),
        *([("Chấm điểm cho chỉ số cải cách hành chính", score_lines(found))] if found.score else []),
    )
    for title, lines in parts:
        yield ""
        yield f"{title}:"
        for number, line in enumerate(lines or ["chưa ghi"], start=1):
            yield f"  {number}. {line}" if lines else f"  {line}"
    if missing := list(not_signed(found)):
        yield ""
        yield f"Chưa có người ký gửi đủ mọi loại cơ quan: {'; '.join(missing)}."
