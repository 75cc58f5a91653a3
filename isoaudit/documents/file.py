"""Mục lục hồ sơ kiểm tra: the ten kinds of papers of Article 39, each there, missing, or not called for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from isoaudit.documents.common import Matter, act_of, agency_names, numbered, office_block, round_name, when
from isoaudit.documents.kinds import PaperKind
from isoaudit.findings import judge, of_kind
from isoaudit.model import Act, ActKind, Case
from isoaudit.wording import date_short, label, sentence

Held = Literal["có", "thiếu", "không phát sinh"]
_COLUMN_CHARACTERS = {"name": 33, "number_symbol": 14, "note": 12}
_TEN: tuple[tuple[str, tuple[ActKind, ...]], ...] = (
    ("Kế hoạch kiểm tra (được phê duyệt)", ("plan_approved",)),
    ("Văn bản đề nghị báo cáo tình hình xây dựng, áp dụng, duy trì và cải tiến HTQLCL", ("requested",)),
    ("Báo cáo tình hình xây dựng, áp dụng, duy trì và cải tiến HTQLCL của cơ quan", ("report_received",)),
    ("Văn bản đề nghị cơ quan thực hiện hoặc khắc phục các nội dung chưa đáp ứng yêu cầu", ("correction_requested",)),
    ("Quyết định kiểm tra", ("decided", "decision_amended")),
    ("Biên bản kiểm tra", ("minutes_signed",)),
    ("Hồ sơ thực hiện hành động khắc phục của cơ quan", ()),
    ("Văn bản của Đoàn kiểm tra báo cáo đơn vị kiểm tra", ("team_reported",)),
    ("Văn bản của đơn vị kiểm tra báo cáo Ủy ban nhân dân cấp tỉnh về kết quả kiểm tra", ()),
    ("Tài liệu liên quan khác (nếu có)", ("announced", "notice_issued", "not_accepted")),
)
_OTHERS = {
    "announced": "biên bản công bố quyết định kiểm tra",
    "notice_issued": "thông báo kết quả kiểm tra",
    "not_accepted": "thông báo chưa chấp nhận hành động khắc phục",
    "decision_amended": "quyết định sửa đổi, bổ sung",
}
_ON_SITE, _BY_RECORD = {1, 5, 6, 8, 9}, {1, 2, 3, 9}
"""What the file must hold, by form; drawn from Articles 35 to 39."""


def file_index(kind: PaperKind, matter: Matter) -> dict[str, Any]:
    """The list of what the file of an inspection holds."""
    case = matter.case
    return {
        **office_block(kind, matter, (), str(case.inspection.year)),
        **agency_names(case),
        "inspection": case.inspection.id,
        "mode": label("mode", case.inspection.mode),
        "round": round_name(case.inspection),
        "when": when(case.inspection),
        "rows": numbered(_rows(case), _COLUMN_CHARACTERS),
    }


def _rows(case: Case) -> Iterator[dict[str, str]]:
    for place, (name, kinds) in enumerate(_TEN, start=1):
        acts = [act for act in case.acts if act.kind in kinds]
        yield {
            "name": "; ".join(dict.fromkeys([name, *(_OTHERS[act.kind] for act in acts if act.kind in _OTHERS)])),
            "number_symbol": "\n".join(_number(act) for act in acts) or _planned(case, place),
            "day": "\n".join(date_short(act.on) for act in acts) or _planned_day(case, place),
            "held": held(case, place).capitalize(),
            "note": "\n".join(sentence(note) for note in map(_note, acts) if note),
        }


def held(case: Case, place: int) -> Held:
    """Whether the ``place``-th of the ten kinds is there, missing, or not called for in this inspection."""
    kinds = _TEN[place - 1][1]
    if any(act.kind in kinds for act in case.acts) or _planned(case, place):
        return "có"
    return "thiếu" if place in _needed(case) else "không phát sinh"


def _needed(case: Case) -> set[int]:
    on_site = case.inspection.mode == "on_site"
    needed = set(_ON_SITE if on_site else _BY_RECORD)
    if case.inspection.occasion == "ad_hoc":
        needed.discard(1)
    if of_kind(judge(case), "nonconformity"):
        needed.add(7 if on_site else 4)
    return needed


def _planned(case: Case, place: int) -> str:
    """The plan's decision as ``isoaudit.toml`` has it, where no act says it."""
    return case.programme.plan.number if place == 1 and act_of(case, "plan_approved") is None else ""


def _planned_day(case: Case, place: int) -> str:
    on = case.programme.plan.on
    return date_short(on) if on and _planned(case, place) else ""


def _number(act: Act) -> str:
    return act.number or "Không số"


def _note(act: Act) -> str:
    arrived = [f"đến ngày {date_short(act.arrived_on)}"] if act.arrived_on else []
    return ", ".join([*arrived, *([] if act.file else ["chưa lưu tệp"])])
