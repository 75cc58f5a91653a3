"""A notebook is a kind: what it is of and what it makes stand in its own metadata, and any number of kinds run.

``"isoaudit": {"title": "...", "of": "inspection", "makes": ["findings.json"], "when": "always"}``

One with ``"when": "opened"`` is not run: ``isoaudit open`` prepares it and shows it in JupyterLab.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from isoaudit.errors import Problem, RunError, excerpt, problem
from isoaudit.runs.shape import read_notebook

When = Literal["always", "replies", "opened"]
"""When a notebook is of use: always; once replies of the agency were entered; only while a person works in it."""
Scope = Literal["inspection", "round", "programme"]
"""What a notebook is of: it runs once for each inspection, for each round of inspections, or once for the year."""
CASE, YEAR, PEERS, EVIDENCE, FIGURES = "case.json", "year.json", "peers.json", "evidence.json", "figures.json"
"""What is prepared: of an inspection; of a programme or round; beside an inspection, for a notebook that needs them:
what it is compared with, the files kept as evidence; beside a year or a round the figures of its report."""
FINDINGS = "findings"
"""The notebook of the working paper, after which the letters are written."""

_Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_PARAMETERS = {"always": ("case", "out"), "replies": ("case", "out"), "opened": ("programme", "inspection")}
"""What a notebook must let be filled in, by ``when``; one that is opened and is of the year has no inspection."""
_OURS = (".stamp.json", ".ipynb", ".docx")


class _Declared(BaseModel):
    """The metadata ``isoaudit`` of a notebook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Title
    of: Scope
    makes: tuple[str, ...] = ()
    when: When = "always"
    needs: tuple[Literal["peers.json", "evidence.json", "figures.json"], ...] = ()


_LIKE_BEFORE = _Declared(title="Phiếu làm việc", of="inspection", makes=("findings.json",))
"""What ``findings.ipynb`` is in a programme made before notebooks said what they are."""


@dataclass(frozen=True, slots=True)
class NotebookKind:
    """What a notebook is, as it says itself."""

    path: Path
    title: str
    of: Scope
    makes: tuple[str, ...]
    """Names of the files it writes into the folder ``out`` besides the notebook itself and its page."""
    needs: tuple[str, ...]
    """Names of the files prepared for it besides the case."""
    parameters: tuple[str, ...]
    when: When = "always"

    @property
    def name(self) -> str:
        """What it is called in ``isoaudit run NAME``: the name of its file."""
        return self.path.stem

    @property
    def notebook(self) -> str:
        """The name of the executed notebook."""
        return f"{self.name}.ipynb"

    @property
    def page(self) -> str:
        """The name of the page made of it."""
        return f"{self.name}.html"

    @property
    def stamp(self) -> str:
        """The name of the file that says what was made of which inputs."""
        return f"{self.name}.stamp.json"

    @property
    def case(self) -> str:
        """The name of the file it reads."""
        return CASE if self.of == "inspection" else YEAR


FINDINGS_KIND = NotebookKind(Path(f"{FINDINGS}.ipynb"), "Phiếu làm việc", "inspection", ("findings.json",), (), ())
"""The notebook of the working paper as we ship it, whatever lies in a programme's folder."""


def read_kind(path: Path) -> NotebookKind:
    """What a notebook is. Raises RunError with everything for which it cannot be run."""
    return _examined(path)[0]


def problems(paths: Iterable[Path]) -> list[Problem]:
    """Everything wrong with some notebooks at once; also what does not stop a run, such as a case given by default."""
    found: list[Problem] = []
    kinds: list[NotebookKind] = []
    for path in paths:
        try:
            kind, notes = _examined(path)
        except RunError as error:
            found += error.problems
            continue
        found += [*notes, *clashes(kind, kinds)]
        kinds.append(kind)
    return found


def notebooks(folder: Path) -> list[Path]:
    """The notebooks of a programme or of the package, by name."""
    return sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))


def find(folder: Path, name: str) -> Path:
    """The notebook ``name`` in the folder. Raises RunError, FILE_001 or, where there are others, NOTEBOOK_008."""
    path, there = folder / f"{name}.ipynb", notebooks(folder)
    if path in there:
        return path
    if name == FINDINGS or not there:
        raise RunError(problem("FILE_001", str(path)))
    raise RunError(problem("NOTEBOOK_008", str(folder), name=name, names=", ".join(one.stem for one in there)))


