"""Sheets of a plan that are of one form by their title or name: «KIỂM TRA QUA HỒ SƠ, BÁO CÁO», sheet «Qua hồ sơ».

They name the month and who looks at the papers; what stands there is read as below a half of a plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Column
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import find_heading
from isoaudit.tables.files.opening import ABOVE
from isoaudit.tables.lists.above import INSPECTIONS, speaks_of
from isoaudit.tables.plans.words import LEADER, column_of, leader_title, title_of, told_by
from isoaudit.wording import label


def of_one_form(
    sheet: str, rows: Sequence[RawRow], columns: Sequence[Column]
) -> tuple[Mapping[str, str], list[RawRow], str]:
    """What a sheet of inspections by record says of all its rows, these with its heading in words of a plain list, and
    what is said of it; of any other sheet nothing, and its rows as they are."""
    at = next((n for n in range(len(rows[:ABOVE])) if "agency" in find_heading([rows[n]], columns).where()), None)
    if at is None or (form := _form(sheet, rows[:at])) != label("mode", "by_record"):
        return {}, list(rows), ""
    number, cells = rows[at]
    texts = [" ".join(raw.split()) if isinstance(raw, str) else "" for raw in cells]
    own = [column_of(text, columns) if text else "" for text in texts]
    if "mode" in own or LEADER not in own:
        return {}, list(rows), ""
    titles = [title_of(text, columns, texts) if text else raw for text, raw in zip(texts, cells, strict=True)]
    leads = [f"«{excerpt(text)}»" for text in texts if leader_title(text) in titles]
    note = f"mọi dòng là «{form}»" + (f"; đã hiểu {', '.join(leads)} là «{label('role', LEADER)}»." if leads else ".")
    return {"mode": form}, [*rows[:at], (number, titles), *rows[at + 1 :]], note


def _form(sheet: str, above: Sequence[RawRow]) -> str:
    """The one form that a title or the name of the sheet says; empty: none does, or several."""
    titles = [raw for _, cells in above for raw in cells if isinstance(raw, str) and raw.strip()]
    about = [title for title in titles if speaks_of(title, INSPECTIONS)]
    found = {told_by(text)["mode"] for text in (*about, sheet) if "mode" in told_by(text)}
    return found.pop() if len(found) == 1 else ""
