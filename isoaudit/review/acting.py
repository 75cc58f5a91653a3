"""What the buttons of the page of a review do: a report entered, a dispute decided, notices made and recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from isoaudit.books.doing import Came, Given, make_paper, open_kept, print_paper, record_act, texts, told
from isoaudit.errors import RunError, problem
from isoaudit.form.page import Line
from isoaudit.review import papers, replies, reviews
from isoaudit.review.now import Now
from isoaudit.review.papers import Notice
from isoaudit.wording import label


def do(now: Now, action: str, given: Given, edit: str) -> Came:
    """Do what a button stands for. Raises IsoAuditError with the reasons why it cannot be done."""
    if action not in _ACTIONS:
        raise RunError(problem("VISIT_005", now.id))
    return _ACTIONS[action](now, given, edit)


def _receive(now: Now, given: Given, edit: str) -> Came:
    """A report that arrived; what it says of each finding is typed afterwards."""
    arrived = str(given.get("arrived_on") or "")
    done = record_act(
        now,
        "correction_reported",
        given,
        given.get("files") or (),
        arrived_on=date.fromisoformat(arrived) if arrived else None,
        **texts(given, "number"),
    )
    return [Line(label("review_said", "received"), "good"), *told(now, done)], []


def _settle(now: Now, given: Given, edit: str) -> Came:
    kind, _, name = str(given["record"]).partition("/")
    settle = replies.settle if kind == replies.KIND else reviews.settle
    settle(now, name, int(given["take"]), edit)
    return [Line(label("visit_said", "settled"), "good")], []


def _notice(now: Now, given: Given) -> Notice:
    notice = papers.notice(str(given.get("paper") or ""))
    if notice is None:
        raise RunError(problem("VISIT_005", now.id))
    return notice


def _make(now: Now, given: Given, edit: str) -> Came:
    notice = _notice(now, given)
    return make_paper(now, notice.paper, label("review_record", notice.paper))


def _print(now: Now, given: Given, edit: str) -> Came:
    notice = _notice(now, given)
    return print_paper(now, notice.paper, label("review_record", notice.paper))


def _issued(now: Now, given: Given, edit: str) -> Came:
    done = record_act(now, _notice(now, given).act, given, given.get("files") or (), **texts(given, "number", "signer"))
    return [Line(label("review_said", "issued"), "good"), *told(now, done)], []


def _open_files(now: Now, given: Given, edit: str) -> Came:
    return [], open_kept(now, [str(sha256) for sha256 in given.get("kept") or ()])


_ACTIONS: Mapping[str, Callable[[Now, Given, str], Came]] = {
    "receive": _receive,
    "settle": _settle,
    "make_paper": _make,
    "print_paper": _print,
    "issued": _issued,
    "open_files": _open_files,
}
"""What each button does, by its name."""
