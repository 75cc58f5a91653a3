"""Which letters may go out now, what of each stands in the office's book, and why the others wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from isoaudit.errors import DocumentError, IsoAuditError, Problem, problem
from isoaudit.files import read_bounded, reason
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Act, ActKind, Case, Office, Outcome, Settings
from isoaudit.office import word
from isoaudit.office.text import document_text
from isoaudit.papers.in_folder import is_letter
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.second_reading import Reader, not_read
from isoaudit.papers.to_tell import ON_CORRECTION as ON_CORRECTION
from isoaudit.papers.to_tell import to_tell
from isoaudit.papers.values import Paper, act_of, is_draft, letter, paper
from isoaudit.papers.values.common import PaperSubject, in_full, issuer_name, signer_of
from isoaudit.rules.acts import minutes_of
from isoaudit.rules.findings import judge
from isoaudit.rules.in_force import revoked
from isoaudit.rules.succession import standing_on
from isoaudit.runs import batch
from isoaudit.wording import count, label
from isoaudit.work.make_papers import make_paper
from isoaudit.work.reply_forms import forms_of

_DRAFT = "DỰ THẢO"
RESULT: tuple[ActKind, ...] = ("notice_issued", "correction_requested")
"""The acts of the letters on the result of an inspection."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is to go out, with what the book of outgoing papers says of it."""

    inspection: str
    code: str
    agency: str
    on_site: bool
    act: ActKind
    """What is recorded once it went out."""
    addressees: tuple[str, ...]
    copies_to: tuple[str, ...]
    """Nơi nhận besides the addressees, as printed: ``UBND tỉnh An Bình (để b/c)``."""
    office: str
    """Cơ quan ban hành."""
    issuer: str
    """The same as papers cite it: ``Giám đốc Sở Khoa học và Công nghệ tỉnh An Bình``."""
    signer: str
    drafter: str
    reply_by: date | None
    """Of a công văn: the day it asks a report by; the office's own, the law sets none (Article 37.1.a)."""
    replaces: str = ""
    """The number of the letter that was revoked and whose place it takes; empty: of none."""
    issued: Act | None = None
    """What was recorded when it went out before."""

    @property
    def key(self) -> str:
        """By which its file is known: the inspection, and the act where that is not the letter on its result."""
        return self.inspection if self.act in RESULT else f"{self.inspection}/{self.act}"


@dataclass(frozen=True, slots=True)
class Draft:
    """The Word file of a letter that is to go out."""

    letter: Letter
    path: Path
    data: bytes
    title: str
    """Tên loại và trích yếu."""
    edited: str = ""
    """Where a person edited it: the name of the one the program made besides it."""
    forms: Mapping[str, bytes] = field(default_factory=dict)
    """The reply form that goes with it, by the ending of its file; empty: nothing is to be corrected."""


class Waiting:
    """The cases of a run as they go by: the letters that may go, and why those of the others wait."""

    def __init__(self, *, again: bool, began_with: str, out: Path) -> None:
        """``again``: also letters that went out before; ``began_with``: the entry by which the programme began."""
        self.letters: dict[str, Letter] = {}
        self.reasons: dict[str, list[Problem]] = {}
        """By inspection."""
        self.issued: dict[str, Act] = {}
        """By inspection: the letter went out and is left out now."""
        self.agencies: dict[str, str] = {}
        self.on_correction: list[tuple[Case, ActKind]] = []
        """What is to be told of corrective action, and of which inspection."""
        self.unsent: list[str] = []
        """The keys of letters on corrective action of which none went out yet."""
        self.forms: dict[str, Mapping[str, bytes]] = {}
        """By key of a letter: the reply form that goes with it."""
        self.problems: list[Problem] = []
        """Why a reply form could not be made."""
        self._again = again
        self._began_with, self._out = began_with, out
        self.reader = Reader(out, today())
        """For letters that the office wants read by a second reader."""

    def add(self, case: Case) -> None:
        """Note a case."""
        id = case.inspection.id
        self.agencies[id] = standing_on(case, today()).name
        told = tuple(to_tell(case, self._out, today()))
        self.on_correction += ((case, act) for act in told)
        if "not_accepted" in told:  # another report is asked for
            self._add_forms(case, f"{id}/not_accepted")
        self.unsent += (f"{id}/{act}" for act in ON_CORRECTION if act_of(case, act) is None)
        kind = kinds()["notice" if case.inspection.mode == "on_site" else "correction_request"]
        act: ActKind = "notice_issued" if case.inspection.mode == "on_site" else "correction_requested"
        issued = act_of(case, act)
        if issued and not self._again:
            self.issued[id] = issued
            return
        if reasons := list(_reasons(case, kind, act, self.reader)):
            self.reasons[id] = reasons
            return
        with suppress(IsoAuditError):  # what the outcome of its letter says as well
            self.letters[id] = _letter(case, kind, act, letter(case, judge(case)), issued)
            self._add_forms(case, id)

    def _add_forms(self, case: Case, key: str) -> None:
        """Make the reply form that goes with a letter; the letter goes alone where it cannot be made."""
        try:
            self.forms[key] = forms_of(case, self._began_with, self._out / case.inspection.id)
        except IsoAuditError as error:
            self.problems += error.problems

    def wait(self, id: str, *why: Problem) -> None:
        """A letter cannot go out after all."""
        self.letters.pop(id, None)
        self.reasons.setdefault(id, []).extend(why)


