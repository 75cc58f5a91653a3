"""PDFs of Word files: made by a real LibreOffice, or not made and said so; the Word files stay as they are."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import openpyxl
import pytest
from builders import case
from conftest import Run, absent

from isoaudit.errors import RunError
from isoaudit.files import alone, make_folder
from isoaudit.journal.programme import Programme
from isoaudit.papers import pdf
from isoaudit.papers.in_folder import withdraw_letters
from isoaudit.papers.pdf import to_pdf
from isoaudit.papers.render import pack, write_letter
from isoaudit.rules.findings import judge
from isoaudit.work.letters import print_letters
from isoaudit.work.make_papers import print_papers

FAKE = """\
#!{python}
import os, pathlib, subprocess, sys, time, zipfile
here, out, profile = pathlib.Path({here!r}), None, None
for number, word in enumerate(sys.argv):
    if word == "--outdir":
        out = pathlib.Path(sys.argv[number + 1])
    if word.startswith("-env:UserInstallation="):
        profile = word
with (here / "calls").open("a") as log:
    log.write(profile + "\\n")
if (here / "dead").exists():
    sys.exit(77)
for name in (word for word in sys.argv[1:] if word.endswith(".docx")):
    said = zipfile.ZipFile(name).read("word/document.xml").decode()
    made = out / (pathlib.Path(name).stem + ".pdf")
    if said == "hang":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        (here / "pids").write_text(f"{{os.getpid()}} {{child.pid}}")
        time.sleep(300)
    elif said == "crash":
        made.write_bytes(b"%PDF-1.6 half of")
        os.abort()
    elif said != "unreadable":
        made.write_bytes(b"%PDF-1.6 " + said.encode() + b"\\n%%EOF\\n")
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called soffice, first on the PATH, that does what each file says; its folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "soffice"
    program.write_text(FAKE.format(python=sys.executable, here=str(folder)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.fixture
def office() -> None:
    """LibreOffice itself."""
    for tool, package in (("soffice", "libreoffice-writer"), ("pdftotext", "poppler-utils")):
        if not shutil.which(tool):
            absent(tool, package)


def saying(folder: Path, *words: str) -> list[Path]:
    """Files 0.docx, 1.docx, … for the fake, each saying a word."""
    paths = []
    for number, word in enumerate(words):
        path = folder / f"{number}.docx"
        path.write_bytes(pack({"word/document.xml": word.encode()}))
        paths.append(path)
    return paths


def codes(printed: pdf.Printed) -> list[tuple[str, str]]:
    return [(Path(found.where).name, found.code) for found in printed.problems]


def written(path: Path, text: str) -> Path:
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.add_paragraph(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def read(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def gone(pids: str, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(map(alive, pids.split())):
            return True
        time.sleep(0.05)
    return False


# --- with LibreOffice -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_files_of_one_name_in_folders_with_spaces_and_accents(tmp_path: Path) -> None:
    names = ("Sở Tư pháp", "UBND xã Vĩnh Tường Hạ", "-a & b")
    paths = [written(tmp_path / name / "thông báo.docx", f"Kính gửi {name}: Điều 36 ẫ ộ ữ") for name in names]
    before = [path.read_bytes() for path in paths]
    printed = to_pdf(paths)
    assert not printed.problems
    assert printed.made == tuple(path.with_suffix(".pdf") for path in paths)
    assert [read(path) for path in printed.made] == [f"Kính gửi {name}: Điều 36 ẫ ộ ữ" for name in names]
    assert [path.read_bytes() for path in paths] == before
    assert all(sorted(p.name for p in path.parent.iterdir()) == ["thông báo.docx", "thông báo.pdf"] for path in paths)


@pytest.mark.usefixtures("office")
def test_a_letter_is_printed_in_times_or_its_metric_double(tmp_path: Path) -> None:
    """Decree 30/2020, Annex I, I.4."""
    given = case("D36-1-a-01|nonconforming|Đã xem danh mục|Thiếu 18 TTHC")
    (name,) = write_letter(given, judge(given), tmp_path)
    (made,) = to_pdf([tmp_path / name]).made
    done = subprocess.run(["pdffonts", str(made)], capture_output=True, text=True, check=True)
    fonts = {line.split()[0].partition("+")[2] for line in done.stdout.splitlines()[2:]}
    assert fonts
    assert all(font.startswith(("TimesNewRoman", "LiberationSerif", "Tinos")) for font in fonts), fonts
    assert "THÔNG BÁO" in read(made)


@pytest.mark.usefixtures("office")
def test_what_is_no_word_file_is_said_and_never_printed_as_text(tmp_path: Path) -> None:
    good = written(tmp_path / "tốt.docx", "tốt")
    whole = good.read_bytes()
    wrong = {
        "chữ": b"xin ch\xc3\xa0o",
        "rỗng": b"",
        "nửa": whole[:3000],
        "zip": pack({"a.txt": b"x"}),
        "rác": pack({"word/document.xml": b"x"}),
    }
    sheet = io.BytesIO()
    openpyxl.Workbook().save(sheet)
    wrong["bảng tính"] = sheet.getvalue()
    for name, data in wrong.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    printed = to_pdf([*(tmp_path / f"{name}.docx" for name in wrong), good])
    assert codes(printed) == [(f"{name}.docx", "PDF_004") for name in wrong]
    assert printed.made == (good.with_suffix(".pdf"),)
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["tốt.pdf"]


@pytest.mark.usefixtures("office")
def test_two_runs_at_once(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{number}.docx", f"văn bản {number}") for number in range(3)]
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(to_pdf, (paths, paths)))
    assert all(not printed.problems and len(printed.made) == 3 for printed in both)
    assert [read(path) for path in both[0].made] == [f"văn bản {number}" for number in range(3)]
    assert len(list(tmp_path.iterdir())) == 6


# --- what may go wrong ----------------------------------------------------------------------------------------------


def test_without_libreoffice_it_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    paths = saying(tmp_path, "a", "b")
    printed = to_pdf(paths)
    (found,) = printed.problems
    assert (found.code, printed.made) == ("PDF_001", ())
    assert "chưa lập được 02 tệp PDF: máy này không có LibreOffice" in str(found)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.docx", "1.docx"]


def test_nothing_to_do_asks_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert to_pdf([]) == pdf.Printed((), ())


def test_a_file_it_hangs_on_is_left_out_and_nothing_goes_on_running(tmp_path: Path, fake: Path) -> None:
    paths = saying(tmp_path, "a", "b", "hang", "c", "d", "e")
    started = time.monotonic()
    printed = to_pdf(paths, timeout=1.5)
    assert time.monotonic() - started < 20
    assert codes(printed) == [("2.docx", "PDF_002")]
    assert "không xong trong 1.5 giây" in printed.problems[0].what
    assert [path.name for path in printed.made] == ["0.pdf", "1.pdf", "3.pdf", "4.pdf", "5.pdf"]
    assert gone((fake / "pids").read_text())


def test_a_file_it_dies_of_is_left_out_and_half_a_pdf_is_none(tmp_path: Path, fake: Path) -> None:
    printed = to_pdf(saying(tmp_path, "a", "crash", "b", "c"))
    assert codes(printed) == [("1.docx", "PDF_003")]
    assert [path.name for path in printed.made] == ["0.pdf", "2.pdf", "3.pdf"]
    assert not (tmp_path / "1.pdf").exists()


def test_a_libreoffice_that_always_dies_is_not_started_for_every_file(tmp_path: Path, fake: Path) -> None:
    (fake / "dead").touch()
    printed = to_pdf(saying(tmp_path, *"abcdefghij"))
    assert [code for _, code in codes(printed)] == ["PDF_003"] * 10
    assert len((fake / "calls").read_text().splitlines()) == 4
    assert not list(tmp_path.glob("*.pdf"))


def test_a_file_it_cannot_read_is_left_out(tmp_path: Path, fake: Path) -> None:
    printed = to_pdf(saying(tmp_path, "a", "unreadable", "b"))
    assert codes(printed) == [("1.docx", "PDF_004")]
    assert len(printed.made) == 2


def test_each_libreoffice_has_a_profile_of_its_own_and_all_files_of_its_share(tmp_path: Path, fake: Path) -> None:
    assert len(to_pdf(saying(tmp_path, *"abcdefgh")).made) == 8
    profiles = (fake / "calls").read_text().splitlines()
    assert len(profiles) == len(set(profiles)) == 2


def test_where_nothing_can_be_written(tmp_path: Path, fake: Path) -> None:
    """A name too long for the system beside the draft of the PDF: also for one who may write everywhere."""
    path = tmp_path / f"{'d' * 245}.docx"
    path.write_bytes(pack({"word/document.xml": b"x"}))
    other = saying(tmp_path, "a")[0]
    printed = to_pdf([path, other, tmp_path / "không có.docx"])
    assert [code for _, code in codes(printed)] == ["FILE_005", "FILE_002"]
    assert printed.made == (other.with_suffix(".pdf"),)
    assert not [found for found in tmp_path.iterdir() if found.suffix == ".tmp"]


def test_ctrl_c_ends_it_and_libreoffice(tmp_path: Path, fake: Path) -> None:
    (path,) = saying(tmp_path, "hang")
    code = (
        "import signal, sys; from pathlib import Path; from isoaudit.papers.pdf import to_pdf\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"to_pdf([Path({str(path)!r})], timeout=120)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    end = time.monotonic() + 20
    while not (fake / "pids").exists() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert b"KeyboardInterrupt" in said
    assert gone((fake / "pids").read_text())


# --- whose PDF ------------------------------------------------------------------------------------------------------


def test_a_pdf_that_is_up_to_date_is_left_alone_and_an_old_one_made_again(tmp_path: Path, fake: Path) -> None:
    (path,) = saying(tmp_path, "một")
    target = path.with_suffix(".pdf")
    assert to_pdf([path]).made == (target,)
    os.utime(target, (1, 1))
    assert to_pdf([path]).made == (target,)
    assert target.stat().st_mtime == 1
    saying(tmp_path, "hai")
    assert to_pdf([path]).made == (target,)
    assert b"hai" in target.read_bytes()


@pytest.mark.parametrize("change", ["own", "signed", "altered"])
def test_a_pdf_of_somebody_s_own_stays(tmp_path: Path, fake: Path, change: str) -> None:
    """A digital signature is added at the end of a PDF."""
    (path,) = saying(tmp_path, "một")
    target = path.with_suffix(".pdf")
    to_pdf([path])
    ours = target.read_bytes()
    theirs = {"own": b"%PDF-1.4 scan %%EOF", "signed": ours + b"signature %%EOF", "altered": ours.replace(b"m", b"M")}
    target.write_bytes(theirs[change])
    saying(tmp_path, "hai")
    printed = to_pdf([path])
    assert (codes(printed), printed.made) == ([("0.docx", "PDF_005")], ())
    assert target.read_bytes() == theirs[change]
    pdf.withdraw_stale(tmp_path)
    assert target.read_bytes() == theirs[change]


def test_a_pdf_goes_with_the_letter_it_was_made_of(tmp_path: Path, fake: Path) -> None:
    first, second = (case(f"D36-1-a-01|nonconforming|Đã xem|{gap}") for gap in ("Thiếu 18", "Thiếu 20"))
    write_letter(first, judge(first), tmp_path)
    to_pdf([tmp_path / "notice.docx"])
    (tmp_path / "ký.pdf").write_bytes(b"%PDF-1.4 %%EOF")
    write_letter(first, judge(first), tmp_path)
    assert (tmp_path / "notice.pdf").exists()
    write_letter(second, judge(second), tmp_path)
    assert not (tmp_path / "notice.pdf").exists()
    to_pdf([tmp_path / "notice.docx"])
    withdraw_letters(tmp_path)
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["ký.pdf"]


# --- the command ----------------------------------------------------------------------------------------------------

NOT_BUILT = "agency,mode,round,from,to,period_from,period_to,team\n99-90019,by_record,,2026-09-01,2026-09-30,,,\n"


@pytest.fixture
def drafted(programme: Path, tmp_path: Path, isoaudit: Run) -> Path:
    """A programme in which one letter can be made: of a body that has not built its system."""
    table = tmp_path / "more.csv"
    table.write_text(NOT_BUILT, encoding="utf-8")
    assert isoaudit("-C", programme, "inspections", "import", table).returncode == 0
    return programme


@pytest.mark.usefixtures("office")
def test_letters_as_pdf(drafted: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", drafted, "letters", "99-90019", "--pdf")
    assert done.returncode == 0, done.stderr
    assert "Đã lập 01 tệp PDF, cùng thư mục với tệp Word." in done.stdout
    made = drafted / "out" / "2026-99-90019-HS" / "notice.pdf"
    assert "chưa xây dựng HTQLCL" in " ".join(read(made).split())
    assert not list((drafted / "out" / "2026-99-STP-TS").glob("*.pdf"))


def test_letters_as_pdf_without_libreoffice(
    drafted: Path, isoaudit: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = isoaudit("-C", drafted, "letters", "99-90019", "--pdf")
    assert done.returncode == 1
    assert "máy này không có LibreOffice. Cài LibreOffice rồi chạy lại" in done.stderr
    assert (drafted / "out" / "2026-99-90019-HS" / "notice.docx").exists()
    assert isoaudit("-C", drafted, "letters", "99-90019").returncode == 0


def test_an_edited_draft_is_printed_too(drafted: Path, isoaudit: Run, fake: Path) -> None:
    out = drafted / "out" / "2026-99-90019-HS"
    assert isoaudit("-C", drafted, "letters", "99-90019").returncode == 0
    edited = pack({"word/document.xml": b"edited"})
    (out / "notice.docx").write_bytes(edited)
    shutil.rmtree(drafted / "templates")
    done = isoaudit("-C", drafted, "letters", "99-90019", "--pdf")
    assert "02 tệp PDF" in done.stdout
    assert b"edited" in (out / "notice.pdf").read_bytes()
    assert hashlib.sha256(edited).hexdigest().encode() in (out / "notice.pdf").read_bytes()
    assert (out / "notice.docx").read_bytes() == edited


def test_pdfs_are_written_while_nobody_else_writes_to_out(drafted: Path) -> None:
    """faults F2: a run that clears away a letter must not meet its PDF half-written."""
    opened = Programme(drafted)
    make_folder(opened.out)
    with alone(opened.out):
        for printing in (lambda: print_letters(opened, []), lambda: print_papers(opened, [])):
            with pytest.raises(RunError) as refused:
                printing()
            assert [found.code for found in refused.value.problems] == ["RUN_019"]
