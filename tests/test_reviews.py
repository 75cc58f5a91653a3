"""Replies and reviews, one statement at a time: what the circular refuses, what is only remarked, what two say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from isoaudit.desk.replies import say_reply
from isoaudit.desk.reviews import say_review
from isoaudit.desk.saying import say_answer
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme, today, writer
from isoaudit.journal.store import Draft
from isoaudit.model import Case
from isoaudit.rules.corrective import corrective_actions

ID, CRITERION, OTHER, FIRST = "2026-99-STP-TS", "D36-1-a-01", "D36-1-a-02", "15/bc-stp"
DONE = {"status": "done", "action": "Bổ sung phiếu", "done_on": "2026-07-10", "evidence": "Ảnh chụp 03 hồ sơ"}
GOOD = {"outcome": "accepted", "reviewer": "Đỗ Thị Hạnh", "on": "2026-07-20"}


def finding(criterion: str, code: str) -> dict[str, Any]:
    return {
        "id": f"{ID}/{criterion}", "criterion": criterion, "point": "1.a", "kind": "nonconformity", "code": code,
        "requirement": "Quy định", "gap": "03 hồ sơ thiếu phiếu", "legal_basis": ["điểm a khoản 1 Điều 36"],
        "evidence": [], "remedy": "Bổ sung",
    }  # fmt: skip


def happened(book: Programme, kind: str, on: date, **fields: Any) -> None:
    with book.journal.writing() as transaction:
        transaction.append([Draft("act", f"{ID}/{kind}", {"on": on.isoformat(), **fields})], writer())


@pytest.fixture
def book(programme: Path) -> Programme:
    """Minutes with two nonconformities were signed on 15/6/2026; the agency reported on 12/7, which came on 14/7."""
    made = Programme(programme)
    for criterion in (CRITERION, OTHER):
        fields = {"verdict": "nonconforming", "evidence": [{"text": "Xem 12 hồ sơ"}], "gap": "thiếu phiếu"}
        say_answer(made, ID, criterion, {**fields, "inspector": "Nông Thu Trang"}, edit=criterion, base=None)
    findings = [finding(CRITERION, "KPH 01"), finding(OTHER, "KPH 02")]
    happened(made, "decided", date(2026, 6, 1))
    happened(made, "minutes_agreed", date(2026, 6, 15), findings=findings)
    happened(made, "minutes_signed", date(2026, 6, 15))
    reported(made, FIRST, date(2026, 7, 12), date(2026, 7, 14))
    return made


def reported(book: Programme, key: str, on: date, arrived: date) -> None:
    happened(book, f"correction_reported/{key}", on, number=key.upper(), arrived_on=arrived.isoformat())


def case(book: Programme) -> Case:
    state = book.state()
    return book.case(state, state.inspections[ID])


def reply(book: Programme, criterion: str = CRITERION, report: str = FIRST, base: Any = None, **fields: Any) -> Any:
    return say_reply(book, ID, criterion, report, fields, edit=f"r{book.journal.number()}", base=base)


def review(book: Programme, criterion: str = CRITERION, report: str = FIRST, base: Any = None, **fields: Any) -> Any:
    return say_review(book, ID, criterion, report, fields, edit=f"w{book.journal.number()}", base=base)


def refused(say: Any, *args: Any, **fields: Any) -> list[str]:
    with pytest.raises(IsoAuditError) as error:
        say(*args, **fields)
    return [one.code for one in error.value.problems]


def test_a_reply_and_its_review_are_an_entry_each_and_the_finding_stands_as_reviewed(book: Programme) -> None:
    before = book.journal.number()
    assert reply(book, **DONE).written and review(book, **GOOD).written
    assert book.journal.number() == before + 2
    assert not reply(book, **DONE).written and not review(book, **GOOD).written
    first, second = corrective_actions(case(book), today())
    assert (first.stage, first.cured_on, second.stage) == ("accepted", date(2026, 7, 10), "overdue")
    assert first.review is not None and first.review.reviewer == "Đỗ Thị Hạnh"
