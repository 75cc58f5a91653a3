"""What ``november-report.ipynb`` and ``december-report.ipynb`` show: the figures of the Word papers, tables and bars.

The words of a figure and the rows it counts come from :mod:`isoaudit.rules.report_tables`, as in the papers.
"""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from isoaudit.notebooks.drawing import bars
from isoaudit.rules import report_tables as tables
from isoaudit.rules.report_tables import FigureTable
from isoaudit.rules.rollout_told import learners_words, money_words
from isoaudit.rules.year_report import YearReport
from isoaudit.rules.year_report import at_odds as differing
from isoaudit.wording import count, count_or_0, date_short, label, point_name, sentence
from isoaudit.wording.rounds import round_words

_UNKNOWN = sentence(tables.UNKNOWN)


def title(report: YearReport) -> str:
    """What the notebook is about, and of which day."""
    of = f", {report.round}" if report.round else ""
    return f"Năm {report.year}{of}, số liệu tính đến ngày {date_short(report.day)}"


def figures(table: FigureTable) -> pd.DataFrame:
    """A table of figures as papers print it."""
    rows = [
        [
            line.words,
            *(tables.figure_words(f, shares=c.shares) for c, f in zip(table.columns, line.figures, strict=True)),
        ]
        for line in table.lines
    ]
    return pd.DataFrame(rows, columns=[table.head, *(sentence(column.words) for column in table.columns)])


def inspections(report: YearReport) -> pd.DataFrame:
    """How many inspections were to be, were carried out, were not."""
    return figures(tables.inspections_table(report))


def coverage(report: YearReport) -> pd.DataFrame:
    """Whom of the obliged agencies they reached (Article 33.2)."""
    return figures(tables.coverage_table(report))


def points(report: YearReport) -> pd.DataFrame:
    """What was found at the 13 points of Article 36."""
    return figures(tables.points_table(report))


def points_chart(report: YearReport) -> HTML:
    """The same as bars: each inspection carried out stands in one stretch, by the worst that was found."""
    found = report.figures.points
    columns = {
        "Có điểm không phù hợp": [len(one.nonconforming.ids) for one in found],
        "Chỉ có điểm lưu ý": [len(set(one.observed.ids) - set(one.nonconforming.ids)) for one in found],
        "Không có điểm nào": [len(one.clean.ids) for one in found],
        "Không kiểm tra, không áp dụng": [len(one.unexamined.ids) for one in found],
    }
    rows = [f"{label('point', one.point)} ({point_name(one.point)})" for one in found]
    return bars(rows, columns, "Số cuộc kiểm tra theo kết quả ở từng nội dung của Điều 36", colours=(1, 2, 0, 3))


def actions(report: YearReport) -> pd.DataFrame:
    """Where the corrective action of each finding stands."""
    return figures(tables.actions_table(report))


def actions_chart(report: YearReport) -> HTML:
    """The same as bars."""
    table = tables.actions_table(report)
    lines = [line for line in table.lines if not line.total]
    columns = {
        sentence(column.words): [len(line.figures[place].ids) for line in lines]
        for place, column in enumerate(table.columns)
    }
    alt = "Số điểm không phù hợp theo tình trạng khắc phục"
    return bars([line.words for line in lines], columns, alt, colours=(1, 2))


def systems(report: YearReport) -> pd.DataFrame:
    """Systems by block, which are not agencies."""
    return figures(tables.systems_table(report))


def register(report: YearReport) -> pd.DataFrame:
    """Agencies by block."""
    return figures(tables.register_table(report))


def register_chart(report: YearReport) -> HTML:
    """The states of the systems by block, of all agencies; what the register does not say is a stretch of its own."""
    states = {
        "Đã công bố": ("da_cong_bo",),
        "Phải công bố lại": ("phai_cong_bo_lai",),
        "Đang xây dựng": ("dang_xay_dung",),
        "Chưa xây dựng": ("chua_xay_dung",),
        _UNKNOWN: (None,),
    }
    columns = {
        words: [sum(b.block == one.block and b.qms_status in of for b in report.register) for one in report.blocks]
        for words, of in states.items()
    }
    rows = [label("block", one.block) for one in report.blocks]
    return bars(rows, columns, "Số cơ quan theo tình trạng HTQLCL, theo khối", colours=(0, 2, 3, 1, 4))


