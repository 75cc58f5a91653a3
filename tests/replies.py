"""Replies and reviews as they stand in the journal, told in a line; for tests of what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft

DONE = {
    "cause": "Chưa phân công người theo dõi.",
    "correction": "Đã bổ sung 02 thủ tục.",
    "action": "Phân công bằng quyết định.",
    "status": "done",
    "done_on": "2026-07-10",
    "evidence": "Quyết định số 12/QĐ",
}
PROPOSED = {"action": "Tập huấn trong tháng 10.", "status": "proposed", "due_on": "2026-10-30"}


def report_key(workspace: Programme, inspection: str, number: int = -1) -> str:
    """By which replies name a report that was received: the last, or another."""
    return workspace.state().reports(inspection)[number].key


def say(workspace: Programme, kind: str, subject: str, *payloads: dict[str, Any], base: Sequence[str] = ()) -> None:
    """Add entries on a reply, a review or an effect; several are of writers who had not seen each other."""
    drafts = [Draft(kind, subject, payload, tuple(base)) for payload in payloads]
    workspace.journal.write(lambda _: None, lambda transaction, _: transaction.append(drafts, writer()))


def reply(workspace: Programme, inspection: str, criterion: str, *payloads: dict[str, Any], number: int = -1) -> None:
    """What an agency says of a finding in a report; :data:`DONE` where nothing is given."""
    key = report_key(workspace, inspection, number)
    say(workspace, "reply", f"{inspection}/{criterion}/{key}", *(payloads or (DONE,)))


def review(
    workspace: Programme, inspection: str, criterion: str, *outcomes: str, on: str = "2026-08-10", number: int = -1
) -> None:
    """How it was examined; several outcomes are of reviewers who had not seen each other."""
    key = report_key(workspace, inspection, number)
    said = [{"outcome": o, "reason": f"Lý do của {o}.", "reviewer": "Lê Thị Hoa", "on": on} for o in outcomes]
    say(workspace, "review", f"{inspection}/{criterion}/{key}", *said)
