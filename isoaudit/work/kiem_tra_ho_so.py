"""Kiểm tra một hồ sơ kiểm tra do isoaudit lập có còn nguyên vẹn không. Chỉ cần Python 3.8 trở lên, không cần gì thêm.

    python kiem-tra-ho-so.py                    hồ sơ đã giải nén: thư mục chứa tệp này
    python kiem-tra-ho-so.py HO_SO.zip          hồ sơ chưa giải nén, hoặc một thư mục khác
    python kiem-tra-ho-so.py HO_SO.zip --dau A  đối chiếu với dấu của hồ sơ mà đơn vị kiểm tra đã báo

Kết quả: 0 còn nguyên vẹn; 1 có chỗ khác; 2 không đọc được hồ sơ. Tệp này cũng có thể bị thay: khi cần chắc chắn, dùng
bản nhận riêng của đơn vị kiểm tra và đối chiếu dấu.

It lies in every archive as ``kiem-tra-ho-so.py`` and runs on machines that have no isoaudit: standard library only,
nothing newer than Python 3.8. isoaudit itself asks :func:`faults` before it calls an archive made.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import unicodedata
import zipfile
import zlib
from typing import Any, BinaryIO, Callable, Dict, Iterator, List, Tuple

SUMS = "SHA256SUMS.txt"
ENTRIES = "du-lieu/muc-ghi.jsonl"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LONGEST = 500000000
_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")
_KINDS = {
    "inspection": "cuộc kiểm tra",
    "answer": "kết quả tiêu chí",
    "act": "việc",
    "finding": "điểm đã thống nhất",
    "file": "tệp đã lưu",
    "agency": "cơ quan",
    "programme": "năm kiểm tra",
    "sample": "hồ sơ chọn mẫu",
    "point": "hiện trạng",
    "reply": "nội dung báo cáo khắc phục",
    "review": "xem xét hành động khắc phục",
    "effect": "hiệu lực của hành động khắc phục",
    "carried": "vấn đề của năm trước",
}
Opened = Callable[[], BinaryIO]


class CannotRead(Exception):
    """Why an archive cannot be read at all, in Vietnamese."""


def faults(path: str, mark: str = "") -> Tuple[List[str], str, int, int]:
    """What is not as it was made, in Vietnamese; the mark of the archive; how many files and entries were looked at.

    ``path``: the ZIP file or the folder it was unpacked to; ``mark``: the mark it should have. Raises CannotRead.
    """
    if os.path.isdir(path):
        return _looked_at(_in_folder(path), mark)
    try:
        with zipfile.ZipFile(path) as archive:
            return _looked_at(_in_archive(archive), mark)
    except (OSError, zipfile.BadZipFile) as error:
        raise CannotRead(f"không mở được «{path}»: không phải tệp ZIP nguyên vẹn ({error})") from None


def _in_folder(folder: str) -> Dict[str, Opened]:
    def opener(path: str) -> Opened:
        return lambda: open(path, "rb")  # closed by who reads

    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("__MACOSX", "__pycache__")]
        for name in names:
            full = os.path.join(place, name)
            if name not in _SYSTEM:
                found[_plain(os.path.relpath(full, folder))] = opener(full)
    return found


def _in_archive(archive: zipfile.ZipFile) -> Dict[str, Opened]:
    def opener(info: zipfile.ZipInfo) -> Opened:
        return lambda: archive.open(info)  # type: ignore[return-value]

    found: Dict[str, Opened] = {}
    for info in archive.infolist():
        name = _plain(info.filename)
        if name in found:
            raise CannotRead(f"có hai tệp cùng tên «{name}» trong hồ sơ")
        if not name.endswith("/"):
            found[name] = opener(info)
    return found


def _plain(name: str) -> str:
    """A name as the list has it: macOS takes accents apart, Windows turns the slashes."""
    return unicodedata.normalize("NFC", name.replace(os.sep, "/"))


def _looked_at(files: Dict[str, Opened], mark: str) -> Tuple[List[str], str, int, int]:
    if SUMS not in files:
        raise CannotRead(f"không có tệp «{SUMS}»: đây không phải hồ sơ do isoaudit lập, hoặc tệp ấy đã bị xóa")
    try:
        with files[SUMS]() as stream:
            sums = stream.read(_LONGEST)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError):
        raise CannotRead(f"tệp «{SUMS}» hỏng, không đọc được") from None
    real = hashlib.sha256(sums).hexdigest()[:16].upper()
    found = []
    if mark and mark.strip().upper() != real:
        found.append(f"Bảng kê «{SUMS}» đã bị sửa: dấu của hồ sơ là {real}, không phải {mark}.")
    listed = {}
    for number, line in enumerate(sums.decode("utf-8", "replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or match.group(2) in listed:
            found.append(f"Bảng kê «{SUMS}», dòng {number}: viết sai hoặc lặp lại, đã bị sửa.")
        else:
            listed[match.group(2)] = match.group(1)
    digests = {name: _digest(opened) for name, opened in files.items() if name != SUMS}
    for name, sha256 in listed.items():
        if name not in files:
            found.append(f"Thiếu tệp «{name}».")
        elif digests.get(name) is None:
            found.append(f"Tệp «{name}» hỏng, không đọc được.")
        elif digests[name] != sha256:
            found.append(f"Tệp «{name}» đã bị sửa.")
    found += [f"Tệp «{name}» không có trong bảng kê: đã bị thêm vào." for name in sorted(set(digests) - set(listed))]
    entries = 0
    if ENTRIES in files and digests[ENTRIES]:
        lines = list(_entries(files[ENTRIES]))
        entries = len(lines)
        found += list(_of_entries(lines, {sha256: name for name, sha256 in digests.items() if sha256}))
    elif ENTRIES not in listed:
        found.append(f"Thiếu tệp «{ENTRIES}».")
    return found, real, len(digests), entries


def _digest(opened: Opened) -> str | None:
    """The SHA-256 of a file; nothing where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with opened() as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                digest.update(chunk)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return None
    return digest.hexdigest()


