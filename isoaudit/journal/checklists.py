"""Checklists and the law they cite: read, and checked with every problem at its line."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from isoaudit.errors import ChecklistError, Problem, problem
from isoaudit.journal.plain_yaml import PlainYaml, load_yaml, read_bytes
from isoaudit.model import (
    POINTS,
    Checklist,
    Citation,
    Criterion,
    Law,
    Pin,
    PinnedChecklist,
    faults,
)
from isoaudit.rules.selection import points_left

LAW = "law.yaml"
WORDINGS = "wording.yaml"
"""Beside the checklists: how findings may be written (:mod:`isoaudit.journal.wordings`)."""


@dataclass(frozen=True, slots=True)
class LawBook:
    """What may be cited: the instruments, their places, and the clauses of the standard."""

    laws: tuple[Law, ...]
    places: frozenset[tuple[str, int, int | None, str | None]]
    standard: dict[str, str]

    def has(self, citation: Citation) -> bool:
        """Whether the place cited was read and stands in law.yaml."""
        return (citation.document, citation.article, citation.clause, citation.point) in self.places


@dataclass(frozen=True, slots=True)
class _Place:
    """A criterion with the file and line it stands at."""

    where: str
    criterion: Criterion


def read_law(path: Path) -> LawBook:
    """The law book of a folder of checklists. Raises ChecklistError."""
    return _law(path, read_bytes(path))


@lru_cache(maxsize=4)
def _law(path: Path, data: bytes) -> LawBook:
    read = load_yaml(str(path), data)
    raw = read.value
    if words := _no_group(raw, "documents, standard"):
        raise ChecklistError(problem("CHECKLIST_003", str(path), field="documents", reason=words))
    laws: list[Law] = []
    found: list[Problem] = []
    documents = raw.get("documents")
    for index, document in enumerate(documents if isinstance(documents, list) else ()):
        try:
            laws.append(Law.model_validate({k: v for k, v in document.items() if k in Law.model_fields}))
        except (ValidationError, AttributeError) as error:
            at = ("documents", index)
            if isinstance(error, ValidationError):
                found += _form(path, read, at, error)
            else:
                where = f"{path}:{read.line(at)}"
                found.append(problem("CHECKLIST_003", where, field="documents", reason="phải là nhóm các mục"))
    if found:
        raise ChecklistError(found)
    try:
        places = frozenset(place for document in raw["documents"] for place in _places(document))
        return LawBook(tuple(laws), places, dict(raw["standard"]["clauses"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        field = str(error).strip("'") if isinstance(error, KeyError) else "documents"
        raise ChecklistError(problem("CHECKLIST_003", str(path), field=field, reason="thiếu hoặc sai dạng")) from None


def _places(document: dict[str, Any]) -> Iterator[tuple[str, int, int | None, str | None]]:
    for article in document["articles"]:
        yield document["id"], article["article"], None, None
        for clause in article.get("clauses", ()):
            yield document["id"], article["article"], clause["clause"], None
            for point in clause.get("points", ()):
                yield document["id"], article["article"], clause["clause"], point


@lru_cache(maxsize=64)
def parse(data: bytes) -> PinnedChecklist:
    """A checklist from bytes that were checked before (a pinned copy), with their identity. Raises ChecklistError."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        checklist = Checklist.model_validate(load_yaml(sha256[:12], data).value)
    except ValidationError:
        raise ChecklistError(problem("CHECKLIST_001", sha256[:12], reason="nội dung không đúng mẫu")) from None
    return PinnedChecklist(pin=Pin(id=checklist.id, version=checklist.version, sha256=sha256), checklist=checklist)


def checklist_files(folder: Path) -> list[Path]:
    """The checklists of a folder, law.yaml and wording.yaml left out."""
    return sorted(path for path in folder.glob("*.yaml") if path.name not in (LAW, WORDINGS))


