"""Acts from a table into the journal, all of them or none: the book of the year, or a row an act.

What a cell says goes the way of ``isoaudit record``: the same rules, the same words, each at its cell. A row of the
book carries the entries its cells rest on, so that what nobody typed over is not said again, and what another person
recorded meanwhile is not written over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk.act_fields import LONGEST, ActToRecord, field_in_words, plain_number, subject_of
from isoaudit.desk.acts import Recorded, Sitting, written
from isoaudit.desk.intake import copy_to_mend
from isoaudit.desk.papers_folder import PapersFolder
from isoaudit.errors import IsoAuditError, Problem, TableError, problem
from isoaudit.journal.programme import OF_INSPECTIONS, Programme, today
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Act, ActKind
from isoaudit.rules.acts import ORDER, RULES
from isoaudit.tables import Place, Row, Table, cleaned, read_table
from isoaudit.tables.acts_book import COLUMNS, DAYS, SEEN, SLOTS, fields_of, fits
from isoaudit.wording import count, label, name_key
from isoaudit.wording.rounds import round_key

_ALL = ("tất cả", "tất cả các cuộc kiểm tra")
_FIELDS = (*DAYS, *LONGEST, "file")
_LETTERS: tuple[ActKind, ...] = ("notice_issued", "correction_requested", "not_accepted")
"""Papers that are written to one agency each."""
_CELLS = {"ACT_003": "on", "ACT_004": "on", "ACT_019": "arrived_on", "ACT_027": "reply_by"}
_CELLS |= dict.fromkeys(("ACT_011", "ACT_012", "ACT_013", "ACT_014", "ACT_015", "FILE_001", "FILE_002"), "file")
_OPTIONS = {"arrived": "arrived_on", "reply-by": "reply_by"}


@dataclass(frozen=True, slots=True)
class _Said:
    """One act as a row says it."""

    row: Row
    act: ActKind
    prefix: str
    """Of the names of its columns; empty where the row is the act."""
    fields: dict[str, str]
    """Those that have a column: days as ISO text, of a file the name."""
    stems: tuple[str, ...] = ()
    """The entries it rests on in the book, by the beginnings of their ids; none: nothing was recorded then."""

    def at(self, name: str) -> Place:
        """The cell of a field."""
        return self.row.at(next((c for c in (f"{self.prefix}{name}", name) if c in self.row.columns), "act"))


def import_acts(
    programme: Programme, path: Path, *, files: Path | None = None, correct: bool = False, dry_run: bool = False
) -> Recorded:
    """Record what a table of acts says, all of it or nothing; files are looked for by name in a folder.

    ``files``: that folder; that of the table where none is given. ``correct``: a cell that says something else than was
    recorded corrects it. ``dry_run``: judge only. Raises TableError with every problem (BOOK_…, ACT_…, TABLE_…); of a
    workbook a copy is then left that names each beside its cell.
    """
    table = read_table(path, COLUMNS, today())
    _refuse_other_tables(table)
    of_the_file = list(table.faults.placed)
    folder = PapersFolder(files or path.parent, programme)
    notes: list[str] = []

    def judged(heads: Ids) -> Sitting:
        table.faults.placed[:] = of_the_file
        notes[:] = table.warnings
        sitting = _Reading(programme, table, folder, correct, notes).judge(heads)
        if table.faults.placed:
            raise TableError(table.faults.problems(), note=copy_to_mend(table))
        if not dry_run:
            sitting.keep_files()
        return sitting

    if dry_run:
        done = judged(programme.journal.heads()).done
    else:
        done = programme.journal.write(judged, written)
    done.warnings[:0] = notes
    return done


def _refuse_other_tables(table: Table) -> None:
    slots = {slot.column(name) for slot in SLOTS for name in fields_of(slot.act)}
    if "act" not in table.columns and not slots & table.columns:
        expected = ", ".join(f"«{column.heading}»" for column in COLUMNS if column.name in ("inspection", "act", "on"))
        fields = {"column": "Việc", "expected": expected, "unknown": ""}
        table.faults.refuse(Place(table.path.name, 1), "TABLE_001", **fields)
        raise TableError(table.faults.problems())


class _Reading:
    """One table, judged against the journal as it is."""

    def __init__(
        self, programme: Programme, table: Table, folder: PapersFolder, correct: bool, notes: list[str]
    ) -> None:
        self.programme, self.table, self.folder, self.correct, self.notes = programme, table, folder, correct, notes
        self.bad = {place for place, _ in table.faults.placed}
        self.state = programme.lists()
        self.refused: set[tuple[str, ActKind]] = set()
        """Acts of inspections that were refused: what lacks only them is not said as well."""

    def judge(self, heads: Ids) -> Sitting:
        """Take every act of the table, in the order of the law. Its faults are those of the table."""
        self._refuse_foreign()
        said = [(each, ids) for row in self.table.rows for each in self._of_row(row) if (ids := self._ids(each))]
        said = list(self._each_once(said))
        self._count_rows()
        self.state = self._read(said)
        acts = [(one, each) for each, ids in said for id in ids for one in self._to_record(each, id)]
        self._same_letters(acts)
        sitting = Sitting(self.programme, heads, self.state)
        for act, by_inspection in _in_order(acts):
            try:
                sitting.take(act)
            except IsoAuditError as error:
                self._place(error.problems, act, by_inspection)
        return sitting

    def refuse(self, said: _Said, name: str, code: str, inspection: str = "", /, **fields: object) -> None:
        """Note a message of the catalogue at the cell of a field."""
        place = said.at(name)
        where = f"{place} ({inspection})" if inspection else str(place)
        self.table.faults.placed.append((place, problem(code, where, **fields)))
        if inspection:
            self.refused.add((inspection, said.act))

    # what a row is about

    def _refuse_foreign(self) -> None:
        """Refuse the book of another programme: an inspection there may have the id of one here."""
        own = [entry.id for entry in self.programme.journal.entries_about("programme", ["programme"])]
        for row in self.table.rows:
            whose = _tokens(row).get("p")
            if whose and not any(id.startswith(whose[0]) for id in own):
                self.table.faults.refuse(row.place, "BOOK_001")
                raise TableError(self.table.faults.problems())

    def _of_row(self, row: Row) -> Iterator[_Said]:
        """The acts a row says something of; what is wrong with its cells is said already."""
        if "act" in row.columns:
            yield from self._of_long_row(row)
            return
        tokens = _tokens(row)
        for slot in SLOTS:
            names = [name for name in fields_of(slot.act) if slot.column(name) in row.columns]
            fields = {name: _plain(row.values[slot.column(name)]) for name in names}
            stems = tokens.get(slot.code, ())
            said = _Said(row, slot.act, slot.column(""), fields, stems)
            if not names or not (stems or any(fields.values()) or self._is_bad(said)):
                continue
            if self._is_bad(said):
                self.refused.add((row.values.get("inspection", ""), slot.act))
            elif not stems and not fields.get("on"):
                self.refuse(said, "on", "TABLE_003", row.values.get("inspection", ""), column=_heading(said, "on"))
            else:
                yield said

    def _of_long_row(self, row: Row) -> Iterator[_Said]:
        fields = {name: _plain(row.values[name]) for name in _FIELDS if name in row.columns}
        said = _Said(row, row.values["act"] or "decided", "", fields)
        if self._is_bad(said) or row.at("act") in self.bad:
            self.refused.add((row.values.get("inspection", ""), said.act))
        elif not fields.get("on") and not fields.get("number"):
            self.notes.append(f"{row.place}: chưa có số và ngày, bỏ qua.")
        elif not row.values["act"]:
            self.table.faults.refuse(row.at("act"), "TABLE_003", column="Việc")
        elif not fields.get("on"):
            self.refuse(said, "on", "TABLE_003", row.values.get("inspection", ""), column=_heading(said, "on"))
        else:
            yield said

    def _is_bad(self, said: _Said) -> bool:
        return bool(self.bad) and any(said.at(name) in self.bad for name in said.fields)

    def _ids(self, said: _Said) -> list[str]:
        """The inspections a row names: by id, by agency, by round, all; those of the act's form for the last two."""
        value = said.row.values.get("inspection") or said.row.values.get("agency_code") or ""
        names = [part.strip() for part in value.split(";") if part.strip()]
        if not names:
            self.refuse(said, "inspection", "TABLE_003", column="Cuộc kiểm tra")
        found: list[str] = []
        for name in names:
            found += self._named(said, name)
        return list(dict.fromkeys(found))

    def _named(self, said: _Said, name: str) -> list[str]:
        of_agency = [inspection.id for inspection in self.state.of_agency(name)]
        if name in self.state.inspections or len(of_agency) == 1:
            return [name] if name in self.state.inspections else of_agency
        where = said.row.at("inspection")
        if of_agency:
            ids = ", ".join(of_agency)
            fields = {"agency": name, "count": len(of_agency), "ids": ids}
            self.table.faults.refuse(where, "INSPECTION_002", **fields)
            return []
        fitting = [inspection for inspection in self.state.inspections_by_name() if fits(said.act, inspection)]
        is_all = name_key(name) in map(name_key, _ALL)
        found = [i.id for i in fitting if is_all or (i.round and round_key(i.round) == round_key(name))]
        if not found:
            self.table.faults.refuse(where, "INSPECTION_001", value=name)
        return found

    def _each_once(self, said: Iterable[tuple[_Said, list[str]]]) -> Iterator[tuple[_Said, list[str]]]:
        """What rows say, each act once: a second row that says something of it is refused."""
        first: dict[tuple[str, ...], _Said] = {}
        for each, ids in said:
            number = plain_number(each.fields.get("number", ""))
            several = RULES[each.act].several
            first_here = []
            for id in ids:
                key = (id, each.act, (number or each.fields.get("on", "")) if several else "")
                before = first.setdefault(key, each)
                if before is each:
                    first_here.append(id)
                else:
                    of = f"{id}, {label('act', each.act)}"
                    self.refuse(each, "on", "TABLE_008", id, row=before.row.place.within_file, key=of)
            yield each, first_here

    def _count_rows(self) -> None:
        """Say how many rows a sheet has lost since it was written: what they said stays as it is."""
        rows: dict[str, list[int]] = {}
        for row in self.table.rows:
            for number in _tokens(row).get("n", ()):
                rows.setdefault(row.place.sheet, []).append(int(number))
        for sheet, numbers in rows.items():
            lost = max(numbers) - len(numbers)
            if lost > 0:
                said = f"còn {count(len(numbers))} trong {count(max(numbers))} dòng đã xuất"
                self.notes.append(f"trang «{sheet}»: {said}; việc đã ghi của {count(lost)} dòng đã xóa giữ nguyên.")

    # what it says

    def _read(self, said: Sequence[tuple[_Said, list[str]]]) -> State:
        """The journal as far as it is about these inspections; answers only where minutes rest on them."""
        ids = dict.fromkeys(id for _, several in said for id in several)
        if not ids:
            return self.state
        rests = any(each.act in ("minutes_agreed", "minutes_signed") for each, _ in said)
        state, _ = self.programme.about(ids, OF_INSPECTIONS if rests else ("act", "finding"))
        if any(each.act == "minutes_signed" and each.fields.get("file") for each, _ in said):
            self.programme.take_in_neighbours(state)
        return state

    def _to_record(self, said: _Said, id: str) -> Iterator[ActToRecord]:
        """What of an act is to be recorded; nothing where its cells say what they said when the book was written."""
        if not said.stems:
            act = self._made(said, id, said.fields)
            if self.correct and act:
                subject, _ = subject_of(self.state, id, act)
                act = replace(act, correct=subject in self.state.acts_by_subject(id))
            yield from [act] if act else []
            return
        subject = self._subject(said, id)
        seen = self.state.as_seen("act", subject, said.stems) if subject else None
        if seen is None:
            self.refuse(said, "on", "BOOK_001", id)
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
            yield from [replace(act, subject=subject, correct=corrected)] if act else []

    def _subject(self, said: _Said, id: str) -> str:
        """Under what the act in the cells was recorded."""
        of_kind = (s for kind, s in self.state.subjects(id) if kind == "act" and s.split("/")[1] == said.act)
        return next((s for s in of_kind if self.state.as_seen("act", s, said.stems)), "")

    def _shown(self, fields: dict[str, Any]) -> dict[str, str]:
        """The fields of an act as the book shows them; nothing of one that was taken back."""
        if fields.get("taken_back"):
            return {}
        shown = {name: _plain(fields.get(name)) for name in _FIELDS}
        name = self.state.fields("file", shown["file"]).get("name", "") if shown["file"] else ""
        return {**shown, "file": _plain(name)}

    def _may_change(
        self, said: _Said, id: str, news: dict[str, str], before: dict[str, str], now: dict[str, str]
    ) -> bool:
        """Refuse cells that were emptied, that another person filled meanwhile, that correct without being asked to."""
        act, fine = label("act", said.act), True
        emptied = [name for name in news if not news[name]]
        if emptied == [name for name in said.fields if before.get(name)]:
            emptied = emptied[:1]  # the whole act: one message tells how it is taken back
        for name, text in news.items():
            old, other = before.get(name, ""), now.get(name, "")
            if not text and name in emptied:
                words = {"column": _heading(said, name), "act": act, "value": _value(name, old)}
                self.refuse(said, name, "BOOK_002", id, code=said.act, inspection=id, **words)
            elif not now or (other != old and text):
                taken_back = "đã hủy việc ghi nhầm"
                words = {"now": _value(name, other) if other else "để trống" if now else taken_back}
                self.refuse(said, name, "BOOK_003", id, act=act, new=_value(name, text) if text else "để trống", **words)
            elif other and text and not self.correct:
                what = f"{_value(name, other)}; bảng này ghi {_value(name, text)}"
                self.refuse(said, name, "ACT_005", id, act=act, what=what)
            else:
                continue
            fine = False
        return fine and all(news.values())

    def _made(
        self, said: _Said, id: str, fields: dict[str, str], news: dict[str, str] | None = None
    ) -> ActToRecord | None:
        """An act to be recorded, its file found; nothing where there is none of that name."""
        wanted = (fields if news is None else news).get("file", "")
        path = self.folder.find(wanted) if wanted else None
        if isinstance(path, Problem):
            self.table.faults.placed.append((said.at("file"), replace(path, where=f"{said.at('file')} ({id})")))
            self.refused.add((id, said.act))
            return None
        days = {name: date.fromisoformat(fields[name]) for name in DAYS if fields.get(name)}
        texts = {name: fields.get(name, "") for name in LONGEST}
        return ActToRecord(said.act, (id,), file=path, **days, **texts)

    def _same_letters(self, acts: Sequence[tuple[ActToRecord, _Said]]) -> None:
        """Warn of letters to several agencies that have one number (Decree 30/2020, Article 15.1)."""
        numbers = Counter((act.act, plain_number(act.number)) for act, _ in acts if act.act in _LETTERS and act.number)
        for (kind, number), times in numbers.items():
            if times > 1:
                ids = ", ".join(a.names[0] for a, _ in acts if (a.act, plain_number(a.number)) == (kind, number))
                written_as = next(a.number for a, _ in acts if plain_number(a.number) == number)
                self.notes.append(f"{label('act', kind)}: số {written_as} ghi cho {count(times)} cuộc kiểm tra ({ids}).")

    # what is wrong with it

    def _place(self, problems: Iterable[Problem], act: ActToRecord, by_inspection: dict[str, _Said]) -> None:
        """Put what an act is refused for at its cell; that it lacks another refused one is not worth a line."""
        before = {id: [label("act", kind) for one, kind in self.refused if one == id] for id in by_inspection}
        for one in problems:
            id = one.where if one.where in by_inspection else next(iter(by_inspection))
            lacks_refused = one.code == "ACT_002" and any(f"«{words}», việc" in one.what for words in before[id])
            if not lacks_refused:
                said = by_inspection[id]
                place = said.at(_cell(one))
                self.table.faults.placed.append((place, replace(one, where=f"{place} ({id})")))
        self.refused |= {(id, act.act) for id in by_inspection}


