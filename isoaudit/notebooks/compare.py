"""What ``compare.ipynb`` shows: an inspection beside the median of the inspections of its kind of agency."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from isoaudit.model import Case, Peers, PointResult
from isoaudit.notebooks.drawing import beside
from isoaudit.rules.findings import judge
from isoaudit.wording import count, label, point_name


def facts(case: Case, peers: Peers) -> pd.DataFrame:
    """The numbers of this inspection beside the medians of its kind."""
    result = judge(case)
    kinds = [finding.kind for finding in result.findings]
    rows = [
        ["Điểm không phù hợp", count(kinds.count("nonconformity")), _plain(peers.nonconformities)],
        ["Điểm lưu ý", count(kinds.count("observation")), _plain(peers.observations)],
    ]
    return pd.DataFrame(rows, columns=["Số liệu", case.agency.name, f"Trung vị {_of(peers)}"])


def chart(case: Case, peers: Peers) -> HTML:
    """The share of judged criteria that conform at each point, with the median of the kind on it."""
    points = judge(case).points
    shares = [_share(point) for point in points]
    marks = [point.share for point in peers.points]
    rows = [f"{label('point', point.point)} ({point_name(point.point)})" for point in points]
    alt = "Tỷ lệ tiêu chí phù hợp ở từng nội dung của Điều 36, so với trung vị cùng khối; số liệu như bảng dưới"
    return beside(rows, shares, marks, ("Cơ quan này", f"Trung vị {_of(peers)}"), alt)


def points(case: Case, peers: Peers) -> pd.DataFrame:
    """The same in numbers, and in how many inspections of the kind something did not conform at each point."""
    rows = [
        [
            f"{label('point', point.point)} ({point_name(point.point)})",
            _percent(_share(point)),
            _percent(peer.share),
            f"{count(peer.nonconforming)}/{count(peer.inspections)}",
        ]
        for point, peer in zip(judge(case).points, peers.points, strict=True)
    ]
    columns = ["Nội dung của Điều 36", "Cơ quan này", "Trung vị cùng khối", "Cuộc có điểm không phù hợp"]
    return pd.DataFrame(rows, columns=columns)


def note(case: Case, peers: Peers) -> str:
    """What it is compared with, in a sentence."""
    if not peers.inspections:
        return f"Chưa có cuộc kiểm tra nào thuộc khối «{label('kind', peers.kind)}» có kết quả để đối chiếu."
    return (
        f"Đối chiếu với {count(peers.inspections)} cuộc kiểm tra trong năm thuộc khối «{label('kind', peers.kind)}» đã "
        "có kết quả, kể cả cuộc này. Tỷ lệ: số tiêu chí phù hợp trên số tiêu chí đã kết luận phù hợp, không phù hợp "
        "hoặc lưu ý."
    )


def _of(peers: Peers) -> str:
    return f"{count(peers.inspections)} cuộc cùng khối"


def _share(point: PointResult) -> float | None:
    judged = point.conforming + point.nonconforming + point.observation
    return point.conforming / judged if judged else None


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{round(share * 100)}%"


def _plain(number: float | None) -> str:
    return "-" if number is None else f"{number:g}".replace(".", ",")
