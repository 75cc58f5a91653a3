"""Acts from a table into the journal, all of them or none: the book of the year, or a row an act.

What a cell says goes the way of ``isoaudit record``: the same rules, the same words, each at its cell. A row of the
book carries the entries its cells rest on, so that what nobody typed over is not said again, and what another person
recorded meanwhile is not written over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from isoaudit.desk.acts.fields import LONGEST, ActToRecord, field_in_words, plain_number, subject_of
from isoaudit.desk.acts.papers_folder import PapersFolder
from isoaudit.desk.acts.recording import Recorded, Sitting, rests_on_answers, written
from isoaudit.desk.acts.rows import FIELDS, ActRows, Said, heading, plain
from isoaudit.desk.acts.source import Source
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.marked_copy import copy_to_mend
from isoaudit.errors import IsoAuditError, Problem, TableError
from isoaudit.journal.programme import OF_INSPECTIONS, Programme
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Act, ActKind
from isoaudit.rules.acts import ORDER, RULES, last
from isoaudit.rules.answers import stops
from isoaudit.rules.changes import OF_NOT_HELD, not_standing
from isoaudit.tables import Table
from isoaudit.tables.workbooks.acts import DAYS
from isoaudit.wording import count, label

_LETTERS: tuple[ActKind, ...] = ("notice_issued", "correction_requested", "review_notified", "not_accepted")
"""Papers that are written to one agency each."""
_CELLS = {"ACT_003": "on", "ACT_004": "on", "ACT_019": "arrived_on", "ACT_027": "reply_by"}
_CELLS |= dict.fromkeys(("ACT_011", "ACT_012", "ACT_013", "ACT_014", "ACT_015", "FILE_001", "FILE_002"), "file")
_OPTIONS = {"arrived": "arrived_on", "reply-by": "reply_by"}


def import_acts(
    programme: Programme,
    path: Path,
    *,
    files: Path | None = None,
    correct: bool = False,
    dry_run: bool = False,
    partly: bool = False,
    asking: Asking = NOBODY,
) -> Recorded:
    """Record what a table of acts says, all of it or nothing; files are looked for by name in a folder.

    ``files``: that folder; that of the table where none is given. ``correct``: a cell that says something else than was
    recorded corrects it. ``dry_run``: judge only. ``partly``: acts that are refused are left out (said in the result)
    and the others recorded; a heading that is wrong refuses all the same. ``asking``: who is asked what a paper of an
    office's own book is. Raises TableError with every problem (BOOK_…, ACT_…, TABLE_…); of a workbook a copy is then
    left that names each beside its cell.
    """
    source = Source(programme, path, asking, dry_run)
    folder = PapersFolder((files or path.parent).absolute(), programme)
    notes: list[str] = []

    def judged(heads: Ids) -> Sitting:
        table = source.table()
        of_the_file = bool(table.faults.placed)
        notes[:] = table.warnings
        reading = _Reading(programme, table, folder, correct, notes)
        reading.rows.refused |= source.refused
        sitting = reading.judge(heads)
        marked = partial(copy_to_mend, table)
        if table.faults.placed and partly and sitting.drafts and (source.papers or not of_the_file):
            sitting.done.left = table.faults.problems()
            sitting.done.note = "" if dry_run else marked()
        elif table.faults.placed:
            refused = TableError(table.faults.problems(), note="" if dry_run else marked(), mend=marked)
            refused.understood = reading.clear_rows() if source.papers or not of_the_file else 0
            raise refused
        if not dry_run:
            sitting.keep_files()
        return sitting

    done = judged(programme.journal.heads()).done if dry_run else programme.journal.write(judged, written)
    done.warnings[:] = dict.fromkeys([*notes, *done.warnings])  # several acts may lack the same
    return done


def waiting_acts(done: Recorded) -> list[str]:
    """What was left out because it follows acts that were left out, in a sentence; nothing where nothing was."""
    if not done.waiting:
        return []
    acts = ", ".join(f"«{label('act', act)}» ({count(number)} cuộc)" for act, number in done.waiting.items())
    return [f"Việc phải ghi sau các việc ấy nên cũng chưa ghi: {acts}."]


class _Reading:
    """One table, judged against the journal as it is."""

    def __init__(
        self, programme: Programme, table: Table, folder: PapersFolder, correct: bool, notes: list[str]
    ) -> None:
        self.programme, self.table, self.folder, self.correct, self.notes = programme, table, folder, correct, notes
        self.rows = ActRows(programme, table, notes)
        self.state = State()
        self.waiting: Counter[ActKind] = Counter()
        """Acts refused only because they follow one that is: of how many inspections."""
        self._without_results: set[str] = set()
        self._clear: set[tuple[str, int]] = set()
        self._unclear: set[tuple[str, int]] = set()
        """Rows, by sheet and number, of which an act was taken, and of which one was refused."""

    def judge(self, heads: Ids) -> Sitting:
        """Take every act of the table, in the order of the law. Its faults are those of the table."""
        said = self.rows.said()
        self.state = self._read(said)
        if letters := self.rows.note_letters():
            self.notes.append(letters)
        acts = [(one, each) for each, ids in said for id in ids for one in self._where_it_stands(each, id)]
        acts = [*self._agreed(acts), *acts]
        self._same_letters(acts)
        sitting = Sitting(self.programme, heads, self.state)
        for act, by_inspection in _in_order(acts):
            try:
                sitting.take(act)
                self._clear |= {(said.row.place.sheet, said.row.place.row) for said in by_inspection.values()}
            except IsoAuditError as error:
                self._place(error.problems, act, by_inspection)
                self._unclear |= {(said.row.place.sheet, said.row.place.row) for said in by_inspection.values()}
        sitting.done.waiting = dict(self.waiting)
        return sitting

    def clear_rows(self) -> int:
        """The rows that could be recorded without the others: nothing of them is refused or waits."""
        wrong = {(place.sheet, place.row) for place, _ in self.table.faults.placed}
        return len(self._clear - self._unclear - wrong)

    def _agreed(self, acts: Sequence[tuple[ActToRecord, Said]]) -> list[tuple[ActToRecord, Said]]:
        """That the team agreed on minutes which a book only says to be signed, on that day, where the results are
        there (Circular 26/2014, Article 37.2.b: it agrees before). Without results no minutes can be judged: refused.
        """
        told = {act.names[0] for act, _ in acts if act.act == "minutes_agreed"}
        added: list[tuple[ActToRecord, Said]] = []
        for act, said in acts:
            id = act.names[0]
            own = act.act == "minutes_signed" and said.of_papers and not said.stems and id not in told
            if not own or last(self.state.acts(id), "minutes_agreed") or id not in self.state.inspections:
                continue
            case = self.programme.case(self.state, self.state.inspections[id])
            if last(self.state.acts(id), "decided") is None and not any(
                other.act == "decided" and other.names[0] == id for other, _ in acts
            ):
                if (id, "decided") in self.rows.refused:
                    self.rows.refused.add((id, "minutes_agreed"))
                continue  # that is what it lacks first
            if any(True for _ in stops(case)):
                self.rows.refuse(said, "on", "BOOK_006", id, inspection=id)
                self._without_results.add(id)
                self.rows.refused.add((id, "minutes_agreed"))
            else:
                added.append((ActToRecord("minutes_agreed", (id,), on=act.on), said))
        if added:
            self.notes.append(
                f"{self.table.path.name}: {count(len(added))} cuộc có ngày ký Biên bản, chưa ghi «"
                f"{label('act', 'minutes_agreed')}»: ghi cùng ngày ký; ngày khác thì ghi lại bằng «isoaudit record "
                "minutes_agreed MÃ_CUỘC --on NGÀY --correct»."
            )
        return added

    # what it says

    def _read(self, said: Sequence[tuple[Said, list[str]]]) -> State:
        """The journal as far as it is about these inspections; answers only where minutes rest on them."""
        ids = dict.fromkeys(id for _, several in said for id in several)
        if not ids:
            return State()
        rests = any(rests_on_answers(self.programme, each.act) for each, _ in said)
        state, _ = self.programme.about(ids, OF_INSPECTIONS if rests else ("act", "finding"), "ever")
        if any(each.act == "minutes_signed" and each.fields.get("file") for each, _ in said):
            self.programme.take_in_neighbours(state)
        return state

    def _where_it_stands(self, said: Said, id: str) -> list[ActToRecord]:
        """What is to be recorded; of an inspection that does not stand a row may only say what was recorded before."""
        acts = list(self._to_record(said, id))
        inspection = self.state.not_held.get(id) or self.state.removed.get(id)
        if not acts or inspection is None or (said.act in OF_NOT_HELD and not inspection.removed):
            return acts
        subject, _ = subject_of(self.state, id, acts[0])
        now = self._shown(self.state.fields("act", acts[0].subject or subject))
        if any(text and text != now.get(name, "") for name, text in said.fields.items()):
            code, fields = not_standing(inspection)
            self.rows.refuse(said, "on", "CHANGE_011" if said.prefix and code == "CHANGE_001" else code, **fields)
        return []

    def _to_record(self, said: Said, id: str) -> Iterator[ActToRecord]:
        """What of an act is to be recorded; nothing where its cells say what they said when the book was written."""
        if not said.stems:
            yield self._without_base(said, id)
            return
        subject = self._subject(said, id)
        seen = self.state.as_seen("act", subject, said.stems) if subject else None
        if seen is None:
            self.rows.refuse(said, "on", "BOOK_001", id)
            return
        before, now = self._shown(seen.present()), self._shown(self.state.fields("act", subject))
        news = {name: text for name, text in said.fields.items() if text != before.get(name, "")}
        news = {name: text for name, text in news.items() if text != now.get(name, "")}
        if news and not self._may_change(said, id, news, before, now):
            return
        if news:
            recorded = self.state.acts_by_subject(id)[subject]
            act = self._made(said, id, _kept(recorded) | news, news)
            corrected = any(now.get(name) for name in news)
            yield replace(act, subject=subject, correct=corrected)

    def _without_base(self, said: Said, id: str) -> ActToRecord:
        """An act of a row that carries nothing; the name of a file that is kept already asks for no file."""
        bare = self._made(said, id, said.fields | {"file": ""})
        subject, _ = subject_of(self.state, id, bare)
        is_recorded = subject in self.state.acts_by_subject(id)
        kept = self._shown(self.state.fields("act", subject))["file"] if is_recorded else ""
        act = bare if kept and kept == said.fields.get("file") else self._made(said, id, said.fields)
        return replace(act, correct=self.correct and is_recorded)

    def _subject(self, said: Said, id: str) -> str:
        """Under what the act in the cells was recorded."""
        of_kind = (s for kind, s in self.state.subjects(id) if kind == "act" and s.split("/")[1] == said.act)
        return next((s for s in of_kind if self.state.as_seen("act", s, said.stems)), "")

    def _shown(self, fields: dict[str, Any]) -> dict[str, str]:
        """The fields of an act as the book shows them; nothing of one that was taken back."""
        if fields.get("taken_back"):
            return {}
        shown = {name: plain(fields.get(name)) for name in FIELDS}
        name = self.state.fields("file", shown["file"]).get("name", "") if shown["file"] else ""
        return {**shown, "file": plain(name)}

    def _may_change(
        self, said: Said, id: str, news: dict[str, str], before: dict[str, str], now: dict[str, str]
    ) -> bool:
        """Refuse cells that were emptied, that another person filled meanwhile, that correct without being asked to."""
        act, fine = label("act", said.act), True
        emptied = [name for name in news if not news[name]]
        if emptied == [name for name in said.fields if before.get(name)]:
            emptied = emptied[:1]  # the whole act: one message tells how it is taken back
        for name, text in news.items():
            old, other = before.get(name, ""), now.get(name, "")
            if not text and name in emptied:
                words = {"column": heading(said, name), "act": act, "value": _value(name, old)}
                self.rows.refuse(said, name, "BOOK_002", id, code=said.act, inspection=id, **words)
            elif not now or (other != old and text):
                taken_back = "đã hủy việc ghi nhầm"
                words = {"now": _value(name, other) if now else taken_back}
                self.rows.refuse(
                    said, name, "BOOK_003", id, act=act, new=_value(name, text) if text else "để trống", **words
                )
            elif other and text and not self.correct:
                what = f"{_value(name, other)}; bảng này ghi {_value(name, text)}"
                self.rows.refuse(said, name, "ACT_005", id, act=act, what=what)
            else:
                continue
            fine = False
        return fine and all(news.values())

    def _made(self, said: Said, id: str, fields: dict[str, str], news: dict[str, str] | None = None) -> ActToRecord:
        """An act to be recorded, its file found; without it, and refused, where there is not one of that name."""
        wanted = (fields if news is None else news).get("file", "")
        path = self.folder.find(wanted) if wanted else None
        if isinstance(path, Problem):
            self.table.faults.placed.append((said.at("file"), replace(path, where=f"{said.at('file')} ({id})")))
            path = None  # what the rules say of the act is said as well
        days: dict[str, Any] = {name: date.fromisoformat(fields[name]) for name in DAYS if fields.get(name)}
        texts: dict[str, Any] = {name: fields.get(name, "") for name in LONGEST}
        return ActToRecord(said.act, (id,), file=path, **days, **texts)

    def _same_letters(self, acts: Sequence[tuple[ActToRecord, Said]]) -> None:
        """Warn of letters of one unit to several agencies that have one number (Decree 30/2020, Article 15.1)."""
        there = (*self.state.inspections.values(), *self.state.not_held.values())
        units = {one.id: one.inspecting_unit for one in there}
        letters: dict[tuple[ActKind, str, str], list[ActToRecord]] = {}
        for act, _ in acts:
            if act.act in _LETTERS and act.number:
                of = (act.act, plain_number(act.number), units.get(act.names[0], ""))
                letters.setdefault(of, []).append(act)
        for (kind, _, _), alike in letters.items():
            if len(alike) > 1:
                ids = ", ".join(act.names[0] for act in alike)
                self.notes.append(
                    f"{label('act', kind)}: số {alike[0].number} ghi cho {count(len(alike))} cuộc kiểm tra ({ids})."
                )

    # what is wrong with it

    def _place(self, problems: Iterable[Problem], act: ActToRecord, by_inspection: dict[str, Said]) -> None:
        """Put what an act is refused for at its cell; that it lacks another refused one is not worth a line."""
        before = {id: list(self._lacking_refused(id, act.act)) for id in by_inspection}
        is_said = False
        for one in problems:
            id = one.where if one.where in by_inspection else next(iter(by_inspection))
            # Minutes without results are refused as that (BOOK_006).
            lacks_refused = one.code == "ACT_002" and any(f"«{words}», việc" in one.what for words in before[id])
            if not lacks_refused:
                is_said = True
                said = by_inspection[id]
                place = said.at(_cell(one))
                self.table.faults.placed.append((place, replace(one, where=f"{place} ({id})")))
        if not is_said and not (act.act == "minutes_signed" and by_inspection.keys() <= self._without_results):
            self.waiting[act.act] += len(by_inspection)
        self.rows.refused |= {(id, act.act) for id in by_inspection}

    def _lacking_refused(self, id: str, act: ActKind) -> Iterator[str]:
        """The names of what an act of an inspection follows and was refused just now."""
        for step in RULES[act].follows:
            if any((id, kind) in self.rows.refused for kind in (step.kind, step.instead) if kind):
                yield label("act", step.kind)


def _value(name: str, value: str) -> str:
    if not value:
        return "để trống"
    return f"tệp «{value}»" if name == "file" else field_in_words(name, value)


def _kept(act: Act) -> dict[str, str]:
    """The recorded fields of an act but its file, as cells say them."""
    return {name: str(value or "") for name, value in act.model_dump(mode="json").items() if name in (*DAYS, *LONGEST)}


def _cell(one: Problem) -> str:
    """The field a refusal is about."""
    if one.code in ("ACT_024", "ACT_026", "ACT_028") and (option := re.search("«--([a-z-]+)»", one.what)):
        return _OPTIONS.get(option[1], option[1])
    return "file" if one.code.startswith("DOCUMENT_") else _CELLS.get(one.code, "on")


def _in_order(acts: Sequence[tuple[ActToRecord, Said]]) -> Iterator[tuple[ActToRecord, dict[str, Said]]]:
    """Acts in the order of the law, then by day; a paper of many inspections as one act, as a person records it."""
    groups: dict[Any, dict[str, Said]] = {}
    for act, said in sorted(acts, key=lambda pair: (ORDER.index(pair[0].act), pair[0].on or date.min)):
        rule, id = RULES[act.act], act.names[0]
        alone = rule.one_inspection or rule.several or act.subject
        groups.setdefault(act if alone else replace(act, names=()), {})[id] = said
    for act, by_inspection in groups.items():
        yield replace(act, names=tuple(by_inspection)), by_inspection
