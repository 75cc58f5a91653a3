"""By which form of the checklist an inspection is done, as its schedule says: the whole, or a short form."""

from __future__ import annotations

from isoaudit.desk.intake.judging import Desk
from isoaudit.rules.selection import is_whole, may_use, named
from isoaudit.tables import Row
from isoaudit.wording import in_sentence, label


def selection_of_row(desk: Desk, row: Row, id: str) -> str:
    """The id of the short form that a cell names, empty for the whole checklist.

    A form that the checklists of the inspection do not have is refused (INSPECTION_011), and one that is not for this
    kind of agency (INSPECTION_012).
    """
    typed: str = row.values["selection"]
    if is_whole(typed):
        return ""
    inspection = desk.state.known(id)
    pins = inspection.checklists if inspection else desk.pins_today()
    selections = desk.selections(pins)
    found = named(selections, typed)
    if found is None:
        known = ", ".join(f"{one.id} ({one.title})" for one in selections) or "không có phiếu rút gọn nào"
        desk.refuse(row, "selection", "INSPECTION_011", value=typed, known=known)
        return ""
    body = desk.state.agencies[row.values["agency"]]
    if not may_use(found, body):
        kind = in_sentence(label("kind", body.kind))
        desk.refuse(row, "selection", "INSPECTION_012", title=found.title, agency=body.code, kind=kind)
        return ""
    return found.id
