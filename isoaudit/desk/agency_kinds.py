"""Level, kind and obligation of an agency whose list does not say them: only what is certain, said once, else asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from isoaudit.desk.intake import Desk
from isoaudit.rules.findings import OBLIGED_BY_PROVINCE
from isoaudit.tables import Row
from isoaudit.tables.cells import codes, word_key
from isoaudit.wording import count, label, labels, name_key
from isoaudit.wording.agency_kinds import is_central, kind_of_name, level_of_section, level_within_name

_FIELDS = ("level", "kind", "obligation")
_LEVEL = {"ubnd_tinh": "tinh", "co_quan_chuyen_mon": "tinh", "ubnd_cap_xa": "xa"}
"""The level of the kinds that are of one level by what they are."""
_OBLIGED = ("ubnd_tinh", "co_quan_chuyen_mon")
"""Kinds that Decision 19/2014, Article 2.1.b and c, obliges."""
_SECTIONS = ("chi_cuc", "don_vi_su_nghiep", "ubnd_cap_xa")
"""Kinds that a section names for all in it; «Các sở, ban, ngành» may hold bodies that are no specialised agencies."""


@dataclass(slots=True)
class Completed:
    """Fills in what a list of agencies leaves open, and counts what it filled in."""

    desk: Desk
    found: dict[str, Counter[str]] = field(default_factory=dict)
    unread: set[tuple[str, int, int]] = field(init=False)
    """Cells that could not be read, by sheet, row and column: of these nothing is filled in."""

    def __post_init__(self) -> None:
        places = (place for place, _ in self.desk.table.faults.placed)
        self.unread = {(place.sheet, place.row, place.column) for place in places}

    def row(self, row: Row) -> Row:
        """The row with level, kind and obligation; what is not certain is refused at its name (AGENCY_006)."""
        open_ = [name for name in _FIELDS if not row.values.get(name) and not self._unread(row, name)]
        if not open_ or not row.values.get("name"):
            return row
        known = self.desk.state.agencies.get(row.values.get("code") or "")
        if known is not None and name_key(known.name) == name_key(row.values["name"]):
            return replace(row, values=row.values | {name: getattr(known, name) for name in open_})
        values = dict(row.values)
        kind = values.get("kind") or _kind(row)
        values["kind"], values["level"] = kind, values.get("level") or _level(row, kind)
        values["obligation"] = values.get("obligation") or _obligation(values)
        asked = [name for name in open_ if not values[name]]
        if asked:
            columns = ", ".join(f"«{label('column', name)}»" for name in asked)
            expected = "; ".join(f"{label('column', n)}: {', '.join(labels()[n].values())}" for n in asked)
            self.desk.refuse(row, "name", "AGENCY_006", value=values["name"], columns=columns, expected=expected)
            return row
        for name in open_:
            of = values["kind"] if name == "obligation" else values[name]
            self.found.setdefault(name, Counter())[of] += 1
        return replace(row, values=values)

    def _unread(self, row: Row, name: str) -> bool:
        return (row.place.sheet, row.place.row, row.columns.get(name, -1)) in self.unread

    def notes(self) -> list[str]:
        """What was filled in, a sentence for each column."""
        return [self._note(name, kinds) for name, kinds in self.found.items()]

    def _note(self, name: str, found: Counter[str]) -> str:
        start = f"{self.desk.table.path.name}: {count(found.total())} cơ quan chưa ghi «{label('column', name)}»"
        if name != "obligation":
            each = ", ".join(f"{label(name, code)} {count(times)}" for code, times in found.items())
            return f"{start}: lấy theo tên, loại cơ quan hoặc nhóm trong bảng ({each})."
        said = [
            f"{label('kind', kind)} {count(times)}: {label('obligation', _of_kind(kind))}"
            for kind, times in found.items()
        ]
        open_ = (
            " UBND cấp tỉnh có văn bản quy định cơ quan nào phải áp dụng thì ghi ở cột «Đối tượng» rồi nhập lại."
            if set(found) & set(OBLIGED_BY_PROVINCE)
            else ""
        )
        return f"{start}: lấy theo Điều 2 Quyết định số 19/2014/QĐ-TTg ({'; '.join(said)}).{open_}"


def _kind(row: Row) -> str:
    by_section = codes("kind").get(word_key(row.section).removeprefix(f"{word_key('các')} "), "")
    return kind_of_name(row.values["name"]) or (by_section if by_section in _SECTIONS else "")


def _level(row: Row, kind: str) -> str:
    name = row.values["name"]
    if kind in _LEVEL:
        return _LEVEL[kind]
    if is_central(name):
        return ""
    section, parent = level_of_section(row.section), row.values.get("parent") or ""
    above = _LEVEL.get(kind_of_name(parent), "")
    if kind == "chi_cuc":
        return above or section or "tinh"
    return above or level_within_name(name) or section


def _of_kind(kind: str) -> str:
    return "bat_buoc" if kind in _OBLIGED else "khuyen_khich" if kind in OBLIGED_BY_PROVINCE else ""


def _obligation(values: dict[str, Any]) -> str:
    """What Article 2 of Decision 19/2014 says of a kind; nothing where it names it not, or a source says otherwise.

    Article 2.2.c names xã, phường and thị trấn, not đặc khu; of chi cục Article 2 does not speak.
    """
    kind = values["kind"]
    by_another = kind in OBLIGED_BY_PROVINCE and (values.get("obligation_source") or _is_special_zone(values["name"]))
    return "" if by_another else _of_kind(kind)


def _is_special_zone(name: str) -> bool:
    return name_key("đặc khu") in name_key(name)
