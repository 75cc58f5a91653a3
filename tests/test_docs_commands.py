"""Each command that a page shows is one: the program's own parser reads it, and what can be run is run as it stands."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import AGENCIES, INSPECTIONS, Copied, run_isoaudit
from openpyxl import Workbook, load_workbook
from pydantic import BaseModel
from pypdf import PdfWriter
from shown_commands import (
    PAGES,
    ROOT,
    Shown,
    blocks,
    commands_of_message,
    fault,
    is_name,
    lacks_a_thing,
    lines_meant,
    shown,
    words_of,
)
from test_docs import COMMANDS, codes, options, rows, tables
from test_docs import section as under
from test_example_years import YEARS
from test_guide import LAST
from test_guides_by_role import ROLES, VI

from isoaudit import model
from isoaudit.demo import _fill_in, _typed_into_form
from isoaudit.errors import CATALOGUE, Problem

ALL = [one for page in PAGES for one in shown(page)]
"""Every command shown, on every page."""
FORM_STAYS = "starts the form and stays; test_guide.py starts it as it stands in the guides of inspector and reviewer"
OWN = "is of a notebook that an office writes; test_kinds.py runs one so"
DEMO = "is of the demo and a form that came by post; the year receives one and exports the reviews"
NOT_RUN = {
    "isoaudit -C demo/an-binh-2026 open 2026-99-SCT-TS": FORM_STAYS,
    "isoaudit -C ../goi-stp open 99-STP": FORM_STAYS,
    "isoaudit open 99-STP --review": FORM_STAYS,
    "isoaudit -C tap-lam open 99-SCT": FORM_STAYS,
    "isoaudit open MÃ": FORM_STAYS,
    "isoaudit open MÃ --review": FORM_STAYS,
    "isoaudit demo thu": "makes the whole example, which test_demo.py does",
    "isoaudit demo tap-lam": "makes the whole example, which test_demo.py does",
    "isoaudit init --database postgresql+psycopg://tên@máy_chủ/dữ_liệu": "needs a server, as test_places.py has one",
    "isoaudit run findings [MÃ]...": "takes long, and the year runs the shorter of its two meanings",
    "isoaudit issue [MÃ]...": "prints through LibreOffice; the year lays the letters ready without",
    "isoaudit -C nam-2026 letters": "judges the whole year again; the year makes the letter of one inspection",
    "isoaudit run bieu-do": OWN,
    "isoaudit run bieu-do 99-STP": OWN,
    "isoaudit run bieu-do -p quy=3": OWN,
    "isoaudit receive 99-90018 --number 96/BC-UBND --form phieu.xlsx --files bang-chung": DEMO,
    "isoaudit review export 99-90018": DEMO,
}
"""Why a command that is whole is not run here."""
ENDS_WITH_1 = {"plan", "issue", "status", "run", "doctor", "actions"}
"""Commands that may end with 1 here: they are done, and something is left to a person."""
NOTHING_TO_DO = {"isoaudit paper report_reminder", "isoaudit paper correction_reminder"}
"""Commands that say with 1 that there is nothing for them: in the year of the docs nobody is late."""
REPLY = {
    "cause": "Chưa phân công người theo dõi.",
    "correction": "Đã bổ sung 02 thủ tục.",
    "action": "Phân công bằng quyết định.",
    "status": "done",
    "done_on": date(2026, 7, 10),
    "evidence": "Quyết định số 12/QĐ",
}
NOT_MET = ("D36-1-a-01", "D36-2-c-01")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_parser_reads_every_command_of_a_page(page: Path) -> None:
    assert not [said for one in shown(page) if (said := fault(one))]


def test_the_parser_reads_every_command_of_a_message() -> None:
    said = [Shown(code, line, False) for code, texts in CATALOGUE.items() for line in commands_of_message(texts)]
    assert len(said) > 100
    assert not [wrong for one in said if (wrong := fault(one))]


def test_a_command_that_is_none_is_found() -> None:
    def wrong(line: str, *, fenced: bool = True) -> bool:
        return bool(fault(Shown("page", line, fenced)))

    assert wrong("isoaudit runs findings") and wrong("isoaudit verify --mark") and wrong("isoaudit verify --mark x")
    assert wrong("isoaudit record") and not wrong("isoaudit record", fenced=False)
    assert wrong("isoaudit record dcided 99-STP --on 2026-06-15", fenced=False)
    assert wrong("isoaudit archive MÃ", fenced=False) and not wrong("isoaudit history MÃ", fenced=False)
    assert wrong("isoaudit paper minute", fenced=False) and not wrong("isoaudit paper minutes")
    assert wrong("isoaudit run no-such-notebook") and wrong("isoaudit guide no-such-guide", fenced=False)
    assert wrong("isoaudit status --by unit|nobody", fenced=False) and not wrong("isoaudit status [MÃ]...")
    assert wrong("isoaudit -C x restore TỆP", fenced=False) and not wrong("isoaudit verify --fingerprint", fenced=False)


def test_every_page_with_commands_to_type_is_typed_by_a_test() -> None:
    typed = {(VI / name).relative_to(ROOT).as_posix() for name in ROLES}
    typed |= {page.relative_to(ROOT).as_posix() for page, _ in LAST}
    typed |= {f"examples/{name}/README.md" for name in YEARS}
    here = {"README.md", "README.vi.md", "docs/commands.md", "docs/checklist-format.md"}
    assert {one.page for one in ALL if one.fenced} == typed | here


def in_a_sentence() -> list[str]:
    """The commands within sentences that can be run: those that only name one, or a file that is none, are read."""
    to_type = {one.line for one in ALL if one.fenced}
    lines = {one.line: None for one in ALL if not one.fenced and one.line not in to_type}
    return [line for line in lines if not lacks_a_thing(line) and not is_name(words_of(line))]


def test_what_is_not_run_is_still_shown() -> None:
    assert not [line for line in NOT_RUN if line not in {one.line for one in ALL}]


# --- what is run ----------------------------------------------------------------------------------------------------


def type_in(lines: list[str], office: Path, between: dict[str, Callable[[Path], None]] | None = None) -> int:
    """Type lines in the folder of an office, ``E:`` being a folder ``usb`` in it; how many were run."""
    current, ran = office, 0
    usb = office / "usb"
    usb.mkdir(exist_ok=True)
    for line in lines:
        if line in NOT_RUN:
            continue
        name, *words = shlex.split(line.replace("E:\\", f"{shlex.quote(str(usb))}/"))
        if name == "cd":
            current = (current / words[0]).resolve()
            continue
        assert name == "isoaudit", line
        if between and line in between:
            between[line](office)
        done = run_isoaudit(*words, cwd=current)
        command = words[2] if words[0] == "-C" else words[0]
        assert done.returncode <= (command in ENDS_WITH_1), (line, done.stdout, done.stderr)
        ran += 1
    return ran


def lines_under(page: str, heading: str) -> list[str]:
    """The lines to type under a heading of the second level."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (part,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return list(blocks(part))


