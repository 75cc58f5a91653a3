"""Errors a person can act on: where it is, what is wrong, what to do.

Every message a user can meet is in :data:`CATALOGUE`, in Vietnamese; code raises
:class:`IsoAuditError` (or one of its children) with all problems found, never just the first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in words a person can act on."""

    code: str
    """Stable id of the message, such as ``TABLE_003``; see :data:`CATALOGUE`."""
    where: str
    """The file and row, the inspection, the field."""
    what: str
    """What is wrong there."""
    remedy: str
    """What to do about it."""
    in_form: str = field(default="", compare=False)
    """What to do about it in the form of an inspection, where no command can be typed; empty: as ``remedy`` says."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}".strip()

    def as_dict(self) -> dict[str, str]:
        """The problem as plain data, for ``--json``."""
        return {"code": self.code, "where": self.where, "what": self.what, "remedy": self.remedy}


def _read() -> dict[str, dict[str, str]]:
    with Path(__file__).with_name("errors.toml").open("rb") as file:
        return tomllib.load(file)


_MESSAGES = _read()
CATALOGUE: dict[str, tuple[str, str]] = {code: (said["what"], said["remedy"]) for code, said in _MESSAGES.items()}
IN_FORM: dict[str, str] = {code: said["in_form"] for code, said in _MESSAGES.items() if "in_form" in said}
"""Remedies that name what stands on the form instead of a command."""


LONGEST_EXCERPT = 240
"""Characters of what a person wrote that a message repeats: enough to find it, never a whole file."""


def excerpt(value: object) -> str:
    """What a person wrote, as a message repeats it: in one line, cut, signs that no screen can show replaced."""
    text = str(value)
    short = " ".join(text[: 2 * LONGEST_EXCERPT].split())
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)
    if len(shown) <= LONGEST_EXCERPT and len(text) <= 2 * LONGEST_EXCERPT:
        return shown
    return shown[:LONGEST_EXCERPT].rstrip() + "…"


def problem(code: str, where: str, /, **fields: object) -> Problem:
    """The catalogue's message ``code`` at ``where``; a field it needs and lacks raises ``KeyError``."""
    what, remedy = CATALOGUE[code]
    said = {name: _said(name, value) for name, value in fields.items()}
    pressed = IN_FORM.get(code, "")
    return Problem(code, where, what.format_map(said), remedy.format_map(said), pressed.format_map(said))


def _said(name: str, value: object) -> str:
    """A value as a message says it; a number of things as papers write it: 02, 3.801."""
    if isinstance(value, list):
        return _in_a_row(value)
    return f"{value:02,d}".replace(",", ".") if name == "count" and value and isinstance(value, int) else excerpt(value)


def _in_a_row(values: list[object]) -> str:
    """Several values, each whole: a comma may stand within one, so that two would read as three."""
    return "; ".join(map(excerpt, values))


class IsoAuditError(Exception):
    """Something a person must mend; carries every problem found."""

    def __init__(
        self, problems: Problem | Iterable[Problem], note: str = "", mend: Callable[[], str] | None = None
    ) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.note = note
        """What was done to help, in a sentence; empty: nothing."""
        self.mend = mend
        """What would help, to be asked for: a copy of the file with its faults marked; None: nothing would."""
        super().__init__("\n".join(str(p) for p in self.problems))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: IPython asks an error for this method."""
        return str(self).splitlines()


class ChecklistError(IsoAuditError):
    """A checklist or law.yaml is wrong."""


class TableError(IsoAuditError):
    """A file of a register, of inspections or of answers was refused."""

    understood: int = 0
    """The rows of a list that could be taken in without those that are wrong; 0: none can."""
    waiting: int = 0
    """The cells of these rows that would be left open."""
    said: bool = False
    """Whether the person at the terminal has read what is wrong."""


class ProgrammeError(IsoAuditError):
    """The folder is not a programme, or its settings are wrong."""


class ProcedureError(IsoAuditError):
    """An act or a change of a finding would make a paper false."""


class StoreError(IsoAuditError):
    """The journal cannot be read, or was changed."""


class DocumentError(IsoAuditError):
    """A Word document that was to be measured cannot be read."""


class RunError(IsoAuditError):
    """A notebook or a letter could not be made."""
