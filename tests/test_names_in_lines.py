"""Names of offices over the lines of a letterhead: broken where a reader pauses (Decree 30/2020, Annex I, II.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.papers.values.names import in_lines

NAMES = (
    "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    "SỞ VĂN HÓA, THỂ THAO|VÀ DU LỊCH",
    "SỞ NÔNG NGHIỆP|VÀ MÔI TRƯỜNG|TỈNH AN BÌNH",
    "CHI CỤC TIÊU CHUẨN|ĐO LƯỜNG CHẤT LƯỢNG|TỈNH AN BÌNH",
    "ỦY BAN NHÂN DÂN|THÀNH PHỐ HỒ CHÍ MINH",
    "ỦY BAN NHÂN DÂN|XÃ TÂN LẬP",
    "VĂN PHÒNG|ỦY BAN NHÂN DÂN|TỈNH AN BÌNH",
    "BẢO HIỂM XÃ HỘI|TỈNH BÀ RỊA - VŨNG TÀU",
    "BAN QUẢN LÝ|CÁC KHU CÔNG NGHIỆP",
    "SỞ DÂN TỘC VÀ TÔN GIÁO|THÀNH PHỐ ĐÀ NẴNG",
)
WORDS = "SỞ VÀ CÁC TỈNH XÃ HỘI THÀNH PHỐ ỦY BAN NHÂN DÂN AN, BÌNH - NGHIÊNG"


@pytest.mark.parametrize("lines", NAMES)
def test_a_name_is_broken_before_its_place_and_before_va_never_within_the_name_of_a_place(lines: str) -> None:
    assert in_lines(lines.replace("|", " ")) == lines.replace("|", "\n")


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14))
def test_no_word_is_lost_and_no_line_is_too_long_where_that_can_be(words: list[str]) -> None:
    name = " ".join(words)
    lines = in_lines(name).split("\n")
    assert " ".join(lines) == name
    assert len(lines) == 1 or max(map(len, lines)) <= 24
