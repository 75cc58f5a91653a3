"""The state of a paper that a second reader reads, and which papers wait for one.

A state is what the paper says: the values it is made of, the Word template, and the words of every Word file of it that
a person edited. So a letter made again with the same content is in the same state; one that says anything else is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.files import read_bounded
from isoaudit.model import ActKind, Case, Inspector
from isoaudit.papers.in_folder import edited_papers, find_template
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.laid import edited_letters
from isoaudit.papers.to_tell import ON_CORRECTION, to_tell
from isoaudit.papers.values import Paper, act_of, is_draft, letter, paper
from isoaudit.papers.values.replaced import LETTER_PAPERS
from isoaudit.papers.values.subject import PaperSubject
from isoaudit.rules.acts import minutes_of
from isoaudit.rules.answers import judged
from isoaudit.rules.findings import judge
from isoaudit.rules.second_reading import PAPERS, Stands, Unread, read_as, stands, wants
from isoaudit.wording import date_short, label


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that waits for a second reader."""

    inspection: str
    act: ActKind
    """With which it leaves."""
    kind: PaperKind
    state: str
    stands: Stands


@dataclass(frozen=True)
class Reader:
    """What a second reader would read in a programme on a day."""

    out: Path
    day: date
    inspectors: Sequence[Inspector] = ()
    """For the position and the unit of the members of a team, which minutes print."""

    def paper(self, case: Case, act: ActKind) -> Paper:
        """The paper that leaves with an act, as it would be made now. Raises as ``papers.values.paper``.

        Where the letter is out and in force it is the one that takes its place (Decree 30/2020, Article 18.4).
        """
        result, name = judge(case), PAPERS[read_as(act)]
        replaces = name in LETTER_PAPERS and self._takes_the_place(case, act)
        if name in ("notice", "correction_request") and not replaces:
            return letter(case, result)
        about = PaperSubject((case,), {case.inspection.id: result}, tuple(self.inspectors), self.day, replaces=replaces)
        return paper(name, about)

    def state(self, case: Case, act: ActKind) -> str:
        """SHA-256 of the state of a paper. Raises as :meth:`paper`, RunError where a file cannot be read."""
        made = self.paper(case, act)
        template = read_bounded(find_template(made.template, self.out / case.inspection.id))
        values = json.dumps(made.context, ensure_ascii=False, sort_keys=True, default=_plain)
        said = [values, hashlib.sha256(template).hexdigest(), *map(_words, self.edited(case, act))]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def edited(self, case: Case, act: ActKind) -> tuple[Path, ...]:
        """The Word files of a paper that a person edited: in the folder of the inspection, and where letters lie."""
        id, kind = case.inspection.id, kinds()[PAPERS[read_as(act)]]
        key = f"{id}/{act}" if act in ON_CORRECTION else id
        laid = () if read_as(act) == "minutes_signed" else self._laid.get(key, ())
        return (*edited_papers(kind.file, self.out / id), *laid)

    def file(self, case: Case, act: ActKind) -> Path | None:
        """What is to be read: the file that a person edited last, else the one made; None: there is none."""
        if edited := self.edited(case, act):
            return edited[-1]
        made = self.out / case.inspection.id / f"{kinds()[PAPERS[read_as(act)]].file}.docx"
        return made if made.is_file() else None

    @cached_property
    def _laid(self) -> Mapping[str, tuple[Path, ...]]:
        return edited_letters(self.out)

    def stands(self, case: Case, act: ActKind) -> Waiting:
        """What was said of a paper in the state it is in. Raises as :meth:`state`."""
        state = self.state(case, act)
        kind = kinds()[PAPERS[read_as(act)]]
        return Waiting(case.inspection.id, read_as(act), kind, state, stands(case.readings, act, state))

    def ready(self, case: Case, *, replacing: bool = False) -> Iterator[ActKind]:
        """The acts whose papers the office wants read and could leave next, but for a second reader.

        ``replacing``: also a letter made to take the place of one that is out.
        """
        for act in PAPERS:
            if wants(case.programme, act) and (self._is_next(case, act) or (replacing and self._replaces(case, act))):
                kind = kinds()[PAPERS[act]]
                if not is_draft(kind, PaperSubject((case,))) and not (kind.judged and case.refused):
                    yield act

    def _is_next(self, case: Case, act: ActKind) -> bool:
        if case.inspection.cancelled:
            return False
        if act == "minutes_signed":
            return act_of(case, "minutes_agreed") is not None and minutes_of(case.acts) is None
        if act in ON_CORRECTION:
            return act in to_tell(case, self.out, self.day)
        mode = "on_site" if act == "notice_issued" else "by_record"
        return case.inspection.mode == mode and act_of(case, act) is None

    def _takes_the_place(self, case: Case, act: ActKind) -> bool:
        """Whether the paper takes the place of the letter that is out. A second one of those on correction may as well
        be a further one: the file that lies there says it."""
        if act_of(case, act) is None:
            return False
        return act not in ON_CORRECTION or self._says_that_it_replaces(case, act)

    def _replaces(self, case: Case, act: ActKind) -> bool:
        """Whether what lies there says that it takes the place of the letter that is out."""
        letter_ = act_of(case, act) if act != "minutes_signed" else None
        return bool(letter_ and letter_.number) and self._says_that_it_replaces(case, act)

    def _says_that_it_replaces(self, case: Case, act: ActKind) -> bool:
        file = self.file(case, act)
        return file is not None and "này thay thế" in " ".join(_words(file))

    def unread(self, case: Case) -> tuple[Unread, ...]:
        """The papers that wait, as a list of inspections says them. ``case`` need not be judged."""
        if not any(wants(case.programme, act) for act in PAPERS):
            return ()
        return tuple(
            Unread(one.act, one.kind.key, one.kind.name, why_in_words(one.stands)) for one in self.waiting(judged(case))
        )

    def waiting(self, case: Case) -> Iterator[Waiting]:
        """The papers of an inspection that wait for a second reader; one that cannot be made does not."""
        for act in self.ready(case):
            try:
                found = self.stands(case, act)
            except IsoAuditError:  # whoever makes the paper is told what is wrong with it
                continue
            if found.stands.waits:
                yield found


def _words(path: Path) -> list[str]:
    """What an edited Word file says; of one that cannot be read as such, its digest."""
    from isoaudit.papers.render import letter_text  # imported here: it loads the engine of Word documents

    try:
        return list(letter_text(path))
    except IsoAuditError:
        return [hashlib.sha256(read_bounded(path)).hexdigest()]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


def not_read(reader: Reader, case: Case, act: ActKind) -> Iterator[Problem]:
    """Why a paper may not leave with an act: the office wants it read, and as it is now it was not (READ_010)."""
    if wants(case.programme, act):
        found = reader.stands(case, act)
        if found.stands.waits:
            yield waits_as_problem(found)


def waits_as_problem(found: Waiting) -> Problem:
    """A paper that waits for a second reader, as a reason why it does not leave (READ_010)."""
    fields = {"paper": found.kind.spoken, "why": why_in_words(found.stands), "key": found.kind.key}
    return problem("READ_010", found.inspection, inspection=found.inspection, **fields)


def why_in_words(stands: Stands) -> str:
    """Why a paper waits, within a sentence."""
    assert stands.waits
    said = stands.reading
    day = date_short(said.on) if said and said.on else ""
    about = {"reader": said.reader, "day": day, "note": said.note.rstrip(".")} if said else {}
    return label("reading_waits", stands.waits).format(**about)
