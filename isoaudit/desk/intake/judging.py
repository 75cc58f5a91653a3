"""One import while it is judged: what it is judged against, what was wrong, what will be said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from isoaudit.desk.intake.body_names import BodyNames, near_names
from isoaudit.errors import Problem
from isoaudit.files import name_as_text, read_bounded
from isoaudit.journal import checklists
from isoaudit.journal.fields import Fold, filled
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, refuse_other
from isoaudit.model import Criterion, Entry, Inspection, Member, Pin, PinnedChecklist, Selection
from isoaudit.rules.acts import RULES, minutes_of
from isoaudit.tables import Row, Table, is_inspector_code
from isoaudit.tables.cells import word_key
from isoaudit.tables.columns.choices import named_as_written
from isoaudit.wording import cite, date_short, name_key
from isoaudit.wording.called import of_initials
from isoaudit.wording.codes import by_code_key, code_key

_MOST_NEAR = 50
"""Unknown agencies for which names like theirs are looked for among thousands: a screen shows fewer."""
_USUAL = {"occasion": Inspection.model_fields["occasion"].default}


@dataclass(frozen=True, slots=True)
class Change:
    """What an import says anew of one subject."""

    kind: str
    subject: str
    new: bool
    """Whether nothing was said of it before."""
    fields: Mapping[str, tuple[Any, Any]]
    """Of what was known before: each field that differs, as it was and as it would be."""


@dataclass(slots=True)
class Imported:
    """What an import did, in numbers, and what it found unusual."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    opened: list[str] = field(default_factory=list)
    """Ids of inspections opened on the way."""
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False
    """Whether nothing was written: everything here is what would be."""
    changes: list[Change] = field(default_factory=list)
    """What a dry run would add and change, in the order of the file."""
    left: list[Problem] = field(default_factory=list)
    """What is wrong with the rows and cells that were left out."""
    left_rows: int = 0
    """How many rows these are."""
    left_cells: int = 0
    """How many cells these are, of rows that were taken in."""
    note: str = ""
    """Where what was left out is marked, in words."""


