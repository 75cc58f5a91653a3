"""Tables in an office's own words: asked about in the same try, remembered, given without a terminal by ``--map``."""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Run
from openpyxl import load_workbook
from test_office_tables import TODAY, lists  # noqa: F401  the programmes of before each table
from test_phrases import saved

from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.intake.asking import Asking, read_words
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS
from isoaudit.errors import IsoAuditError
from isoaudit.journal.places import WORDS
from isoaudit.journal.programme import Programme
from isoaudit.tables import read_table
from isoaudit.tables.cells import word_key
from isoaudit.tables.columns.office_words import Said, understood_as
from isoaudit.tables.columns.questions import Question
from isoaudit.work.pack import pack

DONE = 60.0
HEADING = ["TT", "Cơ quan", "Mã tiêu chí", "Đoàn chấm"]
KD, PH = "Không đạt yêu cầu đề ra", "Xong"


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "answers", tmp_path / "năm 2026"))


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    """Answers whose verdict stands under a heading, and in words, that nobody knows."""
    agency = next(iter(Programme(folder).lists().agencies))
    criteria = {"D36-1-a-01": PH, "D36-1-a-03": PH, "D36-1-a-04": KD}
    return saved(tmp_path, HEADING, *([n, agency, *one] for n, one in enumerate(criteria.items(), 1)))


def dialogue(folder: Path, words: list[str], answers: list[str], interrupt: bool = False) -> tuple[int, str]:
    """The command at a real terminal: an answer where it waits for one, at the end perhaps Ctrl-C."""
    pty = pytest.importorskip("pty")  # Windows has none
    process, terminal = pty.fork()
    if process == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell in the background leaves it ignored
        os.environ |= {"COLUMNS": "100", "LC_ALL": "C.UTF-8"}
        script = str(Path(sys.executable).with_name("isoaudit"))
        os.execv(script, [script, "-C", str(folder), *words])
    said, left, ends = b"", list(answers), time.monotonic() + DONE
    while time.monotonic() < ends:
        if not select.select([terminal], [], [], 1)[0]:
            # One pressed before it waits for keys is missed, and shown all the same.
            if interrupt and not left and said.replace(b"^C", b"").endswith(b"> "):
                os.write(terminal, b"\x03")
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            break
        if not read:
            break
        said += read
        if said.endswith(b"> ") and left:
            os.write(terminal, left.pop(0).encode() + b"\n")
        elif said.endswith(b"> ") and interrupt:
            os.write(terminal, b"\x03")
    if time.monotonic() >= ends:
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), said.decode().replace("\r\n", "\n")


ANSWERS = ["1", "1", "2"]
"""The verdict; phù hợp; không phù hợp."""
GIVEN = ("--map", "Đoàn chấm=Kết quả", "--map", f"{PH}=phù hợp", "--map", f"{KD}=nonconforming")


def verdicts(folder: Path) -> list[str]:
    """What was written, by criterion."""
    entries = Programme(folder).journal.entries_of("answer")
    return [str(entry.payload.get("verdict")) for entry in sorted(entries, key=lambda entry: entry.subject)]


def test_an_unknown_heading_and_unknown_words_go_in_at_the_first_try_and_are_remembered(
    folder: Path, file: Path, isoaudit: Run
) -> None:
    status, said = dialogue(folder, ["answers", "import", str(file)], ANSWERS)
    assert status == 0, said
    assert "Cột «Đoàn chấm» (03 ô; ví dụ «Xong», «Không đạt yêu cầu đề ra») là:\n  1) Kết quả" in said
    assert "Ở cột «Kết quả», «Xong» (02 ô) là:\n  1) phù hợp" in said
    assert "Đã nhớ 03 cách ghi của đơn vị trong tu-ngu.toml." in said
    assert verdicts(folder) == ["conforming", "conforming", "nonconforming"]
    again = isoaudit("-C", folder, "answers", "import", file)
    assert again.returncode == 0 and "mới" not in again.stdout, again.stdout
    assert "Đã nhớ" not in again.stderr


def test_a_pack_takes_the_words_along(folder: Path, file: Path) -> None:
    import_answers(Programme(folder), file, asking=Asking(GIVEN[1::2]))
    inspection = Programme(folder).journal.entries_of("answer")[0].subject.partition("/")[0]
    pack(Programme(folder), [inspection], folder.parent / "gói")
    assert (folder.parent / "gói" / WORDS).read_bytes() == (folder / WORDS).read_bytes()


