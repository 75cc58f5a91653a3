"""The files that strangers made to break the import, each point of them beside what the program then knows.

``example-files/strangers/NAME`` holds the files of one stranger; ``year.json`` says in which order a programme takes
them in and what a person answers at its questions (``given``, as ``--map`` says it), ``expected.json`` what a careful
colleague reads in each, by names of agencies and persons. That was written before the program was tried. A list of
values there means any of them, null that the thing is not known and must stay so, true that it is known; ``kept`` are
texts that must be found with the row, in whatever field (a list of them: any). ``of`` tells rows of one agency apart: a
place, the form of an inspection, the line below a point; ``sample`` is a dossier that was looked at.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from isoaudit.desk import import_agencies, import_answers, import_inspections, import_inspectors, import_samples
from isoaudit.desk.acts.book import import_acts
from isoaudit.desk.intake.asking import Asking
from isoaudit.desk.rollout.procedures import days_in, import_published
from isoaudit.errors import IsoAuditError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.wording import labels, name_key

STRANGERS = Path(__file__).parent / "example-files" / "strangers"
Row = dict[str, Any]
How = Literal["right", "wrong", "said", "unsaid"]
"""Of a point: as meant, something else than was meant, missing and that is told, missing and nobody is told."""

_IMPORT: dict[str, Callable[..., Any]] = {
    "agencies": import_agencies,
    "inspectors": import_inspectors,
    "inspections": import_inspections,
    "answers": import_answers,
    "procedures": import_published,
    "samples": import_samples,
}
_CODED = ("level", "kind", "obligation", "qms_status", "mode", "verdict", "role")
_INVENTED = {"agencies": ("parent",), "inspections": ("round", "team", "from", "to")}
"""What no row holds of which nobody said it: a value there is wrong."""


@dataclass
class Taken:
    """What became of one file, or of one of the lists in it."""

    stranger: str
    programme: str
    noun: str
    file: str
    words: list[str] = field(default_factory=list)
    """All that was told."""
    at_first: bool = False
    """Whether it was taken in whole without an answer of anybody."""
    refused: bool = False
    """Whether it, or some of its rows, could not be taken in."""
    points: list[Point] = field(default_factory=list)

    @property
    def list(self) -> str:
        """What holds its points in ``expected.json``: a file, or the dossiers beside the results in it."""
        return f"{self.file}: samples" if self.noun == "samples" else self.file

    @property
    def name(self) -> str:
        return f"{self.stranger}/{self.list}"


@dataclass(frozen=True)
class Point:
    """One thing that a colleague reads in a file."""

    of: str
    """The agency or person, and what tells rows of one agency apart."""
    field: str
    expected: Any
    found: Any
    how: How


def taken_in(stranger: Path, folder: Path) -> Iterator[Taken]:
    """Each file of a stranger taken in where it belongs, and its points."""
    expected = json.loads((stranger / "expected.json").read_text(encoding="utf-8"))
    for year in json.loads((stranger / "year.json").read_text(encoding="utf-8")):
        place = folder / f"{stranger.name}-{year['programme']}"
        init(place, year["authority"], year["year"])
        files = [_step(stranger, folder, place, year["programme"], step) for step in year["steps"]]
        state = Programme(place).state()
        for file in files:
            if file.list in expected:
                file.points += _points(file, expected[file.list], _known(state, file.noun))
                yield file


def _step(stranger: Path, folder: Path, place: Path, programme: str, step: dict[str, Any]) -> Taken:
    """One file through the function of its command: as it is, and with the answers where some are given."""
    file = Taken(stranger.name, programme, step["noun"], step["file"])
    table = Path(shutil.copy(stranger / step["file"], folder))  # beside it a copy may be left
    given = step.get("given", [])
    if given:
        file.at_first = _import(file.noun, place, table, Asking(), dry_run=True, words=[])
    partly = step.get("partly", False)
    asking = Asking(given, leave=lambda *_: partly)
    agency = step.get("agency", "")
    whole = _import(file.noun, place, table, asking, words=file.words, agency=agency, partly=partly)
    file.at_first = whole and (file.at_first or not given)
    file.refused = not whole
    return file


def _import(
    noun: str,
    place: Path,
    table: Path,
    asking: Asking,
    *,
    words: list[str],
    agency: str = "",
    dry_run: bool = False,
    partly: bool = False,
) -> bool:
    """Whether a file was taken in whole; what was told is added to ``words``.

    ``agency``: whose list of procedures. ``partly``: acts that are refused are left out, as rows are by ``asking``.
    """
    try:
        if noun == "record":
            acts = import_acts(Programme(place), table, dry_run=dry_run, partly=partly, asking=asking)
            words += [*acts.warnings, *(str(problem) for problem in acts.left)]
            return not acts.left
        whose = {"agency": agency} if agency else {}
        done = _IMPORT[noun](Programme(place), table, asking=asking, dry_run=dry_run, **whose)
    except IsoAuditError as error:
        words += [str(problem) for problem in error.problems]
        return False
    words += [*done.warnings, *(str(problem) for problem in done.left)]
    return not done.left


# --- what the program knows, as rows of names


def _known(state: State, noun: str) -> list[Row]:
    names = {code: agency.name for code, agency in state.agencies.items()}
    if noun == "agencies":
        parents = {code.casefold(): name for code, name in names.items()}
        rows = [{"code": code, **state.fields("agency", code)} for code in state.agencies]
        return [row | {"parent": parents.get(row.get("parent", "").casefold(), row.get("parent"))} for row in rows]
    if noun == "inspectors":
        return [{"code": code, **state.fields("inspector", code)} for code in state.inspectors]
    if noun == "procedures":
        lists = state.scopes.lists
        published = ((lists.name_of(body), of_it) for body, of_it in lists.present.items())
        return [{"agency": body, **row.model_dump(mode="json")} for body, of_it in published for row in of_it.rows]
    inspections = [(names[one.agency], one) for one in state.inspections.values()]
    if noun == "inspections":
        return [{"id": one.id, **state.fields("inspection", one.id), "agency": agency} for agency, one in inspections]
    of: Callable[[str], Iterable[Any]] = {"answers": state.answers, "samples": state.samples}.get(noun, state.acts)
    return [{**each.model_dump(mode="json"), "agency": agency} for agency, one in inspections for each in of(one.id)]


def _texts(value: Any) -> Iterator[str]:
    """All texts of a row, its headings left out."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in ("heading", "checklists", "sha256"):
                yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif value is not None:
        yield str(value)


