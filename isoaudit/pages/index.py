"""The index of a run: every inspection with its state, its papers and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from isoaudit.model import POINTS, Agency, FindingKind, Kind, Mode, PointState, Result, Settings
from isoaudit.pages.found_texts import FoundTexts, as_data
from isoaudit.pages.frame import css, environment, script
from isoaudit.pages.stacked import Chart
from isoaudit.rules.coverage import Coverage as Coverage
from isoaudit.rules.status import rounds_of
from isoaudit.wording import label, labels, point_name

WORKING_PAPER = "phiếu làm việc"
DRAFT = "dự thảo"
NOTEBOOK = "sổ tay"
"""The labels of the links in :attr:`IndexRow.files`, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One inspection in the index."""

    inspection: str
    agency: str
    """Code of the agency."""
    name: str
    kind: Kind
    mode: Mode
    status: Literal["ran", "failed", "skipped"]
    state: str
    """The state of the inspection in words, as a person reads it; the filter offers these."""
    refused: tuple[str, ...]
    """The messages of the rules that stop the letter."""
    counts: Mapping[str, int]
    """Findings by kind; see :func:`finding_counts`. A kind that is not in it is not shown as zero but as open."""
    files: Mapping[str, str]
    """Path relative to the index by label: :data:`WORKING_PAPER`, :data:`DRAFT`, :data:`NOTEBOOK`."""
    reason: str = ""
    """Why it failed."""
    qms_not_built: bool = False
    remarks: tuple[str, ...] = ()
    """The messages of what is unusual; the letter goes out."""
    round: str = ""
    """The round in words, ``đợt 1``; empty: none."""
    days: str = ""
    """The days of the inspection, as a cell has them."""


@dataclass(frozen=True, slots=True)
class PointTotals:
    """In how many inspections a point of Article 36 came out in each state."""

    point: str
    nonconforming: int = 0
    conforming: int = 0
    incomplete: int = 0
    not_applicable: int = 0
    not_examined: int = 0


def totals(states: Counter[tuple[str, PointState]]) -> tuple[PointTotals, ...]:
    """How often each point came out in each state, as a row for each of the 13, in the order of Article 36."""
    names: tuple[PointState, ...] = get_args(PointState)
    return tuple(PointTotals(point, **{name: states[point, name] for name in names}) for point in POINTS)


def finding_counts(result: Result) -> dict[str, int]:
    """The number of findings of each kind, for :attr:`IndexRow.counts`."""
    found = Counter(finding.kind for finding in result.findings)
    kinds: tuple[FindingKind, ...] = get_args(FindingKind)
    return {kind: found[kind] for kind in kinds}


def index_html(
    rows: Sequence[IndexRow],
    *,
    settings: Settings,
    points: Sequence[PointTotals],
    coverage: Coverage,
    waiting: Sequence[Agency] = (),
    not_held: Sequence[tuple[str, str, str]] = (),
    gate_page: bool = False,
    status_page: bool = False,
    actions_page: bool = False,
    year_sheet: bool = False,
    findings_book: str = "",
    other_pages: Sequence[str] = (),
    year_pages: Sequence[tuple[str, str, str]] = (),
    texts: FoundTexts | None = None,
    guides: bool = False,
) -> str:
    """The index of a run as one self-contained page, rows in the order given; ``waiting`` have no inspection yet.

    ``not_held`` are the inspections that are not carried out, and in no number: id, agency, what became of it and why.

    With ``gate_page`` it links ``gate.html`` beside it: what is to be completed or looked at again; with
    ``status_page`` ``status.html``: where every inspection stands; with ``actions_page`` ``actions.html``: the
    corrective actions; with ``year_sheet`` ``year.html``: the figures of the year; with ``findings_book`` the workbook
    of this name. ``other_pages`` are further labels in :attr:`IndexRow.files`; ``year_pages`` are the pages over the
    year: title, folder, path. ``texts``: what its second search box looks through. ``guides``: whether the
    guides lie beside it.
    """
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            settings=settings,
            guides=guides,
            rows=rows,
            waiting=waiting,
            not_held=not_held,
            drafted=sum(DRAFT in row.files and not row.refused for row in rows),
            refused=[row for row in rows if row.refused],
            remarked=sum(bool(row.remarks) for row in rows),
            failed=[row for row in rows if row.status == "failed"],
            modes={mode: sum(row.mode == mode for row in rows) for mode in get_args(Mode)},
            states=list(dict.fromkeys(row.state for row in rows)),
            links=(WORKING_PAPER, DRAFT, NOTEBOOK, *other_pages),
            gate_page=gate_page,
            status_page=status_page,
            actions_page=actions_page,
            year_sheet=year_sheet,
            rounds=rounds_of(rows),
            findings_book=findings_book,
            year_pages=year_pages,
            coverage=coverage,
            charts=(_point_chart(points), _kind_chart(rows)),
            texts=as_data(texts, [row.inspection for row in rows]) if texts and texts.findings + texts.evidence else "",
            evidence_too=bool(texts and texts.whole),
            css=css(),
            **script("index.js"),
        )
    )


def _point_chart(points: Sequence[PointTotals]) -> Chart:
    names: list[Any] = [field.name for field in fields(PointTotals)][1:]
    return Chart(
        title="Số cuộc kiểm tra theo tình trạng ở từng nội dung của Điều 36",
        heading="Nội dung (Điều 36)",
        series=tuple((name.replace("_", "-"), label("point_state", name)) for name in names),
        rows=tuple(
            (f"{label('point', p.point)} ({point_name(p.point)})", tuple(getattr(p, name) for name in names))
            for p in points
        ),
    )


_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("nonconforming", "có điểm không phù hợp"),
    ("conforming", "không ghi nhận điểm không phù hợp"),
    ("incomplete", "cần bổ sung"),
    ("not-examined", "chưa xây dựng HTQLCL"),
    ("failed", "chưa lập được phiếu"),
)


def _kind_chart(rows: Sequence[IndexRow]) -> Chart:
    found = Counter((row.kind, _outcome(row)) for row in rows)
    present = {row.kind for row in rows}
    return Chart(
        title="Số cuộc kiểm tra theo loại cơ quan và kết quả",
        heading="Loại cơ quan",
        series=_OUTCOMES,
        rows=tuple(
            (words, tuple(found[kind, outcome] for outcome, _ in _OUTCOMES))
            for kind, words in labels()["kind"].items()
            if kind in present
        ),
    )


def _outcome(row: IndexRow) -> str:
    if row.status == "failed":
        return "failed"
    if row.refused:
        return "incomplete"
    if row.qms_not_built:
        return "not-examined"
    return "nonconforming" if row.counts.get("nonconformity") else "conforming"
