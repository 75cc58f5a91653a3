"""Files dropped on the page, until what they are for is done: below ``out``, under the name the person knows.

There they can be reached from the page, and the copy of a refused table in which its faults are marked lies beside it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from isoaudit.books.signed_copy import one_file
from isoaudit.errors import RunError, problem
from isoaudit.files import make_folder, read_bounded, write_whole
from isoaudit.form.page import Made, ShownFile
from isoaudit.work.file_names import safe_name

FOLDER = "Tệp đã đưa vào"
_DIGITS = 16


class Dropped:
    """The dropped files of a programme; which they are is read from the folder, so that a new kernel knows them."""

    def __init__(self, folder: Path) -> None:
        """``folder``: that of the programme."""
        self._folder = folder

    def keep(self, file: Path, name: str) -> ShownFile:
        """Take a file. Raises RunError (FILE_005)."""
        data = read_bounded(file)
        digest = hashlib.sha256(data).hexdigest()
        place = self._of(digest)
        make_folder(place)
        given = Path(name.replace("\\", "/")).name
        write_whole(place / safe_name(Path(given).stem, Path(given).suffix[:10]), data)
        file.unlink(missing_ok=True)
        return self._shown(digest)

    def shown(self) -> list[ShownFile]:
        """All that are there."""
        place = self._folder / "out" / FOLDER
        found = (one.name for one in sorted(place.iterdir()) if one.is_dir()) if place.is_dir() else ()
        return [self._shown(digest) for digest in found if self._first(digest)]

    def paths(self, names: Iterable[str]) -> list[Path]:
        """Where files lie, by their SHA-256. Raises RunError (START_002) for one that is there no more."""
        paths = []
        for name in names:
            path = self._first(name)
            if path is None:
                raise RunError(problem("START_002", name[:_DIGITS]))
            paths.append(path)
        return paths

    def marked(self, names: Iterable[str]) -> list[Made]:
        """The copies in which faults are marked."""
        copies = (path for name in names for path in sorted(self._of(name).glob("* - cần sửa*.xlsx")))
        return [Made(path.name, path.relative_to(self._folder).as_posix()) for path in copies]

    def forget(self, names: Iterable[str]) -> None:
        """Throw away what was taken in."""
        for name in names:
            shutil.rmtree(self._of(name), ignore_errors=True)

    @contextmanager
    def one(self, names: Sequence[str]) -> Iterator[Path | None]:
        """Files as the one that is recorded with an act: photographs of its pages become one PDF; None of none."""
        with tempfile.TemporaryDirectory(prefix="isoaudit-") as place:
            yield one_file([(path.name, path) for path in self.paths(names)], Path(place))

    @contextmanager
    def together(self, paths: Sequence[Path]) -> Iterator[Path]:
        """Files in one folder, as a command is given the folder in which they lie."""
        place = self._folder / "out" / FOLDER / ".cùng"
        shutil.rmtree(place, ignore_errors=True)
        make_folder(place)
        try:
            for path in paths:
                write_whole(place / path.name, read_bounded(path))
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _of(self, digest: str) -> Path:
        return self._folder / "out" / FOLDER / (digest[:_DIGITS] if digest.isalnum() else "_")

    def _first(self, digest: str) -> Path | None:
        place = self._of(digest)
        found = sorted(place.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name)) if place.is_dir() else []
        return next((path for path in found if " - cần sửa" not in path.name or len(found) == 1), None)

    def _shown(self, digest: str) -> ShownFile:
        path = self._first(digest)
        assert path is not None
        return ShownFile(digest, path.name, path.stat().st_size, "application/octet-stream")
