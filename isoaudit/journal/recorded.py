"""What is recorded of the roll-out thing by thing, each under a short code by which a person names it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isoaudit.errors import RunError, problem
from isoaudit.journal.fields import causal
from isoaudit.journal.kinds import kind_of
from isoaudit.journal.programme import Programme
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.model import Entry, Noun
from isoaudit.wording.codes import code_key

_STEMS: Mapping[str, str] = {"step": "B", "target": "CT", "training_class": "LOP", "money": "KP"}
_LENGTH = 8
"""Signs of a digest in a code: of the some thousand steps of a province two hardly ever share one."""
_CODE = re.compile(rf"(?:{'|'.join(_STEMS.values())})-[0-9a-f]{{{_LENGTH}}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A step, a target, a class or an item of money, as it was last said; taken out again or not."""

    kind: str
    subject: str
    said: Noun
    removed: str
    """Why it was taken out; empty: it stands."""
    base: tuple[str, ...]
    """The latest entries on it."""

    @property
    def code(self) -> str:
        """What it is known by: ``CT-3fa91c02``, the same in every copy of the journal."""
        return f"{_STEMS[self.kind]}-{hashlib.sha256(self.subject.encode()).hexdigest()[:_LENGTH]}"


def recorded(entries: Iterable[Entry]) -> tuple[Recorded, ...]:
    """Everything that was ever said of the roll-out, kind by kind; entries of other kinds are passed over."""
    said: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.kind in ROLLOUT:
            said.setdefault((entry.kind, entry.subject), []).append(entry)
    order = sorted(said, key=lambda key: (ROLLOUT.index(key[0]), key[1]))
    return tuple(_recorded(*key, said[key]) for key in order)


def _recorded(kind: str, subject: str, entries: list[Entry]) -> Recorded:
    row = kind_of(kind)
    fold = row.fold()
    for entry in causal(entries):
        fold.add(entry)
    fields = fold.present()
    removed = fields.pop("removed", "") or ""
    assert row.noun is not None
    noun = row.noun.model_validate({**fields, **row.parts(subject)})
    return Recorded(kind, subject, noun, removed, fold.base())


def looks_like_code(name: str) -> bool:
    """Whether somebody typed a code of the roll-out."""
    return bool(_CODE.fullmatch(name.strip()))


def known_by(name: str, among: Iterable[Recorded]) -> Recorded | None:
    """The thing with a code, in whatever case it was typed; nothing where none or more than one has it."""
    found = [one for one in among if code_key(one.code) == code_key(name)]
    return found[0] if len(found) == 1 else None


def refuse_pack(programme: Programme) -> None:
    """Refuse a pack, which is of inspections and holds nothing of a roll-out. Raises RunError (ROLLOUT_010)."""
    if programme.journal.cuts():
        raise RunError(problem("ROLLOUT_010", str(programme.folder)))
