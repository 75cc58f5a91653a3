"""Where the guides speak of what has the focus on the start page."""

from __future__ import annotations

from isoaudit.lab.guides import guide
from isoaudit.start import inspections, overview, tables

_GUIDE, _ON_SITE, _PLAN, _REVIEW, _IT = (
    "van-thu",
    "kiem-tra-tai-tru-so",
    "ke-hoach-va-bao-cao",
    "xem-xet-khac-phuc",
    "cong-nghe-thong-tin",
)
_LETTERS = guide(_GUIDE, "5-thông-báo-công-văn-một-buổi-chiều")
_ACTS = guide(_GUIDE, "4-ghi-cả-loạt-từ-một-bảng")
_BEFORE = guide(_GUIDE, "3-văn-bản-trước-khi-kiểm-tra")
_KEPT = guide(_GUIDE, "7-hồ-sơ-sao-lưu")
HELP = {
    "": guide(_GUIDE),
    # tabs
    overview.GROUP: guide(_GUIDE, "2-hằng-ngày-ai-đang-giữ-việc-gì"),
    inspections.GROUP: _BEFORE,
    tables.GROUP: guide(_GUIDE, "1-đầu-năm"),
    # the year
    "year/search": guide(_GUIDE, "tìm-lại-một-nội-dung"),
    "year/duties": guide(_PLAN, "1-quy-định-cần-nhớ"),
    "year/results": guide("so-va-chu"),
    "year/stands.run": _LETTERS,
    "year/stands.plan_check": guide(_PLAN, "3-kế-hoạch"),
    "year/stands.other_paper": _BEFORE,
    "round.issue": _LETTERS,
    "round.round_paper": _BEFORE,
    "program/backup": _KEPT,
    "program/years": guide(_GUIDE, "1-đầu-năm"),
    "other/pack": guide(_ON_SITE, "1-trước-ngày-kiểm-tra"),
    "other/merge": guide(_ON_SITE, "4-gộp-các-máy-họp-đoàn"),
    "other/restore": guide(_IT, "3-sao-lưu-khôi-phục"),
    "other/plan": guide(_PLAN, "3-kế-hoạch"),
    "other/duties": guide(_PLAN, "1-quy-định-cần-nhớ"),
    "other/rollout": guide(_PLAN, "4-triển-khai-chuyển-đổi"),
    # an inspection
    "inspection.open": guide(_ON_SITE, "2-mở-phiếu"),
    "inspection.review": guide(_REVIEW),
    "inspection.settle": guide(_ON_SITE, "4-gộp-các-máy-họp-đoàn"),
    "inspection.receive": guide(_GUIDE, "báo-cáo-khắc-phục"),
    "inspection.run": _LETTERS,
    "inspection.take_back": guide(_GUIDE, "việc-không-xảy-ra"),
    "inspection.archive": _KEPT,
    "inspection.dossier": _KEPT,
    # tables
    "table/settings": guide(_GUIDE, "bảng-thiết-lập"),
    "table/agencies": guide(_GUIDE, "danh-sách-cơ-quan"),
    "table/inspections": guide(_PLAN, "3-kế-hoạch"),
    "table/acts": _ACTS,
    "table/answers": guide(_ON_SITE, "6-khi-có-sự-cố"),
    "table/samples": guide(_ON_SITE, "thẻ-3-hồ-sơ-lấy-mẫu"),
    "table/reviews": guide(_REVIEW, "3-thẻ-2-xem-xét"),
    "table/rollout": guide(_PLAN, "4-triển-khai-chuyển-đổi"),
}
"""By a tab, a kind of record, a field or button of it; the names stand in ``static/10_help.js`` of the form."""
