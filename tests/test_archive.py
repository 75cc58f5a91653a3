"""The archive of an inspection (Article 39): whole, the same again; every change of it is found without isoaudit."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import Run, absent

from isoaudit.errors import problem
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.sealing import entry_id as sealed_id
from isoaudit.journal.store import Draft
from isoaudit.programs import OFFICE, find
from isoaudit.work import kiem_tra_ho_so as verifier
from isoaudit.work.archive import VERIFIER

STP = "2026-99-STP-TS"
MINUTES, PHOTO = b"%PDF-1.4 bien ban da ky", b"anh chup bang niem yet"
SECRET = "Bằng chứng chỉ của phường Đông Kiều"
ANSWERS = f"""\
agency,criterion,verdict,evidence,gap,examined_on
99-STP,D36-1-a-01,không phù hợp,Đã xem danh mục ngày 15/6/2026.,Thiếu 02 TTHC.,15/6/2026
99-90001,D36-1-a-01,phù hợp,{SECRET},,
"""


@pytest.fixture
def year(programme: Path, isoaudit: Run, tmp_path: Path) -> Path:
    """The year, with signed minutes, a photo and a report on corrective action of one inspection."""
    (tmp_path / "a.csv").write_text(ANSWERS, encoding="utf-8")
    assert isoaudit("-C", programme, "answers", "import", tmp_path / "a.csv").returncode == 0
    journal = Programme(programme).journal
    drafts = [
        Draft("act", f"{STP}/decided", {"on": "2026-06-01", "number": "41/QĐ-CCTĐC"}),
        Draft("act", f"{STP}/minutes_signed", {"on": "2026-06-16", "file": journal.keep(MINUTES)}),
        Draft("act", f"{STP}/correction_reported/1", {"on": "2026-08-01", "number": "12/BC-STP"}),
        Draft("reply", f"{STP}/D36-1-a-01/1", {"status": "done", "files": [journal.keep(PHOTO)]}),
    ]
    for data, name, mime in ((MINUTES, "a.pdf", "application/pdf"), (PHOTO, "b.jpg", "image/jpeg")):
        about = {"name": name, "size": len(data), "mime": mime}
        drafts.append(Draft("file", hashlib.sha256(data).hexdigest(), about))
    with journal.writing() as transaction:
        transaction.append(drafts, writer())
    return programme


def made(year: Path, isoaudit: Run, to: Path) -> dict[str, bytes]:
    done = isoaudit("-C", year, "archive", "99-STP", "-o", to)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(to) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unpacked(parts: dict[str, bytes], folder: Path) -> Path:
    for name, data in parts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def checked(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """The verifier of an archive, in a Python that sees no installed package."""
    command = [sys.executable, "-I", "-S", folder / VERIFIER, *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)


def test_39_every_kept_file_lies_in_its_row_and_nothing_of_other_agencies(
    year: Path, isoaudit: Run, tmp_path: Path
) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    assert parts["06 Biên bản/Biên bản đã ký - Sở Tư pháp.pdf"] == MINUTES
    (photo,) = (data for name, data in parts.items() if name.startswith("07 Hành động khắc phục/Bằng chứng/"))
    assert photo == PHOTO
    index = parts["muc-luc.html"].decode()
    assert all(f"<h2>{number}. " in index for number in range(1, 11))
    assert "chưa lưu tệp: Quyết định kiểm tra số 41/QĐ-CCTĐC ngày 01/6/2026" in index
    held = b"\n".join(parts.values())
    for other in (SECRET, "UBND phường Đông Kiều", "Kiểm lâm", str(year), str(tmp_path)):
        assert other.encode() not in held, other


def test_39_a_paper_of_several_acts_lies_there_once_and_is_named_in_the_row_of_each(
    year: Path, isoaudit: Run, tmp_path: Path
) -> None:
    """The report by which the agency answered the minutes came in one scan with its announcement."""
    digest = hashlib.sha256(MINUTES).hexdigest()
    with Programme(year).journal.writing() as transaction:
        more = Draft("act", f"{STP}/correction_reported/2", {"on": "2026-08-02", "number": "13/BC-STP", "file": digest})
        transaction.append([more], writer())
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    assert [name for name, data in parts.items() if data == MINUTES] == ["06 Biên bản/Biên bản đã ký - Sở Tư pháp.pdf"]
    rows = parts["muc-luc.html"].decode().split("<h2>")
    (sixth,) = (row for row in rows if row.startswith("6. "))
    (seventh,) = (row for row in rows if row.startswith("7. "))
    for row, number in ((sixth, "Biên bản đã ký"), (seventh, "13/BC-STP")):
        assert number in row and 'href="06%20Bi' in row
    assert f"; {len(parts) - 5:02} tệp." in rows[0]  # the index twice, the verifier, the list and the entries


def test_the_entries_are_those_of_the_journal_and_bear_their_seals(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    lines = made(year, isoaudit, tmp_path / "hs.zip")[verifier.ENTRIES].decode().splitlines()
    entries = {entry["id"]: entry for entry in map(json.loads, lines)}
    ours = {entry.id: entry for entry in Programme(year).journal.entries()}
    assert entries.keys() <= ours.keys()
    about = {entry.id for entry in ours.values() if entry.subject.partition("/")[0] == STP}
    assert len(about) >= 6
    assert about <= entries.keys()
    for id, entry in entries.items():
        assert verifier.entry_id(entry) == sealed_id(entry) == id


def test_the_same_data_give_the_same_bytes(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    made(year, isoaudit, tmp_path / "a.zip")
    made(year, isoaudit, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_whole_archive_is_said_to_be_whole_packed_and_unpacked(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    folder = unpacked(made(year, isoaudit, tmp_path / "hs.zip"), tmp_path / "hồ sơ")
    mark = json.loads(isoaudit("-C", year, "archive", STP, "-o", tmp_path / "2.zip", "--json").stdout)["mark"]
    for words in ((), (tmp_path / "hs.zip",), (folder, "--dau", mark.lower())):
        done = checked(folder, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "còn nguyên vẹn" in done.stdout
        assert mark in done.stdout
    other = checked(folder, "--dau", "0123456789ABCDEF")
    assert other.returncode == 1
    assert f"dấu của hồ sơ là {mark}" in other.stdout


def resummed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """An archive whose list was made anew by who changed it."""
    names = sorted(parts.keys() - {verifier.SUMS})
    text = "".join(f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in names)
    return {**parts, verifier.SUMS: text.encode()}


def test_every_file_that_is_altered_removed_or_added_is_named(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    for number, name in enumerate(sorted(parts.keys() - {verifier.SUMS})):
        altered = unpacked({**parts, name: parts[name] + b" "}, tmp_path / f"a{number}")
        found = verifier.faults(str(altered))[0]
        assert f"Tệp «{name}» đã bị sửa." in found
        removed = unpacked({one: data for one, data in parts.items() if one != name}, tmp_path / f"r{number}")
        assert f"Thiếu tệp «{name}»." in verifier.faults(str(removed))[0]
    added = unpacked({**parts, "06 Biên bản/them.pdf": b"x"}, tmp_path / "added")
    assert verifier.faults(str(added))[0] == ["Tệp «06 Biên bản/them.pdf» không có trong bảng kê: đã bị thêm vào."]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [("Thiếu 02 TTHC", "Thiếu 01 TTHC", "kết quả tiêu chí"), ("2026-06-16", "2026-06-17", "việc"),
     ('"author":"', '"author":"x', "năm kiểm tra"), ("Sở Tư pháp", "Sở Tài chính", "cơ quan")],
)  # fmt: skip
def test_an_entry_that_is_altered_is_named_though_the_list_was_made_anew(
    year: Path, isoaudit: Run, tmp_path: Path, before: str, after: str, what: str
) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    text = parts[verifier.ENTRIES].decode()
    assert before in text
    parts[verifier.ENTRIES] = text.replace(before, after).encode()
    done = checked(unpacked(resummed(parts), tmp_path / "f"))
    assert done.returncode == 1
    assert f"({what} " in done.stdout
    assert "không khớp với dấu niêm phong" in done.stdout


def test_a_kept_file_that_is_altered_is_named_though_the_list_was_made_anew(
    year: Path, isoaudit: Run, tmp_path: Path
) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    name = "06 Biên bản/Biên bản đã ký - Sở Tư pháp.pdf"
    done = checked(unpacked(resummed({**parts, name: b"%PDF-1.4 khac"}), tmp_path / "f"))
    assert done.returncode == 1
    assert "tệp gốc «a.pdf»" in done.stdout


def test_an_archive_without_any_entry_is_not_whole_though_the_list_was_made_anew(
    year: Path, isoaudit: Run, tmp_path: Path
) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    (said,) = (
        one
        for one in verifier.faults(str(unpacked(resummed({**parts, verifier.ENTRIES: b""}), tmp_path / "f")))[0]
        if "mục nào" in one
    )
    assert said == f"Dữ liệu «{verifier.ENTRIES}» không còn mục nào: đã bị sửa."


def zipped(parts: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def lines_of(parts: dict[str, bytes]) -> list[str]:
    return parts[verifier.ENTRIES].decode().splitlines(keepends=True)


def test_an_entry_taken_out_though_another_was_said_upon_it_is_named(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    """What an agency said first is taken out and the list made anew: only the correction is left."""
    subject = f"{STP}/D36-1-a-01/1"
    seen = Programme(year).state().about("reply", subject).base()
    with Programme(year).journal.writing() as transaction:
        transaction.append([Draft("reply", subject, {"status": "proposed"}, seen)], writer())
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    kept = [line for line in lines_of(parts) if json.loads(line)["id"] not in seen]
    assert len(kept) == len(lines_of(parts)) - 1
    parts[verifier.ENTRIES] = "".join(kept).encode()
    found = verifier.faults(str(zipped(resummed(parts), tmp_path / "f.zip")))[0]
    assert len(found) == 1 and "nội dung báo cáo khắc phục" in found[0] and "đã bị bỏ khỏi hồ sơ" in found[0]


@pytest.mark.parametrize("kind", ["programme", "inspection", "agency"])
def test_what_every_archive_has_is_missed(year: Path, isoaudit: Run, tmp_path: Path, kind: str) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    kept = [line for line in lines_of(parts) if json.loads(line)["kind"] != kind]
    parts[verifier.ENTRIES] = "".join(kept).encode()
    assert any(
        "không còn mục nào về" in one for one in verifier.faults(str(zipped(resummed(parts), tmp_path / "f.zip")))[0]
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace("{", '{"subject":"2026-99-SKH-TS",', 1),  # read by people; programs take the second
        lambda line: line.replace(":", ": ", 1),
        lambda line: line.replace("\n", "\r\n"),
        lambda line: '{"id":"x","payload":' + "[" * 990 + "]" * 990 + "}\n",
        lambda line: '{"id":"\\ud800","kind":["a"],"subject":{}}\n',
        lambda line: "9" * 5000 + "\n",
        lambda line: line.encode("utf-16").decode("latin-1") + "\n",
    ],
)
def test_a_line_that_is_not_as_it_was_written_is_named(
    year: Path, isoaudit: Run, tmp_path: Path, change: Callable[[str], str]
) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    first, *others = lines_of(parts)
    parts[verifier.ENTRIES] = "".join([*others, change(first)]).encode("utf-8", "surrogatepass")
    folder = unpacked(parts, tmp_path / "f")  # with the verifier itself
    done = checked(folder, zipped(resummed(parts), tmp_path / "f.zip"))
    assert (done.returncode, done.stderr) == (1, "")
    assert f"dòng {len(others) + 1}" in done.stdout


@pytest.mark.parametrize("name", ["../x.txt", "/x.txt", "a/../../x.txt", "a\\..\\..\\x.txt", "C:/x.txt"])
def test_a_name_that_leads_out_of_the_archive_is_warned_of(
    year: Path, isoaudit: Run, tmp_path: Path, name: str
) -> None:
    parts = resummed({**made(year, isoaudit, tmp_path / "hs.zip"), name: b"x"})
    found = verifier.faults(str(zipped(parts, tmp_path / "f.zip")))[0]
    assert found == [f"Tên tệp «{name}» chỉ ra ngoài hồ sơ: không giải nén."]


def test_a_list_in_another_encoding_is_said_to_be_one(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    folder = unpacked({**parts, verifier.SUMS: parts[verifier.SUMS].decode().encode("utf-16")}, tmp_path / "f")
    done = checked(folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "không còn là văn bản UTF-8" in done.stdout


def test_what_is_not_in_the_list_is_named_without_being_unpacked(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    """A bomb: some kilobytes that unpack to more than the disk holds."""
    path = zipped(made(year, isoaudit, tmp_path / "hs.zip"), tmp_path / "f.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bom.bin", b"x")
    opened = []
    real = zipfile.ZipFile.open

    def spied(self: zipfile.ZipFile, part: zipfile.ZipInfo, *more: object) -> object:
        opened.append(part.filename)
        return real(self, part, *more)  # type: ignore[arg-type]

    with patch.object(zipfile.ZipFile, "open", spied):
        found = verifier.faults(str(path))[0]
    assert found == ["Tệp «bom.bin» không có trong bảng kê: đã bị thêm vào."]
    assert "bom.bin" not in opened and verifier.ENTRIES in opened


@pytest.mark.parametrize("limit", ["_MOST_SUMS", "_MOST_ENTRIES"])
def test_a_list_that_unpacks_to_more_than_it_can_be_is_not_read(
    year: Path, isoaudit: Run, tmp_path: Path, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(year, isoaudit, tmp_path / "hs.zip")
    monkeypatch.setattr(verifier, limit, 100)
    if limit == "_MOST_SUMS":
        with pytest.raises(verifier.CannotRead, match="quá lớn"):
            verifier.faults(str(tmp_path / "hs.zip"))
    else:
        assert any("không còn mục nào" in one for one in verifier.faults(str(tmp_path / "hs.zip"))[0])


@pytest.mark.parametrize("how", ["password", "method", "lzma"])
def test_an_archive_locked_or_packed_otherwise_is_said_so(year: Path, isoaudit: Run, tmp_path: Path, how: str) -> None:
    parts = made(year, isoaudit, tmp_path / "hs.zip")
    folder = unpacked(parts, tmp_path / "f")
    data = bytearray(zipped(parts, tmp_path / "f.zip").read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:  # each entry of the list of files
        data[at + 8] |= how == "password"
        data[at + 10] = {"password": data[at + 10], "method": 99, "lzma": 14}[how]
        at = data.find(b"PK\x01\x02", at + 4)
    (tmp_path / "f.zip").write_bytes(data)
    done = checked(folder, tmp_path / "f.zip")
    assert (done.returncode, done.stderr) == (2, "")
    assert "mật khẩu" in done.stdout and "giải nén rồi kiểm tra lại" in done.stdout


def test_what_a_name_tells_a_terminal_is_not_passed_on(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    parts = {**made(year, isoaudit, tmp_path / "hs.zip"), "\x1b[2Jx.pdf": b"x"}
    done = checked(
        unpacked(made(year, isoaudit, tmp_path / "2.zip"), tmp_path / "f"), zipped(parts, tmp_path / "f.zip")
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stdout and "?[2Jx.pdf" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="links and names of POSIX")
def test_a_linked_folder_and_a_name_written_twice_are_named(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    folder = unpacked(made(year, isoaudit, tmp_path / "hs.zip"), tmp_path / "f")
    (folder / "nơi khác").symlink_to(tmp_path)
    assert verifier.faults(str(folder))[0] == ["Tệp «nơi khác» không có trong bảng kê: đã bị thêm vào."]
    (folder / "nơi khác").unlink()
    (folder / unicodedata.normalize("NFD", "ảnh.pdf")).write_bytes(b"x")
    (folder / "ảnh.pdf").write_bytes(b"y")
    with pytest.raises(verifier.CannotRead, match="hai tệp cùng tên"):
        verifier.faults(str(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_what_is_no_file_is_named_and_not_waited_for(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    folder = unpacked(made(year, isoaudit, tmp_path / "hs.zip"), tmp_path / "f")
    os.mkfifo(folder / "ống.pdf")
    done = checked(folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Tệp «ống.pdf» không có trong bảng kê: đã bị thêm vào." in done.stdout


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello"])
def test_what_is_no_archive_is_said_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / VERIFIER
    path.write_bytes(Path(verifier.__file__).read_bytes())
    (tmp_path / "x.zip").write_bytes(data)
    done = checked(tmp_path, tmp_path / "x.zip")
    assert (done.returncode, done.stderr) == (2, "")
    assert "KHÔNG KIỂM TRA ĐƯỢC" in done.stdout
    assert checked(tmp_path).returncode == 2  # a folder without a list


def test_the_verifier_needs_nothing_but_python_3_8() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named <= sys.stdlib_module_names


def test_nothing_is_overwritten_and_no_link_followed(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"x")
    (tmp_path / "link.zip").symlink_to(tmp_path / "nowhere.zip")
    before = sorted(tmp_path.iterdir())
    for name, code in (("there.zip", "ARCHIVE_002"), ("link.zip", "FILE_008"), ("hs.7z", "ARCHIVE_003"),
                       ("no/hs.zip", "ARCHIVE_003")):  # fmt: skip
        done = isoaudit("-C", year, "archive", STP, "-o", tmp_path / name)
        assert done.returncode == 2, name
        assert problem(code, str(tmp_path / name)).what in done.stderr
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "there.zip").read_bytes() == b"x"


def test_a_kept_file_that_was_changed_stops_the_archive(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    path = year / "files" / hashlib.sha256(MINUTES).hexdigest()
    path.chmod(0o600)
    path.write_bytes(b"khac")
    done = isoaudit("-C", year, "archive", STP, "-o", tmp_path / "hs.zip")
    assert done.returncode != 0
    assert "Biên bản đã ký, 2026-99-STP-TS: «a.pdf»" in done.stderr
    assert not list(tmp_path.glob("*.zip")) + list(tmp_path.glob(".isoaudit*"))


def test_the_papers_of_the_office_lie_in_it_as_word_and_pdf_a(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    if find(OFFICE) is None:
        absent("LibreOffice", "libreoffice-writer")
    assert isoaudit("-C", year, "paper", "announcement_minutes", STP).returncode == 0
    parts = made(year, isoaudit, tmp_path / "a.zip")
    stem = "10 Tài liệu khác/Bản do đơn vị lập/Biên bản công bố quyết định kiểm tra - Sở Tư pháp"
    assert parts[f"{stem}.docx"] == (year / "out" / STP / "announcement_minutes.docx").read_bytes()
    pdf = parts[f"{stem}.pdf"]
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert pdf.rstrip().endswith(b"%%EOF")  # nothing may follow the end of a PDF/A
    assert not (year / "out" / STP / "announcement_minutes.pdf").exists()


def test_without_libreoffice_the_papers_are_there_as_word_and_that_is_said(
    year: Path, isoaudit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isoaudit.papers.pdf.find", lambda _: None)
    assert isoaudit("-C", year, "paper", "announcement_minutes", STP).returncode == 0
    done = isoaudit("-C", year, "archive", STP, "-o", tmp_path / "a.zip")
    assert done.returncode == 1
    assert "chưa có PDF/A" in done.stderr
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert sum("Bản do đơn vị lập" in name for name in names) == 1
