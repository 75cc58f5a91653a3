"""Those who inspect, and what Article 40.1 of Circular 26/2014 asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from isoaudit.desk.asking import NOBODY, Asking
from isoaudit.desk.given_codes import inspectors_with_codes
from isoaudit.desk.intake import Desk, Imported, take
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.rules.competence import lacking
from isoaudit.tables import Column, Row, code, past_day_or_year, person, text
from isoaudit.wording import name_key

INSPECTOR_COLUMNS = (
    Column("code", code, required=True, given=True),
    Column("name", person, required=True, title="full_name"),
    Column("position", text),
    Column("unit", text),
    Column("degree", text),
    Column("graduated_on", past_day_or_year),
    Column("state_admin_certificate", text),
    Column("audit_certificate", text),
    Column("administration_degree", text),
    Column("certifier", text),
    Column("expert_card", text),
    Column("certifier_confirmation", text),
)


def import_inspectors(programme: Programme, path: Path, *, dry_run: bool = False, asking: Asking = NOBODY) -> Imported:
    """The inspectors. Raises TableError with every problem; what Article 40.1 asks for and is not recorded is said."""
    return take(
        programme,
        path,
        "inspectors",
        INSPECTOR_COLUMNS,
        _inspectors,
        reads=(),
        afterwards=_competence,
        dry_run=dry_run,
        asking=asking,
    )


def _inspectors(desk: Desk) -> None:
    seen: dict[str, Row] = {}
    names = {name_key(inspector.name): inspector.code for inspector in desk.state.inspectors.values()}
    for row in inspectors_with_codes(desk):
        id, name = row.values.get("code"), row.values.get("name")
        if not id or not name:
            continue
        if id.casefold() in seen:
            desk.refuse_second(row, "code", seen[id.casefold()], id)
        elif names.setdefault(name_key(name), id) != id:  # a team names its members: a name must stand for one person
            desk.refuse(row, "name", "INSPECTOR_001", name=name, other=names[name_key(name)])
        seen.setdefault(id.casefold(), row)
        back = {"removed": ""} if desk.state.fields("inspector", id).get("removed") else {}
        desk.say("inspector", id, {k: v for k, v in row.values.items() if k != "code"} | back)


def _competence(_: Programme, state: State, drafts: Iterable[Draft]) -> Iterable[str]:
    for draft in drafts:
        inspector = state.inspectors[draft.subject]
        if lacks := lacking(inspector, None):
            yield f"{inspector.code} «{inspector.name}»: {'; '.join(lacks)}."
