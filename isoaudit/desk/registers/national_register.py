"""The communes of a province out of the national register into the journal, through the door of every list of agencies.

What is recorded already stays as it is: an agency is known by its name, then by its official code, which it keeps when
the office has renamed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.body_names import body_key, by_whole_name
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, of_the_register, open_in
from isoaudit.journal.programme import Programme
from isoaudit.tables import Row, Table
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.lists.national_register import SINCE, SPOKEN, province_named, table_of


def import_national_register(
    programme: Programme, province: str, *, dry_run: bool = False, asking: Asking = NOBODY
) -> Imported:
    """The communes of a province, by its name or code, that the register does not have yet.

    Their obligation is that of a list that does not say it: a special zone is asked about. Raises TableError:
    AGENCY_009 for a province that is none, AGENCY_006 for what nobody could be asked.
    """
    of = province_named(province)

    def further(table: Table) -> Iterable[Question]:
        return open_in(programme, table, prepare=_as_recorded)

    def judge(desk: Desk) -> None:
        _as_recorded(desk)
        of_the_register(desk)
        if (year := programme.settings.year) < date.fromisoformat(SINCE).year:
            desk.done.warnings.append(f"{SPOKEN}: có từ ngày 01/7/2025, không phải các xã, phường của năm {year}.")

    return take(
        programme,
        SPOKEN,
        "agencies",
        AGENCY_COLUMNS,
        judge,
        reads=(),
        dry_run=dry_run,
        asking=replace(asking, further=further),
        read=lambda words: table_of(of, words),
    )


def _as_recorded(desk: Desk) -> None:
    """Give the rows of agencies that are known their own code and name, and nothing else to say.

    A name that several agencies have is left out, and that is said: which of them it is nobody can know here.
    """
    agencies = desk.state.agencies
    alone, several = by_whole_name(agencies.values())  # «UBND xã A, huyện B» was another body
    rows: list[Row] = []
    for row in desk.table.rows:
        name, code = row.values["name"], row.values["code"]
        own = agencies.get(code) or agencies.get(alone.get(body_key(name), ""))
        if own:
            rows.append(replace(row, values={"code": own.code, "name": own.name}))
        elif body_key(name) in several:
            desk.done.warnings.append(f"{SPOKEN}: «{name}» là tên của nhiều cơ quan đã ghi; không thêm cơ quan này.")
        else:
            rows.append(row)
    desk.table = replace(desk.table, rows=rows)
