"""The states of systems that a list tells in other columns: who decided to declare the system has declared it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from isoaudit.desk.intake.judging import Desk
from isoaudit.errors import excerpt
from isoaudit.tables import Column, text
from isoaudit.tables.columns.choices import as_written, state_in
from isoaudit.wording import count, label, name_key
from isoaudit.wording.grouping import few

_STATE = Column("qms_status", text)
_NOTE = name_key("ghi chú")


@dataclass(slots=True)
class StatesOfPapers:
    """Takes the state of each system from the decision in its row, and counts who has none."""

    desk: Desk
    declared: int = 0
    unknown: int = 0
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    """States that stand elsewhere: what was written, what it means; empty: it leaves the state open."""

    def of(self, code: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What a row says of the state of a system in other columns than that of states, to be taken in.

        An agency declares by a decision (Decision 19/2014, 4.3); below «Quyết định công bố» and «Ghi chú» lists say
        that it is still being built. Words that leave it open stay as they are written, until the state is known.
        """
        kept, recorded = as_written(_STATE), self.desk.state.fields("agency", code)
        others = dict(fields.get("others") or {})
        if fields.get("qms_status"):
            return {}
        paper = fields.get("declaration") or ""
        in_paper = state_in(paper, "qms_status") if paper else None
        if "qms_status" in fields and in_paper is None:  # its sheet has a column of states
            return {}
        texts = [paper, *(text for words, text in others.items() if name_key(words).startswith(_NOTE))]
        said = next(((text, state) for text in texts if (state := state_in(text, "qms_status")) is not None), None)
        moved = {"declaration": "", "others": {kept: paper, **others}} if in_paper is not None else {}
        if paper and in_paper is None:
            return self._declared(recorded)
        if said is None:
            self.unknown += not recorded.get("qms_status")
            return {}
        self.told[said] += 1
        if not said[1]:
            return moved or {"others": {kept: said[0], **others}}
        return {"qms_status": said[1]} | ({"declaration": ""} if moved else {})

    def _declared(self, recorded: Mapping[str, Any]) -> dict[str, Any]:
        if recorded.get("qms_status"):
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
        if known := [f"«{excerpt(text)}» là «{label('qms_status', state)}»" for text, state in self.told if state]:
            yield f"{file}: «{column}» lấy theo lời ghi ở cột khác: {few(known, 5)}."
        if open_ := [f"«{excerpt(text)}»" for text, state in self.told if not state]:
            number = sum(times for (_, state), times in self.told.items() if not state)
            yield (
                f"{file}: {count(number)} cơ quan ghi {few(open_, 3)}: chưa rõ đã xây dựng hệ thống hay chưa nên chưa "
                f"ghi «{column}»; giữ lời đã ghi."
            )
        if self.declared and self.unknown:  # a list of names alone was not made to tell states
            many = count(self.unknown)
            yield f"{file}: {many} cơ quan chưa rõ «{column}» vì bảng không có cột này; thêm cột rồi nhập lại."
