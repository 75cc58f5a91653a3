"""The proposed plan as a workbook: a list that a person changes and imports, and how its bodies were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isoaudit.rules.plan import REASONS, Choice, Proposal, Wishes
from isoaudit.tables.cells import Column, text
from isoaudit.tables.files.sheets import PLAN
from isoaudit.tables.workbooks.forms import Form, FormColumn, forms_workbook
from isoaudit.wording import count, in_sentence, label, labels

WHY = "Lý do đề xuất"
"""The heading under which the reasons stand; the import keeps that column with each inspection."""
_NAME = Column("name", text, title="Tên cơ quan")
_LIST = (
    ("inspection", 20), ("agency", 13), ("name", 36), ("mode", 18), ("round", 8), ("from", 12), ("to", 12),
    ("team", 34), ("coordinating_unit", 22), ("budget", 14), ("why", 48),
)  # fmt: skip
_DRAWN = (("TT", 6), ("Mã", 13), ("Cơ quan được xét", 36), ("Xếp theo", 28), ("Số lý do", 9),
          ("Lần gần nhất tại trụ sở", 12), ("Dấu bốc thăm", 34), ("Đề xuất", 18), ("Các lý do", 48))  # fmt: skip


def plan_workbook(rows: Sequence[Mapping[str, str]], proposal: Proposal, wishes: Wishes, said: str) -> bytes:
    """The list (``rows`` by the names of its columns), then population, seed, rule and order of the choice.

    ``said``: of which data. The same content gives the same bytes.
    """
    title = f"Danh sách đề xuất kiểm tra năm {proposal.year}"
    guide = [
        title,
        said,
        f"Trang «{PLAN}» là đề xuất, không phải kế hoạch: sửa hình thức, đợt, ngày, Đoàn, thêm hoặc xóa dòng, rồi lưu. "
        "Kiểm tra lại bằng «isoaudit plan check TỆP»; nhập bằng «isoaudit inspections import TỆP».",
        f"Cột «{WHY}» được giữ lại cùng từng cuộc kiểm tra, không in vào văn bản.",
        f"Trang «{_ORDER}» ghi toàn bộ cơ quan được xét, số bốc thăm và cách xếp, để ai cũng làm lại được.",
    ]
    listed = tuple(_column(name, width) for name, width in _LIST)
    order = tuple(FormColumn(Column(heading, text), width, read_only=True) for heading, width in _DRAWN)
    purpose = "Mỗi dòng một cuộc kiểm tra; dòng chưa có mã là cuộc kiểm tra mới."
    forms = (
        Form(PLAN, purpose, listed, rows),
        Form(_ORDER, "\n".join(rule_lines(proposal, wishes)), order, [_drawn(one) for one in proposal.choices]),
    )
    return forms_workbook(guide, forms)


_ORDER = "Cách chọn"


def rule_lines(proposal: Proposal, wishes: Wishes) -> list[str]:
    """Population, seed and rule, so that anybody can repeat the choice by hand."""
    kinds = "; ".join(f"({n}) {in_sentence(label('plan_reason_kind', kind))}" for n, kind in enumerate(REASONS, 1))
    return [
        f"Cơ quan được xét: {count(len(proposal.choices))} cơ quan thuộc đối tượng phải xây dựng và áp dụng trong danh "
        f"sách cơ quan. Kiểm tra tại trụ sở tối thiểu 1/3: {count(proposal.needed)} (điểm b khoản 2 Điều 33 Thông tư "
        f"số 26/2014/TT-BKHCN); đề xuất: {count(proposal.wanted)}.",
        f"Thứ tự: cơ quan đã có cuộc kiểm tra tại trụ sở trong năm; rồi theo lý do nặng nhất: {kinds}; rồi nhiều lý do "
        "hơn; rồi lâu chưa đến trụ sở hơn; cuối cùng là cơ quan mà cuộc kiểm tra tại trụ sở trong năm đã bỏ hoặc đã "
        "chuyển hình thức. Thứ tự này là cách làm của đơn vị, không phải quy định của pháp luật; «nhiều năm» là từ "
        f"{count(wishes.years)} năm.",
        f"Cơ quan bằng nhau thì bốc thăm: số bốc thăm {proposal.seed}; dấu bốc thăm là SHA-256 của dòng chữ «số:mã» "
        f"(ví dụ «{proposal.seed}:{_example(proposal)}»), dấu nhỏ hơn đứng trước.",
    ]


def _example(proposal: Proposal) -> str:
    return proposal.choices[0].agency.code if proposal.choices else "SNV"


def _column(name: str, width: int) -> FormColumn:
    if name == "name":
        return FormColumn(_NAME, width, read_only=True)
    if name == "why":
        return FormColumn(Column("why", text, title=WHY), width)
    choices = tuple(labels()["mode"].values()) if name == "mode" else ()
    return FormColumn(Column(name, text), width, choices=choices, read_only=name == "inspection")


def _drawn(choice: Choice) -> dict[str, str]:
    agency, first = choice.agency, next(iter(choice.reasons), None)
    return {
        "TT": str(choice.place),
        "Mã": agency.code,
        "Cơ quan được xét": agency.name,
        "Xếp theo": label("plan_reason_kind", first.kind) if first else "không có lý do",
        "Số lý do": str(len(choice.reasons)),
        "Lần gần nhất tại trụ sở": str(agency.last_on_site or "chưa ghi"),
        "Dấu bốc thăm": choice.lot,
        "Đề xuất": f"tại trụ sở, {label('plan_decided', choice.decided)}"
        if choice.decided
        else label("mode", "by_record"),
        "Các lý do": why(choice),
    }


def why(choice: Choice) -> str:
    """The reasons of a choice in a sentence; that a lot decided is one of them."""
    words = [reason.words for reason in choice.reasons]
    if choice.decided == "drawn":
        words.append(
            "bốc thăm để đủ số kiểm tra tại trụ sở" if not choice.reasons else "bốc thăm trong số cơ quan bằng nhau"
        )
    return "; ".join(words)
