"""The workbook of the yearly reports: the lists their annexes refer to by row, and each figure with all its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isoaudit.rules.report_tables import FigureTable, Places, figure_words, report_tables, state_words
from isoaudit.rules.year_report import YearReport
from isoaudit.tables.workbooks.lists import List, ListForm, Value, lists_workbook
from isoaudit.wording import label, sentence
from isoaudit.wording.rounds import round_words

_INSPECTIONS = ListForm(
    (
        ("TT", 7), ("Cơ quan", 40), ("Cuộc kiểm tra", 22), ("Hình thức", 18), ("Đợt", 9), ("Tình trạng", 18),
        ("Số điểm không phù hợp", 13), ("Số điểm lưu ý", 10), ("Lý do không kiểm tra", 30),
    ),
    printed=9,
    frozen=2,
    has_days=False,
)  # fmt: skip
_AGENCIES = ListForm(
    (("TT", 7), ("Cơ quan", 40), ("Mã", 16), ("Khối cơ quan", 28), ("Đối tượng", 40), ("Tình trạng HTQLCL", 20)),
    printed=6,
    frozen=2,
    has_days=False,
)
_FIGURES = ListForm(
    (
        ("Bảng", 40), ("Dòng", 44), ("Cột", 26), ("Số liệu", 16), ("Dòng được tính ở trang «Cuộc kiểm tra»", 60),
        ("Dòng được tính ở trang «Cơ quan»", 60),
    ),
    printed=6,
    frozen=2,
    has_days=False,
)  # fmt: skip
_LONGEST = 32_000
"""Signs a cell may hold."""


def year_workbook(report: YearReport, title: str, said: str) -> bytes:
    """The workbook of a report; the same report, the same bytes."""
    reasons = dict(report.figures.reasons)
    inspections = [
        (
            place, one.name, one.id, sentence(label("mode", one.mode)), sentence(round_words(one.round)),
            label("outcome", one.outcome), one.nonconformities, one.observations, reasons.get(one.id, ""),
        )
        for place, one in enumerate(report.inspections, start=1)
    ]  # fmt: skip
    agencies = [
        (
            place, body.name, body.code, label("block", body.block), sentence(label("obligation", body.obligation)),
            state_words(body),
        )
        for place, body in enumerate(report.register, start=1)
    ]  # fmt: skip
    lists = [
        List(_INSPECTIONS, "Cuộc kiểm tra", inspections),
        List(_AGENCIES, "Cơ quan", agencies),
        List(_FIGURES, "Số liệu", list(_figures(report_tables(report), report))),
    ]
    return lists_workbook(lists, title, said)


def _figures(tables: Iterable[FigureTable], report: YearReport) -> Iterator[tuple[Value, ...]]:
    by_inspection, by_agency = Places(report), Places(report, "agencies")
    for table in tables:
        for line in table.lines:
            for column, one in zip(table.columns, line.figures, strict=True):
                of_register = column.unit in ("agencies", "systems")
                rows = (
                    "" if of_register else by_inspection.of(one, column.unit),
                    by_agency.of(one, column.unit) if of_register else "",
                )
                yield (
                    table.title,
                    line.words,
                    sentence(column.words),
                    figure_words(one, shares=column.shares),
                    *("" if line.total else text[:_LONGEST] for text in rows),
                )
