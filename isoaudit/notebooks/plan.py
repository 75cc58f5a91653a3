"""What ``plan.ipynb`` shows: whom the plan of a year reaches, why, in which month, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd
from IPython.display import HTML

from isoaudit.errors import Problem, problem
from isoaudit.model import Agency, Inspection
from isoaudit.notebooks.cells import lines, show
from isoaudit.notebooks.drawing import bars
from isoaudit.notebooks.prepared import Year
from isoaudit.rules.coverage import obliged_of
from isoaudit.rules.plan import REASONS, Past, Reason, reasons_for
from isoaudit.rules.plan_check import Plan, check_plan
from isoaudit.wording import count, date_short, label, labels, span_short
from isoaudit.wording.rounds import round_words

_PLACES = 5
_MODES = ("on_site", "by_record")


class Planned:
    """The plan of a year with the reasons there are, worked out once."""

    def __init__(self, year: Year) -> None:
        self.head = year.head
        self.inspections = [one.inspection for one in year if one.inspection.occasion == "planned"]
        self.agencies: Mapping[str, Agency] = {agency.code: agency for agency in year.agencies}
        past = {code: Past(carried) for code, carried in year.head.carried.items()}
        self.plan = Plan(self.inspections, self.agencies, year.head.inspectors, year.programme, past)
        self.reached = {mode: {one.agency for one in self.inspections if one.mode == mode} for mode in _MODES}
        every = self.reached["on_site"] | self.reached["by_record"]
        self.obliged = obliged_of(year.agencies, year.programme.year, every)
        self.reasons: Mapping[str, tuple[Reason, ...]] = {
            code: reasons_for(agency, past.get(code, Past()), year.programme.year)
            for code, agency in self.agencies.items()
        }
        """Of every body of the register, obliged or not."""


def planned(year: Year) -> Planned:
    """The plan everything else is counted from."""
    return Planned(year)


def title(found: Planned) -> str:
    """What the notebook is about."""
    return f"Kế hoạch kiểm tra năm {found.head.programme.year}, tính đến ngày {date_short(found.head.day)}"


def summary(found: Planned) -> pd.DataFrame:
    """Whom the plan reaches, against what Article 33.2 asks for."""
    reached = found.plan.coverage()
    rows = [
        ("Cơ quan thuộc đối tượng phải xây dựng và áp dụng", _number(reached.obliged)),
        ("trong đó có trong kế hoạch (điểm a khoản 2 Điều 33)", _number(reached.inspected or 0)),
        ("trong đó tại trụ sở (điểm b khoản 2 Điều 33)", _number(reached.on_site)),
        ("tối thiểu tại trụ sở (1/3, làm tròn lên)", _number(reached.needed)),
        ("Cuộc kiểm tra trong kế hoạch", _number(len(found.inspections))),
    ]
    return pd.DataFrame(rows, columns=["Mục", "Số liệu"])


def population(found: Planned) -> pd.DataFrame:
    """The register by block of agencies: how many there are, and how many the plan reaches in which form."""
    year = found.head.programme.year
    there = [agency for agency in found.agencies.values() if agency.stands_in(year) or agency.code in found.obliged]
    rows = []
    for kind, words in labels()["kind"].items():
        codes = [agency.code for agency in there if agency.kind == kind]
        if not codes:
            continue
        obliged = sum(code in found.obliged for code in codes)
        reached = (sum(code in found.reached[mode] for code in codes) for mode in _MODES)
        without = sum(code not in found.reached["on_site"] | found.reached["by_record"] for code in codes)
        rows.append([words, *(_number(number) for number in (len(codes), obliged, *reached, without))])
    columns = ["Khối cơ quan", "Trong danh sách", "Thuộc đối tượng phải", "Tại trụ sở", "Qua hồ sơ", "Không có"]
    return pd.DataFrame(rows, columns=columns)


def by_reason(found: Planned) -> HTML:
    """The obliged bodies by their weightiest reason for a visit: those that are visited, and those that are not."""
    visited, others = Counter[str](), Counter[str]()
    for code in found.obliged:
        reasons = found.reasons[code]
        first = reasons[0].kind if reasons else ""
        (visited if code in found.reached["on_site"] else others)[first] += 1
    kinds = [kind for kind in (*REASONS, "") if visited[kind] + others[kind]]
    rows = [label("plan_reason_kind", kind) if kind else "Không có lý do riêng" for kind in kinds]
    columns = {
        "Kiểm tra tại trụ sở": [visited[kind] for kind in kinds],
        "Không tại trụ sở": [others[kind] for kind in kinds],
    }
    if not rows:
        return lines([])
    return bars(rows, columns, "Cơ quan thuộc đối tượng phải xây dựng, theo lý do nặng nhất", colours=(3, 4))


def visits(found: Planned) -> pd.DataFrame:
    """The visits by their days, each with the reasons there are for it."""
    rows = [
        [
            found.agencies[one.agency].name,
            ", ".join(filter(None, (span_short(one.from_, one.to) or "chưa ghi ngày", round_words(one.round)))),
            "; ".join(reason.words for reason in found.reasons[one.agency]) or "-",
        ]
        for one in sorted(found.inspections, key=lambda one: (one.from_ or date.max, one.id))
        if one.mode == "on_site"
    ]
    return pd.DataFrame(rows, columns=["Cơ quan", "Thời gian dự kiến", "Lý do"])


def by_month(found: Planned) -> HTML:
    """How many inspections there are in each month of the year, in either form, by the day on which each ends."""
    year = found.head.programme.year
    numbers = {mode: _months((one for one in found.inspections if one.mode == mode), year) for mode in _MODES}
    rows = [f"Tháng {month}" for month in range(1, 13)]
    columns = {label("mode", mode).capitalize(): [numbers[mode][month] for month in range(1, 13)] for mode in _MODES}
    return bars(rows, columns, "Số cuộc kiểm tra theo tháng kết thúc", colours=(3, 2))


def undated(found: Planned) -> HTML:
    """How many inspections stand in no month of the year."""
    number = _months(found.inspections, found.head.programme.year)[0]
    said = [f"Chưa ghi ngày hoặc ngày ngoài năm kế hoạch: {count(number)} cuộc kiểm tra."] if number else []
    return lines(said, "Cuộc kiểm tra nào cũng có ngày trong năm kế hoạch.")


def _months(inspections: Iterable[Inspection], year: int) -> Counter[int]:
    """By month, those of no day or of another year as month 0."""
    ends = (one.to or one.from_ for one in inspections)
    return Counter(end.month if end and end.year == year else 0 for end in ends)


def checks(found: Planned, *, by_law: bool) -> HTML:
    """What the plan lacks, by kind: of what the circular asks for, or of what is only advice."""
    groups: dict[str, list[Problem]] = {}
    for one in check_plan(found.plan):
        if one.by_law == by_law:
            groups.setdefault(one.code, []).append(problem(one.code, one.where, **one.fields))
    rows = [[several[0].what, count(len(several)), _places(several), several[0].remedy] for several in groups.values()]
    return show(pd.DataFrame(rows, columns=["Nội dung (nơi đầu tiên)", "Số chỗ", "Ở đâu", "Cách làm"]))


def _places(problems: list[Problem]) -> str:
    few = ", ".join(one.where for one in problems[:_PLACES])
    return f"{few}, …" if len(problems) > _PLACES else few


def _number(number: int) -> str:
    return count(number) if number else "-"
