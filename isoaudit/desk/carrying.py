"""The year after: a programme that goes on from that of an earlier year, with what is to be looked at again.

The earlier folder is verified first and never written to. What agencies report of its findings is still recorded there;
:func:`carry` then brings how these stand into the later year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isoaudit.desk.rollout.carrying import rollout_news
from isoaudit.errors import ProgrammeError, StoreError, problem
from isoaudit.journal.checklists import folder_problems
from isoaudit.journal.fields import filled
from isoaudit.journal.new_programme import Before, init, is_half_made, refuse_folder
from isoaudit.journal.programme import Cases, Programme, today, writer
from isoaudit.journal.rollout import ROLLOUT, drafts_of
from isoaudit.journal.settings import read_settings
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import Agency, Carried, Noun, Settings
from isoaudit.rules.carrying import found_in, handed_on, settings_after
from isoaudit.rules.corrective import UNSETTLED, unentered
from isoaudit.rules.coverage import carried_out
from isoaudit.wording import count

_NOTHING = "Chưa tạo hay ghi gì; thư mục năm trước còn nguyên."


@dataclass(frozen=True, slots=True)
class Begun:
    """A programme that goes on from an earlier one."""

    programme: Programme
    earlier: Settings
    agencies: int
    inspectors: int
    carried: tuple[Carried, ...]
    to_look_at: tuple[str, ...]
    """What a person is to look at, in sentences."""
    rollout: int = 0
    """Steps, targets, classes and items of money that were brought over."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What :func:`carry` brought."""

    added: tuple[str, ...]
    """Subjects, ``2025-99-STP-TS/D36-1-a-01``."""
    changed: tuple[str, ...]
    taken_out: tuple[str, ...]
    """What is to be corrected no more: withdrawn, or found effective there."""
    unchanged: int
    to_look_at: tuple[str, ...]
    rollout: dict[str, int]
    """Of the roll-out: how many steps, targets, classes and items were ``added``, ``changed``, ``taken_out``."""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier programme that was found whole."""

    programme: Programme
    state: State
    mark: str
    carried: tuple[Carried, ...]
    visited: frozenset[str]
    """Codes of the agencies that were inspected at their office."""
    open: tuple[str, ...]
    """What a person has not finished there, in sentences."""


def begin_after(
    folder: Path, earlier: Path, *, authority: str = "", year: int | None = None, database: str = ""
) -> Begun:
    """A new programme in ``folder`` that goes on from the one in ``earlier``; whole or not at all.

    It has the register, the inspectors, the settings, checklists, notebooks, templates and words of the office, and the
    findings to be looked at again; and what is recorded of the roll-out. ``year``: else the one after. Raises
    ProgrammeError as :func:`init`, CARRY_001 (no programme, or half made), 003 (its year is not before), 004 (a pack);
    StoreError: CARRY_002 (it was altered).
    """
    refuse_folder(folder)
    found = _look_back(earlier, year)
    before = found.programme.settings
    settings, to_look_at = settings_after(before, year or before.year + 1, authority or before.authority)
    agencies = [one for one in found.state.agencies.values() if not one.removed]
    inspectors = [one for one in found.state.inspectors.values() if not one.removed]
    of_rollout = drafts_of(found.programme.journal.entries_of(*ROLLOUT))  # it goes on over several years
    drafts = [
        *(Draft("agency", one.code, _said(_visited(one, found))) for one in agencies),
        *(Draft("inspector", one.code, _said(one)) for one in inspectors),
        *(Draft("carried", _subject(one), _payload(one)) for one in found.carried),
        *of_rollout,
    ]
    start = Before(found.programme.folder, found.mark, drafts)
    programme = init(folder, settings.authority, settings.year, database, settings, start)
    notes = (*to_look_at, *_of_the_checklists(programme), *found.open)
    return Begun(programme, before, len(agencies), len(inspectors), found.carried, notes, len(of_rollout))


def carry(programme: Programme, earlier: Path, *, dry_run: bool = False) -> Renewed:
    """Bring how the findings of the year before stand now into a programme that was begun after it; and its roll-out.

    Raises as :func:`begin_after`, and ProgrammeError CARRY_005 where the programme was not begun after that one.
    """
    found = _look_back(earlier, programme.settings.year)
    _refuse_other(programme, found)

    def judged(_: Ids) -> tuple[list[Draft], Renewed]:
        return _renewal(programme, found)

    def write(transaction: Transaction, renewal: tuple[list[Draft], Renewed]) -> Renewed:
        drafts, renewed = renewal
        transaction.append(drafts, writer())
        return renewed

    return judged(())[1] if dry_run else programme.journal.write(judged, write)


def _renewal(programme: Programme, found: _Earlier) -> tuple[list[Draft], Renewed]:
    """What is to be said so that what is carried stands as it does in the earlier year, and what that comes to."""
    state = State(programme.journal.entries_of("carried"))
    wanted = {_subject(one): one for one in found.carried}
    stands = _present(programme, state)
    drafts: list[Draft] = []
    for subject, one in wanted.items():
        about = state.about("carried", subject)
        same = {"mark": stands[subject].mark} if _same(one, stands.get(subject)) else {}
        if news := about.news(_payload(one) | same, {}):
            drafts.append(Draft("carried", subject, news, about.base()))
    said = [draft.subject for draft in drafts]
    looked_at = {subject.partition("/")[2] for subject in programme.journal.subjects("effect")}
    gone = sorted(stands.keys() - wanted.keys() - looked_at)
    kept = sorted((stands.keys() - wanted.keys()) & looked_at)
    drafts += [Draft("carried", s, {"finding": None}, state.about("carried", s).base()) for s in gone]
    notes = [f"{subject}: năm trước không còn, nhưng năm này đã ghi hiệu lực; giữ lại." for subject in kept]
    own = programme.journal.entries_of(*ROLLOUT)
    rollout = rollout_news(own, found.programme.journal.entries_of(*ROLLOUT))
    if rollout.kept:
        notes.append(f"{count(len(rollout.kept))} mục về triển khai năm này ghi khác năm trước; giữ như năm này.")
    return [*drafts, *rollout.drafts], Renewed(
        added=tuple(subject for subject in said if subject not in stands),
        changed=tuple(subject for subject in said if subject in stands),
        taken_out=tuple(gone),
        unchanged=len(wanted) - len(said),
        to_look_at=(*found.open, *notes),
        rollout={name: len(getattr(rollout, name)) for name in ("added", "changed", "taken_out")},
    )


def _present(programme: Programme, state: State) -> dict[str, Carried]:
    """What stands carried in a programme, by subject."""
    subjects = programme.journal.subjects("carried")
    ids = sorted({subject.partition("/")[0] for subject in subjects})
    return {subject: one for id in ids for subject, one in state.of(Carried, id).items()}


def _same(one: Carried, before: Carried | None) -> bool:
    """Whether nothing of it changed but the journal it is read from: that alone is no news."""
    apart = {"mark", "heads"}
    return before is not None and one.model_dump(exclude=apart) == before.model_dump(exclude=apart)


def earlier_programme(folder: Path, year: int | None) -> Programme:
    """The programme of a year before ``year``, found whole; it is only read.

    Raises ProgrammeError CARRY_001, 003, 004; StoreError CARRY_002.
    """
    programme = _opened(folder)
    settings = programme.settings
    if year is not None and settings.year >= year:
        raise ProgrammeError(problem("CARRY_003", str(folder), earlier=settings.year, year=year), _NOTHING)
    if programme.journal.cuts():
        raise ProgrammeError(problem("CARRY_004", str(folder)), _NOTHING)
    if problems := programme.verify():
        raise StoreError((problem("CARRY_002", one.where, what=one.what.rstrip(".")) for one in problems), _NOTHING)
    return programme


def _look_back(folder: Path, year: int | None) -> _Earlier:
    """The programme in a folder, verified, and what is to be carried of it."""
    programme = earlier_programme(folder, year)
    state, mark, day = programme.register(), programme.fingerprint(), today()
    own: list[Carried] = []
    visited, unread, disputed = set[str](), Counter[str](), 0
    for case in Cases(programme, state):
        own += found_in(case, day, mark)
        if case.inspection.mode == "on_site" and carried_out(case):
            visited.add(case.inspection.agency)
        unread[case.inspection.id] += len(unentered(case))
        for several in (case.replies, case.reviews, case.effects):
            disputed += sum(bool(one.disputed) for one in several)
    standing = state.inspections.values()
    effects = [effect for inspection in standing for effect in state.effects(inspection.id)]
    before = list(_present(programme, state).values())
    agencies = {inspection.id: inspection.agency for inspection in standing}
    carried = (*handed_on(before, effects, own, agencies), *own)
    notes = tuple(_open(+unread, disputed))
    return _Earlier(programme, state, mark, carried, frozenset(visited), notes)


def _opened(folder: Path) -> Programme:
    """Raises ProgrammeError: CARRY_001, and as :class:`Programme`."""
    try:
        if is_half_made(folder):
            words = "thư mục được tạo dở dang, chưa có dữ liệu"
            raise ProgrammeError(problem("CARRY_001", str(folder), reason=words), _NOTHING)
        read_settings(folder)
    except ProgrammeError as error:
        reasons = {"PROGRAMME_001": "không có tệp isoaudit.toml", "PROGRAMME_007": "không có thư mục này",
                   "PROGRAMME_002": "là tệp, không phải thư mục"}  # fmt: skip
        if words := reasons.get(error.problems[0].code, ""):
            raise ProgrammeError(problem("CARRY_001", str(folder), reason=words), _NOTHING) from None
        raise
    return Programme(folder)


def _refuse_other(programme: Programme, found: _Earlier) -> None:
    """Refuse an earlier programme that this one was not begun after: its journal never had the mark noted then."""
    said = [entry.payload.get("after") for entry in programme.journal.entries_of("programme")]
    marks = [mark for mark in said if mark]
    if not marks or any(found.programme.verify(mark) for mark in marks):
        fields = {"authority": found.programme.settings.authority, "year": found.programme.settings.year}
        raise ProgrammeError(problem("CARRY_005", str(found.programme.folder), **fields), _NOTHING)


def _open(unread: Mapping[str, int], disputed: int) -> Iterator[str]:
    if unread:
        yield (
            f"Năm trước còn {count(sum(unread.values()))} báo cáo khắc phục chưa nhập theo từng điểm "
            f"({', '.join(sorted(unread))}): nhập ở thư mục năm trước, rồi chạy «isoaudit carry»."
        )
    if disputed:
        yield (
            f"Năm trước còn {count(disputed)} chỗ những người ghi chưa thống nhất, không được tính: thống nhất ở thư "
            "mục năm trước, rồi chạy «isoaudit carry»."
        )


def _of_the_checklists(programme: Programme) -> Iterator[str]:
    if faults := folder_problems(programme.folder / "checklists"):
        yield f"Phiếu kiểm tra mang sang có {count(len(faults))} chỗ sai: xem bằng «isoaudit checklist check»."


def _subject(one: Carried) -> str:
    return f"{one.inspection}/{one.criterion}"


def _payload(one: Carried) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude={"inspection", "criterion", "heads"})


def _visited(agency: Agency, found: _Earlier) -> Agency:
    """An agency, with the year as that of its last inspection at its office where it had one."""
    year = max(agency.last_on_site or 0, found.programme.settings.year)
    return agency.model_copy(update={"last_on_site": year}) if agency.code in found.visited else agency


def _said(noun: Noun) -> dict[str, Any]:
    """The fields of a noun as a new journal has them; what says nothing is left out."""
    said = noun.model_dump(mode="json", exclude={"code"})
    return {name: value for name, value in said.items() if filled(value) is not None}


def in_words(carried: Iterable[Carried]) -> str:
    """How many findings, and what is to be done with them."""
    stages = Counter(one.stage for one in carried)
    accepted, total = stages["accepted"], sum(stages.values())
    waiting = sum(stages[stage] for stage in UNSETTLED)
    parts = [(accepted, "đạt yêu cầu, chờ kiểm tra hiệu lực"), (waiting, "còn theo dõi"),
             (total - accepted - waiting, "chưa có hiệu lực hoặc lặp lại")]  # fmt: skip
    told = ", ".join(f"{count(number)} {words}" for number, words in parts if number)
    return f"{count(total)} điểm không phù hợp ({told})" if total else "không có điểm nào"
