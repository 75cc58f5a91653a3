"""Nobody who uses isoaudit reads English, nor a code word: every message, every help text, every usage error."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import run_isoaudit

from isoaudit.cli.commands import main
from isoaudit.cli.speech import FEW, show_problems, show_warnings
from isoaudit.errors import CATALOGUE, IN_FORM, Problem, problem
from isoaudit.wording import labels

ALLOWED = re.compile(
    "isoaudit|Excel|Word|PDF|CSV|Windows|Notepad|LibreOffice|PostgreSQL|Jupyter|JupyterLab|Python|Chrome|Edge|Chromium"
    "|SQLite|USB|ZIP|XML|YAML|JSON|SHA|MB|KB|GB|Tab|UTF|Dask|macro|byte|great_expectations"
    "|JPEG|PNG|HEIC|WebP|MP|KPH|LY|KT|TL|TM|TUQ|TTg|Unicode|UniKey|Ctrl|Shift|F6|Office|HTQLCL|TCVN|ISO|TT|BKHCN|UBND|TTHC|NĐ|CP|QĐ|files|templates|checklists|notebooks"
)
"""Programs, formats, units, abbreviations and folders that people here call so."""
MENUS = re.compile(
    r"\((?:Save As|Paste Special, Values|Merge & Center|Open and Repair|Data|Edit Links, Break Link"
    r"|Queries & Connections|metadata)\)"
)
"""What stands in menus of others where they are not translated, after the Vietnamese word for it."""
LITERAL = re.compile(
    r"«[^»]*»|\"[^\"]*\"|\bisoaudit(?: [a-z_-]+)+(?: (?:--)?[\w{}-]+)*|--[a-z-]+|-[Cp]\b|\b8h30\b"
    r"|\b(?:docs|checklists)/\S+|[\w*]*\.(?:xlsx?|csv|docx?|yaml|toml|db|ipynb|html|json|pdf|zip)\b"
    r"|\btcp://\S+|\bpostgresql\S+|\bpip install \S+"
)
"""What is quoted, or typed as it stands: commands, options, names of files, addresses."""
_VOWELS = "aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
SYLLABLE = re.compile(
    rf"(?:ngh?|gh?|gi|kh|nh|ph|qu|th|tr|ch|[bcdđhklmnpqrstvx])?[{_VOWELS}]{{1,3}}(?:ch|ng|nh|[cmnpt])?", re.IGNORECASE
)
"""How a syllable of Vietnamese is built. Few English words are: those in BUILT_SO."""
BUILT_SO = re.compile(r"on|run|out|not|but|sheet|note|mode|code|base|date|time", re.IGNORECASE)
CODE_WORDS = re.compile(
    r"\b(?:by_record|on_site|(?:non)?conforming|observation|case|gate|fork|job|kernel|code|verdict|journal)\b"
)


def foreign(text: str) -> list[str]:
    """Words of a text that are neither Vietnamese nor allowed."""
    words = re.findall(r"[^\W\d_]\w+", MENUS.sub(" ", LITERAL.sub(" ", text)))
    strange = (word for word in words if not SYLLABLE.fullmatch(word) or BUILT_SO.fullmatch(word))
    return [word for word in strange if not ALLOWED.fullmatch(word)]


VALUES = {
    "code": "KPH 01",
    "what": "ngày 15/6/2026",
    "message": "Tiêu chí 1: chưa có kết quả.",
    "ended": "31/12/2025",
    "unknown": "; chưa nhận ra: «STT»",
    "now": ", nay là Sở Y tế",
    "at": ", dòng 2",
}


def rendered(code: str) -> Problem:
    """A message with something plausible in each of its places."""
    texts = (*CATALOGUE[code], IN_FORM.get(code, ""))
    fields = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    return problem(code, "tệp.xlsx, dòng 2", **{name: VALUES.get(name, "giá trị") for name in fields})


SAID_IN_REVIEW = (*(f"REPLY_{n:03}" for n in range(1, 5)), *(f"REVIEW_{n:03}" for n in range(1, 13)))
"""What the rules say of one reply or review."""
AT_THE_FORM = ("ACT", "CRITERION", "EVIDENCE", "FORM", "SAY", "SETTLE", "VISIT", "REVIEWBOOK", *SAID_IN_REVIEW)
"""Families of messages that an inspector meets in the form of an inspection, where there is no command line."""
BEFORE_THE_FORM = {"VISIT_007", "REVIEWBOOK_002"}
COMMAND = re.compile(r"\bisoaudit [a-z]|--[a-z]|\blệnh «")


@pytest.mark.parametrize("code", IN_FORM)
def test_a_remedy_in_the_form_names_no_command(code: str) -> None:
    said = rendered(code).in_form
    assert foreign(said) == [] and not CODE_WORDS.search(said) and not COMMAND.search(said)
    assert said.endswith(".") and '"' not in said
    shown = (
        "visit_action",
        "visit_tab",
        "visit_field",
        "review_action",
        "review_tab",
        "review_field",
        "review_outcome",
    )
    buttons = {text for name in shown for text in labels()[name].values()}
    named = set(re.findall("«([^»]*)»", said)) - {"Gửi lại"}
    assert named <= buttons, "a button or tab of the form is called otherwise"


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code.startswith(AT_THE_FORM)])
def test_whoever_is_told_to_type_a_command_is_told_in_the_form_what_to_press(code: str) -> None:
    if code not in IN_FORM and code not in BEFORE_THE_FORM:
        assert not COMMAND.search(CATALOGUE[code][1])


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_is_vietnamese_and_names_the_next_step(code: str) -> None:
    """faults and secretary F: no English, no code word, whole sentences, something to do."""
    said = rendered(code)
    for text in (said.what, said.remedy):
        assert foreign(text) == []
        assert not CODE_WORDS.search(LITERAL.sub(" ", text))
    assert said.what.endswith(".") or code in ("PAPER_003", "PAPER_005")  # which end with the message of another rule
    assert said.remedy


MACHINE = re.compile(
    r"giá trị|không hợp lệ|(?<!Biên )\bbản ghi\b|\bphát hiện\b|(?<!môi )\btrường\b(?! hợp)", re.IGNORECASE
)
"""Words of programmers, and of another procedure (glossary.md, Words to avoid)."""
AS_EXCEL_AND_WORD_CALL_IT = ("TABLE_014", "TABLE_018", "TABLE_032", "TEMPLATE")
"""«Dán dạng giá trị» is a menu of Excel, «trường» a thing of Word."""


def test_nobody_is_spoken_to_as_a_machine_speaks() -> None:
    """A reading of every sentence by one who has inspected: a clerk has cells, columns and words, no values."""
    said = {code: " ".join((*CATALOGUE[code], IN_FORM.get(code, ""))) for code in CATALOGUE}
    said = {code: text for code, text in said.items() if not code.startswith(AS_EXCEL_AND_WORD_CALL_IT)}
    kept = labels().keys() - {"heading", "start_intro"}  # headings of others; the start page is read by itself
    said |= {f"{name}.{key}": text for name in kept for key, text in labels()[name].items()}
    assert not {name: text for name, text in said.items() if MACHINE.search(LITERAL.sub(" ", text))}


OF_REVIEW = ("review_intro", "review_hint", "review_said")
"""What the page of a review says in sentences."""
OF_START = ("start_intro", "start_about", "start_table_intro", "start_said", "start_remedy")
"""What the start page does."""


@pytest.mark.parametrize("vocabulary", sorted(labels().keys() - {"heading"}))
def test_a_label_is_vietnamese(vocabulary: str) -> None:
    for text in labels()[vocabulary].values():
        assert foreign(re.sub(r"\{\w+\}", " ", text)) == []
        sentences = vocabulary.startswith(
            ("refusal", "remark", "signer", "lab", "visit_", *OF_REVIEW, *OF_START)
        )  # never set in a row
        assert "; " not in text or sentences


def commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, as it is typed."""
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


