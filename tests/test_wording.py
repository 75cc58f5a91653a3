"""Labels, dates, citations and sorting as a Vietnamese reader expects them."""

from __future__ import annotations

import random
import unicodedata
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from builders import LAWS
from conftest import Run
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isoaudit import model
from isoaudit.model import POINTS, Citation
from isoaudit.wording import (
    cite,
    cite_full,
    count,
    date_long,
    date_short,
    label,
    labels,
    point_name,
    sentence,
    sort_key,
)

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONES = {"": "aăâeêioôơuưy", "\u0300": "àằầèềìòồờùừỳ", "\u0309": "ảẳẩẻểỉỏổởủửỷ", "\u0303": "ãẵẫẽễĩõỗỡũữỹ"}
TONES |= {"\u0301": "áắấéếíóốớúứý", "\u0323": "ạặậẹệịọộợụựỵ"}
LETTERS = {letter: (place, 0) for place, letter in enumerate(ALPHABET)}
"""Each letter's place in the alphabet and the place of its tone: ngang, huyền, hỏi, ngã, sắc, nặng. Written out, so
that nothing here is worked out the way the package does it."""
for tone, row in enumerate(TONES.values()):
    LETTERS |= {letter: (ALPHABET.index(plain), tone) for plain, letter in zip(TONES[""], row, strict=True)}
VIETNAMESE = st.text(st.sampled_from([*LETTERS, *(letter.upper() for letter in LETTERS)]), max_size=8)
in_general = settings(deadline=None)  # a busy machine is slow now and then
DAYS = st.dates(min_value=date(1945, 9, 2))


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2026, 7, 5), "05/7/2026", "ngày 05 tháng 7 năm 2026"),
        (date(2026, 2, 10), "10/02/2026", "ngày 10 tháng 02 năm 2026"),
        (date(2014, 3, 5), "05/3/2014", "ngày 05 tháng 3 năm 2014"),
        (date(2026, 6, 18), "18/6/2026", "ngày 18 tháng 6 năm 2026"),
        (date(2026, 1, 1), "01/01/2026", "ngày 01 tháng 01 năm 2026"),
        (date(2025, 10, 9), "09/10/2025", "ngày 09 tháng 10 năm 2025"),
        (date(2025, 12, 31), "31/12/2025", "ngày 31 tháng 12 năm 2025"),
    ],
)
def test_dates(day: date, short: str, long: str) -> None:
    """NĐ30/2020, Annex I, II.4: zeros before days under 10 and before months 1 and 2"""
    assert (date_short(day), date_long(day)) == (short, long)


@in_general
@given(DAYS)
def test_every_date_can_be_read_back(day: date) -> None:
    """NĐ30/2020, Annex I, II.4"""
    shown = date_short(day)
    first, month, year = shown.split("/")
    assert date(int(year), int(month), int(first)) == day
    assert len(first) == 2
    assert month.startswith("0") is (day.month in (1, 2))
    assert date_long(day) == f"ngày {first} tháng {month} năm {year}"


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "00"), (3, "03"), (9, "09"), (10, "10"), (112, "112"), (3801, "3.801")]
)
def test_counts_have_two_digits(number: int, shown: str) -> None:
    assert count(number) == shown


def test_a_law_in_full() -> None:
    """NĐ30/2020, Annex I, II.6.b: kind, number, day, issuer and subject at the first mention"""
    assert cite_full(LAWS[0]) == (
        "Quyết định số 19/2014/QĐ-TTg ngày 05 tháng 3 năm 2014 của Thủ tướng Chính phủ về việc áp dụng Hệ thống quản "
        "lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2008 vào hoạt động của các cơ quan, tổ chức thuộc hệ "
        "thống hành chính nhà nước"
    )


