"""The file of a backup: a ZIP archive with a list of what is in it; with a password, such an archive within another.

Names of agencies stand in names of files, and ZIP hides no name: so all lies in an inner archive, which is the one part
of an outer one that is locked with AES-256 (7-Zip and WinRAR open it). The inner one is written straight into the lock:
nothing unlocked touches the disk it is written to.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pyzipper
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from isoaudit.errors import Problem, RunError, problem
from isoaudit.files import BROKEN_ARCHIVE, for_owner, parse_json, reason
from isoaudit.office.archive import other_kind
from isoaudit.work.file_names import is_safe_path, path_key

FORMAT = 1
MANIFEST = "isoaudit-backup.json"
INNER = "isoaudit.zip"
"""The one part of an archive with a password."""
OnBytes = Callable[[int], None]
"""Told how many bytes were gone through since it was last told."""
Ask = Callable[[], str]
"""Gives the password of a backup; raises where it cannot be asked for."""
_BROKEN = (*BROKEN_ARCHIVE, pyzipper.BadZipFile, LookupError, AttributeError, AssertionError, OverflowError)
_OF_READING = (None, errno.EINVAL)
"""What an archive that is broken makes :mod:`zipfile` ask of the system in vain; other numbers are of the disk."""
_CHUNK = 1 << 20
_LONGEST_LIST = 100_000_000
_MOST_FOLD = 200
"""What a backup may unpack to, over its own size, beside :data:`_FREELY`; scans and databases are far below."""
_FREELY = 10**9
_PACKED = (".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png", ".zip", ".mp3", ".mp4", ".m4a")
_PACKED_SIGNS = (b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG")


class Listed(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, strict=True)
    name: str
    size: NonNegativeInt
    sha256: str


class Manifest(BaseModel):
    """What a backup is of, and what is in it."""

    model_config = ConfigDict(frozen=True)
    format: int = FORMAT
    version: str
    """Of the isoaudit that made it."""
    made_at: str
    """ISO 8601 with offset."""
    authority: str
    year: int
    mark: str
    """The mark (dấu) of the journal."""
    entries: NonNegativeInt
    """How many entries the journal has."""
    lost: tuple[str, ...] = ()
    """SHA-256 of kept files that were missing or changed already."""
    files: tuple[Listed, ...]


def write(stream: IO[bytes], sources: Iterable[tuple[str, Path]], about: Manifest, password: str, on: OnBytes) -> None:
    """Write a backup of the files named; ``about``: all but their list. Raises OSError."""
    if not password:
        with ZipFile(stream, "w") as archive:
            _fill(archive, sources, about, on)
        return
    with pyzipper.AESZipFile(stream, "w", compression=ZIP_STORED, encryption=pyzipper.WZ_AES) as outer:
        outer.setpassword(password.encode())
        info = outer.zipinfo_cls(INNER, _when(about))
        with outer.open(info, "w", force_zip64=True) as locked, ZipFile(locked, "w") as archive:
            _fill(archive, sources, about, on)


def _fill(archive: ZipFile, sources: Iterable[tuple[str, Path]], about: Manifest, on: OnBytes) -> None:
    listed = []
    for name, path in sources:
        with path.open("rb") as source:
            info = _info(name, about)
            info.file_size = os.fstat(source.fileno()).st_size
            sign = source.read(8)
            source.seek(0)
            # What is packed already is only stored: packing it again takes most of the time and wins nothing.
            packed = sign.startswith(_PACKED_SIGNS) or name.lower().endswith(_PACKED)
            info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
            digest, size = hashlib.sha256(), 0
            with archive.open(info, "w", force_zip64=info.file_size > _FREELY) as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                    on(len(chunk))
        listed.append(Listed(name=name, size=size, sha256=digest.hexdigest()))
    text = about.model_copy(update={"files": tuple(listed)}).model_dump_json(indent=1)
    archive.writestr(_info(MANIFEST, about), text.encode(), ZIP_DEFLATED)


def _info(name: str, about: Manifest) -> ZipInfo:
    info = ZipInfo(name, _when(about))
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info


def _when(about: Manifest) -> tuple[int, int, int, int, int, int]:
    """The time that archives give all files of a backup; theirs reach from 1980 to 2107."""
    from datetime import datetime

    made = datetime.fromisoformat(about.made_at)
    return (min(max(made.year, 1980), 2107), made.month, made.day, made.hour, made.minute, made.second)


class Backup:
    """A backup that was opened: its list was read and fits the archive; of the files themselves nothing was read."""

    def __init__(self, path: Path, archive: ZipFile, size: int) -> None:
        self.path, self._archive = path, archive
        infos = archive.infolist()
        if MANIFEST not in archive.namelist():
            raise RunError(problem("BACKUP_001", str(path), reason="tệp không do isoaudit lập"))
        self.manifest = self._manifest(archive.getinfo(MANIFEST))
        names = [info.filename for info in infos]
        if len(set(map(path_key, names))) < len(names):
            raise self.altered("có hai tệp cùng tên")
        listed = {one.name: one.size for one in self.manifest.files}
        if unsafe := next((name for name in names if not is_safe_path(name)), ""):
            raise self.altered(f"tên tệp «{unsafe}» không dùng được")
        if listed.keys() | {MANIFEST} != set(names) or len(listed) != len(self.manifest.files):
            raise self.altered("thiếu tệp hoặc thừa tệp so với bảng kê")
        if any(stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG) for info in infos):
            raise self.altered("có liên kết hoặc thư mục lạ")
        if any(info.file_size != listed.get(info.filename, info.file_size) for info in infos):
            raise self.altered("cỡ tệp không khớp với bảng kê")
        if self.unpacked > _FREELY + _MOST_FOLD * size:
            raise RunError(problem("BACKUP_006", str(path), size=_mb(self.unpacked), packed=_mb(size)))

    @property
    def unpacked(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.manifest.files)

    def altered(self, why: str) -> RunError:
        """The error that refuses what is not as it was made (BACKUP_002)."""
        return RunError(problem("BACKUP_002", str(self.path), reason=why))

    def _manifest(self, info: ZipInfo) -> Manifest:
        if info.file_size > _LONGEST_LIST:
            raise self.altered("bảng kê quá dài")
        try:
            said = parse_json(self._archive.read(info))
            newer = isinstance(said["format"], int) and said["format"] > FORMAT
            version = str(said["version"])
        except _BROKEN as error:
            raise _unread(self.path, error, "bảng kê không đọc được") from None
        except TypeError:
            raise self.altered("bảng kê viết sai") from None
        if newer:
            raise RunError(problem("BACKUP_003", str(self.path), version=version))
        try:
            return Manifest.model_validate_json(json.dumps(said))
        except ValidationError:
            raise self.altered("bảng kê viết sai") from None

    def read_through(self, folder: Path | None, wanted: str = "", on: OnBytes = lambda _: None) -> None:
        """Read every file and compare it with the list; put all of them, or the one ``wanted``, into ``folder``.

        Raises RunError: BACKUP_002 at the first that is not as listed, FILE_005 where nothing can be written.
        """
        for one in self.manifest.files:
            target = folder / one.name if folder and (not wanted or one.name == wanted) else None
            digest, size = hashlib.sha256(), 0
            with _new_file(target) as put:
                for chunk in self._chunks(one):
                    size += len(chunk)
                    digest.update(chunk)
                    put(chunk)
                    on(len(chunk))
            if (digest.hexdigest(), size) != (one.sha256, one.size):
                raise self.altered(f"tệp «{one.name}» không khớp với bảng kê")

    def _chunks(self, one: Listed) -> Iterator[bytes]:
        try:
            with self._archive.open(one.name) as source:
                while chunk := source.read(_CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise _unread(self.path, error, f"tệp «{one.name}» không giải nén được") from None


@contextmanager
def _new_file(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Writes a new file for its owner alone, on the disk at the end; without a path nothing. Raises RunError."""
    if path is None:
        yield lambda _: None
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stream = open(path, "xb", opener=for_owner)  # noqa: SIM115  # closed below
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from None

    def put(chunk: bytes) -> None:
        try:
            stream.write(chunk)
        except OSError as error:
            raise RunError(problem("FILE_005", str(path), reason=reason(error))) from None

    try:
        yield put
        stream.flush()
        os.fsync(stream.fileno())
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from None
    finally:
        try:
            stream.close()
        except OSError as error:  # a disk that is full says so once more, when the rest is to be written
            raise RunError(problem("FILE_005", str(path), reason=reason(error))) from None


