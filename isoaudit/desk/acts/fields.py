"""One act as somebody gives it in: its fields, what is wrong with them by themselves, its subject in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

from isoaudit.desk.acts.filing import IncomingFile
from isoaudit.errors import Problem, problem
from isoaudit.journal.state import State
from isoaudit.model import Act, ActKind, control_character, says_something
from isoaudit.rules.acts import RULES
from isoaudit.rules.in_force import ON_LETTERS
from isoaudit.rules.in_force import plain_number as plain_number
from isoaudit.tables import cleaned
from isoaudit.wording import date_short, label

LONGEST = {"about": 100, "number": 100, "issuer": 300, "signer": 100, "note": 2_000}
"""Texts of an act, and how many characters each may have."""


@dataclass(frozen=True, slots=True)
class ActToRecord:
    """One act as it is given in, of one inspection or of many."""

    act: ActKind
    names: tuple[str, ...] = ()
    """Ids of inspections, or codes of agencies that have only one."""
    round: str = ""
    """Instead of names: all of a round whose form the act belongs to."""
    all: bool = False
    """Instead of names: all of the year whose form the act belongs to."""
    on: date | None = None
    number: str = ""
    issuer: str = ""
    signer: str = ""
    arrived_on: date | None = None
    reply_by: date | None = None
    about: str = ""
    """Of a paper on a letter that was issued: the number of that letter."""
    file: Path | None = None
    note: str = ""
    correct: bool = False
    """What was recorded before was wrong."""
    take_back: bool = False
    """It did not happen: it was recorded by mistake; ``note`` says why."""
    subject: str = ""
    """Of an act that a book shows: under what it was recorded; empty: number or day say it."""


def faults_of(to_record: ActToRecord, day: date) -> Iterator[Problem]:
    """What is wrong with an act whichever inspection it is of."""
    where = label("act", to_record.act)
    for on in (to_record.on, to_record.arrived_on):
        if on and on > day:
            yield problem("ACT_004", where, day=date_short(on), today=date_short(day))
    if to_record.on and to_record.arrived_on and to_record.arrived_on < to_record.on:
        yield problem("ACT_019", where, arrived=date_short(to_record.arrived_on), day=date_short(to_record.on))
    if to_record.on and to_record.reply_by and to_record.reply_by < to_record.on:
        yield problem("ACT_027", where, reply=date_short(to_record.reply_by), day=date_short(to_record.on))
    for option in _out_of_place(to_record):
        yield problem("ACT_026", where, option=option, act=where)
    if to_record.take_back and not says_something(to_record.note):
        yield problem("ACT_016", where, option="--note LÝ_DO")
    new = not (to_record.take_back or to_record.correct)
    said = says_something(to_record.note) and says_something(to_record.signer)
    if to_record.act == "minutes_unsigned" and new and not said:
        yield problem("ACT_030", where)
    for name in LONGEST:
        text = getattr(to_record, name)
        option = "of" if name == "about" else name
        if found := control_character(text) or next((sign for sign in text if category(sign) == "Cf"), ""):
            yield problem("ACT_024", where, option=f"--{option}", code=f"{ord(found):04X}")
        if len(text) > LONGEST[name]:
            yield problem("ACT_028", where, option=f"--{option}", length=len(text), most=LONGEST[name])


def _out_of_place(to_record: ActToRecord) -> Iterator[str]:
    """The options that mean nothing for an act."""
    paper = RULES[to_record.act].paper
    if to_record.arrived_on and paper != "incoming":
        yield "--arrived"
    if to_record.reply_by and to_record.act not in ("requested", "correction_requested", "letter_replaced"):
        yield "--reply-by"
    if to_record.about and to_record.act not in ON_LETTERS:
        yield "--of"
    if not paper:
        yield from (f"--{name}" for name in ("number", "issuer", "signer", "file") if getattr(to_record, name))


def subject_of(state: State, inspection: str, to_record: ActToRecord) -> tuple[str, list[Problem]]:
    """The subject an act is recorded under, or why there is none.

    An act that happens once has its kind as subject. Each of those that can happen several times has a subject of its
    own, known by its number, or by its day.
    """
    subject = to_record.subject or f"{inspection}/{to_record.act}"
    if to_record.subject or not RULES[to_record.act].several:
        return subject, []
    recorded = {s: act for s, act in state.acts_by_subject(inspection).items() if act.kind == to_record.act}
    number = plain_number(to_record.number)
    same = [s for s, act in recorded.items() if to_record.number and plain_number(act.number) == number]
    same = same or [s for s, a in recorded.items() if a.on == to_record.on and not (to_record.number and a.number)]
    if not same and (to_record.correct or to_record.take_back):
        if len(recorded) > 1:
            numbers = ", ".join(act.number or date_short(act.on) for act in recorded.values())
            where = {"act": label("act", to_record.act), "count": len(recorded), "numbers": numbers}
            return "", [problem("ACT_018", inspection, **where)]
        same = list(recorded)
    if same:
        return same[0], []
    name = f"{subject}/{number or (to_record.on.isoformat() if to_record.on else '')}"
    while name in recorded:  # an act that was corrected to another number keeps the subject it had first
        name += "+"
    return name, []


def given_fields(to_record: ActToRecord, file: IncomingFile | None) -> dict[str, Any]:
    """The fields that were given, as the journal keeps them."""
    days = {name: getattr(to_record, name) for name in ("on", "arrived_on", "reply_by")}
    given: dict[str, Any] = {name: day.isoformat() for name, day in days.items() if day}
    given |= {name: text for name in LONGEST if (text := " ".join(cleaned(getattr(to_record, name)).split()))}
    return {**given, "file": file.sha256} if file else given


def field_in_words(name: str, value: str) -> str:
    """A recorded field in a message, such as «số 41/QĐ-CCTĐC»."""
    words = {"on": "ngày", "number": "số", "issuer": "cơ quan ban hành", "signer": "người ký", "arrived_on": "ngày đến"}
    words |= {"about": "về văn bản số", "reply_by": "hạn báo cáo", "file": "tệp", "note": "ghi chú"}
    shown = date_short(date.fromisoformat(value)) if name in ("on", "arrived_on", "reply_by") else value
    return f"{words[name]} {'khác' if name == 'file' else shown}"


def lacking_fields(act: Act) -> Iterator[str]:
    """What the law asks of the paper of an act and was not recorded, in words (Decree 30/2020; TT26, Article 39)."""
    paper = RULES[act.kind].paper
    if paper in ("issued", "approved", "incoming") and not act.number:
        yield "số"
    if act.number and not any(map(str.isalpha, act.number)):
        yield f"ký hiệu sau số «{act.number}»"
    if paper == "issued" and not act.signer:
        yield "người ký"
    if paper == "incoming" and not act.arrived_on:
        yield "ngày đến"
    if paper and not act.file:
        yield "bản chụp (quét) văn bản"
