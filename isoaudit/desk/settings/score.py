"""The sheet of the office's own scale for the reform index in the workbook of settings; empty: there is no score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from isoaudit.model import POINTS, Component, Settings
from isoaudit.rules.score_formula import points_words
from isoaudit.tables import Column, Row, one_of, text
from isoaudit.tables.workbooks.forms import Form, FormColumn, Value
from isoaudit.wording import in_sentence, label, labels, point_name

SCORE = "Chấm điểm"
"""The sheet."""
SCORE_COLUMNS = (
    Column("score_component", text, required=True),
    Column("score_measure", one_of("score_measure"), required=True),
    Column("score_points", text, required=True),
    Column("score_way", one_of("score_way"), required=True),
    Column("score_minus", text),
    Column("score_point", text),
    Column("score_bodies", text),
    Column("score_total", text),
)
SCORE_FIELDS = {"name": "score_component"} | {
    field: f"score_{field}" for field in ("measure", "points", "way", "minus", "point", "bodies")
}
"""The column of each field of a component."""
_PURPOSE = (
    "Để trống cả trang thì không chấm điểm. Thang điểm của chỉ số cải cách hành chính do từng tỉnh quy định, pháp luật "
    "không ấn định: mỗi dòng một thành phần, lấy đúng tên và điểm tối đa của bảng chấm điểm của tỉnh. Điều chưa rõ "
    "không tính điểm mà để ngỏ. Tính điểm bằng lệnh: isoaudit score."
)
_WAYS = (
    "«theo tỷ lệ» dùng cho tỷ lệ và việc khắc phục; «trừ theo số điểm» dùng cho số điểm không phù hợp, điểm lưu ý; "
    "«trọn điểm» dùng được cho mọi cách đo."
)


def score_form(settings: Settings, everybody: str) -> Form:
    """The sheet filled in; ``everybody``: the words for all kinds of agency."""
    rows: list[dict[str, Value]] = [_in_cells(one, everybody) for one in settings.score]
    if rows and settings.score_total is not None:
        rows[0]["score_total"] = points_words(settings.score_total)
    name, measure, points, way, minus, point, bodies, total = SCORE_COLUMNS
    columns = (
        FormColumn(name, 38),
        FormColumn(measure, 36, tuple(labels()["score_measure"].values())),
        FormColumn(points, 9, prompt="Số điểm, như 1,5."),
        FormColumn(way, 18, tuple(labels()["score_way"].values()), prompt=_WAYS),
        FormColumn(minus, 13, prompt="Chỉ ghi khi cách tính là «trừ theo số điểm»."),
        FormColumn(point, 12, POINTS, others=True, prompt="Để trống thì tính mọi điểm của Điều 36."),
        FormColumn(
            bodies, 28, (everybody, *labels()["kind"].values()), others=True, prompt="Nhiều loại ngăn bằng «;»."
        ),
        FormColumn(total, 11, prompt="Chỉ ghi ở dòng đầu, để soát tổng các dòng; có thể để trống."),
    )
    return Form(SCORE, _PURPOSE, columns, rows, empty=8)


def _in_cells(one: Component, everybody: str) -> dict[str, Value]:
    return {
        "score_component": one.name,
        "score_measure": label("score_measure", one.measure),
        "score_points": points_words(one.points),
        "score_way": label("score_way", one.way),
        "score_minus": "" if one.minus is None else points_words(one.minus),
        "score_point": one.point,
        "score_bodies": everybody if one.bodies == "all" else ";\n".join(label("kind", kind) for kind in one.bodies),
        "score_total": "",
    }


def read_score(
    rows: Sequence[Row], bodies_of: Callable[[Row], object], kept: Callable[[int, str], object]
) -> tuple[list[dict[str, Any]], str | None, dict[tuple[str | int, ...], tuple[Row, str]]]:
    """The components as raw settings, the total, and the row and column of each setting.

    ``bodies_of`` reads the kinds of agency of a row; ``kept`` says how the name of a component is kept.
    """
    found: list[dict[str, Any]] = []
    total: str | None = None
    places: dict[tuple[str | int, ...], tuple[Row, str]] = {}
    for number, row in enumerate(rows):
        values = row.values
        found.append(
            {
                "name": kept(number, values.get("score_component") or ""),
                "measure": values.get("score_measure"),
                "points": values.get("score_points"),
                "way": values.get("score_way"),
                "minus": values.get("score_minus") or None,
                "point": values.get("score_point") or "",
                "bodies": bodies_of(row) if values.get("score_bodies") else "all",
            }
        )
        places |= {("score", number, field): (row, column) for field, column in SCORE_FIELDS.items()}
        places["score", number] = (row, "score_component")
        if values.get("score_total") and total is None:
            total = values["score_total"]
            places["score_total",] = (row, "score_total")
    return found, total, places


def score_lines(settings: Settings) -> list[str]:
    """The scale, a line each component."""
    lines = list(_lines(settings))
    if settings.score_total is not None:
        lines.append(f"{label('column', 'score_total')}: {points_words(settings.score_total)}")
    return lines


def _lines(settings: Settings) -> Iterator[str]:
    for one in settings.score:
        yield f"{one.name}: {component_words(one)}"


def component_words(one: Component) -> str:
    """How a component gives points, in a line."""
    at = f" ({point_name(one.point)} Điều 36)" if one.point else ""
    way = label("score_way", one.way) + (f", mỗi điểm {points_words(one.minus)}" if one.minus is not None else "")
    whom = "" if one.bodies == "all" else f"; cho {'; '.join(label('kind', kind) for kind in one.bodies)}"
    return (
        f"tối đa {points_words(one.points)} điểm, {in_sentence(label('score_measure', one.measure))}{at}, {way}{whom}"
    )
