"""What ``year.ipynb`` shows: the results of a year, or of one round, in tables with Vietnamese headings and charts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from IPython.display import HTML

from isoaudit.model import POINTS
from isoaudit.notebooks.drawing import bars
from isoaudit.notebooks.prepared import Year
from isoaudit.notebooks.tables import findings_table, inspections_table, points_table
from isoaudit.wording import count, date_short, label, labels, point_name, sentence, sort_key
from isoaudit.wording.rounds import round_words

_STATES = ("conforming", "nonconforming", "not_examined", "incomplete")
_COLOURS = (0, 1, 3, 4)
_NO_PARENT = "Chưa ghi cơ quan chủ quản"
_MOST = 15
_LONGEST = 110
"""Signs of a requirement shown in a row; it is whole in the working papers."""


class Figures:
    """The tables of a year, made once."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.inspections = inspections_table(year)
        self.points = points_table(year)
        found = findings_table(year)
        self.findings = found[found["withdrawn"] == ""]
        self.nonconformities = self.findings[self.findings["finding"] == "nonconformity"]


def figures(year: Year) -> Figures:
    """The tables everything else is counted from."""
    return Figures(year)


def title(found: Figures) -> str:
    """What the notebook is about."""
    head = found.year.head
    of = f", {round_words(head.round)}" if head.round else ""
    return f"Kết quả kiểm tra HTQLCL năm {head.programme.year}{of}, tính đến ngày {date_short(head.day)}"


def summary(found: Figures) -> pd.DataFrame:
    """The numbers of the year."""
    all_ = found.inspections
    rows: list[tuple[str, str | int]] = [
        ("Đơn vị kiểm tra", found.year.programme.authority),
        ("Cơ quan trong danh sách", len(found.year.agencies)),
        ("Cuộc kiểm tra", len(all_)),
        *((f"trong đó: {label('mode', mode)}", int((all_["mode"] == mode).sum())) for mode in ("on_site", "by_record")),
        ("Đã có kết quả", int((all_["answered"] > 0).sum())),
        ("Còn nội dung cần bổ sung", int((all_["refused"] > 0).sum())),
        ("Điểm không phù hợp", int(all_["nonconformities"].sum())),
        ("Điểm lưu ý", int(all_["observations"].sum())),
        ("Kết quả nổi bật", int(all_["good_practices"].sum())),
        ("Quá hạn báo cáo", int(all_["late"].sum())),
    ]
    texts = [(words, number if isinstance(number, str) else count(number)) for words, number in rows]
    return pd.DataFrame(texts, columns=["Mục", "Số liệu"])


def by_point(found: Figures) -> HTML:
    """How many inspections came out in which state at each of the 13 points of Article 36."""
    states = pd.crosstab(found.points["point"], found.points["state"])
    states = states.reindex(index=list(POINTS), columns=list(_STATES), fill_value=0)
    columns = {sentence(label("point_state", state)): states[state].tolist() for state in _STATES}
    rows = [f"{label('point', point)} ({point_name(point)})" for point in POINTS]
    return bars(rows, columns, "Số cuộc kiểm tra theo tình trạng ở từng nội dung của Điều 36", colours=_COLOURS)


def by_kind(found: Figures) -> pd.DataFrame:
    """The results of each block of agencies, in the order of the law."""
    present = set(found.inspections["kind"])
    groups = [(words, found.inspections["kind"] == kind) for kind, words in labels()["kind"].items() if kind in present]
    return _results(found, groups, "Khối cơ quan")


def by_kind_chart(found: Figures) -> HTML:
    """Findings for each inspection that has answers, by block of agencies."""
    answered = found.inspections[found.inspections["answered"] > 0]
    kinds = [kind for kind in labels()["kind"] if kind in set(answered["kind"])]
    means = answered.groupby("kind")[["nonconformities", "observations"]].mean().reindex(kinds)
    columns = {
        "Điểm không phù hợp": means["nonconformities"].round(1).tolist(),
        "Điểm lưu ý": means["observations"].round(1).tolist(),
    }
    rows = [label("kind", kind) for kind in kinds]
    alt = "Số điểm không phù hợp và điểm lưu ý bình quân một cuộc kiểm tra, theo khối cơ quan"
    return bars(rows, columns, alt, colours=(1, 2), form=".1f")


def by_parent(found: Figures) -> pd.DataFrame:
    """The results by superior body, in Vietnamese order; agencies of which none is recorded come last."""
    parents = sorted(set(found.inspections["parent"]) - {""}, key=sort_key)
    groups = [(name, found.inspections["parent"] == name) for name in parents]
    if (found.inspections["parent"] == "").any():
        groups.append((_NO_PARENT, found.inspections["parent"] == ""))
    return _results(found, groups, "Cơ quan cấp trên")


def _results(found: Figures, groups: list[tuple[str, Any]], heading: str) -> pd.DataFrame:
    rows = []
    for words, mask in groups:
        part = found.inspections[mask]
        answered = part[part["answered"] > 0]
        mean = f"{answered['nonconformities'].mean():.1f}".replace(".", ",") if len(answered) else "-"
        numbers = [len(part), len(answered), part["nonconformities"].sum(), part["observations"].sum()]
        rows.append([words, *(_number(number) for number in numbers), mean, _number(part["late"].sum())])
    columns = [heading, "Cuộc kiểm tra", "Đã có kết quả", "Không phù hợp", "Lưu ý", "Bình quân", "Quá hạn"]
    return pd.DataFrame(rows, columns=columns)


def by_criterion(found: Figures) -> pd.DataFrame:
    """How many inspections have a nonconformity or an observation at each criterion that has any."""
    table = pd.crosstab(found.findings["criterion"], found.findings["finding"])
    table = table.reindex(columns=["nonconformity", "observation", "good_practice"], fill_value=0)
    first = found.findings.groupby("criterion")[["point", "requirement"]].first()
    points, texts = first["point"], first["requirement"]
    order = sorted(table.index, key=lambda id: (POINTS.index(points[id]), id))
    rows = []
    for id in order:
        numbers = (_number(number) for number in table.loc[id].tolist())
        rows.append([f"{_short(texts[id])} ({point_name(points[id])})", id, *numbers])
    return pd.DataFrame(rows, columns=["Quy định", "Tiêu chí", "Không phù hợp", "Lưu ý", "Nổi bật"])


def most_frequent(found: Figures) -> HTML:
    """The requirements most often not met, the most frequent first."""
    often = found.nonconformities.groupby("criterion").agg(n=("inspection", "nunique"), text=("requirement", "first"))
    often = often.sort_values(["n", "text"], ascending=[False, True]).head(_MOST)
    rows = [f"{_short(text)} ({id})" for id, text in often["text"].items()]
    alt = "Các quy định có nhiều điểm không phù hợp nhất"
    return bars(rows, {"Cuộc kiểm tra": often["n"].tolist()}, alt, colours=(1,))


def late(found: Figures) -> pd.DataFrame:
    """The inspections whose agency is late, those due longest ago first."""
    table = found.inspections[found.inspections["late"]].sort_values(["due", "inspection"])
    day = found.year.head.day
    rows = []
    for name, inspection, stage, due in table[["name", "inspection", "stage", "due"]].itertuples(
        index=False, name=None
    ):
        last: date = due.date()
        rows.append([name, inspection, label("stage", stage), date_short(last), _number((day - last).days)])
    return pd.DataFrame(rows, columns=["Cơ quan", "Cuộc kiểm tra", "Tình trạng", "Hạn", "Số ngày quá hạn"])


def _number(number: float) -> str:
    return count(int(number)) if number else "-"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]}…"
