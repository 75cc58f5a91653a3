"""The two pages over a whole programme, built up while its cases go by: the index, and what is to be completed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from isoaudit.errors import RunError
from isoaudit.files import write_whole
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.model import Case, Gate, Inspection, Outcome, PointState, Refusal, Remark, Result
from isoaudit.pages import (
    DRAFT,
    NOTEBOOK,
    WORKING_PAPER,
    IndexRow,
    InspectionItems,
    finding_counts,
    gate_html,
    index_html,
    inspection_items,
    shortened,
    totals,
)
from isoaudit.pages.found_texts import FoundTexts
from isoaudit.papers.second_reading import Reader
from isoaudit.rules.actions import ActionRow, action_rows, carried_rows
from isoaudit.rules.actions import in_order as actions_in_order
from isoaudit.rules.changes import standing_in_words
from isoaudit.rules.coverage import Coverage, carried_out, obliged_of
from isoaudit.rules.findings import judge
from isoaudit.rules.status import StatusRow, in_order, status_row
from isoaudit.runs import batch
from isoaudit.runs.edited import newest
from isoaudit.runs.kinds import FINDINGS, NotebookKind, notebooks, read_kind
from isoaudit.tables.workbooks.findings import FindingRow, finding_rows, findings_workbook
from isoaudit.wording import span_short
from isoaudit.wording.rounds import round_words
from isoaudit.work.actions import PAGE as ACTIONS_PAGE
from isoaudit.work.actions import uninspected, write_actions
from isoaudit.work.out import GATE_LIST, is_long
from isoaudit.work.status import write_status
from isoaudit.work.year_report import PAGE as YEAR_SHEET

INDEX, GATE_PAGE, FINDINGS_BOOK = "index.html", "gate.html", "findings.xlsx"
_PAGE, _NOTEBOOK = f"{FINDINGS}.html", f"{FINDINGS}.ipynb"
_SHOWN = 8  # refusals of one rule shown singly; more are counted


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the index says of an inspection before it is known what became of its job."""

    row: IndexRow
    answered: bool


