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
_MOST_SUMS, _MOST_ENTRIES = 20000000, 200000000
_MOST_SAID = 100
_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What :mod:`zipfile` raises on what is broken, locked or was never packed by isoaudit."""
_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")
_KINDS = {
    "inspection": "cuộc kiểm tra",
    "answer": "kết quả tiêu chí",
    "act": "việc",
    "finding": "điểm đã thống nhất",
    "file": "tệp đã lưu",
    "agency": "cơ quan",
    "programme": "năm kiểm tra",
    "sample": "hồ sơ lấy mẫu",
    "point": "hiện trạng",
    "reply": "nội dung báo cáo khắc phục",
    "review": "xem xét hành động khắc phục",
    "reported": "nội dung báo cáo theo đề cương",
    "effect": "hiệu lực của hành động khắc phục",
    "reading": "đọc lại văn bản",
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
    except _BROKEN:
        raise CannotRead(f"không mở được «{path}»: không có tệp ấy, hoặc không phải tệp ZIP nguyên vẹn") from None


def _in_folder(folder: str) -> Dict[str, Opened]:
    def opener(path: str) -> Opened:
        def open_file() -> BinaryIO:
            if not os.path.isfile(path):  # a pipe would be waited on for ever
                raise OSError("not a file")
            return open(path, "rb")  # closed by who reads

        return open_file

    found: Dict[str, Opened] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("__MACOSX", "__pycache__")]
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # what is in them is elsewhere
        for name in names + links:
            full = os.path.join(place, name)
            if name not in _SYSTEM:
                _add(found, _plain(os.path.relpath(full, folder)), opener(full))
    return found


def _add(found: Dict[str, Opened], name: str, opened: Opened) -> None:
    if name in found:
        raise CannotRead(f"có hai tệp cùng tên «{name}» trong hồ sơ")
    found[name] = opened


def _in_archive(archive: zipfile.ZipFile) -> Dict[str, Opened]:
    def opener(info: zipfile.ZipInfo) -> Opened:
        def open_part() -> BinaryIO:
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise OSError("locked, or packed by another program")
            return archive.open(info)  # type: ignore[return-value]

        return open_part

    found: Dict[str, Opened] = {}
    for info in archive.infolist():
        name = _plain(info.filename)
        if not name.endswith("/") or _leads_out(name):
            _add(found, name, opener(info))
    return found


def _leads_out(name: str) -> bool:
    """Whether a file would be unpacked to a place outside the folder of the archive, on some system."""
    return bool(re.match(r"[/\\]|[A-Za-z]:", name)) or ".." in re.split(r"[/\\]", name)


def _plain(name: str) -> str:
    """A name as the list has it: macOS takes accents apart, Windows turns the slashes."""
    return unicodedata.normalize("NFC", name.replace(os.sep, "/"))


def _looked_at(files: Dict[str, Opened], mark: str) -> Tuple[List[str], str, int, int]:
    if SUMS not in files:
        raise CannotRead(f"không có tệp «{SUMS}»: đây không phải hồ sơ do isoaudit lập, hoặc tệp ấy đã bị xóa")
    sums = _whole(files[SUMS], _MOST_SUMS)
    if sums is None:
        why = "hỏng, có mật khẩu, quá lớn hoặc nén bằng chương trình khác; giải nén rồi kiểm tra lại thư mục"
        raise CannotRead(f"tệp «{SUMS}» không đọc được: {why}")
    real = hashlib.sha256(sums).hexdigest()[:16].upper()
    found = []
    if mark and mark.strip().upper() != real:
        found.append(f"Bảng kê «{SUMS}» đã bị sửa: dấu của hồ sơ là {real}, không phải {mark}.")
    listed, wrong = _listed(sums)
    found += wrong
    found += [f"Tên tệp «{name}» chỉ ra ngoài hồ sơ: không giải nén." for name in sorted(files) if _leads_out(name)]
    # What is in no list is not opened: it may be made to unpack to more than any disk holds.
    digests = {name: _digest(opened) for name, opened in files.items() if name in listed}
    for name, sha256 in listed.items():
        if name not in files:
            found.append(f"Thiếu tệp «{name}».")
        elif digests.get(name) is None:
            found.append(f"Tệp «{name}» hỏng, không đọc được.")
        elif digests[name] != sha256:
            found.append(f"Tệp «{name}» đã bị sửa.")
    unlisted = sorted(set(files) - set(listed) - {SUMS})
    found += [f"Tệp «{name}» không có trong bảng kê: đã bị thêm vào." for name in unlisted]
    entries = 0
    if digests.get(ENTRIES):
        text = _whole(files[ENTRIES], _MOST_ENTRIES)
        lines = list(_entries(text or b""))
        entries = len(lines)
        found += list(_of_entries(lines, {sha256: name for name, sha256 in digests.items() if sha256}))
    elif ENTRIES not in listed:
        found.append(f"Thiếu tệp «{ENTRIES}».")
    return found, real, len(digests), entries


def _listed(sums: bytes) -> Tuple[Dict[str, str], List[str]]:
    """The SHA-256 of each file by the list, and what is wrong with the list."""
    listed: Dict[str, str] = {}
    try:
        lines = sums.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return {}, [f"Bảng kê «{SUMS}» không còn là văn bản UTF-8: đã bị sửa hoặc lưu lại bằng chương trình khác."]
    found = []
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or match.group(2) in listed:
            found.append(f"Bảng kê «{SUMS}», dòng {number}: viết sai hoặc lặp lại, đã bị sửa.")
        else:
            listed[match.group(2)] = match.group(1)
    return listed, found


def _whole(opened: Opened, most: int) -> bytes | None:
    """What is in a file; nothing where it cannot be read or is longer than it can be."""
    try:
        with opened() as stream:
            data = stream.read(most + 1)
    except _BROKEN:
        return None
    return data if len(data) <= most else None


def _digest(opened: Opened) -> str | None:
    """The SHA-256 of a file; nothing where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with opened() as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                digest.update(chunk)
    except _BROKEN:
        return None
    return digest.hexdigest()


