"""Search: typed without marks, only what stands is found, and every word that made a row fit is seen."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_issue import SIGNED, bench  # noqa: F401
from test_issued_kept import NUMBER, year  # noqa: F401
from test_merge import KIEU, STP, say

from isoaudit.journal.programme import Programme
from isoaudit.wording.searching import read_query, sentences_with, words_of
from isoaudit.work.search import index
from isoaudit.work.search.years import Found, search

A, B = "D36-1-a-01", "D36-1-b-01"
INDEX = Path("out", ".search", "index.db")


def look(folder: Path, typed: str, **options: Any) -> Found:
    return search(Programme(folder), typed, **options)


def texts(found: Found) -> list[str]:
    return ["".join(piece.text for piece in hit.pieces) for hit in found.hits]


def found_in(text: str, typed: str) -> list[str]:
    return [piece.text for piece in sentences_with(text, read_query(typed)) if piece.found]


def test_words_in_any_order_without_marks_the_last_a_beginning() -> None:
    text = "Danh mục hồ sơ công việc chưa được cập nhật."
    assert found_in(text, "cong viec ho s") == ["hồ sơ công việc"]
    assert found_in(text, "HỒ SƠ danh") == ["Danh", "hồ sơ"]
    assert not found_in(text, "cong vie danh")  # only the last word may be a beginning


def test_a_phrase_stands_as_it_is_written() -> None:
    text = "Sổ theo dõi số 26/2014/TT-BKHCN, hồ sơ đầu vào."
    assert found_in(text, '"theo doi so"') == ["theo dõi số"]
    assert not found_in(text, '"doi theo"')
    assert found_in(text, "26/2014") == ["26/2014"]
    assert not found_in(text, "2014/26")
    assert found_in(text, "dau") == ["đầu"]


def test_only_the_sentences_that_hold_a_word_are_shown() -> None:
    text = "Có quy trình. Không có sổ mượn. Có danh mục. Sổ cũ."
    assert "".join(p.text for p in sentences_with(text, read_query("so muon cu"))) == "Không có sổ mượn. … Sổ cũ."


TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@given(TYPED, TYPED)
def test_any_text_is_found_by_its_folded_words_and_the_words_are_seen(before: str, text: str) -> None:
    words = words_of(text)
    if not words:
        return
    pieces = sentences_with(f"{before}\n{text}", read_query(" ".join(words)))
    marked = [word for piece in pieces if piece.found for word in words_of(piece.text)]
    assert set(words) <= set(marked)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(words_of))
def test_any_text_said_in_an_answer_is_found(programme: Path, text: str) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="observation", gap=f"Chưa rõ: {text}")
    assert any(hit.place == A and hit.kind == "finding" for hit in look(programme, " ".join(words_of(text))).hits)


def test_a_superseded_statement_is_not_found(programme: Path) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có sổ mượn.")
    assert texts(look(programme, "so muon")) == ["Chưa có sổ mượn."]
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có bìa lưu.")
    assert not look(programme, "so muon").hits
    assert texts(look(programme, "bia luu")) == ["Chưa có bìa lưu."]


def test_a_removed_inspection_is_not_found(programme: Path) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có sổ mượn.")
    assert look(programme, "so muon").total == 1
    say(programme, "inspection", STP, removed="Nhập nhầm.")
    assert look(programme, "so muon").total == 0


SAID = st.lists(
    st.tuples(st.sampled_from((STP, KIEU)), st.sampled_from((A, B)), st.sampled_from(("sổ mượn", "bìa", "tủ", ""))),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAID, st.sets(st.integers(0, 5)))
def test_the_index_grown_is_the_index_made_anew(programme: Path, said: list[Any], looks: set[int]) -> None:
    for number, (id, criterion, gap) in enumerate(said):
        say(programme, "answer", f"{id}/{criterion}", verdict="observation", gap=gap, note="tủ lưu")
        if number in looks:
            look(programme, "tu")
    grown = [index.rows_with(Programme(programme), read_query(word)) for word in ("so", "bia", "tu", "luu")]
    (programme / INDEX).unlink()
    assert grown == [index.rows_with(Programme(programme), read_query(word)) for word in ("so", "bia", "tu", "luu")]


@pytest.mark.parametrize("damage", [b"not a database" * 100, b"", None])
def test_a_damaged_or_missing_index_is_made_again(programme: Path, damage: bytes | None) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có sổ mượn.")
    assert look(programme, "so muon").total == 1
    if damage is None:
        data = bytearray((programme / INDEX).read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        damage = bytes(data)
    (programme / INDEX).write_bytes(damage)
    assert look(programme, "so muon").total == 1


def test_two_that_make_the_index_at_once_both_find(programme: Path) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có sổ mượn.")
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(look(programme, "so muon").total)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [1] * 4


def test_where_nothing_can_be_written_the_index_lies_in_the_users_cache(
    programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có sổ mượn.")
    (programme / "out").write_text("no folder can be made here")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert look(programme, "so muon").total == 1
    assert list((tmp_path / "cache").rglob("*.db"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(programme / "out"))  # there neither: in memory
    assert look(programme, "so muon").total == 1


def test_the_year_beside_is_searched_and_the_one_that_is_not_there_is_named(
    programme: Path, tmp_path: Path, isoaudit: Run
) -> None:
    say(programme, "answer", f"{STP}/{A}", verdict="nonconforming", gap="Chưa có sổ mượn.")
    after = programme.with_name("năm 2027")
    done = isoaudit("init", after, "--after", programme)
    assert done.returncode == 0, done.stderr
    said = isoaudit("-C", after, "search", "so muon")
    assert "Năm 2026" in said.stdout and "‹sổ mượn›" in said.stdout and "Lưu ý" not in said.stderr, said.stderr
    assert f'isoaudit -C "{programme}" history {STP} {A}' in said.stdout
    away = Path(shutil.move(programme, tmp_path / "đĩa" / "cũ" if (tmp_path / "đĩa").mkdir() else tmp_path / "đĩa"))
    gone = isoaudit("-C", after, "search", "so muon")
    assert gone.returncode == 1 and "Năm trước của năm 2027" in gone.stderr
    also = isoaudit("-C", after, "search", "so muon", "--also", away, "--json")
    assert [hit["year"] for hit in json.loads(also.stdout)["hits"]] == [2026] and "Lưu ý" not in also.stderr


def test_a_letter_kept_in_word_is_found_and_opens(year: Path, isoaudit: Run) -> None:  # noqa: F811
    assert look(year, "thong bao ket qua", kinds=["letter"]).total == 0
    assert isoaudit("-C", year, "record", "notice_issued", SIGNED, *NUMBER).returncode == 0
    hits = look(year, "thong bao ket qua", kinds=["letter"]).hits
    assert hits and hits[0].place == "notice_issued" and hits[0].command[:2] == ("files", "open")
    assert isoaudit("-C", year, "files", "list", "--json").stdout.count(hits[0].file) == 1


def test_agency_kind_year_and_limit_narrow(programme: Path) -> None:
    for id in (STP, KIEU):
        say(programme, "answer", f"{id}/{A}", verdict="nonconforming", gap="Chưa có sổ.", note="Sổ cũ.")
    assert look(programme, "so").total == 4
    assert {hit.inspection for hit in look(programme, "so", agency="99-stp").hits} == {STP}
    assert {hit.inspection for hit in look(programme, "so", agency="sở tư pháp").hits} == {STP}
    assert {hit.kind for hit in look(programme, "so", kinds=["note"]).hits} == {"note"}
    assert look(programme, "so", year=2025).total == 0
    few = look(programme, "so", limit=1)
    assert (len(few.hits), few.total) == (1, 4)


def test_what_is_no_word_is_refused_with_the_remedy(programme: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", programme, "search", "!!")
    assert done.returncode == 2 and "không có chữ, số nào để tìm" in done.stderr and "Traceback" not in done.stderr
