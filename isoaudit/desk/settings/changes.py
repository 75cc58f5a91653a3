"""What a workbook of settings changes, said in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isoaudit.desk.settings.book import day_said, office_lines, scalars, setting_said, signer_said
from isoaudit.desk.settings.score import SCORE, score_lines
from isoaudit.desk.settings.units import unit_lines
from isoaudit.model import Settings
from isoaudit.wording import label


def changes(old: Settings, new: Settings) -> Iterator[str]:
    """What changes, a line each."""
    before, after = dict(scalars(old)), dict(scalars(new))
    for name, value in before.items():
        if after[name] != value:
            yield f"{label('setting', name)}: {setting_said(name, value)} → {setting_said(name, after[name])}"
    yield from _listed("Cơ quan ban hành", office_lines(old), office_lines(new))
    yield from _listed("Đơn vị kiểm tra", unit_lines(old), unit_lines(new))
    yield from _listed(SCORE, score_lines(old), score_lines(new))
    yield from _listed("Người ký", *([signer_said(of, one) for one in of.signers] for of in (old, new)))
    yield from _listed("Ngày nghỉ", *([day_said(one) for one in of.days_off] for of in (old, new)))


def _listed(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if before != after and sorted(before) == sorted(after):
        yield f"{what}: đổi thứ tự các dòng"
    yield from (f"{what}, bỏ: {line}" for line in before if line not in after)
    yield from (f"{what}, ghi: {line}" for line in after if line not in before)
