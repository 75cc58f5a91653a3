"""Which notebooks may run: ours as they are shipped, and those that this user trusts on this machine.

A notebook is a program: it can do whatever its user can. A folder that came by post brings notebooks along, so one runs
only when its cells are those of a notebook shipped with isoaudit, or when it stands in Jupyter's own trust store
(:mod:`nbformat.sign`): JupyterLab enters there what is saved in it, ``isoaudit init`` what it copies, and
:func:`trust` a file. The store (``notebook_secret``, ``nbsignatures.db``) lies in Jupyter's data folder and never
travels with a programme.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isoaudit.errors import Problem, RunError, problem
from isoaudit.files import reason, shipped
from isoaudit.runs.shape import UNFIT, read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

_NOT_OF_PROGRAM = ("execution", "collapsed", "scrolled", "trusted")
"""What tools note at a cell and what changes nothing of what it does."""
_EARLIER = frozenset(
    ["2046464d02a81ea54fbc591c504d4a3993d2b652d0b4975c75d2600aea8b53d2"]  # findings.ipynb before 0.1.0
)
"""The notebooks that earlier versions shipped and ``init`` copied before it entered them in the store."""
Cell = tuple[str, str, str]
"""What a cell is and does: its type, its text, everything else that counts, as JSON."""


_KINDS = {"code": "(ô mã)", "markdown": "(ô chữ)"}
_NOTHING = "[{}, null]"
"""What else counts of a cell without tags and pictures."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is not as in the shipped notebook; numbers count from 1, 0: there is none."""

    number: int
    """Which cell of the file."""
    shipped: int
    """Which cell of the shipped notebook."""
    lines: tuple[str, ...]
    """The lines taken away (``-``) and added (``+``)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a notebook differs from the shipped one of its name."""

    has_shipped: bool
    """Whether there is one; else every cell counts as added."""
    changes: tuple[Change, ...]
    settings: bool
    """Whether what the notebook says of itself as a whole differs: its kernel, its kind."""

    def __str__(self) -> str:
        """In a line, for people."""
        if not self.has_shipped:
            return f"isoaudit không có sổ tay nào tên này; {len(self.changes)} ô"
        sorts = (
            ("thêm", [c.number for c in self.changes if not c.shipped]),
            ("sửa", [c.number for c in self.changes if c.number and c.shipped]),
            ("bỏ", [c.shipped for c in self.changes if not c.number]),
        )
        parts = [f"{verb} ô {', '.join(map(str, cells))}" for verb, cells in sorts if cells]
        return "khác bản kèm theo: " + "; ".join([*parts, *(["khai báo chung của sổ tay"] if self.settings else [])])


def problem_of(path: Path) -> Problem | None:
    """Why a notebook may not run, with its difference from ours in a line (``TRUST_001``); None: it may.

    Raises RunError (``FILE_001``, ``FILE_002``) for what is no notebook.
    """
    raw = read_notebook(path)
    if _is_shipped(raw) or _is_signed(path, raw):
        return None
    return problem("TRUST_001", str(path), difference=_difference(path.name, raw), file=f'"{path}"')


def difference(path: Path) -> Difference:
    """How a notebook differs from the shipped one of its name. Raises as :func:`problem_of`."""
    return _difference(path.name, read_notebook(path))


def trust(path: Path) -> None:
    """Let a notebook run, for this user on this machine, until it is changed.

    Raises RunError: as :func:`problem_of`, and ``TRUST_002`` when the store cannot be written.
    """
    raw = read_notebook(path)
    try:
        with _notary() as notary:
            notary.sign(_node(path, raw))
    except (OSError, sqlite3.Error) as error:
        why = reason(error) if isinstance(error, OSError) else "tệp của kho bị hỏng, bị khóa hoặc chỉ cho đọc"
        raise RunError(problem("TRUST_002", str(store_of_user()), reason=why)) from error


def sign_written(data: bytes, store: Path) -> bool:
    """Enter a notebook of format 4 that this program made, as it lies in its file, so that JupyterLab shows its output.

    False where the store cannot be written: such a notebook then asks to be trusted, or run again, in JupyterLab.
    """
    try:
        with _notary(store) as notary:
            notary.sign(_node(Path(), json.loads(data)))
    except (OSError, sqlite3.Error):
        return False
    return True


def sign_copied(folder: Path) -> None:
    """Trust the notebooks that ``init`` copied to a folder: a later version of isoaudit no longer has them as they are.

    One that came with an earlier year and may not run there may not run here. Where the store
    cannot be written they run as ours for as long as this version is installed.
    """
    for path in sorted(folder.glob("*.ipynb")):
        with suppress(RunError):
            if problem_of(path) is None:
                trust(path)