def load(folder: Path) -> list[PinnedChecklist]:
    """All checklists of a folder, checked. Raises ChecklistError with every problem."""
    paths = checklist_files(folder)
    found = _problems_of(folder, tuple((path, read_bytes(path)) for path in (*paths, folder / LAW) if path.exists()))
    if found:
        raise ChecklistError(found)
    return [parse(read_bytes(path)) for path in paths]


@lru_cache(maxsize=4)
def _problems_of(folder: Path, _contents: tuple[tuple[Path, bytes], ...]) -> tuple[Problem, ...]:
    """What is wrong with a folder while it holds this: one command may open inspections again and again."""
    return tuple(folder_problems(folder))


def folder_problems(folder: Path) -> list[Problem]:
    """Everything wrong with the checklists of a folder, which are one main one and its annexes."""
    paths = checklist_files(folder)
    found = problems(paths, folder / LAW)
    if found:
        return found
    main = sum(not parse(read_bytes(path)).checklist.annex for path in paths)
    return [] if main == 1 else [problem("CHECKLIST_015", str(folder), count=main)]


def problems(paths: Sequence[Path], law: Path) -> list[Problem]:
    """Everything wrong with these checklists, each at its file and line."""
    if not paths:
        return [problem("CHECKLIST_014", str(law.parent))]
    found: list[Problem] = []
    try:
        book = read_law(law)
    except ChecklistError as error:
        return list(error.problems)
    places: list[_Place] = []
    for path in paths:
        checklist, mine = _read(path, found)
        found += _of_criteria(mine, book, in_order=checklist is not None and not checklist.annex)
        if checklist is not None and not checklist.annex:
            absent = [point for point in POINTS if point not in {place.criterion.point for place in mine}]
            if absent:
                found.append(problem("CHECKLIST_008", str(path), points=", ".join(absent)))
        if checklist is not None and len(mine) == len(checklist.criteria):
            found += _of_selections(path, checklist)
        places += mine
    return found + list(_repeated(places))


def _read(path: Path, problems: list[Problem]) -> tuple[Checklist | None, list[_Place]]:
    """A checklist and its criteria with their lines; what is wrong with their form is added to ``problems``."""
    try:
        read = load_yaml(str(path), read_bytes(path))
    except ChecklistError as error:
        problems.extend(error.problems)
        return None, []
    raw = read.value
    if not isinstance(raw, dict) or not isinstance(raw.get("criteria"), list):
        absent = "phải là danh sách" if isinstance(raw, dict) and "criteria" in raw else "thiếu danh sách tiêu chí"
        words = _no_group(raw, "id, version, title, criteria") or absent
        problems.append(problem("CHECKLIST_003", str(path), field="criteria", reason=words))
        return None, []
    places = []
    for index, item in enumerate(raw["criteria"]):
        try:
            places.append(_Place(f"{path}:{read.line(('criteria', index))}", Criterion.model_validate(item)))
        except ValidationError as error:
            problems.extend(_form(path, read, ("criteria", index), error))
    try:
        head = Checklist.model_validate({**raw, "criteria": [place.criterion for place in places]})
    except ValidationError as error:
        wrong = len(places) < len(raw["criteria"])  # then those that are left say nothing about the list
        problems.extend(p for p in _form(path, read, (), error) if not (wrong and "«criteria»" in p.what))
        return None, places
    if head.id != path.stem:
        reason = f"phải là tên tệp, «{path.stem}»"
        problems.append(problem("CHECKLIST_003", f"{path}:{read.line(('id',))}", field="id", reason=reason))
    return head, places


