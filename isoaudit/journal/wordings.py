"""Reusable wordings: those of the package and those an office added, read and checked at their lines."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path

from pydantic import ValidationError

from isoaudit.errors import ChecklistError, IsoAuditError, Problem, problem
from isoaudit.files import shipped, write_whole
from isoaudit.journal.checklists import WORDINGS, checklist_files, parse
from isoaudit.journal.plain_yaml import load_yaml, read_bytes
from isoaudit.model import Criterion, Wording, WordingLibrary, faults
from isoaudit.wording.blanks import no_blanks

_TEXTS = ("evidence", "gap")
_HEAD = "# Câu mẫu của đơn vị, thêm vào câu mẫu kèm theo isoaudit: docs/wordings.md.\nwordings:\n"
_ITEM = re.compile(r"(?m)^( *)- ")


@dataclass(frozen=True, slots=True)
class _Place:
    """A wording with the file and line it stands at."""

    where: str
    wording: Wording


@lru_cache(maxsize=1)
def shipped_wordings() -> tuple[Wording, ...]:
    """The wordings of the package, in the order of its checklist. Raises ChecklistError."""
    path = shipped("checklists") / WORDINGS
    return _read(path, read_bytes(path))


def wordings_of(folder: Path) -> tuple[Wording, ...]:
    """The wordings of a folder of checklists: its own after those of the package, which they never replace.

    Raises ChecklistError with every problem of the form of its own file; what else is wrong with it says
    :func:`wording_problems`.
    """
    path = folder / WORDINGS
    return (*shipped_wordings(), *_own(path))


def offered_wordings(folder: Path) -> tuple[Wording, ...]:
    """The wordings of a folder of checklists, to be chosen from.

    An office's own file that cannot be read keeps nobody from a visit: those of the package are there, and
    ``isoaudit checklist check`` says what is wrong with it.
    """
    try:
        return wordings_of(folder)
    except IsoAuditError:
        return shipped_wordings()


def own_wordings(folder: Path) -> tuple[Wording, ...]:
    """The wordings that an office added; none where it has no file of them. Raises ChecklistError."""
    return _own(folder / WORDINGS)


def _own(path: Path) -> tuple[Wording, ...]:
    if not path.is_file() or path.resolve() == (shipped("checklists") / WORDINGS).resolve():
        return ()
    return _read(path, read_bytes(path))


def wording_problems(folder: Path) -> list[Problem]:
    """Everything wrong with the wordings of a folder of checklists, each at its file and line.

    A criterion that neither the folder nor the package asks (CHECKLIST_024), something in braces that is no blank
    (025), two wordings that say the same (026), a nonconformity where the law carries none (027), an id that stands
    twice (002), what cannot be read or is no wording (001, 003, 016 to 023).
    """
    path = folder / WORDINGS
    return _problems(folder, path, read_bytes(path)) if path.is_file() else []


def _problems(folder: Path, path: Path, data: bytes) -> list[Problem]:
    try:
        places = list(_places(path, data))
    except ChecklistError as error:
        return list(error.problems)
    criteria = _criteria(folder)
    ours = shipped("checklists") / WORDINGS
    before = [] if path.resolve() == ours.resolve() else [_Place(str(ours), one) for one in shipped_wordings()]
    return [*_of_each(places, criteria), *_repeated(before, places)]


def _criteria(folder: Path) -> Mapping[str, Criterion]:
    """What the checklists of a folder ask, and what the one of the package asks besides."""
    found: dict[str, Criterion] = {}
    for shelf in (shipped("checklists"), folder):
        for path in checklist_files(shelf):
            found |= {criterion.id: criterion for criterion in parse(read_bytes(path)).checklist.criteria}
    return found


def _read(path: Path, data: bytes) -> tuple[Wording, ...]:
    return tuple(place.wording for place in _places(path, data))


def _places(path: Path, data: bytes) -> Iterator[_Place]:
    """Every wording of a file with its line. Raises ChecklistError with everything that is no wording."""
    read = load_yaml(str(path), data)
    try:
        library = WordingLibrary.model_validate(read.value)
    except ValidationError as error:
        said = []
        for place, words in faults(error):
            field = ".".join(str(part) for part in place) or "wordings"
            said.append(problem("CHECKLIST_003", f"{path}:{read.line(place)}", field=field, reason=words))
        raise ChecklistError(said) from None
    for number, wording in enumerate(library.wordings):
        yield _Place(f"{path}:{read.line(('wordings', number))}", wording)


def _of_each(places: Collection[_Place], criteria: Mapping[str, Criterion]) -> Iterator[Problem]:
    for where, wording in ((place.where, place.wording) for place in places):
        criterion = criteria.get(wording.criterion)
        if criterion is None:
            yield problem("CHECKLIST_024", where, criterion=wording.criterion)
        elif criterion.worst == "observation" and wording.grade == "nonconforming":
            yield problem("CHECKLIST_027", where, criterion=wording.criterion)
        for name in _TEXTS:
            for text in no_blanks(getattr(wording, name)):
                yield problem("CHECKLIST_025", where, field=name, value=text)


def _repeated(before: Collection[_Place], places: Collection[_Place]) -> Iterator[Problem]:
    """Ids and texts that stand twice, also where what was there before is of the package."""
    ids: dict[str, str] = {}
    texts: dict[tuple[str, str], str] = {}
    for place in before:
        ids[place.wording.id] = texts[place.wording.criterion, same_text(place.wording)] = place.where
    for place in places:
        id, said = place.wording.id, (place.wording.criterion, same_text(place.wording))
        if id in ids:
            yield problem("CHECKLIST_002", place.where, value=id, other=ids[id])
        if said in texts:
            yield problem("CHECKLIST_026", place.where, other=texts[said])
        ids.setdefault(id, place.where)
        texts.setdefault(said, place.where)


def same_text(wording: Wording) -> str:
    """The gap of a wording as it is held against that of another: letter case and spaces do not count."""
    return " ".join(wording.gap.casefold().split()).rstrip(".")


def next_id(folder: Path, criterion: str) -> str:
    """An id for a further wording of an office's own: ``DV-1-a-01-2``."""
    taken = {wording.id for wording in own_wordings(folder)}
    stem = f"DV-{criterion.removeprefix('D36-')}"
    return next(id for number in count(1) if (id := f"{stem}-{number}") not in taken)


def keep_wording(folder: Path, wording: Wording) -> None:
    """Add a wording at the end of an office's own file; what stands in it stays as it was written.

    Raises ChecklistError with everything that would be wrong with the file then; RunError when it cannot be written
    (FILE_005).
    """
    path = folder / WORDINGS
    before = read_bytes(path).decode("utf-8-sig") if path.is_file() else _HEAD
    indents = _ITEM.findall(before)
    indent = indents[-1] if indents else "  "
    fields = wording.model_dump(exclude_none=True)
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    item = f"{indent}- " + f"\n{indent}  ".join(lines)
    data = f"{before.rstrip()}\n{item}\n".encode()
    if found := _problems(folder, path, data):
        raise ChecklistError(found)
    write_whole(path, data)