class Overview:
    """What the pages need of each case, noted as it goes by, so that the case itself need not be kept."""

    def __init__(self, programme: Programme, register: State) -> None:
        self._programme, self._register = programme, register
        self._noted: dict[str, _Noted] = {}
        self._points: Counter[tuple[str, PointState]] = Counter()
        self._seen_on_site: set[str] = set()
        self._inspected: set[str] = set()
        self._to_complete: dict[str, InspectionItems] = {}
        self._findings: dict[str, list[FindingRow]] = {}
        self._texts = FoundTexts()
        self._status: list[StatusRow] = []
        self._actions: list[ActionRow] = []
        self._day, self._mark = today(), programme.fingerprint()
        self._reader = Reader(programme.out, self._day, register.inspectors_by_name())

    def add(self, case: Case) -> None:
        """Note a case, with what the rules found in it."""
        result = judge(case)
        self._noted[case.inspection.id] = _Noted(_row(case, result), bool(case.answers))
        self._findings[case.inspection.id] = list(finding_rows(case, result, self._day))
        self._texts.add(
            case.inspection.id,
            [(one.code or one.criterion, one.gap) for one in result.findings],
            [(one.criterion, item.text) for one in case.answers for item in one.evidence],
        )
        self._points.update((point.point, point.state) for point in result.points)
        self._status.append(status_row(case, self._day, self._reader.unread(case)))
        self._actions += (*action_rows(case, self._day), *carried_rows(case, self._day))
        if carried_out(case):
            self._inspected.add(case.inspection.agency)
            if case.inspection.mode == "on_site":
                self._seen_on_site.add(case.inspection.agency)
        if case.refused or case.remarks:
            self._to_complete[case.inspection.id] = inspection_items(case)

    def in_order(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """Outcomes in the Vietnamese order of their agencies' names, as everything is listed."""
        place = {inspection.id: number for number, inspection in enumerate(self._register.inspections_by_name())}
        return sorted(outcomes, key=lambda outcome: place[outcome.inspection])

    def write(self, gate: Gate, outcomes: Sequence[Outcome]) -> None:
        """Both pages, and the table of all findings, after a run."""
        self.write_gate_page(gate)
        self.write_actions()
        self.write_index(outcomes)
        rows = (row for i in self._register.inspections_by_name() for row in self._findings.get(i.id, ()))
        book = findings_workbook(rows, self._programme.settings.year)
        write_whole(self._programme.out / FINDINGS_BOOK, book)
        self.write_status()

    def write_status(self) -> None:
        """Where every inspection stands; left as it is where one did not go by, because it was changed meanwhile.

        Where the workbook could not be written, as when Excel has it open, the page says so.
        """
        programme, register = self._programme, self._register
        if len(self._status) == len(register.inspections):
            not_held = [status_row(programme.case(register, i), self._day) for i in register.not_held_by_name()]
            write_status(programme, in_order([*self._status, *not_held]), self._day, self._mark)

    def write_actions(self) -> None:
        """The corrective actions, once there is one; left as they are where an inspection did not go by."""
        there = (self._programme.out / ACTIONS_PAGE).is_file()
        if len(self._status) == len(self._register.inspections) and (self._actions or there):
            rows = actions_in_order((*uninspected(self._register, self._day), *self._actions))
            write_actions(self._programme, rows, self._day, self._mark)

    def write_gate_page(self, gate: Gate) -> None:
        """The page of what is to be completed or looked at again; where that is very much, the whole list beside it."""
        programme, out = self._programme, self._programme.out
        ids = [inspection.id for inspection in self._register.inspections_by_name()]
        known = {path.parent.name for path in out.glob(f"*/{_PAGE}")}
        parts = [self._to_complete[id] for id in ids if id in self._to_complete]
        # A case that was changed after it was judged is not read again: its inspection is known by its outcome.
        refused = {id: found for id, found in gate.refused.items() if id in self._to_complete}
        remarks = {id: found for id, found in gate.remarks.items() if id in self._to_complete}
        seen = gate.model_copy(update={"refused": refused, "remarks": remarks})
        if is_long(gate) or shortened(parts)[1]:
            from isoaudit.tables.workbooks.found import found_workbook  # slow to import, and seldom needed

            write_whole(out / GATE_LIST, found_workbook(_rows(seen, parts)))
        else:
            (out / GATE_LIST).unlink(missing_ok=True)
        page = gate_html(seen, parts, programme.settings, known, guides=programme.has_guides)
        write_whole(out / GATE_PAGE, page.encode())

    def write_index(self, outcomes: Sequence[Outcome]) -> None:
        """The page over every agency of the register, whichever inspections the run was about."""
        programme, register = self._programme, self._register
        by_id = {outcome.inspection: outcome for outcome in outcomes}
        noted = [self._noted.get(i.id) or self._unjudged(i) for i in register.inspections_by_name()]
        kinds = _other_kinds(programme)
        pages = {kind.page: kind.title for kind in kinds if kind.of == "inspection"}
        over_all = [(kind, path) for kind in kinds if kind.of != "inspection" for path in _pages(programme.out, kind)]
        year = programme.settings.year
        counted = {c for c, agency in register.agencies.items() if agency.stands_in(year) or register.of_agency(c)}
        planned = {code for code in counted if register.known_of_agency(code)}
        obliged = obliged_of(register.agencies.values(), year, counted).keys()
        page = index_html(
            [_completed(programme.out, one, by_id.get(one.row.inspection), pages) for one in noted],
            waiting=[a for a in register.agencies_by_name() if a.code in counted - planned],
            not_held=[
                (i.id, register.agencies[i.agency].name, standing_in_words(i)) for i in register.not_held_by_name()
            ],
            settings=programme.settings,
            points=totals(self._points),
            coverage=Coverage(len(obliged), len(obliged & self._seen_on_site), len(obliged & self._inspected)),
            gate_page=True,
            status_page=True,
            actions_page=(programme.out / ACTIONS_PAGE).is_file(),
            year_sheet=(programme.out / YEAR_SHEET).is_file(),
            findings_book=FINDINGS_BOOK,
            other_pages=tuple(pages.values()),
            year_pages=[(kind.title, path.parent.name, f"{path.parent.name}/{path.name}") for kind, path in over_all],
            texts=self._texts,
            guides=programme.has_guides,
        )
        write_whole(programme.out / INDEX, page.encode())

    def _unjudged(self, inspection: Inspection) -> _Noted:
        """An inspection that did not go by, because it was changed meanwhile."""
        agency = self._register.agencies[inspection.agency]
        row = IndexRow(
            inspection=inspection.id,
            agency=agency.code,
            name=agency.name,
            kind=agency.kind,
            mode=inspection.mode,
            status="failed",
            state="",
            refused=(),
            counts={},
            files={},
            round=round_words(inspection.round),
            days=span_short(inspection.from_, inspection.to),
        )
        return _Noted(row, answered=True)


def _rows(gate: Gate, parts: Iterable[InspectionItems]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """All that was found, by inspection, with who is to act."""
    for part in parts:
        who = {(item.rule, criterion): item.who for item in part.items for criterion, _, _ in item.criteria}
        whole = {item.rule: item.who for item in part.items if not item.criteria}
        found: list[tuple[str, Refusal | Remark]] = []
        found += [("Cần bổ sung", refusal) for refusal in gate.refused.get(part.inspection, ())]
        found += [("Cần xem lại", remark) for remark in gate.remarks.get(part.inspection, ())]
        for kind, one in found:
            acts = who.get((one.rule, one.criterion)) or whole.get(one.rule, "")
            yield part.inspection, part.agency, kind, one.criterion, one.message, acts


def _row(case: Case, result: Result) -> IndexRow:
    return IndexRow(
        inspection=case.inspection.id,
        agency=case.agency.code,
        name=case.agency.name,
        kind=case.agency.kind,
        mode=case.inspection.mode,
        status="skipped",
        state="",
        refused=_messages(result),
        counts=finding_counts(result),
        files={},
        qms_not_built=result.qms_not_built,
        round=round_words(case.inspection.round),
        days=span_short(case.inspection.from_, case.inspection.to),
        remarks=tuple(remark.message for remark in case.remarks),
    )


def _other_kinds(programme: Programme) -> list[NotebookKind]:
    """The notebooks besides that of the working paper; those that are unfit have no pages to be linked."""
    kinds = []
    for path in notebooks(programme.folder / "notebooks"):
        with suppress(RunError):
            kinds.append(read_kind(path))
    return [kind for kind in kinds if kind.name != FINDINGS]


def _pages(out: Path, kind: NotebookKind) -> list[Path]:
    """The pages of a notebook over the year or its rounds."""
    return sorted(path for path in out.glob("year*/*.html") if path.name == kind.page)


def _completed(out: Path, noted: _Noted, outcome: Outcome | None, pages: Mapping[str, str]) -> IndexRow:
    folder = out / noted.row.inspection
    letters = batch.letter_files(folder)
    links = {
        WORKING_PAPER: _PAGE,
        DRAFT: letters[-1] if letters else "notice.docx",
        NOTEBOOK: newest(folder, _NOTEBOOK),
    }
    links |= {title: page for page, title in pages.items()}
    return replace(
        noted.row,
        status=outcome.status if outcome else "skipped",
        state=_state(noted, outcome, bool(letters)),
        files={words: f"{folder.name}/{name}" for words, name in links.items() if (folder / name).is_file()},
        reason=outcome.reason if outcome and outcome.status == "failed" else "",
    )


def _state(noted: _Noted, outcome: Outcome | None, drafted: bool) -> str:
    if outcome and outcome.status == "failed":
        return "Chưa lập được phiếu"
    if noted.row.refused:
        return "Cần bổ sung kết quả" if noted.answered else "Chưa có kết quả"
    if not drafted:
        return "Chưa lập dự thảo"
    return "Đã có dự thảo, chưa xây dựng HTQLCL" if noted.row.qms_not_built else "Đã có dự thảo"


def _messages(result: Result) -> tuple[str, ...]:
    """Why there is no letter, one message a criterion; of very many unanswered criteria only their number."""
    unanswered = [refusal for refusal in result.refused if refusal.rule == "unanswered"]
    if len(unanswered) <= _SHOWN:
        return tuple(refusal.message for refusal in result.refused)
    others = tuple(refusal.message for refusal in result.refused if refusal.rule != "unanswered")
    return (*others, f"{len(unanswered)} tiêu chí chưa có kết quả. Ghi kết quả, hoặc ghi chưa kiểm tra và lý do.")
