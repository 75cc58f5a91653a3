"""Pages people open from the folder: the working paper of one inspection, and the index of a run.

Each page is one file with everything in it: no link outside, no font or script from elsewhere. A content security
policy in the page says the same to the browser, so that text in a page can never load or run anything.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from isoaudit.model import POINTS, Agency, FindingKind, Kind, Mode, PointState, Programme, Result
from isoaudit.wording import label, labels, point_name, sentence

if TYPE_CHECKING:  # loading them takes half a second, which the index does not need
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

WORKING_PAPER = "phiếu làm việc"
DRAFT = "dự thảo"
NOTEBOOK = "sổ tay"
"""The labels of the links in :attr:`IndexRow.files`, in the order in which they are shown."""

_STOPPED = (
    "<p class='stopped'>Phần này chưa lập được: sổ tay dừng ở đây. Mở tệp findings.ipynb trong cùng thư mục để xem "
    "ô dừng.</p>"
)


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


@dataclass(frozen=True, slots=True)
class PointTotals:
    """In how many inspections a point of Article 36 came out in each state."""

    point: str
    nonconforming: int = 0
    conforming: int = 0
    incomplete: int = 0
    not_applicable: int = 0
    not_examined: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Obliged agencies of the programme, and those of them inspected at their office (Article 33.2)."""

    obliged: int
    on_site: int

    @property
    def needed(self) -> int:
        """One third, rounded up: "tối thiểu 1/3" (Article 33.2.b)."""
        return -(-self.obliged // 3)


@dataclass(frozen=True, slots=True)
class Chart:
    """A table of numbers with a bar in each row."""

    title: str
    heading: str
    series: tuple[tuple[str, str], ...]
    """CSS class and words of each column."""
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def cells(self, numbers: tuple[int, ...]) -> list[tuple[str, str, int]]:
        """CSS class, words and number of each cell of a row."""
        return [(css, words, number) for (css, words), number in zip(self.series, numbers, strict=True)]


def totals(results: Iterable[Result]) -> tuple[PointTotals, ...]:
    """The states of the 13 points over all inspections, in the order of Article 36."""
    states: Counter[tuple[str, PointState]] = Counter((p.point, p.state) for r in results for p in r.points)
    names: tuple[PointState, ...] = get_args(PointState)
    return tuple(PointTotals(point, **{name: states[point, name] for name in names}) for point in POINTS)


def finding_counts(result: Result) -> dict[str, int]:
    """The number of findings of each kind, for :attr:`IndexRow.counts`."""
    found = Counter(finding.kind for finding in result.findings)
    kinds: tuple[FindingKind, ...] = get_args(FindingKind)
    return {kind: found[kind] for kind in kinds}


def working_paper_html(notebook: NotebookNode | Path, title: str) -> str:
    """An executed notebook as one self-contained page without code, prompts, warnings or tracebacks."""
    node = _read(notebook) if isinstance(notebook, Path) else notebook
    body, _ = _exporter().from_notebook_node(_for_readers(node))
    template = _environment().get_template("working_paper.html.j2")
    return template.render(title=title, body=Markup(body), css=_css())


def index_html(
    rows: Sequence[IndexRow],
    *,
    programme: Programme,
    points: Sequence[PointTotals],
    coverage: Coverage,
    waiting: Sequence[Agency] = (),
) -> str:
    """The index of a run as one self-contained page, rows in the order given; ``waiting`` have no inspection yet."""
    script = Markup(_text("index.js"))
    return (
        _environment()
        .get_template("index.html.j2")
        .render(
            programme=programme,
            rows=rows,
            waiting=waiting,
            drafted=sum(DRAFT in row.files and not row.refused for row in rows),
            refused=[row for row in rows if row.refused],
            failed=[row for row in rows if row.status == "failed"],
            modes={mode: sum(row.mode == mode for row in rows) for mode in get_args(Mode)},
            states=list(dict.fromkeys(row.state for row in rows)),
            coverage=coverage,
            charts=(_point_chart(points), _kind_chart(rows)),
            css=_css(),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"),
        )
    )


def fold(text: str) -> str:
    """``text`` without tone marks and in lower case, đ as d: what the search box compares."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return bare.lower().replace("đ", "d")


def _read(path: Path) -> NotebookNode:
    import nbformat

    node: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return node


def _for_readers(notebook: NotebookNode) -> NotebookNode:
    """A copy in which a stop is a plain sentence and what only a programmer reads is left out."""
    copy = deepcopy(notebook)
    copy.cells = [c for c in copy.cells if not any(t.startswith("papermill-error") for t in c.metadata.get("tags", []))]
    for cell in copy.cells:
        if cell.cell_type == "code":
            outputs = (_output_for_readers(output) for output in cell.outputs)
            cell.outputs = [output for output in outputs if output is not None]
    return copy


def _output_for_readers(output: NotebookNode) -> NotebookNode | None:
    from nbformat import NotebookNode

    if output.output_type == "error":
        stopped = {"output_type": "display_data", "data": {"text/html": _STOPPED}, "metadata": {}}
        return NotebookNode(stopped)  # type: ignore[no-untyped-call]
    return None if output.get("name") == "stderr" else output


@cache
def _exporter() -> HTMLExporter:
    """One exporter for the process: making it costs more than a page. ``lab`` and ``classic`` link outside."""
    from nbconvert import HTMLExporter

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        optimistic_validation=True,  # once, not after each of its steps
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_text), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(fold=fold, sentence=sentence, href=lambda path: quote(path, safe="/"))
    environment.globals.update(label=label, links=(WORKING_PAPER, DRAFT, NOTEBOOK))
    return environment


def _text(name: str) -> str:
    return files(__package__).joinpath("html", name).read_text(encoding="utf-8")


def _css() -> Markup:
    return Markup(_text("style.css"))


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
    ("failed", "không lập được"),
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
