"""Evidence files: what is kept and what is refused, the camera's day, thumbnails, copies without place and owner."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

import docx
import openpyxl
import pillow_heif
import pytest
from conftest import Run
from PIL import Image, ImageDraw
from PIL.ExifTags import IFD, Base
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from isoaudit.desk.acts.evidence import THUMBNAILS, evidence_files, keep_evidence, report_copy, thumbnail
from isoaudit.errors import ProcedureError
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Draft, Writer
from isoaudit.office import kinds
from isoaudit.office.kinds import EXCEL, HEIC, JPEG, PDF, PNG, WEBP, WORD

SERIAL = "SN-0123456789"


def pdf(change: Callable[[PdfWriter], object]) -> bytes:
    """A PDF of one page with something besides."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PLAIN_PDF = pdf(lambda _: None)


def drawn(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    """A picture whose upper left quarter is red, so that a turned one is known."""
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red")
    return image


def exif(taken: str = "", offset: str = "", orientation: int = 1) -> Image.Exif:
    """What a telephone writes: the day, the place, the serial number, the owner."""
    data = Image.Exif()
    data[Base.Orientation] = orientation
    data[Base.Make] = "Điện thoại".encode().decode("ascii", "replace")
    data[Base.Artist] = "Nguyen Van A"
    inside = data.get_ifd(IFD.Exif)
    inside[Base.BodySerialNumber] = SERIAL
    if taken:
        inside[Base.DateTimeOriginal] = taken
    if offset:
        inside[Base.OffsetTimeOriginal] = offset
    place = data.get_ifd(IFD.GPSInfo)
    place[1], place[2] = "N", (21.0, 1.0, 30.0)
    return data


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def excel() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def retyped(data: bytes, old: bytes, new: bytes) -> bytes:
    """An Office file with its list of types changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            part = source.read(info)
            target.writestr(info.filename, part.replace(old, new) if info.filename == "[Content_Types].xml" else part)
    return out.getvalue()


@pytest.fixture
def workspace(programme: Path) -> Programme:
    return Programme(programme)


def put(folder: Path, data: bytes, name: str = "a") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


GOOD = {
    JPEG: saved(drawn(), "JPEG", exif=exif("2026:06:15 14:32:05", "+07:00")),
    PNG: saved(drawn(mode="RGBA"), "PNG"),
    WEBP: saved(drawn(), "WEBP"),
    HEIC: saved(drawn(), "HEIF"),
    PDF: PLAIN_PDF,
    WORD: word(),
    EXCEL: excel(),
}


@pytest.mark.parametrize("mime", GOOD)
def test_what_is_evidence_is_known_by_its_content_and_kept_unaltered(
    workspace: Programme, tmp_path: Path, mime: str
) -> None:
    data = GOOD[mime]
    path = put(tmp_path, data, "x.exe")
    kept = keep_evidence(workspace, path, "C:\\Ảnh\\sổ theo dõi.exe")
    assert (kept.mime, kept.size, kept.name) == (mime, len(data), "sổ theo dõi.exe")
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert (workspace.journal.files / kept.sha256).read_bytes() == data
    assert path.read_bytes() == data
    assert evidence_files(workspace, [kept.sha256, "0" * 64]) == {kept.sha256: kept}
    assert datetime.fromisoformat(kept.added).utcoffset() == timedelta(hours=7)
    assert workspace.journal.verify() == []


_OPEN = b"openxmlformats-officedocument."


def acting(**action: str) -> bytes:
    """A PDF whose page has a link that does something."""

    def add(writer: PdfWriter) -> None:
        does = DictionaryObject({NameObject("/S"): NameObject(action["S"])})
        does |= {NameObject(f"/{name}"): TextStringObject(text) for name, text in action.items() if name != "S"}
        link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): does})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])

    return pdf(add)


REFUSED = {
    "empty": (b"", "EVIDENCE_001"),
    "film": (b"\0\0\0\x18ftypmp42" + b"\0" * 50, "EVIDENCE_003"),
    "sound": (b"ID3\x04" + b"\0" * 50, "EVIDENCE_003"),
    "gif": (saved(drawn(), "GIF"), "EVIDENCE_003"),
    "text": ("Đã xem sổ theo dõi".encode(), "EVIDENCE_003"),
    "batch": (b"@echo off\r\ndel *.*\r\n", "EVIDENCE_003"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "EVIDENCE_003"),
    "windows program": (b"MZ\x90\0" + b"\0" * 60, "EVIDENCE_004"),
    "other windows program": (b"MZ\x00\x01" + b"\0" * 60, "EVIDENCE_004"),
    "elf": (b"\x7fELF\x02\x01" + b"\0" * 60, "EVIDENCE_004"),
    "script": (b"#!/bin/sh\nrm -rf ~\n", "EVIDENCE_004"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, "EVIDENCE_004"),
    "page": (b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>", "EVIDENCE_004"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "EVIDENCE_004"),
    "zip": (zipped(anh=b"x"), "EVIDENCE_005"),
    "rar": (b"Rar!\x1a\x07\0" + b"\0" * 60, "EVIDENCE_005"),
    "picture cut off": (GOOD[JPEG][: len(GOOD[JPEG]) // 2], "EVIDENCE_006"),
    "png cut off": (GOOD[PNG][:-200], "EVIDENCE_006"),
    "heic cut off": (GOOD[HEIC][: len(GOOD[HEIC]) * 2 // 3], "EVIDENCE_006"),
    "program with the head of a photo": (b"\xff\xd8\xff\xe0MZ\x90\0" + b"\0" * 900, "EVIDENCE_006"),
    "page with the head of a picture": (b"\x89PNG\r\n\x1a\n<html><script>1</script>", "EVIDENCE_006"),
    "pdf cut off": (PLAIN_PDF[:-7], "EVIDENCE_007"),
    "pdf with a script": (acting(S="/JavaScript", JS="app.alert(1)"), "EVIDENCE_010"),
    "pdf that starts a program": (acting(S="/Launch", F="cmd.exe"), "EVIDENCE_010"),
    "pdf with a file within": (pdf(lambda w: w.add_attachment("a.exe", b"MZ")), "EVIDENCE_010"),
    "pdf with a password": (pdf(lambda w: w.encrypt("bí mật", algorithm="RC4-128")), "EVIDENCE_007"),
    "pdf in name only": (b"%PDF-1.7\nhello\n%%EOF\n", "EVIDENCE_007"),
    "word broken": (word()[:-30], "EVIDENCE_007"),
    "word with macro": (
        retyped(word(), _OPEN + b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"),
        "EVIDENCE_008",
    ),
    "excel with macro": (
        retyped(excel(), _OPEN + b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"),
        "EVIDENCE_008",
    ),
    "photo that is an archive": (GOOD[JPEG] + zipped(a=b"MZ"), "EVIDENCE_009"),
    "pdf that is an archive": (PLAIN_PDF + zipped(a=b"MZ"), "EVIDENCE_009"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_evidence_is_refused_with_its_reason_and_nothing_is_kept(
    workspace: Programme, tmp_path: Path, case: str
) -> None:
    data, code = REFUSED[case]
    before = sorted(workspace.journal.files.iterdir()), workspace.journal.heads()
    with pytest.raises(ProcedureError) as refused:
        keep_evidence(workspace, put(tmp_path, data), "ảnh.jpg")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == (code, "ảnh.jpg")
    assert problem.what and problem.remedy
    assert (sorted(workspace.journal.files.iterdir()), workspace.journal.heads()) == before


def test_a_pdf_that_may_be_read_but_not_changed_is_kept(workspace: Programme, tmp_path: Path) -> None:
    """Papers of agencies are protected so, and signed; to be read they need no password."""
    data = pdf(lambda w: w.encrypt("", "chủ", algorithm="RC4-128"))
    assert keep_evidence(workspace, put(tmp_path, data), "công văn.pdf").mime == PDF
    assert keep_evidence(workspace, put(tmp_path, acting(S="/URI", URI="https://chinhphu.vn")), "b.pdf").mime == PDF


def test_a_file_that_is_too_large_or_not_there_is_refused(workspace: Programme, tmp_path: Path) -> None:
    path = put(tmp_path, PLAIN_PDF)
    with path.open("r+b") as file:
        file.truncate(kinds.LARGEST * 1_000_000 + 1)
    with pytest.raises(ProcedureError, match="51 MB, quá 50 MB"):
        keep_evidence(workspace, path, "quét.pdf")
    with pytest.raises(ProcedureError) as refused:
        keep_evidence(workspace, tmp_path / "không có.jpg", "không có.jpg")
    assert refused.value.problems[0].code == "FILE_001"


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    workspace: Programme, tmp_path: Path
) -> None:
    photo = bytearray(GOOD[JPEG])
    at = photo.index(b"\xff\xc0") + 5  # where the head says height and width
    photo[at : at + 4] = b"\xff\xff\xff\xff"
    bombs = [saved(Image.new("1", (side, side)), "PNG") for side in (9_000, 15_000)]
    for bomb in (*bombs, bytes(photo)):
        assert len(bomb) < 100_000
        with pytest.raises(ProcedureError, match="ảnh quá lớn"):
            keep_evidence(workspace, put(tmp_path, bomb), "ảnh")


def test_a_file_added_twice_is_said_once(workspace: Programme, tmp_path: Path) -> None:
    first = keep_evidence(workspace, put(tmp_path, GOOD[JPEG]), "một.jpg")
    number = workspace.journal.number()
    assert keep_evidence(workspace, put(tmp_path, GOOD[JPEG], "b"), "hai.jpg") == first
    assert workspace.journal.number() == number


TAKEN = {
    "with its zone": (exif("2026:06:15 14:32:05", "+07:00"),
                      datetime(2026, 6, 15, 14, 32, 5, tzinfo=timezone(timedelta(hours=7)))),
    "without a zone": (exif("2026:06:15 14:32:05"), datetime(2026, 6, 15, 14, 32, 5)),
    "with a broken zone": (exif("2026:06:15 14:32:05", "GMT"), datetime(2026, 6, 15, 14, 32, 5)),
    "never set": (exif("0000:00:00 00:00:00"), None),
    "no date": (exif("hôm qua".encode().decode("ascii", "replace")), None),
    "nothing said": (exif(), None),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_day_is_the_cameras_and_never_guessed(workspace: Programme, tmp_path: Path, form: str, case: str) -> None:
    said, taken = TAKEN[case]
    kept = keep_evidence(workspace, put(tmp_path, saved(drawn(), form, exif=said)), "ảnh")
    assert kept.taken == taken
    assert evidence_files(workspace, [kept.sha256])[kept.sha256].taken == taken
    payload = workspace.journal.entries_about("file", [kept.sha256])[0].payload
    assert payload.get("taken") == (taken.isoformat() if taken else None)


def test_a_picture_whose_exif_data_are_broken_is_kept(workspace: Programme, tmp_path: Path) -> None:
    data = saved(drawn(), "JPEG", exif=exif("2026:06:15 14:32:05"))
    at = data.index(b"Exif\0\0") + 6
    random = Random(1)
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(6):
            broken[at + random.randrange(120)] = random.randrange(256)
        assert keep_evidence(workspace, put(tmp_path, bytes(broken)), "ảnh").mime == JPEG
        assert Image.open(io.BytesIO(report_copy(bytes(broken), JPEG))).format == "JPEG"


def test_an_entry_of_an_earlier_version_reads_well(workspace: Programme) -> None:
    sha256 = workspace.journal.keep(PLAIN_PDF)
    with workspace.journal.writing() as transaction:
        draft = Draft("file", sha256, {"name": "cũ.pdf", "size": len(PLAIN_PDF), "mime": PDF})
        transaction.append([draft], Writer("a", "b", "2026-01-02T08:00:00+07:00"))
    kept = evidence_files(workspace, [sha256])[sha256]
    assert (kept.name, kept.taken, kept.added) == ("cũ.pdf", None, "2026-01-02T08:00:00+07:00")


def is_red(image: Image.Image, x: int, y: int) -> bool:
    red, green, blue = image.convert("RGB").getpixel((x, y))
    return red > 180 and green < 90 and blue < 90


@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP, HEIC])
def test_thumbnails_are_small_upright_and_made_again(workspace: Programme, tmp_path: Path, mime: str) -> None:
    form = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}[mime]
    # six: the camera was held upright, the upper left of what was seen lies in the file at the lower left
    said = exif("2026:06:15 14:32:05", orientation=6).tobytes()
    data = saved(drawn((1200, 900)).rotate(90, expand=True), form, exif=said)
    kept = keep_evidence(workspace, put(tmp_path, data), "ảnh")
    made = thumbnail(workspace, kept.sha256)
    assert made is not None
    image = Image.open(io.BytesIO(made))
    assert (image.format, max(image.size), dict(image.getexif())) == ("JPEG", 240, {})
    assert image.size == (240, 180)
    assert is_red(image, 30, 30) and not is_red(image, 200, 150)
    path = workspace.out / THUMBNAILS / f"{kept.sha256}.jpg"
    assert path.read_bytes() == made
    path.write_bytes(made[:500])
    assert thumbnail(workspace, kept.sha256) == made == path.read_bytes()
    path.unlink()
    assert thumbnail(workspace, kept.sha256) == made == path.read_bytes()


def test_a_large_heic_is_never_held_twice(
    workspace: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """48 million pixels: 144 MB as their reader unpacks them, 192 MB more if Pillow held them as well."""

    def whole(*_: object) -> None:
        raise AssertionError("a second copy of the whole picture")

    data = saved(drawn((1500, 1001)), "HEIF")  # no whole number of strips
    monkeypatch.setattr(pillow_heif.HeifImageFile, "load", whole)
    kept = keep_evidence(workspace, put(tmp_path, data), "ảnh")
    made = thumbnail(workspace, kept.sha256)
    assert made is not None
    image = Image.open(io.BytesIO(made))
    assert image.size == (240, 160) and is_red(image, 30, 30) and not is_red(image, 200, 150)


def test_there_is_no_thumbnail_of_what_is_no_picture_or_not_there(workspace: Programme, tmp_path: Path) -> None:
    kept = keep_evidence(workspace, put(tmp_path, PLAIN_PDF), "a.pdf")
    assert thumbnail(workspace, kept.sha256) is None
    assert thumbnail(workspace, "0" * 64) is None
    assert thumbnail(workspace, "../../programme.db") is None
    photo = keep_evidence(workspace, put(tmp_path, GOOD[JPEG]), "a.jpg")
    stored = workspace.journal.files / photo.sha256
    stored.chmod(0o600)
    stored.write_bytes(GOOD[PNG])
    assert thumbnail(workspace, photo.sha256) is None


@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP, HEIC])
def test_a_copy_for_a_report_tells_nothing_of_place_and_device(mime: str) -> None:
    form = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}[mime]
    said = exif("2026:06:15 14:32:05", "+07:00", orientation=6).tobytes()
    data = saved(drawn((3000, 2000)).rotate(90, expand=True), form, exif=said)
    assert SERIAL.encode() in data
    copy = report_copy(data, mime)
    image = Image.open(io.BytesIO(copy))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1600, 1067), {})
    assert is_red(image, 100, 100) and not is_red(image, 1500, 1000)
    for told in (SERIAL.encode(), b"Nguyen Van A", b"2026:06:15", b"Exif"):
        assert told not in copy


def test_what_is_seen_through_is_white_in_a_copy() -> None:
    image = Image.open(io.BytesIO(report_copy(saved(Image.new("RGBA", (90, 90), (0, 0, 0, 0)), "PNG"), PNG)))
    assert image.getpixel((40, 40)) == (255, 255, 255)


def test_a_telephone_writes_heic_with_other_brands(workspace: Programme, tmp_path: Path) -> None:
    data = GOOD[HEIC]
    assert pillow_heif.is_supported(io.BytesIO(data))
    for brand in (b"mif1", b"heix"):
        changed = data[:8] + brand + data[12:]
        assert keep_evidence(workspace, put(tmp_path, changed), "a").mime == HEIC


def test_evidence_is_verified(workspace: Programme, tmp_path: Path) -> None:
    kept = keep_evidence(workspace, put(tmp_path, GOOD[JPEG]), "a.jpg")
    (workspace.journal.files / kept.sha256).write_bytes(GOOD[PNG])
    assert [problem.code for problem in workspace.journal.verify()] == ["STORE_005"]


def test_evidence_is_found_by_agency_criterion_and_day(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    workspace = Programme(programme)
    photo = keep_evidence(workspace, put(tmp_path, GOOD[JPEG]), "IMG_0123.JPG")
    scan = keep_evidence(workspace, put(tmp_path, PLAIN_PDF), "sổ.pdf")
    given_up = keep_evidence(workspace, put(tmp_path, GOOD[PNG]), "thừa.png")
    evidence = [{"text": "Đã xem", "files": [photo.sha256]}]
    with workspace.journal.writing() as transaction:
        fields = {"verdict": "conforming", "evidence": evidence, "files": [scan.sha256]}
        draft = Draft("answer", "2026-99-STP-TS/D36-1-a-01", fields)
        transaction.append([draft], Writer("a", "b", "2026-06-15T15:00:00+07:00"))
    lines = isoaudit("-C", programme, "files", "list").stdout.splitlines()
    about, whose = "Bằng chứng tiêu chí D36-1-a-01", "Sở Tư pháp (2026-99-STP-TS)"
    assert lines[0].startswith(f"{photo.sha256[:8]}  {about}; chụp ngày 15/6/2026; {whose}; «IMG_0123")
    assert lines[1].startswith(f"{scan.sha256[:8]}  {about}; không rõ ngày chụp; {whose}; «sổ.pdf»")
    assert lines[2].startswith(f"{given_up.sha256[:8]}  Tệp không còn dùng")
    assert isoaudit("-C", programme, "files", "list", "99-STP").stdout.splitlines() == lines[:2]
    isoaudit("-C", programme, "files", "copy", "99-STP", "--output", tmp_path / "ra")
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == [
        f"{about} - Sở Tư pháp 2026-06-15 IMG_0123.jpg", f"{about} - Sở Tư pháp sổ.pdf",
    ]  # fmt: skip
    (workspace.journal.files / photo.sha256).unlink()
    said = isoaudit("-C", programme, "verify")
    assert f"{about}, 2026-99-STP-TS: «IMG_0123.JPG»" in said.stdout + said.stderr


def test_evidence_is_in_a_backup(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    kept = keep_evidence(Programme(programme), put(tmp_path, GOOD[JPEG]), "a.jpg")
    backup = tmp_path / "b.zip"
    thumbnail(Programme(programme), kept.sha256)
    made = isoaudit("backup", backup, cwd=programme)
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(backup) as archive:
        assert any(name.endswith(kept.sha256) for name in archive.namelist())
        assert not any(THUMBNAILS in name for name in archive.namelist())


def test_the_entry_is_plain_json(workspace: Programme, tmp_path: Path) -> None:
    kept = keep_evidence(workspace, put(tmp_path, GOOD[JPEG]), "a.jpg")
    (entry,) = workspace.journal.entries_about("file", [kept.sha256])
    assert json.loads(json.dumps(entry.payload)) == {
        "name": "a.jpg", "size": len(GOOD[JPEG]), "mime": JPEG, "taken": "2026-06-15T14:32:05+07:00",
    }  # fmt: skip
