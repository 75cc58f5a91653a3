"""Where the guides speak of what has the focus in the form on site."""

from __future__ import annotations

from isoaudit.lab.guides import guide

_GUIDE, _WORDS = "kiem-tra-tai-tru-so", "so-va-chu"
_MINUTES = guide(_GUIDE, "thẻ-7-biên-bản")

HELP = {
    "": guide(_GUIDE),
    # tabs
    "prepare": guide(_GUIDE, "thẻ-1-chuẩn-bị"),
    "questions": guide(_GUIDE, "thẻ-2-phiếu-kiểm-tra"),
    "samples": guide(_GUIDE, "thẻ-3-hồ-sơ-lấy-mẫu"),
    "missing": guide(_GUIDE, "thẻ-4-còn-thiếu"),
    "meeting": guide(_GUIDE, "thẻ-5-họp-đoàn"),
    "exchange": guide(_GUIDE, "thẻ-6-trao-đổi-với-cơ-quan"),
    "minutes": _MINUTES,
    # records, their fields
    "answer": guide(_GUIDE, "thẻ-2-phiếu-kiểm-tra"),
    "answer.verdict": guide(_WORDS, "phiếu-làm-việc-phiếu-kiểm-tra"),
    "answer.evidence": guide(_GUIDE, "bằng-chứng"),
    "answer.gap": guide(_GUIDE, "không-phù-hợp"),
    "answer.note": guide(_GUIDE, "không-áp-dụng"),
    "answer.files": guide(_GUIDE, "ảnh-tệp"),
    "meeting.evidence": guide(_GUIDE, "bằng-chứng"),
    "point": guide(_GUIDE, "hiện-trạng"),
    "part": guide(_GUIDE, "phân-công"),
    "visit/head": guide(_GUIDE, "giờ-bắt-đầu"),
    "visit/opinion": guide(_GUIDE, "ý-kiến-của-cơ-quan"),
    "paper/minutes": guide(_GUIDE, "lập-biên-bản"),
    "act/minutes_signed": guide(_GUIDE, "ghi-đã-ký"),
    # what goes wrong
    "refused": guide(_GUIDE, "chưa-ghi-được--1-mục-cần-sửa"),
    "conflict": guide(_GUIDE, "hai-nội-dung-khác-nhau"),
    "dispute": guide(_GUIDE, "hai-nội-dung-khác-nhau"),
    "writer": guide(_GUIDE, "người-ghi"),
}
"""By a tab, a kind of record, a field of it; the names stand in ``static/10_help.js`` of the form."""