def _entries(text: bytes) -> Iterator[Any]:
    """What each line says; nothing for one that is no JSON, or is not written as isoaudit writes it: of a name that
    stands twice programs would show one thing and people read another."""
    for line in text.decode("utf-8", "replace").split("\n"):
        if line:
            try:
                entry = json.loads(line)
                yield entry if _canonical(entry) == line else None
            except (ValueError, RecursionError):
                yield None


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _of_entries(entries: List[Any], there: Dict[str, str]) -> Iterator[str]:
    """What is wrong with the entries, each against its own seal; and kept files that they name and are not there."""
    if not entries:
        yield f"Dữ liệu «{ENTRIES}» không còn mục nào: đã bị sửa."
        return
    kinds = {entry.get("kind") for entry in entries if isinstance(entry, dict) and isinstance(entry.get("kind"), str)}
    for kind in ("programme", "inspection", "agency"):
        if kind not in kinds:
            yield f"Dữ liệu «{ENTRIES}» không còn mục nào về {_KINDS[kind]}: đã bị bỏ."
    seen = set()
    ids = {entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)}
    for number, entry in enumerate(entries, 1):
        where = f"Dữ liệu «{ENTRIES}», dòng {number}"
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            yield f"{where}: không đọc được hoặc viết khác cách isoaudit ghi, đã bị sửa."
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
        elif not ids.issuperset(entry["base"]):
            yield f"{where} ({what}): mục ghi trước đó về cùng việc này đã bị bỏ khỏi hồ sơ."
        seen.add(entry["id"])


def entry_id(entry: Dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of an entry, its id left out, and its edit id where there is none."""
    sealed = {name: value for name, value in entry.items() if name != "id" and (name != "edit" or value)}
    return hashlib.sha256(_canonical(sealed).encode("utf-8", "surrogatepass")).hexdigest()


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
    for one in found[:_MOST_SAID]:
        _say("- " + one)
    if len(found) > _MOST_SAID:
        _say(f"- … và {len(found) - _MOST_SAID} chỗ nữa.")
    if found:
        _say(f"HỒ SƠ KHÔNG CÒN NGUYÊN VẸN: {len(found)} chỗ. Đề nghị đơn vị kiểm tra gửi lại.")
        return 1
    _say(f"Hồ sơ còn nguyên vẹn: {files} tệp, {entries} mục dữ liệu.")
    then = " (khớp)." if mark else ". Đối chiếu với dấu mà đơn vị kiểm tra đã báo."
    _say(f"Dấu của hồ sơ: {real}{then}")
    return 0


def _say(text: str) -> None:
    """Print a line; what a name may tell a terminal to do is not passed on."""
    sys.stdout.write("".join(sign if sign.isprintable() else "?" for sign in text) + "\n")


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # consoles of Windows may know no Vietnamese letters
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