def places(*cited: str) -> list[Citation]:
    """Citations written as ``TT26/2014 36 1 đ``."""
    fields = ("document", "article", "clause", "point")
    return [Citation.model_validate(dict(zip(fields, text.split(), strict=False))) for text in cited]


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        (["TT26/2014 36 1 đ"], ["điểm đ khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN"]),
        (["TT26/2014 41 7"], ["khoản 7 Điều 41 Thông tư số 26/2014/TT-BKHCN"]),
        (
            ["TT26/2014 36 1 đ", "TT26/2014 7 2 l", "TT26/2014 7 2 h"],
            ["điểm đ khoản 1 Điều 36, điểm h, điểm l khoản 2 Điều 7 Thông tư số 26/2014/TT-BKHCN"],
        ),
        (
            ["TT26/2014 41 5", "TT26/2014 41 2", "TT26/2014 7 2 đ", "TT26/2014 7 2 e", "TT26/2014 7 2 d"],
            ["khoản 2, khoản 5 Điều 41, điểm d, điểm đ, điểm e khoản 2 Điều 7 Thông tư số 26/2014/TT-BKHCN"],
        ),
        (
            ["TT26/2014 36 2 a", "TT26/2014 36 1", "TT26/2014 36"],
            ["Điều 36, khoản 1, điểm a khoản 2 Điều 36 Thông tư số 26/2014/TT-BKHCN"],
        ),
        (["TT26/2014 41 2", "TT26/2014 41 2"], ["khoản 2 Điều 41 Thông tư số 26/2014/TT-BKHCN"]),
        (["QĐ19/2014 4"], ["Điều 4 Quyết định số 19/2014/QĐ-TTg"]),
        (
            ["TT26/2014 36 1 đ", "TT26/2014 7 2 k"],
            ["điểm đ khoản 1 Điều 36, điểm k khoản 2 Điều 7 Thông tư số 26/2014/TT-BKHCN"],
        ),
        (
            ["TT26/2014 36 1 đ", "QĐ19/2014 4 4 b", "TT26/2014 7 2 k", "QĐ19/2014 3"],
            [
                "điểm đ khoản 1 Điều 36, điểm k khoản 2 Điều 7 Thông tư số 26/2014/TT-BKHCN",
                "điểm b khoản 4 Điều 4, Điều 3 Quyết định số 19/2014/QĐ-TTg",
            ],
        ),
        ([], []),
    ],
)
def test_citations_are_grouped_by_instrument_in_the_order_given(cited: list[str], said: list[str]) -> None:
    """NĐ30/2020, Annex I, II.6.b; khoản and điểm in lower case"""
    assert list(cite(places(*cited), LAWS)) == said


def test_an_instrument_nobody_knows_is_never_printed() -> None:
    with pytest.raises(KeyError):
        cite(places("NĐ30/2020 8"), LAWS)


def test_points_in_words() -> None:
    """TT26/2014 Đ36"""
    assert [point_name(point) for point in POINTS] == [
        *(f"điểm {letter} khoản 1" for letter in "abcdđeg"),
        *(f"điểm {letter} khoản 2" for letter in "abcdđe"),
    ]


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [
        ("level", get_args(model.Level)),
        ("kind", get_args(model.Kind)),
        ("obligation", get_args(model.Obligation)),
        ("qms_status", get_args(model.QmsStatus)),
        ("mode", get_args(model.Mode)),
        ("verdict", get_args(model.Verdict)),
        ("grade", get_args(model.Grade)),
        ("ground", get_args(model.Ground)),
        ("role", get_args(model.Role)),
        ("point_state", get_args(model.PointState)),
        ("refusal", get_args(model.RefusalRule)),
        ("point", POINTS),
    ],
)
def test_every_code_has_its_own_label(vocabulary: str, codes: tuple[str, ...]) -> None:
    assert set(labels()[vocabulary]) == set(codes)
    assert len({label(vocabulary, code) for code in codes}) == len(codes)


@pytest.mark.parametrize(("vocabulary", "code"), [("verdict", "wrong"), ("colour", "red")])
def test_a_code_without_a_label_is_an_error(vocabulary: str, code: str) -> None:
    with pytest.raises(KeyError):
        label(vocabulary, code)


@pytest.mark.parametrize(
    ("vocabulary", "code", "words"),
    [
        ("verdict", "nonconforming", "không phù hợp"),
        ("verdict", "observation", "điểm lưu ý"),
        ("grade", "good_practice", "kết quả nổi bật"),
        ("obligation", "bat_buoc", "thuộc đối tượng phải xây dựng và áp dụng"),
        ("obligation", "khuyen_khich", "được khuyến khích xây dựng và áp dụng"),
        ("mode", "by_record", "qua hồ sơ, báo cáo"),
    ],
)
def test_words_of_the_law_and_the_offices(vocabulary: str, code: str, words: str) -> None:
    assert label(vocabulary, code) == words


@pytest.mark.parametrize(("text", "shown"), [("điểm lưu ý", "Điểm lưu ý"), ("", ""), ("UBND xã", "UBND xã")])
def test_a_sentence_begins_with_a_capital(text: str, shown: str) -> None:
    assert sentence(text) == shown


# --- sorting