def _cells(raw: dict[str, Any]) -> Iterator[Cell]:
    for cell in raw["cells"]:
        source = cell["source"]
        kept = {name: value for name, value in cell.get("metadata", {}).items() if name not in _NOT_OF_PROGRAM}
        rest = json.dumps([kept, cell.get("attachments")], sort_keys=True)
        yield str(cell["cell_type"]), source if isinstance(source, str) else "".join(source), rest


def _settings(raw: dict[str, Any]) -> str:
    """What a notebook says of itself as a whole and what counts when it is run."""
    metadata = {name: value for name, value in raw["metadata"].items() if name not in ("language_info", "kernelspec")}
    return json.dumps([metadata, raw["metadata"].get("kernelspec", {}).get("name")], sort_keys=True)


@cache
def _shipped() -> dict[str, tuple[tuple[Cell, ...], str]]:
    """The notebooks of this version, by the names of their files."""
    notebooks = ((path.name, read_notebook(path)) for path in sorted(shipped("notebooks").glob("*.ipynb")))
    return {name: (tuple(_cells(raw)), _settings(raw)) for name, raw in notebooks}


def _is_shipped(raw: dict[str, Any]) -> bool:
    """Whether every cell and setting is as in a notebook of ours, also of an earlier version; output does not count."""
    program = tuple(_cells(raw)), _settings(raw)
    return program in _shipped().values() or _mark(program) in _EARLIER


def _mark(program: tuple[tuple[Cell, ...], str]) -> str:
    return hashlib.sha256(json.dumps(program, ensure_ascii=False).encode()).hexdigest()


def _difference(name: str, raw: dict[str, Any]) -> Difference:
    ours, settings = _shipped().get(name, ((), ""))
    theirs = tuple(_cells(raw))
    changes = []
    for kind, start, end, other, until in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for place in range(max(end - start, until - other)):
            before = ours[start + place] if start + place < end else None
            after = theirs[other + place] if other + place < until else None
            number, number_shipped = (other + place + 1 if after else 0), (start + place + 1 if before else 0)
            changes.append(Change(number, number_shipped, tuple(_lines(before, after))))
    return Difference(name in _shipped(), tuple(changes), name in _shipped() and settings != _settings(raw))


def _lines(before: Cell | None, after: Cell | None) -> Iterator[str]:
    """The lines by which two cells differ; their type, and what else counts, as lines of their own."""
    old, new = (_as_lines(cell) if cell else [] for cell in (before, after))
    yield from islice((line for line in unified_diff(old, new, n=0, lineterm="") if line[:1] != "@"), 2, None)


def _as_lines(cell: Cell) -> list[str]:
    kind, text, rest = cell
    return [_KINDS.get(kind, kind), *([rest] if rest != _NOTHING else []), *text.split("\n")]


def _is_signed(path: Path, raw: dict[str, Any]) -> bool:
    """Whether this user trusts the notebook on this machine, every sign of it."""
    if not (store_of_user() / "notebook_secret").is_file():
        return False
    try:
        with _notary() as notary:
            return bool(notary.check_signature(_node(path, raw)))
    except sqlite3.OperationalError as error:
        # A signature that is found is noted as seen; where the disk is read-only only that fails.
        return "readonly" in str(error)
    except (OSError, sqlite3.Error):
        return False


def _node(path: Path, raw: dict[str, Any]) -> NotebookNode:
    """A notebook as JupyterLab signs it: read, but given no ids for cells that have none. Raises RunError."""
    from nbformat import ValidationError, reader

    try:
        node: NotebookNode = reader.reads(json.dumps(raw))  # type: ignore[no-untyped-call]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError, ValidationError):
        raise RunError(problem("FILE_002", str(path), reason=UNFIT)) from None
    return node


def store_of_user() -> Path:
    """Jupyter's data folder of this user, as the environment has it now."""
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir())


@contextmanager
def _notary(folder: Path | None = None) -> Iterator[Any]:
    """Jupyter's trust store, in the folder of this user. Raises OSError, sqlite3.Error where it cannot be used."""
    from isoaudit.imports import jsonschema_without_addresses

    jsonschema_without_addresses()
    from nbformat.sign import NotebookNotary

    folder = folder or store_of_user()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    notary: Any = NotebookNotary(data_dir=str(folder))  # type: ignore[no-untyped-call]
    with notary:
        if getattr(notary.store, "db_file", "") == ":memory:":  # what is entered there is forgotten at once
            raise PermissionError(13, "")
        yield notary
