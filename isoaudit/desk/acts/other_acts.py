"""What the acts of the whole year say against an act that is recorded: the same file, the same number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from isoaudit.desk.acts.fields import ActToRecord, plain_number
from isoaudit.desk.acts.filing import IncomingFile
from isoaudit.desk.intake.units import unit_said
from isoaudit.errors import Problem, problem
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Act, ActKind, Inspection
from isoaudit.rules.acts import RULES, TO_ONE
from isoaudit.wording import count, date_short, label

_SHOWN = 5  # inspections named in one warning; more are counted


def _acts_naming(programme: Programme, state: State, *texts: str) -> Iterator[tuple[str, Act]]:
    """The acts of the year in whose fields these texts may stand, each with its inspection.

    ``state`` holds the inspections that are being recorded, with what was recorded just now; the acts of all others
    are read from the journal.
    """
    entries = programme.journal.entries_telling("act", *texts)
    elsewhere = [entry for entry in entries if not state.known(entry.subject.partition("/")[0])]
    for inspection in (*state.inspections, *state.not_held):
        yield from ((inspection, act) for act in state.acts(inspection))
    others = State(elsewhere)
    for inspection in dict.fromkeys(entry.subject.partition("/")[0] for entry in elsewhere):
        yield from ((inspection, act) for act in others.acts(inspection))


def same_file(
    programme: Programme, state: State, file: IncomingFile, chosen: Sequence[Inspection]
) -> Iterator[Problem]:
    """Refuse one file for two inspections: minutes belong to one (Article 37.2.b)."""
    ids = {inspection.id for inspection in chosen}
    for id, act in _acts_naming(programme, state, file.sha256):
        if id not in ids and act.file == file.sha256 and RULES[act.kind].one_inspection:
            yield problem("ACT_015", file.name, other=id)
    if len(ids) > 1:
        yield problem("ACT_015", file.name, other=", ".join(sorted(ids)))


def same_report(programme: Programme, state: State, file: IncomingFile, subjects: Collection[str]) -> Iterator[str]:
    """Warn of one paper recorded as two reports on corrective action; ``subjects``: of those recorded with it now."""
    for id, act in _acts_naming(programme, state, file.sha256):
        if act.kind != "correction_reported" or act.file != file.sha256:
            continue
        if not any(state.acts_by_subject(id).get(subject) == act for subject in subjects):
            number = f" số {act.number}" if act.number else ""
            yield (
                f"{file.name}: tệp này đã lưu cho báo cáo khắc phục{number} ngày {date_short(act.on)} của {id}. Nếu "
                "một báo cáo ghi hai lần, hoặc ghi nhầm cuộc kiểm tra, thì hủy lần ghi nhầm («--take-back»)."
            )


def same_number(programme: Programme, state: State, to_record: ActToRecord, recorded: Collection[str]) -> Iterator[str]:
    """Warn of a number that another paper of the year has (Decree 30/2020, Article 15.1).

    ``recorded``: the inspections the act was recorded of. Each inspecting unit numbers its own papers.
    """
    if not to_record.number or not to_record.on or not RULES[to_record.act].series:
        return
    number = plain_number(to_record.number)
    papers: dict[tuple[ActKind, date], list[str]] = {}
    units = _units_of(programme)
    mine = {units.get(id, "") for id in recorded}
    if len(mine) > 1:
        names = "; ".join(sorted(unit_said(programme.settings, unit) for unit in mine))
        yield (
            f"Số {to_record.number} ghi cho cuộc kiểm tra của {count(len(mine))} đơn vị kiểm tra ({names}). Mỗi đơn vị "
            "ra văn bản và lấy số của mình: ghi lại riêng cho từng đơn vị bằng «--correct»."
        )
    for id, act in _acts_naming(programme, state, '"number":"', *_signs(number)):
        alike = RULES[act.kind].series and plain_number(act.number) == number and act.on.year == to_record.on.year
        if alike and units.get(id, "") in mine:
            papers.setdefault((act.kind, act.on), []).append(id)
    same = papers.pop((to_record.act, to_record.on), [])
    if len(same) > 1 and to_record.act in TO_ONE:
        yield (
            f"Số {to_record.number} ghi cho «{label('act', to_record.act)}» của {count(len(same))} cuộc kiểm tra "
            f"({listed(same)}). Mỗi cơ quan một văn bản thì mỗi văn bản một số: ghi lại bằng «--correct», hoặc nhập số "
            "từ bảng (isoaudit record import). Một văn bản chung cho các cơ quan thì không cần sửa."
        )
    for kind, on in sorted(papers):
        yield (
            f"Số {to_record.number} đã dùng cho «{label('act', kind)}» ngày {date_short(on)}; số và ký hiệu là "
            "duy nhất trong năm (khoản 1 Điều 15 Nghị định số 30/2020/NĐ-CP)."
        )


def _units_of(programme: Programme) -> dict[str, str]:
    """The unit of each inspection of the year; nothing where only the programme's own office inspects."""
    if not programme.settings.units:
        return {}
    lists = programme.lists()
    return {one.id: one.inspecting_unit for one in (*lists.inspections.values(), *lists.not_held.values())}


def _signs(number: str) -> Iterator[str]:
    """What all spellings of a number (:func:`plain_number`) have in common: digits and strokes, in their order."""
    return (sign for sign in number if sign in "0123456789/-.")


def listed(ids: Sequence[str]) -> str:
    """The first of some inspections, and how many more there are."""
    more = f" và {count(len(ids) - _SHOWN)} cuộc kiểm tra nữa" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more