# --- which row is which


def _points(file: Taken, expected: Sequence[Row], known: list[Row]) -> Iterator[Point]:
    """Every point of a file; of what the program knows besides, each row is one that is wrong."""
    free, pairs = list(known), list[tuple[Row, Row | None]]()
    for row in expected:
        found = next((one for one in free if _is(file.noun, row, one)), None)
        if found is not None:
            free.remove(found)
        pairs.append((row, found))
    lost = [place for place, (_, found) in enumerate(pairs) if found is None]
    if file.noun in ("agencies", "inspectors", "inspections") and len(lost) == len(free):
        for place, one in zip(lost, list(free), strict=True):  # under another name, in the order of the file
            pairs[place] = pairs[place][0], one
            free.remove(one)
    for row, found in pairs:
        yield from _of_row(file, row, found)
    if file.noun in ("agencies", "inspectors", "inspections", "procedures"):
        for one in free:
            name = str(one.get("name") or one.get("agency"))
            yield Point(name, "nothing else", None, name, "wrong")


def _is(noun: str, row: Row, one: Row) -> bool:
    """Whether what the program knows is the row that is meant."""
    if noun in ("agencies", "inspectors"):
        if place := row.get("of"):
            return name_key(one["name"]).startswith(name_key(row["name"])) and _says(place, _texts(one))
        return _same(row["name"], one["name"])
    if not _same(row["agency"], one["agency"]):
        return False
    if noun == "procedures":
        return row["code"] in one.get("codes", [])
    if noun == "inspections":
        return row.get("of") in (None, one["mode"])
    if noun == "record":
        return _same(row["act"], one["kind"])
    if "sample" in row:
        return one.get("dossier") == row["sample"]
    if "point" in row:
        letters = "-".join(row["point"].replace("đ", "dd"))
        return one["criterion"].startswith(f"D36-{letters[0]}-{row['point'][1:].replace('đ', 'dd')}-") and _says(
            row["text"], _texts(one)
        )
    return bool(one["criterion"] == row["criterion"])


def _called(row: Row) -> str:
    """By what a row is named in the list of losses."""
    name = row.get("name") if "code" not in row or "agency" not in row else row["code"]
    name = name or row["agency"]
    kind = row.get("act")
    told_apart = (row.get(key) for key in ("of", "criterion", "point", "sample"))
    parts = (name[0] if isinstance(name, list) else name, *told_apart, kind[0] if isinstance(kind, list) else kind)
    return ", ".join(part for part in parts if part)


def _kept(row: Row) -> Iterator[tuple[str, list[str]]]:
    """Each text that must be found with a row: by what it is named, and as what it may stand."""
    for text in row.get("kept", []):
        ways = text if isinstance(text, list) else [text]
        yield ways[0], ways


def _which(noun: str) -> tuple[str, ...]:
    """Fields that only tell which row it is, and those that are points each by itself."""
    return ("of", "kept", "agency", "act", "criterion", "point", "sample", *(("code",) if noun == "procedures" else ()))


