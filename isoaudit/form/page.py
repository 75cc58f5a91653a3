"""What stands on a page of the form: sections of records, each a few fields; and what can be done there.

A record is what is said together (of an inspection: the answer to one criterion); a section is a heading with its
records and actions. All texts are Vietnamese, ready to be shown. Everything goes to the browser as JSON
(:func:`as_json`); values of fields are strings, booleans, lists of strings, or lists of objects (of ``rows``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

FieldKind = Literal["choice", "text", "line", "date", "time", "select", "check", "rows", "list", "files", "password"]
"""``choice``: radio buttons that can be cleared. ``text``: several lines. ``date``: ISO 8601, typed as 05/7/2026.
``time``: ``08 giờ 00 phút``. ``rows``: a list of objects with the fields ``columns``. ``list``: several short lines.
``files``: SHA-256 of what was uploaded."""
Tone = Literal["", "good", "bad", "note", "quiet"]
"""How something is coloured; never the only sign of what it means."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen."""

    value: str
    label: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A ready wording that can be put into a text; what is left blank in it stands in braces: ``{số TTHC}``."""

    text: str
    label: str = ""
    """What it is for, in a word or two."""
    note: str = ""
    """When to use it."""
    fits: str = ""
    """The value of the record's first field with which it is offered first; empty: with any."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is said in a record or asked by an action."""

    name: str
    label: str
    kind: FieldKind
    options: tuple[Option, ...] = ()
    """Of ``choice`` and ``select``."""
    columns: tuple[Field, ...] = ()
    """Of ``rows``: the first is the text, the others are details."""
    shown_for: tuple[str, ...] = ()
    """Values of the record's first field for which it is shown; empty: always. One that holds something is shown."""
    needed_for: tuple[str, ...] = ()
    """Values of the record's first field for which it must say something, or the record is marked as incomplete."""
    hint: str = ""
    """What to write, shown while it is empty."""
    suggestions: tuple[str, ...] = ()
    """What was written elsewhere and may be written again."""
    lines: int = 3
    """Of ``text``: its least height."""
    phrases: tuple[Phrase, ...] = ()
    """Of ``text``: ready wordings, listed when F2 is pressed."""
    single: bool = False
    """Of ``files``: a further one takes the place of the first."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that an action made, to be opened."""

    name: str
    """In words: ``Biên bản kiểm tra``."""
    path: str = ""
    """Below the folder that JupyterLab shows."""
    url: str = ""
    """Another page of this machine; it is opened at once where the browser lets it be."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to read beside a record: a clause, what was found last year."""

    label: str
    text: str
    tone: Tone = ""
    files: tuple[str, ...] = ()
    """SHA-256 of pictures shown with it."""
    leads_to: str = ""
    """The record that it is about, to which it leads when it is pressed; empty: it is only read."""
    links: tuple[Made, ...] = ()
    """What is opened from it, in a tab of its own."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what is asked before it is done, and how it is called."""

    name: str
    label: str
    fields: tuple[Field, ...] = ()
    """What must be said first, in a small form that opens below the button."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What goes along without being asked, and what the fields hold at first."""
    about: str = ""
    """What it is for, said above what is asked; empty: its label says it."""
    confirm: str = ""
    """The question asked before it is done; empty: none."""
    tone: Tone = ""
    disabled: str = ""
    """Why it cannot be done now; empty: it can."""
    open: bool = False
    """Whether what it asks is shown at once, as where a file is to be dropped."""
    group: str = ""
    """What it is about: the heading under which it stands with others; empty: it stands in front of all groups."""
    seldom: bool = False
    """Whether it is seldom wanted: a group of which all are is folded at first."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is said together and saved as one."""

    id: str
    """Kind and subject, ``answer/D36-1-a-01``: the name of the record in every message."""
    title: str
    fields: tuple[Field, ...] = ()
    reference: str = ""
    """The clause it rests on."""
    facts: tuple[Fact, ...] = ()
    """Shown always."""
    beside: tuple[Fact, ...] = ()
    """Shown beside the facts, where the window is wide enough: what is held against them."""
    folded: tuple[Fact, ...] = ()
    """Shown when asked for."""
    folded_title: str = ""
    """What is pressed to see them; empty: what is to be looked at."""
    members: tuple[str, ...] = ()
    """Who it was assigned to; empty: to all."""
    counts: bool = False
    """Whether it counts in the progress: it is done once its first field says something and nothing is lacking."""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its records and actions."""

    id: str
    title: str
    intro: str = ""
    records: tuple[Record, ...] = ()
    actions: tuple[Action, ...] = ()
    addable: Record | None = None
    """How a further record looks that a person may add: ``id`` is its kind with a stroke, ``sample/``, and the first
    field, once filled, gives the rest of the id."""
    as_table: bool = False
    """Whether records are rows of one table, their fields its columns."""
    open: bool = False
    """Whether it is open at first; the first section of a tab always is."""
    hidden: bool = False
    """Whether it is not shown, as it holds nothing now."""
    group: str = ""
    """Sections of one group stand together on one tab of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    id: str
    """Of the inspection; names the outbox in the browser together with ``programme``."""
    programme: str
    """A short mark of the programme, so that two programmes on one machine have outboxes of their own."""
    title: str
    subtitle: str
    groups: tuple[tuple[str, str], ...]
    """Name and title of each tab, in order."""
    sections: tuple[Section, ...]
    members: tuple[str, ...] = ()
    """Who may be writing."""
    by_field: str = ""
    """The field of a record that holds who wrote, filled in with the chosen member where it is empty."""
    assigned: bool = True
    """Whether records are assigned to members, so that one may see their own first."""
    warning: str = ""
    """What is said before the first file is added (state secrets, data of citizens)."""
    counted: str = "mục"
    """What its progress counts."""
    typed: bool = True
    """Whether people type into its records; else nothing is said of saving, nor of what is not written yet."""
    help: Mapping[str, str] = field(default_factory=dict)
    """Where F1 leads, below the folder that JupyterLab shows, by what has the focus: a field or button of a kind of
    record (``answer.evidence``), a record, its kind, its section, a group; ``refused``, ``conflict``, ``writer``;
    ``""``: everywhere else (``static/10_help.js``). Empty: nowhere."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence about a record."""

    text: str
    tone: Tone = "note"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several statements on a record between which a person must decide."""

    take: int
    """Its number, counted from 1."""
    who: str
    """Who and when, in words."""
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What a record says at present."""

    fields: Mapping[str, Any]
    base: tuple[str, ...] = ()
    """The entries it rests on: sent back with an edit, so that what others wrote meanwhile is not overwritten."""
    saved: str = ""
    """When, in words: ``14:32:05``."""
    by: str = ""
    lines: tuple[Line, ...] = ()
    """What the rules say of it."""
    conflict: tuple[Alternative, ...] = ()
    fixed: str = ""
    """Why nothing else can be said of it any more; empty: it can."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is still to be done, with the record where."""

    record: str
    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """Work that goes on beside the page, and what came of it."""

    id: str
    title: str
    done: int = 0
    of: int = 0
    """How many there are to do; 0: nobody knows."""
    words: str = ""
    """How far it is, in words, where nobody knows how much there is to do."""
    running: bool = True
    lines: tuple[Line, ...] = ()
    made: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How far the work is."""

    done: int
    of: int
    by_section: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    state: str = ""
    """Where the inspection stands, in words: ``Đã thống nhất trong Đoàn``."""
    jobs: tuple[Job, ...] = ()
    """What goes on beside the page, or ended last; while one runs, the browser asks every second."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that was added."""

    sha256: str
    name: str
    size: int
    """Bytes."""
    mime: str
    taken: str = ""
    """When the picture was taken, in words, as the camera says; empty: not known."""
    added: str = ""
    """When it was added, in words."""
    thumbnail: str = ""
    """A picture of at most 240 pixels as a data URL; empty: none can be made."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different on the page after something was said or done."""

    values: Mapping[str, Value] = field(default_factory=dict)
    """Of the records that changed."""
    sections: tuple[Section, ...] = ()
    """Sections that look different now, whole."""
    files: tuple[ShownFile, ...] = ()
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What an action came to."""

    lines: tuple[Line, ...] = ()
    made: tuple[Made, ...] = ()
    changes: Changes = field(default_factory=Changes)


def as_json(noun: Any) -> dict[str, Any]:
    """A noun of this module as plain data, tuples as lists."""
    return asdict(noun)
