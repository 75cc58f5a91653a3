"""The folder in which the signed and received files of a table lie: each is found by its name."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path, PurePosixPath

from isoaudit.errors import Problem, problem
from isoaudit.journal.programme import Programme
from isoaudit.model import nfc
from isoaudit.wording import count


class PapersFolder:
    """A folder and those below it; what the programme itself keeps and makes is not looked at."""

    def __init__(self, folder: Path, programme: Programme) -> None:
        self.folder = folder
        self._own = {programme.out, programme.journal.files}

    def find(self, name: str) -> Path | Problem:
        """The file of a name, in any case and however its marks are composed; else what is wrong (BOOK_004, BOOK_005).

        A name may begin with the folder below in which it is.
        """
        wanted = _key(name.replace("\\", "/"))
        same = [path for path in self._by_name.get(wanted.rpartition("/")[2], ()) if self._below(path).endswith(wanted)]
        if "/" in wanted:
            same = [path for path in same if f"/{self._below(path)}".endswith(f"/{wanted}")]
        if len(same) == 1:
            return same[0]
        if same:
            places = [str(path) for path in sorted(same)]
            return problem("BOOK_005", "", value=name, count=count(len(same)), places=places)
        near = sorted(p.name for paths in self._by_name.values() for p in paths if _key(p.stem) == wanted)
        hint = f"; có tệp «{near[0]}»" if near else ""
        return problem("BOOK_004", "", value=name, folder=str(self.folder), near=hint)

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for folder, below, names in os.walk(self.folder):
            below[:] = [
                one for one in below if not one.startswith(".") and Path(folder).resolve() / one not in self._own
            ]
            for name in names:
                found.setdefault(_key(name), []).append(Path(folder, name))
        return found

    def _below(self, path: Path) -> str:
        return _key(PurePosixPath(path.relative_to(self.folder)).as_posix())


def _key(name: str) -> str:
    return nfc(name).casefold().strip()