def shuffled(texts: list[str]) -> list[str]:
    """The texts in another order, always the same."""
    return random.Random(36).sample(texts, len(texts))


def test_letters_in_the_order_of_the_alphabet() -> None:
    assert sorted(shuffled(ALPHABET), key=sort_key) == ALPHABET
    assert sorted(shuffled([letter.upper() for letter in ALPHABET]), key=sort_key) == [x.upper() for x in ALPHABET]


@pytest.mark.parametrize("vowel", range(12))
def test_tones_in_order(vowel: int) -> None:
    """ngang, huyền, hỏi, ngã, sắc, nặng"""
    row = [letters[vowel] for letters in TONES.values()]
    assert sorted(shuffled(row), key=sort_key) == row


@pytest.mark.parametrize(
    "names",
    [
        ["An Bình", "Ăn Hòa", "Ân Thi", "Ba Vì"],
        ["UBND xã Dương Sơn", "UBND xã Đà Bắc", "UBND xã Đông Kiều", "UBND xã Ea Kar", "UBND xã Êa Hleo"],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "bac", "bạc", "ban", "bán", "bàng"],
        ["An Bình", "Ang", "Anh"],
        ["Sở Công Thương", "Sở Giáo dục và Đào tạo", "Sở Tài chính", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế"],
        ["oan", "ôn", "ơn", "pa", "u", "uông", "ư", "ươm", "xa", "ý"],
    ],
)
def test_names_in_order(names: list[str]) -> None:
    """A tone decides only between names whose letters are all the same."""
    assert sorted(shuffled(names), key=sort_key) == names


@in_general
@given(VIETNAMESE, VIETNAMESE)
def test_words_sort_by_their_letters_then_by_their_tones(first: str, second: str) -> None:
    def by_the_table(word: str) -> tuple[list[int], list[int], str]:
        places = [LETTERS[letter] for letter in word.lower()]
        return [place for place, _ in places], [tone for _, tone in places], word

    assert (sort_key(first) < sort_key(second)) is (by_the_table(first) < by_the_table(second))


@in_general
@given(st.lists(st.text()), st.randoms(use_true_random=False))
@example(["an", "An", "AN"], random.Random(1))
def test_the_order_does_not_depend_on_where_one_starts(texts: list[str], chance: random.Random) -> None:
    other = chance.sample(texts, len(texts))
    assert sorted(texts, key=sort_key) == sorted(other, key=sort_key)


@in_general
@given(st.text(), st.text(), st.text())
@example("An", "an", "AN")
@example("\u00e1", "a\u0301", "A\u0301")
def test_the_order_is_total(a: str, b: str, c: str) -> None:
    x, y, z = map(sort_key, (a, b, c))
    assert (x < y) + (x == y) + (x > y) == 1
    assert (x == y) is (a == b)
    assert x <= z or not (x <= y and y <= z)


@in_general
@given(VIETNAMESE, VIETNAMESE)
def test_how_accents_are_stored_does_not_matter(first: str, second: str) -> None:
    decomposed = [unicodedata.normalize("NFD", text) for text in (first, second)]
    assert sort_key(first)[:2] == sort_key(decomposed[0])[:2]
    if sort_key(first)[:2] != sort_key(second)[:2]:
        assert (sort_key(first) < sort_key(second)) is (sort_key(decomposed[0]) < sort_key(decomposed[1]))


@in_general
@given(VIETNAMESE)
def test_capitals_stand_with_their_small_letters(text: str) -> None:
    assert sort_key(text)[:2] == sort_key(text.upper())[:2]


def test_the_register_is_listed_in_vietnamese_order(isoaudit: Run, programme: Path) -> None:
    names = ["Ban An", "Ban Ân", "Ban Dương", "Ban Đông", "Ban Ong", "Ban Ông", "Ban Ơn", "Ban Y"]
    table = programme.parent / "more.csv"
    lines = [f"99-{number},{name},tinh,khac,khuyen_khich" for number, name in enumerate(shuffled(names))]
    table.write_text("\n".join(["code,name,level,kind,obligation", *lines]) + "\n", encoding="utf-8")
    assert isoaudit("-C", programme, "agencies", "import", table).returncode == 0
    shown = isoaudit("-C", programme, "agencies", "list").stdout.splitlines()
    assert [line.split(maxsplit=1)[1].partition(" (")[0] for line in shown] == [
        *names,
        "Chi cục Kiểm lâm",
        "Sở Tư pháp",
        "UBND phường Đông Kiều",
        "UBND xã Vĩnh Tường Hạ",
    ]