def _tokens(row: Row) -> dict[str, tuple[str, ...]]:
    """What a row of the book carries for reading: whose it is, the entries its cells rest on, how many rows it had."""
    pairs = (part.partition("=") for part in (row.values.get(SEEN) or "").split())
    fine = {name: tuple(value.split("+")) for name, sign, value in pairs if re.fullmatch("[0-9a-f+]{1,200}", value)}
    return {name: values for name, values in fine.items() if name != "n" or values[0].isdecimal()}


def _plain(value: Any) -> str:
    return " ".join(cleaned(str(value or "")).split())


def _heading(said: _Said, name: str) -> str:
    words = label("act_field", name)
    return f"{label('act', said.act)}: {words.lower()}" if said.prefix else words


def _value(name: str, value: str) -> str:
    return f"tệp «{value}»" if name == "file" else field_in_words(name, value)


def _kept(act: Act) -> dict[str, str]:
    """The recorded fields of an act but its file, as cells say them."""
    return {name: str(value or "") for name, value in act.model_dump(mode="json").items() if name in (*DAYS, *LONGEST)}


def _cell(one: Problem) -> str:
    """The field a refusal is about."""
    if one.code in ("ACT_024", "ACT_026", "ACT_028") and (option := re.search("«--([a-z-]+)»", one.what)):
        return _OPTIONS.get(option[1], option[1])
    return "file" if one.code.startswith("DOCUMENT_") else _CELLS.get(one.code, "on")


def _in_order(acts: Sequence[tuple[ActToRecord, _Said]]) -> Iterator[tuple[ActToRecord, dict[str, _Said]]]:
    """Acts in the order of the law, then by day; a paper of many inspections as one act, as a person records it."""
    groups: dict[Any, dict[str, _Said]] = {}
    for act, said in sorted(acts, key=lambda pair: (ORDER.index(pair[0].act), pair[0].on or date.min)):
        rule, id = RULES[act.act], act.names[0]
        alone = rule.one_inspection or rule.several or act.subject
        groups.setdefault(act if alone else replace(act, names=()), {})[id] = said
    for act, by_inspection in groups.items():
        yield replace(act, names=tuple(by_inspection)), by_inspection