def clashes(kind: NotebookKind, others: Iterable[NotebookKind]) -> list[Problem]:
    """The files that other notebooks would make as well, in the same folder."""
    mine = {name.casefold() for name in (kind.page, *kind.makes)}
    beside = [other for other in others if (other.of == "inspection") == (kind.of == "inspection")]
    return [
        problem("NOTEBOOK_006", kind.path.name, name=name, other=other.path.name)
        for other in beside
        for name in (other.page, *other.makes)
        if name.casefold() in mine
    ]


def _examined(path: Path) -> tuple[NotebookKind, list[Problem]]:
    """What a notebook is, and what is wrong but stops nothing. Raises RunError."""
    read = read_notebook(path)
    found: list[Problem] = []
    notes: list[Problem] = []
    given = read.get("metadata", {}).get("isoaudit")
    declared = _LIKE_BEFORE
    if given is None:
        (notes if path.stem == FINDINGS else found).append(problem("NOTEBOOK_002", path.name))
    else:
        try:
            declared = _Declared.model_validate(given)
        except ValidationError as error:
            found += [_not_fit(path, fault) for fault in error.errors()]  # type: ignore[arg-type]
    if declared.when == "opened":
        unfit = {"of": declared.of == "round", "makes": declared.makes, "needs": declared.needs}
        why = "chỉ dùng với sổ tay để chạy; «of» phải là inspection hoặc programme"
        found += [
            problem("NOTEBOOK_003", path.name, key=key, reason=why) for key, is_unfit in unfit.items() if is_unfit
        ]
    elif declared.of != "inspection":
        unfit = {"needs": set(declared.needs) - {FIGURES}, "when": declared.when == "replies"}
        why = "chỉ dùng khi «of» là inspection"
        found += [
            problem("NOTEBOOK_003", path.name, key=key, reason=why) for key, is_unfit in unfit.items() if is_unfit
        ]
    if declared.of == "inspection" and FIGURES in declared.needs:
        found.append(
            problem("NOTEBOOK_003", path.name, key="needs", reason=f"{FIGURES} không dùng khi «of» là inspection")
        )
    found += [problem("NOTEBOOK_005", path.name, name=name) for name in declared.makes if not _is_free(path, name)]
    parameters = _parameters(read)
    wanted: tuple[str, ...] = _PARAMETERS[declared.when]
    if declared.when == "opened" and declared.of == "programme":
        wanted = wanted[:1]
    if absent := [name for name in wanted if name not in parameters]:
        found.append(problem("RUN_002", str(path), names=", ".join(absent)))
    if parameters.get("case") is not None:
        notes.append(problem("NOTEBOOK_004", path.name))
    if found:
        raise RunError([*found, *notes])
    made, needs = declared.makes, declared.needs
    return NotebookKind(path, declared.title, declared.of, made, needs, tuple(parameters), declared.when), notes


def _not_fit(path: Path, fault: dict[str, Any]) -> Problem:
    """A key of the metadata that is unknown, missing or has a value it cannot have."""
    key = ".".join(str(part) for part in fault["loc"][:1]) or "isoaudit"
    if fault["type"] == "extra_forbidden":
        why = f"không có mục này; các mục: {', '.join(_Declared.model_fields)}"
    elif fault["type"] == "missing":
        why = "chưa ghi"
    elif key == "of":
        why = f"ghi một trong: {', '.join(get_args(Scope))}"
    else:
        why = f"giá trị «{excerpt(fault['input'])}» không dùng được"
    return problem("NOTEBOOK_003", path.name, key=key, reason=why)


def _is_free(path: Path, name: str) -> bool:
    """Whether a notebook may make a file of this name: a plain name that is not one of ours."""
    plain = name == Path(name).name and "\\" not in name and not name.startswith(".") and name.isprintable()
    ours = {CASE, YEAR, PEERS, EVIDENCE, FIGURES, "written.json", f"{path.stem}.html", *_OURS}
    return plain and name.casefold() not in ours and not name.casefold().endswith(_OURS)


def _parameters(read: dict[str, Any]) -> dict[str, object]:
    """The names assigned in the cells tagged ``parameters``, with their values; of other languages none."""
    found: dict[str, object] = {}
    for cell in read["cells"]:
        about = cell.get("metadata")
        if not isinstance(about, dict) or "parameters" not in (about.get("tags") or ()):
            continue
        try:
            body = ast.parse("".join(cell.get("source", ""))).body
        except (SyntaxError, ValueError, TypeError):
            continue
        for statement in body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            value = getattr(statement, "value", None)
            for target in targets:
                if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                    found[target.id] = value.value if isinstance(value, ast.Constant) else value
    return found
