"""A list of agencies in which the People's Committee of the province and its office are two rows: a remark, no refusal.

Circular 26/2014, Article 6.1: both build and apply one system together. Article 33.2 counts agencies, of which a third
are inspected at their office; it does not say whether these are two of them. So nobody is made one with another here:
the inspecting unit decides, and is told what is counted and how two rows become one.
"""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.desk.intake.judging import Desk
from isoaudit.journal.programme import today
from isoaudit.model import Agency
from isoaudit.rules.register_figures import register_figures, sharing
from isoaudit.wording import count


def note_shared_system(desk: Desk) -> Iterator[str]:
    """What is to be known of two rows that have one system, where the list names one of them."""
    if desk.table.faults.placed:
        return
    agencies = dict(desk.state.agencies)
    for draft in (draft for draft in desk.drafts if draft.kind == "agency"):
        fields = {**desk.state.fields("agency", draft.subject), **draft.payload, "code": draft.subject}
        agencies[draft.subject] = Agency.model_validate(fields)
    named = {row.values.get("code") for row in desk.table.rows} | {draft.subject for draft in desk.drafts}
    shared = [agencies[code] for code in sharing(register_figures(agencies.values(), today()))]
    if len(shared) < 2 or not any(agency.code in named for agency in shared):
        return
    first = next((agency for agency in shared if agency.kind == "ubnd_tinh"), shared[0])
    others = [agency for agency in shared if agency is not first]
    rows = " và ".join(f"«{agency.name}» (mã {agency.code})" for agency in (first, *others))
    removed = " ".join(agency.code for agency in others)
    many = count(len(shared))
    name = f"{first.name} và {others[0].name}"
    yield (
        f"{desk.table.path.name}: {rows} là {many} dòng. Các cơ quan này áp dụng chung một HTQLCL (khoản 1 Điều 6 "
        f"Thông tư số 26/2014/TT-BKHCN), được tính một HTQLCL nhưng {many} cơ quan, cả khi tính mức một phần ba "
        f"(khoản 2 Điều 33). Nếu đơn vị tính là một đầu mối: sửa tên ở dòng mã {first.code} thành «{name}», bỏ dòng "
        f'kia, nhập lại, rồi «isoaudit agencies remove {removed} --why "Chung HTQLCL với {first.code}"».'
    )
