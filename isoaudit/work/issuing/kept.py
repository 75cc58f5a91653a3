"""The letters that left, kept as they lay ready: nothing that is edited or made anew later changes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from isoaudit.errors import IsoAuditError
from isoaudit.files import read_bounded
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.office.kinds import WORD, mime_of
from isoaudit.papers.in_folder import edited_papers
from isoaudit.papers.kinds import kinds
from isoaudit.papers.laid import FOLDER, MEMORY, letters_in
from isoaudit.papers.values.issuers import SHOWN_BY
from isoaudit.papers.values.replaced import first_kind
from isoaudit.rules.in_force import ON_LETTERS
from isoaudit.work.issuing.letters import ON_CORRECTION, RESULT
from isoaudit.work.kept_files import ISSUED

_ON_LETTER = "on a letter"


def keep_issued(programme: Programme, subjects: Iterable[str], beside: Path | None = None) -> list[str]:
    """Keep the Word file of each letter whose number was just recorded, as it lies ready; the inspections of these.

    ``subjects``: of the acts recorded. A letter is looked for in the folder ``beside``, that of the book the numbers
    came in, then in those below ``out`` in which letters are laid, of several the one written last. What lies nowhere,
    or cannot be read, is not kept: whoever has the signed one records that.
    """
    letters = [(subject, key) for subject in subjects if (key := _key(subject))]
    lying = _letters(programme, beside) if letters else {}
    found: dict[str, tuple[str, str]] = {}
    for subject, key in letters:
        path = lying.get(key) if key != _ON_LETTER else _on_letter(programme, subject, lying)
        if path and (data := _read(path)):
            found[programme.journal.keep(data)] = (subject, path.name)
    drafts = [
        Draft("file", sha256, {"name": name, "size": _size(programme, sha256), "mime": WORD, ISSUED: subject})
        for sha256, (subject, name) in found.items()
    ]

    def unknown(_: Ids) -> list[Draft]:
        known = {entry.subject for entry in programme.journal.entries_about("file", found)}
        return [draft for draft in drafts if draft.subject not in known]

    def write(transaction: Transaction, several: list[Draft]) -> list[Draft]:
        if several:
            transaction.append(several, writer())
        return several

    kept = programme.journal.write(unknown, write) if drafts else []
    return [str(draft.payload[ISSUED]).partition("/")[0] for draft in kept]


def _key(subject: str) -> str:
    """By which the folder knows the letter of an act; empty: the act has none that is laid ready."""
    inspection, kind, *_ = subject.split("/")
    if kind in RESULT:
        return inspection
    if kind in ON_LETTERS:
        return _ON_LETTER
    return f"{inspection}/{kind}" if kind in ON_CORRECTION else ""


def _on_letter(programme: Programme, subject: str, lying: Mapping[str, Path]) -> Path | None:
    """The paper by which a letter was corrected, replaced or revoked, where one lies there that names that letter."""
    id = subject.partition("/")[0]
    state, _ = programme.about([id], ("act",), "known")
    act = state.acts_by_subject(id)[subject]
    kind = first_kind(state.acts(id), act) if act.kind == "letter_replaced" else act.kind
    stem, folder = kinds()[SHOWN_BY[kind]].file, programme.out / id
    there = [lying.get(_key(f"{id}/{kind}")), *edited_papers(stem, folder), folder / f"{stem}.docx"]
    return next((path for path in there if path and path.is_file() and act.about in " ".join(_text(path))), None)


def _text(path: Path) -> tuple[str, ...]:
    from isoaudit.papers.render import letter_text  # imported here: it loads the engine of Word documents

    try:
        return letter_text(path)
    except IsoAuditError:
        return ()


def _letters(programme: Programme, beside: Path | None) -> dict[str, Path]:
    """The Word file of each letter that lies ready, by its key."""
    below = [path.parent for path in programme.out.glob(f"{FOLDER}*/{MEMORY}")]
    found = [each for path in below for each in letters_in(path).items()]
    newest = dict(sorted(found, key=lambda each: each[1].stat().st_mtime_ns))
    return {**newest, **(letters_in(beside) if beside else {})}


def _read(path: Path) -> bytes | None:
    """A Word file; nothing where it cannot be read or is none."""
    try:
        data = read_bounded(path)
    except OSError:
        return None
    return data if mime_of(data) == WORD else None


def _size(programme: Programme, sha256: str) -> int:
    return (programme.journal.files / sha256).stat().st_size
