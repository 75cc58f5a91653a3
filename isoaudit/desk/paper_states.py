"""A list without a column of states that has one of decisions: who decided to declare the system has declared it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from isoaudit.desk.intake import Desk
from isoaudit.tables.cells import codes, word_key
from isoaudit.wording import count, label
from isoaudit.wording.grouping import few


@dataclass(slots=True)
class StatesOfPapers:
    """Takes the state of each system from the decision in its row, and counts who has none."""

    desk: Desk
    declared: int = 0
    unknown: int = 0
    noted: list[str] = field(default_factory=list)
    """The codes of the agencies whose state another column says in its own words, such as one of notes."""

    def of(self, code: str, fields: Mapping[str, Any]) -> dict[str, str]:
        """The state of an agency of which none is recorded; it declares by a decision (Decision 19/2014, 4.3)."""
        if self.desk.state.fields("agency", code).get("qms_status"):
            return {}
        if said := _said(fields.get("others") or {}):
            self.noted.append(code)
            return {"qms_status": said}
        if not fields.get("declaration"):
            self.unknown += 1
            return {}
        self.declared += 1
        return {"qms_status": "da_cong_bo"}

    def notes(self) -> Iterator[str]:
        """What was taken, and of how many nothing is known, in a sentence."""
        file, column = self.desk.table.path.name, label("column", "qms_status")
        if self.declared:
            yield (
                f"{file}: {count(self.declared)} cơ quan có quyết định công bố, chưa ghi «{column}»: ghi là "
                f"«{label('qms_status', 'da_cong_bo')}»; cơ quan phải công bố lại thì thêm cột ấy rồi nhập lại."
            )
        if self.noted:
            yield (
                f"{file}: {count(len(self.noted))} cơ quan ghi «{column}» ở cột khác ({few(self.noted)}): lấy theo cột "
                "ấy; nếu không đúng thì thêm cột rồi nhập lại."
            )
        if self.declared and self.unknown:  # a list of names alone was not made to tell states
            many = count(self.unknown)
            yield f"{file}: {many} cơ quan chưa rõ «{column}» vì bảng không có cột này; thêm cột rồi nhập lại."


def _said(others: Mapping[str, str]) -> str:
    """The state that the columns beside say in its own words, «Đang xây dựng» among notes; empty: none, or several."""
    known = codes("qms_status")
    said = {known[key] for text in others.values() for part in text.split(";") if (key := word_key(part)) in known}
    return said.pop() if len(said) == 1 else ""
