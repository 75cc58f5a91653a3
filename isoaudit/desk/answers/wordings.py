"""A finding that an office liked, kept as a wording of its own."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Programme
from isoaudit.journal.wordings import keep_wording, next_id
from isoaudit.model import Case, Wording, joined
from isoaudit.wording import label
from isoaudit.wording.blanked import blanked, names_in


def wording_of(programme: Programme, name: str, criterion: str) -> Wording:
    """The finding of an inspection at a criterion as a wording, as worded since it was agreed; nothing is kept yet.

    Raises RunError where nothing was found there (CHECKLIST_028) or the name fits nothing; ChecklistError when the
    office's file of wordings cannot be read.
    """
    state, (inspection,) = programme.about([name])
    case = programme.case(state, inspection)
    answer = next((one for one in case.answers if one.criterion == criterion), None)
    agreed = next((one for one in case.agreed if one.criterion == criterion and one.code), None)
    gap = agreed.gap if agreed else answer.gap if answer else ""
    grade = answer.verdict if answer else None
    if agreed:
        grade = "nonconforming" if agreed.kind == "nonconformity" else "observation"
    if not gap.strip() or (grade != "nonconforming" and grade != "observation"):
        raise RunError(problem("CHECKLIST_028", inspection.id, criterion=criterion))
    if case.criteria[criterion].worst == "observation":
        grade = "observation"
    names = _names(case)
    seen = joined(item.text for item in (agreed.evidence if agreed else answer.evidence if answer else ()))
    return Wording(
        id=next_id(programme.folder / "checklists", criterion),
        criterion=criterion,
        grade=grade,
        evidence=blanked(seen, names) or "{nội dung đã xem}.",
        gap=blanked(gap, names),
    )


def keep(programme: Programme, wording: Wording) -> None:
    """Keep a wording in the programme's checklists/wording.yaml. Raises ChecklistError, RunError (FILE_005)."""
    keep_wording(programme.folder / "checklists", wording)


def wording_lines(one: Wording) -> Iterator[str]:
    """A wording as a person reads it: its name, the criterion, what it is of; then its texts, set in."""
    yield f"{one.id}  {one.criterion}  {label('verdict', one.grade)}"
    yield f"  {label('column', 'evidence')}: {one.evidence}"
    yield f"  {label('column', 'gap')}: {one.gap}"
    if one.note:
        yield f"  Khi nào dùng: {one.note}"


def _names(case: Case) -> dict[str, str]:
    departments = (*case.inspection.departments, *(item.department for a in case.answers for item in a.evidence))
    return names_in(
        (
            ("tên cơ quan", (case.agency.name,)),
            ("tên người", (member.name for member in case.inspection.team)),
            ("tên bộ phận", departments),
        )
    )