@dataclass(slots=True)
class Desk:
    """One file on its way into the journal."""

    programme: Programme
    state: State
    table: Table
    done: Imported
    as_of: date | None = None
    """The day from which a change of an agency holds."""
    additional: bool = False
    """Whether a row may open a further inspection of an agency in the same form."""
    drafts: list[Draft] = field(default_factory=list)
    pins: tuple[Pin, ...] | None = None
    sent: Entry | None = None
    """The entry that this edit of a form became when it was sent before."""
    people: dict[str, str] | None = None
    """Names of the inspectors by their keys, once they were asked for."""
    bodies: BodyNames | None = None
    """Names of the agencies, once they were asked for."""
    coded: Counter[str] = field(default_factory=Counter)
    """Codes of inspectors that stood for their names."""
    near: dict[str, list[str]] = field(default_factory=dict)
    """Agencies nobody knows, each with those that may be meant."""
    to_keep: dict[str, bytes] = field(default_factory=dict)
    """Files that belong to the entries of this import, by SHA-256; a refused import keeps none."""

    def refuse(self, row: Row, column: str, code: str, /, **fields: object) -> None:
        """Note a message of the catalogue at the cell of a column."""
        self.table.faults.refuse(row.at(column), code, **fields)

    def refuse_unknown_agency(self, row: Row, column: str, typed: str) -> None:
        """Refuse an agency that nobody knows, with those that may be meant."""
        if typed not in self.near:
            alike = near_names(typed, self.state.agencies.values()) if len(self.near) < _MOST_NEAR else []
            self.near[typed] = [f"«{agency.name}» ({agency.code})" for agency in alike]
        if near := self.near[typed]:
            self.refuse(row, column, "AGENCY_008", value=typed, near=near)
        else:
            self.refuse(row, column, "AGENCY_001", value=typed)

    def names(self) -> BodyNames:
        """The agencies as they were before this file, by all that people call them."""
        if self.bodies is None:
            self.bodies = BodyNames(self.state.agencies)
        return self.bodies

    def refuse_second(self, row: Row, column: str, first: Row, key: str) -> None:
        """Refuse a row that says again what another row of the file says."""
        self.refuse(row, column, "TABLE_008", row=first.place.within_file, key=key)
        self.table.faults.about.append(first.place)

    def in_order(self, row: Row, first: str, last: str) -> None:
        """Refuse a row whose second date is before the first."""
        start, end = row.values.get(first), row.values.get(last)
        if start and end and start > end:
            self.refuse(row, last, "TABLE_011", start=start, end=end)

    def as_listed(self, name: str, team: Iterable[Member] = ()) -> str:
        """A person's name as the team or the list of inspectors spells it; as typed where neither knows it."""
        if self.people is None:
            self.people = {name_key(person.name): person.name for person in self.state.inspectors.values()}
        known = {name_key(member.name): member.name for member in team}
        listed = known.get(name_key(name)) or self.people.get(name_key(name)) or self._by_code(name)
        if not listed and (listed := of_initials(name, known.values())):
            self.coded[f"«{name}» là «{listed}»"] += 1
        return listed or name

    def _by_code(self, typed: str) -> str:
        """The name of the inspector whose code was typed, also its number alone or with other zeros: 1 is KTV01."""
        if not is_inspector_code(typed):
            return ""
        by_key = by_code_key(self.state.inspectors)
        key = _without_zeros(typed)
        alike = [code for code in self.state.inspectors if _without_zeros(code) == key]
        if typed.isdigit() and not alike:
            alike = [code for code in self.state.inspectors if re.sub(r".*[^0-9]", "", _without_zeros(code)) == key]
        found = by_key.get(code_key(typed)) or (alike[0] if len(alike) == 1 else "")
        if not found:
            return ""
        name = self.state.inspectors[found].name
        self.coded[f"«{typed}» là «{name}»"] += 1
        return name

    def say(self, kind: str, subject: str, fields: dict[str, Any], seen: Fold | None = None) -> bool:
        """Note the fields of a subject that differ from what its writer had ``seen``, if any; empty equals absent.

        Without ``seen`` the fields are compared with the present ones. A field its writer saw and did not change is not
        written again, so that it outdates nothing another person wrote meanwhile. An answer is one statement: where any
        part of it differs all of it is written. An inspection without an occasion is a planned one; a file that says so
        changes nothing.
        """
        present = self.state.about(kind, subject)
        before = present if seen is None else seen
        recorded = before.present().get("others") or ()
        no_longer = _known_now(recorded, fields)
        if no_longer or "others" in fields:
            others = {**no_longer, **(fields.get("others") or {})}
            fields = {**fields, "others": beside_the_recorded(recorded, others)}
        usual = _USUAL if kind == "inspection" else {}
        news = before.news(fields, usual)
        if self.sent:
            refuse_other(Draft(kind, subject, news, edit=self.sent.edit), self.sent)
            return False
        if seen is not None and news and present.holds(news, seen, usual):
            news = {}
        if news and not present.heads:
            self.done.added += 1
        elif news:
            self.done.changed += 1
        else:
            self.done.unchanged += 1
            return False
        if self.done.dry_run:
            self.done.changes.append(_change(kind, subject, present, news))
        self.drafts.append(Draft(kind, subject, news, before.base()))
        return True

    def seen(self, row: Row, kind: str, subject: str) -> Fold | None:
        """What the writer of a row had seen of a subject; nothing where the row does not say, or saw another copy."""
        ids = row.values.get("seen")
        return None if ids is None else self.state.as_seen(kind, subject, ids)

    def signed(self, inspection: str) -> dict[str, str]:
        """What a refusal (ACT_008) says of the signed minutes of an inspection; nothing while they are not signed."""
        return signed_fields(self.programme, self.state, inspection)

    def open(self, id: str, fields: dict[str, Any]) -> None:
        """Open an inspection: the bytes of its checklists are kept as they are today."""
        said = {**fields, "others": beside_the_recorded((), fields.get("others") or {})}
        payload = {name: value for name, value in said.items() if filled(value) is not None}
        payload["checklists"] = [pin.model_dump() for pin in self.pins_today()]
        self.drafts.append(Draft("inspection", id, payload))
        if self.done.dry_run:
            self.done.changes.append(Change("inspection", id, True, {}))
        self.state.open(Inspection.model_validate({"id": id, **payload}))

    def pins_today(self) -> tuple[Pin, ...]:
        """The checklists that an inspection opened now is pinned to."""
        if self.pins is None:
            self.pins = tuple(_pin(self))
        return self.pins

    def in_checklists(self, pins: Iterable[Pin], *, annexes: bool = True) -> list[Criterion]:
        """The criteria of pinned checklists in their order, also where these are yet to be kept."""
        pinned = (self._pinned(pin.sha256).checklist for pin in pins)
        return [criterion for one in pinned if annexes or not one.annex for criterion in one.criteria]

    def notes_of_codes(self) -> list[str]:
        """Which codes and initials were taken for people, in a sentence; none: nothing."""
        said = ", ".join(self.coded)
        names = f"{self.table.path.name}: đã lấy họ tên trong danh sách người kiểm tra, Đoàn kiểm tra: {said}."
        return [names] if said else []

    def selections(self, pins: Iterable[Pin]) -> list[Selection]:
        """The short forms of pinned checklists."""
        return [selection for pin in pins for selection in self._pinned(pin.sha256).checklist.selections]

    def criteria(self, inspection: Inspection) -> set[str]:
        """The ids an answer may be about."""
        return {criterion.id for criterion in self.in_checklists(inspection.checklists)}

    def as_coded(self, inspection: Inspection, typed: str) -> str:
        """A criterion as its checklist spells it, where only the case differs; else as typed."""
        return next((id for id in self.criteria(inspection) if code_key(id) == code_key(typed)), typed)

    def _pinned(self, sha256: str) -> PinnedChecklist:
        new = self.to_keep.get(sha256)
        return self.programme.kept(sha256) if new is None else checklists.parse(new)