def lay_tables(office: Path) -> None:
    """What the office has typed and scanned before it begins."""
    inspectors = "code,name\nKT-01,Lương Quốc Bảo\n"
    steps = "Tên cơ quan,Phiên bản,Khảo sát\nUBND xã Vĩnh Tường Hạ,ISO 9001:2015,01/08/2026\n"
    tables = {"agencies": AGENCIES, "inspections": INSPECTIONS, "inspectors": inspectors, "buoc": steps}
    for name, text in tables.items():
        book = Workbook()
        for row in csv.reader(text.splitlines()):
            book.active.append(row)
        book.save(office / f"{name}.xlsx")
    for width, name in enumerate(("quyet-dinh", "bien-ban", "bao-cao")):  # no two scans are alike
        scan = PdfWriter()
        scan.add_blank_page(500 + width, 842)
        scan.write(office / f"{name}.pdf")


def answer(office: Path) -> None:
    """Fill in the workbook of answers as the teams do."""
    path = office / "nam-2026" / "ket-qua-2026.xlsx"
    book = load_workbook(path)
    rows = [(sheet.title, row) for sheet in book for row in sheet.iter_rows() if len(row) > 7]
    for sheet, (_, criterion, _, _, _, verdict, evidence, gap, *_) in rows:
        if str(criterion.value).startswith("D36-"):
            verdict.value = "phù hợp"
            if sheet == "99-STP" and criterion.value in NOT_MET:
                verdict.value, evidence.value = "không phù hợp", "Đã xem hồ sơ năm 2026."
                gap.value = f"Thiếu 02 TTHC theo tiêu chí {criterion.value}."
    book.save(path)


def fill_in_reply(office: Path) -> None:
    """Fill in the reply form as the agency does."""
    form = shutil.copyfile(office / "nam-2026" / "out" / "2026-99-STP-TS" / "reply_form.xlsx", office / "phieu.xlsx")
    _fill_in(form, {f"KPH {number:02}": _typed_into_form(REPLY, ()) for number in range(1, len(NOT_MET) + 1)})