ENGLISH_OF_CLICK = re.compile(
    r"Usage|Options?\b|Commands?\b|Arguments?\b|Error|No such|Missing|Try |Got |unexpected|\brequired|default"
    r"|Show this|Invalid|ARGS|OPTIONS"
)
TYPED = re.compile(r"^  (?:-\S+(?: \S+)?|[a-z_-]+)(?=  |$)|--[a-z-]+|\b[A-ZĐ_À-Ỹ]{2,}\b|\[.*?\]", re.MULTILINE)
"""What a help text lists to be typed: names of commands, of options and of what they take."""


@pytest.mark.parametrize("path", list(commands()), ids=lambda path: " ".join(path) or "isoaudit")
def test_help_is_vietnamese(path: tuple[str, ...]) -> None:
    done = run_isoaudit(*path, "--help")
    assert done.returncode == 0
    assert not ENGLISH_OF_CLICK.search(done.stdout), done.stdout
    body = done.stdout.split("\n", 1)[1]
    assert foreign(TYPED.sub(" ", body)) == [], body


WRONG = {
    "--nothing": "không có tùy chọn «--nothing»",
    "nothing": "không có lệnh «nothing»",
    "record": "thiếu tham số VIỆC",
    "run findings --workers 99": "ghi số từ 1 đến 64",
    "run findings --engine fast": "chọn một trong: «fork»; «kernel»",
    "init p --authority A --year x": "ghi bằng chữ số",
    "init p": "thiếu tùy chọn «--authority»",
    "verify --fingerprint": "thiếu nội dung",
    "verify a b": "thừa «a b»",
    "finding withdraw SNV KPH 01 --why x": "ngoặc kép",
    "status --on 99": "không phải ngày",
    "answers settle X --take 0": "ghi số từ 1",
}


