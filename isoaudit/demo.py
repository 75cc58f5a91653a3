"""A whole programme on the example inputs: a province that does not exist, so that anybody can look at everything."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from isoaudit.desk import ActToRecord, import_agencies, import_answers, import_inspections, import_inspectors, record
from isoaudit.desk.acts.evidence import keep_evidence
from isoaudit.desk.answers.effects import say_effect
from isoaudit.desk.answers.saying import assign, say_answer, say_point, say_sample, say_visit
from isoaudit.desk.carrying import begin_after
from isoaudit.desk.corrective.receiving import receive
from isoaudit.desk.corrective.replies import reports_named, say_reply
from isoaudit.desk.corrective.reviews import say_review
from isoaudit.desk.exports import export_answers
from isoaudit.desk.rollout.instruments import import_instruments
from isoaudit.desk.rollout.procedures import import_declared, import_published
from isoaudit.errors import RunError, problem
from isoaudit.journal.new_programme import init, refuse_folder
from isoaudit.journal.plain_yaml import load_yaml
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.settings import SETTINGS, shipped
from isoaudit.model import Answer, Case, Gate, Outcome, Refusal, Remark
from isoaudit.rules.corrective import to_report_on
from isoaudit.tables import read_day
from isoaudit.wording import date_short, label
from isoaudit.work.make_papers import make_papers
from isoaudit.work.notebooks import run_notebook
from isoaudit.work.out import GATE
from isoaudit.work.outline_forms import outlines_of
from isoaudit.work.reply_forms import began_with, forms_of
from isoaudit.work.run import OnOutcome, run_findings
from isoaudit.work.year_report import refresh_year, report_of

EXAMPLE = "an-binh-2026"
YEAR_BEFORE = "an-binh-2025"
"""A small year before it, of some of the same agencies, whose findings are looked at again."""
UNDER_WAY = "2026-99-SCT-TS"
"""The inspection at the office that stopped at 11 o'clock, to be opened in the form."""
DECLARING = ("99-SNNMT", "99-CCKL")
"""The agencies whose declared lists of procedures are laid beside the published one."""
TO_COMPLETE = "ket-qua-can-bo-sung.xlsx"
"""The workbook of the inspections that were refused a letter, as it would be sent to their inspectors."""
_SAID = ("verdict", "evidence", "gap", "grade", "note", "inspector", "examined_on")


def make_demo(folder: Path, *, workers: int, on_outcome: OnOutcome | None = None) -> list[Outcome]:
    """Build the example programme in ``folder`` and run it; the year before it is built beside it.

    Raises RunError (DEMO_001) unless exactly the planned inspections are refused a letter, or remarked on, by exactly
    the planned rules; both folders are left to be looked at. Whatever else stops it leaves neither. Raises
    ProgrammeError where something lies in one of them (PROGRAMME_002).
    """
    inputs = shipped("examples") / EXAMPLE
    with _both_or_neither(folder):
        programme = before_run(folder)
        outcomes = run_findings(programme, workers=workers, on_outcome=on_outcome)
    found = Gate.model_validate_json((programme.out / GATE).read_bytes())
    unplanned = _rules(found.refused) ^ _planned(inputs / "refused.csv")
    unplanned |= _rules(found.remarks) ^ _planned(inputs / "remarks.csv")
    failed = {outcome.inspection for outcome in outcomes if outcome.status == "failed"}
    if unplanned or failed:
        reason = ", ".join(sorted({id for id, _ in unplanned} | failed))
        raise RunError(problem("DEMO_001", str(folder), reason=reason))
    export_answers(programme, found.refused, folder / TO_COMPLETE)
    run_notebook(programme, "corrective-action", workers=workers)
    refresh_year(programme, report_of(programme, today()), programme.fingerprint())
    for notebook in ("year", "november-report", "december-report"):
        run_notebook(programme, notebook, workers=workers)
    for report in ("november_report", "december_report", "december_submission"):
        make_papers(programme, report)
    return outcomes


@contextmanager
def _both_or_neither(folder: Path) -> Iterator[None]:
    """Take away what was made of both years where it did not get to the end."""
    years = (folder, before_of(folder))
    there = {year: refuse_folder(year) for year in years}
    try:
        yield
    except BaseException:
        for year in years:
            shutil.rmtree(year, ignore_errors=True)
            if there[year]:
                year.mkdir(mode=0o700, exist_ok=True)
        raise


def before_run(folder: Path) -> Programme:
    """The whole year of the example in ``folder``, with the visit under way, and nothing made of it yet."""
    inputs = shipped("examples") / EXAMPLE
    programme = with_answers(folder)
    import_answers(programme, inputs / "answers-second.csv")  # a member who had not seen what the others wrote
    record(programme, list(told(inputs / "acts.csv")))
    reported(programme, inputs)
    half_done(programme)
    corrected(programme, inputs)
    return programme