def _of_selections(path: Path, checklist: Checklist) -> Iterator[Problem]:
    """What is wrong with the short forms of a checklist: they name its criteria, each once, and leave no point out."""
    ids = [selection.id for selection in checklist.selections]
    if checklist.annex and ids:
        yield problem("CHECKLIST_003", str(path), field="selections", reason="phụ lục không có phiếu rút gọn")
        return
    known = {criterion.id for criterion in checklist.criteria}
    for selection in checklist.selections:
        if ids.count(selection.id) > 1:
            reason = f"mã «{selection.id}» dùng hai lần"
            yield problem("CHECKLIST_003", str(path), field="selections", reason=reason)
        for id, times in Counter(selection.criteria).items():
            if id not in known or times > 1:
                why = "dùng hai lần" if id in known else "không có trong phiếu"
                yield problem("CHECKLIST_030", str(path), selection=selection.id, value=id, reason=why)
        if left := points_left(selection, checklist.criteria):
            yield problem("CHECKLIST_031", str(path), selection=selection.id, points=", ".join(left))


def _no_group(raw: Any, fields: str) -> str:
    """Why a whole file is no group of fields; empty where it is one."""
    words = "tệp trống" if raw is None else f"tệp phải bắt đầu bằng các mục {fields}"
    return "" if isinstance(raw, dict) else words


def _form(path: Path, read: PlainYaml, at: tuple[str | int, ...], error: ValidationError) -> Iterator[Problem]:
    for place, words in faults(error):
        field = ".".join(str(part) for part in place) or "criteria"
        yield problem("CHECKLIST_003", f"{path}:{read.line((*at, *place))}", field=field, reason=words)


def _of_criteria(places: list[_Place], book: LawBook, *, in_order: bool) -> Iterator[Problem]:
    last: tuple[int, str] | None = None
    for where, criterion in ((p.where, p.criterion) for p in places):
        yield from _of_citations(where, criterion, book)
        if criterion.in_force_to and criterion.in_force_to < criterion.in_force_from:
            yield problem("CHECKLIST_003", where, field="in_force_to", reason="trước ngày «in_force_from»")
        if criterion.by_record and not criterion.ask:
            yield problem("CHECKLIST_010", where)
        if criterion.ask and not criterion.by_record:
            yield problem("CHECKLIST_011", where)
        if criterion.point not in POINTS:
            yield problem("CHECKLIST_005", where, point=criterion.point)
            continue
        if not in_order:
            continue
        prefix = "D36-" + criterion.point.replace(".", "-").replace("đ", "dd") + "-"
        if not criterion.id.startswith(prefix):
            yield problem("CHECKLIST_013", where, point=criterion.point, expected=prefix)
        place = (POINTS.index(criterion.point), criterion.id)
        if last is not None and place < last:
            yield problem("CHECKLIST_012", where, other=last[1])
        last = place


def _of_citations(where: str, criterion: Criterion, book: LawBook) -> Iterator[Problem]:
    for citation in criterion.basis:
        if not book.has(citation):
            parts = (citation.document, citation.article, citation.clause, citation.point)
            yield problem("CHECKLIST_004", where, citation="/".join(str(p) for p in parts if p is not None))
    if criterion.point in POINTS:
        clause, letter = criterion.point.split(".")
        first = Citation(document="TT26/2014", article=36, clause=int(clause), point=letter)
        if criterion.basis[0] != first:
            yield problem("CHECKLIST_006", where, expected=f"TT26/2014/36/{clause}/{letter}")
    for number in criterion.iso_9001_2015:
        if number not in book.standard:
            yield problem("CHECKLIST_009", where, clause=number)


def _repeated(places: list[_Place]) -> Iterator[Problem]:
    """Ids, requirements, lines to look for and remedies that stand twice, over all checklists."""
    ids: dict[str, str] = {}
    texts: dict[tuple[str, str], str] = {}
    for place in places:
        criterion = place.criterion
        if criterion.id in ids:
            yield problem("CHECKLIST_002", place.where, value=criterion.id, other=ids[criterion.id])
        ids.setdefault(criterion.id, place.where)
        said = [("requirement", criterion.requirement), ("remedy", criterion.remedy)]
        for field, text in [*said, *(("look_for", line) for line in criterion.look_for)]:
            other = texts.setdefault((field, text.casefold()), place.where)
            if other != place.where:
                yield problem("CHECKLIST_007", place.where, field=field, other=other)