def beside_the_recorded(recorded: Iterable[Mapping[str, str]], said: Mapping[str, str]) -> list[dict[str, str]]:
    """What is kept of a list besides its columns, with what a table says now, by heading; empty takes one out."""
    texts = {word_key(one["heading"]): (one["heading"], one["text"]) for one in recorded}
    for heading, words in said.items():
        key = word_key(heading)
        texts[key] = (texts[key][0] if key in texts else heading, words)
    return [{"heading": heading, "text": words} for heading, words in texts.values() if words]


def _known_now(recorded: Iterable[Mapping[str, str]], fields: Mapping[str, Any]) -> dict[str, str]:
    """The words that left a field open when it was last told, each to be taken out: the field is filled in now."""
    headings = {one["heading"] for one in recorded}
    filled_in = (named_as_written(name) for name, value in fields.items() if headings and filled(value))
    return dict.fromkeys(headings.intersection(filled_in), "")


def _without_zeros(code: str) -> str:
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", code_key(code))


def _change(kind: str, subject: str, present: Fold, news: Mapping[str, Any]) -> Change:
    before = present.present()
    fields = {name: (before.get(name), value) for name, value in news.items()}
    differing = {name: pair for name, pair in fields.items() if filled(pair[0]) != filled(pair[1])}
    return Change(kind, subject, not present.heads, differing if present.heads else {})


def signed_fields(programme: Programme, state: State, inspection: str) -> dict[str, str]:
    """What a refusal (ACT_008) says of the signed minutes of an inspection; nothing while they are not signed."""
    signed = minutes_of(state.acts(inspection))
    if signed is None:
        return {}
    clause = cite((RULES["notice_issued"].clause,), programme.laws)[0]
    return {"day": date_short(signed.on), "clause": clause, "inspection": inspection, "minutes": signed.kind}


def _pin(desk: Desk) -> Iterable[Pin]:
    """Keep the bytes of the programme's checklists and name them in the journal."""
    folder = desk.programme.folder / "checklists"
    checklists.load(folder)
    for path in checklists.checklist_files(folder):
        data = read_bounded(path)
        pin = checklists.parse(data).pin
        desk.to_keep[pin.sha256] = data
        if not desk.programme.journal.entries_about("file", [pin.sha256]):
            payload = {"name": name_as_text(path), "size": len(data), "mime": "application/yaml"}
            desk.drafts.append(Draft("file", pin.sha256, payload))
        yield pin
