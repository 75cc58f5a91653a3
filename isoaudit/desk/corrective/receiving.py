"""A report on corrective action arrives: the act, the signed paper, and what it says of each finding, all or nothing.

Circular 26/2014, Article 37.2.c. The content comes from the reply form, or is typed in later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk.acts.evidence import GivenFile, examine
from isoaudit.desk.acts.fields import ActToRecord
from isoaudit.desk.acts.recording import Sitting
from isoaudit.desk.corrective.outline import receive_outline
from isoaudit.desk.corrective.received import Arrival, Judged, Received, as_it_came, files_to_keep, taken_in
from isoaudit.desk.corrective.replies import SAID, report_in_words, reports_named, say_of
from isoaudit.desk.corrective.sent_files import SentFiles, sort_files
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.errors import IsoAuditError, Problem, ProcedureError, problem
from isoaudit.files import name_as_text
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Ids
from isoaudit.model import ActKind, Case, Inspection, Report
from isoaudit.rules.corrective import accepted, first_days_late, to_correct
from isoaudit.rules.reviewing import Point, finding_named, is_withdrawn, remarks_of_reply
from isoaudit.tables import Row, Table
from isoaudit.tables.replies.files import read_form_file
from isoaudit.tables.replies.form import FormRow, ReadForm, read_reply_form
from isoaudit.tables.replies.outline_form import is_outline
from isoaudit.wording import count, date_short, label, name_key

_ACT: ActKind = "correction_reported"


def receive(
    programme: Programme,
    name: str,
    number: str = "",
    dated: date | None = None,
    arrived: date | None = None,
    file: Path | None = None,
    *,
    form: Path | None = None,
    files: Path | None = None,
    correct: bool = False,
    dry_run: bool = False,
) -> Received:
    """Record a report on corrective action and, with its ``form``, what it says of each finding.

    A report that was recorded already is named by its number, or is the only one; then ``form`` may come alone.
    ``files``: the folder of the evidence the form names. ``correct``: what was entered before was wrong. Raises
    RunError for an unknown inspection, TableError for a form that cannot be read (REPLYFORM_…), ProcedureError with
    every problem: ACT_… as ``record``, REPLY_001 to REPLY_012, EVIDENCE_… of files that may not be kept. A ``form``
    that is the outline of a report before the inspection goes its own way: :func:`receive_outline`.
    """
    given = Arrival(number, dated, arrived, file, form, files, correct)
    if files and not form:
        raise ProcedureError(problem("REPLY_011", str(files), inspection=name))
    opened = read_form_file(form) if form else None
    if form and opened and is_outline(opened):
        return receive_outline(programme, name, given, opened, dry_run=dry_run)
    read = read_reply_form(form, opened) if form else None

    def judged(heads: Ids) -> Judged:
        state, (inspection,) = programme.about([name])
        done = Received(inspection.id, dry_run=dry_run)
        sitting = Sitting(programme, heads, state)
        report = _report(sitting, inspection, given, done)
        case = programme.case(state, inspection)
        if read and form:
            _check_whose(programme, inspection, form, read)
            _take_form(sitting, case, report, read, given, done)
        elif not dated and not file and not arrived:
            raise ProcedureError(problem("REPLY_012", inspection.id))
        _finish(done, programme.case(state, inspection), report)
        return Judged(sitting, done)

    return taken_in(programme, judged, dry_run=dry_run)


def _report(sitting: Sitting, inspection: Inspection, given: Arrival, done: Received) -> Report:
    """The report, recorded where it was not yet. Raises ProcedureError."""
    before = sitting.state.reports(inspection.id)
    if not given.dated and len(reports_named(before, given.number)) != 1:
        raise ProcedureError(problem("REPLY_012", inspection.id))
    if given.dated or given.arrived or given.file:
        number = given.number or ("" if given.dated else before[0].act.number)
        act = ActToRecord(
            _ACT,
            (inspection.id,),
            on=given.dated or reports_named(before, given.number)[0].act.on,
            number=number,
            arrived_on=given.arrived,
            file=given.file,
            correct=given.correct and bool(given.dated and _known(before, given)),
        )
        sitting.take(act)
        done.warnings += sitting.done.warnings
    reports = sitting.state.reports(inspection.id)
    known = {report.key for report in before}
    new = [report for report in reports if report.key not in known]
    report = (new or _known(reports, given))[0]
    done.report, done.named, done.new = report.key, report_in_words(report), bool(new)
    return report


def _known(reports: Iterable[Report], given: Arrival) -> list[Report]:
    """The recorded reports that number or day name."""
    reports = tuple(reports)
    by_number = list(reports_named(reports, given.number))
    if given.number and by_number:
        return by_number
    return [report for report in reports if report.act.on == given.dated] if given.dated else by_number


def _check_whose(programme: Programme, inspection: Inspection, path: Path, read: ReadForm) -> None:
    """Refuse the form of another inspection or another programme, and one in which nothing is answered."""
    if read.inspection != inspection.id:
        raise ProcedureError(problem("REPLY_007", name_as_text(path), value=read.inspection, inspection=inspection.id))
    if not read.is_of(entry.id for entry in programme.journal.entries_of("programme")):
        raise ProcedureError(problem("REPLY_008", name_as_text(path), value=read.programme_mark))
    if not read.rows and not read.unread:
        raise ProcedureError(problem("REPLY_009", name_as_text(path)))


def _take_form(sitting: Sitting, case: Case, report: Report, read: ReadForm, given: Arrival, done: Received) -> None:
    """Note what the rows of a form say, each with its files. Raises ProcedureError with every problem."""
    assert given.form is not None
    desk = Desk(sitting.programme, sitting.state, Table(given.form), Imported(dry_run=done.dry_run))
    sent = SentFiles()
    if given.files:
        evidence = {row.code: row.fields.get("evidence", "") for row in read.rows}
        sent = sort_files(given.files, evidence)
    kept, problems = _examined(sent)
    for row in read.rows:
        files = [kept[path].sha256 for path in sent.of_finding.get(row.code, ()) if path in kept]
        _take_row(desk, case, report, row, files, correct=given.correct)
    if desk.table.faults.placed or problems:
        raise ProcedureError([*desk.table.faults.problems(), *problems])
    done.added, done.changed, done.unchanged = desk.done.added, desk.done.changed, desk.done.unchanged
    done.unread, done.files = read.unread, len({one.sha256 for one in kept.values()})
    done.warnings += [f"{given.form.name}: {note}" for note in read.notes]
    done.warnings += list(_of_files(sent, given.files))
    form = as_it_came(given.form, f"{case.inspection.id}/{_ACT}/{report.key}")
    sitting.add([*files_to_keep(sitting, [*kept.values(), form]), *desk.drafts])


def _take_row(desk: Desk, case: Case, report: Report, said: FormRow, files: list[str], *, correct: bool) -> None:
    row = Row(said.place, {}, {})
    found = finding_named(case, said.code)
    if found is None:
        known = ", ".join(code for code, _ in to_correct(case)) or "không có điểm nào"
        withdrawn = is_withdrawn(case, said.code)
        about = {"value": said.code} if withdrawn else {"value": said.code, "known": known}
        about |= {} if withdrawn else {"inspection": case.inspection.id}
        desk.refuse(row, "", "REPLY_003" if withdrawn else "REPLY_002", **about)
        return
    point = Point(case, *found, report)
    present = desk.state.fields("reply", point.subject)
    fields: dict[str, Any] = {name: text for name, text in said.fields.items() if name in SAID and text}
    if not correct:
        for name, text in fields.items():
            if present.get(name) and name_key(str(present[name])) != name_key(text):
                about = {"code": point.code, "field": label("reply_field", name)}
                about |= {"value": _shown(name, text), "known": _shown(name, present[name])}
                desk.refuse(row, "", "REPLY_006", **about)
    if files:
        fields["files"] = list(dict.fromkeys([*present.get("files", ()), *files]))
    say_of(desk, row, point, fields)


def _shown(name: str, value: str) -> str:
    if name == "status":
        return label("reply_status", value)
    return date_short(date.fromisoformat(value)) if name in ("done_on", "due_on") else value


def _examined(sent: SentFiles) -> tuple[dict[Path, GivenFile], list[Problem]]:
    """The files that belong to a finding, looked at; and why others may not be kept."""
    kept: dict[Path, GivenFile] = {}
    problems: list[Problem] = []
    for path in dict.fromkeys(path for paths in sent.of_finding.values() for path in paths):
        try:
            kept[path] = examine(path, path.name)
        except IsoAuditError as error:
            problems += error.problems
    return kept, problems


def _of_files(sent: SentFiles, folder: Path | None) -> Iterator[str]:
    """What a person has to look after: files of no finding, and names without a file."""
    if folder is None:
        return
    if sent.of_none:
        names = ", ".join(f"«{path.relative_to(folder)}»" for path in sent.of_none)
        yield (
            f"{count(len(sent.of_none))} tệp không được nêu ở điểm nào, chưa lưu: {names}. Thêm vào đúng điểm trong "
            "phiếu xem xét, hoặc để tệp trong thư mục con mang mã của điểm rồi chạy lại."
        )
    for code, name in sent.lacking:
        yield f"{code}: phiếu nêu tệp «{name}», không thấy trong thư mục «{folder.name}»."


def _finish(done: Received, case: Case, report: Report) -> None:
    """What is said of the report when all of it is noted."""
    done.days_late = first_days_late(case, report)
    said = {reply.criterion for reply in case.replies if reply.report == report.key}
    said |= accepted(case)
    done.unanswered = tuple(code for code, finding in to_correct(case) if finding.criterion not in said)
    for code, finding in to_correct(case):
        done.warnings += [f"{code}: {words}." for words in remarks_of_reply(case, finding.criterion, report.key)]