def _entries(opened: Opened) -> Iterator[Any]:
    """What each line says; nothing for one that is no JSON."""
    with opened() as stream:
        for line in stream.read(_LONGEST).decode("utf-8", "replace").split("\n"):
            if line:
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError):
                    yield None


def _of_entries(entries: List[Any], there: Dict[str, str]) -> Iterator[str]:
    """What is wrong with the entries, each against its own seal; and kept files that they name and are not there."""
    seen = set()
    for number, entry in enumerate(entries, 1):
        where = f"Dữ liệu «{ENTRIES}», dòng {number}"
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            yield f"{where}: không đọc được, đã bị sửa."
            continue
        kind, subject = str(entry.get("kind")), str(entry.get("subject"))
        what = f"{_KINDS.get(kind, kind)} {subject[:120]}"
        if entry_id(entry) != entry["id"]:
            yield f"{where} ({what}): đã bị sửa, không khớp với dấu niêm phong của mục ấy."
        elif entry["id"] in seen:
            yield f"{where} ({what}): lặp lại."
        elif kind == "file" and subject not in there:
            name = entry["payload"].get("name", "") if isinstance(entry.get("payload"), dict) else ""
            yield f"{where}: tệp gốc «{name}» mà dữ liệu nêu không có trong hồ sơ, hoặc đã bị sửa."
        seen.add(entry["id"])


def entry_id(entry: Dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of an entry, its id left out, and its edit id where there is none."""
    sealed = {name: value for name, value in entry.items() if name != "id" and (name != "edit" or value)}
    text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def main(words: List[str]) -> int:
    """Say in Vietnamese whether an archive is whole."""
    mark = ""
    if "--dau" in words:
        at = words.index("--dau")
        mark = words[at + 1] if at + 1 < len(words) else "?"
        words = words[:at] + words[at + 2 :]
    path = words[0] if words else os.path.dirname(os.path.abspath(__file__))
    try:
        found, real, files, entries = faults(path, mark)
    except CannotRead as error:
        _say(f"KHÔNG KIỂM TRA ĐƯỢC: {error}.")
        return 2
    for one in found:
        _say("- " + one)
    if found:
        _say(f"HỒ SƠ KHÔNG CÒN NGUYÊN VẸN: {len(found)} chỗ. Đề nghị đơn vị kiểm tra gửi lại.")
        return 1
    _say(f"Hồ sơ còn nguyên vẹn: {files} tệp, {entries} mục dữ liệu.")
    then = " (khớp)." if mark else ". Đối chiếu với dấu mà đơn vị kiểm tra đã báo."
    _say(f"Dấu của hồ sơ: {real}{then}")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # consoles of Windows may know no Vietnamese letters
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
