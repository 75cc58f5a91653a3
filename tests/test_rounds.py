"""Rounds of inspections are one however people write them."""

from __future__ import annotations

import pytest

from isoaudit.wording.rounds import known_rounds, round_key, round_words

FIRST = ("1", " 1. ", "Đợt 1", "đợt I", "ĐỢT 01", "Đợt 1 năm 2026", "đợt 1/2026", "đợt thứ nhất", "Đợt kiểm tra số 1")


@pytest.mark.parametrize("written", FIRST)
def test_the_first_round_is_one_round(written: str) -> None:
    assert (round_key(written), round_words(written)) == ("1", "đợt 1")


@pytest.mark.parametrize("written", ["Quý III", "quý 3", "Quí III/2026", "QUÝ 3 năm 2026"])
def test_a_quarter_is_a_round_of_its_own(written: str) -> None:
    assert (round_key(written), round_words(written)) == ("quý 3", "quý III")


@pytest.mark.parametrize(
    ("written", "words"),
    [("", ""), ("  ", ""), ("Tháng 6/2026", "đợt tháng 6"), ("Đợt UBND cấp xã", "đợt UBND cấp xã")],
)
def test_other_names_stay_as_they_are(written: str, words: str) -> None:
    assert round_words(written) == words
    assert round_key(written) == round_key(words)


def test_rounds_that_differ_stay_apart() -> None:
    different = ["1", "2", "đợt IV", "quý 1", "tháng 1", "đợt 11", "năm", "đợt xã 1", "đợt xã 2"]
    assert len({round_key(name) for name in different}) == len(different)


def test_rounds_offered_are_named_once() -> None:
    assert known_rounds(["Đợt 2", "1", "đợt I", ""]) == "đợt 1, đợt 2"