def _of_row(file: Taken, row: Row, found: Row | None) -> Iterator[Point]:
    called, named = _called(row), "name" if file.noun in ("agencies", "inspectors") else "row"
    if found is None:
        fields = [name for name in row if name not in _which(file.noun)]
        how: How = "said" if file.refused or _told(row, file.words) else "unsaid"
        yield from (Point(called, name, row.get(name), None, how) for name in dict.fromkeys((named, *fields)))
        yield from (Point(f"{called}: {text}", "kept", text, None, how) for text, _ in _kept(row))
        return
    meant = row.get(named)
    right = named == "row" or bool(row.get("of")) or _same(meant, found["name"])
    yield Point(called, named, meant, found.get(named), "right" if right else "wrong")
    for name, value in row.items():
        if name == named or name in _which(file.noun):
            continue
        got, how = _judged(name, value, found, file.words)
        yield Point(called, name, value, got, how)
    for text, ways in _kept(row):
        says = any(_says(way, _texts(found)) for way in ways)
        how = "right" if says else "said" if _told(ways, file.words) else "unsaid"
        yield Point(f"{called}: {text}", "kept", text, None, how)
    for name in _INVENTED.get(file.noun, ()):
        if name not in row and found.get(name) and not (name == "to" and found["to"] == found.get("from")):
            yield Point(called, name, None, found[name], "wrong")


# --- one point


def _judged(name: str, value: Any, found: Row, words: Sequence[str]) -> tuple[Any, How]:
    """What the program has for a field of a row, and how that is."""
    got = _got(name, found)
    if _fits(name, value, got):
        return got, "right"
    if got not in (None, "", [], ()):
        return got, "wrong"
    # A column that was not understood but kept under its own heading is told.
    wanted = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    beside = any(_says(text, _texts(found.get("others"))) for text in wanted)
    return got, "said" if beside or _told(value, words, name) else "unsaid"


_READ_FROM = {
    "declared_by": "declaration",
    "declared_on": "declaration",
    "audit": "audit_certificate",
    "audit_on": "audit_certificate",
    "state_admin": "state_admin_certificate",
    "graduated": "graduated_on",
}


def _got(name: str, found: Row) -> Any:
    if name == "state_admin" and not found.get("state_admin_certificate"):
        return "exempt" if found.get("administration_degree") else None
    if name == "text":
        return [*(item["text"] for item in found.get("evidence", ())), found.get("gap", ""), found.get("note", "")]
    if name == "team":
        return [(name_key(member["name"]), member["role"]) for member in found.get("team") or ()]
    return found.get(_READ_FROM.get(name, name))


def _fits(name: str, value: Any, got: Any) -> bool:
    if value is None or value == "none":
        return got in (None, "", [])
    if name == "team":
        members = [(name_key(one["name"]), one["role"]) for one in value]
        asked = [(person, role if role else None) for person, role in members]
        have = dict(got)
        return len(have) == len(asked) and all(
            person in have and role in (None, have[person]) for person, role in asked
        )
    if not got:
        return isinstance(value, list) and None in value
    if value is True:
        return True
    if name == "round":
        return _same(value, str(got).removeprefix("Đợt "))
    if name in ("declared_on", "audit_on"):
        return value in [day.isoformat() for day in days_in(str(got))]
    if name in ("audit", "state_admin", "declared_by", "text", "decision", "standard"):
        return all(_says(text, _texts(got)) for text in (value if isinstance(value, list) else [value]))
    if name == "graduated":
        return str(got).startswith(str(value))
    return _same(value, got)


def _same(value: Any, got: Any) -> bool:
    return any(_key(one) == _key(got) for one in (value if isinstance(value, list) else [value]))


def _key(name: Any) -> str:
    return name_key(str(name)).replace(name_key("Ủy ban nhân dân"), "ubnd")


def _plain(text: str) -> str:
    """A text without case; a day is the same with other signs between its numbers."""
    days = re.sub(r"(?<!\d)0?(\d{1,2})[./-]0?(\d{1,2})[./-](\d{4})(?!\d)", r"\1/\2/\3", text.casefold())
    return " ".join(re.sub(r"(?<!\d)(?<!\d/)0?(\d{1,2})[./-](\d{4})(?!\d)", r"\1/\2", days).split())


def _says(text: str, texts: Iterable[str]) -> bool:
    """Whether one of some texts says another, as whole words."""
    sought = re.compile(rf"(?<!\w){re.escape(_plain(text))}(?!\w)")
    return any(sought.search(_plain(one)) for one in texts)


def _told(value: Any, words: Iterable[str], name: str = "") -> bool:
    """Whether what was told quotes a value: not where it says how it understood others."""
    if isinstance(value, dict):
        if value.get("point") and any(f": {_plain(value['text'])}»" in _plain(line) for line in words):
            return True  # a line of a point, quoted with it: «1.c: Năng lực, đào tạo (trang 1, dòng 16): …»
        value = value.get("text") or value.get("name") or value.get("agency")
    wanted = [str(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, (str, int))]
    if name in _CODED or name == "qms_status":
        wanted = [labels()[name].get(one, one) for one in wanted]
    told = [one for one in words if "đã hiểu" not in one and "đã đặt" not in one]
    return any(f"«{_plain(one)}" in _plain(line) for one in wanted if len(one) > 1 for line in told)
