"""Lists of procedures into the journal: what is published, what an agency declared (Circular 26/2014, Article 36.1.a).

A list says all of a body: a later one takes its place as a whole, and the earlier stays in the journal. A list of a
single decision only adds (``adds``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.body_names import BodyNames, body_key
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import Judge, take
from isoaudit.errors import RunError, excerpt, problem
from isoaudit.files import name_as_text
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Agency, Procedure
from isoaudit.rules.scope import LEVEL
from isoaudit.tables import Row, read_day
from isoaudit.tables.lists.procedures import PROCEDURE_COLUMNS, ProcedureRows, levels_in
from isoaudit.wording import count, date_short, label, name_key
from isoaudit.wording.codes import by_code_key, code_key
from isoaudit.wording.grouping import few
from isoaudit.wording.procedure_codes import procedure_name_key

_MOST = 10_000
"""Procedures of one body; more are a list of something else: the whole country has some thousands."""
_FEW = 3


def agency_named(state: State, name: str) -> Agency:
    """The agency with a code, a name, or an inspection with this id. Raises RunError (SCOPE_001)."""
    agencies = state.agencies
    inspection = state.known(by_code_key(state.codes()).get(code_key(name), name))
    found = inspection.agency if inspection else BodyNames(agencies).code_of(name)
    if found not in agencies:
        raise RunError(problem("SCOPE_001", name))
    return agencies[found]


def import_published(
    programme: Programme,
    path: Path,
    *,
    agency: str = "",
    adds: bool = False,
    dry_run: bool = False,
    asking: Asking = NOBODY,
) -> Imported:
    """A published list: it takes the place of what was known of each body it names; where it only ``adds``, of nothing.

    ``agency``: whose it is, where the file does not say. Raises TableError with every problem (SCOPE_002 two names of
    one code, SCOPE_004 too many, SCOPE_005 empty), RunError SCOPE_001.
    """
    whose = agency_named(programme.lists(), agency).code if agency else ""

    def judge(desk: Desk) -> None:
        desk.state.take_in(programme.journal.entries_of("procedure"))
        _published(desk, whose, adds)

    return _take(programme, path, judge, dry_run, asking)


def import_declared(
    programme: Programme,
    path: Path,
    agency: str,
    *,
    on: date | None = None,
    dry_run: bool = False,
    asking: Asking = NOBODY,
) -> Imported:
    """The list that went with an agency's declaration of a day (Decision 19/2014, Article 4.3), as it stands there.

    It is evidence: what is listed twice or without a code is kept so. ``on``: the day of the declaration; without it
    the one in the register (SCOPE_003). Raises as :func:`import_published`.
    """
    state = programme.lists()
    body = agency_named(state, agency)
    day = on or _declared_on(body)

    def judge(desk: Desk) -> None:
        desk.state.take_in(programme.journal.entries_about("declared", [f"{body.code}/{day.isoformat()}"]))
        _declared(desk, body, day)

    return _take(programme, path, judge, dry_run, asking)


def _take(programme: Programme, path: Path, judge: Judge, dry_run: bool, asking: Asking) -> Imported:
    return take(programme, path, "procedures", PROCEDURE_COLUMNS, judge, reads=(), dry_run=dry_run, asking=asking)


def _declared_on(agency: Agency) -> date:
    """The day of the declaration as the register cites it: Quyết định số 15/QĐ-SNV ngày 05/3/2024."""
    days = days_in(agency.declaration)
    if not days:
        raise RunError(problem("SCOPE_003", agency.code, agency=agency.code))
    return max(days)


def days_in(text: str) -> list[date]:
    """The days that a text names: 05/3/2024, ngày 05 tháng 3 năm 2024."""
    said = re.sub(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", r"\1/\2/\3", text, flags=re.IGNORECASE)
    found = (read_day(one) for one in re.findall(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", said))
    return [day for day in found if day]


def _read(desk: Desk) -> list[tuple[Row, dict[str, Any]]]:
    """The procedures of the table; an empty list is refused (SCOPE_005)."""
    rows = ProcedureRows(desk.table)
    found = list(rows.read())
    desk.done.warnings.extend(rows.notes())
    if not found and not desk.table.faults.placed:
        desk.table.faults.refuse(desk.table.heads[0], "SCOPE_005")
    without = sum(not fields["codes"] for _, fields in found)
    if found and without:
        whole = "Cả danh mục" if without == len(found) else f"{count(without)} TTHC"
        desk.done.warnings.append(f"{desk.table.path.name}: {whole} chưa có mã; đối chiếu theo tên.")
    return found


def _declared(desk: Desk, agency: Agency, on: date) -> None:
    found = _read(desk)
    if len(found) > _MOST:
        _refuse_many(desk, len(found), agency.name)
        return
    listed = Counter(code for _, fields in found for code in set(fields["codes"]))
    if twice := [code for code, number in listed.items() if number > 1]:
        desk.done.warnings.append(
            f"{desk.table.path.name}: {count(len(twice))} mã ghi nhiều lần ({few(twice, _FEW)}); giữ như cơ quan "
            "đã ghi, nêu khi đối chiếu."
        )
    processes = "tthc_process" in desk.table.columns
    subject = f"{agency.code}/{on.isoformat()}"
    desk.say("declared", subject, _payload(desk, [fields for _, fields in found], processes))
    desk.done.warnings.append(
        f"Danh mục kèm công bố HTQLCL ngày {date_short(on)} của {agency.name}: {count(len(found))} TTHC."
    )


def _payload(desk: Desk, rows: Iterable[Mapping[str, Any]], processes: bool = False) -> dict[str, Any]:
    said = [Procedure.model_validate(fields).model_dump(mode="json") for fields in rows]
    named = {"rows": said, "source": name_as_text(desk.table.path)}
    return {**named, "processes": True} if processes else named


def _refuse_many(desk: Desk, number: int, whose: str) -> None:
    most = f"{_MOST:,}".replace(",", ".")
    desk.table.faults.refuse(desk.table.heads[0], "SCOPE_004", number=count(number), whose=whose, most=most)


def _published(desk: Desk, agency: str, adds: bool) -> None:
    found = _of_the_decision(desk, _in_force(desk, _read(desk)))
    _refuse_two_names(desk, found)
    lists: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    bodies, unknown = _Bodies(desk.state, desk.table.above), Counter[str]()
    twice = 0
    for row, fields in found:
        whose = [agency] if agency else bodies.of(row, unknown)
        for body in whose:
            for code in fields["codes"] or [""]:
                key = (code,) if code else ("", procedure_name_key(fields["name"]))
                rows = lists.setdefault(body, {})
                twice += key in rows
                rows.setdefault(key, {**fields, "codes": [code] if code else []})
    for body, rows in lists.items():
        if len(rows) > _MOST and not body.startswith(LEVEL):  # a level may be of many bodies
            _refuse_many(desk, len(rows), bodies.name(body))
    if desk.table.faults.placed:
        return
    if twice:
        desk.done.warnings.append(
            f"{desk.table.path.name}: {count(twice)} dòng ghi lại TTHC đã có ở dòng trước, tính một lần."
        )
    desk.done.warnings.extend(_unknown(desk, unknown))
    for body in sorted(lists):
        _say(desk, bodies, body, lists[body], adds)


def _say(desk: Desk, bodies: _Bodies, body: str, rows: Mapping[tuple[str, ...], dict[str, Any]], adds: bool) -> None:
    """Say the list of a body, and what of the one before is no longer in it."""
    known = desk.state.scopes.lists.present.get(body)
    before = {_key(row): row for row in known.rows} if known else {}
    gone = [row for key, row in before.items() if key not in rows]
    whole = [row.model_dump() for row in gone] if adds else []
    payload = _payload(desk, [*whole, *rows.values()])
    payload["rows"].sort(key=lambda row: (row.get("codes", []), row["name"]))
    desk.say("procedure", body, payload)
    line = f"{bodies.name(body)}: {count(len(payload['rows']))} TTHC"
    if gone and not adds:
        named = [f"{', '.join(row.codes)} {excerpt(row.name)}".strip() for row in gone]
        line += f"; {count(len(gone))} TTHC của danh mục nhập trước không còn ({few(named, _FEW)})"
    desk.done.warnings.append(f"{line}.")


def _key(row: Procedure) -> tuple[str, ...]:
    return row.codes[:1] or ("", procedure_name_key(row.name))


def _refuse_two_names(desk: Desk, found: Iterable[tuple[Row, Mapping[str, Any]]]) -> None:
    """A published code has one name; where two rows name it otherwise, nobody can tell which holds (SCOPE_002)."""
    first: dict[str, tuple[Row, str]] = {}
    for row, fields in found:
        for code in fields["codes"]:
            at, name = first.setdefault(code, (row, fields["name"]))
            if procedure_name_key(name) != procedure_name_key(fields["name"]):
                desk.refuse(row, "tthc_name", "SCOPE_002", value=code, row=at.place.within_file, name=excerpt(name))


def _in_force(desk: Desk, found: list[tuple[Row, dict[str, Any]]]) -> list[tuple[Row, dict[str, Any]]]:
    """The rows without those under a part of the list that names what was abolished (said); that part alone stays."""
    abolished = [_ABOLISHED.search(f"{row.outer} {row.section}") is not None for row, _ in found]
    if all(abolished) or not any(abolished):
        return found
    gone = [f"«{excerpt(fields['name'])}»" for (_, fields), is_gone in zip(found, abolished, strict=True) if is_gone]
    desk.done.warnings.append(
        f"{desk.table.path.name}: bỏ qua {count(len(gone))} TTHC ở phần bị bãi bỏ ({few(gone, _FEW)})."
    )
    return [one for one, is_gone in zip(found, abolished, strict=True) if not is_gone]


_ABOLISHED = re.compile(r"(?:bị|được) bãi bỏ|\bbãi bỏ\s*$", re.IGNORECASE)
_CITED = re.compile(
    r"(?:kèm )?theo (?:Quyết định|QĐ) (?:số )?([0-9]+[^\s/]*/QĐ-[^\s,;)]+"
    r"(?: ngày (?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{1,2} tháng [0-9]{1,2} năm [0-9]{4}))?)",
    re.IGNORECASE,
)


def _of_the_decision(desk: Desk, found: list[tuple[Row, dict[str, Any]]]) -> list[tuple[Row, dict[str, Any]]]:
    """The rows, each with the decision that the title cites, of a list without a column of decisions (said).

    Its day is not taken for theirs: a list as it stands today names procedures that were in force before.
    """
    cited = next((said[1] for text in desk.table.above if (said := _CITED.search(" ".join(text.split())))), "")
    if not cited or not found or {"tthc_decision", "tthc_decided_on"} & desk.table.columns:
        return found
    desk.done.warnings.append(
        f"{desk.table.path.name}: quyết định công bố lấy ở dòng trên bảng: Quyết định số {cited}."
    )
    return [(row, {**fields, "decision": cited}) for row, fields in found]


_DECIDES = re.compile(
    r"thẩm quyền(?: giải quyết)?(?: của)?\s+((?:sở|ubnd|ủy ban nhân dân|ban|văn phòng|thanh tra)\b.*)", re.IGNORECASE
)


def body_that_decides(titles: Sequence[str]) -> str:
    """The body whose procedures a title says a list is of; of «của UBND phường» the one that the letterhead names.

    Empty: no title says it.
    """
    found = next((said[1] for text in titles if (said := _DECIDES.search(text))), "")
    of = re.split(r"\s+năm\s|[,(]", found)[0].strip(" .")
    fuller = (text for text in titles if name_key(text).startswith(f"{name_key(of)} ")) if of else ()
    return next(iter(fuller), of)


class _Bodies:
    """Whose a row of a published list is: agencies of the register, or a level."""

    def __init__(self, state: State, titles: Sequence[str] = ()) -> None:
        self._agencies = state.agencies
        self._names = BodyNames(state.agencies)
        self._read: dict[str, tuple[list[str], list[str]]] = {}
        whole = body_that_decides(titles)
        alone = re.sub(r"(?<=\w)\s+(?:tỉnh|thành phố|TP\.?)\s.*", "", whole, flags=re.IGNORECASE)
        self._whole = (self._one(whole) or self._one(alone)) if whole else ""
        """Whose the whole list is, by its title."""
        self._level = state.agencies[self._whole].level if self._whole in state.agencies else ""

    def name(self, body: str) -> str:
        if body.startswith(LEVEL):
            return f"TTHC {label('procedure_level', body.removeprefix(LEVEL))}"
        return self._agencies[body].name

    def of(self, row: Row, unknown: Counter[str]) -> list[str]:
        """The bodies of a row; a body that nobody knows is counted, and the row is of its level."""
        typed = row.values.get("tthc_agency") or ""
        bodies, strange = self._named(typed) if typed else ([], [])
        unknown.update(strange)
        if bodies:
            return bodies
        levels_ = row.values.get("tthc_level") or levels_in(row.section) or levels_in(row.outer)
        if not row.values.get("tthc_level") and levels_ == [self._level]:
            return [self._whole]  # «PHẦN A. TTHC CẤP TỈNH» of a list that is of one Sở by its title
        if len(levels_) > 1:  # steps of the central authorities are none of the province's
            levels_ = [level for level in levels_ if level != "trung_uong"]
        if not levels_ and self._whole:
            return [self._whole]
        return [f"{LEVEL}{level}" for level in levels_ or ["tinh"]]

    def _named(self, typed: str) -> tuple[list[str], list[str]]:
        if typed not in self._read:
            bodies, strange = [], []
            whole = self._one(typed)
            for part in [typed] if whole else [p.strip() for p in re.split(r"[;\n]|,\s+(?=[A-ZĐÀ-Ỹ])", typed)]:
                if one := self._one(part):
                    bodies.append(one)
                elif part:
                    strange.append(part)
            self._read[typed] = (list(dict.fromkeys(bodies)), strange)
        return self._read[typed]

    def _one(self, typed: str) -> str:
        """An agency by code or name; «UBND cấp xã» is a level."""
        key = body_key(typed)
        for level in ("xa", "huyen"):
            words = label("procedure_level", level)
            if key in {body_key(f"UBND {words}"), body_key(words), body_key(f"Ủy ban nhân dân {words}")}:
                return f"{LEVEL}{level}"
        if "ubnd" in key.split() and (body_key("cấp xã") in key or key == body_key("UBND xã, phường, đặc khu")):
            return f"{LEVEL}xa"
        return self._names.code_of(typed)


def _unknown(desk: Desk, unknown: Counter[str]) -> Iterable[str]:
    """Bodies that are not in the register: their procedures are kept by level and compared with no agency."""
    if unknown:
        named = few([f"«{excerpt(name)}»" for name in unknown], _FEW)
        yield (
            f"{desk.table.path.name}: {count(len(unknown))} tên cơ quan không có trong danh sách cơ quan ({named}); "
            "TTHC của các cơ quan ấy chưa đối chiếu được. Nhập danh sách cơ quan, hoặc nhập riêng từng danh mục với "
            "«--agency MÃ»."
        )