def with_answers(folder: Path) -> Programme:
    """The example programme in ``folder``: its register, inspections and answers, and nothing that happened yet."""
    inputs = shipped("examples") / EXAMPLE
    refuse_folder(folder)
    begin_after(folder, year_before(before_of(folder)).folder)
    programme = _with_tables(folder, inputs)
    with_procedures(programme, inputs)
    for said in load_yaml("effects.yaml", (inputs / "effects.yaml").read_bytes()).value:
        id, of, criterion = said["inspection"], said["of"], said["criterion"]
        effect = _days_as_text(said["effect"])
        say_effect(programme, id, of, criterion, effect, edit=f"demo-{of}-{criterion}", base=None)
    return programme


def with_procedures(programme: Programme, inputs: Path) -> None:
    """Take in the published procedures, the lists two agencies declared, and the instruments that touch them."""
    import_published(programme, inputs / "procedures.csv")
    for agency in DECLARING:
        import_declared(programme, inputs / f"declared-{agency}.csv", agency)
    import_instruments(programme, inputs / "instruments.csv")


def before_of(folder: Path) -> Path:
    """Where the year before the one in ``folder`` stands, beside it."""
    return folder.with_name(f"{folder.name}-2025")


def year_before(folder: Path) -> Programme:
    """The year before the example's in ``folder``: told, reported on and reviewed; nothing is run."""
    inputs = shipped("examples") / YEAR_BEFORE
    init(folder, "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2025)
    programme = _with_tables(folder, inputs)
    record(programme, list(told(inputs / "acts.csv")))
    corrected(programme, inputs)
    return programme


def _with_tables(folder: Path, inputs: Path) -> Programme:
    """The programme in ``folder`` with the settings and tables of an example; the inspectors are those of 2026."""
    shutil.copyfile(inputs / SETTINGS, folder / SETTINGS)
    programme = Programme(folder)
    import_agencies(programme, inputs / "agencies.csv")
    import_inspectors(programme, shipped("examples") / EXAMPLE / "inspectors.csv")
    import_inspections(programme, inputs / "inspections.csv")
    import_answers(programme, inputs / "answers.csv")
    return programme


def reported(programme: Programme, inputs: Path) -> None:
    """Fill in the outline of the report of :data:`UNDER_WAY`, as the agency would, and take it in (Article 35.2)."""
    state, (inspection,) = programme.about([UNDER_WAY])
    case = programme.case(state, inspection)
    said = load_yaml("outline.yaml", (inputs / "outline.yaml").read_bytes()).value
    with TemporaryDirectory() as sent:
        form = Path(sent) / "de-cuong-bao-cao.xlsx"
        form.write_bytes(outlines_of(case, began_with(programme), programme.out / UNDER_WAY)[form.suffix[1:]])
        rows = {
            code: {label("outline_field", name): text for name, text in told.items()} for code, told in said.items()
        }
        _fill_in(form, rows)
        receive(programme, UNDER_WAY, form=form)


def half_done(programme: Programme) -> None:
    """Say what the form of :data:`UNDER_WAY` holds at 11 o'clock, on top of the example's tables."""
    inputs = shipped("examples") / EXAMPLE
    visit = load_yaml("visit.yaml", (inputs / "visit.yaml").read_bytes()).value
    state, (inspection,) = programme.about([UNDER_WAY])
    asked = programme.case(state, inspection).criteria.values()
    parts = {name: [c.id for c in asked if c.point in points] for name, points in visit["parts"].items()}
    assign(programme, UNDER_WAY, parts, edit="demo-parts", base=None)
    say_visit(programme, UNDER_WAY, visit["visit"], edit="demo-visit", base=None)
    for criterion, said in _typed(state.answers(UNDER_WAY), visit):
        files = [keep_evidence(programme, inputs / name, name).sha256 for name in visit["photos"].get(criterion, ())]
        say_answer(programme, UNDER_WAY, criterion, {**said, "files": files}, edit=f"demo-{criterion}", base=None)
    for dossier, said in visit["samples"].items():
        days = {name: str(said[name]) for name in ("received", "due", "returned")}
        say_sample(programme, UNDER_WAY, dossier, {**said, **days}, edit=f"demo-{dossier}", base=None)
    for point, text in visit["present"].items():
        say_point(programme, UNDER_WAY, point, {"present": text}, edit=f"demo-{point}", base=None)


def corrected(programme: Programme, inputs: Path) -> None:
    """Say what the agencies reported of their corrective action, and how it was examined (Article 37.2.c-d)."""
    for told in load_yaml("corrective.yaml", (inputs / "corrective.yaml").read_bytes()).value:
        id = told["inspection"]
        state, (inspection,) = programme.about([id])
        (report,) = reports_named(state.reports(id), told["report"])
        if by_form := told.get("by_form", False):
            _by_form(programme, programme.case(state, inspection), told, inputs)
        for criterion, point in told["points"].items():
            edit = f"demo-{report.key}-{criterion}"
            if not by_form:
                files = [keep_evidence(programme, inputs / name, name).sha256 for name in point.get("files", ())]
                reply = {**_days_as_text(point["reply"]), "files": files}
                say_reply(programme, id, criterion, report.key, reply, edit=edit, base=None)
            for number, review in enumerate(point.get("reviews", ())):  # of two, neither had seen the other
                said = _days_as_text(review)
                say_review(programme, id, criterion, report.key, said, edit=f"{edit}-{number}", base=())


def _by_form(programme: Programme, case: Case, told: Mapping[str, Any], inputs: Path) -> None:
    """Fill in the reply form that goes out with the letter, as the agency would, and take it in as it comes back."""
    id = case.inspection.id
    codes = {finding.criterion: code for code, finding in to_report_on(case)}
    with TemporaryDirectory() as sent:
        form, evidence = Path(sent) / "phieu-hanh-dong-khac-phuc.xlsx", Path(sent) / "bang-chung"
        form.write_bytes(forms_of(case, began_with(programme), programme.out / id)[form.suffix[1:]])
        evidence.mkdir()
        rows: dict[str, dict[str, str]] = {}
        for criterion, point in told["points"].items():
            names = point.get("files", ())
            for name in names:
                shutil.copyfile(inputs / name, evidence / name)
            rows[codes[criterion]] = _typed_into_form(point["reply"], names)
        _fill_in(form, rows)
        receive(programme, id, told["report"], form=form, files=evidence)


def _typed_into_form(reply: Mapping[str, Any], files: Sequence[str]) -> dict[str, str]:
    """What a clerk types of a reply, by the heading of the form."""
    day = next((date_short(reply[name]) for name in ("done_on", "due_on") if name in reply), "")
    evidence = "; ".join(filter(None, (reply.get("evidence", ""), *files)))
    typed = {**reply, "status": label("reply_status", reply["status"]), "day": day, "evidence": evidence}
    fields = ("cause", "correction", "action", "status", "day", "responsible", "evidence")
    return {label("reply_field", name): typed[name] for name in fields if typed.get(name)}


def _fill_in(form: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Type into the white cells of the form, by the code of the row and the heading of the column."""
    from openpyxl import load_workbook  # slow to import, and only the demo writes into a workbook so

    book = load_workbook(form)
    sheet, code = book.worksheets[0], label("reply_field", "code")
    heading = next(row for row in sheet.iter_rows() if row[0].value == code)
    for row in sheet.iter_rows(min_row=heading[0].row + 1):
        for cell, title in zip(row, heading, strict=True):
            if text := rows.get(str(row[0].value), {}).get(str(title.value)):
                cell.value = text
    book.save(form)


def _days_as_text(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in said.items()}


def _typed(answers: Sequence[Answer], visit: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answers as the form says them: those of the tables with the ground of their evidence, and new ones."""
    for answer in answers:
        if answer.criterion in visit["grounds"]:
            ground, source, department = visit["grounds"][answer.criterion]
            said = answer.model_dump(mode="json", include=set(_SAID))
            said["evidence"] = [
                {**row, "ground": ground, "source": source, "department": department} for row in said["evidence"]
            ]
            yield answer.criterion, said
    yield from (
        (criterion, {**said, "examined_on": str(said["examined_on"])}) for criterion, said in visit["answers"].items()
    )


def told(path: Path) -> Iterator[ActToRecord]:
    """What happened in the example's year, as it was recorded; of ``all``, of ``round:1``, or of those named."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of = row["inspections"]
            fields: dict[str, Any] = {
                "round": of.partition("round:")[2],
                "all": of == "all",
                "names": () if of == "all" or of.startswith("round:") else tuple(of.split("; ")),
                "arrived_on": read_day(row["arrived"]),
                "reply_by": read_day(row["reply_by"]),
                "on": read_day(row["on"]),
                **{name: row[name] for name in ("act", "number", "issuer", "signer", "note")},
            }
            yield ActToRecord(**fields)


def _rules(found: Mapping[str, Sequence[Refusal | Remark]]) -> set[tuple[str, str]]:
    return {(id, one.rule) for id, several in found.items() for one in several}


def _planned(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["inspection"], row["rule"]) for row in csv.DictReader(file)}