@pytest.mark.parametrize("answered", [0, 2])
def test_ctrl_c_remembers_nothing_and_the_table_is_refused_as_it_is(answered: int, folder: Path, file: Path) -> None:
    status, said = dialogue(folder, ["answers", "import", str(file)], ANSWERS[:answered], interrupt=True)
    assert status == 2 and "chưa đọc cột «Đoàn chấm»" in said and "Đã nhớ" not in said and "Traceback" not in said
    assert not (folder / WORDS).exists() and verdicts(folder) == []


def test_what_is_not_answered_is_refused_and_the_rest_is_remembered(folder: Path, file: Path) -> None:
    status, said = dialogue(folder, ["answers", "import", str(file)], ["x", "1", "", "2"])
    assert status == 2 and "Gõ một trong các số: " in said and "không ghi được «Xong»" in said
    assert "Đã nhớ 02 cách ghi" in said and verdicts(folder) == []
    status, said = dialogue(folder, ["answers", "import", str(file)], ["1"])
    assert status == 0 and "Đoàn chấm» (03 ô" not in said and verdicts(folder)[0] == "conforming"


def test_a_dry_run_asks_and_writes_nothing(folder: Path, file: Path) -> None:
    status, said = dialogue(folder, ["answers", "import", "--dry-run", str(file)], ANSWERS)
    assert status == 0 and "Nếu nhập: 03 kết quả mới" in said and "Đã nhớ" not in said
    assert not (folder / WORDS).exists() and verdicts(folder) == []


def test_without_a_terminal_nobody_is_asked_and_map_says_the_same(folder: Path, file: Path, isoaudit: Run) -> None:
    refused = isoaudit("-C", folder, "answers", "import", file)
    assert refused.returncode == 2 and "Enter" not in refused.stderr
    done = isoaudit("-C", folder, "answers", "import", *GIVEN, file)
    assert done.returncode == 0 and "Đã nhớ 03 cách ghi" in done.stderr, done.stderr
    assert verdicts(folder) == ["conforming", "conforming", "nonconforming"]
    assert isoaudit("-C", folder, "answers", "import", file).returncode == 0


def test_a_map_that_means_nothing_is_refused_with_what_it_may_mean(folder: Path, file: Path, isoaudit: Run) -> None:
    given = ("--map", "Đoàn chấm=Cột lạ", "--map", "không dấu bằng")
    done = isoaudit("-C", folder, "answers", "import", *given, file)
    assert done.returncode == 2 and "«Đoàn chấm=Cột lạ» không dùng được" in done.stderr
    assert "«không dấu bằng» không dùng được" in done.stderr and "«Kết quả»" in done.stderr
    assert not (folder / WORDS).exists()


def test_a_column_passed_over_is_not_taken_for_what_its_cells_tell(folder: Path, tmp_path: Path) -> None:
    agency = next(iter(Programme(folder).lists().agencies))
    row = [agency, "D36-1-a-01", "Sổ", "phù hợp"]
    file = saved(tmp_path, ["Cơ quan", "Mã tiêu chí", "Bằng chứng", "Tự chấm"], row)
    import_answers(Programme(folder), file, asking=Asking(("Tự chấm=bỏ qua",)))
    assert verdicts(folder) != ["conforming"] and len(verdicts(folder)) == 1


def test_a_column_passed_over_is_asked_about_no_more(folder: Path, tmp_path: Path) -> None:
    agency = next(iter(Programme(folder).lists().agencies))
    row = [agency, "D36-1-a-01", "Cao", "Xong"]
    file = saved(tmp_path, ["Cơ quan", "Mã tiêu chí", "Mức hài lòng", "Đoàn chấm"], row)
    asked: list[str] = []

    def ask(questions: Sequence[Question]) -> Sequence[Said]:
        asked.extend(question.typed for question in questions)
        return []

    with pytest.raises(IsoAuditError):
        import_answers(Programme(folder), file, asking=Asking(("Mức hài lòng=bỏ qua",), ask))
    assert asked == ["Đoàn chấm"]


def test_what_is_both_a_value_and_a_heading_of_others_is_the_value() -> None:
    meant = [understood_as("A", words, ANSWER_COLUMNS) for words in ("Điểm không phù hợp", "Kết quả", "Hiện trạng lạ")]
    assert meant == [[Said("A", "nonconforming", "verdict")], [Said("A", "verdict")], []]


