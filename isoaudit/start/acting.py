"""What the buttons of the year do: each calls the function of its command once, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from isoaudit.books.doing import Came, without_commands
from isoaudit.desk import ActToRecord, Recorded, record
from isoaudit.desk.receiving import receive
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.form.page import Line, Made
from isoaudit.journal.programme import Programme
from isoaudit.lab.opening import INSPECTION, REVIEW, inspected, on_site
from isoaudit.start import act_forms, changing, other_work, places, searching, second_reading, tables
from isoaudit.start.act_forms import Given
from isoaudit.start.children import Jobs, opened
from isoaudit.start.dropped import Dropped
from isoaudit.start.now import Now
from isoaudit.start.remedies import here, on_page, told_here
from isoaudit.wording import count, label, sentence
from isoaudit.wording.grouping import as_problems, counts, some, told
from isoaudit.work.make_papers import PaperOutcome, make_papers, print_papers


@dataclass(frozen=True, eq=False)
class Desk:
    """What the buttons work with."""

    programme: Programme
    now: Now
    dropped: Dropped
    jobs: Jobs
    looked_at: dict[str, tables.Looked] = field(default_factory=dict)
    """By kind of table what was looked at and can go on."""


def do(desk: Desk, action: str, given: Given) -> Came:
    """Do what a button stands for. Raises IsoAuditError with the reasons why it cannot be done."""
    if action not in ACTIONS:
        raise RunError(problem("VISIT_005", action))
    return ACTIONS[action](desk, given)


# one inspection


def _open(desk: Desk, given: Given) -> Came:
    inspection, agency = on_site(desk.programme, str(given["id"]))
    return _opened(desk, inspection.id, agency, INSPECTION)


def _review(desk: Desk, given: Given) -> Came:
    from isoaudit.review.book import ReviewBook

    inspection, agency = inspected(desk.programme, str(given["id"]))
    ReviewBook(desk.programme.folder, inspection.id)  # refused here, before a tab opens on nothing
    return _opened(desk, inspection.id, agency, REVIEW)


def _opened(desk: Desk, id: str, agency: str, notebook: str) -> Came:
    folder = str(desk.programme.folder)
    url = opened({"folder": folder, "page": folder, "id": id, "title": agency, "notebook": notebook})
    return [Line(label("start_said", "opened"), "good")], [
        Made(f"{label('start_action', notebook)}: {agency}", url=url)
    ]


def _record_one(desk: Desk, given: Given) -> Came:
    """An act of one inspection or, where that is said, of its whole round."""
    id = str(given["id"])
    line = desk.now.line(id)
    if given.get("whole") and line and line.round:
        return _record(desk, given, (), round=line.round)
    return _record(desk, given, (id,))


def _record_round(desk: Desk, given: Given) -> Came:
    return _record(desk, given, (), round=str(given["round"]))


def _record_year(desk: Desk, given: Given) -> Came:
    return _record(desk, given, (), all=True)


def _record(desk: Desk, given: Given, names: tuple[str, ...], **whose: object) -> Came:
    act = act_forms.to_record(given, names, **whose)
    files = given.get("files") or () if "files" in act_forms.names_of(act.act) else ()
    with desk.dropped.one(files) as file:
        done = record(desk.programme, [replace(act, file=file)])
    desk.dropped.forget(files)
    return _recorded(done, act), []


def _recorded(done: Recorded, act: ActToRecord) -> list[Line]:
    numbers = {
        label("start_said", "recorded_new"): done.added,
        label("start_said", "recorded_changed"): done.changed,
        label("start_said", "recorded_same"): done.unchanged,
        label("start_said", "taken_back"): done.taken_back,
    }
    lines = [Line(f"{label('act', act.act)}: {counts(numbers)}.", "good")]
    for id, findings in done.agreed.items():
        codes = ", ".join(one.code for one in findings if one.code)
        words = label("start_said", "agreed" if codes else "agreed_none").format(id=id, codes=codes)
        lines.append(Line(words, "good"))
    if done.not_compared:
        lines.append(Line(label("visit_said", "not_compared"), "note"))
    for id, differences in done.differences.items():
        words = f"{id}: {label('visit_said', 'differs').format(count=count(len(differences)))}"
        lines.append(Line(words, "bad"))
        for one in differences:
            said = f"{label('visit_said', 'ours')} {one.ours} {label('visit_said', 'theirs')} {one.theirs}"
            lines.append(Line(f"{one.code or label('visit_said', 'elsewhere')}: {said}", "bad"))
    return [*lines, *_notes(done.warnings)]


def _notes(warnings: Iterable[str]) -> list[Line]:
    return [Line(sentence(here(without_commands(line))), "note") for line in told(as_problems(warnings))]


def _take_back(desk: Desk, given: Given) -> Came:
    line = desk.now.line(str(given["id"]))
    wanted = [act for act in (line.acts if line else ()) if act_forms.act_key(act) == given.get("which")]
    if not wanted or line is None:
        raise ProcedureError(problem("START_003", label("start_field", "act")))
    act = wanted[0]
    back = ActToRecord(act.kind, (line.id,), number=act.number, note=str(given.get("note") or ""), take_back=True)
    return _recorded(record(desk.programme, [back]), back), []


def _receive(desk: Desk, given: Given) -> Came:
    """A report on corrective action with, where it came, the reply form and its evidence."""
    form, files, evidence = ((given.get(name) or ()) for name in ("form", "files", "evidence"))
    forms = desk.dropped.paths(form)
    if len(forms) > 1:
        raise ProcedureError(problem("START_010", label("start_field", "form")))
    with desk.dropped.one(files) as file, desk.dropped.together(desk.dropped.paths(evidence)) as folder:
        done = receive(
            desk.programme,
            str(given["id"]),
            str(given.get("number") or "").strip(),
            act_forms.day(given, "on"),
            act_forms.day(given, "arrived_on"),
            file,
            form=forms[0] if forms else None,
            files=folder if evidence and forms else None,
        )
    desk.dropped.forget([*form, *files, *evidence])
    words = label("start_said", "received" if done.new else "received_before").format(report=done.named)
    lines = [Line(label("start_said", "received_outline") if done.of == "outline" else words, "good")]
    if done.days_late:
        lines.append(Line(label("start_said", "days_late").format(count=count(done.days_late)), "note"))
    if forms:
        numbers = {"điểm nhập mới": done.added, "sửa": done.changed, "giữ nguyên": done.unchanged}
        lines.append(Line(f"{label('start_said', 'form')}: {counts(numbers)}.", "good"))
    if done.unread:
        lines.append(Line(label("start_said", "unread").format(places="; ".join(done.unread)), "bad"))
    if done.unanswered:
        lines.append(Line(label("start_said", "unanswered").format(codes=some(done.unanswered)), "note"))
    return [*lines, *_notes(done.warnings)], []


def _export_answers(desk: Desk, given: Given) -> Came:
    from isoaudit.desk.exports import export_answers

    id = str(given["id"])
    path = tables.fresh(desk.programme, f"ket-qua-{id}")
    export_answers(desk.programme, [id], path)
    return [Line(label("start_said", "fill_in"), "note")], [_made(desk, path, path.name)]


# papers


def _paper(desk: Desk, given: Given) -> Came:
    """A paper of an inspection, of the round it is of, or of the year."""
    key = str(given.get("paper") or "")
    if not key:
        raise RunError(problem("START_003", label("start_field", "paper")))
    names = [str(given["id"])] if given.get("id") else []
    round_ = str(given["round"]) if given.get("round") else None
    made = make_papers(desk.programme, key, names, round_=round_)
    printed = print_papers(desk.programme, made) if given.get("pdf") else None
    found = [on_page(one) for outcome in made for one in outcome.problems]
    lines = [Line(sentence(f"{one.what} {one.remedy}".strip()), "bad") for one in found]
    lines += [line for outcome in made for line in _of_paper(outcome)]
    links = [_made(desk, path, path.name) for outcome in made for path in _files_of(outcome)]
    if printed:
        links += [_made(desk, path, path.name) for path in printed.made]
        lines += [Line(line, "bad") for line in told_here(printed.problems)]
    if links:
        lines.insert(
            0, Line(label("start_said", "made").format(count=count(sum(one.file is not None for one in made))), "good")
        )
    return lines, links


def _files_of(outcome: PaperOutcome) -> list[Path]:
    """What is offered to be opened; of many outlines it is said where they lie."""
    outlines = outcome.outlines if len(outcome.outlines) == 1 else ()
    return [path for one in (outcome, *outlines) for path in (one.file, one.workbook) if path]


def _of_paper(outcome: PaperOutcome) -> list[Line]:
    lines = [Line(label("visit_said", "draft"), "note")] if outcome.draft else []
    if made := [one for one in outcome.outlines if one.file]:
        lines.append(Line(label("start_said", "outlines").format(count=count(len(made))), "note"))
    lines += [Line(sentence(f"{one.what} {one.remedy}"), "bad") for of in outcome.outlines for one in of.problems]
    if outcome.edited and outcome.file:
        lines.append(Line(label("visit_said", "edited").format(name=outcome.file.name), "note"))
    return [*lines, *(Line(sentence(note), "note") for note in outcome.notes)]


def _made(desk: Desk, path: Path, name: str) -> Made:
    return Made(name, path.relative_to(desk.programme.folder).as_posix())


# tables


def _look_at(desk: Desk, given: Given) -> Came:
    table = str(given["table"])
    looked, lines, made = tables.take(desk.programme, table, given, desk.dropped, dry_run=True)
    desk.looked_at.pop(table, None)
    if looked:
        desk.looked_at[table] = looked
    return lines, made


def _take_in(desk: Desk, given: Given) -> Came:
    table = str(given["table"])
    taken, lines, made = tables.take(desk.programme, table, given, desk.dropped, dry_run=False)
    desk.looked_at.pop(table, None)
    if taken and taken.fits:
        if not made:  # the copy of rows that were left out lies beside the file
            desk.dropped.forget(given.get("files") or ())
        lines.insert(0, Line(label("start_said", "taken_in"), "good"))
    elif taken:
        desk.looked_at[table] = taken
    return lines, made


def _leave(desk: Desk, given: Given) -> Came:
    desk.looked_at.pop(str(given["table"]), None)
    desk.dropped.forget(given.get("files") or ())
    return [Line(label("start_said", "left"))], []


def _export(desk: Desk, given: Given) -> Came:
    path = tables.export(desk.programme, str(given["table"]))
    return [Line(label("start_said", "exported"), "good")], [_made(desk, path, path.name)]


# the year


def _job(name: str) -> Callable[[Desk, Given], Came]:
    def begin(desk: Desk, given: Given) -> Came:
        order = {key: given[key] for key in ("id", "round", "to") if given.get(key)}
        desk.jobs.start(label("start_job", name), {"job": name, **order})
        return [], []  # how far it is stands at the head of the page

    return begin


def _plan_check(desk: Desk, given: Given) -> Came:
    from isoaudit.desk.plan import checked

    found = checked(desk.programme)
    lines = [Line(line, "bad") for line in told_here(found.law)]
    lines += [Line(line, "note") for line in told_here(found.advice)]
    return [*(lines or [Line(label("start_said", "plan_fine"), "good")])], []


def _folder(desk: Desk, given: Given) -> Came:
    path = desk.programme.out / str(given.get("id") or "")
    places.show_folder(path if path.is_dir() else desk.programme.out)
    return [Line(label("start_said", "folder").format(path=path))], []


def _new_year(desk: Desk, given: Given) -> Came:
    from isoaudit.start.new_year import after

    return after(desk.programme.folder, given, desk.programme.folder)


def _shortcut(desk: Desk, given: Given) -> Came:
    from isoaudit.start.shortcut import make

    path = make(desk.programme.folder, desk.programme.settings.year)
    return [Line(label("start_said", "shortcut").format(path=path), "good")], []


def _close(desk: Desk, given: Given) -> Came:
    from isoaudit.start.ending import close_soon

    if desk.jobs.running:
        raise RunError(problem("START_009", desk.jobs.shown()[0].title))
    close_soon(desk.programme.folder)
    return [Line(label("start_said", "closed"), "good")], []


ACTIONS: Mapping[str, Callable[[Desk, Given], Came]] = {
    "open": _open,
    "review": _review,
    "record_next": _record_one,
    "other_act": _record_one,
    "record_round": _record_round,
    "record_year": _record_year,
    "take_back": _take_back,
    "receive": _receive,
    "read": lambda desk, given: second_reading.say(desk.programme, given),
    "read_round": lambda desk, given: second_reading.say_all(desk.programme, given),
    "export_answers": _export_answers,
    "make_paper": _paper,
    "other_paper": _paper,
    "round_paper": _paper,
    "look_at": _look_at,
    "take_in": _take_in,
    "take_in_partly": _take_in,
    "leave": _leave,
    "export": _export,
    "run": _job("run"),
    "issue": _job("issue"),
    "pages": _job("pages"),
    "backup": _job("backup"),
    "archive": _job("archive"),
    "change": lambda desk, given: changing.change(desk.programme, desk.now.line(str(given["id"])), given),
    "restore": lambda desk, given: changing.restore(desk.programme, given),
    "search": lambda desk, given: searching.find(desk.programme, given),
    "plan_check": _plan_check,
    "folder": _folder,
    "new_year": _new_year,
    "shortcut": _shortcut,
    "close": _close,
    **other_work.ACTIONS,
}
"""What each button does, by its name."""
