"""Whose turn it is, and the commands to be copied: each is real, and whoever follows them gets to the end."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from builders import LAWS, case
from conftest import run_isoaudit
from openpyxl import load_workbook
from record_bench import BY_RECORD, ON_SITE, OPEN, agree, copy, make, tell
from test_acts_book import PDF
from test_reply_form import fill_workbook
from test_reviews import ENTERED

from isoaudit.cli.commands import main
from isoaudit.journal.programme import Programme
from isoaudit.model import ActKind
from isoaudit.rules.acts import ORDER
from isoaudit.rules.next_steps import RESTS, STEPS, Turn, commands_of, next_in_words, way_of
from isoaudit.rules.standing import Next, Stage, Standing
from isoaudit.wording import cite, label, labels

STEPS_THERE_CAN_BE = [code for part in get_args(Next) for code in get_args(part)]
MODES = ("on_site", "by_record")
FILLED = {
    "NGÀY": "15/6/2026",
    "NGÀY_ĐẾN": "16/6/2026",
    "SỐ": "12/CV-CCTĐC",
    "TỆP": "ket-qua.xlsx",
    "PHIẾU": "phieu.xlsx",
}


def typed(line: str, filled: dict[str, str] = FILLED) -> list[str]:
    """A copied line as the shell hands it over, with its open places filled in."""
    program, *words = shlex.split(line)
    assert program == "isoaudit"
    return [filled.get(word, word) for word in words]


def parsed(words: list[str]) -> click.Context:
    """What click makes of a command; a usage error is raised."""
    group: click.Command = main
    context = main.make_context("isoaudit", list(words), resilient_parsing=False)
    rest = [*context._protected_args, *context.args]
    while isinstance(group, click.Group):
        name, command, rest = group.resolve_command(context, rest)
        assert command is not None
        context = command.make_context(name, rest, parent=context)
        group, rest = context.command, [*context._protected_args, *context.args]
    return context


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_state_has_its_words_whose_turn_it_is_and_a_command(stage: Stage, mode: Any) -> None:
    stands = Standing(stage, "")
    assert label("stage", stage)
    assert next_in_words(stands)
    assert label("turn", way_of(stands, mode).who)
    assert commands_of(stands, case(mode=mode).inspection)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("step", STEPS_THERE_CAN_BE)
def test_every_next_step_has_a_turn_with_its_article_and_commands_that_are_understood(step: Any, mode: Any) -> None:
    stands = Standing("planned", step)
    assert not step or step in STEPS
    made = case(mode=mode, inspection={"round": "Đợt 1/2026"})
    way = way_of(stands, mode)
    assert cite([way.clause], LAWS)[0].startswith(("điểm", "khoản", "Điều"))
    commands = commands_of(stands, made.inspection)
    assert commands
    for command in commands:
        context = parsed(typed(command.line))
        assert not any(word.isupper() and word.isalpha() for word in typed(command.line)), "a place is left open"
        assert context.command.name in ("record", "paper", "status", "import", "export", "receive", "open", "archive")


def test_every_act_is_somebodys_and_only_those_of_acts_and_rests_besides() -> None:
    named = {step.removesuffix(" by_record").removesuffix(" on_site") for step in STEPS}
    assert named == {*get_args(ActKind), *labels()["next"], *labels()["rests"]}
    assert {way.who for way in STEPS.values()} == set(get_args(Turn)) == set(labels()["turn"])
    assert set(RESTS) <= set(get_args(Stage)) and set(RESTS.values()) <= set(labels()["rests"])
    assert set(ORDER) <= set(STEPS)


@pytest.mark.parametrize(
    ("step", "mode", "who"),
    [
        ("plan_approved", "on_site", "unit"),  # TT26/2014 Đ34.1.b: draws it up, has it submitted
        ("decided", "on_site", "signer"),  # Đ35.2
        ("report_received", "by_record", "agency"),  # Đ35.2
        ("announced", "on_site", "team"),  # Đ37.2.a
        ("answers", "on_site", "team"),  # Đ37.2.a
        ("answers", "by_record", "unit"),  # Đ37.1.a: the unit looks at the report, there is no team
        ("team_reported", "on_site", "team"),  # Đ37.2.d
        ("review", "on_site", "unit"),  # Đ37.2.d
        ("wait_again", "on_site", "agency"),  # Đ37.2.d
        ("", "on_site", "secretary"),  # Đ39
    ],
)
def test_whose_turn_it_is_follows_the_circular(step: Any, mode: Any, who: str) -> None:
    assert way_of(Standing("minutes_signed", step), mode).who == who


def test_a_round_with_signs_of_a_shell_is_not_put_on_a_command_line() -> None:
    stands = Standing("planned", "decided")
    plain = case(inspection={"round": "đợt I"}).inspection
    assert commands_of(stands, plain)[0].line == 'isoaudit paper inspection_decision --round "đợt 1"'
    for round_ in ('bổ sung "A"', "a & b", "$HOME", "%PATH%", ""):
        odd = case(inspection={"round": round_}).inspection
        assert commands_of(stands, odd)[0].line == f"isoaudit paper inspection_decision {odd.id}"


DAYS = {
    "plan_approved": ("10/02/2026", ""),
    "requested": ("02/3/2026", ""),
    "report_received": ("20/3/2026", "23/3/2026"),
    "decided": ("01/6/2026", ""),
    "announced": ("15/6/2026", ""),
    "minutes_agreed": ("15/6/2026", ""),
    "minutes_signed": ("15/6/2026", ""),
    "team_reported": ("22/6/2026", ""),
    "notice_issued": ("24/6/2026", ""),
    "correction_requested": ("10/7/2026", ""),
    "reminded": ("20/8/2026", ""),
    "correction_reported": ("25/8/2026", "27/8/2026"),
    "correction_reminded": ("21/8/2026", ""),
    "not_accepted": ("03/9/2026", ""),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("steps") / "2026")


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Programme:
    return copy(made, tmp_path / "2026")


def told(year: Programme, id: str) -> dict[str, Any]:
    """What ``status --json`` says of an inspection."""
    done = run_isoaudit("-C", year.folder, "status", id, "--json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    return dict(row)


def obey(year: Programme, row: dict[str, Any]) -> None:
    """Type every command of a row, in its order, as a secretary would; each is taken."""
    for command in row["commands"]:
        line = command["line"]
        if " open " in line:  # a person works in it; test_review_in_browser.py
            continue
        act = line.split()[2] if " record " in line else "correction_reported" if " receive " in line else ""
        on, arrived = DAYS.get(act, ("", ""))
        filled = {**FILLED, "NGÀY": on, "NGÀY_ĐẾN": arrived, "SỐ": f"{len(act)}/{act.replace('_', '')[:5]}"}
        scan = year.folder / "bao-cao.pdf"
        scan.write_bytes(PDF)
        filled |= {"TỆP": scan.name} if " receive " in line else {"TỆP": "xem-xet.xlsx"} if " review " in line else {}
        words = typed(line, filled)
        if words[:2] in (["answers", "export"], ["review", "export"]):
            words += ["--output", "ket-qua.xlsx" if words[0] == "answers" else "xem-xet.xlsx"]
        if "--form" in words:
            assert run_isoaudit("-C", year.folder, "paper", "reply_form", words[1]).returncode == 0
            shutil.copyfile(year.out / words[1] / "reply_form.xlsx", year.folder / "phieu.xlsx")
            said = {
                "action": "Bổ sung 02 thủ tục hành chính",
                "evidence": "Quyết định số 15/QĐ-SNV",
                "done_on": "10/8/2026",
            }
            fill_workbook(year.folder / "phieu.xlsx", **said, status="đã thực hiện")
        done = run_isoaudit("-C", year.folder, *words, cwd=year.folder)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        if words[:2] == ["answers", "export"]:
            fill_in(year.folder / "ket-qua.xlsx")
        if words[:2] == ["review", "export"]:
            review_in(year.folder / "xem-xet.xlsx")


def fill_in(workbook: Path) -> None:
    """All conforms but the first criterion."""
    book = load_workbook(workbook)
    sheet = book.worksheets[1]  # the first one says how it is filled in
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "Mã tiêu chí" for cell in row))
    columns = {str(cell.value): cell.column for cell in heading}
    verdict, evidence = columns["Kết quả"], columns["Bằng chứng"]
    gap = columns["Nội dung không phù hợp, cần lưu ý"]
    first = True
    for number in range(heading[0].row + 1, sheet.max_row + 1):
        if not str(sheet.cell(number, columns["Mã tiêu chí"]).value or "").startswith("D36"):
            continue
        sheet.cell(number, verdict).value = "không phù hợp" if first else "phù hợp"
        if first:
            sheet.cell(number, evidence).value = "Đã xem danh mục thủ tục hành chính năm 2026."
            sheet.cell(number, gap).value = "Thiếu 02 thủ tục hành chính trong phạm vi áp dụng."
        first = False
    book.save(workbook)


def review_in(workbook: Path) -> None:
    """What the agency reported is good."""
    book = load_workbook(workbook)
    sheet = next(sheet for sheet in book if any(cell.value == ENTERED[0] for row in sheet for cell in row))
    heading = next(row for row in sheet.iter_rows() if any(cell.value == ENTERED[0] for cell in row))
    columns = {str(cell.value): cell.column for cell in heading}
    for name, value in zip(ENTERED, ("đạt yêu cầu", "", "Đỗ Thị Hạnh", "02/9/2026"), strict=True):
        sheet.cell(heading[0].row + 1, columns[name]).value = value
    book.save(workbook)


def walk(year: Programme, id: str, last: str) -> list[str]:
    """Follow the commands until a next step comes; the next steps met."""
    met: list[str] = []
    while (row := told(year, id))["next"] != last:
        assert row["next"] not in met, f"{row['next']} was done and is asked for again"
        met.append(row["next"])
        obey(year, row)
    obey(year, row)
    return met


def test_on_site_the_copied_commands_lead_from_the_plan_to_the_review(year: Programme) -> None:
    """TT26/2014 Đ34-37: nothing but the commands that status gives is typed."""
    met = walk(year, OPEN, "")
    signing = ["announced", "answers", "minutes_agreed", "minutes_signed"]
    after = ["remind_correction", "team_reported", "notice_issued", "replies", "review"]
    assert met == ["plan_approved", "decided", *signing, *after]
    assert told(year, OPEN)["stage"] == "accepted", "effect is looked at in the next inspections"


def test_by_record_the_copied_commands_lead_to_the_file(year: Programme) -> None:
    """TT26/2014 Đ35.2, Đ37.1.a."""
    met = walk(year, BY_RECORD, "")
    assert met == ["plan_approved", "requested", "remind", "correction_requested"]
    after = told(year, BY_RECORD)
    assert (after["stage"], after["next"], after["late"]) == ("correction_reported", "", False)
    obey(year, after)
    assert (year.out / BY_RECORD / "file_index.docx").is_file()


def test_a_report_on_correction_ends_what_is_late_at_once(year: Programme) -> None:
    """TT26/2014 Đ37.2.c: recorded with the command of the status itself."""
    agree(year, ON_SITE)
    tell(year, "minutes_signed", ON_SITE, on="15/6")
    late = told(year, ON_SITE)
    assert (late["stage"], late["late"], late["who"]) == ("overdue", True, "secretary")
    assert late["days_left"] < 0 and late["words"]["left"].startswith("quá hạn ")
    obey(year, late)
    after = told(year, ON_SITE)
    assert (after["stage"], after["late"], after["due"]) == ("correction_reported", False, None)
