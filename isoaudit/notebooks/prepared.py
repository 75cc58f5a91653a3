"""What a notebook is given: the case of an inspection, a whole year, what an inspection is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel, ValidationError

from isoaudit.errors import RunError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.model import Agency, Case, EvidenceCopies, Inspected, Peers, Settings, YearHead
from isoaudit.rules.year_report import YearReport

_END_OF_HEAD, _END = '"inspected":[', "]}"
_Some = TypeVar("_Some", bound=BaseModel)
_Figures = RootModel[YearReport]


def load(case: str | Path | None) -> Case:
    """The case in the file ``case``. Raises RunError when there is none, or it cannot be read (NOTEBOOK_007, FILE_001,
    FILE_002); a notebook shows the sentence instead of a traceback."""
    path = _given(case)
    return _parsed(Case, _bytes(path), path)


def load_year(case: str | Path | None) -> Year:
    """The year in the file ``case``, of which the inspections are read when asked for. Raises as :func:`load`."""
    return Year(_given(case))


def load_peers(case: str | Path | None) -> Peers:
    """What the inspection of the file ``case`` is compared with, from ``peers.json`` beside it. Raises as
    :func:`load`."""
    path = _given(case).with_name("peers.json")
    return _parsed(Peers, _bytes(path), path)


def load_evidence(case: str | Path | None) -> EvidenceCopies:
    """The files kept as evidence, of the inspection of the file ``case``, from ``evidence.json`` beside it. Raises as
    :func:`load`."""
    path = _given(case).with_name("evidence.json")
    return _parsed(EvidenceCopies, _bytes(path), path)


def load_figures(case: str | Path | None) -> YearReport:
    """The figures of the report of the year or round of the file ``case``, from ``figures.json`` beside it. Raises as
    :func:`load`."""
    path = _given(case).with_name("figures.json")
    return _parsed(_Figures, _bytes(path), path).root


class Year:
    """A year, or one round of it: the head, and the inspections one by one in the order of their agencies' names.

    Thousands of inspections are never held at once: each time it is gone through, the file is read again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _opened(path) as lines:
            first = lines.readline().rstrip()
        self.head: YearHead = _parsed(YearHead, f"{first.removesuffix(_END_OF_HEAD).rstrip(',')}}}".encode(), path)

    @property
    def programme(self) -> Settings:
        """The settings of the year."""
        return self.head.programme

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The register, inspected or not."""
        return self.head.agencies

    def __iter__(self) -> Iterator[Inspected]:
        with _opened(self._path) as lines:
            lines.readline()
            for line in lines:
                text = line.strip()
                if text == _END:
                    return
                yield _parsed(Inspected, text.removesuffix(",").encode(), self._path)
        raise RunError(problem("FILE_002", self._path.name, reason="tệp bị cắt cụt"))


def _given(case: str | Path | None) -> Path:
    if case is None:
        raise RunError(problem("NOTEBOOK_007", "case"))
    return Path(case)


def _bytes(path: Path) -> bytes:
    try:
        return read_bounded(path)
    except FileNotFoundError as error:
        raise RunError(problem("FILE_001", path.name)) from error
    except OSError as error:
        raise RunError(problem("FILE_002", path.name, reason=reason(error))) from error


def _opened(path: Path):  # type: ignore[no-untyped-def]  # a text file
    try:
        return path.open(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise RunError(problem("FILE_001", path.name)) from error
    except OSError as error:
        raise RunError(problem("FILE_002", path.name, reason=reason(error))) from error


def _parsed(noun: type[_Some], data: bytes, path: Path) -> _Some:
    try:
        return noun.model_validate_json(data)
    except ValidationError as error:
        first = ".".join(str(part) for part in error.errors()[0]["loc"]) or "JSON"
        raise RunError(problem("FILE_002", path.name, reason=f"nội dung không đúng ở «{first}»")) from error
