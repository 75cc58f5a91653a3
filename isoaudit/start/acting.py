"""What the buttons of the year do: each calls the function of its command once, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from isoaudit.books.doing import Came
from isoaudit.desk import ActToRecord, Recorded, record
from isoaudit.desk.exports import write_new
from isoaudit.errors import RunError, problem
from isoaudit.form.page import Line, Made
from isoaudit.journal.programme import Programme
from isoaudit.lab.opening import INSPECTION, REVIEW, inspected, on_site
from isoaudit.start import (
    act_forms,
    changing,
    checklists,
    correcting,
    office_work,
    other_work,
    papers,
    places,
    receiving,
    rows,
    searching,
    second_reading,
    settling,
    tables,
)
from isoaudit.start.act_forms import Given
from isoaudit.start.children import Jobs, opened
from isoaudit.start.dropped import Dropped
from isoaudit.start.now import Now
from isoaudit.start.remedies import note, told_here
from isoaudit.wording import count, label
from isoaudit.wording.grouping import as_problems, counts, told
from isoaudit.work.kept_files import copy_to_look_at, kept_files


@dataclass(frozen=True, eq=False)
class Desk:
    """What the buttons work with."""

    programme: Programme
    now: Now
    dropped: Dropped
    jobs: Jobs
    looked_at: dict[str, tables.Looked] = field(default_factory=dict)
    """By kind of table what was looked at and can go on."""

    def record(self, given: Given, act: ActToRecord) -> Came:
        """Record an act, with the files that were dropped for it. Raises IsoAuditError as ``record``."""
        files = given.get("files") or () if "files" in act_forms.names_of(act.act) else ()
        with self.dropped.one(files) as file:
            done = record(self.programme, [replace(act, file=file)])
        self.dropped.forget(files)
        return _recorded(done, act), []


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
    return desk.record(given, act_forms.to_record(given, names, **whose))


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
    return [note(line) for line in told(as_problems(warnings))]


def _export_answers(desk: Desk, given: Given) -> Came:
    from isoaudit.desk.exports import export_answers

    id = str(given["id"])
    path = places.fresh(desk.programme, f"ket-qua-{id}")
    export_answers(desk.programme, [id], path)
    return [Line(label("start_said", "fill_in"), "note")], [_made(desk, path, path.name)]


# papers


def _paper(desk: Desk, given: Given) -> Came:
    """A paper of an inspection, of the round it is of, or of the year; beside the page where LibreOffice prints it."""
    order = papers.ordered(given)
    if order["pdf"]:
        return other_work.begin(desk, "papers", **order)
    lines, made = papers.made(desk.programme, order)
    return [Line(text, tone) for text, tone in lines], [_made(desk, path, name) for name, path in made]


def _kept(desk: Desk, given: Given) -> Came:
    """``isoaudit files open``: copies of what was signed, sent and received, to look at or to print again."""
    kept = [one for one in kept_files(desk.programme, [str(given["id"])]) if one.uses]
    copies = [copy_to_look_at(desk.programme, one) for one in kept]
    return [Line(label("start_said", "kept_files"))], [_made(desk, path, path.name) for path in copies]


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


def _reading_list(desk: Desk, given: Given) -> Came:
    path = second_reading.export(desk.programme)
    return [Line(label("start_said", "exported"), "good")], [_made(desk, path, path.name)]


# the year


def _numbers(desk: Desk, given: Given) -> Came:
    """``isoaudit numbers -o``: the book of outgoing papers, and the next number of each series."""
    from isoaudit.work.numbers import numbers_of, register_workbook, remarks_on

    found = numbers_of(desk.programme, desk.now.day)
    path = places.fresh(desk.programme, f"so-van-ban-di-{desk.programme.settings.year}")
    write_new(path, register_workbook(found))
    lines = [Line(label("start_said", "numbers"), "good")]
    for series in found.register.series:
        if series.next:
            fields = {"symbol": series.symbol, "count": count(len(series.papers))}
            next_ = f"{series.next:02d}{series.symbol}"
            lines.append(Line(label("start_said", "next_number").format(next=next_, **fields), ""))
        lines += [Line(words, "note") for words in remarks_on(series)]
    return lines, [_made(desk, path, path.name)]


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
    "correct": correcting.correct,
    "take_back": correcting.take_back,
    "receive_report": receiving.report,
    "receive": receiving.correction,
    "kept": _kept,
    "read": lambda desk, given: second_reading.say(desk.programme, given),
    "read_agree": lambda desk, given: second_reading.say(desk.programme, given),
    "read_return": lambda desk, given: second_reading.say(desk.programme, given),
    "reading_list": _reading_list,
    "numbers": _numbers,
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
    "archive": _job("archive"),
    "change": lambda desk, given: changing.change(desk.programme, desk.now.line(str(given["id"])), given),
    "restore": lambda desk, given: changing.restore(desk.programme, given),
    "settle": settling.take,
    "history": settling.history,
    "dossier": settling.dossier,
    "remove_row": lambda desk, given: rows.remove(desk.programme, given),
    "row_history": lambda desk, given: rows.row_history(desk.programme, given),
    "annex": lambda desk, given: checklists.annex(desk.programme, given),
    "search": lambda desk, given: searching.find(desk.programme, given),
    "plan_check": _plan_check,
    "folder": _folder,
    "new_year": _new_year,
    "shortcut": _shortcut,
    "close": _close,
    **office_work.ACTIONS,
    **other_work.ACTIONS,
}
"""What each button does, by its name."""
