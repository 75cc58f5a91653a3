"""A list without a column of states that has one of decisions: who decided to declare the system has declared it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from isoaudit.desk.intake import Desk
from isoaudit.wording import count, label


@dataclass(slots=True)
class StatesOfPapers:
    """Takes the state of each system from the decision in its row, and counts who has none."""

    desk: Desk
    declared: int = 0
    unknown: int = 0

    def of(self, code: str, fields: Mapping[str, Any]) -> dict[str, str]:
        """The state of an agency of which none is recorded; it declares by a decision (Decision 19/2014, 4.3)."""
        if self.desk.state.fields("agency", code).get("qms_status"):
            return {}
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
        if self.declared and self.unknown:  # a list of names alone was not made to tell states
            many = count(self.unknown)
            yield f"{file}: {many} cơ quan chưa rõ «{column}» vì bảng không có cột này; thêm cột rồi nhập lại."
