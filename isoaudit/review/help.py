"""Where the guides speak of what has the focus in the review of corrective action."""

from __future__ import annotations

from isoaudit.lab.guides import guide

_GUIDE = "xem-xet-khac-phuc"
HELP = {
    "": guide(_GUIDE),
    # tabs
    "reports": guide(_GUIDE, "2-thẻ-1-báo-cáo-của-cơ-quan"),
    "review": guide(_GUIDE, "3-thẻ-2-xem-xét"),
    "missing": guide(_GUIDE, "thẻ-3-còn-thiếu"),
    "papers": guide(_GUIDE, "4-thẻ-4-văn-bản"),
    # records, their fields
    "act/correction_reported": guide(_GUIDE, "báo-cáo-mới-đến"),
    "reply": guide(_GUIDE, "đúng-như-cơ-quan-báo-cáo"),
    "reply.files": guide(_GUIDE, "ảnh-tệp-bằng-chứng"),
    "review.reason": guide(_GUIDE, "chưa-đạt-yêu-cầu"),
    # what goes wrong
    "refused": guide(_GUIDE, "nội-dung-không-ghi-được"),
    "conflict": guide(_GUIDE, "hai-người-xem-xét-khác-nhau"),
    "writer": guide(_GUIDE, "người-ghi"),
}
"""By a tab, a kind of record, a field of it; the names stand in ``static/10_help.js`` of the form."""