@contextmanager
def opened(path: Path, ask: Ask, scratch: Path | None = None) -> Iterator[Backup]:
    """A backup, unlocked where it has a password; ``scratch``: the folder in which it is unlocked, in a file that has
    no name or goes with this process.

    Raises RunError: FILE_001, FILE_002; BACKUP_001 (another file), 002 (cut or altered), 003 (of a newer version), 005
    (wrong password), 006 (unpacks to more than is safe); and what ``ask`` raises.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise RunError(problem("BACKUP_001", str(path), reason="không phải tệp"))
        stream = path.open("rb")
    except FileNotFoundError:
        raise RunError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise RunError(problem("FILE_002", str(path), reason=reason(error))) from None
    with stream, _archive(path, stream) as archive:
        if archive.namelist() != [INNER]:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                words = "tệp ZIP có mật khẩu, không do isoaudit lập"
                raise RunError(problem("BACKUP_001", str(path), reason=words))
            yield Backup(path, archive, _size(stream))
            return
        password = ask()
        with tempfile.TemporaryFile(dir=scratch) as plain:
            _unlock(path, stream, password, plain, scratch or Path(tempfile.gettempdir()))
            with _archive(path, plain) as inner:
                yield Backup(path, inner, _size(plain))


def check_lock(path: Path, password: str) -> None:
    """Whether a backup opens with a password; any does where it has none. Nothing of it is read.

    Raises RunError as :func:`opened`: BACKUP_005 for a wrong password, before anything that takes long.
    """
    try:
        with path.open("rb") as stream, _archive(path, stream) as archive:
            if archive.namelist() == [INNER]:
                with pyzipper.AESZipFile(stream) as outer:
                    outer.setpassword(password.encode())
                    try:
                        outer.open(INNER).close()
                    except RuntimeError:
                        raise RunError(problem("BACKUP_005", str(path))) from None
    except _BROKEN as error:
        raise _unread(path, error, "phần có mật khẩu bị cắt hoặc hỏng") from None


@contextmanager
def _archive(path: Path, stream: IO[bytes]) -> Iterator[ZipFile]:
    try:
        archive = ZipFile(stream)
    except _BROKEN as error:
        stream.seek(0)
        start = stream.read(64)
        if start.startswith(b"PK") or (isinstance(error, OSError) and error.errno not in _OF_READING):
            raise _unread(path, error, "phần cuối tệp bị cắt hoặc hỏng") from None
        _, words = other_kind(start) or ("", "không rõ loại tệp" if start else "tệp trống")
        raise RunError(problem("BACKUP_001", str(path), reason=words or "tệp Word, Excel kiểu cũ")) from None
    with archive:
        yield archive


def _unlock(path: Path, stream: IO[bytes], password: str, plain: IO[bytes], folder: Path) -> None:
    """Write what is locked to ``plain``, which lies in ``folder``; its seal (HMAC) is checked at the end."""
    try:
        with pyzipper.AESZipFile(stream) as outer:
            outer.setpassword(password.encode())
            try:
                source = outer.open(INNER)
            except RuntimeError:
                raise RunError(problem("BACKUP_005", str(path))) from None
            most = _size(stream)  # it is only stored in the lock, not packed
            with source:
                while chunk := source.read(_CHUNK):
                    most -= len(chunk)
                    if most < 0:
                        raise RunError(problem("BACKUP_002", str(path), reason="phần có mật khẩu lớn hơn cả tệp"))
                    _put(plain, chunk, folder)
    except _BROKEN as error:
        raise _unread(path, error, "phần có mật khẩu bị cắt hoặc hỏng") from None


def _put(stream: IO[bytes], chunk: bytes, folder: Path) -> None:
    try:
        stream.write(chunk)
    except OSError as error:
        raise RunError(problem("FILE_005", str(folder), reason=reason(error))) from None


def _unread(path: Path, error: BaseException, why: str) -> RunError:
    """A disk that failed is not a file that was altered."""
    if isinstance(error, OSError) and error.errno not in _OF_READING:
        return RunError(problem("FILE_002", str(path), reason=reason(error)))
    return RunError(problem("BACKUP_002", str(path), reason=why))


def _size(stream: IO[bytes]) -> int:
    return os.fstat(stream.fileno()).st_size


def _mb(size: int) -> int:
    return -(-size // 10**6)


def room_for(folder: Path, size: int) -> Problem | None:
    """Why a folder's disk has no room for so many bytes; None: it has, or cannot be asked."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return problem("BACKUP_007", str(folder), size=_mb(size), free=_mb(free)) if size > free else None


def plain_data(manifest: Manifest) -> dict[str, Any]:
    """A manifest for ``--json``, its list of files as numbers."""
    data = manifest.model_dump(exclude={"files"})
    return {**data, "files": len(manifest.files), "bytes": sum(one.size for one in manifest.files)}