def examine(office: Path) -> None:
    """Fill in the workbook of reviews: the first finding is not accepted."""
    path = office / "nam-2026" / "xem-xet-2026.xlsx"
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        if str(row[3].value).startswith("KPH "):
            accepted = row[3].value != "KPH 01"
            said = ("đạt yêu cầu" if accepted else "chưa đạt yêu cầu", "Theo bằng chứng gửi kèm.", "Lê Thị Hoa")
            for cell, value in zip(row[8:11], said, strict=True):
                cell.value = value
            row[11].value = "15/8/2026"
    book.save(path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The office that typed the year of docs/commands.md, command by command."""
    office = tmp_path_factory.mktemp("năm") / "đơn vị"
    office.mkdir()
    lay_tables(office)
    between = {
        "isoaudit answers import ket-qua-2026.xlsx": answer,
        next(line for line in YEAR if line.startswith("isoaudit receive ")): fill_in_reply,
        "isoaudit review import xem-xet-2026.xlsx": examine,
    }
    assert between.keys() <= {*YEAR}
    assert type_in(YEAR, office, between) > 40
    yield office


YEAR = lines_under("docs/commands.md", "A year, command by command")


def test_the_year_of_the_docs_can_be_typed(year: Path) -> None:
    """Every command ended well; what the last ones promise lies there."""
    assert (year / "ho-so-stp.zip").is_file() and (year / "usb" / "nam-2026.zip").is_file()
    assert (year / "nam-2027" / "programme.db").is_file()
    assert (year / "nam-2026" / "out" / "2026-99-STP-TS" / "not_accepted.docx").is_file()


def test_one_minute_of_the_docs_can_be_typed(tmp_path: Path) -> None:
    lay_tables(tmp_path)
    lines = lines_under("docs/commands.md", "In one minute")
    assert type_in(lines, tmp_path, {"isoaudit -C nam-2026 answers import nam-2026/ket-qua-2026.xlsx": answer}) == 9
    assert len(list((tmp_path / "nam-2026" / "out").glob("*/notice.docx"))) == 2


def test_the_commands_of_the_checklist_format_can_be_typed(made_once: Path, tmp_path: Path) -> None:
    shutil.copytree(made_once, tmp_path / "nam-2026")
    text = (ROOT / "docs" / "checklist-format.md").read_text(encoding="utf-8")
    assert type_in([line for line in blocks(text) if line.startswith("isoaudit ")], tmp_path) == 5


@pytest.fixture(scope="module")
def later(year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that year, in which single commands are typed."""
    office = Path(shutil.copytree(year, tmp_path_factory.mktemp("sau") / "đơn vị"))
    notice = ROOT / "isoaudit" / "papers" / "templates" / "notice.docx"
    shutil.copyfile(notice, office / "nam-2026" / "templates" / notice.name)
    return office


@pytest.mark.parametrize("line", [line for line in in_a_sentence() if line not in NOT_RUN])
def test_a_command_within_a_sentence_can_be_typed(line: str, later: Path) -> None:
    """In that year, 99-STP being the agency and so on. One with words in capitals may be refused for what was recorded,
    as that of an act which is not its turn, but not as wrongly typed."""
    current = later if "nam-2026" in line else later / "nam-2026"
    meant = list(lines_meant(line))
    whole = [words for words in meant if len(words) == len(max(meant, key=len))]
    for words in whole:
        command = words[2] if words[0] == "-C" else words[0]
        done = run_isoaudit(*(word.replace("E:\\", f"{later / 'usb'}/") for word in words), cwd=current)
        if words_of(line) in meant:
            assert done.returncode <= (command in ENDS_WITH_1 or line in NOTHING_TO_DO), (words, done.stderr)
        assert "Xem cách dùng" not in done.stderr, (words, done.stderr)


# --- what it writes and prints --------------------------------------------------------------------------------------


def test_every_file_in_the_folder_out_is_described(year: Path) -> None:
    """Of the year that was typed, whose letters, papers, pages, notebooks and books all lie there."""
    described = [code for row in rows("files.md", "The folder out") for code in codes(row[0])]
    known = [re.compile(_as_pattern(name)) for name in described]
    out = year / "nam-2026" / "out"
    made = [path.relative_to(out.parent).as_posix() for path in out.rglob("*") if path.is_file()]
    assert len(made) > 40
    assert not [name for name in made if not any(pattern.fullmatch(name) for pattern in known)]


def _as_pattern(name: str) -> str:
    """A name of the page as an expression: its words in capitals stand for any name, a folder for all in it."""
    pattern = re.sub(r"\b(SHA256|ID|KIND|ROUND|NAME)\b", r"[^/]+", re.escape(name).replace(r"\-", "-"))
    return pattern + (".*" if name.endswith("/") else "")


OF_JSON = {
    "isoaudit carry": "-C ../nam-2027 carry .",
    "isoaudit plan propose": "plan propose",
    "isoaudit plan check": "plan check",
    "isoaudit plan duties": "plan duties",
    "isoaudit rollout show": "rollout show --as-of 2026-11-30",
    "isoaudit rollout list": "rollout list",
    "isoaudit history": "history 99-STP",
    "isoaudit search": "search hồ sơ",
    "isoaudit finding list": "finding list 99-STP",
    "isoaudit status": "status",
    "isoaudit actions": "actions",
    "isoaudit year": "year --as-of 2026-11-30",
    "isoaudit notebooks list": "notebooks list",
    "isoaudit numbers": "numbers",
    "isoaudit template check": "template check templates/notice.docx",
    "isoaudit document check": "document check out/2026-99-STP-TS/notice.docx",
    "isoaudit verify": "verify",
    "isoaudit files list": "files list",
    "isoaudit receive": "receive 99-STP --number 15/BC-STP --form ../phieu.xlsx",
    "isoaudit pack": "pack 99-STP -o ../goi-json",
    "isoaudit archive": "archive 99-STP -o ../ho-so-json.zip",
    "isoaudit merge": "merge ../goi-stp",
    "isoaudit backup": "backup ../json.zip",
    "isoaudit doctor": "doctor",
}
"""What shows the fields that the row of ``--json`` in the section of a command names, in the year that was typed."""
OF_JSON_IN_THE_DEMO = {
    "isoaudit answers settle": "answers settle 2026-99-SCT-TS",
    "isoaudit procedures compare": "procedures compare 99-CCKL",
    "isoaudit instruments list": "instruments list",
}
OF_NOUNS: dict[str, tuple[type[BaseModel], set[str]]] = {
    "isoaudit settings list": (model.Settings, {"database"}),
    "isoaudit agencies list": (model.Agency, set()),
    "isoaudit inspectors list": (model.Inspector, set()),
    "isoaudit inspections list": (model.Inspection, set()),
    "isoaudit checklist list": (model.Criterion, set()),
    "isoaudit wording list": (model.Wording, set()),
}
"""Commands that give a noun with every field; which are left out."""
NOT_SEEN = {
    "isoaudit score": "needs a scale in the settings, which this year has not: not compared",
    "isoaudit review-letters": "needs a second reader in the settings, which this year has not: not compared",
    "isoaudit checklist check": "nothing is wrong here; problems have the same fields everywhere",
    "isoaudit notebooks check": "nothing is wrong here; problems have the same fields everywhere",
}


def json_row(section: str) -> list[str]:
    """The code spans of what the section of a command says of ``--json``; none where it has no such option."""
    for row in (row for table in tables(under("commands.md", f"`{section}`")) for row in table):
        if codes(row[0]) == ["--json"]:
            return codes(row[2])
    return []


def printed(words: str, current: Path) -> dict[str, object]:
    """An object that a command prints as JSON, or the first of a list."""
    done = run_isoaudit(*shlex.split(words), "--json", cwd=current)
    said = json.loads(done.stdout)
    assert said, (words, done.stderr)
    return dict(said[0] if isinstance(said, list) else said)


def test_every_command_with_json_is_looked_at() -> None:
    with_json = {name for name, command in COMMANDS.items() if "--json" in options(command)}
    assert with_json == {*OF_JSON, *OF_JSON_IN_THE_DEMO, *OF_NOUNS, *NOT_SEEN}
    assert list(Problem("", "", "", "").as_dict()) == json_row("isoaudit notebooks check")


@pytest.mark.parametrize("section", OF_JSON)
def test_the_fields_of_json_are_named(section: str, later: Path) -> None:
    assert not printed(OF_JSON[section], later / "nam-2026").keys() - set(json_row(section))


@pytest.mark.parametrize("section", OF_NOUNS)
def test_json_of_a_noun_has_its_fields(section: str, later: Path) -> None:
    """All that are needed; of the others those that say something."""
    noun, left_out = OF_NOUNS[section]
    fields = {field.alias or name: field.is_required() for name, field in noun.model_fields.items()}
    said = printed(section.removeprefix("isoaudit "), later / "nam-2026").keys()
    assert said - set(json_row(section)) <= fields.keys() - left_out
    assert {name for name, needed in fields.items() if needed} <= said


def test_the_fields_of_json_are_named_also_of_what_only_the_demo_has(example_told: Copied, tmp_path: Path) -> None:
    demo = example_told(tmp_path / "demo")
    for section, words in OF_JSON_IN_THE_DEMO.items():
        assert not printed(words, demo).keys() - set(json_row(section)), section