def _reasons(case: Case, kind: PaperKind, act: ActKind, reader: Reader) -> Iterator[Problem]:
    """Why the letter of a case would go out as a DỰ THẢO, or not at all; last that a second reader is waited for."""
    id = case.inspection.id
    if case.refused:
        yield problem("ISSUE_002", id, count=count(len(case.refused)), reason=case.refused[0].message.rstrip("."))
    if not is_draft(kind, PaperSubject((case,))):
        if not case.refused and act_of(case, act) is None:
            with suppress(IsoAuditError):  # what the outcome of its letter says as well
                yield from not_read(reader, case, act)
        return
    for before in kind.rests_on:
        there = minutes_of(case.acts) if before == "minutes_signed" else act_of(case, before)
        if there is None:  # what comes after it cannot be there either
            yield problem("ISSUE_001", id, act=label("act", before), code=before)
            return


def _letter(case: Case, kind: PaperKind, act: ActKind, paper: Paper, issued: Act | None) -> Letter:
    settings, said, now = case.programme, paper.context, standing_on(case, today())
    signer, office = signer_of(settings, kind, {now.kind})
    asks = act == "correction_requested" and bool(said["deadline"]) and said["outcome"] == "correct"
    return Letter(
        inspection=case.inspection.id,
        code=now.code,
        agency=now.name,
        on_site=case.inspection.mode == "on_site",
        act=act,
        addressees=tuple(said["addressees"]) if kind.key == "correction_request" else (in_full(now.name),),
        copies_to=tuple(said["recipients"][1:]),  # the first is who it is written to, in other words
        office=office.name,
        issuer=(issued.issuer if issued else "") or f"{said['issued_by']}{_in_full(settings, office)}",
        signer=(issued.signer if issued else "") or signer.name,
        drafter=str(said["filed"]),
        reply_by=(issued.reply_by if issued else None) or (settings.reply_by if asks else None),
        replaces=gone.number if (gone := revoked(case.acts, act)) else "",
        issued=issued,
    )


def _in_full(settings: Settings, office: Office) -> str:
    """The office with its province, as a paper of another office cites it."""
    name = issuer_name(settings, office)
    return name if settings.province in name else f"{name} {settings.province}"


def drafts(programme: Programme, waiting: Waiting, outcomes: Iterable[Outcome]) -> list[Draft]:
    """The Word file of each letter that may go, as a person edited it where one did, in the order of the book.

    By who issues it, thông báo before công văn, as each has a series of numbers of its own, then by name. What a
    letter cannot go out for after all is noted in ``waiting``.
    """
    made = []
    for outcome in outcomes:
        noted = waiting.letters.get(outcome.inspection)
        if outcome.status == "failed" or outcome.refused:
            if noted or (outcome.status == "failed" and outcome.inspection not in waiting.issued):
                waiting.wait(
                    outcome.inspection, problem("ISSUE_003", outcome.inspection, reason=outcome.reason.rstrip("."))
                )
        elif noted and (draft := _draft(programme, waiting, noted, outcome.files)):
            made.append(draft)
    made += filter(None, (_on_correction(programme, waiting, *one) for one in waiting.on_correction))
    offices = list(dict.fromkeys(draft.letter.office for draft in made))
    return sorted(made, key=lambda draft: (offices.index(draft.letter.office), not draft.letter.on_site))


def _on_correction(programme: Programme, waiting: Waiting, case: Case, act: ActKind) -> Draft | None:
    """A letter on corrective action, made anew; as a person edited it where one did."""
    kind, about = kinds()[ON_CORRECTION[act]], PaperSubject((case,), day=today())
    with suppress(IsoAuditError):  # what making it says as well
        if reasons := list(not_read(waiting.reader, case, act)):
            waiting.wait(case.inspection.id, *reasons)
            return None
    made = make_paper(programme.out, kind, case.inspection.id, about)
    if made.file is None:
        for found in made.problems:
            waiting.wait(case.inspection.id, found)
        return None
    letter_ = _letter(case, kind, act, paper(kind.key, about), None)
    edited = made.file.with_name(f"{kind.file}.docx") if made.edited else made.file
    return _read(waiting, letter_, edited, made.file.name if made.edited else "")


def _draft(programme: Programme, waiting: Waiting, noted: Letter, ours: tuple[str, ...]) -> Draft | None:
    folder = programme.out / noted.inspection
    edited = [name for name in batch.letter_files(folder) if is_letter(name) and name not in ours]
    return _read(waiting, noted, folder / (edited[-1] if edited else ours[-1]), ours[-1] if edited else "")


def _read(waiting: Waiting, noted: Letter, path: Path, beside: str) -> Draft | None:
    """What goes out; ``beside``: where a person edited it, the name of the one the program made besides."""
    try:
        data = read_bounded(path)
        document = word.opened(str(path), data)
        first = next(iter(document_text(document)), "")
        title = " ".join((document.core_properties.title or "").split()).partition(", gửi ")[0]
    except OSError as error:
        waiting.wait(noted.inspection, problem("FILE_002", str(path), reason=reason(error)))
    except DocumentError as error:
        for found in error.problems:
            waiting.wait(noted.inspection, found)
    else:
        if beside and first.strip().upper() == _DRAFT:
            waiting.wait(noted.inspection, problem("ISSUE_004", noted.inspection, file=str(path)))
            return None
        forms = waiting.forms.get(noted.key, {})
        return Draft(noted, path, data, title or _title(noted), beside, forms)
    return None


def _title(noted: Letter) -> str:
    """Where an office's own template says none."""
    return f"{label('act', noted.act)}: {noted.agency}"
