"""The numbers of the office's papers as the acts have them: read from the journal, as data and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Settings
from isoaudit.rules.series import Numbered, NumberedPaper, NumberRegister, Series, number_register
from isoaudit.tables.workbooks.numbers import RegisterRow, number_workbook
from isoaudit.wording import count, date_short, label, sentence
from isoaudit.wording.grouping import few

_SHOWN = 3  # addressees named in a row of the workbook; more are counted


@dataclass(frozen=True, slots=True)
class Numbers:
    """The register with the words it is shown with."""

    register: NumberRegister
    agencies: Mapping[str, str]
    """Name of the agency by inspection."""
    units: Mapping[str, str]
    """Name of each unit by its code, the programme's own office by an empty one."""
    year: int


def numbers_of(programme: Programme, day: date) -> Numbers:
    """The numbers that the acts of the programme have, also of inspections that are not carried out."""
    journal = programme.journal
    numbered = journal.entries_telling("act", '"number":"')  # on other acts, nearly all, nothing is read
    state = State([*journal.entries_of("agency", "inspection"), *numbered])
    inspections = [*state.inspections.values(), *state.not_held.values()]
    recorded = [Numbered(one.id, one.inspecting_unit, act) for one in inspections for act in state.acts(one.id)]
    agencies = {one.id: state.agencies[one.agency].name for one in inspections}
    return Numbers(number_register(recorded, day), agencies, _units(programme.settings), programme.settings.year)


def _units(settings: Settings) -> dict[str, str]:
    return {"": settings.authority, **{code: unit.name for code, unit in settings.units.items()}}


def remarks_on(series: Series) -> Iterator[str]:
    """What is to be known of a series, a sentence each."""
    if series.unseen:
        runs = ", ".join(
            f"{first:02d}" if first == last else f"{first:02d}-{last:02d}" for first, last in series.unseen
        )
        yield f"Số chưa thấy ở đây: {runs} (có thể đã cấp cho văn bản khác của cơ quan)."
    for several in series.twice:
        uses = "; ".join(f"«{label('act', one.kind)}» ngày {date_short(one.on)}" for one in several)
        yield (
            f"Số {several[0].written} ghi cho {count(len(several))} văn bản: {uses}; số và ký hiệu là duy nhất trong "
            "năm (khoản 1 Điều 15 Nghị định số 30/2020/NĐ-CP)."
        )
    for before, after in series.backwards:
        yield (
            f"Số {after.written} ngày {date_short(after.on)} sớm hơn ngày của số nhỏ hơn: {before.written} ngày "
            f"{date_short(before.on)}."
        )
    for one in series.papers:
        if one.shared:
            yield (
                f"Số {one.written} («{label('act', one.kind)}») ghi cho {count(len(one.inspections))} cuộc kiểm tra: "
                "mỗi cơ quan một văn bản thì mỗi văn bản một số; một văn bản chung thì không cần sửa."
            )


def as_data(numbers: Numbers) -> dict[str, Any]:
    """The register as plain data."""
    return {
        "series": [
            {
                "unit": series.unit,
                "symbol": series.symbol,
                "year": series.year,
                "next": series.next,
                "unseen": [list(run) for run in series.unseen],
                "twice": [several[0].written for several in series.twice],
                "backwards": [[before.written, after.written] for before, after in series.backwards],
                "papers": [
                    {
                        "number": one.number,
                        "letter": one.letter,
                        "written": one.written,
                        "act": one.kind,
                        "on": one.on.isoformat(),
                        "signer": one.signer,
                        "inspections": list(one.inspections),
                        "became": [
                            {"act": act.kind, "number": act.number, "on": act.on.isoformat()} for act in one.became
                        ],
                    }
                    for one in series.papers
                ],
            }
            for series in numbers.register.series
        ],
        "unread": [
            {"number": one.act.number, "act": one.act.kind, "on": one.act.on.isoformat(), "inspection": one.inspection}
            for one in numbers.register.unread
        ],
    }


def became(paper: NumberedPaper) -> str:
    """What became of a letter: «đã thu hồi theo số 12/TB-CCTĐC ngày 05/9/2026»; empty: it is as it was issued."""
    several = (
        f"đã {label('became', act.kind)}{f' theo số {act.number}' if act.number else ''} ngày {date_short(act.on)}"
        for act in paper.became
    )
    return "; ".join(several)


def addressees(numbers: Numbers, inspections: tuple[str, ...]) -> str:
    """To whom a paper went: the first agencies by name, and how many more there are."""
    names = [numbers.agencies[id] for id in inspections]
    more = f" và {count(len(names) - _SHOWN)} cơ quan nữa" if len(names) > _SHOWN else ""
    return "; ".join(names[:_SHOWN]) + more


def register_workbook(numbers: Numbers) -> bytes:
    """The book of outgoing papers as far as the acts know it, and what is to be known of each series."""
    rows, said = [], []
    for series in numbers.register.series:
        unit = numbers.units.get(series.unit, series.unit)
        rows += [
            RegisterRow(
                one.written,
                one.on,
                sentence(label("act", one.kind)),
                one.signer,
                addressees(numbers, one.inspections),
                unit,
                "\n".join(filter(None, (one.note, became(one)))),
                few(one.inspections, _SHOWN),
            )
            for one in series.papers
        ]
        next_ = f"{series.next:02d}" if series.next else ""
        known = list(remarks_on(series)) or ["Không có điều cần xem lại."]
        said.append((series.symbol, str(series.year), unit, str(len(series.papers)), next_, "\n".join(known)))
    unread = [
        (one.act.number, date_short(one.act.on), sentence(label("act", one.act.kind)), one.inspection)
        for one in numbers.register.unread
    ]
    return number_workbook(rows, said, unread, numbers.year)