def editions(report: YearReport) -> pd.DataFrame:
    """In which edition of the standard systems are declared, by block, as the roll-out has it."""
    if not report.rollout.editions:
        return _nothing("Phiên bản tiêu chuẩn")
    return figures(tables.editions_table(report))


def classes(report: YearReport) -> pd.DataFrame:
    """The training classes held in the year, the sum below."""
    found = report.rollout.classes
    if not found:
        return _nothing("Lớp đào tạo")
    rows = [[date_short(one.on), one.name, _counted(one.learners)] for one in found]
    total = [["", f"Tổng số: {count(len(found))} lớp", learners_words(found)]]
    return pd.DataFrame([*rows, *total], columns=["Ngày", "Lớp đào tạo", "Số học viên"], dtype=object)


def money(report: YearReport) -> pd.DataFrame:
    """The money of the year item by item, the sum below."""
    found = report.rollout.money
    if not found:
        return _nothing("Kinh phí")
    rows = [[one.item, _counted(one.planned), _counted(one.spent)] for one in found]
    return pd.DataFrame(
        [*rows, ["Tổng số", *money_words(found)]], columns=["Nội dung", "Dự toán (đồng)", "Đã chi (đồng)"], dtype=object
    )


def at_odds(report: YearReport) -> list[str]:
    """Where the register and the steps of the roll-out say otherwise of one agency."""
    return [f"Cần đối chiếu: {words}." for words in differing(report)]


def _nothing(heading: str) -> pd.DataFrame:
    return pd.DataFrame([["Chưa có số liệu tổng hợp."]], columns=[heading], dtype=object)


def _counted(of: int | None) -> str:
    return _UNKNOWN if of is None else count_or_0(of)


def open_points(report: YearReport) -> list[str]:
    """What is not over on the day: what is in time, what was recommended, why something was not held."""
    found = report.figures
    names = {one.id: one.name for one in report.inspections}
    said = [f"{names.get(id, id)}: không kiểm tra, {reason}." for id, reason in found.reasons]
    said += [f"{names.get(id, id)}: {text}" for id, text in found.recommendations]
    if found.waiting_until:
        until = date_short(found.waiting_until)
        said.append(f"Còn cơ quan trong thời hạn báo cáo khắc phục, thời hạn dài nhất đến ngày {until}.")
    return said or ["Không có."]


def listed(report: YearReport) -> pd.DataFrame:
    """The list of inspections; its numbers are those the sources name."""
    rows = [
        [
            f"{count(place)}. {one.name}", one.id, sentence(label("mode", one.mode)), sentence(round_words(one.round)),
            label("outcome", one.outcome), _known(one.nonconformities), _known(one.observations),
        ]
        for place, one in enumerate(report.inspections, start=1)
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["TT, cơ quan", "Cuộc kiểm tra", "Hình thức", "Đợt", "Tình trạng", "KPH", "LY"], dtype=object
    )


def bodies(report: YearReport) -> pd.DataFrame:
    """The register by block; its numbers are those the sources name."""
    rows = [
        [
            f"{count(place)}. {body.name}", label("block", body.block), sentence(label("obligation", body.obligation)),
            tables.state_words(body),
        ]
        for place, body in enumerate(report.register, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["TT, cơ quan", "Khối", "Đối tượng", "Tình trạng HTQLCL"], dtype=object)


def november_sources(report: YearReport) -> pd.DataFrame:
    """Of each figure of the November report the rows of :func:`listed` it counts."""
    return _sources(tables.november_tables(report), tables.Places(report))


def december_sources(report: YearReport) -> pd.DataFrame:
    """Of each figure of the December report the rows of :func:`bodies` it counts."""
    return _sources(tables.december_tables(report), tables.Places(report, "agencies"))


def _sources(of: tuple[FigureTable, ...], places: tables.Places) -> pd.DataFrame:
    rows = [
        [f"{trace.table}: {trace.words}", column, number, where]
        for trace in tables.traces(of, places)
        for column, number, where in trace.figures
    ]
    return pd.DataFrame(rows, columns=["Bảng, dòng", "Cột", "Số liệu", "Các dòng của danh sách"], dtype=object)


def _known(of: int | None) -> str:
    return "-" if of is None else count_or_0(of)
