"""What was asked of an agency and what of it came: its report before the inspection, and that on corrective action.

Circular 26/2014, Articles 35.2 and 37.2.c.
"""

from __future__ import annotations

from datetime import date

from isoaudit.books.now import on
from isoaudit.form.page import Fact
from isoaudit.model import ActKind, Case
from isoaudit.papers.values.report_outline import asked_in_outline
from isoaudit.rules.acts import last, minutes_of, of_kind
from isoaudit.rules.corrective import to_correct, unentered
from isoaudit.rules.standing import Standing
from isoaudit.wording import count, date_short, label, sentence
from isoaudit.wording.grouping import some

REPORT: ActKind = "report_received"
CORRECTION: ActKind = "correction_reported"


def arrivals(case: Case, stands: Standing) -> tuple[Fact, ...]:
    """What was asked for and what of it is there, as long as it is of use."""
    if case.inspection.cancelled:
        return ()
    closed = minutes_of(case.acts) or last(case.acts, "correction_requested")
    facts = () if closed else (_report(case, stands),)
    return tuple(fact for fact in (*facts, _correction(case, stands)) if fact)


def _report(case: Case, stands: Standing) -> Fact | None:
    asked, came = last(case.acts, "requested"), of_kind(case.acts, REPORT)
    if came:
        outline = len(asked_in_outline(case))
        told_of = len({one.criterion for one in case.reported})
        words = label("start_said", "outline_in" if told_of else "outline_out")
        said = label("start_said", "came").format(named="; ".join(map(on, came)))
        return Fact(label("start_fact", "report"), f"{said} {words.format(done=count(told_of), of=count(outline))}")
    if asked is None:
        return None
    due = stands.due if stands.stage in ("waiting_for_report", "not_reported") else asked.reply_by
    return Fact(label("start_fact", "report"), _awaited(label("start_said", "asked").format(named=on(asked)), due))


def _awaited(words: str, due: date | None) -> str:
    day_ = label("start_said", "due").format(day=date_short(due)) if due else label("start_said", "day_open")
    return f"{words} {label('start_said', 'not_come').format(due=sentence(day_))}"


def _correction(case: Case, stands: Standing) -> Fact | None:
    wanted = to_correct(case)
    if not wanted:
        return None
    codes = some([code for code, _ in wanted])
    owed = label("start_said", "owed").format(count=count(len(wanted)), codes=codes)
    if not case.reports:
        return Fact(label("start_fact", "correction"), _awaited(owed, stands.correction_due))
    entered = {reply.criterion for reply in case.replies}
    inside = [code for code, finding in wanted if finding.criterion in entered]
    out = [code for code, finding in wanted if finding.criterion not in entered]
    came = label("start_said", "came").format(named="; ".join(on(report.act) for report in case.reports))
    words = [owed, came]
    words += [label("start_said", "entered").format(codes=some(inside))] if inside else []
    words += [label("start_said", "unanswered").format(codes=some(out))] if out else []
    return Fact(label("start_fact", "correction"), " ".join(words), "note" if unentered(case) else "")