@pytest.mark.parametrize(("words", "said"), WRONG.items())
def test_a_command_typed_wrongly_is_told_in_vietnamese(words: str, said: str) -> None:
    done = run_isoaudit(*words.split())
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and "--help" in done.stderr
    assert not ENGLISH_OF_CLICK.search(done.stderr)


def test_a_fault_no_command_foresaw_shows_no_words_of_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("something went wrong in a library")

    monkeypatch.setattr("isoaudit.journal.checklists.load", broken)
    done = run_isoaudit("checklist", "list")
    assert done.returncode == 2 and "chưa lường trước" in done.stderr and "--debug" in done.stderr
    assert "library" not in done.stderr and "RuntimeError" not in done.stderr


# many faults of one kind


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("values", [["Tỉnh"], [str(i) for i in range(1000)]], ids=["all alike", "each another"])
def test_a_thousand_faults_of_one_kind_are_one_line(values: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """faults C4: the number, and the first five places."""
    found = [
        problem("TABLE_005", f"a.csv, dòng {row}", value=values[row % len(values)], column="Ngày")
        for row in range(1000)
    ]
    show_problems([*found, problem("FILE_001", "b.csv")])
    first, other, end, how = lines(capsys)
    assert first.startswith("- 1.000 chỗ (a.csv, dòng 0, dòng 1, dòng 2, dòng 3, dòng 4, …): ")
    assert first.count("dòng") == FEW and first.endswith("Ghi ngày như 18/6/2026 hoặc 2026-06-18.")
    assert other.startswith("- b.csv: ") and end == "Có 1.001 vấn đề." and "--full" in how


def test_faults_that_are_mended_in_other_ways_are_other_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """faults C4: whoever mends the first column must not find the second one only afterwards."""
    found = [
        problem("TABLE_004", f"a.csv, dòng {row}", value=f"x{row}", column=column, expected=expected)
        for row in range(50)
        for column, expected in (("Cấp", "«cấp xã»"), ("Loại cơ quan", "«Chi cục»"))
    ]
    show_problems(found)
    levels, kinds, *_ = lines(capsys)
    assert levels.startswith("- 50 chỗ") and "«Cấp»" in levels
    assert kinds.startswith("- 50 chỗ") and "«Loại cơ quan»" in kinds


def test_a_few_are_told_one_by_one_and_all_of_them_where_that_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [problem("TABLE_003", f"a.csv, dòng {row}", column="Mã") for row in range(FEW)]
    show_problems(found)
    assert len(lines(capsys)) == FEW + 1
    monkeypatch.setattr("sys.argv", ["isoaudit", "--full", "verify"])
    show_problems(found * 10)
    assert len(lines(capsys)) == 10 * FEW + 1


def test_a_thousand_warnings_of_one_kind_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_warnings([f"a.csv, dòng {row}: «Sở {row}» viết toàn chữ hoa." for row in range(1000)])
    first, how, end = lines(capsys)
    assert first.startswith("Lưu ý: 1.000 chỗ (a.csv, dòng 0, ") and "--full" in how
    assert end == "Đã ghi dữ liệu; có 1.000 nội dung cần lưu ý."


def test_a_paper_is_known_by_its_vietnamese_name_and_several_values_never_read_as_more(programme: Path) -> None:
    """secretary F: «paper "biên bản kiểm tra"» was refused; commas within and between values."""
    made = run_isoaudit("-C", programme, "paper", "Kế hoạch kiểm  TRA")
    assert made.returncode == 0 and "plan.docx" in made.stdout, made.stderr
    unknown = run_isoaudit("-C", programme, "paper", "biên bản")
    assert "Biên bản kiểm tra (minutes); " in unknown.stderr and "…" not in unknown.stderr
    assert problem("TABLE_004", "", value="x", column="y", expected=["tại trụ sở", "qua hồ sơ, báo cáo"]).remedy == (
        "Ghi một trong: tại trụ sở; qua hồ sơ, báo cáo."
    )


def test_the_rounds_are_shown_where_inspections_are_listed(programme: Path) -> None:
    listed = run_isoaudit("-C", programme, "inspections", "list").stdout
    assert "2026-99-STP-TS           Sở Tư pháp, tại trụ sở, đợt 1, ngày 15/6/2026, chưa có kết quả" in listed