def test_a_column_passed_over_is_left_out_and_remembered(folder: Path, tmp_path: Path) -> None:
    agency = next(iter(Programme(folder).lists().agencies))
    file = saved(
        tmp_path, ["Cơ quan", "Mã tiêu chí", "Bằng chứng", "Mức hài lòng"], [agency, "D36-1-a-01", "Sổ", "Cao"]
    )
    with pytest.raises(IsoAuditError, match="chưa đọc"):
        import_answers(Programme(folder), file)
    assert import_answers(Programme(folder), file, asking=Asking(("Mức hài lòng=bỏ qua",))).added == 1
    assert import_answers(Programme(folder), file).unchanged == 1
    assert read_words(folder, "answers", ANSWER_COLUMNS).headings == {word_key("Mức hài lòng"): ""}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[answers.headings]\n\n"Đoàn chấm" = "Cột lạ"\n', "dòng 3: «Đoàn chấm = Cột lạ» không phải tên cột"),
        ('[answers.words."Kết quả"]\n"KĐ" = "kém"\n', "dòng 2: «KĐ = kém» không phải tên cột hoặc chữ"),
        ('[answers.words."Cột lạ"]\n"KĐ" = "phù hợp"\n', "dòng 2: «KĐ = phù hợp»"),
        ("[answers.headings]\nA = 1\n", "dòng 2: «A = 1»"),
        ("[answers.words]\nA = 1\n", "dòng 2: "),
        ('[answer.headings]\nA = "Kết quả"\n', "dòng 1: «answer» không phải phần nào"),
        ("# a\nanswers = 1\n", "dòng 2: «answers» không phải"),
        ("[answers.heading]\n", "dòng 1: «heading» không phải"),
        ("[answers.headings\n", "tệp viết sai: dòng 1"),
    ],
)
def test_a_file_that_means_nothing_is_refused_with_its_line(
    text: str, said: str, folder: Path, file: Path, isoaudit: Run
) -> None:
    (folder / WORDS).write_text(text, encoding="utf-8")
    done = isoaudit("-C", folder, "answers", "import", *GIVEN, file)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert (folder / WORDS).read_text(encoding="utf-8") == text


def test_what_a_person_wrote_into_the_file_stays(folder: Path, file: Path) -> None:
    own = '# của Hà\n[agencies.headings]\n"Tên gọi" = "Tên cơ quan"  # năm ngoái\n'
    (folder / WORDS).write_text(own, encoding="utf-8")
    import_answers(Programme(folder), file, asking=Asking(GIVEN[1::2]))
    found = (folder / WORDS).read_text(encoding="utf-8")
    assert found.startswith(own) and '"Đoàn chấm" = "Kết quả"' in found


def test_only_columns_whose_cells_fit_are_offered(folder: Path, file: Path) -> None:
    asked: list[Question] = []

    def ask(questions: Sequence[Question]) -> Sequence[Said]:
        asked.extend(questions)
        return []

    with pytest.raises(IsoAuditError):
        import_answers(Programme(folder), file, asking=Asking(ask=ask))
    (question,) = asked
    offered = [said.meant for _, said in question.answers]
    assert offered[0] == "verdict" and offered[-1] == "" and not {"examined_on", "inspector", "seen"} & {*offered}


def test_a_column_is_offered_once_and_words_are_asked_about_though_a_heading_stays_open(
    folder: Path, file: Path, tmp_path: Path
) -> None:
    agency = next(iter(Programme(folder).lists().agencies))
    rows = [(agency, "D36-1-a-01", PH, "aa"), (agency, "D36-1-a-03", PH, "bb")]
    file = saved(tmp_path, ["Cơ quan", "Mã tiêu chí", "Đoàn chấm", "Tổ chấm"], *rows)
    status, said = dialogue(folder, ["answers", "import", str(file)], ["1", "", "1"])
    first, second, words = said.split("> ")[:3]
    assert ") Kết quả" in first and ") Kết quả" not in second and "«Xong» (02 ô)" in words
    assert "Đã nhớ 02 cách ghi" in said


def test_a_heading_of_two_sheets_is_asked_about_once(folder: Path, file: Path) -> None:
    book = load_workbook(file)
    book.copy_worksheet(book.active)
    book.save(file)
    asked: list[Question] = []

    def ask(questions: Sequence[Question]) -> Sequence[Said]:
        asked.extend(questions)
        return [question.answers[0][1] for question in questions if not question.under]

    with pytest.raises(IsoAuditError):
        import_answers(Programme(folder), file, asking=Asking(ask=ask))
    assert [(one.typed, one.cells) for one in asked] == [("Đoàn chấm", 6), (PH, 4), (KD, 2)]


def test_the_likeliest_column_is_offered_first(tmp_path: Path) -> None:
    heading = ["Nơi nào", "Tầng", "Bắt đầu có"]
    rows = [("Sở Nội vụ", "T1", "1/7/2025"), ("Sở Y tế", "T1", "1/7/2025"), ("UBND xã A", "T2", "1/3/2025")]
    asked = read_table(saved(tmp_path, heading, *rows), AGENCY_COLUMNS, TODAY).questions
    first = {one.typed: one.answers[0][1].meant for one in asked}
    assert first == {"Nơi nào": "name", "Tầng": "level", "Bắt đầu có": "valid_from"}
